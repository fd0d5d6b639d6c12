"""Runs the figures that are asked for and prints a line for each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from scripts.benchmarks.figures import Figure


def _finding(kind: str) -> Callable[[], Iterable[Figure]]:
    def run() -> Iterator[Figure]:
        from scripts.benchmarks import finding

        yield from finding.figures(kind)

    return run


def _desk() -> Iterator[Figure]:
    from scripts.benchmarks import desk

    yield from desk.figures()


def _start() -> Iterator[Figure]:
    from scripts.benchmarks import start

    yield from start.figures()


def _working(what: str) -> Callable[[], Iterable[Figure]]:
    def run() -> Iterator[Figure]:
        from scripts.benchmarks import working

        yield from working.GROUPS[what]()

    return run


def _merging(kind: str) -> Callable[[], Iterable[Figure]]:
    def run() -> Iterator[Figure]:
        from scripts.benchmarks import merging

        yield from merging.figures(kind)

    return run


def _taking_in() -> Iterator[Figure]:
    from scripts.benchmarks import taking_in

    yield from taking_in.figures()


def _images_taken_in() -> Iterator[Figure]:
    from scripts.benchmarks import images_taken_in

    yield from images_taken_in.figures()


def _doubles(kind: str) -> Callable[[], Iterable[Figure]]:
    def run() -> Iterator[Figure]:
        from scripts.benchmarks import doubles, doubles_typing

        yield from doubles_typing.figures(kind) if kind else doubles.figures()

    return run


def _line() -> Iterator[Figure]:
    from scripts.benchmarks import line

    yield from line.figures()


def _drawing() -> Iterator[Figure]:
    from scripts.benchmarks import drawing

    yield from drawing.figures()


def _slow() -> Iterator[Figure]:
    from scripts.benchmarks import slow

    yield from slow.figures()


def _pictures() -> Iterator[Figure]:
    from scripts.benchmarks import pictures

    yield from pictures.figures()


def _showing() -> Iterator[Figure]:
    from scripts.benchmarks import showing

    yield from showing.figures()


def _held(names: tuple[str, ...]) -> Callable[[], Iterable[Figure]]:
    def run() -> Iterator[Figure]:
        from scripts.benchmarks import held

        yield from held.figures(names)

    return run


def _preview() -> Iterator[Figure]:
    from scripts.benchmarks import preview

    yield from preview.figures()


def _occlusion() -> Iterator[Figure]:
    from scripts.benchmarks import occlusion

    yield from occlusion.figures()


def _models() -> Iterator[Figure]:
    from scripts.benchmarks import models

    yield from models.figures()


def _cases() -> Iterator[Figure]:
    from scripts.benchmarks import cases

    yield from cases.figures()


def _reports() -> Iterator[Figure]:
    from scripts.benchmarks import reports

    yield from reports.figures()


def _share() -> Iterator[Figure]:
    from scripts.benchmarks import share

    yield from share.figures()


GROUPS: dict[tuple[str, ...], Callable[[], Iterable[Figure]]] = {
    ("find.sqlite.p95", "find.sqlite.worst", "find.sqlite.count"): _finding("sqlite"),
    ("find.postgresql.p95", "find.postgresql.worst", "find.postgresql.count"): _finding("postgresql"),
    ("desk.letter.p95", "desk.arrow.p95", "desk.memory", "desk.idle"): _desk,
    (
        "line.first",
        "line.letter",
        "line.arrow",
        "line.page",
        "line.open",
        "line.close",
        "line.idle",
        "line.time",
    ): _line,
    (
        "drawn.photo",
        "drawn.grey",
        "drawn.true",
        "drawn.ascii",
        "drawn.braille",
        "drawn.time",
        "drawn.loop",
        "drawn.view",
    ): _drawing,
    ("slow.walk_in", "slow.key", "slow.esc", "slow.held"): _slow,
    ("reports.time", "reports.size"): _reports,
    ("share.answered", "share.memory", "share.key"): _share,
    (
        "cases.list.sqlite.median",
        "cases.list.sqlite.p95",
        "cases.list.postgresql.median",
        "cases.list.postgresql.p95",
        "cases.export",
    ): _cases,
    ("start.keys", "start.rows", "start.alembic"): _start,
    ("work.sheet.p95", "work.save.p95", "work.undo.p95"): _working("sheets"),
    ("work.seen.sqlite", "work.seen.postgresql"): _working("seen"),
    ("work.save.million.sqlite", "work.save.million.postgresql"): _working("million"),
    ("doubles.precision", "doubles.recall", "doubles.blocking", "doubles.pass"): _doubles(""),
    ("doubles.typing.sqlite",): _doubles("sqlite"),
    ("doubles.typing.postgresql",): _doubles("postgresql"),
    ("merge.rows.sqlite",): _merging("sqlite"),
    ("merge.rows.postgresql",): _merging("postgresql"),
    ("take_in.csv", "take_in.demo"): _taking_in,
    (
        "look.photo",
        "look.photo.cold",
        "look.mesh",
        "look.mesh.cold",
        "look.slice",
        "look.slice.cold",
        "look.page",
        "slices.open",
        "slices.axial",
        "slices.coronal",
        "slices.sagittal",
    ): _pictures,
    ("models.first", "models.turning", "models.memory"): _models,
    ("models.held", "models.shown"): _preview,
    ("models.occlusion",): _occlusion,
    ("seen.first", "seen.page", "seen.held", "seen.memory", "seen.many", "seen.many.memory"): _showing,
    ("take_in.images", "take_in.images.memory"): _images_taken_in,
    **{
        (name,): _held((name,))
        for name in ("held.chart", "held.forms", "held.report", "held.shown", "held.desk", "held.views")
    },
}


def main() -> int:
    """The exit status is 1 where a figure does not hold its bar."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="beginnings of figures' names; all without")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--list", action="store_true", help="only print the names")
    options = parser.parse_args()
    known = [name for names in GROUPS for name in names]
    if options.list:
        print("\n".join(known))
        return 0
    wanted = [name for name in known if not options.names or name.startswith(tuple(options.names))]
    if not wanted:
        parser.error(f"no figure is called so; there are: {', '.join(known)}")
    done: list[Figure] = []
    for names, run in GROUPS.items():
        if set(names).isdisjoint(wanted):
            continue
        for figure in run():
            if figure.name in wanted:
                done.append(figure)
                print(figure.line(), flush=True)
    if options.json:
        rows = [{**asdict(figure), "holds": figure.holds} for figure in done]
        options.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0 if all(figure.holds for figure in done) else 1


if __name__ == "__main__":
    sys.exit(main())
