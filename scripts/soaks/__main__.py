"""Runs the soaks that are asked for and prints their figures, a line each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from scripts.benchmarks.figures import Figure

MINUTES = 5.0


def _eight_desks(kind: str) -> Callable[[float], Iterable[Figure]]:
    def run(minutes: float) -> Iterator[Figure]:
        from scripts.soaks import eight_desks

        yield from eight_desks.figures(kind, minutes)

    return run


def _guesses(_minutes: float) -> Iterator[Figure]:
    from scripts.soaks import guesses

    yield from guesses.figures()


def _terminals(_minutes: float) -> Iterator[Figure]:
    from scripts.soaks import terminals

    yield from terminals.figures()


def _merging(_minutes: float) -> Iterator[Figure]:
    from scripts.soaks import merging

    yield from merging.figures()


def _kills(kind: str) -> Callable[[float], Iterable[Figure]]:
    def run(_minutes: float) -> Iterator[Figure]:
        from scripts.soaks import kills

        yield from kills.figures(kind)

    return run


def _image_kills(_minutes: float) -> Iterator[Figure]:
    from scripts.soaks import import_kills

    yield from import_kills.figures()


def _publish_kills(_minutes: float) -> Iterator[Figure]:
    from scripts.soaks import publish_kills

    yield from publish_kills.figures()


def _any_keys(minutes: float) -> Iterator[Figure]:
    from scripts.soaks import any_keys

    yield from any_keys.figures(minutes)


SOAKS: dict[str, Callable[[float], Iterable[Figure]]] = {
    "eight_desks.sqlite": _eight_desks("sqlite"),
    "eight_desks.postgresql": _eight_desks("postgresql"),
    "guesses": _guesses,
    "terminals": _terminals,
    "merging": _merging,
    "kills.sqlite": _kills("sqlite"),
    "kills.postgresql": _kills("postgresql"),
    "kills.images": _image_kills,
    "kills.publish": _publish_kills,
    "any_keys": _any_keys,
}
"""Each is told how many minutes to last; all but the desks and any keys last as long as they take."""


def main() -> int:
    """The exit status is 1 where a figure does not hold its bar."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="beginnings of soaks' names; all without")
    parser.add_argument("--minutes", type=float, default=MINUTES, metavar="M", help="how long each lasts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--list", action="store_true", help="only print the names")
    options = parser.parse_args()
    if options.list:
        print("\n".join(SOAKS))
        return 0
    wanted = [name for name in SOAKS if not options.names or name.startswith(tuple(options.names))]
    if not wanted:
        parser.error(f"no soak is called so; there are: {', '.join(SOAKS)}")
    done: list[Figure] = []
    for name in wanted:
        for figure in SOAKS[name](options.minutes):
            done.append(figure)
            print(figure.line(), flush=True)
    if options.json:
        rows = [{**asdict(figure), "holds": figure.holds} for figure in done]
        options.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0 if all(figure.holds for figure in done) else 1


if __name__ == "__main__":
    sys.exit(main())
