"""ZIP archives: what is in them is added as if it lay in a folder.

The table of contents is read in the process that reads files; what it says is held against the bytes that
come. An archive is refused whole where it holds too much, grows too much, or lies; an office document, which
is a ZIP too, is no archive. Names in it are data: whoever keeps a member gives it a name of his own.
(APPNOTE.TXT 6.3.10 of PKWARE.)
"""

from __future__ import annotations

import stat
import struct
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dentui.domain.images import Refused
from dentui.domain.limits import GB, MB, Limits
from dentui.errors import Unreadable
from dentui.media.child import Children
from dentui.media.jobs import Answer
from dentui.media.reasons import CUT, DAMAGED

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

LISTING = "dentui.media.archives:listing"
PIECE = 1 * MB
LONGEST = 512
"""Characters of a name that are kept: its last ones."""
SMALL = 1 * MB
"""Bytes, unpacked, below which the ratio says nothing: a text of one letter shrinks to a thousandth."""
_STORED, _DEFLATED = 0, 8
_LOCKED = 1
_UTF8 = 0x800
_LOCAL = struct.Struct("<4s22xHH")
"""A local header: its sign, then the lengths of name and extra field."""
_DOCUMENTS = frozenset(
    ("[content_types].xml", "mimetype", "meta-inf/manifest.mf", "androidmanifest.xml", "3d/3dmodel.model")
)
"""Members that make an archive an office document, a book, a program or a 3MF."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    name: str
    """With the archive's name in front, as "scan.zip/UpperJaw/Data.obj"; data, never a path."""
    size: int
    """Bytes, unpacked."""
    path: Path
    """Of the archive."""
    begins: int
    packed: int
    crc: int
    deflated: bool

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, a megabyte or less at a time. Raises Unreadable where they are not what the archive
        says."""
        done, crc = 0, 0
        for piece in self._unpacked():
            done += len(piece)
            crc = zlib.crc32(piece, crc)
            if done > self.size:
                raise Unreadable(DAMAGED)
            yield piece
        if done != self.size or crc != self.crc:
            raise Unreadable(DAMAGED)

    def _unpacked(self) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        with self.path.open("rb") as file:
            file.seek(self.begins)
            left = self.packed
            while left and (packed := file.read(min(PIECE, left))):
                left -= len(packed)
                if not self.deflated:
                    yield packed
                    continue
                piece = b""
                # A full piece may not be all: zlib goes on with what it has taken in already.
                while packed or len(piece) == PIECE:
                    try:
                        piece = unpacker.decompress(packed, PIECE)
                    except zlib.error:
                        raise Unreadable(DAMAGED) from None
                    if piece:
                        yield piece
                    packed = unpacker.unconsumed_tail


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds."""

    members: tuple[Member, ...]
    refused: tuple[Refused, ...]


