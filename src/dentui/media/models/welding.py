"""Triangles that come alone, each with its own corners, become vertices that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PRIMES = tuple(np.uint64(prime) for prime in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_AGAIN = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(29)


def welded(points: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Of points (n, 3): the numbers (k,) of those that come first of their kind, and for each point the place
    (n,) among these of the one that it is the same as, to the last bit.

    Points are put into a table at the place that a hash of them says, the first ones last, so that they stay
    there; who finds another one there has another try at another place."""
    keys = _keys(points)
    count = len(points)
    bits = max(4, count.bit_length())
    first = np.empty(count, np.int32)
    left = np.arange(count, dtype=np.int32)
    table = np.zeros(1 << bits, np.int32)
    tried = keys
    while len(left):
        places = (tried >> np.uint64(64 - bits)).astype(np.int32)
        table[places[::-1]] = left[::-1]
        found = table[places]
        same = keys[found] == (keys if len(left) == count else keys[left])
        first[left[same]] = found[same]
        left, tried = left[~same], tried[~same] * _AGAIN
    own = first == np.arange(count, dtype=np.int32)
    rank = np.cumsum(own, dtype=np.int32)
    rank -= 1
    return np.flatnonzero(own), rank[first]


def _keys(points: NDArray[np.float32]) -> NDArray[np.uint64]:
    """A number of 64 bits for each point: of a million points two get the same one once in ten million
    files."""
    # Minus zero is zero.
    bits = (points + np.float32(0)).view(np.uint32)
    keys = np.zeros(len(points), np.uint64)
    for axis, prime in enumerate(_PRIMES):
        keys ^= bits[:, axis]
        keys *= prime
        keys ^= keys >> _HALF
    keys *= _PRIMES[0]
    return keys


def normals_of(vertices: NDArray[np.float32], faces: NDArray[np.int32]) -> NDArray[np.float32]:
    """(n, 3) of length one: the mean of the faces around each vertex, by their areas; 0 where there are
    none."""
    total = np.empty((len(vertices), 3), np.float32)
    first = vertices.take(faces[:, 0], axis=0)
    a, b = (vertices.take(faces[:, corner], axis=0) - first for corner in (1, 2))
    which = faces.ravel()
    for axis in range(3):
        one, other = (axis + 1) % 3, (axis + 2) % 3
        across = a[:, one] * b[:, other] - a[:, other] * b[:, one]
        total[:, axis] = np.bincount(which, np.repeat(across, 3), len(vertices))
    length = np.sqrt(np.einsum("ij,ij->i", total, total))
    total /= np.maximum(length, np.float32(1e-30))[:, None]
    return total
