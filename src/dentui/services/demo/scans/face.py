"""A face as a face scanner sees it, from the front, in colours: brow, eyes, nose, lips and chin.

y points up and z to the front (glTF 2.0, 3.4), x to the patient's left; millimetres from the root of the
nose. Breadths and heights are about the averages of L. G. Farkas, "Anthropometry of the Head and Face"
(1994): face 137 wide, 32 between the inner corners of the eyes, nose 33 wide and 50 high, mouth 52 wide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dentui.services.demo.scans.crown import smooth_max, smooth_min
from dentui.services.demo.scans.surface import Lattice, Mesh, hemmed, settle, surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Place = tuple[float, float, float]

STEP = 1.0
LOW = (-82.0, -150.0, -78.0)
HIGH = (82.0, 96.0, 36.0)
EYE = (31.5, -5.0, -15.5)
_BALL = 12.0

SKIN = np.array([224, 178, 152], np.float32)
RED = np.array([206, 134, 116], np.float32)
LIPS = np.array([188, 102, 98], np.float32)
HAIR = np.array([88, 66, 52], np.float32)
WHITE = np.array([236, 232, 226], np.float32)
IRIS = np.array([96, 116, 122], np.float32)
PUPIL = np.array([24, 22, 24], np.float32)


class _Clay:
    """A field that is added to and taken from, feature by feature."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self.field = np.full(lattice.shape, 60, np.float32)

    def add(self, start: Place, end: Place, radii: Sequence[float], soft: float) -> None:
        """A rod that is as thick as `radii` at its ends, which runs into what is there."""
        window, far = self._rod(start, end, radii, soft)
        self.field[window] = smooth_min(self.field[window], far, soft)

    def cut(self, start: Place, end: Place, radii: Sequence[float], soft: float) -> None:
        """A groove in the form of such a rod."""
        window, far = self._rod(start, end, radii, soft)
        self.field[window] = smooth_max(self.field[window], -far, soft)

    def egg(self, at: Place, radii: Place, soft: float) -> None:
        """An ellipsoid, which runs into what is there."""
        x, y, z = self.points((slice(None),) * 3)
        near = sum(((side - c) / r) ** 2 for side, c, r in zip((x, y, z), at, radii, strict=True))
        steep = sum(((side - c) / r**2) ** 2 for side, c, r in zip((x, y, z), at, radii, strict=True))
        near, steep = np.sqrt(near), np.sqrt(steep)
        far = (near * (near - 1) / np.maximum(steep, 1e-4)).astype(np.float32)
        self.field = smooth_min(self.field, far, soft)

    def _rod(
        self, start: Place, end: Place, radii: Sequence[float], soft: float
    ) -> tuple[tuple[slice, slice, slice], Floats]:
        ends = np.array([start, end])
        reach = max(radii) + soft + 4
        window = self.lattice.window(ends.min(axis=0) - reach, ends.max(axis=0) + reach)
        along = ends[1] - ends[0]
        parts = [side - np.float32(c) for side, c in zip(self.points(window), start, strict=True)]
        length = max(float(along @ along), 1e-6)
        part = sum(each * np.float32(a / length) for each, a in zip(parts, along, strict=True))
        part = np.clip(part, 0, 1)
        far = np.sqrt(sum((each - part * np.float32(a)) ** 2 for each, a in zip(parts, along, strict=True)))
        far = far - np.float32(radii[0]) - part * np.float32(radii[1] - radii[0])
        return window, far.astype(np.float32)

    def points(self, window: tuple[slice, slice, slice]) -> list[Floats]:
        """Coordinates of a window, to be broadcast."""
        axes = [self.lattice.axis(n, part) for n, part in enumerate(window)]
        return list(np.meshgrid(*axes, indexing="ij", sparse=True))


