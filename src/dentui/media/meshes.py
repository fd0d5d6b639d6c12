"""What a mesh is: triangles, extent, who made it. Arithmetic first: nothing is taken for as long as it says
it is.

Binary STL has 84 + 50 n bytes, and whatever a program appends; the rows of a PLY fit its header (Turk, "The
PLY Polygon File Format"); OBJ, MTL and ASCII STL end where a line ends; the chunks of a GLB fill it (glTF
2.0, 4.4); 3Shape's HPS says how many bytes it has.
"""

from __future__ import annotations

import base64
import re
import struct
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dentui.domain.images import Facts, FileKind, Maker
from dentui.domain.limits import MB, Limits
from dentui.errors import Unreadable
from dentui.media.makers import maker_in
from dentui.media.reasons import CUT, DAMAGED, too_large

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Points = npt.NDArray[np.floating[Any]]

AT_ONCE = 200_000
"""Triangles of a binary STL that are in memory at once."""
PIECE = 4 * MB
HEAD = 4096
"""Bytes in which the comments stand that name who made the mesh."""
PIECES = 2_000
"""Of materials or nodes."""
BEHIND = 3
"""Rows behind the last triangle that are looked at for more of them."""
FARTHEST = 1e7
"""Millimetres from the origin, ten kilometres: no scan lies there, and NaN does not either."""
MISCOUNTED = (
    "The STL says that it has {:,} triangles, and more of them lie behind these: a part would be missing. "
    "Export it again, or keep it as other data."
)
EMPTY = "The mesh has no surface. It can be kept as other data."


def look(path: Path, kind: FileKind, limits: Limits) -> Mapping[str, Any]:
    """What the mesh says. Raises Unreadable for one that is too large, cut, damaged or empty."""
    size = path.stat().st_size
    if size > limits.mesh_bytes:
        raise too_large("meshes", size, limits.mesh_bytes)
    from dentui.media import meshes_glb, meshes_ply

    if kind is FileKind.STL:
        found = stl(path, size, limits)
    elif kind is FileKind.OBJ:
        found = _obj(path, limits)
    elif kind is FileKind.HPS:
        found = _hps(path, limits)
    elif kind is FileKind.PLY:
        found = meshes_ply.look(path, size, limits)
    else:
        found = meshes_glb.look(path, size, limits)
    if not found.triangles:
        raise Unreadable(EMPTY)
    facts = Facts(triangles=found.triangles, box=found.box.extent(), refers_to=found.refers_to)
    return {"facts": facts, "maker": found.maker, "colours": found.colours}


@dataclass(frozen=True, slots=True)
class Mesh:
    """What was found in a mesh."""

    triangles: int
    box: Box
    maker: Maker = field(default_factory=Maker)
    refers_to: tuple[str, ...] = ()
    colours: bool = False
    """Whether a picture or colours lie on it."""


