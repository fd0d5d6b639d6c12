"""Pictures of half cells: blocks and shades in two colours, chosen for what they show and what they cost.

A cell shows the colour of the text, of the ground, or both: above and below, left and right, in quarters
where the font surely has these, or mixed (░▒▓: three more colours of a pair that is there already). To change
a colour costs up to eleven bytes, to go on with both only those of the character. So a row is a way through
pairs of colours, and the cheapest is found exactly (Viterbi 1967): its cost is how far the row is from the
picture, in OKLab, plus `rate` times its bytes. All rows are gone through at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from dentui.terminal.pictures import palette
from dentui.terminal.pictures.palette import Bytes, Colour, Floats, Palette
from dentui.terminal.profile import Colours

Ints = NDArray[np.intp]
Run = tuple[str, Colour | None, Colour | None]
"""Characters, their colour, that of the ground; None for the terminal's own."""

MOST = {Colours.MANY: 16, Colours.TRUE: 20}
"""Colours that a picture is made of; the time goes with their square."""
FINEST = 5e-5
"""Rate at which more bytes are not seen: squared OKLab distance a byte, see `CHROMA`."""
COARSEST = 1.0
STEEPNESS = 5.5
"""Bytes go with the rate to the power of about -1 / 5.5, as measured of photos."""
LEAST_STEP = 1.2
WHOLE = 80 * 24
"""Cells of a picture for which the next is said."""
BYTES = {Colours.SIXTEEN: 11_500, Colours.MANY: 11_500, Colours.TRUE: 24_000}
"""The most that a picture may take on the line, a larger one in proportion."""
GREY_BYTES = 7_700
SAMPLE = 4
"""Every so manieth row is tried first, to find the rate."""
CERTAIN = 0.95
"""What these may take of their part: else all rows would often have to be gone through twice."""
SHARPENED = ImageFilter.UnsharpMask(radius=1.2, percent=60, threshold=0)
"""With so few pixels an edge is seen only where it is made stronger: what stands between two teeth."""
CHARACTER = 3
"""Bytes of a block in UTF-8."""
ONE, BOTH = 3, 4
"""Bytes of a change of one colour, and of both, beside their parameters."""
ROW = 8
"""Bytes of the way to the next row."""
GRAIN = 0.15
"""How far the grain of a shade counts as being seen."""
BLANK, FULL = " ", "█"
SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}
"""Part of a cell that has the text's colour. These and the halves are in every font since CP437."""
HALVES = {"▀": (0, 1), "▄": (2, 3), "▌": (0, 2), "▐": (1, 3)}
"""Quarters that have the text's colour: 0 and 1 above, 2 and 3 below, from the left."""
QUARTERS = {
    **HALVES,
    "▘": (0,), "▝": (1,), "▖": (2,), "▗": (3,), "▚": (0, 3), "▞": (1, 2),
    "▛": (0, 1, 2), "▜": (0, 1, 3), "▙": (0, 2, 3), "▟": (1, 2, 3),
}  # fmt: skip
AT_ONCE = 4
"""Columns whose choices are worked out together: what is at hand in the processor's cache."""


@dataclass(frozen=True)
class Inks:
    """What a picture is drawn with: colours for text and ground, which can be the same or not."""

    front: Palette
    back: Palette
    quarters: bool

    def most_bytes(self, rows: int, columns: int) -> float:
        """What a picture takes at most: both colours changed in every cell."""
        cell = BOTH + float(self.front.front.max() + self.back.back.max()) + CHARACTER
        return rows * (columns * cell + ROW)


