"""Text in cells: how many it takes, cut and wrapped to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"


def cells(text: str) -> Iterator[tuple[str, int]]:
    """Characters of a clean text with what stands over them, and how many cells each takes: 1 or 2."""
    held, size = "", 0
    for char in text:
        if held and unicodedata.category(char) in ("Mn", "Me"):
            held += char
            continue
        if held:
            yield held, size
        held, size = char, 2 if unicodedata.east_asian_width(char) in "WF" else 1
    if held:
        yield held, size


def width(text: str) -> int:
    """Cells that a line takes."""
    return len(text) if text.isascii() else sum(size for _, size in cells(text))


def cut(text: str, room: int) -> str:
    """A line in at most so many cells, with an ellipsis where it is cut."""
    if room <= 0:
        return ""
    if width(text) <= room:
        return text
    kept, left = "", room - 1
    for piece, size in cells(text):
        if size > left:
            break
        kept, left = kept + piece, left - size
    return kept + ELLIPSIS


def wrap(text: str, room: int) -> list[str]:
    """A text in lines of at most so many cells, broken at spaces where there are any."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while width(word) > room > 1:
            head = cut(word, room).removesuffix(ELLIPSIS)
            lines += [line, head] if line else [head]
            line, word = "", word[len(head) :]
        longer = f"{line} {word}" if line else word
        if width(longer) <= room:
            line = longer
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line else lines
