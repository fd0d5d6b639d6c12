"""Embree, as the wheel of embreex brings it: rays in packets of sixteen against trees of triangles.

embreex's own calls cast one ray at a time and copy every triangle number by number. So its library is called
as such (Embree 4 API, rtcore.h): meshes stay where numpy has them, and a packet of rays that lie side by side
goes through the tree together."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACKET = 16
"""Rays that are cast together."""
TILE = 4
"""They make a square of so many pixels a side."""
ROWS = 21
"""Of numbers that a packet has: RTCRayHit16, with what later versions of Embree 4 append."""
ORIGIN, NEAR, FAR, MASK, U, V, FACE, GEOMETRY = 0, 3, 8, 9, 15, 16, 17, 18
"""Where in a packet what stands; x, y and z one behind the other."""
DIRECTION, NORMAL = 4, 12
NONE = 0xFFFFFFFF
"""Number of the geometry that was hit where none was: RTC_INVALID_GEOMETRY_ID."""

_VERSION = 4
_TRIANGLES = 0
_INDEX, _VERTEX = 0, 1
_UINT3, _FLOAT3 = 0x5003, 0x9003
_MEDIUM = 1
_COHERENT = 1 << 16
_MAJOR = 1
"""RTC_DEVICE_PROPERTY_VERSION_MAJOR."""


class Embree:
    """The library, and one device of it."""

    def __init__(self, library: Path) -> None:
        """Raises OSError and AttributeError where the library is not what it should be."""
        loaded = ctypes.CDLL(str(library))
        pointer, number, size = ctypes.c_void_p, ctypes.c_uint, ctypes.c_size_t

        def function(name: str, gives: Any, *takes: Any) -> Any:
            found = getattr(loaded, name)
            found.restype, found.argtypes = gives, takes
            return found

        self.new_geometry = function("rtcNewGeometry", pointer, pointer, number)
        self.share_buffer = function(
            "rtcSetSharedGeometryBuffer", None, pointer, number, number, number, pointer, size, size, size
        )
        self.commit_geometry = function("rtcCommitGeometry", None, pointer)
        self.release_geometry = function("rtcReleaseGeometry", None, pointer)
        self.new_scene = function("rtcNewScene", pointer, pointer)
        self.set_quality = function("rtcSetSceneBuildQuality", None, pointer, number)
        self.attach = function("rtcAttachGeometry", number, pointer, pointer)
        self.commit_scene = function("rtcCommitScene", None, pointer)
        self.release_scene = function("rtcReleaseScene", None, pointer)
        self.intersect = function("rtcIntersect16", None, pointer, pointer, pointer, pointer)
        self.error = function("rtcGetDeviceError", number, pointer)
        tell = function("rtcGetDeviceProperty", ctypes.c_ssize_t, pointer, number)
        self.device = function("rtcNewDevice", pointer, ctypes.c_char_p)(None)
        if not self.device or tell(self.device, _MAJOR) != _VERSION:
            raise OSError("another version of Embree")


@cache
def embree() -> Embree | None:
    """The library where embreex can be imported and has it; else None."""
    try:
        import embreex.rtcore_scene

        # The import has loaded it, from a folder beside the package whose name packagers choose.
        del embreex
        lines = Path("/proc/self/maps").read_text("utf-8").splitlines()
        place = next(line.split(None, 5)[5] for line in lines if "/libembree4" in line)
        return Embree(Path(place))
    except (ImportError, OSError, AttributeError, StopIteration):
        return None


class Packets:
    """Memory for so many packets of rays, as Embree wants it: at a multiple of 64 bytes."""

    def __init__(self, count: int) -> None:
        raw = np.zeros(count * ROWS * PACKET + 32, np.float32)
        self.values: NDArray[np.float32] = _aligned(raw, count * ROWS * PACKET).reshape(count, ROWS, PACKET)
        self.numbers: NDArray[np.uint32] = self.values.view(np.uint32)
        self._all = _aligned(np.full(PACKET + 32, -1, np.int32), PACKET)
        self._how = np.array([_COHERENT, NONE, *[0] * 12], np.uint32)
        self.numbers[:, MASK] = NONE

    def cast(self, library: Embree, scene: int, which: NDArray[np.intp]) -> None:
        """Find what the rays of some packets hit first."""
        valid, how = self._all.ctypes.data, self._how.ctypes.data
        intersect = library.intersect
        for packet in (self.values.ctypes.data + which * (ROWS * PACKET * 4)).tolist():
            intersect(valid, scene, packet, how)


class Tree:
    """Triangles that Embree finds the way through."""

    def __init__(self, library: Embree, vertices: NDArray[np.float32], faces: NDArray[np.int32]) -> None:
        """Raises MemoryError."""
        self._library = library
        # Embree reads four numbers of each vertex, of the last one too.
        vertices = np.append(vertices, np.zeros((1, 3), np.float32), axis=0)[:-1]
        faces = np.ascontiguousarray(faces, np.int32)
        self._arrays = vertices, faces
        geometry = library.new_geometry(library.device, _TRIANGLES)
        library.share_buffer(geometry, _VERTEX, 0, _FLOAT3, vertices.ctypes.data, 0, 12, len(vertices))
        library.share_buffer(geometry, _INDEX, 0, _UINT3, faces.ctypes.data, 0, 12, len(faces))
        library.commit_geometry(geometry)
        self.scene = library.new_scene(library.device)
        library.set_quality(self.scene, _MEDIUM)
        library.attach(self.scene, geometry)
        library.release_geometry(geometry)
        library.commit_scene(self.scene)
        if library.error(library.device):
            raise MemoryError("Embree could not build its tree")

    def __del__(self) -> None:
        self._library.release_scene(self.scene)


def _aligned(raw: NDArray[Any], count: int) -> NDArray[Any]:
    begin = -raw.ctypes.data % 64 // raw.itemsize
    return raw[begin : begin + count]