def is_archive(path: Path) -> bool:
    """Whether the file begins as a ZIP does."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def opened(path: Path, name: str, children: Children, stop: threading.Event | None = None) -> Contents | None:
    """The files in an archive of that name; None for a document that only looks like one, which is one file.
    Raises Unreadable for an archive that may only be kept as it is, with the reason; Cancelled;
    Unavailable."""
    said = children.run(LISTING, {"path": str(path)}, stop).value
    if said is None:
        return None
    try:
        members = tuple(
            Member(
                name=f"{name}/{member['name']}",
                size=int(member["size"]),
                path=path,
                begins=int(member["begins"]),
                packed=int(member["packed"]),
                crc=int(member["crc"]),
                deflated=bool(member["deflated"]),
            )
            for member in said["members"]
        )
        refused = tuple(Refused(f"{name}/{left}", str(reason)) for left, reason in said["refused"])
    except (TypeError, ValueError, KeyError):
        raise Unreadable(DAMAGED) from None
    if sum(member.size for member in members) > children.limits.archive_bytes:
        raise Unreadable(DAMAGED)
    return Contents(members, refused)


def listing(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """Job: the members of the archive at `path`, by arithmetic; null for a document."""
    from zipfile import BadZipFile, ZipFile

    path = Path(asked["path"])
    try:
        with ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if any(info.filename.casefold() in _DOCUMENTS for info in infos):
                return Answer(None)
            _require(infos, limits)
            places = _places(archive, infos, path)
    except (BadZipFile, NotImplementedError, EOFError, OSError, struct.error):
        raise Unreadable(
            "The archive is cut off or damaged. Copy it again, or keep it as other data."
        ) from None
    members: list[Mapping[str, Any]] = []
    refused: list[tuple[str, str]] = []
    for info, begins in zip(infos, places, strict=True):
        name = _name(info)
        if reason := _refusal(info):
            refused.append((name, reason))
            continue
        members.append(
            {
                "name": name,
                "size": info.file_size,
                "begins": begins,
                "packed": info.compress_size,
                "crc": info.CRC,
                "deflated": info.compress_type == _DEFLATED,
            }
        )
    return Answer({"members": members, "refused": refused})


def _require(infos: list[ZipInfo], limits: Limits) -> None:
    """Raises Unreadable for an archive that is locked, or holds or grows too much."""
    kept = "It can be kept as other data."
    if not infos:
        raise Unreadable(f"There is no file in the archive. {kept}")
    if any(info.flag_bits & _LOCKED for info in infos):
        raise Unreadable(f"The archive is locked with a password. Unpack it, then add what is in it. {kept}")
    if len(infos) > limits.archive_files:
        raise Unreadable(
            f"The archive holds {len(infos):,} files, and {limits.archive_files:,} are taken at once. {kept}"
        )
    size = sum(info.file_size for info in infos)
    if size > limits.archive_bytes:
        raise Unreadable(
            f"The archive unpacks to {size / GB:.1f} GB, and {limits.archive_bytes / GB:.1f} GB are taken at "
            f"once. {kept}"
        )
    if size > max(SMALL, limits.archive_ratio * sum(info.compress_size for info in infos)):
        raise Unreadable(
            f"The archive grows by more than {limits.archive_ratio} times when it is unpacked, as none does "
            f"that holds image data. {kept}"
        )


def _places(archive: ZipFile, infos: list[ZipInfo], path: Path) -> list[int]:
    """Where the bytes of each member begin. Raises Unreadable where two share some, as in the archives that
    unpack to a million times their size."""
    places = []
    spans = []
    end = path.stat().st_size
    with path.open("rb") as file:
        for info in infos:
            file.seek(info.header_offset)
            sign, name, extra = _LOCAL.unpack(file.read(_LOCAL.size).ljust(_LOCAL.size, b"\0"))
            begins = info.header_offset + _LOCAL.size + name + extra
            if sign != b"PK\x03\x04" or begins + info.compress_size > min(end, archive.start_dir):
                raise Unreadable(CUT)
            places.append(begins)
            spans.append((info.header_offset, begins + info.compress_size))
    spans.sort()
    if any(after[0] < before[1] for before, after in pairwise(spans)):
        raise Unreadable(DAMAGED)
    return places


def _refusal(info: ZipInfo) -> str:
    """Why a member is left out; "" where it is not."""
    mode = info.external_attr >> 16
    if info.create_system == 3 and mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "It is a link or a device, not a file."
    if info.compress_type not in {_STORED, _DEFLATED}:
        return "It is packed in a way that is not read. Unpack the archive, then add what is in it."
    return ""


def _name(info: ZipInfo) -> str:
    """The name as people read it: whatever leads out of the archive is taken from it, and what cannot be
    printed."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        # Without the flag it is code page 437 by the book, and UTF-8 in life.
        try:
            name = name.encode("cp437").decode("utf-8")
        except ValueError:
            name = info.filename
    parts = (part.strip() for part in name.replace("\\", "/").split("/"))
    whole = "/".join(part for part in parts if part not in {"", ".", ".."} and not part.endswith(":"))
    return "".join(character for character in whole[-LONGEST:] if character.isprintable()) or "?"
