"""From where a mesh is looked at: a dental arch as it lies in an atlas, both jaws from the front, a face from
the front.

Programs disagree about which axis points where. What a jaw is does not: a thin horseshoe, open towards the
throat, with its surface towards the teeth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dentui.domain.images import JAWS, Role
from dentui.media.shading import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dentui.media.shading import Turn

ASKED = 60_000
"""Triangles that are asked where a mesh lies; more do not change the answer."""
NEAR = 0.9
"""Cosine to an axis of the scan's own below which the scan lies askew."""
THIN = 0.72
"""Height by depth below which a mesh can be a jaw."""
HORSESHOE = 0.25
"""Correlation of depth and distance from the middle from which on a mesh is an arch."""
FRONT = np.eye(3)
"""Faces come with y up and z to the front, as in glTF 2.0, 3.4."""
FACES = frozenset((Role.SMILE, Role.NEUTRAL, Role.PROFILE))


def view_of(shapes: Sequence[Shape], roles: Sequence[Role]) -> Turn:
    """How the shapes of one picture, each with its role, are turned."""
    if not FACES.isdisjoint(roles):
        return FRONT
    known = JAWS.intersection(roles)
    arch = _Arch(shapes)
    if len(known) == 2:
        return arch.from_the_front(_rise(shapes, roles))
    if known or arch.is_one:
        return arch.from_the_teeth(upside_down=known == {Role.LOWER})
    return arch.from_the_front(None) if Role.BITE in roles else FRONT


class _Arch:
    """Where the parts of a jaw are."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._middles, self._areas = _sampled(shapes)
        weights = np.linalg.norm(self._areas, axis=1)
        self._weights = weights / max(weights.sum(), 1e-30)
        self._middles = self._middles - self._weights @ self._middles
        spread = (self._middles * self._weights[:, None]).T @ self._middles
        axes = np.linalg.eigh(spread)[1].T
        own = np.eye(3)
        self._up = _own_if_near(axes[0], own)
        first = _own_if_near(axes[2], own)
        first = first - self._up * (first @ self._up)
        first /= max(float(np.linalg.norm(first)), 1e-30)
        sides = (first, np.cross(self._up, first))
        fronts = [(self._opens(sign * side), sign * side) for side in sides for sign in (1, -1)]
        self._open, self._front = max(fronts, key=lambda front: front[0])

    @property
    def is_one(self) -> bool:
        across = np.cross(self._up, self._front)
        high, deep, wide = (np.ptp(self._middles @ axis) for axis in (self._up, self._front, across))
        return bool(self._open > HORSESHOE and high < THIN * min(deep, wide))

    def from_the_teeth(self, *, upside_down: bool) -> Turn:
        """Incisors at the top, of a lower jaw at the bottom, as charts and photos of arches are laid out."""
        towards = self._up * self._side()
        up = -self._front if upside_down else self._front
        return _turn(up, towards)

    def from_the_front(self, rise: NDArray[np.float64] | None) -> Turn:
        """`rise` goes from the lower jaw to the upper."""
        up = self._up
        if rise is not None and abs(rise @ up) > 0:
            up = up * np.sign(rise @ up)
        return _turn(up, self._front)

    def _opens(self, front: NDArray[np.float64]) -> float:
        """How much narrower it gets towards the front, -1 to 1."""
        ahead = self._middles @ front
        aside = np.abs(self._middles @ np.cross(self._up, front))
        ahead, aside = (values - self._weights @ values for values in (ahead, aside))
        both = np.sqrt((self._weights @ ahead**2) * (self._weights @ aside**2))
        return float(-(self._weights @ (ahead * aside)) / max(both, 1e-30))

    def _side(self) -> float:
        """On which side of it the teeth are: 1 is up."""
        total = np.linalg.norm(self._areas, axis=1)
        facing = self._areas @ self._up
        # A scan is a shell, whose areas do not cancel out. What has a base is closed: its base is the flat
        # side.
        if abs(facing.sum()) > 0.05 * total.sum():
            return float(np.sign(facing.sum()))
        flat = np.abs(facing) > 0.995 * total
        return -float(np.sign(facing[flat].sum()) or 1)


def _turn(up: NDArray[np.float64], towards: NDArray[np.float64]) -> Turn:
    turn: Turn = np.stack([np.cross(up, towards), up, towards])
    return turn


def _own_if_near(axis: NDArray[np.float64], own: NDArray[np.float64]) -> NDArray[np.float64]:
    nearest = int(np.argmax(np.abs(axis)))
    return own[nearest] if abs(axis[nearest]) > NEAR else axis


def _sampled(shapes: Collection[Shape]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles and areas (as normals) of some triangles of each."""
    middles, areas = [], []
    for shape in shapes:
        step = max(1, len(shapes) * len(shape) // ASKED)
        corners = shape.corners(slice(None, None, step)).astype(np.float64)
        corners = corners[np.isfinite(corners).all(axis=(1, 2))]
        middles.append(corners.mean(axis=1))
        areas.append(step * np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    return np.concatenate(middles), np.concatenate(areas)


def _rise(shapes: Sequence[Shape], roles: Sequence[Role]) -> NDArray[np.float64]:
    middle = {
        role: _sampled([shape for shape, its in zip(shapes, roles, strict=True) if its == role])[0].mean(
            axis=0
        )
        for role in JAWS
    }
    rise: NDArray[np.float64] = middle[Role.UPPER] - middle[Role.LOWER]
    return rise
