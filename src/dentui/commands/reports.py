"""`dentui reports list` and `get`: health checking reports by command."""

from __future__ import annotations

import argparse
import re
import threading
from typing import TYPE_CHECKING

from dentui.commands.output import Column, ProgressBar, print_download, print_json, print_table, stopping
from dentui.commands.signing_in import at_desk
from dentui.config import Settings
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
    for each in (listed, got):
        each.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Do it; answers the exit status."""
    with at_desk(settings, args) as desk:
        (_list if args.action == "list" else _get)(desk, args)
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
            row.title,
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