def draw(pixels: Bytes, colours: Colours, *, quarters: bool = False) -> list[list[Run]]:
    """The rows of a picture of two by two pixels a cell, (2 * rows, 2 * columns) grey or with 3 samples.
    `quarters`: also with characters that some fonts lack."""
    grey = pixels.ndim == 2
    pixels = np.asarray(Image.fromarray(pixels).filter(SHARPENED))
    rgb = np.repeat(pixels[..., None], 3, axis=-1) if grey else pixels
    lab = palette.lab(rgb)
    inks = _inks(rgb, lab, colours, grey, quarters)
    rows, columns = rgb.shape[0] // 2, rgb.shape[1] // 2
    four = lab.reshape(rows, 2, columns, 2, 3).transpose(1, 3, 2, 0, 4).reshape(4, columns, rows, 3)
    most = GREY_BYTES if grey and colours is Colours.MANY else BYTES[colours]
    most *= max(rows * columns / WHOLE, 1.0)
    if inks.most_bytes(rows, columns) <= most:
        return list(_Way(four, inks, FINEST).runs())
    rate = FINEST
    if rows > SAMPLE:
        some = four[:, :, SAMPLE // 2 :: SAMPLE]
        rate = _coarser(rate, _Way(some, inks, rate).bytes() * rows / some.shape[2] / (most * CERTAIN))
    way = _Way(four, inks, rate)
    while (times := way.bytes() / most) > 1 and rate < COARSEST:
        # Aimed a little lower: to miss by a few bytes would cost all of it once more.
        rate = _coarser(rate, times / CERTAIN)
        way = _Way(four, inks, rate)
    return list(way.runs())


def _coarser(rate: float, times: float) -> float:
    """The rate at which a picture of so many times the bytes that it may take keeps to them."""
    return rate * max(LEAST_STEP, times**STEEPNESS) if times > 1 else rate


def _inks(rgb: Bytes, lab: Floats, colours: Colours, grey: bool, quarters: bool) -> Inks:
    if colours is Colours.SIXTEEN:
        whole = palette.sixteen()
        front = np.array([0, 8, 7, 15]) if grey else np.arange(16)
        # A terminal of eight colours has no light grounds.
        return Inks(whole.only(front), whole.only(front[front < 8]), quarters)
    if colours is Colours.TRUE:
        flat = Image.fromarray(rgb).quantize(MOST[colours], Image.Quantize.MEDIANCUT, kmeans=2)
        found = np.array(flat.getpalette(), np.uint8).reshape(-1, 3)[: MOST[colours]]
        chosen = palette.true(np.unique(found, axis=0))
    else:
        chosen = palette.best(lab, palette.greys() if grey else palette.many(), MOST[colours])
    return Inks(chosen, chosen, quarters)


class _Way:
    """The cheapest way through all rows. Arrays go by column, colour of the text, that of the ground, and
    row: what lies beside each other is worked out together, and of rows there are most."""

    def __init__(self, four: Floats, inks: Inks, rate: float) -> None:
        self.inks, self.rate = inks, rate
        _, self.columns, self.rows, _ = four.shape
        same = inks.front is inks.back
        self.far_front = _far(four, inks.front.lab)
        self.far_back = self.far_front if same else _far(four, inks.back.lab)
        """Squared distance of each quarter to each colour: (4, columns, colours, rows)."""
        self.all_front, self.all_back = self.far_front.sum(axis=0), self.far_back.sum(axis=0)
        apart = ((inks.front.lab[:, None] - inks.back.lab[None]) ** 2).sum(axis=-1)
        self.grain = (4 * (1 - GRAIN)) * apart.astype(np.float32)
        self.front_cost = (rate * (ONE + inks.front.front)).astype(np.float32)
        self.back_cost = (rate * (ONE + inks.back.back)).astype(np.float32)
        self.both_cost = (rate * (BOTH + inks.front.front[:, None] + inks.back.back[None])).astype(np.float32)
        self.front, self.back = self._go()

    def _go(self) -> tuple[Ints, Ints]:
        """Index of the colours of text and ground of every cell: (columns, rows) each."""
        fronts, backs = len(self.front_cost), len(self.back_cost)
        shape = (fronts, backs, self.rows)
        costs = np.empty((self.columns, *shape), np.float32)
        best_front = np.empty((self.columns, backs, self.rows), np.float32)
        best_back = np.empty((self.columns, fronts, self.rows), np.float32)
        now, other = np.empty((2, *shape), np.float32)
        front_cost, back_cost = self.front_cost[:, None, None], self.back_cost[:, None]
        # A change of both is one of the text's colour that saves two bytes, then one of the ground's.
        both_cost = (self.front_cost - 2 * self.rate)[:, None]
        for x, here in enumerate(self._choices()):
            if x:
                before = costs[x - 1]
                np.minimum.reduce(before, axis=0, out=best_front[x])
                np.minimum.reduce(before, axis=1, out=best_back[x])
                both = np.minimum.reduce(best_front[x], axis=0) + both_cost
                np.minimum(best_back[x], both, out=both)
                np.add(both[:, None], back_cost, out=now)
                np.minimum(now, before, out=now)
                np.add(best_front[x], front_cost, out=other)
                np.minimum(now, other, out=now)
            else:
                now[:] = self.both_cost[:, :, None]
            np.add(now, here, out=costs[x])
        return self._back(costs, best_front, best_back)

    def _choices(self) -> Iterator[Floats]:
        """Column by column, what the best character costs in each cell with each pair of colours."""
        fronts, backs = len(self.front_cost), len(self.back_cost)
        lit = self._parts(self.far_front, self.all_front)
        unlit = lit if self.inks.front is self.inks.back else self._parts(self.far_back, self.all_back)
        front, back = np.divmod(np.arange(fronts * backs), backs)
        where = np.arange(fronts * backs)
        if lit is unlit:
            # All characters but the blank and the full one are there the other way round as well.
            kept = np.flatnonzero(front <= back)
            where[kept] = np.arange(len(kept))
            where = where[np.minimum(front, back) * backs + np.maximum(front, back)]
            front, back = front[kept], back[kept]
        grain = np.repeat(self.grain[front, back][:, None], self.rows, axis=1)
        grains = {part: grain * np.float32(part * (1 - part)) for part in SHADES.values()}
        for x in range(0, self.columns, AT_ONCE):
            one, another = lit[:, x : x + AT_ONCE].take(front, 2), unlit[:, x : x + AT_ONCE].take(back, 2)
            best = self._best(one, another, grains)
            made = best.take(where, 1).reshape(-1, fronts, backs, self.rows)
            np.minimum(made, self.all_front[x : x + AT_ONCE, :, None], out=made)
            made += self.rate * CHARACTER
            # A blank is one byte.
            np.minimum(made, (self.all_back[x : x + AT_ONCE] + self.rate)[:, None], out=made)
            yield from made

    def _parts(self, far: Floats, whole: Floats) -> Floats:
        """How far what has one of the colours is from it: the four quarters or halves, and the parts of a
        shade: (7, columns, colours, rows)."""
        shades = [whole * np.float32(part) for part in SHADES.values()]
        if self.inks.quarters:
            return np.stack([*far, *shades])
        return np.stack([*(far[first] + far[second] for first, second in HALVES.values()), *shades])

    def _best(self, lit: Floats, unlit: Floats, grains: Mapping[float, Floats]) -> Floats:
        """What the best character of two colours costs, without its bytes; of `_parts`, pair by pair."""
        best: Floats = lit[5] + unlit[5]
        best -= grains[0.5]
        other = np.empty_like(best)
        for part, one, another in ((0.25, 4, 6), (0.75, 6, 4)):
            np.add(lit[one], unlit[another], out=other)
            other -= grains[part]
            np.minimum(best, other, out=best)
        if self.inks.quarters:
            total = np.minimum(lit[0], unlit[0])
            for quarter in (1, 2, 3):
                np.minimum(lit[quarter], unlit[quarter], out=other)
                total += other
            np.minimum(best, total, out=best)
        else:
            for one, another in ((0, 1), (1, 0), (2, 3), (3, 2)):
                np.add(lit[one], unlit[another], out=other)
                np.minimum(best, other, out=best)
        return best

    def _back(self, costs: Floats, best_front: Floats, best_back: Floats) -> tuple[Ints, Ints]:
        front, back = (np.empty((self.columns, self.rows), np.intp) for _ in range(2))
        row, backs = np.arange(self.rows), len(self.back_cost)
        f, b = np.divmod(costs[-1].reshape(-1, self.rows).argmin(axis=0), backs)
        front[-1], back[-1] = f, b
        ways = np.empty((4, self.rows), np.float32)
        for x in range(self.columns - 1, 0, -1):
            before = costs[x - 1]
            ways[0] = before[f, b, row]
            np.add(best_front[x][b, row], self.front_cost[f], out=ways[1])
            np.add(best_back[x][f, row], self.back_cost[b], out=ways[2])
            np.add(np.minimum.reduce(best_front[x], axis=0), self.both_cost[f, b], out=ways[3])
            taken = ways.argmin(axis=0)
            if taken.any():
                f, b = f.copy(), b.copy()
                for y in np.flatnonzero(taken).tolist():
                    if taken[y] == 1:
                        f[y] = before[:, b[y], y].argmin()
                    elif taken[y] == 2:
                        b[y] = before[f[y], :, y].argmin()
                    else:
                        f[y], b[y] = divmod(before[:, :, y].argmin(), backs)
            front[x - 1], back[x - 1] = f, b
        return front, back

    @cached_property
    def characters(self) -> NDArray[np.str_]:
        """The character of each cell: (columns, rows)."""
        x, y = np.indices(self.front.shape)
        lit, unlit = self.far_front[:, x, self.front, y], self.far_back[:, x, self.back, y]
        all_lit, all_unlit = lit.sum(axis=0), unlit.sum(axis=0)
        grain = self.grain[self.front, self.back]
        costs = {BLANK: all_unlit - 2 * self.rate, FULL: all_lit}
        for char, part in SHADES.items():
            costs[char] = part * all_lit + (1 - part) * all_unlit - part * (1 - part) * grain
        for char, quarters in (QUARTERS if self.inks.quarters else HALVES).items():
            costs[char] = sum((lit if q in quarters else unlit)[q] for q in range(4))
        best: NDArray[np.str_] = np.array(list(costs))[np.argmin(list(costs.values()), axis=0)]
        return best

    def bytes(self) -> float:
        """About what it takes on the line."""
        f, b = self.front, self.back
        new_front, new_back = f[1:] != f[:-1], b[1:] != b[:-1]
        changes = np.where(
            new_front & new_back,
            self.both_cost[f[1:], b[1:]],
            new_front * self.front_cost[f[1:]] + new_back * self.back_cost[b[1:]],
        )
        chars = np.where(self.characters == BLANK, 1, CHARACTER)
        first = self.both_cost[f[0], b[0]].sum()
        return float((changes.sum() + first) / self.rate + chars.sum() + ROW * self.rows)

    def runs(self) -> Iterator[list[Run]]:
        """Each row, in pieces of the same colours."""
        front, back = self.inks.front.triplets(), self.inks.back.triplets()
        pairs = self.front.T * len(back) + self.back.T
        for chars, row in zip(self.characters.T.tolist(), pairs, strict=True):
            ends = [*(np.flatnonzero(row[1:] != row[:-1]) + 1).tolist(), len(row)]
            start = 0
            made: list[Run] = []
            for end in ends:
                f, b = divmod(int(row[start]), len(back))
                made.append(("".join(chars[start:end]), front[f], back[b]))
                start = end
            yield made


def _far(four: Floats, lab: Floats) -> Floats:
    # Not as a product of matrices: for so small ones its threads take longer to wake.
    far: Floats = sum(  # type: ignore[assignment]
        (four[..., None, :, axis] - lab[:, axis, None]) ** 2 for axis in range(3)
    )
    return far
