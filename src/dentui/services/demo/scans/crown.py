"""The form of a crown as a field: about how far a point lies outside of it, in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dentui.services.demo.scans.teeth import Form, Ridge, Size

    Floats = NDArray[np.float32]

LOWEST = 4.5
"""Millimetres from the highest cusp, below which there is nothing of the roof."""
_UPRIGHT = np.float32(0.85)
"""Distances to a roof by heights above it."""
FINE = 2000
"""Heights at which an outline is worked out."""


def smooth_max(a: Floats, b: Floats | float, radius: float) -> Floats:
    """The larger, rounded where both are within the radius (a quadratic polynomial, after I. Quilez)."""
    found = _rounding(a, b, radius)
    found += np.maximum(a, b)
    return found


def smooth_min(a: Floats, b: Floats | float, radius: float) -> Floats:
    """The smaller, rounded where both are within the radius."""
    found = _rounding(a, b, radius)
    return np.subtract(np.minimum(a, b), found, out=found)


def _rounding(a: Floats, b: Floats | float, radius: float) -> Floats:
    # In place: there are millions of points, and memory is what takes the time.
    found: Floats = a - b
    np.abs(found, out=found)
    np.subtract(np.float32(radius), found, out=found)
    np.maximum(found, 0, out=found)
    np.square(found, out=found)
    found *= np.float32(0.25 / radius)
    return found


def outline(size: Size, form: Form, u: Floats, v: Floats, w: Floats) -> Floats:
    """About how far each point lies outside of the crown's sides, or of its root's, in millimetres."""
    profile = form.profile
    # Looked up: powers of the height for each point would take longer than all else.
    grid = np.linspace(profile.at[0], profile.at[-1], FINE)
    at = (w * np.float32(1 / size.height) - np.float32(grid[0])) * np.float32(1 / (grid[1] - grid[0]))
    at = np.clip(at, 0, FINE - 1).astype(np.int16)
    wide, buccal, lingual = (
        (_curve(profile.at, side, grid) * half).astype(np.float32)[at]
        for side, half in (
            (profile.wide, size.wide / 2 + 0.03),
            (profile.buccal, size.deep / 2),
            (profile.lingual, size.deep / 2),
        )
    )
    half = (buccal - lingual) * np.float32(0.5)
    across = v - (buccal + lingual) * np.float32(0.5)
    if form.skew:
        u = u + np.float32(form.skew) * v
    if form.taper:
        wide = wide * (1 + np.float32(form.taper) * np.clip(across / half, -1.2, 0))
    for place, side in form.grooves:
        apart = (u - np.float32(place * size.wide / 2)) * np.float32(1.6)
        high = np.clip(w * np.float32(1.6 / size.height) - np.float32(0.5), 0, 1)
        towards = np.clip(across * np.float32(side * 2 / size.deep), 0, 1)
        half = half - np.float32(0.55) * high * towards * np.exp(-apart * apart)
    square = np.float32(form.square)
    a, b = np.abs(u) / wide, np.abs(across) / half
    a_power, b_power = a**square, b**square
    radius = np.maximum((a_power + b_power) ** (1 / square), np.float32(0.05))
    # The gradient of the radius turns its excess over 1 into a length.
    steep = np.hypot(a_power / np.maximum(a * wide, 0.05), b_power / np.maximum(b * half, 0.05))
    steep = steep * radius ** (1 - square)
    # In the middle of a tooth nobody asks how deep.
    found: Floats = np.maximum((radius - 1) / np.maximum(steep, np.float32(0.08)), np.float32(-2))
    return found


def roof(size: Size, form: Form, u: Floats, v: Floats) -> Floats:
    """The height of the chewing surface over each (u, v), in millimetres from the cervix."""
    half_wide, half_deep = size.wide / 2, size.deep / 2
    u = u + np.float32(form.skew) * v
    best = np.full(np.broadcast_shapes(u.shape, v.shape), -9, np.float32)
    second = best.copy()
    for ridge in form.roof:
        high = _ridge_height(
            ridge, u / np.float32(half_wide), v / np.float32(half_deep), half_wide, half_deep
        )
        second = np.maximum(second, np.minimum(best, high))
        best = np.maximum(best, high)
    # A fissure where two slopes meet, and their crest rounded.
    apart = (best - second) * np.float32(1 / 0.3)
    deep = np.clip((-best - np.float32(0.6)) * np.float32(0.5), 0, 1)
    best = best - np.float32(0.22) * deep * np.exp(-apart * apart)
    found: Floats = best + np.float32(size.height)
    return found


def _ridge_height(ridge: Ridge, u: Floats, v: Floats, half_wide: float, half_deep: float) -> Floats:
    over_u = np.float32((ridge.end[0] - ridge.start[0]) * half_wide)
    over_v = np.float32((ridge.end[1] - ridge.start[1]) * half_deep)
    from_u = (u - np.float32(ridge.start[0])) * np.float32(half_wide)
    from_v = (v - np.float32(ridge.start[1])) * np.float32(half_deep)
    part = np.clip((from_u * over_u + from_v * over_v) / (over_u * over_u + over_v * over_v), 0, 1)
    off_u, off_v = from_u - part * over_u, from_v - part * over_v
    # Rounded on top.
    beside = np.sqrt(off_u * off_u + off_v * off_v + np.float32(0.2)) - np.float32(0.447)
    high = np.float32(ridge.start_height) + part * np.float32(ridge.end_height - ridge.start_height)
    found: Floats = high - np.float32(ridge.slope) * beside
    return found


def crown(size: Size, form: Form, u: Floats, v: Floats, w: Floats, sides: Floats) -> Floats:
    """About how far each point lies outside of the crown; `sides`: its outline."""
    found: Floats = np.maximum(sides, (w - np.float32(size.height)) * _UPRIGHT)
    near = (
        (sides < form.shoulder) & (w > np.float32(size.height - LOWEST)) & (w < np.float32(size.height + 1))
    )
    some = np.flatnonzero(near)
    u, v, w = (np.broadcast_to(each, found.shape).ravel()[some] for each in (u, v, w))
    over = (w - roof(size, form, u, v)) * _UPRIGHT
    found.ravel()[some] = smooth_max(sides.ravel()[some], over, form.shoulder)
    return found


def _curve(at: Sequence[float], values: Sequence[float], grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """A smooth line through the values (cubic Hermite with the slopes of neighbours)."""
    x, y = np.array(at), np.array(values)
    slopes = np.gradient(y, x)
    cell = np.clip(np.searchsorted(x, grid, side="right") - 1, 0, len(x) - 2)
    wide = x[cell + 1] - x[cell]
    t = np.clip((grid - x[cell]) / wide, 0, 1)
    smooth: NDArray[np.float64] = (
        (2 * t**3 - 3 * t**2 + 1) * y[cell]
        + (t**3 - 2 * t**2 + t) * wide * slopes[cell]
        + (-2 * t**3 + 3 * t**2) * y[cell + 1]
        + (t**3 - t**2) * wide * slopes[cell + 1]
    )
    return smooth
