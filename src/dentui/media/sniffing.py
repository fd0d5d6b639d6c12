"""What a file is by its content, whatever its name ends in: the first bytes, arithmetic, then who knows that
kind.

Runs in the process that reads files.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dentui.domain.images import MESHES, PICTURES, Facts, FileKind, Maker
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.jobs import Answer
from dentui.media.reasons import DAMAGED

LOOK = "dentui.media.sniffing:look_at"
HEAD = 4096
LONGEST = 256
"""Characters of a text that is taken from a file."""
_SIGNS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"II+\0", FileKind.TIFF),
    (b"MM\0+", FileKind.TIFF),
    (b"glTF", FileKind.GLB),
    (b"ply\n", FileKind.PLY),
    (b"ply\r", FileKind.PLY),
)
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"GIF8", "a GIF, which no device of an office makes"),
    (b"PK\x03\x04", "an archive or an office document"),
    (b"PK\x05\x06", "an empty archive"),
    (b"Rar!", "a RAR archive: unpack it, then add what is in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it, then add what is in it"),
    (b"\x1f\x8b", "a file packed with gzip: unpack it, then add what is in it"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_BRANDS: tuple[tuple[bytes, str], ...] = (
    (b"heic", "a HEIC photo, which cannot be read: save it as JPEG"),
    (b"heix", "a HEIC photo, which cannot be read: save it as JPEG"),
    (b"mif1", "a HEIF photo, which cannot be read: save it as JPEG"),
    (b"avif", "an AVIF photo, which cannot be read: save it as JPEG"),
)
_HPS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<HPS[\s>]", re.DOTALL)
_OBJ = re.compile(rb"^[ \t]*v[ \t]+[-+.\d]\S*[ \t]+[-+.\d]\S*[ \t]+[-+.\d]", re.MULTILINE)
_MTL = re.compile(rb"^[ \t]*newmtl[ \t]+\S", re.MULTILINE)
_OBJ_LINE = re.compile(rb"[ \t]*(?:#|(?:v|vt|vn|vp|f|l|p|o|g|s|mtllib|usemtl|usemap)(?:\s|$)|\r?$)")


def kind_of(head: bytes, size: int) -> FileKind:
    """What a file that begins so can be. DICOM comes first: its preamble may hold the head of another
    kind."""
    from dentui.media import dicom, meshes

    if head[dicom.PREAMBLE : dicom.PREAMBLE + 4] == dicom.MAGIC:
        return FileKind.DICOM
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head[:2] == b"BM" and head[14:18] in {bytes((n, 0, 0, 0)) for n in (12, 40, 52, 56, 64, 108, 124)}:
        return FileKind.BMP
    if meshes.is_binary_stl(head, size):
        return FileKind.STL
    if _HPS.match(head):
        return FileKind.HPS
    if b"\0" not in head and (kind := _text_kind(head)) is not FileKind.OTHER:
        return kind
    if dicom.looks_like(head):
        return FileKind.DICOM
    return FileKind.STL if meshes.begins_like_stl(head) else FileKind.OTHER


def _text_kind(head: bytes) -> FileKind:
    if head.lstrip()[:5].lower() == b"solid" and re.search(rb"\bfacet\b|\bendsolid\b", head, re.IGNORECASE):
        return FileKind.STL
    # Notepad writes a mark in front, and all of Windows other ends of lines.
    head = head.removeprefix(codecs.BOM_UTF8)
    if _MTL.search(head):
        return FileKind.MTL
    if _OBJ.search(head) and all(_OBJ_LINE.match(line) for line in head.split(b"\n")[:-1]):
        return FileKind.OBJ
    return FileKind.OTHER


def look_at(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """Job: what the file at `path` is and says. `wrong` is a sentence where it cannot be read."""
    path = Path(asked["path"])
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD)
    kind = kind_of(head, size)
    try:
        said = _said(path, kind, limits)
    except Unreadable as error:
        return _answer(kind, {"wrong": str(error)})
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        # A head that lies in a way that nobody foresaw.
        return _answer(kind, {"wrong": DAMAGED, "fault": type(error).__name__})
    if said is None:
        return _answer(FileKind.OTHER, {"what": _other(head)})
    return _answer(kind, said)


def _said(path: Path, kind: FileKind, limits: Limits) -> Mapping[str, Any] | None:
    from dentui.media import dicom, meshes, photos

    if kind in PICTURES:
        return photos.look(path, kind, limits)
    if kind is FileKind.DICOM:
        return dicom.look(path, limits)
    if kind in MESHES:
        return meshes.look(path, kind, limits)
    if kind is FileKind.MTL:
        return meshes.look_at_materials(path)
    return None


def _other(head: bytes) -> str:
    what = next((words for sign, words in _OTHERS if head.startswith(sign)), "")
    if head[4:8] == b"ftyp":
        what = next((words for brand, words in _BRANDS if head[8:12] == brand), "a film")
    if not what:
        what = "a text" if b"\0" not in head and _is_text(head) else ""
    return f"It is {what}." if what else "It is of no kind that is known here."


def _is_text(head: bytes) -> bool:
    try:
        text = head[: HEAD - 4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character.isspace() for character in text)


def _answer(kind: FileKind, said: Mapping[str, Any]) -> Answer:
    facts = {name: _plain(value) for name, value in asdict(said.get("facts", Facts())).items()}
    maker = {name: _plain(value) for name, value in asdict(said.get("maker", Maker())).items()}
    rest = {name: _plain(value) for name, value in said.items() if name not in {"facts", "maker"}}
    return Answer({"kind": kind.value, "facts": facts, "maker": maker, **rest})


def _plain(value: Any) -> Any:
    """As JSON says it. Of text only what can be printed: a NUL in a tag is refused by a database."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return "".join(character for character in value[:LONGEST] if character.isprintable()).strip()
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def facts_in(said: Mapping[str, Any]) -> Facts:
    """The facts of an answer. Raises TypeError and ValueError for what no answer says."""
    facts = dict(said)
    for name in ("spacing", "axes", "box", "refers_to"):
        facts[name] = tuple(facts[name])
    facts["taken"] = facts["taken"] and datetime.fromisoformat(facts["taken"])
    return replace(Facts(), **facts)
