"""3Shape's meshes: XML with packed triangles, often named .dcm (Packed Scan Standard, version 501).

A ring of edges grows over the surface; each byte says what becomes of the edge that is at hand. Files whose
schema is CE are encrypted with a key of their maker's, and are left alone."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.shading import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPEN = frozenset((b"CA", b"CB", b"CC"))
"""Schemas whose corners are plain numbers."""
DAMAGED = "The 3Shape mesh is damaged. Download it, or ask for an STL or PLY of it."


def read(data: bytes, limits: Limits) -> Shape:
    """The triangles of a file. Raises Unreadable."""
    schema = re.search(rb"<Schema>\s*(\w+)\s*</Schema>", data)
    if not schema:
        raise Unreadable(DAMAGED)
    if schema[1] not in OPEN:
        raise Unreadable(
            "The 3Shape mesh is encrypted by the scanner's program and can be shown there only. Have it "
            "exported as STL or PLY."
        )
    points = np.frombuffer(_packed(data, b"Vertices")[1], "<f4")
    points = points[: len(points) // 3 * 3].reshape(-1, 3)
    count, steps = _packed(data, b"Facets")
    if count > limits.mesh_triangles:
        raise Unreadable("The 3Shape mesh has too many triangles to be shown here. Download it instead.")
    for wide in (2, 4):
        faces = _Ring(steps, wide).faces(count)
        if len(faces) == count and len(faces) and faces.max() < len(points):
            return Shape(points, faces)
    raise Unreadable(DAMAGED)


def _packed(data: bytes, name: bytes) -> tuple[int, bytes]:
    """Count and content of an element. Facets and vertices follow one another in any order."""
    found = re.search(rb"<%b\s([^>]*)>([^<]*)</%b>" % (name, name), data)
    if not found:
        raise Unreadable(DAMAGED)
    count = re.search(rb'_count="(\d{1,10})"', found[1])
    try:
        return int(count[1]) if count else 0, base64.b64decode(found[2])
    except ValueError:
        raise Unreadable(DAMAGED) from None


class _Ring:
    """The corners around what is built so far, each with the ones after and before it, and the steps still to
    do."""

    def __init__(self, steps: bytes, wide: int) -> None:
        """`wide` is how many bytes a corner's number takes: versions of the format differ."""
        self._steps = steps
        self._place = 0
        self._wide = wide
        self._fresh = 0
        """The next corner that no triangle has had yet."""
        self._corner: list[int] = []
        self._after: list[int] = []
        self._before: list[int] = []
        self._at = 0
        """Where the edge at hand starts."""
        self._faces: list[tuple[int, int, int]] = []

    def faces(self, count: int) -> NDArray[np.int64]:
        """At most one more than so many, as corners (faces, 3)."""
        does: dict[int, Callable[[], None]] = {
            0: lambda: self._grow(self._next()),
            1: self._join_before,
            2: self._join_after,
            3: self._go_on,
            4: lambda: self._begin([self._next() for _ in range(3)]),
            5: lambda: self._begin([self._number(self._wide) for _ in range(3)]),
            6: lambda: self._begin([self._number(4) for _ in range(3)]),
            7: lambda: self._grow(self._number(self._wide)),
            8: lambda: self._grow(self._number(4)),
            9: self._close,
            10: self._pass,
        }
        begins = (4, 5, 6, 10)
        while self._place < len(self._steps) and len(self._faces) <= count:
            step = self._steps[self._place] & 15
            self._place += 1
            if step not in does or not (self._corner or step in begins):
                break
            does[step]()
        return np.array(self._faces, np.int64).reshape(-1, 3)

    def _next(self) -> int:
        self._fresh += 1
        return self._fresh - 1

    def _pass(self) -> None:
        self._fresh += 1

    def _number(self, size: int) -> int:
        self._place += size
        return int.from_bytes(self._steps[self._place - size : self._place], "little")

    def _begin(self, first: list[int]) -> None:
        self._faces.append((first[0], first[1], first[2]))
        self._corner, self._after, self._before = first, [1, 2, 0], [2, 0, 1]
        self._at = 0

    def _grow(self, new: int) -> None:
        """A triangle on the edge at hand, with a corner that is new to the ring."""
        here, at = len(self._corner), self._at
        ahead = self._after[at]
        self._faces.append((new, self._corner[ahead], self._corner[at]))
        self._corner.append(new)
        self._after.append(ahead)
        self._before.append(at)
        self._after[at] = self._before[ahead] = here
        self._at = ahead

    def _join_before(self) -> None:
        """A triangle between the edge at hand and the one before it."""
        at = self._at
        behind, ahead = self._before[at], self._after[at]
        self._faces.append((self._corner[at], self._corner[behind], self._corner[ahead]))
        self._drop(at)
        self._at = ahead

    def _join_after(self) -> None:
        middle = self._after[self._at]
        ahead = self._after[middle]
        self._faces.append((self._corner[self._at], self._corner[ahead], self._corner[middle]))
        self._drop(middle)
        self._at = ahead

    def _go_on(self) -> None:
        self._at = self._after[self._at]

    def _close(self) -> None:
        """Take the edge at hand out; with the one before it, where both lie on one another."""
        at = self._at
        behind, ahead = self._before[at], self._after[at]
        self._drop(at)
        if self._corner[behind] == self._corner[ahead] and behind != ahead:
            self._drop(behind)
        self._at = ahead

    def _drop(self, at: int) -> None:
        behind, ahead = self._before[at], self._after[at]
        self._after[behind], self._before[ahead] = ahead, behind
