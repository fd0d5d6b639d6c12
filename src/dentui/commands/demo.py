"""`dentui demo`: a clinic of invented patients to try dentui with."""

from __future__ import annotations

import argparse
import shlex
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing import active_children

from dentui.commands.output import ProgressBar, print_line
from dentui.config import REGISTER_FILE, Settings

PATIENTS = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--patients", type=int, default=PATIENTS, metavar="N", help=f"how many patients (default {PATIENTS})"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed makes another clinic")
    parser.add_argument(
        "--today",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the day of the newest visits (default: today); the same day and seed make the same clinic",
    )

    parser.add_argument(
        "--scans",
        action="store_true",
        help="make no clinic: add scans of jaws and a face, and reports, to the one that is there, 50 MB",
    )


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Make the clinic and say how to open it; or add scans to it."""
    if args.scans:
        return _add_scans(settings, args)
    from dentui.services.demo.clinic import MEMBER, OPERATOR
    from dentui.services.demo.making import make_demo

    began = time.monotonic()
    total = args.patients
    default = f"sqlite:///{settings.home / REGISTER_FILE}"
    with ProgressBar({"patients": "Inventing patients", "index": "Joining the index"}) as bar, _stoppable():
        bar("patients", 0, total)
        make_demo(
            settings.home,
            patients=total,
            seed=args.seed,
            today=args.today,
            database=None if settings.database == default else settings.database,
            progress=lambda done: bar("patients" if done < total else "index", done, total),
        )
    home = shlex.quote(str(settings.home))
    seconds = time.monotonic() - began
    print_line(f"A demonstration clinic of {total:,} invented patients was made in {seconds:,.1f} s.")
    print_line(f"Open it with: dentui --home {home}")
    print_line(
        f"You are {OPERATOR}, an administrator, there; with --as {MEMBER} a member who sees her own patients."
    )
    print_line(
        f"Two of them get scans of their jaws, in some seconds, with: dentui demo --scans --home {home}"
    )
    return 0


def _add_scans(settings: Settings, args: argparse.Namespace) -> int:
    from dentui.commands.signing_in import open_desk
    from dentui.services.demo.reporting import add_reports
    from dentui.services.demo.scanning import add_scans

    desk = open_desk(settings, args)
    try:
        with ProgressBar({"scans": "Scanning jaws", "reports": "Writing reports"}) as bar:
            scanned = add_scans(desk, lambda done, total: bar("scans", done, total))
            reported = add_reports(desk, lambda done, total: bar("reports", done, total))
    finally:
        desk.register.close()
    added = {0: "Two patients have scans already, and nobody got more.", 1: "1 patient got scans."}
    print_line(added.get(scanned, f"{scanned} patients got scans: they are on the first page of the list."))
    if reported:
        print_line(f"{reported} reports were written for them and for the first patient of the list.")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("not a day: write it as 2026-11-22") from None


@contextmanager
def _stoppable() -> Iterator[None]:
    """Within it a SIGTERM or a lost line ends the work as Ctrl+C does: at once, and with everything cleared
    away. The processes that make the patients are children of this one and have to go first."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}

    def stop(_number: int, _frame: object) -> None:
        for child in active_children():
            child.terminate()
        raise KeyboardInterrupt

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
