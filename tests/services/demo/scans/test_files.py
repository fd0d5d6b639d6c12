"""Meshes as files, read back by what reads scanners' files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dentui.domain.images import FileKind
from dentui.domain.limits import Limits
from dentui.media.meshes import look
from dentui.services.demo.scans import files
from dentui.services.demo.scans.surface import Lattice, Mesh, border, settle, surface


@pytest.fixture(scope="module")
def ball() -> Mesh:
    lattice = Lattice.around((-12, -12, -12), (12, 12, 12), 0.5)
    x, y, z = np.meshgrid(*(lattice.axis(n) for n in range(3)), indexing="ij")
    field = np.sqrt(x * x + y * y + z * z) - np.float32(10)
    mesh = settle(surface(field, lattice), field, lattice)
    return Mesh(mesh.vertices, mesh.faces, np.full((len(mesh.vertices), 3), 200, np.uint8))


def test_a_surface_lies_where_the_field_is_zero_and_faces_outwards(ball: Mesh) -> None:
    radius = np.linalg.norm(ball.vertices, axis=1)
    assert np.abs(radius - 10).max() < 0.01
    assert ball.area() == pytest.approx(4 * np.pi * 100, rel=0.01)
    assert len(border(ball)) == 0
    assert ((ball.normals() * ball.vertices).sum(axis=1) > 9.5).all()


@pytest.mark.parametrize(("kind", "write"), [(FileKind.STL, files.stl), (FileKind.PLY, files.ply)])
def test_what_is_written_is_read(ball: Mesh, kind: FileKind, write: object, tmp_path: Path) -> None:
    path = tmp_path / "ball"
    path.write_bytes(write(ball, "SHINING 3D AoralScan 3"))  # type: ignore[operator]
    found = look(path, kind, Limits())
    assert found["facts"].triangles == len(ball.faces)
    assert found["facts"].box == pytest.approx((20, 20, 20), abs=0.05)
    assert found["colours"] == (kind is FileKind.PLY)
