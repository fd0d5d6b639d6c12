"""The triangles of mesh files: STL and binary PLY straight out of the file, 3Shape's HPS, the rest by
trimesh.

What is read was looked at before it was kept. Still no count in a file is believed: all are held against its
size."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.domain.images import FileKind
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import meshes, meshes_glb, packed_scan
from dentui.media.lighting import textured
from dentui.media.shading import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

STL_HEAD = 84
STL_ROW = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")])
PLY_HEAD = 64 << 10
PLY_TYPES = {
    name: code
    for names, code in (
        ("char int8", "i1"),
        ("uchar uint8", "u1"),
        ("short int16", "i2"),
        ("ushort uint16", "u2"),
        ("int int32", "i4"),
        ("uint uint32", "u4"),
        ("float float32", "f4"),
        ("double float64", "f8"),
    )
    for name in names.split()
}
EMPTY = "The mesh has no surface that can be shown. Download it instead."
TEXTURE = 2048
"""Pixels a side of the pictures on meshes that are kept; a face scan's may be 8192."""
MOST_OF_A_PHOTO = 2
"""Times the pixels of a photo that a picture on a mesh may have."""
MADE_UP = 2
"""Pixels a side of the picture that trimesh makes where the file's is missing."""
TEXT_PIECE = 8 << 20
"""Bytes of a text that are read at a time."""


def read(path: Path, kind: FileKind, limits: Limits, others: Mapping[str, Path] | None = None) -> Shape:
    """The mesh in a file. `others` are the files of its item by the names that this one may call them by.

    Raises Unreadable, and whatever a library raises at a damaged file."""
    if path.stat().st_size > limits.mesh_bytes:
        raise Unreadable("The mesh is too large to be shown here. Download it instead.")
    if kind is FileKind.STL:
        shape = stl(path.read_bytes())
    elif kind is FileKind.HPS:
        shape = packed_scan.read(path.read_bytes(), limits)
    else:
        quick = _ply(path) if kind is FileKind.PLY else None
        shape = quick or _by_trimesh(path, kind, limits, others or {})
    if not len(shape):
        raise Unreadable(EMPTY)
    if len(shape) > limits.mesh_triangles:
        raise Unreadable(
            f"The mesh has more than {limits.mesh_triangles // 1_000_000} million triangles, which are too "
            "many to be shown here. Download it instead."
        )
    return shape


def stl(data: bytes) -> Shape:
    """An STL file, binary (84 bytes, then 50 a triangle) or text."""
    head = data[: meshes.HEAD]
    binary = meshes.is_binary_stl(head, len(data)) or meshes.begins_like_stl(head)
    if not binary and head.lstrip()[:5].lower() == b"solid":
        return Shape(_text_corners(data))
    count = int.from_bytes(data[80:STL_HEAD], "little")
    there = max(0, len(data) - STL_HEAD) // STL_ROW.itemsize
    rows = np.frombuffer(data, STL_ROW, min(count, there), min(STL_HEAD, len(data)))
    return Shape(np.ascontiguousarray(rows["corners"]))


