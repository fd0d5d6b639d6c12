"""Meshes whose bytes are laid out by a head: PLY (ASCII and both byte orders) and GLB."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dentui.domain.images import FileKind
from dentui.domain.limits import MB, Limits
from dentui.errors import Unreadable
from dentui.media.makers import maker_in
from dentui.media.meshes import EMPTY, Box, Mesh, require
from dentui.media.reasons import CUT, DAMAGED

LONGEST_HEAD = 1 * MB
_SIZES: Mapping[str, str] = {
    **dict.fromkeys(("char", "int8"), "i1"),
    **dict.fromkeys(("uchar", "uint8"), "u1"),
    **dict.fromkeys(("short", "int16"), "i2"),
    **dict.fromkeys(("ushort", "uint16"), "u2"),
    **dict.fromkeys(("int", "int32"), "i4"),
    **dict.fromkeys(("uint", "uint32"), "u4"),
    **dict.fromkeys(("float", "float32"), "f4"),
    **dict.fromkeys(("double", "float64"), "f8"),
}
"""Numpy's names of PLY's types."""


def look(path: Path, kind: FileKind, size: int, limits: Limits) -> Mesh:
    """A PLY or a GLB of so many bytes. Raises Unreadable."""
    return _glb(path, size, limits) if kind is FileKind.GLB else _ply(path, size, limits)


@dataclass(slots=True)
class _Part:
    """An element of a PLY's head, with its properties in their order."""

    name: str
    count: int
    properties: list[tuple[str, str, str]]
    """Name, type, and the type of the length for lists."""


@dataclass(slots=True)
class _Head:
    """What a PLY's head says."""

    order: str
    """"<", ">" or "" for ASCII."""
    parts: list[_Part]
    words: list[str]
    begins: int
    """Where the rows begin, in bytes."""


def _ply_head(path: Path) -> _Head:
    with path.open("rb") as file:
        text = file.read(LONGEST_HEAD)
    ends = text.find(b"end_header")
    if ends < 0:
        raise Unreadable(CUT)
    begins = text.find(b"\n", ends)
    if begins < 0:
        begins = text.find(b"\r", ends)
    if begins < 0:
        raise Unreadable(CUT)
    head = _Head("?", [], [], begins + 1)
    for line in text[:ends].decode("latin_1").splitlines():
        words = line.split()
        match words[:1]:
            case ["format"] if len(words) > 1:
                head.order = {"binary_little_endian": "<", "binary_big_endian": ">", "ascii": ""}.get(
                    words[1], "?"
                )
            case ["comment" | "obj_info"]:
                head.words.append(line.split(None, 1)[1] if len(words) > 1 else "")
            case ["element"] if len(words) == 3 and words[2].isdigit() and len(words[2]) <= 10:
                head.parts.append(_Part(words[1], int(words[2]), []))
            case ["property"] if head.parts and len(words) == 3 and words[1] in _SIZES:
                head.parts[-1].properties.append((words[2], _SIZES[words[1]], ""))
            case ["property"] if head.parts and len(words) == 5 and {words[2], words[3]} <= _SIZES.keys():
                head.parts[-1].properties.append((words[4], _SIZES[words[3]], _SIZES[words[2]]))
            case ["ply"] | []:
                pass
            case _:
                raise Unreadable(DAMAGED)
    if head.order == "?":
        raise Unreadable(DAMAGED)
    return head


def _ply(path: Path, size: int, limits: Limits) -> Mesh:
    head = _ply_head(path)
    box, triangles, points = Box(), 0, 0
    reader = _Rows(path, size, head) if head.order else _Lines(path, head)
    for part in head.parts:
        if part.name == "vertex":
            points = part.count
            box.add(reader.points(part))
        elif part.name == "face":
            require(part.count, limits)
            corners, highest = reader.faces(part)
            triangles += require(corners - 2 * part.count, limits)
            if highest >= points:
                raise Unreadable(DAMAGED)
        else:
            reader.skip(part)
    if not triangles:
        raise Unreadable(EMPTY)
    names = [words.split(None, 1)[1].strip() for words in head.words if words.startswith("TextureFile ")]
    vertex = next((part for part in head.parts if part.name == "vertex"), None)
    coloured = vertex is not None and any(name == "red" for name, _, _ in vertex.properties)
    return Mesh(triangles, box, maker_in(" ".join(head.words)), tuple(names)[:8], bool(names) or coloured)


