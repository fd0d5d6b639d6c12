"""Where tiles stand: sections of image data with a label each, in rows of as many tiles as fit. Mere
counting, so that ten thousand of them cost a few milliseconds, and nothing until they are looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_COLUMNS, MOST_COLUMNS = 20, 30
"""Cells that a tile takes: more where the window is wide."""
LABELLED = 5
"""Rows of a tile from which one of them is its caption."""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in the window: the label of a section, or a band, which is a row of tiles."""

    y: int
    height: int
    section: int
    tiles: range = range(0)
    """Numbers of the tiles, counted through all sections; none for a label."""


class Bands:
    """Sections of so many tiles each, for a window of a size. Sections without tiles stand nowhere."""

    def __init__(self, sizes: Sequence[int], columns: int, rows: int, *, labels: bool = True) -> None:
        """`sizes`: tiles of each section; the window in cells; `labels`: whether each section has one."""
        self.labels, self.rows = labels, rows
        wanted = max(LEAST_COLUMNS, min(MOST_COLUMNS, columns // 5))
        self.per_band = max(1, columns // wanted)
        self.tile_columns = max(1, columns // self.per_band)
        # Whole tiles only: as many bands, each with a label, as leave it high enough to see something.
        self.tile_rows = max(1, rows // max(1, round(rows / (wanted * 9 // 16 + labels))) - labels)
        self.captioned = self.tile_rows >= LABELLED
        """Whether a tile has a caption."""
        self.picture = max(1, self.tile_columns - 2), self.tile_rows - self.captioned
        """Columns and rows that a tile has for its picture."""
        self._firsts: list[int] = []
        self._sections: list[int] = []
        self._starts: list[int] = []
        first, per_band = 0, self.per_band
        for section, size in enumerate(sizes):
            self._starts.append(first)
            for start in range(first, first + size, per_band):
                self._firsts.append(start)
                self._sections.append(section)
            first += size
        self._starts.append(first)
        self.tiles = first

    def __len__(self) -> int:
        return len(self._firsts)

    def band_of(self, tile: int) -> int:
        """The band that a tile stands in."""
        return max(0, bisect_right(self._firsts, tile) - 1)

    def section_of(self, tile: int) -> int:
        """The section that a tile stands in."""
        return self._sections[self.band_of(tile)]

    def in_section(self, section: int) -> range:
        """Numbers of the tiles of a section."""
        return range(self._starts[section], self._starts[section + 1])

    def in_band(self, band: int) -> range:
        """Numbers of the tiles of a band."""
        first = self._firsts[band]
        return range(first, min(first + self.per_band, self._starts[self._sections[band] + 1]))

    def view(self, top: int) -> list[Row]:
        """What stands in the window with this band first: always its section's label before it."""
        shown: list[Row] = []
        y, before = 0, -1
        for band in range(top, len(self)):
            section = self._sections[band]
            if self.labels and section != before:
                if y >= self.rows:
                    break
                shown.append(Row(y, 1, section))
                y, before = y + 1, section
            if y + self.tile_rows > self.rows:
                break
            shown.append(Row(y, self.tile_rows, section, self.in_band(band)))
            y += self.tile_rows
        return shown

    def top_for(self, tile: int, top: int) -> int:
        """The band that has to stand first for a tile to be seen, as near to `top` as can be."""
        wanted = self.band_of(tile)
        if wanted <= top:
            return wanted
        # Far away: what lies between need not be gone through.
        top = max(top, wanted - self.rows)
        while top < wanted and not any(tile in row.tiles for row in self.view(top)):
            top += 1
        return top

    def beside(self, tile: int, way: int) -> int:
        """The tile so many bands further down, in the same column as far as there is one."""
        at = self.band_of(tile)
        there = self.in_band(max(0, min(at + way, len(self) - 1)))
        return there[min(tile - self._firsts[at], len(there) - 1)]

    def page(self, top: int) -> int:
        """How many bands a page has."""
        return max(1, sum(bool(row.tiles) for row in self.view(top)))
