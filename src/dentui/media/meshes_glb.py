"""GLB: a scene of glTF 2.0 in one file, JSON and one binary chunk."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.domain.limits import MB, Limits
from dentui.errors import Unreadable
from dentui.media.makers import maker_in
from dentui.media.meshes import Box, Mesh, require, require_few
from dentui.media.reasons import AS_IT_IS, CUT, DAMAGED

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PACKED = {"KHR_draco_mesh_compression", "EXT_meshopt_compression"}
PACKED = (
    "The mesh is packed with Draco or meshopt, which is not read here. Export it without compression, or as "
    f"STL or PLY{AS_IT_IS}."
)
SPARSE = (
    "Corners of the mesh are kept as changes of others (sparse accessors), which is not read here. Export it "
    f"as STL or PLY{AS_IT_IS}."
)
ROWS_OF_A_PIECE = 20
"""Rows of numbers that a piece has at most: corners, normals, places in pictures, colours, other shapes."""
_WIDTHS = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
_ACROSS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


def look(path: Path, size: int, limits: Limits) -> Mesh:
    """A GLB of so many bytes. Raises Unreadable. Lengths are metres there (3.4) and become millimetres."""
    with path.open("rb") as file:
        _, version, length, chunk, kind = struct.unpack("<4sIIII", file.read(20).ljust(20, b"\0"))
        if version != 2 or kind != 0x4E4F534A:
            raise Unreadable(DAMAGED)
        if length > size or 20 + chunk > size:
            raise Unreadable(CUT)
        if chunk > 64 * MB:
            raise Unreadable(DAMAGED)
        said = _json(file.read(chunk))
        head = file.read(8)
        begins = file.tell()
    binary = int.from_bytes(head[:4], "little") if len(head) == 8 else 0
    if begins + binary > size:
        raise Unreadable(CUT)
    if _PACKED & set(said.get("extensionsRequired", ())):
        raise Unreadable(PACKED)
    try:
        return _Scene(path, said, begins, binary).mesh(limits)
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError):
        # Numbers that point nowhere, or texts where numbers belong.
        raise Unreadable(DAMAGED) from None


def pieces(said: Mapping[str, Any]) -> int:
    """In how many pieces the mesh is of which a GLB says this."""
    return max(
        len(said.get("nodes", ())),
        sum(len(mesh["primitives"]) for mesh in said.get("meshes", ())),
        len(said.get("accessors", ())) // ROWS_OF_A_PIECE,
    )


def _json(text: bytes) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(DAMAGED) from None
    if not isinstance(said, dict):
        raise Unreadable(DAMAGED)
    return said


class _Scene:
    """The JSON of a GLB, and where its binary chunk lies."""

    def __init__(self, path: Path, said: dict[str, Any], begins: int, binary: int) -> None:
        self._said, self._begins, self._binary = said, begins, binary
        self._data = np.memmap(path, np.uint8, "r")

    def mesh(self, limits: Limits) -> Mesh:
        """All its triangles, as often and as large as the nodes show them."""
        require_few(pieces(self._said))
        for accessor in self._said.get("accessors", ()):
            # Who reads all of a scene makes room for what nobody uses, too.
            require(accessor["count"] // 3, limits)
        meshes = [self._of(mesh["primitives"], limits) for mesh in self._said.get("meshes", ())]
        triangles, box = 0, Box()
        for number, place in self._placed() or [(number, np.eye(4)) for number in range(len(meshes))]:
            count, ends = meshes[number]
            triangles = require(triangles + count, limits)
            if len(ends):
                box.add((ends @ place[:3, :3].T + place[:3, 3]) * 1000)
        asset = self._said.get("asset", {})
        words = " ".join(str(asset.get(key, "")) for key in ("generator", "copyright"))
        names = [image["uri"] for image in self._said.get("images", ()) if "uri" in image]
        names = [name for name in names if not name.startswith("data:")]
        return Mesh(triangles, box, maker_in(words), tuple(names)[:8], bool(self._said.get("images")))

    def _of(self, primitives: Sequence[Mapping[str, Any]], limits: Limits) -> tuple[int, NDArray[np.float64]]:
        """Triangles of a mesh, and the corners (k, 3) of the boxes around its parts."""
        triangles, ends = 0, [np.zeros((0, 3))]
        for primitive in primitives:
            if primitive.get("mode", 4) != 4:
                continue
            which = primitive["attributes"]["POSITION"]
            corners = self._accessor(which)[0]
            if corners:
                ends.append(self._corners(which))
            if "indices" in primitive:
                corners = self._accessor(primitive["indices"])[0]
            triangles = require(triangles + corners // 3, limits)
        return triangles, np.concatenate(ends)

    def _placed(self) -> list[tuple[int, NDArray[np.float64]]]:
        """Each mesh that the scene shows, and how its node lies (4, 4) (3.5.3)."""
        nodes = self._said.get("nodes", [])
        scenes = self._said.get("scenes", [])
        roots = scenes[self._said.get("scene", 0)].get("nodes", []) if scenes else []
        left = [(number, np.eye(4)) for number in roots]
        found, seen = [], set()
        while left:
            number, above = left.pop()
            # A node has one parent (3.5.2); who says otherwise would go round for ever.
            if number in seen:
                continue
            seen.add(number)
            place = above @ _turn(nodes[number])
            if "mesh" in nodes[number]:
                found.append((nodes[number]["mesh"], place))
            left += [(child, place) for child in nodes[number].get("children", ())]
        return found

    def _accessor(self, number: int) -> tuple[int, int, Mapping[str, Any]]:
        """How many values, where the first lies, and what is said of them. They fit into the file."""
        accessor = self._said["accessors"][number]
        if "sparse" in accessor:
            raise Unreadable(SPARSE)
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

    def _corners(self, number: int) -> NDArray[np.float64]:
        """(8, 3): of the box around some points."""
        count, at, said = self._accessor(number)
        if said["componentType"] != 5126 or said["type"] != "VEC3":
            raise Unreadable(DAMAGED)
        points = np.ndarray((count, 3), "<f4", self._data, at, (said["stride"], 4))
        low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
        if not (np.isfinite(low).all() and np.isfinite(high).all()):
            raise Unreadable(DAMAGED)
        return np.stack(np.meshgrid(*np.stack([low, high], axis=1), indexing="ij"), axis=-1).reshape(8, 3)


def _turn(node: Mapping[str, Any]) -> NDArray[np.float64]:
    """(4, 4): what a node does to what hangs on it, its scale first (3.5.3)."""
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    place = np.eye(4)
    x, y, z, w = (float(part) for part in node.get("rotation", (0, 0, 0, 1)))
    place[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    place[:3, :3] *= np.array(node.get("scale", (1, 1, 1)), np.float64)
    place[:3, 3] = node.get("translation", (0, 0, 0))
    return place
