"""Meshes of all kinds, whole and not."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from dentui.domain.images import Facts, FileKind, Maker
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import meshes
from dentui.media.makers import maker_in
from dentui.media.sniffing import kind_of
from tests.media.made import REAL, exported, obj, stl

BALL = (60.0, 60.0, 60.0)
HEAD = "ply\nformat {0} 1.0\n{1}element vertex 4\nproperty float x\nproperty float y\nproperty float z\n"


def look(folder: Path, content: bytes, kind: FileKind, limits: Limits | None = None) -> Facts:
    file = folder / "file"
    file.write_bytes(content)
    found = meshes.look(file, kind, limits or Limits())["facts"]
    assert isinstance(found, Facts)
    return found


def ply(faces: list[list[int]], order: str = "", comment: str = "", extra: str = "") -> bytes:
    """A PLY of four corners, in "<", ">" or as text."""
    name = {"": "ascii", "<": "binary_little_endian", ">": "binary_big_endian"}[order]
    head = HEAD.format(name, comment) + f"element face {len(faces)}\nproperty list uchar int vertex_indices\n"
    corners = [(0, 0, 0), (60, 0, 0), (60, 60, 0), (0, 60, 5)]
    if not order:
        rows = [" ".join(map(str, corner)) for corner in corners]
        rows += [" ".join(map(str, (len(face), *face))) for face in faces]
        return (head + extra + "end_header\n" + "\n".join(rows) + "\n").encode()
    packed = b"".join(struct.pack(f"{order}3f", *corner) for corner in corners)
    packed += b"".join(struct.pack(f"{order}B{len(face)}i", len(face), *face) for face in faces)
    return (head + extra + "end_header\n").encode() + packed


@pytest.mark.parametrize(
    ("kind", "written", "options"),
    [
        (FileKind.STL, "stl", {}),
        (FileKind.STL, "stl_ascii", {}),
        (FileKind.PLY, "ply", {}),
        (FileKind.PLY, "ply", {"encoding": "ascii"}),
        (FileKind.OBJ, "obj", {}),
    ],
)
def test_what_a_library_writes_is_read(
    kind: FileKind, written: str, options: dict[str, str], tmp_path: Path
) -> None:
    facts = look(tmp_path, exported(written, **options), kind)
    assert facts.triangles == 320
    assert facts.box == pytest.approx(BALL, abs=0.01)


def test_a_glb_is_in_metres(tmp_path: Path) -> None:
    facts = look(tmp_path, exported("glb"), FileKind.GLB)
    assert facts.triangles == 320
    assert facts.box == pytest.approx([1000 * side for side in BALL], abs=1)


def glb(**more: object) -> bytes:
    """A GLB of one triangle that is 9 mm wide and high, and what else its JSON says."""
    binary = struct.pack("<9f3I", 0, 0, 0, 0.009, 0, 0, 0, 0.009, 0, 0, 1, 2)
    corners = {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}
    faces = {"bufferView": 1, "componentType": 5125, "count": 3, "type": "SCALAR"}
    said = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "buffers": [{"byteLength": 48}],
        "bufferViews": [
            {"buffer": 0, "byteLength": 36},
            {"buffer": 0, "byteOffset": 36, "byteLength": 12},
        ],
        "accessors": [corners, faces],
        **more,
    }
    text = json.dumps(said).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", 48, b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


HALF = 0.5**0.5


@pytest.mark.parametrize(
    ("nodes", "triangles", "box"),
    [
        ([{"mesh": 0}], 1, (9, 9, 0)),
        ([{"children": [1], "scale": [10, 10, 10]}, {"mesh": 0, "scale": [1, 2, 3]}], 1, (90, 180, 0)),
        ([{"mesh": 0, "rotation": [HALF, 0, 0, HALF]}], 1, (9, 0, 9)),
        ([{"mesh": 0, "children": [1]}, {"mesh": 0, "translation": [0.1, 0, 0]}], 2, (109, 9, 0)),
        ([{"mesh": 0, "matrix": [2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1]}], 1, (18, 27, 0)),
        ([{"mesh": 0, "children": [0]}], 1, (9, 9, 0)),
    ],
    ids=["as it is", "scaled twice", "on its side", "twice", "by a matrix", "in itself"],
)
def test_a_glb_is_as_large_as_its_nodes_make_it(
    nodes: list[object], triangles: int, box: tuple[float, ...], tmp_path: Path
) -> None:
    facts = look(tmp_path, glb(nodes=nodes), FileKind.GLB)
    assert facts.triangles == triangles
    assert facts.box == pytest.approx(box, abs=0.001)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"nodes": [{"mesh": 0, "matrix": [float("nan")] * 16}]}, "damaged"),
        ({"nodes": [{"mesh": 7}]}, "damaged"),
        ({"nodes": [{"mesh": "jaw"}]}, "damaged"),
        ({"nodes": [{"mesh": 0, "scale": [1e30, 1, 1]}]}, "damaged"),
        ({"nodes": [{"mesh": 0}] * 2001}, "2,001 pieces"),
        ({"accessors": [{"componentType": 5126, "count": 4_000_000_000, "type": "VEC3"}]}, "1,333,333,333"),
        (
            {"accessors": [{"componentType": 5126, "count": 3, "type": "VEC3", "sparse": {"count": 1}}]},
            "sparse accessors",
        ),
    ],
    ids=["no number", "no mesh", "a word", "beyond all", "pieces", "a count", "changes"],
)
def test_a_scene_that_cannot_be_is_told(more: dict[str, object], reason: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=reason):
        look(tmp_path, glb(**more), FileKind.GLB)


def test_the_same_object_is_as_large_in_both_formats_of_its_maker(tmp_path: Path) -> None:
    hps = meshes.look(REAL / "threeshape_hps_not_dicom.dcm", FileKind.HPS, Limits())
    assert hps["facts"] == meshes.look(REAL / "handle.stl", FileKind.STL, Limits())["facts"]
    assert hps["facts"].triangles == 7548
    assert hps["maker"].maker == "3Shape"


@pytest.mark.parametrize("order", ["", "<", ">"])
@pytest.mark.parametrize("faces", [[[0, 1, 2], [0, 2, 3]], [[0, 1, 2, 3]], [[0, 1, 2], [0, 1, 2, 3]]])
def test_a_ply_may_be_in_any_order_of_bytes_and_have_faces_of_any_length(
    order: str, faces: list[list[int]], tmp_path: Path
) -> None:
    facts = look(tmp_path, ply(faces, order), FileKind.PLY)
    assert facts.triangles == sum(len(face) - 2 for face in faces)
    assert facts.box == (60, 60, 5)


def test_a_ply_says_in_comments_who_made_it_and_what_lies_on_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(ply([[0, 1, 2]], "<", "comment SHINING3D AoralScan 3\ncomment TextureFile up.png\n"))
    found = meshes.look(file, FileKind.PLY, Limits())
    assert found["maker"] == Maker("SHINING 3D", "AoralScan")
    assert found["facts"].refers_to == ("up.png",)
    assert found["colours"]


def test_an_obj_names_its_materials_and_these_their_pictures(tmp_path: Path) -> None:
    assert look(tmp_path, obj("face scan.mtl"), FileKind.OBJ).refers_to == ("face scan.mtl",)
    file = tmp_path / "m.mtl"
    file.write_text("newmtl skin\nKd 1 1 1\nmap_Kd skin.png\nmap_Bump -bm 1.0 bump.jpg\n")
    assert meshes.look_at_materials(file)["facts"].refers_to == ("skin.png", "bump.jpg")


@pytest.mark.parametrize(
    "faces", ["f 1 2 3\nf 1 3 4", "f 1/1/1 2/2/2 3/3/3 4/4/4", "f 1//1 2//2 3//3\nf 1 2 3", "f -4 -3 -2 -1"]
)
def test_faces_of_an_obj_are_written_in_many_ways(faces: str, tmp_path: Path) -> None:
    content = f"v 0 0 0\nv 60 0 0\nv 60 60 0 \r\nv 0 60 5\n{faces}\n".encode()
    assert look(tmp_path, content, FileKind.OBJ).triangles == 2


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_an_obj_of_windows_is_one(mark: bytes) -> None:
    content = mark + obj("a.mtl").replace(b"mtllib", b"\ng\nmtllib").replace(b"\n", b"\r\n")
    assert kind_of(content, len(content)) is FileKind.OBJ
    assert kind_of(content.replace(b"g\r", b"good morning\r"), len(content)) is FileKind.OTHER


BINARY = exported("stl")
TEXT = exported("stl_ascii")
WHOLE = ply([[0, 1, 2], [0, 2, 3]], "<")


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        (FileKind.STL, BINARY[:-50], "cut off"),
        (FileKind.STL, BINARY[:80] + struct.pack("<I", 10**9) + BINARY[84:], "cut off"),
        (FileKind.STL, BINARY[:80] + struct.pack("<I", 10) + BINARY[84:], "says that it has 10 triangles"),
        (FileKind.STL, BINARY[:80] + bytes(4) + BINARY[84:], "says that it has 0 triangles"),
        (FileKind.STL, bytes(80) + struct.pack("<I", 2) + bytes(range(256)) * 3, "damaged"),
        (FileKind.STL, bytes(84), "no surface"),
        (FileKind.STL, BINARY[:96] + struct.pack("<f", float("nan")) + BINARY[100:], "damaged"),
        (FileKind.STL, BINARY[:96] + struct.pack("<f", 1e30) + BINARY[100:], "damaged"),
        (FileKind.STL, TEXT[: len(TEXT) // 2], "cut off"),
        (FileKind.STL, TEXT.replace(b"vertex 0", b"vertex zero", 1), "damaged"),
        (FileKind.STL, b"solid empty\nendsolid empty\n", "no surface"),
        (FileKind.PLY, WHOLE[:-1], "cut off"),
        (FileKind.PLY, WHOLE[:40], "cut off"),
        (FileKind.PLY, WHOLE.replace(b"vertex 4", b"vertex 999999999"), "cut off"),
        (FileKind.PLY, WHOLE.replace(b"face 2", b"face 999999999"), "triangles"),
        (FileKind.PLY, WHOLE.replace(b"face 2", b"face 0"), "no surface"),
        (FileKind.PLY, ply([[0, 1, 9]], "<"), "damaged"),
        (FileKind.PLY, ply([[0, 1, -2]], ">"), "damaged"),
        (FileKind.PLY, ply([[0, 1, 2]])[:-8], "cut off"),
        (FileKind.PLY, ply([[0, 1, 2]], extra="property pascal x\n"), "damaged"),
        (FileKind.OBJ, b"v 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 4\n", "cut off"),
        (FileKind.OBJ, b"v 0 0 0\nv 1 0 0\nv 1 1 0\nf 0 1 2\n", "cut off"),
        (FileKind.OBJ, b"v 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2\n", "damaged"),
        (FileKind.OBJ, b"v 0 0 0\nv 1 0 0\nv 1 1 0\n", "no surface"),
        (FileKind.OBJ, b"v 0 0 nan\nv 1 0 0\nv 1 1 0\nf 1 2 3\n", "damaged"),
        (FileKind.OBJ, b"v 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 99999999999999999999\n", "cut off"),
        (FileKind.GLB, exported("glb")[:-100], "cut off"),
        (FileKind.GLB, b"glTF\x02\0\0\0\x1e\0\0\0\x0a\0\0\0JSON[1,2,3,4] ", "damaged"),
        (FileKind.GLB, b"glTF\x02\0\0\0\xff\0\0\0\x0a\0\0\0JSON{}        ", "cut off"),
        (FileKind.HPS, (REAL / "threeshape_hps_not_dicom.dcm").read_bytes()[:50_000], "cut off"),
        (FileKind.HPS, b'<HPS><Facets facet_count="x">a</Facets></HPS>', "damaged"),
    ],
)
def test_a_mesh_that_is_not_whole_is_told(
    kind: FileKind, content: bytes, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable, match=reason):
        look(tmp_path, content, kind)


@pytest.mark.parametrize(
    "limits", [Limits(mesh_bytes=16_000), Limits(mesh_triangles=319)], ids=["bytes", "triangles"]
)
def test_a_mesh_beyond_the_limits_is_told(limits: Limits, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="other data"):
        look(tmp_path, BINARY, FileKind.STL, limits)


def test_a_few_bytes_behind_the_last_triangle_are_forgiven(tmp_path: Path) -> None:
    assert look(tmp_path, BINARY + b"\r\n", FileKind.STL).triangles == 320


@pytest.mark.parametrize("count", [3, 320])
@pytest.mark.parametrize("behind", [bytes(512), b"COLOR=\xff\x80" * 20, b"<meta>jaw</meta>" * 9])
def test_what_a_program_appended_to_an_stl_is_left_alone(tmp_path: Path, count: int, behind: bytes) -> None:
    content = BINARY[:80] + struct.pack("<I", count) + BINARY[84 : 84 + 50 * count] + behind
    assert kind_of(content[:4096], len(content)) is FileKind.STL
    assert look(tmp_path, content, FileKind.STL).triangles == count


def test_a_binary_stl_may_begin_with_solid(tmp_path: Path) -> None:
    assert look(tmp_path, stl(words=b"solid made by a program"), FileKind.STL).triangles == 12


@pytest.mark.parametrize(
    ("words", "maker"),
    [
        ("comment by TRIOS 4 of 3Shape", Maker("3Shape", "TRIOS")),
        ("EinScan-Pro", Maker("SHINING 3D", "EinScan")),
        ("Medit i700", Maker("Medit", "Medit i700")),
        ("VCGLIB generated", Maker()),
        ("Blender 4.0", Maker()),
        ("intermedital", Maker()),
    ],
)
def test_a_maker_is_told_by_words_that_are_its_own(words: str, maker: Maker) -> None:
    assert maker_in(words) == maker
