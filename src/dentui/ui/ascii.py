"""Text in ASCII, in as many cells as it had, so that no table is shifted."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import split_graphemes

from dentui.terminal.ascii import in_cells, sign_for


def in_ascii(text: str) -> str:
    """A text in ASCII that takes the same cells."""
    if text.isascii():
        return text
    return "".join(_ascii(text[start:end], cells) for start, end, cells in split_graphemes(text)[0])


@lru_cache(2048)
def _ascii(shown: str, cells: int) -> str:
    """What stands for one character with its marks."""
    return in_cells(sign_for(shown[0]), cells)