def face(seed: int, *, smile: bool = False, step: float = STEP) -> Mesh:
    """The face of a patient, the same for the same seed; `step`: of the lattice, in millimetres."""
    random = np.random.default_rng([seed, 32])
    clay = _Clay(Lattice.around(LOW, HIGH, step))
    wide, long, nose = 1 + 0.03 * random.standard_normal(3)
    _put_head(clay, wide, long)
    for side in (-1, 1):
        _put_eye(clay, side)
    _put_nose(clay, nose)
    _put_mouth(clay, smile)
    mesh = settle(surface(clay.field, clay.lattice), clay.field, clay.lattice)
    x, y, z = mesh.vertices.T
    angle = np.arctan2(y + 25, x)
    ragged = sum(
        a * np.sin(n * angle + p)
        for n, a, p in ((5, 3.0, 1.0), (11, 2.0, 2.0), (29, 1.0, 0.5), (47, 0.8, 0.2))
    )
    # Ears, hair and neck are left out.
    oval = np.hypot(x / 78, (y + 21) / 108) * 100
    kept = (z > -64) & (oval < 97 + ragged)
    noise = random.normal(0, 0.015, mesh.vertices.shape)
    vertices = (mesh.vertices + noise).astype(np.float32)
    return hemmed(Mesh(vertices, mesh.faces, _colours(mesh.vertices, smile, random)).part(kept))


def _put_head(clay: _Clay, wide: float, long: float) -> None:
    clay.egg((0, 32, -86), (70 * wide, 92, 90), 1)
    clay.egg((0, -40 * long, -74), (62 * wide, 74, 80), 26)
    clay.egg((0, -80 * long, -56), (44 * wide, 42, 58), 20)
    clay.add((0, -99 * long, -11), (0, -105 * long, -12), (18, 15), 18)
    clay.add((0, -110, -78), (0, -190, -88), (46, 50), 18)
    for side in (-1, 1):
        clay.add((side * 40, -31, -28), (side * 50, -20, -52), (19, 13), 20)
        clay.add((side * 34, -92, -42), (side * 45, -70, -78), (13, 13), 22)
        clay.add((side * 10, 11, -3.5), (side * 38, 13, -15), (6, 5), 14)


def _put_eye(clay: _Clay, side: int) -> None:
    x, y, z = EYE
    clay.cut((side * (x - 6), y + 2, z + 20), (side * (x + 9), y + 1, z + 15), (11, 10), 16)
    ball = (side * x, y, z)
    clay.add(ball, ball, (_BALL + 1.6, _BALL + 1.6), 3)
    # The lids are open as an almond: the ball lies behind them.
    window = clay.lattice.window(np.array(ball) - 20, np.array(ball) + 20)
    px, py, pz = clay.points(window)
    across = (px - ball[0]) / np.float32(13.5)
    tall = np.float32(5.2) * np.clip(1 - across * across, -1, 1)
    opening = np.maximum(np.abs(py - ball[1] - tall * np.float32(0.12)) - tall, ball[2] - pz)
    there = clay.field[window]
    open_lids = smooth_max(there, -opening.astype(np.float32), 0.8)
    far = np.sqrt((px - ball[0]) ** 2 + (py - ball[1]) ** 2 + (pz - ball[2]) ** 2) - np.float32(_BALL)
    clay.field[window] = np.minimum(open_lids, far.astype(np.float32))


def _put_nose(clay: _Clay, size: float) -> None:
    tip = 20.0 * size
    clay.add((0, 4, -5), (0, -38, tip - 2), (5, 7), 12)
    clay.add((0, -42.5, tip), (0, -43, tip), (8, 8), 8)
    clay.add((0, -47, tip - 4), (0, -54, 9), (4, 5), 8)
    for side in (-1, 1):
        clay.add((side * 10.5, -46.5, tip - 13), (side * 8, -45.5, tip - 6), (6.2, 6), 6)
        clay.cut((side * 6.2, -54, tip - 12), (side * 5, -51, tip - 7), (2.8, 2.2), 2)
        # The fold from the nose to the corner of the mouth.
        clay.cut((side * 21, -48, 12), (side * 34, -78, 5), (4, 5), 10)


