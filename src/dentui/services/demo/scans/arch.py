"""Where the teeth of two arches stand so that they meet: each in its place, upright, and as high as it is.

x towards the patient's left, y towards the back, and q towards the opposing teeth, from the plane in which
they meet; millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dentui.services.demo.scans.teeth import FORMS, SIZES, Form, Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PLACES = range(1, 8)
WIDE = 60.0
"""Between the distobuccal cusps of the second lower molars."""
OVERJET = 2.3
"""How far the upper incisal edges stand before the lower ones."""
BEHIND = 9.0
"""Of gum, behind the last molar."""

TURNS_IN = 3.0
LINE_STEP = 0.3

_OFFSET = {
    False: (0.0, 0.0, -0.6, -1.4, -1.8, -2.8, -2.7),
    True: (OVERJET - 0.7, OVERJET - 0.8, 1.35, 0.6, 0.3, 0.1, 0.0),
}
"""How far the middle of each crown stands to the outside of the line on which the teeth meet: lower incisal
edges and buccal cusps, in the fossae of the upper ones."""
_TOP = {
    False: (1.1, 1.1, 1.4, 0.8, 1.1, 1.1, 1.1),
    True: (1.2, 0.7, 1.7, 1.2, 1.1, 1.1, 1.0),
}
"""How far the highest cusp reaches beyond the plane: the overbite is 2.3 mm."""
_TORQUE = {False: (14, 12, 6, -4, -8, -12, -14), True: (22, 21, 10, 2, 1, -1, -2)}
"""Degrees by which the chewing end leans to the outside."""


@dataclass(frozen=True, slots=True)
class Variation:
    """In what a patient differs from the next."""

    seed: int
    missing: frozenset[int] = frozenset()
    """Teeth by FDI number, such as 46."""
    crowding: float = 0.0
    """Millimetres by which front teeth stand beside the arch, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Tooth:
    """A tooth in its place."""

    fdi: int
    size: Size
    form: Form
    at: NDArray[np.float64]
    """(3,): where the middle of its top is, in x, y, q."""
    axes: NDArray[np.float64]
    """(3, 3): rows point to distal, to the outside and to the opposing teeth."""

    def local(self, x: Floats, y: Floats, q: Floats) -> tuple[Floats, Floats, Floats]:
        """Coordinates of the crown, each of the shape that x, y and q have together."""
        parts = [side - np.float32(middle) for side, middle in zip((x, y, q), self.at, strict=True)]
        u, v, w = (
            parts[0] * np.float32(a) + parts[1] * np.float32(b) + parts[2] * np.float32(c)
            for a, b, c in self.axes
        )
        return u, v, w + np.float32(self.size.height)

    @property
    def neck(self) -> NDArray[np.float64]:
        """(3,): the middle of the cervix."""
        found: NDArray[np.float64] = self.at - self.axes[2] * self.size.height
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Arch:
    """The teeth of a jaw, and the line through their middles."""

    upper: bool
    teeth: tuple[Tooth, ...]
    line: NDArray[np.float64]
    """(n, 2): from the back of the right side to the back of the left side, a millimetre apart or less."""
    along: NDArray[np.float64]
    """(n,): millimetres from the middle, to the left."""
    spots: NDArray[np.float64]
    """(14,): where on the line each place is, from right to left, with a tooth or without."""
    necks: NDArray[np.float64]
    """(14,): q of the cervix there."""
    deep: NDArray[np.float64]
    """(14,): half the depth of the teeth there."""
    leans: NDArray[np.float64]
    """(14,): how far outside of the line the middle of the cervix is."""
    gaps: NDArray[np.float64]
    """(14,): 1 where no tooth is."""


def arches(variation: Variation) -> tuple[Arch, Arch]:
    """The upper and the lower arch of a patient."""
    random = np.random.default_rng([variation.seed, 14])
    scale = 1 + 0.02 * random.standard_normal()
    return _arch(True, variation, scale, random), _arch(False, variation, scale, random)


def _meeting(wide: float) -> NDArray[np.float64]:
    """The line on which the teeth meet, (n, 2), from right to left: the beta function of S. Braun, W. P.
    Hnat, D. E. Fender, H. L. Legan, "The form of the human dental arch", Angle Orthodontist 68 (1998) 29-36.
    As deep as the lower teeth need it."""
    length = 2 * sum(SIZES[False, place].wide for place in PLACES) * wide / WIDE
    # Even steps of an angle have the ends, where the line is steep, as fine as the rest.
    part = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, 801))
    low, high = 20.0, 60.0
    while True:
        deep = (low + high) / 2
        line = np.stack([(part - 0.5) * wide, -3.0314 * deep * (part * (1 - part)) ** 0.8], axis=1)
        if high - low < 1e-6:
            line[:, 1] -= line[:, 1].min()
            return line
        inner = _beside(line, _OFFSET[False])
        if np.linalg.norm(np.diff(inner, axis=0), axis=1).sum() < length:
            low = deep
        else:
            high = deep


def _beside(line: NDArray[np.float64], offsets: tuple[float, ...]) -> NDArray[np.float64]:
    """The line moved to the outside, by as much as the teeth there."""
    along = _lengths(line)
    part = np.abs(along - along[-1] / 2) / (along[-1] / 2)
    widths = np.array([SIZES[False, place].wide for place in PLACES])
    places = (np.cumsum(widths) - widths / 2) / widths.sum()
    move = np.interp(part, [0, *places, 1], [offsets[0], *offsets, offsets[-1]])
    kernel = np.hanning(81) / np.hanning(81).sum()
    move = np.convolve(np.pad(move, 40, mode="edge"), kernel, mode="valid")
    moved: NDArray[np.float64] = line + _outward(line) * move[:, None]
    return moved


