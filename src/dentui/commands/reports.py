"""`dentui reports list`, `get`, `links` and `end-link`: health checking reports by command."""

from __future__ import annotations

import argparse
import re
import threading
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.commands.output import (
    Column,
    ProgressBar,
    print_download,
    print_json,
    print_line,
    print_table,
    stopping,
)
from dentui.commands.signing_in import at_desk
from dentui.config import Settings
from dentui.domain.links import STATE_WORDS, ReportLink, opened_words
from dentui.domain.report_words import WORDS
from dentui.domain.reports import ReportNumber, ReportRow
from dentui.errors import Invalid

if TYPE_CHECKING:
    from dentui.services.desk import Desk

_NUMBER = re.compile(r"(?:R-)?(\d{4})-(\d{1,9})", re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="list a patient's reports", description="List them.")
    listed.add_argument("--chart", type=int, required=True, metavar="N", help="the patient's chart number")
    got = actions.add_parser(
        "get", help="copy the PDF of a report into your outbox", description="Copy the PDF into your outbox."
    )
    got.add_argument("number", metavar="NUMBER", help="as it stands on the report: R-2026-00012")
    links = actions.add_parser(
        "links",
        help="list the links by which a patient sees a report",
        description="List the links to a report. What they carry is kept nowhere.",
    )
    links.add_argument("number", metavar="NUMBER", help="as it stands on the report")
    ended = actions.add_parser(
        "end-link", help="revoke a link", description="Revoke a link: nobody opens it from now on."
    )
    ended.add_argument("link", type=UUID, metavar="UUID", help="as `dentui reports links` shows it")
    for each in (listed, got, links):
        each.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Do it; answers the exit status."""
    with at_desk(settings, args) as desk:
        {"list": _list, "get": _get, "links": _links, "end-link": _end_link}[args.action](desk, args)
    return 0


def _list(desk: Desk, args: argparse.Namespace) -> None:
    patient = desk.patients.by_chart_number(desk.actor, args.chart)
    desk.patients.chart(desk.actor, patient)  # the trail has it as opened
    rows = desk.reports.of_patient(desk.actor, patient)
    if args.json:
        print_json({"reports": [_as_json(row) for row in rows]})
        return
    lines = [
        (
            "" if row.number is None else str(row.number),
            row.state.value,
            f"{row.published or row.made:%Y-%m-%d %H:%M}",
            row.title or WORDS[row.language].title,
            row.doctor,
            row.author,
            str(row.findings),
            str(row.pages or ""),
            f"{row.size:,}" if row.size else "",
        )
        for row in rows
    ]
    columns = (
        *(Column("Number"), Column("State"), Column("Time"), Column("Title", 12), Column("Signed by", 8)),
        *(Column("Made by", 8), Column("Findings"), Column("Pages"), Column("Bytes")),
    )
    print_table(columns, lines)


def _get(desk: Desk, args: argparse.Namespace) -> None:
    report = desk.reports.by_number(desk.actor, _number(args.number))
    stop = threading.Event()
    with ProgressBar({"Copying": "Copying"}) as bar, stopping(stop):
        got = desk.reports.download(
            desk.actor, report, lambda told: bar(told.doing, told.done, told.total), stop
        )
    print_download(got, as_json=args.json)


def _links(desk: Desk, args: argparse.Namespace) -> None:
    found = desk.links.of_report(desk.actor, desk.reports.by_number(desk.actor, _number(args.number)))
    if args.json:
        links = [_link_as_json(link) for link in found]
        print_json({"links": links, **({"trouble": found.trouble} if found.trouble else {})})
        return
    if found.trouble:
        print_line(found.trouble)
    now = datetime.now()
    lines = [
        (
            str(link.uuid),
            STATE_WORDS[link.state],
            f"{link.made:%Y-%m-%d %H:%M}",
            link.made_by,
            f"{link.until:%Y-%m-%d %H:%M}",
            "" if link.most is None else str(link.most),
            opened_words(link, now),
        )
        for link in found
    ]
    columns = (
        *(Column("Link"), Column("State"), Column("Made"), Column("Made by", 8), Column("Until")),
        *(Column("Most views"), Column("Opened")),
    )
    print_table(columns, lines)


def _end_link(desk: Desk, args: argparse.Namespace) -> None:
    desk.links.end(desk.actor, args.link)
    if left := desk.links.left():
        print_line(f"The link is revoked. {left}")
    else:
        print_line("The link is revoked: nobody opens it from now on.")


def _link_as_json(link: ReportLink) -> dict[str, object]:
    return {
        "uuid": str(link.uuid),
        "report": str(link.report),
        "state": link.state.value,
        "made": link.made.isoformat(),
        "made_by": link.made_by,
        "until": link.until.isoformat(),
        "most_views": link.most,
        "views": link.views,
        "last_view": None if link.last_view is None else link.last_view.isoformat(),
        "asks_for_another_date_of_birth": link.outdated,
    }


def _number(text: str) -> ReportNumber:
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise Invalid("That is no number of a report. Write it as R-2026-00012.", field="number")
    return ReportNumber(int(found[1]), int(found[2]))


def _as_json(row: ReportRow) -> dict[str, object]:
    return {
        "uuid": str(row.uuid),
        "number": None if row.number is None else str(row.number),
        "state": row.state.value,
        "title": row.title,
        "language": row.language.value,
        "made": row.made.isoformat(),
        "made_by": row.author,
        "published": None if row.published is None else row.published.isoformat(),
        "signed_by": row.doctor,
        "findings": row.findings,
        "pages": row.pages,
        "size": row.size,
        "supersedes": None if row.supersedes is None else str(row.supersedes),
        "superseded_by": None if row.superseded_by is None else str(row.superseded_by),
    }
