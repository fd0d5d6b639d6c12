"""What the commands write: tables, JSON, progress. Everything that a person or a file supplied is
cleaned on its way to a terminal or a pipe; JSON escapes it instead."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TextIO

from dentui.domain.cleaning import clean

_GAP = "  "
_NARROWEST = 4
_BAR = 30


def print_json(value: Mapping[str, object]) -> None:
    """One JSON object on one line, in ASCII: whatever terminal or program reads it, nothing in it acts."""
    print(json.dumps(value, ensure_ascii=True))


def print_line(text: str = "") -> None:
    """One cleaned line."""
    print(clean(text))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Aligned and cut to the terminal's width; elsewhere whole, with tabs between the columns."""
    cleaned = [[clean(cell) for cell in row] for row in (header, *rows)]
    if sys.stdout.isatty():
        for line in fitted(cleaned, shutil.get_terminal_size().columns):
            print(line)
    else:
        for row in cleaned:
            print("\t".join(row))


def fitted(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Rows of cleaned cells as lines of at most `width` cells; the widest columns are cut first."""
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    lines = []
    for row in rows:
        cells = [_padded(cell, room) for cell, room in zip(row, widths, strict=True)]
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
