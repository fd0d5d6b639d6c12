"""GLB: a scene of glTF 2.0 in one file, JSON and one binary chunk."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dentui.domain.limits import MB, Limits
from dentui.errors import Unreadable
from dentui.media.makers import maker_in
from dentui.media.meshes import Box, Mesh, require
from dentui.media.reasons import CUT, DAMAGED

_PACKED = {"KHR_draco_mesh_compression", "EXT_meshopt_compression"}
PACKED = (
    "The mesh is packed with Draco or meshopt, which is not read here. Export it without compression, or as "
    "STL or PLY; as it is it can be kept as other data."
)
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
    except (LookupError, TypeError, AttributeError, ValueError):
        # Numbers that point nowhere, or texts where numbers belong.
        raise Unreadable(DAMAGED) from None


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
