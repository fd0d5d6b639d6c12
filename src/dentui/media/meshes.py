"""What a mesh is: triangles, extent, who made it. Arithmetic first: nothing is taken for as long as it says
it is.

Binary STL has 84 + 50 n bytes; the rows of a PLY fit its header (Turk, "The PLY Polygon File Format"); OBJ,
MTL and ASCII STL end where a line ends; the chunks of a GLB fill it (glTF 2.0, 4.4); 3Shape's HPS says how
many bytes it has.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
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
FARTHEST = 1e7
"""Millimetres from the origin, ten kilometres: no scan lies there, and NaN does not either."""
EMPTY = "The mesh has no surface. It can be kept as other data."


def look(path: Path, kind: FileKind, limits: Limits) -> Mapping[str, Any]:
    """What the mesh says. Raises Unreadable for one that is too large, cut, damaged or empty."""
    size = path.stat().st_size
    if size > limits.mesh_bytes:
        raise too_large("meshes", size, limits.mesh_bytes)
    from dentui.media import meshes_binary

    if kind is FileKind.STL:
        found = stl(path, size, limits)
    elif kind is FileKind.OBJ:
        found = _obj(path, limits)
    elif kind is FileKind.HPS:
        found = _hps(path, limits)
    else:
        found = meshes_binary.look(path, kind, size, limits)
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
        low, high = points.min(axis=0), points.max(axis=0)
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


def is_binary_stl(head: bytes, size: int) -> bool:
    """Whether the count in it fits its size; a few bytes behind the last triangle are forgiven."""
    return len(head) >= 84 and 0 <= size - (84 + 50 * int.from_bytes(head[80:84], "little")) < 50


def stl(path: Path, size: int, limits: Limits, offset: int = 0) -> Mesh:
    """An STL of so many bytes, from `offset` of the file on."""
    with path.open("rb") as file:
        file.seek(offset)
        head = file.read(84)
    if is_binary_stl(head, size):
        return _binary_stl(path, offset, int.from_bytes(head[80:84], "little"), limits)
    if head.lstrip()[:5].lower() == b"solid" and not offset:
        return _ascii_stl(path, limits)
    raise Unreadable(CUT)


def _binary_stl(path: Path, offset: int, count: int, limits: Limits) -> Mesh:
    import numpy as np

    require(count, limits)
    row = np.dtype([("numbers", "<f4", 12), ("attribute", "<u2")])
    box = Box()
    with path.open("rb") as file:
        file.seek(offset)
        words = file.read(84)[:80]
        for done in range(0, count, AT_ONCE):
            rows = np.frombuffer(file.read(50 * min(AT_ONCE, count - done)), row)
            box.add(rows["numbers"][:, 3:].reshape(-1, 3))
    return Mesh(count, box, maker_in(words.decode("latin_1")))


_VERTEX = re.compile(rb"^\s*vertex\s+(\S+)\s+(\S+)\s+(\S+)\s*$", re.MULTILINE | re.IGNORECASE)
_END = re.compile(rb"^\s*endfacet\b", re.MULTILINE | re.IGNORECASE)


def _ascii_stl(path: Path, limits: Limits) -> Mesh:
    box, corners, triangles, last, first = Box(), 0, 0, b"", b""
    for piece in pieces(path):
        first = first or piece[:200].split(b"\n")[0]
        points = floats(_VERTEX.findall(piece))
        box.add(points)
        corners += len(points)
        triangles = require(triangles + len(_END.findall(piece)), limits)
        last = piece[-200:]
    if corners != 3 * triangles or b"endsolid" not in last.lower():
        raise Unreadable(CUT)
    return Mesh(triangles, box, maker_in(first.decode("latin_1")))


_V = re.compile(rb"^[ \t]*v[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)([^\n]*)$", re.MULTILINE)
_F = re.compile(rb"^[ \t]*f[ \t]+(-?\d+)\S*[ \t]+(-?\d+)\S*[ \t]+(-?\d+)\S*([^\n]*)$", re.MULTILINE)
_LINE_V = re.compile(rb"^[ \t]*v[ \t]", re.MULTILINE)
_LINE_F = re.compile(rb"^[ \t]*f[ \t]", re.MULTILINE)
_MTLLIB = re.compile(rb"^[ \t]*mtllib[ \t]+([^\r\n]+)", re.MULTILINE)
_COMMENT = re.compile(rb"^[ \t]*#([^\r\n]*)", re.MULTILINE)


def _obj(path: Path, limits: Limits) -> Mesh:
    import numpy as np

    box, points, triangles, lowest, highest = Box(), 0, 0, 1, 0
    refers: dict[str, None] = {}
    colours, words = False, ""
    for piece in pieces(path):
        corners = _V.findall(piece)
        faces = _F.findall(piece)
        if len(corners) != len(_LINE_V.findall(piece)) or len(faces) != len(_LINE_F.findall(piece)):
            raise Unreadable(DAMAGED)
        if corners:
            box.add(floats([corner[:3] for corner in corners]))
            colours = colours or len(corners[0][3].split()) >= 3
            points += len(corners)
        if faces:
            numbers = np.array([face[:3] for face in faces], dtype="S20").astype(np.int64)
            # A negative index counts back from the points so far.
            lowest = min(lowest, int(np.where(numbers < 0, numbers + points + 1, numbers).min()))
            highest = max(highest, int(numbers.max()))
            triangles += len(faces) + sum(len(face[3].split()) for face in faces if face[3].strip())
            require(triangles, limits)
        refers.update((name.decode("utf-8", "replace").strip(), None) for name in _MTLLIB.findall(piece))
        if len(words) < 4096:
            words += " ".join(line.decode("latin_1") for line in _COMMENT.findall(piece)[:20])
    if lowest < 1 or highest > points:
        raise Unreadable(CUT)
    return Mesh(triangles, box, maker_in(words), tuple(refers)[:8], bool(refers) or colours)


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


def floats(rows: list[tuple[bytes, ...]]) -> Points:
    """Numbers from text, N x 3. Raises Unreadable where one is none."""
    import numpy as np

    try:
        return np.array(rows, dtype="S32").astype(np.float64).reshape(-1, 3)
    except ValueError:
        raise Unreadable(DAMAGED) from None
