"""`dentui doubles`: go through the register for patients who are in it twice."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dentui.commands.output import Column, ProgressBar, print_json, print_line, print_table
from dentui.config import Settings

if TYPE_CHECKING:
    from dentui.domain.doubles import Pair

A_TURN = 5.0
"""Seconds between two looks at how far it is."""
MOST = 1_000
PARTS = 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--show", action="store_true", help="list the pairs, with names: who may see them has to sign in"
    )
    parser.add_argument(
        "--limit", type=_limit, default=50, metavar="N", help=f"list at most N, up to {MOST:,} (50)"
    )
    parser.add_argument(
        "--anew", action="store_true", help="learn the weights anew and begin at the first patient"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Do it; answers the exit status. Without --show nobody is asked who they are, and no name is told."""
    from dentui.commands.signing_in import open_desk
    from dentui.services.doubles_search import open_search

    desk = open_desk(settings, args) if args.show else None
    search = open_search(settings)
    told = []
    try:
        for number, name in search.institutions():
            if args.anew:
                search.forget(number)
            with ProgressBar({"doubles": f"Comparing {name}"}) as progress:
                share = 0.0
                while share < 1.0:
                    share = search.go_on(number, A_TURN)
                    progress("doubles", round(share * PARTS), PARTS)
            likely, pairs = search.counts(number)
            told.append({"institution": name, "likely": likely, "perhaps": pairs - likely})
        if desk is not None:
            _show(desk.doubles.review(desk.actor, args.limit), as_json=args.json)
            return 0
    finally:
        search.close()
        if desk is not None:
            desk.register.close()
    if args.json:
        print_json({"institutions": told})
    else:
        for one in told:
            print_line(f"{one['institution']}: {one['likely']:,} likely doubles, {one['perhaps']:,} perhaps.")
    return 0


def _limit(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST:,} is wanted")
    return number


def _show(pairs: Sequence[Pair], *, as_json: bool) -> None:
    from dentui.domain.dates import write_date

    if as_json:
        print_json(
            {
                "pairs": [
                    {
                        "probability": round(pair.probability, 4),
                        "reasons": list(pair.reasons),
                        "patients": [
                            {
                                "uuid": str(one.uuid),
                                "chart_number": one.chart_number,
                                "name": one.name,
                                "birth_date": one.birth_date.isoformat() if one.birth_date else None,
                                "phone": one.phone,
                            }
                            for one in (pair.first, pair.second)
                        ],
                    }
                    for pair in pairs
                ]
            }
        )
        return
    rows = [
        (
            pair.first.word,
            *(f"{one.name} {write_date(one.birth_date) if one.birth_date else ''}".strip() for one in both),
            " and ".join(str(one.chart_number) for one in both),
            ", ".join(pair.reasons),
        )
        for pair in pairs
        for both in [(pair.first, pair.second)]
    ]
    columns = (
        Column("How likely"),
        Column("One", 12),
        Column("Other", 12),
        Column("Charts"),
        Column("Why", 12),
    )
    print_table(columns, rows)
