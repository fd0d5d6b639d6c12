"""What copies of image data are called, in an outbox or an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dentui.domain.images import FileKind

ENDINGS: Mapping[FileKind, str] = {
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.WEBP: ".webp",
    FileKind.TIFF: ".tif",
    FileKind.BMP: ".bmp",
    FileKind.DICOM: ".dcm",
    FileKind.STL: ".stl",
    FileKind.PLY: ".ply",
    FileKind.OBJ: ".obj",
    FileKind.MTL: ".mtl",
    FileKind.GLB: ".glb",
    FileKind.HPS: ".hps",
    FileKind.OTHER: ".bin",
}
DOCUMENTS = frozenset(
    (
        ".pdf",
        ".txt",
        ".csv",
        ".rtf",
        ".docx",
        ".xlsx",
        ".odt",
        ".ods",
        ".zip",
        ".heic",
        ".mp4",
        ".mov",
        ".avi",
    )
)
"""Endings of other data that stay: whoever gets a letter wants to open it, and nothing of these runs."""


def names_in_archive(names: Sequence[str], kinds: Sequence[FileKind]) -> list[str]:
    """What files of an archive are called: their number, and what of their names no system minds."""
    made = []
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True), 1):
        stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in Path(name).stem)[:40].strip("_")
        made.append(f"{number:03}{'_' if stem else ''}{stem}{_ending(name, kind)}")
    return made


def _ending(name: str, kind: FileKind) -> str:
    """The ending of a copy: by what the file is; of other data its own, where that is a document's."""
    own = Path(name).suffix.lower()
    return own if kind is FileKind.OTHER and own in DOCUMENTS else ENDINGS[kind]