def _text_corners(data: bytes) -> NDArray[np.float32]:
    pieces = []
    start = 0
    while start < len(data):
        stop = data.find(b"\n", start + TEXT_PIECE)
        stop = len(data) if stop < 0 else stop
        pieces.append(_numbers(meshes.VERTEX.findall(data, start, stop), 3))
        start = stop
    points = np.concatenate(pieces) if pieces else np.empty((0, 3), np.float32)
    return points[: len(points) // 3 * 3].reshape(-1, 3, 3)


def _numbers(lines: Iterable[bytes], a_line: int) -> NDArray[np.float32]:
    return np.array(b" ".join(lines).split(), np.float32).reshape(-1, a_line)


def _ply(path: Path) -> Shape | None:
    """A binary PLY of triangles; None for one that is made otherwise, or has a picture."""
    with path.open("rb") as file:
        head = file.read(PLY_HEAD)
        end = re.search(rb"end_header\r?\n", head)
        order = re.search(rb"format binary_(little|big)_endian", head)
        if not end or not order or re.search(rb"^comment TextureFile ", head[: end.start()], re.MULTILINE):
            return None
        sign = "<" if order[1] == b"little" else ">"
        elements = _elements(head[: end.start()].decode("ascii", "replace"))
        if [name for name, *_ in elements[:2]] != ["vertex", "face"]:
            return None
        vertex, face = (_row(properties, sign) for _, _, properties in elements[:2])
        (_, points, _), (_, triangles, _) = elements[:2]
        if vertex is None or face is None or not {"x", "y", "z"}.issubset(vertex.names or ()):
            return None
        if end.end() + points * vertex.itemsize + triangles * face.itemsize > path.stat().st_size:
            return None
        file.seek(end.end())
        vertices: Any = np.frombuffer(file.read(points * vertex.itemsize), vertex)
        faces: Any = np.frombuffer(file.read(triangles * face.itemsize), face)
    sizes = [name for name in face.names or () if name.startswith("size of ")]
    if len(sizes) != 1 or not (faces[sizes[0]] == 3).all():
        return None
    numbers = faces[sizes[0].removeprefix("size of ")]
    coordinates = np.stack([vertices[axis].astype(np.float32) for axis in "xyz"], axis=1)
    colours = _ply_colours(vertices)
    return _numbered(coordinates, numbers, colours)


def _elements(head: str) -> list[tuple[str, int, list[list[str]]]]:
    """Name, count and properties of each."""
    elements: list[tuple[str, int, list[list[str]]]] = []
    for line in head.splitlines():
        words = line.split()
        if words[:1] == ["element"] and len(words) == 3 and words[2].isdecimal():
            elements.append((words[1], int(words[2]), []))
        elif words[:1] == ["property"] and elements:
            elements[-1][2].append(words[1:])
    return elements


def _row(properties: Sequence[Sequence[str]], sign: str) -> np.dtype[Any] | None:
    """How a row is laid out where every list in it holds three."""
    fields: list[Any] = []
    for words in properties:
        kinds = [PLY_TYPES.get(word) for word in words[:-1] if word != "list"]
        if None in kinds or not kinds:
            return None
        if words[0] == "list":
            fields += [(f"size of {words[-1]}", f"{sign}{kinds[0]}"), (words[-1], f"{sign}{kinds[1]}", 3)]
        else:
            fields.append((words[-1], f"{sign}{kinds[0]}"))
    return np.dtype(fields) if fields and len({name for name, *_ in fields}) == len(fields) else None


def _ply_colours(vertices: Any) -> NDArray[np.uint8] | None:
    for names in (
        ("red", "green", "blue"),
        ("diffuse_red", "diffuse_green", "diffuse_blue"),
        ("r", "g", "b"),
    ):
        if set(names).issubset(vertices.dtype.names):
            values = np.stack([vertices[name] for name in names], axis=1)
            return (values * 255 if values.dtype.kind == "f" else values).astype(np.uint8)
    return None


def _numbered(points: NDArray[Any], faces: NDArray[Any], colours: NDArray[np.uint8] | None = None) -> Shape:
    """Corners by number, with their colours. Raises Unreadable for a corner that is not there."""
    faces = np.asarray(faces)
    if not len(faces) or not len(points):
        raise Unreadable(EMPTY)
    if faces.min() < 0 or faces.max() >= len(points):
        raise Unreadable(
            "The mesh is damaged: its triangles have corners that are not there. Download it instead."
        )
    its = colours is not None and len(colours) == len(points)
    return Shape(
        np.asarray(points, np.float32), faces, colours[:, :3] if its and colours is not None else None
    )


def _by_trimesh(path: Path, kind: FileKind, limits: Limits, others: Mapping[str, Path]) -> Shape:
    import trimesh

    class Item(trimesh.resolvers.Resolver):  # type: ignore[misc, unused-ignore]
        """The files of the item and no others, whatever path a mesh asks for."""

        def __init__(self) -> None:
            pass

        def namespaced(self, namespace: str) -> Item:
            del namespace
            return self

        def get(self, name: str) -> bytes:
            return others[_last(name)].read_bytes()

        def write(self, name: str, data: bytes) -> None:
            raise NotImplementedError

        def keys(self) -> Iterable[str]:
            return others.keys()

    data = path.read_bytes()
    _require_whole(data, kind)
    scene = trimesh.load_scene(io.BytesIO(data), file_type=kind.value, resolver=Item(), process=False)
    _require_few(scene, limits)
    shapes = [
        _coloured(mesh, limits)
        for mesh in scene.dump()
        if isinstance(mesh, trimesh.Trimesh) and len(mesh.faces)
    ]
    if not shapes:
        raise Unreadable(EMPTY)
    return _joined(shapes)


def _require_whole(data: bytes, kind: FileKind) -> None:
    """That it is not in so many pieces that trimesh would never be done: it takes a millisecond for each."""
    pieces = 0
    if kind is FileKind.OBJ:
        pieces = len(set(re.findall(rb"^[ \t]*usemtl[ \t]+([^\r\n]*)", data, re.MULTILINE)))
    elif kind is FileKind.GLB:
        said = json.loads(data[20 : 20 + int.from_bytes(data[12:16], "little")])
        pieces = meshes_glb.pieces(said)
    meshes.require_few(pieces)


def _require_few(scene: Any, limits: Limits) -> None:
    """That a scene which shows the same mesh again and again does not become too many triangles."""
    each = {name: len(getattr(mesh, "faces", ())) for name, mesh in scene.geometry.items()}
    shown = [scene.graph[node][1] for node in scene.graph.nodes_geometry]
    if sum(each.get(name, 0) for name in shown) > limits.mesh_triangles:
        raise Unreadable(
            "The mesh shows its parts so often that they are too many triangles. Download it instead."
        )


def _last(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].casefold()


def _coloured(mesh: Any, limits: Limits) -> Shape:
    """With the picture or the colours that the file has; trimesh would make some up."""
    visual = mesh.visual
    if visual.kind == "texture":
        images = (getattr(visual.material, name, None) for name in ("image", "baseColorTexture"))
        image = next((image for image in images if image is not None), None)
        if visual.uv is None or image is None or max(image.size) <= MADE_UP:
            return _numbered(mesh.vertices, mesh.faces)
        if image.width * image.height > MOST_OF_A_PHOTO * limits.photo_pixels:
            # A few bytes may say that they are a billion pixels. Its shape is shown all the same.
            return _numbered(mesh.vertices, mesh.faces)
        # Of a JPEG no more is unpacked than is kept.
        image.draft("RGB", (TEXTURE, TEXTURE))
        image = image.convert("RGB")
        image.thumbnail((TEXTURE, TEXTURE))
        return replace(
            _numbered(mesh.vertices, mesh.faces),
            uv=np.asarray(visual.uv, np.float32),
            texture=np.asarray(image),
        )
    if visual.kind is None:
        return _numbered(mesh.vertices, mesh.faces)
    return _numbered(mesh.vertices, mesh.faces, np.asarray(visual.vertex_colors))


def _joined(shapes: Sequence[Shape]) -> Shape:
    """One of several. Pictures become colours of corners, where there is more than one."""
    if len(shapes) == 1:
        return shapes[0]
    firsts = np.cumsum([0, *(len(shape.points) for shape in shapes[:-1])])
    colours = None
    if any(shape.coloured for shape in shapes):
        colours = np.concatenate([_corner_colours(shape) for shape in shapes])
    return Shape(
        np.concatenate([shape.points for shape in shapes]),
        np.concatenate(
            [
                shape.faces + first
                for shape, first in zip(shapes, firsts, strict=True)
                if shape.faces is not None
            ]
        ),
        colours,
    )


def _corner_colours(shape: Shape) -> NDArray[np.uint8]:
    if shape.texture is not None and shape.uv is not None:
        return textured(shape.texture, shape.uv).astype(np.uint8)
    return np.full((len(shape.points), 3), 200, np.uint8) if shape.colours is None else shape.colours
