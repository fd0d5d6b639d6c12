"""How near two jaws come: nearest points, signs, what is left out, and the steps of the legend."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from trimesh import triangles as by_trimesh

from dentui.media.models import Model
from dentui.media.nearest import nearest
from dentui.media.occlusion import (
    DEEPEST,
    FARTHEST,
    LEGEND,
    REST,
    Nearness,
    nearnesses,
    occlusion,
    paint,
    signed_distance,
)


def sheet(height: NDArray[np.float64], side: float = 10, *, down: bool = False) -> Model:
    """A square sheet around 0, 0 of so many heights each way, whose outer side is above, or else below."""
    count = len(height)
    x, y = np.meshgrid(np.linspace(-side / 2, side / 2, count), np.linspace(-side / 2, side / 2, count))
    vertices = np.stack([x, y, height], 2).reshape(-1, 3).astype(np.float32)
    i = np.arange(count * count).reshape(count, count)
    a, b, c, d = (part.ravel() for part in (i[:-1, :-1], i[:-1, 1:], i[1:, :-1], i[1:, 1:]))
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([b, d, c], 1)]).astype(np.int32)
    if down:
        faces = faces[:, ::-1]
    corners = vertices[faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, faces[:, corner], across)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return Model("sheet", vertices, faces, normals)


def bumps(count: int, seed: int) -> NDArray[np.float64]:
    """As steep whatever the size of the triangles."""
    return np.random.default_rng(seed).random((count, count)) * 6 / count


def _closest(triangles: NDArray[np.float64], point: NDArray[np.float64]) -> NDArray[np.float64]:
    """On each triangle."""
    points = np.broadcast_to(point, (len(triangles), 3))
    found: NDArray[np.float64] = by_trimesh.closest_point(triangles, points)  # type: ignore[no-untyped-call]
    return found


@pytest.mark.parametrize("count", [3, 12, 40])
def test_nearest_points_are_those_of_trying_every_triangle(count: int) -> None:
    """Triangles of 5 mm, of 1 mm, and of a quarter of one as those of a scan."""
    surface = sheet(bumps(count, 1))
    points = np.random.default_rng(2).uniform(-7, 7, (400, 3)).astype(np.float32)
    triangles = surface.vertices[surface.faces].astype(np.float64)
    truth = np.array(
        [
            np.linalg.norm(_closest(triangles, point) - point, axis=1).min()
            for point in points.astype(np.float64)
        ]
    )
    found = nearest(surface.vertices, surface.faces, points, FARTHEST)
    within = np.isfinite(found.distance)
    assert within.sum() > 100
    assert truth[within].max() <= FARTHEST < truth[~within].min() + 0.05
    farther = found.distance[within] - truth[within]
    assert farther.min() > -1e-4
    assert farther.max() < 0.05
    assert (farther > 0.01).mean() < 0.02
    corners = surface.vertices[surface.faces[found.face[within]]]
    place = np.einsum("ik,ikj->ij", found.weights[within], corners)
    assert np.linalg.norm(points[within] - place, axis=1) == pytest.approx(found.distance[within], abs=1e-5)


def test_distances_are_signed_both_ways_and_those_gone_through_are_negative() -> None:
    # The upper one slopes from 0.4 mm through the lower one to 1.6 mm above it.
    slope = np.broadcast_to(np.linspace(-0.4, 1.6, 41), (41, 41))
    upper, lower = sheet(slope, down=True), sheet(np.zeros((31, 31)), 30)
    measured = occlusion(upper, lower)
    assert measured.upper == pytest.approx(slope.ravel(), abs=1e-4)
    told = np.isfinite(measured.lower)
    place = lower.vertices[told]
    assert measured.lower[told] == pytest.approx((0.6 + place[:, 0] / 5) / math.hypot(1, 0.2), abs=1e-4)
    assert measured.lower[told].min() < 0 < measured.lower[told].max()


def test_what_faces_away_is_far_or_nearest_to_a_border_has_no_distance() -> None:
    lower = sheet(np.zeros((5, 5)))
    beside = sheet(np.full((41, 41), 1.0), 20, down=True)
    over = np.abs(beside.vertices[:, :2]).max(1) < 5 - 1e-3
    signed = signed_distance(beside, lower)
    assert signed[over] == pytest.approx(1)
    assert np.isnan(signed[~over]).all()
    assert np.isnan(signed_distance(sheet(np.full((5, 5), 1.0), 8), lower)).all(), "its outer side is above"
    assert np.isnan(signed_distance(sheet(np.full((5, 5), 3.1), 8, down=True), lower)).all()


def test_the_legend_goes_on_by_tenths_of_a_millimetre_and_penetration_has_its_own_colours() -> None:
    assert (LEGEND[0].least, LEGEND[0].most, LEGEND[-1].most) == (-math.inf, -DEEPEST, FARTHEST)
    assert [one.most for one in LEGEND[:-1]] == [other.least for other in LEGEND[1:]]
    assert all(shade.most - shade.least == pytest.approx(0.1) for shade in LEGEND[1:])
    assert len({shade.colour for shade in LEGEND}) == len(LEGEND)
    for shade in LEGEND:
        assert (shade.most <= 0) == (shade.nearness is Nearness.PENETRATION)
        red, green, blue = shade.colour
        assert (green < min(red, blue)) == (shade.most <= 0), "the hue of no distance"


def test_every_distance_has_the_colour_and_the_shape_of_its_step() -> None:
    signed = np.array([math.nan, -9, -0.5001, -0.05, 0, 0.0999, 0.1, 0.95, 1, 2.95, 3], np.float32)
    for value, colour, shape in zip(signed, paint(signed), nearnesses(signed), strict=True):
        shades = [each for each in LEGEND if each.least <= round(float(value), 4) < each.most]
        assert tuple(colour) == (shades[0].colour if shades else REST), value
        assert shape == (shades[0].nearness if shades else Nearness.NONE), value
    assert nearnesses(signed).tolist() == [0, 4, 4, 4, 3, 3, 2, 2, 1, 1, 0]


def test_jaws_that_are_nowhere_near_have_no_distance() -> None:
    far = sheet(np.full((5, 5), 40.0), down=True)
    measured = occlusion(far, sheet(np.zeros((5, 5))))
    assert np.isnan(measured.upper).all()
    assert np.isnan(measured.lower).all()