def _put_mouth(clay: _Clay, smile: bool) -> None:
    corner = (31.0, -70.5, -9.5) if smile else (25.5, -75.0, -5.0)
    clay.add((0, -66, -6), (0, -80, -6.5), (18.5, 17.5), 16)
    for side in (-1, 1):
        bow, half = (side * 4.5, -71.2, 12.2), (side * 13, -73, 9.0)
        clay.add((0, -72.2, 12), bow, (3.8, 3.9), 4)
        clay.add(bow, half, (3.9, 3.0), 4)
        clay.add(half, (side * corner[0], corner[1], corner[2]), (3.0, 0.6), 5)
        clay.add((0, -80.3, 10.6), (side * 10, -79.8, 9.6), (5.2, 4.8), 5)
        clay.add((side * 10, -79.8, 9.6), (side * corner[0], corner[1], corner[2]), (4.8, 0.6), 6)
        clay.cut((0, -75.6, 17.0), (side * 13, -75.4, 13.8), (1.7, 1.6), 1.5)
        clay.cut((side * 13, -75.4, 13.8), (side * corner[0], corner[1], corner[2] + 4), (1.6, 1.0), 1.5)
        clay.cut((0, -90, 17.5), (side * 14, -90, 13.5), (5.0, 5.0), 14)
    clay.cut((0, -58, 17), (0, -66, 19), (2.2, 3), 4)


def _colours(points: Floats, smile: bool, random: np.random.Generator) -> NDArray[np.uint8]:
    x, y, z = points.T
    aside = np.abs(x)
    cloud = np.sin(x * 0.21 + np.sin(y * 0.17)) * np.sin(y * 0.19 + z * 0.13) + random.normal(
        0, 0.7, len(points)
    )
    colour = SKIN + 3 * cloud[:, None]

    def paint(tint: Floats, amount: NDArray[np.floating]) -> None:
        nonlocal colour
        colour = colour + np.clip(amount, 0, 1)[:, None] * (tint - colour)

    paint(RED, 0.55 * np.exp(-(((aside - 42) / 16) ** 2) - ((y + 40) / 16) ** 2))
    paint(RED, 0.45 * np.exp(-((aside / 14) ** 2) - ((y + 44) / 9) ** 2))
    end, level = (31.0, -71.0) if smile else (25.5, -75.0)
    part = np.clip(aside / end, 0, 1)
    middle = -75.2 + (level + 75.2) * part**2
    above, below = 6.4 * (1 - part**2) ** 0.7 + 0.8, 7.8 * (1 - part**2) ** 0.6 + 0.5
    above = above - 1.2 * np.exp(-((aside / 2.5) ** 2))
    paint(LIPS, np.minimum(above - (y - middle), below - (middle - y)) * 0.9 * (aside < end + 2) * (z > -12))
    brow = 15.5 - 0.0045 * (aside - 27) ** 2
    thick = 3.6 * np.clip((aside - 9) / 5, 0, 1) * np.clip((50 - aside) / 16, 0, 1)
    paint(HAIR, 0.85 * (thick - np.abs(y - brow)) * 0.6 * (z > -45))
    paint(HAIR, (y - 76 + 0.004 * x * x + 2 * cloud) / 4)
    ex, ey, ez = EYE
    from_ball = np.sqrt((aside - ex) ** 2 + (y - ey) ** 2 + (z - ez) ** 2)
    on_ball = (np.abs(from_ball - _BALL) < 0.5) & (z > ez + 5)
    aimed = np.hypot(aside - ex, y - ey)
    paint(WHITE, on_ball * 1.0)
    paint(IRIS, on_ball * (6.1 - aimed) * 1.2)
    paint(PUPIL, on_ball * (2.4 - aimed) * 1.2)
    found: NDArray[np.uint8] = np.clip(colour, 0, 255).astype(np.uint8)
    return found