class _Rows:
    """Rows of a binary PLY."""

    def __init__(self, path: Path, size: int, head: _Head) -> None:
        import mmap

        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at, self._size, self._order = head.begins, size, head.order

    def points(self, part: _Part) -> Any:
        """X, y and z of the rows."""
        import numpy as np

        rows = self._plain(part)
        if not {"x", "y", "z"} <= set(rows.dtype.names or ()):
            raise Unreadable(DAMAGED)
        return np.stack([rows[axis].astype(np.float64) for axis in "xyz"], axis=1)

    def faces(self, part: _Part) -> tuple[int, int]:
        """How many corners all faces have, and the highest index."""
        import numpy as np

        lists = [name for name, _, counted in part.properties if counted]
        corners = next((name for name in lists if name in {"vertex_indices", "vertex_index"}), None)
        if corners is None:
            raise Unreadable(DAMAGED)
        if not part.count:
            return 0, -1
        # Nearly always every face has as many corners as the first one: then a face is a row.
        lengths = self._lengths(part)
        fields = []
        for name, kind, counted in part.properties:
            if counted:
                fields += [(f"{name} n", self._order + counted), (name, self._order + kind, (lengths[name],))]
            else:
                fields.append((name, self._order + kind))
        row = np.dtype(fields)
        if self._at + row.itemsize * part.count <= self._size:
            rows = np.frombuffer(self._data, row, part.count, self._at)
            if all((rows[f"{name} n"] == lengths[name]).all() for name in lists):
                self._at += row.itemsize * part.count
                return self._in_range(rows[corners])
        return self._one_by_one(part, corners)

    def skip(self, part: _Part) -> None:
        """Go past rows that are not looked at."""
        if any(counted for _, _, counted in part.properties):
            self._one_by_one(part, "")
        else:
            self._plain(part)

    def _in_range(self, indices: Any) -> tuple[int, int]:
        if indices.size and int(indices.min()) < 0:
            raise Unreadable(DAMAGED)
        return int(indices.size), int(indices.max()) if indices.size else -1

    def _plain(self, part: _Part) -> Any:
        import numpy as np

        if any(counted for _, _, counted in part.properties) or not part.properties:
            raise Unreadable(DAMAGED)
        try:
            row = np.dtype([(name, self._order + kind) for name, kind, _ in part.properties])
        except ValueError:
            raise Unreadable(DAMAGED) from None
        if self._at + row.itemsize * part.count > self._size:
            raise Unreadable(CUT)
        rows = np.frombuffer(self._data, row, part.count, self._at)
        self._at += row.itemsize * part.count
        return rows

    def _lengths(self, part: _Part) -> Mapping[str, int]:
        """Of the lists of the first row."""
        at, lengths = self._at, {}
        for name, kind, counted in part.properties:
            if counted:
                lengths[name] = self._whole(at, counted)
                at += int(counted[1]) + lengths[name] * int(kind[1])
            else:
                at += int(kind[1])
            if at > self._size:
                raise Unreadable(CUT)
        return lengths

    def _whole(self, at: int, kind: str) -> int:
        if at + int(kind[1]) > self._size or kind[0] == "f":
            raise Unreadable(CUT)
        raw = self._data[at : at + int(kind[1])]
        number = int.from_bytes(raw, "little" if self._order == "<" else "big", signed=kind[0] == "i")
        if number < 0:
            raise Unreadable(DAMAGED)
        return number

    def _one_by_one(self, part: _Part, wanted: str) -> tuple[int, int]:
        import numpy as np

        corners, highest, at = 0, -1, self._at
        for _ in range(part.count):
            for name, kind, counted in part.properties:
                if not counted:
                    at += int(kind[1])
                    continue
                length = self._whole(at, counted)
                at += int(counted[1])
                end = at + length * int(kind[1])
                if end > self._size:
                    raise Unreadable(CUT)
                if name == wanted:
                    size, most = self._in_range(np.frombuffer(self._data, self._order + kind, length, at))
                    corners, highest = corners + size, max(highest, most)
                at = end
        if at > self._size:
            raise Unreadable(CUT)
        self._at = at
        return corners, highest


