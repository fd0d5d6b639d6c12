"""PLY: a head that says how the rows are laid out, then the rows, as text or in either byte order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from dentui.domain.limits import MB, Limits
from dentui.errors import Unreadable
from dentui.media.makers import maker_in
from dentui.media.meshes import EMPTY, Box, Mesh, require, table
from dentui.media.reasons import CUT, DAMAGED

LONGEST_HEAD = 1 * MB
_LINES = 100_000
"""Rows that are in memory at once."""
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


def look(path: Path, size: int, limits: Limits) -> Mesh:
    """A PLY of so many bytes. Raises Unreadable."""
    head = _ply_head(path)
    box, triangles, points = Box(), 0, 0
    reader = _Rows(path, size, head) if head.order else _Lines(path, head)
    for part in head.parts:
        if part.name == "vertex":
            points = part.count
            reader.points(part, box)
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

    def points(self, part: _Part, box: Box) -> None:
        """Put x, y and z of the rows into the box."""
        import numpy as np

        _places(part)
        rows = self._plain(part)
        for at in range(0, len(rows), _LINES):
            some = rows[at : at + _LINES]
            box.add(np.stack([some[axis].astype(np.float64) for axis in "xyz"], axis=1))

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
                return _in_range(rows[corners])
        return self._one_by_one(part, corners)

    def skip(self, part: _Part) -> None:
        """Go past rows that are not looked at."""
        if any(counted for _, _, counted in part.properties):
            self._one_by_one(part, "")
        else:
            self._plain(part)

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
        if [counted for _, _, counted in part.properties if counted] == ["u1"]:
            return self._by_length(part, wanted)
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
                    size, most = _in_range(np.frombuffer(self._data, self._order + kind, length, at))
                    corners, highest = corners + size, max(highest, most)
                at = end
        if at > self._size:
            raise Unreadable(CUT)
        self._at = at
        return corners, highest

    def _by_length(self, part: _Part, wanted: str) -> tuple[int, int]:
        """Faces of several lengths: those of one length are looked at together."""
        import numpy as np

        place = next(place for place, (_, _, counted) in enumerate(part.properties) if counted)
        before, after = (
            sum(int(kind[1]) for _, kind, _ in some)
            for some in (part.properties[:place], part.properties[place + 1 :])
        )
        name, kind, _ = part.properties[place]
        width, data, at = int(kind[1]), self._data, self._at
        begins: dict[int, list[int]] = {}
        try:
            for _ in range(part.count):
                at += before
                length = data[at]
                begins.setdefault(length, []).append(at + 1)
                at += 1 + length * width + after
        except IndexError:
            raise Unreadable(CUT) from None
        if at > self._size:
            raise Unreadable(CUT)
        self._at = at
        corners, highest = 0, -1
        raw = np.frombuffer(data, np.uint8)
        for length, places in begins.items() if name == wanted else ():
            for first in range(0, len(places), _LINES):
                some = np.array(places[first : first + _LINES])[:, None] + np.arange(length * width)
                size, most = _in_range(raw[some].view(self._order + kind) if length else raw[:0])
                corners, highest = corners + size, max(highest, most)
        return corners, highest


class _Lines:
    """Rows of an ASCII PLY."""

    def __init__(self, path: Path, head: _Head) -> None:
        self._file = path.open("rb")
        self._file.seek(head.begins)

    def points(self, part: _Part, box: Box) -> None:
        """Put x, y and z of the rows into the box."""
        places = _places(part)
        for lines in self._next(part.count):
            rows = table(lines, "f8")
            if rows is None or rows.shape[1] != len(part.properties):
                raise Unreadable(DAMAGED)
            box.add(rows[:, places])

    def faces(self, part: _Part) -> tuple[int, int]:
        """How many corners all faces have, and the highest index."""
        import numpy as np

        corners, highest = 0, -1
        for lines in self._next(part.count):
            across = lines[0].split()
            rows = table(lines, "i8") if across[:1] == [b"3"] and len(across) == 4 else None
            if rows is not None and (rows[:, 0] == 3).all():
                indices = rows[:, 1:]
            else:
                indices = np.array(_listed(lines), np.int64)
            size, most = _in_range(indices)
            corners, highest = corners + size, max(highest, most)
        return corners, highest

    def skip(self, part: _Part) -> None:
        """Go past rows that are not looked at."""
        for _ in self._next(part.count):
            pass

    def _next(self, count: int) -> Iterator[list[bytes]]:
        while count:
            lines = list(islice(self._file, min(count, _LINES)))
            if len(lines) < min(count, _LINES) or not lines[-1].strip():
                raise Unreadable(CUT)
            count -= len(lines)
            yield lines


def _places(part: _Part) -> list[int]:
    names = [name for name, _, _ in part.properties]
    if not {"x", "y", "z"} <= set(names):
        raise Unreadable(DAMAGED)
    return [names.index(axis) for axis in "xyz"]


def _listed(lines: Sequence[bytes]) -> list[int]:
    """Corners of faces with their number in front."""
    found: list[int] = []
    try:
        for line in lines:
            row = line.split()
            length = int(row[0])
            corners = [int(word) for word in row[1 : 1 + length]]
            if len(corners) != length:
                raise Unreadable(DAMAGED)
            found += corners
    except (ValueError, IndexError):
        raise Unreadable(DAMAGED) from None
    return found


def _in_range(indices: Any) -> tuple[int, int]:
    """How many there are, and the highest. Raises Unreadable for one below 0."""
    if not indices.size:
        return 0, -1
    if int(indices.min()) < 0:
        raise Unreadable(DAMAGED)
    return int(indices.size), int(indices.max())
