"""`dentui patients find` and `dentui patients import`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dentui.commands.output import Column, ProgressBar, print_json, print_line, print_table
from dentui.config import Settings

if TYPE_CHECKING:
    from dentui.domain.finding import Page
    from dentui.domain.patients import PatientLine
    from dentui.services.intake import IntakeReport

MOST = 1_000
"""Patients that one `find` lists at most."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    find = actions.add_parser(
        "find", help="find patients as the list does", description="Find patients as the list does."
    )
    find.add_argument("text", nargs="+", metavar="TEXT", help="part of a name, phone, date of birth, number")
    find.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    find.add_argument("--limit", type=_limit, default=50, metavar="N", help=f"at most N, up to {MOST:,} (50)")
    take_in = actions.add_parser(
        "import",
        help="take patients in from a CSV file",
        description="Take patients in from a CSV file: all of them, or none where a row is refused.",
    )
    take_in.add_argument("file", type=Path, metavar="FILE.csv")
    take_in.add_argument("--dry-run", action="store_true", help="only say what would happen")
    take_in.add_argument("--json", action="store_true", help="the report as one JSON object")
    take_in.add_argument("--encoding", metavar="E", help="the file's encoding, where it is not recognised")


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Do it; answers the exit status."""
    return _import(settings, args) if args.action == "import" else _find(settings, args)


def _limit(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST:,} is wanted")
    return number


def _find(settings: Settings, args: argparse.Namespace) -> int:
    from dentui.commands.signing_in import open_desk
    from dentui.domain.finding import Find

    # Bytes that are no UTF-8 come as lone surrogates, which no register can look for.
    text = " ".join(args.text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    desk = open_desk(settings, args)
    try:
        page = desk.patients.find(desk.actor, Find(text), limit=args.limit)
    finally:
        desk.register.close()
    today = date.today()
    if args.json:
        print_json(
            {
                "count": page.count,
                "exact": page.exact,
                "patients": [_as_json(line, today) for line in page.lines],
            }
        )
    elif page.lines:
        _print_found(page, today)
    if not page.lines:
        print("Nobody was found.", file=sys.stderr)
    return 0


def _print_found(page: Page, today: date) -> None:
    from dentui.domain.dates import write_date
    from dentui.domain.patients import GENDER_WORDS, age_on

    columns = (
        Column("Name", 12),
        Column("Phone"),
        Column("Born"),
        Column("Age"),
        Column("Gender"),
        Column("Last visit"),
        Column("Why", 12),
        Column("Chart"),
        Column("Tickets"),
        Column("Case types", 8),
    )
    rows = []
    for line in page.lines:
        born = line.birth_date
        rows.append(
            (
                line.name,
                line.phone,
                write_date(born) if born else "",
                str(age_on(born, today)) if born else "",
                GENDER_WORDS[line.gender],
                write_date(line.last_visit.date()) if line.last_visit else "",
                line.why,
                str(line.chart_number),
                str(line.open_tickets) if line.open_tickets else "",
                ", ".join(line.case_types),
            )
        )
    print_table(columns, rows)
    if page.count > len(page.lines):
        count = f"{page.count:,}" if page.exact else f"{page.count:,}+"
        print(f"The first {len(page.lines):,} of {count}.", file=sys.stderr)


def _as_json(line: PatientLine, today: date) -> dict[str, object]:
    from dentui.domain.patients import GENDER_WORDS, age_on

    return {
        "uuid": str(line.uuid),
        "chart_number": line.chart_number,
        "name": line.name,
        "gender": GENDER_WORDS[line.gender],
        "birth_date": line.birth_date.isoformat() if line.birth_date else None,
        "age": age_on(line.birth_date, today) if line.birth_date else None,
        "phone": line.phone,
        "last_visit": line.last_visit.isoformat() if line.last_visit else None,
        "case_types": list(line.case_types),
        "open_tickets": line.open_tickets,
        "why": line.why,
    }


def _import(settings: Settings, args: argparse.Namespace) -> int:
    from dentui.commands.signing_in import open_desk
    from dentui.services.intake import open_intake

    desk = open_desk(settings, args)
    desk.register.close()
    intake = open_intake(settings)
    words = {"reading": "Reading", "checking": "Checking", "writing": "Taking in"}
    try:
        with ProgressBar(words) as progress:
            report = intake.take_in(
                desk.actor, args.file, encoding=args.encoding, dry_run=args.dry_run, progress=progress
            )
    finally:
        intake.close()
    if args.json:
        print_json({"good": report.good, "dry_run": args.dry_run, **asdict(report)})
    else:
        _print_report(report)
    return 0 if report.good else 1


def _print_report(report: IntakeReport) -> None:
    print_line(f"Read as {report.encoding}, {report.delimiter} between the columns.")
    for column in report.columns:
        name = f"{column.number}  {column.header}".rstrip()
        remark = f" ({column.remark})" if column.taken_as and column.remark else ""
        taken_as = column.taken_as + remark if column.taken_as else f"left out: {column.remark}"
        print_line(f"  {name}: {taken_as}")
    for remark in report.remarks:
        print_line(remark)
    if report.empty_rows:
        print_line(f"{_counted(report.empty_rows, 'empty row')} skipped.")
    for refusal in report.refusals:
        where = f"Row {refusal.row}, {refusal.column}" if refusal.column else f"Row {refusal.row}"
        print_line(f"Refused: {where}: {refusal.reason}.")
    if report.refusal_count > len(report.refusals):
        print_line(f"... and {report.refusal_count - len(report.refusals):,} more.")
    print_line(_outcome(report))


def _outcome(report: IntakeReport) -> str:
    if report.refusal_count:
        return (
            f"Nothing was taken in: {report.refused_rows:,} of {_counted(report.rows, 'row')} refused. "
            "Mend them in the file, then import it again."
        )
    if not report.patients:
        return "Nothing was taken in: there are no patients in the file."
    if report.taken_in:
        return f"{_counted(report.patients, 'patient')} taken in."
    return f"{_counted(report.patients, 'patient')} can be taken in. Nothing was written (--dry-run)."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