class Box:
    """The least box around points that come bit by bit."""

    def __init__(self) -> None:
        self._low: Any = None
        self._high: Any = None

    def add(self, points: Points) -> None:
        """More points, N x 3. Raises Unreadable where one is no number or far out."""
        import numpy as np

        if not len(points):
            return
        # Rows of many numbers go through the processor faster than rows of three.
        many = points[: len(points) // 64 * 64].reshape(-1, 192) if len(points) >= 64 else points[:0]
        rest = points[64 * len(many) :]
        both = [part.min(axis=0).reshape(-1, 3) for part in (many, rest) if len(part)]
        low = np.concatenate(both).min(axis=0)
        both = [part.max(axis=0).reshape(-1, 3) for part in (many, rest) if len(part)]
        high = np.concatenate(both).max(axis=0)
        if not ((np.abs(low) < FARTHEST).all() and (np.abs(high) < FARTHEST).all()):
            raise Unreadable(DAMAGED)
        self._low = low if self._low is None else np.minimum(self._low, low)
        self._high = high if self._high is None else np.maximum(self._high, high)

    def extent(self) -> tuple[float, ...]:
        """Along x, y and z; () where there was no point."""
        if self._low is None:
            return ()
        return tuple(
            round(float(high) - float(low), 4) for low, high in zip(self._low, self._high, strict=True)
        )


def require(triangles: int, limits: Limits) -> int:
    """So many, if that is not too many. Raises Unreadable."""
    if triangles > limits.mesh_triangles:
        raise Unreadable(
            f"The mesh has {triangles:,} triangles, and {limits.mesh_triangles:,} are read at most. "
            "It can be kept as other data."
        )
    return triangles


def require_few(pieces: int) -> None:
    """That a mesh is not in too many. Raises Unreadable."""
    if pieces > PIECES:
        raise Unreadable(
            f"The mesh is in {pieces:,} pieces, and {PIECES:,} are shown at most. "
            "Have it saved as STL or PLY."
        )


def is_binary_stl(head: bytes, size: int) -> bool:
    """Whether the count in it fits its size; a few bytes behind the last triangle are forgiven."""
    return len(head) >= 84 and 0 <= size - (84 + 50 * int.from_bytes(head[80:84], "little")) < 50


def begins_like_stl(head: bytes) -> bool:
    """Whether rows of a binary STL stand there, whatever the count says: finite corners, and normals of
    length one, or zero where they were left out. A file that was cut is told by it."""
    # Behind the last triangle may lie something else.
    rows = _rows(head[84:])[: max(2, int.from_bytes(head[80:84], "little"))]
    return len(rows) > 1 and all(map(_is_triangle, rows))


def _rows(data: bytes) -> list[tuple[float, ...]]:
    return list(struct.iter_unpack("<12fH", data[: len(data) // 50 * 50]))


def _is_triangle(row: tuple[float, ...]) -> bool:
    return (
        all(abs(number) < FARTHEST for number in row[:12])
        and (abs(sum(part * part for part in row[:3]) - 1) < 0.02 or row[:3] == (0, 0, 0))
        and any(row[3:12])
    )


def count_of_stl(path: Path, size: int, offset: int = 0) -> int | None:
    """Triangles of an STL of so many bytes, from `offset` of the file on; None for one that is a text.

    Programs append what they like behind the triangles, and all viewers overlook it. Not so where that looks
    like triangles too: the count lies, and who believes it shows half a jaw. Raises Unreadable."""
    with path.open("rb") as file:
        file.seek(offset)
        head = file.read(HEAD)
        count = int.from_bytes(head[80:84], "little")
        if is_binary_stl(head, size):
            return count
        if not begins_like_stl(head):
            if head.lstrip()[:5].lower() == b"solid" and not offset:
                return None
            raise Unreadable(CUT if size < 84 + 50 * count else DAMAGED)
        if size < 84 + 50 * count:
            raise Unreadable(CUT)
        file.seek(offset + 84 + 50 * count)
        if any(map(_is_triangle, _rows(file.read(50 * BEHIND)))):
            raise Unreadable(MISCOUNTED.format(count))
        return count


def stl(path: Path, size: int, limits: Limits, offset: int = 0) -> Mesh:
    """An STL of so many bytes, from `offset` of the file on."""
    count = count_of_stl(path, size, offset)
    return _ascii_stl(path, limits) if count is None else _binary_stl(path, offset, count, limits)


def _binary_stl(path: Path, offset: int, count: int, limits: Limits) -> Mesh:
    box = Box()
    for corners in _rows_of_stl(path, offset, require(count, limits)):
        box.add(corners)
    with path.open("rb") as file:
        file.seek(offset)
        words = file.read(80)
    return Mesh(count, box, maker_in(words.decode("latin_1")))


def _rows_of_stl(path: Path, offset: int, count: int) -> Iterator[Points]:
    """Corners (3 a triangle, 3) of a binary STL, bit by bit."""
    import numpy as np

    row = np.dtype([("normal", "<f4", 3), ("corners", "<f4", 9), ("attribute", "<u2")])
    with path.open("rb") as file:
        file.seek(offset + 84)
        for done in range(0, count, AT_ONCE):
            rows = np.frombuffer(file.read(50 * min(AT_ONCE, count - done)), row)
            yield np.ascontiguousarray(rows["corners"]).reshape(-1, 3)


def corners_of_stl(path: Path, limits: Limits) -> Points | None:
    """The corners (n, 3, 3), float32, of a binary STL that was looked at in the same pass; None for one that
    is a text. Raises Unreadable as `look` does."""
    import numpy as np

    size = path.stat().st_size
    if size > limits.mesh_bytes:
        raise too_large("meshes", size, limits.mesh_bytes)
    count = count_of_stl(path, size)
    if count is None:
        return None
    box, done = Box(), 0
    if not require(count, limits):
        raise Unreadable(EMPTY)
    points = np.empty((3 * count, 3), np.float32)
    for corners in _rows_of_stl(path, 0, count):
        box.add(corners)
        points[done : done + len(corners)] = corners
        done += len(corners)
    if done < len(points):
        # It was cut while it was read.
        raise Unreadable(CUT)
    return points.reshape(-1, 3, 3)


VERTEX = re.compile(rb"^[ \t]*vertex[ \t]+([^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_END = re.compile(rb"^[ \t]*endfacet\b", re.MULTILINE | re.IGNORECASE)


def _ascii_stl(path: Path, limits: Limits) -> Mesh:
    box, corners, triangles, last, first = Box(), 0, 0, b"", b""
    for piece in pieces(path):
        first = first or piece[:200].split(b"\n")[0]
        if rows := VERTEX.findall(piece):
            points = table(rows, "f8")
            if points is None or points.shape[1] != 3:
                raise Unreadable(DAMAGED)
            box.add(points)
            corners += len(points)
        triangles = require(triangles + len(_END.findall(piece)), limits)
        last = piece[-200:]
    if corners != 3 * triangles or b"endsolid" not in last.lower():
        raise Unreadable(CUT)
    return Mesh(triangles, box, maker_in(first.decode("latin_1")))


_V = re.compile(rb"^[ \t]*v[ \t]+([^\r\n]*)", re.MULTILINE)
_F = re.compile(rb"^[ \t]*f[ \t]+([^\r\n]*)", re.MULTILINE)
_MTLLIB = re.compile(rb"^[ \t]*mtllib[ \t]+([^\r\n]+)", re.MULTILINE)
_COMMENT = re.compile(rb"^[ \t]*#([^\r\n]*)", re.MULTILINE)


def _obj(path: Path, limits: Limits) -> Mesh:
    box, points, triangles, lowest, highest = Box(), 0, 0, 1, 0
    refers: dict[str, None] = {}
    colours, words = False, ""
    for piece in pieces(path):
        if rows := _V.findall(piece):
            corners = table(rows, "f8")
            if corners is None or corners.shape[1] < 3:
                raise Unreadable(DAMAGED)
            box.add(corners[:, :3])
            # Behind a corner may stand its colour, or its weight alone.
            colours = colours or corners.shape[1] >= 6
            points += len(corners)
        if rows := _F.findall(piece):
            indices, more = _indices(rows)
            lowest = min(lowest, _lowest(indices, points))
            highest = max(highest, int(indices.max()))
            triangles = require(triangles + more, limits)
        refers.update((name.decode("utf-8", "replace").strip(), None) for name in _MTLLIB.findall(piece))
        words = words or " ".join(line.decode("latin_1") for line in _COMMENT.findall(piece[:HEAD]))
    if lowest < 1 or highest > points:
        raise Unreadable(CUT)
    return Mesh(triangles, box, maker_in(words), tuple(refers)[:8], bool(refers) or colours)


def _indices(rows: list[bytes]) -> tuple[Any, int]:
    """The corners of faces, and how many triangles these make. A corner is 1, 1/2, 1//3 or 1/2/3."""
    import numpy as np

    words = rows[0].split()
    each = 1 + words[0].replace(b"//", b"/").count(b"/") if words else 1
    text = b" ".join(rows).replace(b"//", b"/").replace(b"/", b" ")
    numbers = _numbers(text, "i8", len(rows), each * len(words))
    if numbers is not None and len(words) >= 3:
        return numbers[:, ::each], len(rows) * (len(words) - 2)
    # Faces of three corners and more in one file.
    found: list[int] = []
    triangles = 0
    try:
        for row in rows:
            corners = [int(word.split(b"/", 1)[0]) for word in row.split()]
            if len(corners) < 3:
                raise Unreadable(DAMAGED)
            triangles += len(corners) - 2
            found += corners
        return np.array(found, np.int64), triangles
    except (ValueError, OverflowError):
        raise Unreadable(DAMAGED) from None


def _lowest(indices: Any, points: int) -> int:
    """Counted from 1. A negative index counts back from the points so far."""
    least = int(indices.min())
    if least > 0:
        return least
    below = indices[indices <= 0]
    return 0 if (below == 0).any() else min(1, int(below.min()) + points + 1)


_MAP = re.compile(rb"^[ \t]*(?:map_\w+|bump|disp|decal|norm|refl)[ \t]+([^\r\n]+)", re.MULTILINE)


def look_at_materials(path: Path) -> Mapping[str, Any]:
    """The pictures that an MTL names: the last word of a line, or what follows its options."""
    names: dict[str, None] = {}
    for piece in pieces(path):
        for said in _MAP.findall(piece):
            words = said.decode("utf-8", "replace").strip()
            name = words.split()[-1] if words.startswith("-") else words
            names[name] = None
    return {"facts": Facts(refers_to=tuple(names)[:64]), "maker": Maker()}


_ATTRIBUTE = re.compile(rb'(\w+)\s*=\s*"([^"]*)"')
_PROPERTY = re.compile(rb'<(?:Property\s+name="SourceApp"\s+value|String\s+value)="([^"]{1,200})"')


def _hps(path: Path, limits: Limits) -> Mesh:
    """3Shape's mesh: counts and packed bytes in the attributes of `Facets` and `Vertices`."""
    import numpy as np

    text = path.read_bytes()
    if not text.rstrip().endswith(b"</HPS>"):
        raise Unreadable(CUT)
    schema = re.search(rb"<Schema>\s*(\w+)\s*</Schema>", text)
    facets, _ = _packed(text, b"Facets")
    corners, packed = _packed(text, b"Vertices")
    triangles = require(_count(facets, "facet_count"), limits)
    points, size = _count(corners, "vertex_count"), _count(corners, "base64_encoded_bytes")
    box = Box()
    if schema and schema[1] != b"CE":
        try:
            raw = base64.b64decode(packed.translate(None, b" \r\n\t"), validate=True)
        except ValueError:
            raise Unreadable(DAMAGED) from None
        if len(raw) != size:
            raise Unreadable(CUT)
        if size == 12 * points:
            box.add(np.frombuffer(raw, "<f4").reshape(-1, 3))
    app = _PROPERTY.search(text)
    words = app[1].decode("utf-8", "replace") if app else ""
    return Mesh(triangles, box, replace(maker_in(words), maker="3Shape"), (), b"<TextureImages" in text)


def _packed(text: bytes, name: bytes) -> tuple[Mapping[str, str], bytes]:
    """Attributes and content of the first element of that name."""
    begin = text.find(b"<" + name + b" ")
    opened = text.find(b">", begin)
    closed = text.find(b"</" + name + b">", opened)
    if begin < 0 or opened < 0 or closed < 0:
        raise Unreadable(DAMAGED)
    found = _ATTRIBUTE.findall(text[begin:opened])
    return {key.decode(): value.decode("latin_1") for key, value in found}, text[opened + 1 : closed]


def _count(attributes: Mapping[str, str], name: str) -> int:
    said = attributes.get(name, "")
    if not said.isascii() or not said.isdigit() or len(said) > 10:
        raise Unreadable(DAMAGED)
    return int(said)


def pieces(path: Path) -> Iterator[bytes]:
    """The file in pieces of some megabytes that end where a line ends. Raises Unreadable where no line
    does."""
    with path.open("rb") as file:
        left = b""
        while piece := file.read(PIECE):
            whole, mark, rest = piece.rpartition(b"\n")
            if not mark and len(left) + len(rest) > 2 * PIECE:
                raise Unreadable(DAMAGED)
            if mark:
                yield left + whole + mark
                left = b""
            left += rest
        if left:
            yield left


def table(rows: Sequence[bytes], kind: str) -> Any:
    """Rows of as many numbers each, "f8" or "i8"; None where they are not."""
    return _numbers(b" ".join(rows), kind, len(rows), len(rows[0].split()))


def _numbers(text: bytes, kind: str, down: int, across: int) -> Any:
    import numpy as np

    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        try:
            numbers = np.fromstring(text, kind, sep=" ")
        except (ValueError, DeprecationWarning, OverflowError):
            return None
    return numbers.reshape(down, across) if len(numbers) == down * across else None
