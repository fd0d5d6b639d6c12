"""Meshes as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dentui.domain.images import FileKind, Role
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.geometry import read
from dentui.media.shading import Shape, shaded
from dentui.media.views import FRONT, view_of
from tests.media.scans import jaw, write_ply, write_stl
from tests.media.seeing import light_at, shown

LIMITS = Limits()


def turned(points: Any, order: tuple[int, int, int]) -> Any:
    """As another program would write it: other axes, still right-handed."""
    moved = points[:, list(order)]
    return moved if order in ((0, 1, 2), (1, 2, 0), (2, 0, 1)) else moved * np.array([-1, 1, 1], np.float32)


def arch(*, upper: bool, order: tuple[int, int, int] = (0, 1, 2)) -> Shape:
    points, faces = jaw(upper=upper)
    return Shape(turned(points, order), faces)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (0, 2, 1), (2, 1, 0)])
def test_an_upper_jaw_is_seen_from_its_teeth_with_the_incisors_at_the_top(
    order: tuple[int, int, int],
) -> None:
    shape = arch(upper=True, order=order)
    raster = shaded([shape], view_of([shape], [Role.UPPER]), 200)
    assert raster.mode == "L"
    assert raster.width == 200
    assert raster.width > raster.height
    # Incisors in the middle at the top, nothing at the bottom, molars at both sides.
    assert light_at(raster, 0.5, 0.08) > 0.1
    assert light_at(raster, 0.5, 0.9) == 0
    assert light_at(raster, 0.1, 0.85) > 0.2
    assert light_at(raster, 0.9, 0.85) > 0.2


def test_a_lower_jaw_has_its_incisors_at_the_bottom(tmp_path: Path) -> None:
    shape = read(write_stl(tmp_path / "lower", *jaw(upper=False)), FileKind.STL, LIMITS)
    raster = shaded([shape], view_of([shape], [Role.LOWER]), 200)
    assert light_at(raster, 0.5, 0.92) > 0.1
    assert light_at(raster, 0.5, 0.1) == 0


def test_a_jaw_that_nobody_named_is_known_by_its_shape() -> None:
    shape = arch(upper=False, order=(0, 2, 1))
    raster = shaded([shape], view_of([shape], [Role.NONE]), 200)
    assert raster.width > raster.height
    assert light_at(raster, 0.5, 0.08) > 0.1


def test_both_jaws_are_seen_from_the_front_as_they_bite() -> None:
    shapes = [arch(upper=False), arch(upper=True)]
    turn = view_of(shapes, [Role.LOWER, Role.UPPER])
    assert turn.round(6).tolist() == [[1, 0, 0], [0, 0, 1], [0, -1, 0]]
    raster = shaded(shapes, turn, 200)
    light = shown(raster)[:, 100]
    rows = np.flatnonzero(light > 0.1)
    assert rows[0] < 0.2 * raster.height
    assert rows[-1] > 0.8 * raster.height


def test_what_is_in_front_hides_what_is_behind() -> None:
    square = np.array([[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0]], np.float32)
    faces = np.array([[0, 1, 2], [0, 2, 3]])
    red = Shape(square, faces, np.array([[220, 0, 0]] * 4, np.uint8))
    blue = Shape(square + np.array([0, 0, 5]), faces, np.array([[0, 0, 220]] * 4, np.uint8))
    for shapes in ([red, blue], [blue, red]):
        raster = shaded(shapes, FRONT, 64)
        assert raster.mode == "RGB"
        seen = light_at(raster, 0.5, 0.5)
        assert seen[2] > 0.5
        assert seen[0] == 0


def test_two_triangles_leave_no_crack_between_them() -> None:
    square = np.array([[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0]], np.float32)
    light = shown(shaded([Shape(square, np.array([[0, 1, 2], [0, 2, 3]]))], FRONT, 200))
    assert light[10:-10, 10:-10].min() > 0.5


def test_colours_of_a_scan_are_seen(tmp_path: Path) -> None:
    points, faces = jaw(upper=True)
    colours = np.where(points[:, :1] < 0, [[200, 40, 40]], [[40, 40, 200]]).astype(np.uint8)
    shape = read(write_ply(tmp_path / "upper", points, faces, colours), FileKind.PLY, LIMITS)
    raster = shaded([shape], view_of([shape], [Role.UPPER]), 200)
    left, right = light_at(raster, 0.1, 0.85), light_at(raster, 0.9, 0.85)
    assert left[0] > 2 * left[2]
    assert right[2] > 2 * right[0]


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_a_mesh_without_a_surface_is_refused(value: float) -> None:
    with pytest.raises(Unreadable, match="no surface"):
        shaded([Shape(np.full((4, 3, 3), value, np.float32))], FRONT, 100)


def test_a_mesh_that_would_take_too_long_is_refused() -> None:
    sheet = np.array([[[0, 0, 0], [30, 0, 0], [0, 30, 0]]], np.float32)
    sheets = np.repeat(sheet, 5_000, axis=0) + np.linspace(0, 1, 5_000, dtype=np.float32)[:, None, None]
    with pytest.raises(Unreadable, match="takes too long"):
        shaded([Shape(sheets)], FRONT, 320)