def _lengths(line: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])


def _outward(line: NDArray[np.float64]) -> NDArray[np.float64]:
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    return np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)


def _arch(upper: bool, variation: Variation, scale: float, random: np.random.Generator) -> Arch:
    line = _beside(_meeting(WIDE * scale), _OFFSET[upper])
    line = _extended(line)
    along = _lengths(line)
    along -= np.interp(0.0, line[200:-200, 0], along[200:-200])
    teeth, spots, necks, deeps, leans, gaps = [], [], [], [], [], []
    for side in (-1, 1):
        # Their roots further back, the first teeth would not touch where they are widest.
        at = -0.15 * side
        for place in PLACES:
            size = Size(*(side_of * scale for side_of in SIZES[upper, place]))
            end = _chord(line, along, at, side * size.wide)
            fdi = 10 * _quadrant(upper, side) + place
            tooth = _placed(fdi, size, line, along, (at, end), side, variation, random)
            spots.append((at + end) / 2)
            at = end
            necks.append(tooth.neck[2])
            leans.append(-tooth.axes[2, :2] @ _unit(tooth.axes[1, :2]) * size.height)
            deeps.append(size.neck_deep / 2)
            gaps.append(float(fdi in variation.missing))
            if fdi not in variation.missing:
                teeth.append(tooth)
    order = np.argsort(spots)
    last = max(spots) + SIZES[upper, 7].wide * scale / 2 + BEHIND
    kept = np.abs(along) <= last
    values = (np.array(each)[order] for each in (spots, necks, deeps, leans, gaps))
    return Arch(upper, tuple(teeth), line[kept], along[kept], *values)


def _extended(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """The line in even steps, and straight on behind the molars, for teeth that need more room, and for the
    gum. At its very ends the beta function turns in, which rows of teeth do not."""
    along = _lengths(line)
    even = np.arange(TURNS_IN, along[-1] - TURNS_IN, LINE_STEP)
    line = np.stack([np.interp(even, along, line[:, axis]) for axis in (0, 1)], axis=1)
    ends = [_unit(line[place] - line[other]) for place, other in ((0, 12), (-1, -13))]
    reach = np.arange(1, int((BEHIND + 12) / LINE_STEP))[:, None] * LINE_STEP
    return np.concatenate([(line[0] + reach * ends[0])[::-1], line, line[-1] + reach * ends[1]])


def _placed(
    fdi: int,
    size: Size,
    line: NDArray[np.float64],
    along: NDArray[np.float64],
    ends: tuple[float, float],
    side: int,
    variation: Variation,
    random: np.random.Generator,
) -> Tooth:
    upper, place = fdi < 30, fdi % 10
    turned, leans, tipped, higher, beside = random.standard_normal(5)
    a, b = (_on(line, along, end) for end in sorted(ends))
    middle = (a + b) / 2
    ahead = _unit(b - a)
    angle = np.radians(1.5 * turned) * (1 + 3 * variation.crowding * (place < 4))
    ahead = np.array(
        [
            ahead[0] * np.cos(angle) - ahead[1] * np.sin(angle),
            ahead[0] * np.sin(angle) + ahead[1] * np.cos(angle),
        ]
    )
    outward = np.array([ahead[1], -ahead[0]])
    crowded = variation.crowding if place < 4 else 0.0
    middle = middle + outward * (0.08 * beside + crowded * np.clip(beside, -1, 1))
    torque = np.radians(_TORQUE[upper][place - 1] + 1.2 * leans)
    tip = np.radians((4 if place < 4 else 2) + 1.0 * tipped)
    distal = np.array([*(side * ahead), 0.0])
    out = np.array([*outward, 0.0])
    up = np.array([0.0, 0.0, 1.0])
    up, out = np.cos(torque) * up + np.sin(torque) * out, np.cos(torque) * out - np.sin(torque) * up
    # The root lies further back than the crown.
    up, distal = np.cos(tip) * up - np.sin(tip) * distal, np.cos(tip) * distal + np.sin(tip) * up
    top = _TOP[upper][place - 1] + 0.08 * higher
    return Tooth(fdi, size, FORMS[upper, place], np.array([*middle, top]), np.stack([distal, out, up]))


def _on(line: NDArray[np.float64], along: NDArray[np.float64], spot: float) -> NDArray[np.float64]:
    return np.array([np.interp(spot, along, line[:, axis]) for axis in (0, 1)])


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    unit: NDArray[np.float64] = vector / np.linalg.norm(vector)
    return unit


def _chord(line: NDArray[np.float64], along: NDArray[np.float64], start: float, wide: float) -> float:
    """Where on the line a tooth ends that begins at `start`: it is as wide as that in a straight line."""
    end = start + wide
    for _ in range(4):
        short = abs(wide) - float(np.linalg.norm(_on(line, along, end) - _on(line, along, start)))
        end += np.sign(wide) * short
    return float(end)


def _quadrant(upper: bool, side: int) -> int:
    """FDI (ISO 3950): 1 upper right, 2 upper left, 3 lower left, 4 lower right. The right side is -1."""
    return (1 if side < 0 else 2) if upper else (4 if side < 0 else 3)