class _Lines:
    """Rows of an ASCII PLY."""

    def __init__(self, path: Path, head: _Head) -> None:
        with path.open("rb") as file:
            file.seek(head.begins)
            self._lines = file.read().split(b"\n")
        self._at = 0

    def points(self, part: _Part) -> Any:
        """X, y and z of the rows."""
        import numpy as np

        names = [name for name, _, _ in part.properties]
        if not {"x", "y", "z"} <= set(names):
            raise Unreadable(DAMAGED)
        places = [names.index(axis) for axis in "xyz"]
        rows = [line.split() for line in self._next(part.count)]
        try:
            return np.array([[float(row[place]) for place in places] for row in rows]).reshape(-1, 3)
        except (ValueError, IndexError):
            raise Unreadable(DAMAGED) from None

    def faces(self, part: _Part) -> tuple[int, int]:
        """How many corners all faces have, and the highest index."""
        corners, highest = 0, -1
        try:
            for line in self._next(part.count):
                row = line.split()
                length = int(row[0])
                indices = [int(word) for word in row[1 : 1 + length]]
                if len(indices) != length or min(indices) < 0:
                    raise Unreadable(DAMAGED)
                corners, highest = corners + length, max(highest, *indices)
        except (ValueError, IndexError, TypeError):
            raise Unreadable(DAMAGED) from None
        return corners, highest

    def skip(self, part: _Part) -> None:
        """Go past rows that are not looked at."""
        self._next(part.count)

    def _next(self, count: int) -> list[bytes]:
        lines = self._lines[self._at : self._at + count]
        if len(lines) < count or (count and not lines[-1].strip()):
            raise Unreadable(CUT)
        self._at += count
        return lines


_PACKED = {"KHR_draco_mesh_compression", "EXT_meshopt_compression"}
_WIDTHS = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
_ACROSS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


def _glb(path: Path, size: int, limits: Limits) -> Mesh:
    """glTF 2.0 in one file. Lengths are metres there (3.4) and become millimetres."""
    with path.open("rb") as file:
        _, version, length, chunk, kind = struct.unpack("<4sIIII", file.read(20).ljust(20, b"\0"))
        if version != 2 or kind != 0x4E4F534A:
            raise Unreadable(DAMAGED)
        if length > size or 20 + chunk > size:
            raise Unreadable(CUT)
        if chunk > 64 * MB:
            raise Unreadable(DAMAGED)
        said = json.loads(file.read(chunk))
        head = file.read(8)
        begins = file.tell()
    binary = int.from_bytes(head[:4], "little") if len(head) == 8 else 0
    if begins + binary > size:
        raise Unreadable(CUT)
    if _PACKED & set(said.get("extensionsRequired", ())):
        raise Unreadable("The mesh is packed in a way that cannot be read. It can be kept as other data.")
    return _Scene(path, said, begins, binary).mesh(limits)


class _Scene:
    """The JSON of a GLB, and where its binary chunk lies."""

    def __init__(self, path: Path, said: dict[str, Any], begins: int, binary: int) -> None:
        self._path, self._said, self._begins, self._binary = path, said, begins, binary

    def mesh(self, limits: Limits) -> Mesh:
        """All its triangles."""
        triangles, box = 0, Box()
        for mesh in self._said.get("meshes", ()):
            for primitive in mesh["primitives"]:
                if primitive.get("mode", 4) != 4:
                    continue
                corners, _, _ = self._accessor(primitive["attributes"]["POSITION"])
                box.add(self._points(primitive["attributes"]["POSITION"]) * 1000)
                if "indices" in primitive:
                    corners, _, _ = self._accessor(primitive["indices"])
                triangles = require(triangles + corners // 3, limits)
        asset = self._said.get("asset", {})
        words = " ".join(str(asset.get(key, "")) for key in ("generator", "copyright"))
        names = [image["uri"] for image in self._said.get("images", ()) if "uri" in image]
        names = [name for name in names if not name.startswith("data:")]
        return Mesh(triangles, box, maker_in(words), tuple(names)[:8], bool(self._said.get("images")))

    def _accessor(self, number: int) -> tuple[int, int, Mapping[str, Any]]:
        """How many values, where the first lies, and what is said of them. They fit into the file."""
        accessor = self._said["accessors"][number]
        view = self._said["bufferViews"][accessor["bufferView"]]
        width = _WIDTHS[accessor["componentType"]] * _ACROSS[accessor["type"]]
        stride, count = view.get("byteStride", width), accessor["count"]
        within = accessor.get("byteOffset", 0)
        needed = within + (stride * (count - 1) + width if count else 0)
        begins = view.get("byteOffset", 0)
        if min(count, within, begins, stride - width) < 0:
            raise Unreadable(DAMAGED)
        if needed > view["byteLength"] or begins + view["byteLength"] > self._binary:
            raise Unreadable(CUT)
        return count, self._begins + begins + within, {"stride": stride, **accessor}

    def _points(self, number: int) -> Any:
        import numpy as np

        count, at, said = self._accessor(number)
        if said["componentType"] != 5126 or said["type"] != "VEC3":
            raise Unreadable(DAMAGED)
        data = np.memmap(self._path, np.uint8, "r")
        if not count:
            return np.zeros((0, 3))
        return np.ndarray((count, 3), "<f4", data, at, (said["stride"], 4)).astype(np.float64)
