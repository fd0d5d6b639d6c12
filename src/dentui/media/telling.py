"""Which of the seven types a file is likeliest of, and by what that was told: kind, tags, name, then its
look.

A person sees what each file was taken for and can change it, so where nothing tells, the likeliest is
offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dentui.domain.images import MESHES, PICTURES, Facts, FileKind, ImageType, Maker, Role
from dentui.domain.roles import Hint, hint_in, role_in

SLICES = 3
"""Pictures of one CT series from which it is a volume. One is a slice, two are a pair of scouts; from three
on there is a direction to go through, and nobody wants them as single X-rays."""
HEAD = 120.0
"""Millimetres. The longest side of a scanned jaw is 70 to 90, of a face 180 and more."""
METRE = 1.0
"""No scan is smaller than a millimetre: below that the numbers of a mesh are metres."""
LEAST = 20.0
"""Millimetres below which they are in another unit, or those of a tooth."""

X_RAYS = frozenset(("IO", "PX", "DX", "CR", "RG", "RF", "XA", "MG", "BI", "XR", "DR"))
VOLUMES = frozenset(("CT", "CBCT"))
PHOTOS = frozenset(("XC", "ES", "GM"))
MESH_MODALITIES = frozenset(("M3D", "OSS"))
"""Modalities of DICOM PS3.3 C.7.3.1.1.1."""
_CLASS = "1.2.840.10008.5.1.4.1.1."
_BY_CLASS: tuple[tuple[str, str], ...] = (
    (_CLASS + "1.3", "IO"),
    (_CLASS + "1.1", "DX"),
    (_CLASS + "1", "CR"),
    (_CLASS + "2", "CT"),
    (_CLASS + "2.1", "CT"),
    (_CLASS + "2.2", "CT"),
    (_CLASS + "77.1.1", "ES"),
    (_CLASS + "77.1.4", "XC"),
    (_CLASS + "104.3", "M3D"),
    (_CLASS + "104.4", "M3D"),
)
"""Modality for a SOP class (PS3.4 B.5), also of the classes below it, where the file gives none."""
_FACE_MAKERS = frozenset(("Bellus3D", "3dMD", "Canfield"))


@dataclass(frozen=True, slots=True)
class Looked:
    """A file, and what was read in it."""

    key: UUID
    name: str
    size: int
    kind: FileKind
    facts: Facts
    maker: Maker
    wrong: str = ""
    """Why it could not be read."""
    what: str = ""
    """What it is, where that is nothing that is seen."""
    words: str = ""
    """What DICOM tags say of the part of the body."""
    scout: bool = False
    """A picture that only shows where slices lie."""
    grey: bool = False
    colours: bool = False

    @property
    def folder(self) -> str:
        """In which it came; "" for none."""
        return self.name.rpartition("/")[0]

    @property
    def last(self) -> str:
        """Its name without folders."""
        return self.name.rpartition("/")[2]


def modality_of(facts: Facts) -> str:
    """As the file says it, or as its SOP class tells; "" where neither does. The model's name is not asked: a
    panoramic unit may be called CEPH."""
    if facts.modality and facts.modality != "OT":
        return facts.modality.upper()
    for sop_class, modality in _BY_CLASS:
        if facts.sop_class == sop_class or facts.sop_class.startswith(sop_class + "."):
            return modality if sop_class != _CLASS + "1" or facts.sop_class == sop_class else ""
    return ""


def is_slice(file: Looked) -> bool:
    """Whether it may be one of the slices of a volume."""
    return modality_of(file.facts) in VOLUMES and file.facts.frames == 1 and not file.scout


def type_of(file: Looked) -> tuple[ImageType, str]:
    """The type of one file, and by what it was told, in few words."""
    if file.wrong:
        return ImageType.OTHER, file.wrong
    if file.kind in PICTURES:
        return _photo(file, hint_in(file.name))
    if file.kind is FileKind.DICOM:
        return _dicom(file)
    if file.kind in MESHES:
        return _mesh(file)
    return ImageType.OTHER, file.what or "No image data."


def _photo(file: Looked, hint: Hint | None) -> tuple[ImageType, str]:
    if hint in {Hint.X_RAY, Hint.VOLUME}:
        return ImageType.X_RAY, "By its name."
    if hint is Hint.FACE:
        return ImageType.FACIAL_IMAGE, "By its name."
    if hint is Hint.MOUTH:
        return ImageType.INTRAORAL_IMAGES, "By its name."
    if file.grey:
        return ImageType.X_RAY, "It is grey all over."
    if file.facts.height > file.facts.width:
        return ImageType.FACIAL_IMAGE, "It is upright, as portraits are."
    return ImageType.INTRAORAL_IMAGES, "It is no higher than wide, as pictures of teeth are."


def _dicom(file: Looked) -> tuple[ImageType, str]:
    modality, frames = modality_of(file.facts), file.facts.frames
    said = f"DICOM says {modality}."
    if modality in MESH_MODALITIES and not frames:
        face = Hint.FACE in (hint_in(file.name), hint_in(file.words))
        return (ImageType.FACE_SCAN if face else ImageType.INTRAORAL_SCAN), said
    if not frames:
        return ImageType.OTHER, f"DICOM without a picture{modality and f', {modality}'}."
    if modality in VOLUMES:
        if frames >= SLICES:
            return ImageType.CBCT, f"DICOM says {modality}, with {frames} slices in one file."
        return ImageType.X_RAY, "A single CT slice."
    if modality in X_RAYS:
        return ImageType.X_RAY, said
    if modality in PHOTOS or not modality:
        hint = hint_in(file.name) or hint_in(file.words)
        # What a camera took is no X-ray, however grey.
        told = hint or (Hint.MOUTH if modality in PHOTOS and file.grey else None)
        type_, why = _photo(file, told)
        return type_, said if modality and hint else why
    return ImageType.OTHER, f"DICOM says {modality}, which is none of the types."


def _mesh(file: Looked) -> tuple[ImageType, str]:
    hint = hint_in(file.name)
    if hint is Hint.FACE:
        return ImageType.FACE_SCAN, "By its name."
    if hint is Hint.MOUTH or role_in(file.last, ImageType.INTRAORAL_SCAN) is not Role.NONE:
        return ImageType.INTRAORAL_SCAN, "By its name."
    if file.maker.maker in _FACE_MAKERS or file.maker.model == "MetiSmile":
        return ImageType.FACE_SCAN, f"Made by {file.maker.name}."
    if file.kind is FileKind.HPS:
        return ImageType.INTRAORAL_SCAN, "3Shape's own format."
    longest = max(file.facts.box, default=0.0)
    if longest < METRE:
        longest *= 1000
    if longest > HEAD:
        return ImageType.FACE_SCAN, f"{longest:.0f} mm, the size of a head."
    if longest >= LEAST:
        return ImageType.INTRAORAL_SCAN, f"{longest:.0f} mm, the size of a jaw."
    if file.colours:
        return ImageType.FACE_SCAN, "Colours lie on it, and its size is not that of a jaw."
    return ImageType.INTRAORAL_SCAN, "A mesh; nothing tells whether of a mouth or a face."
