"""Lines of text as Textual draws them, made with less. A screen is hundreds of them, most are asked for one
thing only, and Textual makes seven caches for each.

Private names of Textual 8.2 are used here, as in `wire`; pyproject.toml pins that version.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

SIZES = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}
"""How many answers each cache of a line keeps, as Textual has it."""


class LateCache:
    """A slot for a cache that is made when it is first asked for."""

    def __init__(self, slot: Any, size: int) -> None:
        self._get, self._set, self._size = slot.__get__, slot.__set__, size

    def __get__(self, strip: Strip, _: type[Strip]) -> FIFOCache[Any, Any]:
        try:
            return self._get(strip)  # type: ignore[no-any-return]
        except AttributeError:
            cache: FIFOCache[Any, Any] = FIFOCache(self._size)
            self._set(strip, cache)
            return cache


def make_with_less() -> None:
    """From now on lines have their caches when they need them."""
    if Strip.__init__ is _make:
        return
    for name, size in SIZES.items():
        setattr(Strip, name, LateCache(Strip.__dict__[name], size))
    Strip.__init__ = _make  # type: ignore[method-assign, assignment]


def _make(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    strip._segments = list(segments)
    strip._cell_length = cell_length
    strip._render_cache = strip._link_ids = strip._cell_count = None
