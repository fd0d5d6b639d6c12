"""Triangles of mesh files, in every way that they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from dentui.domain.images import FileKind
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.geometry import read
from tests.media.scans import jaw, write_ply, write_stl

LIMITS = Limits()
DATA = Path(__file__).parents[1] / "data" / "media"
HANDLE_BOX = (15.747, 17.571, 27.028)
HANDLE_VOLUME = 2243.9
"""Millimetres, of the STL beside it in its repository."""
POINTS, FACES = jaw(upper=True, along=20, across=8)


def corners(path: Path, kind: FileKind) -> Any:
    return read(path, kind, LIMITS).corners(slice(None))


def exported(path: Path, kind: str, **how: Any) -> Path:
    data = trimesh.Trimesh(POINTS, FACES, process=False).export(file_type=kind, **how)
    assert isinstance(data, (bytes, str))
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("kind", "written", "how"),
    [
        (FileKind.STL, "stl", {}),
        (FileKind.STL, "stl_ascii", {}),
        (FileKind.PLY, "ply", {}),
        (FileKind.PLY, "ply", {"encoding": "ascii"}),
        (FileKind.OBJ, "obj", {}),
        (FileKind.GLB, "glb", {}),
    ],
)
def test_a_mesh_is_the_same_however_it_is_written(
    tmp_path: Path, kind: FileKind, written: str, how: dict[str, Any]
) -> None:
    found = corners(exported(tmp_path / "scan", written, **how), kind)
    assert found.shape == (len(FACES), 3, 3)
    assert found == pytest.approx(POINTS[FACES], abs=1e-4)


def test_polygons_become_triangles(tmp_path: Path) -> None:
    head = "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
    head += "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    (tmp_path / "scan").write_text(head + "0 0 0\n9 0 0\n9 9 0\n0 9 0\n4 0 1 2 3\n")
    assert len(corners(tmp_path / "scan", FileKind.PLY)) == 2


def test_colours_are_those_of_the_corners(tmp_path: Path) -> None:
    colours = np.tile(np.array([[10, 200, 30]], np.uint8), (len(POINTS), 1))
    shape = read(write_ply(tmp_path / "scan", POINTS, FACES, colours), FileKind.PLY, LIMITS)
    assert shape.colours is not None
    assert (shape.colours == [10, 200, 30]).all()


def test_colours_in_an_obj_are_seen_too(tmp_path: Path) -> None:
    (tmp_path / "scan").write_text("v 0 0 0 1 0 0\nv 9 0 0 1 0 0\nv 9 9 0 1 0 0\nf 1 2 3\n")
    shape = read(tmp_path / "scan", FileKind.OBJ, LIMITS)
    assert shape.colours is not None
    assert shape.colours.tolist() == 3 * [[255, 0, 0]]


def test_a_binary_stl_that_begins_as_a_text_is_binary(tmp_path: Path) -> None:
    path = write_stl(tmp_path / "scan", POINTS, FACES)
    path.write_bytes(b"solid exported by a scanner".ljust(80) + path.read_bytes()[80:])
    assert len(corners(path, FileKind.STL)) == len(FACES)


def test_a_text_may_shout(tmp_path: Path) -> None:
    text = trimesh.exchange.stl.export_stl_ascii(trimesh.Trimesh(POINTS, FACES)).upper()
    (tmp_path / "scan").write_text(text)
    assert np.allclose(corners(tmp_path / "scan", FileKind.STL), POINTS[FACES], atol=1e-4)


def test_a_count_is_never_believed(tmp_path: Path) -> None:
    path = write_stl(tmp_path / "scan", POINTS, FACES)
    data = path.read_bytes()
    path.write_bytes(data[:80] + (4_000_000_000).to_bytes(4, "little") + data[84:-20])
    assert len(corners(path, FileKind.STL)) == len(FACES) - 1


def test_corners_that_are_not_there_are_refused(tmp_path: Path) -> None:
    faces = FACES.copy()
    faces[3, 1] = 5_000_000
    path = write_ply(tmp_path / "scan", POINTS, faces)
    with pytest.raises(Unreadable, match="corners that are not there"):
        read(path, FileKind.PLY, LIMITS)


def test_too_many_triangles_are_refused(tmp_path: Path) -> None:
    path = write_stl(tmp_path / "scan", POINTS, FACES)
    with pytest.raises(Unreadable, match="triangles, which are too many"):
        read(path, FileKind.STL, Limits(mesh_triangles=100))
    with pytest.raises(Unreadable, match="too large"):
        read(path, FileKind.STL, Limits(mesh_bytes=100))


def test_a_mesh_of_3shape_is_unpacked_as_its_maker_exports_it() -> None:
    shape = read(DATA / "threeshape_hps_not_dicom.dcm", FileKind.HPS, LIMITS)
    assert len(shape) == 7_548
    found = shape.corners(slice(None)).astype(np.float64)
    # As in the STL that the maker's own program wrote: a closed body of this size and content.
    assert np.ptp(found.reshape(-1, 3), axis=0) == pytest.approx(HANDLE_BOX, abs=0.01)
    volume = np.einsum("ij,ij->i", found[:, 0], np.cross(found[:, 1], found[:, 2])).sum() / 6
    assert abs(volume) == pytest.approx(HANDLE_VOLUME, rel=0.001)


@pytest.mark.parametrize(
    ("old", "new"), [(b">CA<", b">CE<"), (b"<Facets", b"<Fascets"), (b"BAAAAAAA", b"BAAAAAAD")]
)
def test_a_mesh_of_3shape_that_cannot_be_unpacked_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    data = (DATA / "threeshape_hps_not_dicom.dcm").read_bytes()
    (tmp_path / "scan").write_bytes(data.replace(old, new, 1))
    with pytest.raises(Unreadable, match="3Shape"):
        read(tmp_path / "scan", FileKind.HPS, LIMITS)
