"""Bytes on the line at 24x80 with 256 colours, and time, beside the same program with the cell diff off."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure, percentile
from scripts.benchmarks.terminal import Terminal, dentui

PATIENTS = 100_000
F6, ESC, UP, DOWN, PAGE_DOWN, HOME = "\x1b[17~", "\x1b", "\x1b[A", "\x1b[B", "\x1b[6~", "\x1b[H"
BARS = {"first": 6_000, "letter": 2_000, "arrow": 350, "page": 2_700, "open": 4_000, "close": 4_000}
Measured = dict[str, list[tuple[float, int]]]


def figures() -> Iterator[Figure]:
    """Two desks at one register, which get the same keys in turn."""
    home = registers.own_sqlite_home(PATIENTS)
    with (
        Terminal(dentui(home), {"DENTUI_CELL_DIFF": "1"}) as ours,
        Terminal(dentui(home), {"DENTUI_CELL_DIFF": "0"}) as theirs,
    ):
        measured = tuple({"first": [(0.0, desk.first("found"))]} for desk in (ours, theirs))
        for number, (name, keys, shows) in enumerate(_keys()):
            # Neither is always the first.
            for desk, values in list(zip((ours, theirs), measured, strict=True))[:: 1 if number % 2 else -1]:
                values.setdefault(name, []).append(desk.answer(keys, shows))
        idle = ours.idle(5.0)
    yield from _sizes(*measured)
    yield Figure("line.idle", idle, "B", 0, "written in 5 s without a key")
    yield _times(*measured)


def _keys() -> Iterator[tuple[str, str, str]]:
    """What is measured (nothing: ""), the keys, and what has to be shown then."""
    for text in ("muller", "anna", "garcia", "4567", "smith"):
        for letter in text:
            yield "letter", letter, ""
        yield "", "\x7f" * len(text), ""
    # Leaving the find box the keys in the footer change too: that is no arrow in the list.
    yield "", DOWN, ""
    for key in (DOWN, DOWN, UP, DOWN, DOWN, UP) * 3:
        yield "arrow", key, ""
    for _ in range(10):
        yield "page", PAGE_DOWN, ""
    yield "", HOME, ""
    for _ in range(5):
        yield "", F6, "Type the name first"
        yield "open", F6, "New patient"
        yield "close", ESC, "Type the name first"
    yield "", "#4711\r", "[1 Records]"
    for key, title in (("e", "Edit patient"), ("t", "Create a scan ticket")) * 5:
        yield "open", key, title
        yield "close", ESC, "[1 Records]"


def _sizes(with_diff: Measured, without: Measured) -> Iterator[Figure]:
    for name, bar in BARS.items():
        sizes, whole = ([size for _, size in values[name]] for values in (with_diff, without))
        beside = f"worst of {len(sizes)}; with the diff off {max(whole)}"
        yield Figure(f"line.{name}", max(sizes), "B", bar, beside)


def _times(with_diff: Measured, without: Measured) -> Figure:
    keys = [name for name in BARS if name != "first"]
    ours, theirs = ([took for name in keys for took, _ in values[name]] for values in (with_diff, without))
    pairs = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Figure(
        "line.time",
        percentile(pairs, 0.5),
        "times",
        1.0,
        f"key to last byte beside the diff off, median of {len(pairs)} pairs; medians "
        f"{percentile(ours, 0.5):.1f} and {percentile(theirs, 0.5):.1f} ms",
    )
