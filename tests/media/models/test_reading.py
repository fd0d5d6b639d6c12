"""Files become models, or a sentence."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from PIL import Image

from dentui.domain.images import FileKind
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import geometry
from dentui.media.models import Camera, Caster, Look, Model, read_model
from tests.media.scans import jaw, write_ply, write_stl

POINTS, FACES = jaw(upper=True, along=40, across=8)


def read(path: Path) -> Model:
    return read_model(path, Limits())


def glb(scale: float) -> bytes:
    data = trimesh.Trimesh(POINTS * scale, FACES, process=False).export(file_type="glb")
    assert isinstance(data, bytes)
    return data


def test_the_triangles_of_an_stl_share_their_corners(tmp_path: Path) -> None:
    model = read(write_stl(tmp_path / "jaw.stl", POINTS, FACES))
    assert len(model.vertices) == len(POINTS)
    assert model.vertices[model.faces] == pytest.approx(POINTS[FACES])
    lengths = np.linalg.norm(model.normals, axis=1)
    assert lengths == pytest.approx(np.ones(len(POINTS)), abs=1e-5)
    assert model.remark == ""


def test_a_million_pieces_are_a_mesh_like_any_other(tmp_path: Path) -> None:
    some = np.random.default_rng(1)
    middles = some.uniform(-30, 30, (20_000, 1, 3)).astype(np.float32)
    corners = middles + some.normal(0, 0.05, (20_000, 3, 3)).astype(np.float32)
    model = read(write_stl(tmp_path / "crumbs.stl", corners.reshape(-1, 3), np.arange(60_000).reshape(-1, 3)))
    assert model.faces.shape == (20_000, 3)
    drawn = Caster([model], alone=True).draw(Camera.fit(model.bounds, 1), 64, 64, [Look()])
    assert (drawn.model == 0).any()


@pytest.mark.parametrize("ending", ["stl", "ply"])
def test_a_mesh_in_metres_is_shown_in_millimetres_and_says_so(tmp_path: Path, ending: str) -> None:
    write = write_stl if ending == "stl" else write_ply
    model = read(write(tmp_path / f"jaw.{ending}", POINTS / np.float32(1000), FACES))
    assert np.ptp(model.vertices, axis=0) == pytest.approx(np.ptp(POINTS, axis=0), rel=1e-4)
    assert "metres" in model.remark


@pytest.mark.parametrize(("scale", "remark"), [(0.001, ""), (1.0, "millimetres")])
def test_a_glb_is_in_metres_unless_it_cannot_be(tmp_path: Path, scale: float, remark: str) -> None:
    (tmp_path / "jaw.glb").write_bytes(glb(scale))
    model = read(tmp_path / "jaw.glb")
    assert np.ptp(model.vertices, axis=0) == pytest.approx(np.ptp(POINTS, axis=0), rel=1e-4)
    assert remark in model.remark


def test_colours_of_a_ply_are_those_of_its_corners(tmp_path: Path) -> None:
    colours = np.random.default_rng(2).integers(0, 255, (len(POINTS), 3), np.uint8)
    model = read(write_ply(tmp_path / "jaw.ply", POINTS, FACES, colours))
    assert model.colours is not None
    assert (model.colours == colours).all()


QUARTERS = {(0, 0): "red", (1, 0): "green", (0, 1): "blue", (1, 1): "yellow"}
"""Of a picture, counted from the left and the top."""
COLOURS = {"red": (230, 20, 20), "green": (20, 230, 20), "blue": (20, 20, 230), "yellow": (230, 230, 20)}


PLY = (
    b"ply\nformat binary_little_endian 1.0\ncomment TextureFile skin.png\nelement vertex 4\n%b"
    b"element face 2\nproperty list uchar int vertex_indices\n%bend_header\n%b"
)
_XYZ = b"property float x\nproperty float y\nproperty float z\n"
_SQUARE = ((0, 0), (1, 0), (1, 1), (0, 1))
_TRIANGLES = ((0, 1, 2), (0, 2, 3))
PLIES = {
    "corners of a ply": PLY
    % (
        _XYZ + b"property float s\nproperty float t\n",
        b"",
        b"".join(struct.pack("<5f", 9 * x, 9 * y, 0, x, y) for x, y in _SQUARE)
        + b"".join(struct.pack("<B3i", 3, *corners) for corners in _TRIANGLES),
    ),
    "faces of a ply": PLY
    % (
        _XYZ,
        b"property list uchar float texcoord\n",
        b"".join(struct.pack("<3f", 9 * x, 9 * y, 0) for x, y in _SQUARE)
        + b"".join(
            struct.pack("<B3iB6f", 3, *corners, 6, *(part for corner in corners for part in _SQUARE[corner]))
            for corners in _TRIANGLES
        ),
    ),
}
"""Places in the picture stand with the corners in some programs' files, with the faces in others'."""


def pictured(folder: Path, ending: str) -> Path:
    """A square of 9 mm that has a picture of four quarters on it, upright."""
    skin = Image.new("RGB", (8, 8))
    for (column, row), colour in QUARTERS.items():
        skin.paste(COLOURS[colour], (4 * column, 4 * row, 4 * column + 4, 4 * row + 4))
    path = folder / f"face.{ending}"
    if ending == "glb":
        corners = np.array([[0, 0, 0], [9, 0, 0], [9, 9, 0], [0, 9, 0]]) / 1000
        places = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
        visual = trimesh.visual.TextureVisuals(places, image=skin)  # type: ignore[no-untyped-call]
        mesh = trimesh.Trimesh(corners, [[0, 1, 2], [0, 2, 3]], visual=visual, process=False)
        path.write_bytes(mesh.export(file_type="glb"))  # type: ignore[arg-type]
        return path
    skin.save(folder / "skin.png")
    if ending.endswith("ply"):
        path = folder / "face.ply"
        path.write_bytes(PLIES[ending])
        return path
    (folder / "face.mtl").write_text("newmtl skin\nmap_Kd skin.png\n")
    path.write_text(
        "mtllib face.mtl\nv 0 0 0\nv 9 0 0\nv 9 9 0\nv 0 9 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"
        "usemtl skin\nf 1/1 2/2 3/3\nf 1/1 3/3 4/4\n"
    )
    return path


@pytest.mark.parametrize("ending", ["obj", "glb", "corners of a ply", "faces of a ply"])
def test_a_picture_lies_on_a_mesh_as_its_maker_laid_it(tmp_path: Path, ending: str) -> None:
    model = read(pictured(tmp_path, ending))
    drawn = Caster([model], alone=True).draw(Camera.fit(model.bounds, 1), 32, 32, [Look()])
    for (column, row), colour in QUARTERS.items():
        seen = drawn.rgb[10 + 12 * row, 10 + 12 * column].astype(float)
        wanted = np.array(COLOURS[colour], float)
        # Light makes all three as much darker.
        assert seen / seen.max() == pytest.approx(wanted / wanted.max(), abs=0.02), colour
        assert seen.max() > 100


def test_a_scene_of_a_glb_stands_as_its_nodes_say(tmp_path: Path) -> None:
    """Millimetres under a node that makes metres of them, as programs do that think in millimetres."""
    picture: Any = trimesh.load(pictured(tmp_path, "glb"), force="mesh")
    scene: Any = trimesh.Scene()
    picture.apply_scale(1000)
    on_its_side = np.array([[0, -1, 0, 30], [1, 0, 0, 0], [0, 0, 1, 5], [0, 0, 0, 1.0]])
    scene.graph.update("root", matrix=np.diag([0.001, 0.001, 0.001, 1]))
    scene.add_geometry(picture, "one", "skin", "root")
    scene.add_geometry(picture, "other", "skin", "root", transform=on_its_side)
    (tmp_path / "scene.glb").write_bytes(scene.export(file_type="glb"))
    model = read(tmp_path / "scene.glb")
    assert model.remark == ""
    assert model.bounds == pytest.approx(np.array([[0, 0, 0], [30, 9, 5]]), abs=1e-3)
    assert model.colours is not None, "several pictures become colours of corners"


def test_a_picture_that_says_a_billion_pixels_is_left_out(tmp_path: Path) -> None:
    path = pictured(tmp_path, "obj")
    Image.new("1", (6000, 6000)).save(tmp_path / "skin.png")
    assert read_model(path, Limits(photo_pixels=10_000_000)).texture is None
    assert read(path).texture is not None


def test_an_obj_whose_picture_is_missing_is_a_mesh_all_the_same(tmp_path: Path) -> None:
    assert read_model(pictured(tmp_path, "obj"), Limits(), {}).texture is None


def test_seams_of_a_picture_are_smooth(tmp_path: Path) -> None:
    corners = "".join(f"v {x} {y} {abs(x)}\n" for x in (-1, 0, 1) for y in (0, 9))
    places = "".join(f"vt 0.{n} 0.5\n" for n in range(8))
    # Each half has places of its own along the ridge.
    faces = "f 1/1 3/2 2/3\nf 3/2 4/4 2/3\nf 3/5 5/6 4/7\nf 5/6 6/8 4/7\n"
    (tmp_path / "ridge.obj").write_text(corners + places + faces)
    model = read(tmp_path / "ridge.obj")
    on_ridge = np.abs(model.vertices[:, 0]) < 1e-6
    assert np.abs(model.normals[on_ridge, 0]).max() < 0.4


def spoiled(folder: Path, value: float) -> Path:
    points = POINTS.copy()
    points[FACES[5, 1]] = value
    return write_stl(folder / "bad.stl", points, FACES)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("cut", "cut off"),
        ("more than it says", "says that it has 9 triangles"),
        ("nan", "damaged"),
        ("infinite", "damaged"),
        ("flat", "no surface"),
        ("none", "no surface"),
        ("empty", "empty"),
        ("text", "no mesh"),
    ],
)
def test_what_is_no_whole_mesh_is_told_in_a_sentence(tmp_path: Path, content: str, reason: str) -> None:
    path = write_stl(tmp_path / "bad.stl", POINTS, FACES)
    if content == "cut":
        path.write_bytes(path.read_bytes()[:-777])
    elif content == "more than it says":
        path.write_bytes(path.read_bytes()[:80] + (9).to_bytes(4, "little") + path.read_bytes()[84:])
    elif content in {"nan", "infinite"}:
        spoiled(tmp_path, float(content.removesuffix("inite")))
    elif content == "flat":
        write_stl(path, np.zeros_like(POINTS), FACES)
    else:
        path.write_bytes({"none": bytes(84), "empty": b"", "text": b"once upon a time"}[content])
    with pytest.raises(Unreadable, match=reason) as told:
        read(path)
    assert str(told.value).endswith(".")
    assert "other data" not in str(told.value)


@pytest.mark.parametrize("away", [4e4, 9e6])
def test_a_corner_far_away_from_all_others_is_told(tmp_path: Path, away: float) -> None:
    """A picture of all would show nothing."""
    with pytest.raises(Unreadable, match=r"lie (40|9,000) m away from all others") as told:
        read(spoiled(tmp_path, away))
    assert str(told.value).endswith("exported again.")


def test_points_of_no_triangle_do_not_count(tmp_path: Path) -> None:
    colours = np.arange(3 * len(POINTS) + 6, dtype=np.uint8).reshape(-1, 3)
    points = np.concatenate([[[0, 0, 4e5]], POINTS, [[0, 0, -4e5]]])
    model = read(write_ply(tmp_path / "jaw.ply", points, FACES + 1, colours))
    assert model.bounds == pytest.approx(np.stack([POINTS.min(axis=0), POINTS.max(axis=0)]))
    assert model.vertices[model.faces] == pytest.approx(POINTS[FACES])
    assert model.colours is not None
    assert (model.colours == colours[1:-1]).all()


def test_a_mesh_that_cannot_be_in_millimetres_says_so(tmp_path: Path) -> None:
    model = read(write_stl(tmp_path / "jaw.stl", POINTS * np.float32(1000), FACES))
    assert np.ptp(model.vertices, axis=0) == pytest.approx(np.ptp(POINTS, axis=0) * 1000, rel=1e-4)
    assert "is 79 m large: it seems not to be in millimetres" in model.remark


def test_bytes_behind_the_triangles_are_told_and_not_shown(tmp_path: Path) -> None:
    path = write_stl(tmp_path / "jaw.stl", POINTS, FACES)
    whole = read(path)
    path.write_bytes(path.read_bytes() + b"made by a program" * 9)
    model = read(path)
    assert np.array_equal(model.vertices, whole.vertices)
    assert (whole.remark, "153 more bytes" in model.remark) == ("", True)


def test_limits_are_kept(tmp_path: Path) -> None:
    path = write_stl(tmp_path / "jaw.stl", POINTS, FACES)
    for limits in (Limits(mesh_triangles=100), Limits(mesh_bytes=1000)):
        with pytest.raises(Unreadable):
            read_model(path, limits)


def test_a_mesh_in_too_many_pieces_is_refused(tmp_path: Path) -> None:
    lines = "".join(f"usemtl {number}\nf 1 2 3\n" for number in range(2001))
    (tmp_path / "crumbs.obj").write_text(f"v 0 0 0\nv 9 0 0\nv 9 9 0\n{lines}")
    with pytest.raises(Unreadable, match="2,001 pieces"):
        read(tmp_path / "crumbs.obj")


def test_a_scene_that_shows_a_mesh_too_often_is_refused(tmp_path: Path) -> None:
    data = glb(0.001)
    length = int.from_bytes(data[12:16], "little")
    said = json.loads(data[20 : 20 + length])
    said["nodes"] = [{"mesh": 0, "translation": [number, 0, 0]} for number in range(5)]
    said["scenes"] = [{"nodes": list(range(5))}]
    text = json.dumps(said).encode()
    text += b" " * (-len(text) % 4)
    whole = len(text).to_bytes(4, "little") + data[16:20] + text + data[20 + length :]
    (tmp_path / "many.glb").write_bytes(data[:8] + (12 + len(whole)).to_bytes(4, "little") + whole)
    assert len(read(tmp_path / "many.glb").faces) == 5 * len(FACES)
    few = Limits(mesh_triangles=3 * len(FACES))
    with pytest.raises(Unreadable, match="has 2,560 triangles, and 1,920 are read at most"):
        read_model(tmp_path / "many.glb", few)
    # One that was looked at long ago, when more were allowed, is drawn without another look.
    with pytest.raises(Unreadable, match="so often"):
        geometry.read(tmp_path / "many.glb", FileKind.GLB, few)
