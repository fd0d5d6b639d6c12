"""What the commands write: tables, JSON, progress. Everything that a person or a file supplied is
cleaned on its way to a terminal or a pipe; JSON escapes it instead."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TextIO

from dentui.domain.cleaning import clean

if TYPE_CHECKING:
    from dentui.domain.images import Download

_GAP = "  "
_BAR = 30


def print_json(value: Mapping[str, object]) -> None:
    """One JSON object on one line, in ASCII: whatever terminal or program reads it, nothing in it acts."""
    print(json.dumps(value, ensure_ascii=True))


def print_line(text: str = "") -> None:
    """One cleaned line."""
    print(clean(text))


class Column(NamedTuple):
    """A column of a table: its title, and the cells to which a terminal may cut it; None: not at all."""

    title: str
    least: int | None = None


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Aligned and fitted to the terminal; elsewhere whole, with tabs between the columns."""
    titles = [column.title for column in columns]
    cleaned = [[clean(cell) for cell in row] for row in (titles, *rows)]
    if sys.stdout.isatty():
        for line in fitted(columns, cleaned, shutil.get_terminal_size().columns):
            print(line)
    else:
        for row in cleaned:
            print("\t".join(row))


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Rows of cleaned cells, the titles first, as lines of at most `width` cells. Columns that hold
    nothing are left out, then the last ones where there is no room, and the rest are cut."""
    shown = [number for number in range(len(columns)) if any(row[number] for row in rows[1:])]
    widths = {number: max(cell_width(row[number]) for row in rows) for number in shown}
    least = {number: min(widths[number], columns[number].least or widths[number]) for number in shown}
    while len(shown) > 1 and sum(least[number] + len(_GAP) for number in shown) - len(_GAP) > width:
        shown.pop()
    spare = sum(widths[number] + len(_GAP) for number in shown) - len(_GAP) - width
    while spare > 0 and (longer := [number for number in shown if widths[number] > least[number]]):
        widths[max(longer, key=lambda number: widths[number] - least[number])] -= 1
        spare -= 1
    lines = []
    for row in rows:
        cells = [_padded(row[number], widths[number]) for number in shown]
        lines.append(cut(_GAP.join(cells).rstrip(), width))
    return lines


def cell_width(text: str) -> int:
    """Columns of a terminal that a cleaned text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def cut(text: str, width: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if cell_width(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _character_width(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…" if width > 0 else ""


def _padded(text: str, width: int) -> str:
    text = cut(text, width)
    return text + " " * (width - cell_width(text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class ProgressBar:
    """A line on a terminal that says what is done and how far it is; nothing where there is none.

    To be used in a `with`, which takes the line away again."""

    def __init__(self, words: Mapping[str, str], stream: TextIO | None = None) -> None:
        """`words` says each part of the work to the operator."""
        self._words = words
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._last = ("", -1.0)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._last[0]:
            self._write("\r\x1b[K")

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done; at most ten times a second, as lines can be slow."""
        if not self._shown:
            return
        now = time.monotonic()
        if what == self._last[0] and done < total and now - self._last[1] < 0.1:
            return
        self._last = (what, now)
        share = min(done / total, 1.0) if total else 1.0
        bar = "#" * round(share * _BAR)
        line = f"{self._words.get(what, what)} [{bar:.<{_BAR}}] {share:4.0%}"
        width = shutil.get_terminal_size().columns - 1
        self._write(f"\r{cut(line, width)}\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def print_download(got: Download, *, as_json: bool) -> None:
    """Where a copy lies in the outbox, and how it is fetched."""
    if as_json:
        print_json({"path": str(got.path), "sftp": got.line, "size": got.size})
        return
    print_line(f"{got.path}, {got.size:,} bytes")
    print_line(f"From your own computer: {got.line}")


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """Ctrl+C asks for an orderly end."""
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
