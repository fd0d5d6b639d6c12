"""Triangles that come alone, each with its own corners, become vertices that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PRIMES = tuple(np.uint64(prime) for prime in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_HALF = np.uint64(29)


def welded(corners: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Vertices (n, 3), in the order in which they come first, and faces (m, 3), of triangles (m, 3, 3).
    Corners are one where they are the same to the last bit, as a program writes them that had them as one."""
    points = corners.reshape(-1, 3)
    # Minus zero is zero.
    points += np.float32(0)
    order = np.argsort(_keys(points))
    apart = np.empty(len(order), bool)
    apart[:1] = True
    ordered = points[order]
    np.any(ordered[1:] != ordered[:-1], axis=1, out=apart[1:])
    del ordered
    # The first corner of each group, in the order of the file: neighbours stay near in memory.
    begins = np.flatnonzero(apart)
    first = np.minimum.reduceat(order, begins)
    rank = np.empty(len(first), np.int32)
    in_order = np.argsort(first)
    rank[in_order] = np.arange(len(first), dtype=np.int32)
    faces = np.empty(len(points), np.int32)
    faces[order] = np.repeat(rank, np.diff(begins, append=len(order)))
    return points[first[in_order]], faces.reshape(-1, 3)


def _keys(points: NDArray[np.float32]) -> NDArray[np.uint64]:
    """A number for each point, the same for the same. Should two points get the same number, some of their
    corners may stay apart: a crease that nobody sees."""
    bits = points.view(np.uint32)
    keys = np.zeros(len(points), np.uint64)
    for axis, prime in enumerate(_PRIMES):
        keys ^= bits[:, axis]
        keys *= prime
        keys ^= keys >> _HALF
    return keys


def normals_of(vertices: NDArray[np.float32], faces: NDArray[np.int32]) -> NDArray[np.float32]:
    """(n, 3) of length one: the mean of the faces around each vertex, by their areas; 0 where there are
    none."""
    total = np.zeros((len(vertices), 3), np.float32)
    corners = [vertices.take(faces[:, corner], axis=0) for corner in range(3)]
    corners[1] -= corners[0]
    corners[2] -= corners[0]
    _, a, b = corners
    which = faces.ravel()
    for axis in range(3):
        one, other = (axis + 1) % 3, (axis + 2) % 3
        across = a[:, one] * b[:, other] - a[:, other] * b[:, one]
        total[:, axis] = np.bincount(which, np.repeat(across, 3), len(vertices))
    length = np.sqrt(np.einsum("ij,ij->i", total, total))
    total /= np.maximum(length, np.float32(1e-30))[:, None]
    return total
