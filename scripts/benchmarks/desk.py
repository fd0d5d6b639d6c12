"""The desk in a pseudo-terminal of 24x80, over a million patients: keys, memory, and what idling writes."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure, percentile
from scripts.benchmarks.terminal import Terminal, dentui

TYPED = [
    "muller",
    "anna keller",
    "garcia",
    "zhang",
    "4567",
    "0791234",
    "smith",
    "peter m",
    "nowak",
    "ozturk",
    "12031990",
]


def figures() -> Iterator[Figure]:
    """Type each text letter by letter, take it back, and walk the list."""
    letters: list[float] = []
    arrows: list[float] = []
    sizes: list[int] = []
    with Terminal(dentui(registers.sqlite_home())) as desk:
        desk.wait("found")
        desk.answer("x")
        desk.answer("\x7f")
        for text in TYPED:
            for letter in text:
                took, size = desk.answer(letter)
                letters.append(took)
                sizes.append(size)
            letters += [desk.answer("\x7f")[0] for _ in text]
        desk.answer("\x1b[B")
        arrows += [desk.answer("\x1b[B")[0] for _ in range(12)]
        arrows += [desk.answer("\x1b[A")[0] for _ in range(8)]
        pages = [desk.answer("\x1b[6~")[0] for _ in range(10)]
        ends = [desk.answer(key)[0] for key in ("\x1b[F", "\x1b[H", "\x1b[F", "\x1b[H")]
        memory = desk.memory()
        idle = desk.idle(5.0)
    echo = plain_echo()
    yield Figure(
        "desk.letter.p95",
        percentile(letters, 0.95),
        "ms",
        30.0,
        f"{len(letters)} keys, median {percentile(letters, 0.5):.1f}; plain Textual echoes in {echo:.1f} ms",
    )
    yield Figure(
        "desk.arrow.p95",
        percentile(arrows, 0.95),
        "ms",
        10.0,
        f"page down {percentile(pages, 0.95):.1f} ms, Home and End {max(ends):.1f} ms",
    )
    yield Figure("desk.memory", memory, "MB", 85.0, "resident, after the whole list of keys")
    yield Figure("desk.idle", idle, "B", 0.0, "written in 5 s without a key")


def plain_echo() -> float:
    """Milliseconds in which a plain Textual program echoes a letter (p95): what the machine does to both."""
    from scripts.benchmarks.start import plain

    with Terminal(plain()) as program:
        program.wait("row 9")
        return percentile([program.answer(letter)[0] for letter in "abcdefghijklmnopqrst"], 0.95)
