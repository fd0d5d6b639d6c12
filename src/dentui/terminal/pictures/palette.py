"""The colours that a terminal has, in a space where equal distances look equal (OKLab)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dentui.terminal.xterm import NUMBERS

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Colour = tuple[int, int, int]

CHROMA = 1.5
"""How much more a difference of a and b counts than one of lightness: OKLab has them small."""
_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929],
     [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32
).T  # fmt: skip
_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468],
     [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32
).T  # fmt: skip
SIXTEEN: tuple[Colour, ...] = (
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170),
    (170, 170, 170), (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255),
    (255, 85, 255), (85, 255, 255), (255, 255, 255),
)  # fmt: skip
"""The first sixteen as a VGA has them, and rich. Every terminal has its own."""
ASKED = 16
"""Colours that are compared first, those that promise most; then twice as many."""
ROUNDING = 4 * float(np.finfo(np.float32).eps)
"""By what part of it, for each thing summed up, two sums of the same may differ, and more."""
_STEPS = np.array([24, 40, 40], np.float32)
"""Steps of lightness, a and b within which samples are taken together."""


@dataclass(frozen=True)
class Palette:
    """Colours, and what it costs to change to each."""

    colours: Bytes
    """(n, 3), sRGB."""
    lab: Floats
    """(n, 3), see `lab`."""
    front: Floats
    """(n,) bytes of the SGR parameters that make it the colour of the text."""
    back: Floats
    """(n,) the same for the ground."""

    def triplets(self) -> list[Colour]:
        """Red, green and blue of each."""
        return [(red, green, blue) for red, green, blue in self.colours.tolist()]

    def only(self, which: NDArray[np.intp]) -> Palette:
        """Those of its colours."""
        return Palette(self.colours[which], self.lab[which], self.front[which], self.back[which])


@cache
def _linear() -> Floats:
    """Light of each sRGB sample (IEC 61966-2-1)."""
    sample = np.arange(256) / 255
    return np.where(sample <= 0.04045, sample / 12.92, ((sample + 0.055) / 1.055) ** 2.4).astype(np.float32)


def lab(rgb: Bytes) -> Floats:
    """OKLab (Ottosson 2020) of sRGB samples, with a and b times `CHROMA`; (..., 3)."""
    made: Floats = np.cbrt(_linear()[rgb] @ _LMS) @ _LAB
    made[..., 1:] *= CHROMA
    return made


@cache
def many() -> Palette:
    """The 240 of 256 that are the same everywhere."""
    size = np.array([5 + len(str(number)) for number in NUMBERS.values()], np.float32)
    return _palette(list(NUMBERS), size, size)


@cache
def greys() -> Palette:
    """Those of the 240 that are grey, from black to white."""
    whole = many()
    grey = np.flatnonzero(np.ptp(whole.colours, axis=1) == 0)
    grey = grey[np.argsort(whole.colours[grey, 0])]
    return whole.only(grey)


@cache
def sixteen() -> Palette:
    """The first sixteen."""
    return _palette(SIXTEEN, np.full(16, 2.0, np.float32), np.array([2.0] * 8 + [3.0] * 8, np.float32))


def true(colours: Bytes) -> Palette:
    """These colours, each told by its three numbers; (n, 3)."""
    digits = 1 + (colours >= 10) + (colours >= 100)
    size = (7 + digits.sum(axis=-1)).astype(np.float32)
    return Palette(colours, lab(colours), size, size)


def best(samples: Floats, whole: Palette, count: int) -> Palette:
    """At most so many of these colours, one after the other the nearest to all samples; (..., 3)."""
    some, weight = _fewer(samples.reshape(-1, 3))
    far = _far(some, whole.lab) * weight
    chosen: list[int] = []
    nearest = np.full(len(some), np.inf, np.float32)
    total = float(np.finfo(np.float32).max)
    # By how much each colour would bring the samples nearer never becomes more (Minoux 1978): most of them
    # need not be asked again.
    gains = np.full(len(far), np.inf, np.float32)
    while len(chosen) < min(count, len(far)):
        new, total = _least(far, nearest, gains, total)
        if new in chosen:
            break
        chosen.append(new)
        nearest = np.minimum(nearest, far[new])
    return whole.only(np.array(chosen))


def _least(far: Floats, nearest: Floats, gains: Floats, before: float) -> tuple[int, float]:
    """The first of the colours with which the samples are nearest in all, and how near; gains are told anew.
    `before`: how near they are without."""
    rounding = ROUNDING * len(nearest)
    least = before - gains - rounding * before
    order = np.argsort(least)
    totals = np.full(len(far), np.inf, np.float32)
    found = np.inf
    start, end = 0, ASKED
    while start < len(order) and least[order[start]] <= found:
        asked = order[start:end]
        totals[asked] = np.minimum(nearest, far[asked]).sum(axis=1)
        found = min(found, float(totals[asked].min()))
        start, end = end, 3 * end
    np.subtract(before, totals, out=gains, where=totals < np.inf)
    likely = np.flatnonzero(totals <= found * (1 + rounding))
    if len(likely) > 1:
        # Summed up as all are in any company: what is equal must not differ by rounding.
        exact = np.add.accumulate(np.minimum(nearest, far[likely]), axis=1)[:, -1]
        likely = likely[exact == exact.min()]
    return int(likely[0]), found


def _far(some: Floats, lab: Floats) -> Floats:
    """Squared distances: (colours, samples)."""
    lightness, a, b = ((some[:, axis] - lab[:, axis, None]) ** 2 for axis in range(3))
    far: Floats = lightness + a + b
    return far


def _fewer(samples: Floats) -> tuple[Floats, Floats]:
    """A few samples that stand for many, and how many each stands for."""
    key = np.round(samples * _STEPS).astype(np.int32) + 128
    _, index, count = np.unique(key @ (1 << 16, 1 << 8, 1), return_inverse=True, return_counts=True)
    means = [np.bincount(index, samples[:, axis]) / count for axis in range(3)]
    return np.stack(means, axis=1).astype(np.float32), count.astype(np.float32)


def _palette(colours: object, front: Floats, back: Floats) -> Palette:
    made = np.array(colours, np.uint8)
    return Palette(made, lab(made), front, back)
