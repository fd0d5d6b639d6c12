"""Image data: what a file is, what it was taken for, and what of it belongs together (S32-S49)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from dentui.domain.patients import RecordLine


class ImageType(StrEnum):
    """The seven types of image data."""

    INTRAORAL_SCAN = "intraoral scan"
    FACE_SCAN = "face scan"
    INTRAORAL_IMAGES = "intraoral images"
    FACIAL_IMAGE = "facial image"
    X_RAY = "x-ray"
    CBCT = "cbct"
    OTHER = "other"


TYPE_WORDS: Mapping[ImageType, str] = {
    ImageType.INTRAORAL_SCAN: "Intraoral scan",
    ImageType.FACE_SCAN: "Face scan",
    ImageType.INTRAORAL_IMAGES: "Intraoral images",
    ImageType.FACIAL_IMAGE: "Facial image",
    ImageType.X_RAY: "X-ray",
    ImageType.CBCT: "CBCT",
    ImageType.OTHER: "Other",
}
PREVIEWED = frozenset(ImageType) - {ImageType.CBCT, ImageType.OTHER}
"""Types with thumbnails (S37)."""
SCANS = frozenset((ImageType.INTRAORAL_SCAN, ImageType.FACE_SCAN))
"""Types whose files are models (S38)."""


class FileKind(StrEnum):
    """What a file is by its content, whatever its name ends in."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    BMP = "bmp"
    DICOM = "dicom"
    STL = "stl"
    PLY = "ply"
    OBJ = "obj"
    MTL = "mtl"
    GLB = "glb"
    HPS = "hps"
    """3Shape's mesh, XML that is often named .dcm."""
    OTHER = "other"


PICTURES = frozenset((FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.TIFF, FileKind.BMP))
MESHES = frozenset((FileKind.STL, FileKind.PLY, FileKind.OBJ, FileKind.GLB, FileKind.HPS))


class Role(StrEnum):
    """What a file shows among those of its item. A person can correct it."""

    NONE = ""
    UPPER = "upper"
    LOWER = "lower"
    BITE = "bite"
    FRONT = "front"
    LEFT = "left"
    RIGHT = "right"
    SMILE = "smile"
    NEUTRAL = "neutral"
    PROFILE = "profile"
    TEXTURE = "texture"
    """Colours of a mesh, or the file that names them."""


JAWS = frozenset((Role.UPPER, Role.LOWER))
"""What meets in a bite."""
ROLES: Mapping[ImageType, tuple[Role, ...]] = {
    ImageType.INTRAORAL_SCAN: (Role.UPPER, Role.LOWER, Role.BITE, Role.TEXTURE, Role.NONE),
    ImageType.FACE_SCAN: (Role.SMILE, Role.NEUTRAL, Role.TEXTURE, Role.NONE),
    ImageType.INTRAORAL_IMAGES: (Role.UPPER, Role.LOWER, Role.FRONT, Role.LEFT, Role.RIGHT, Role.NONE),
    ImageType.FACIAL_IMAGE: (Role.SMILE, Role.NEUTRAL, Role.PROFILE, Role.NONE),
    ImageType.X_RAY: (Role.NONE,),
    ImageType.CBCT: (Role.NONE,),
    ImageType.OTHER: (Role.NONE,),
}
"""The roles that files of a type can have, in the order in which they stand."""


@dataclass(frozen=True, slots=True)
class Maker:
    """The device that a file says it was made with; "" where it does not say."""

    maker: str = ""
    model: str = ""
    serial: str = ""

    @property
    def name(self) -> str:
        """Maker and model in one, as makers often repeat themselves in the model."""
        if self.model and self.model.casefold().split()[:1] == self.maker.casefold().split()[:1]:
            return self.model
        return " ".join(part for part in (self.maker, self.model) if part)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read in a file. Lengths in millimetres; 0, () and "" where it does not say."""

    width: int = 0
    height: int = 0
    """Pixels, upright: after EXIF's orientation."""
    bits: int = 0
    """Of a sample."""
    frames: int = 0
    spacing: tuple[float, ...] = ()
    """Between the centres of rows, then of columns; a third between slices."""
    triangles: int = 0
    box: tuple[float, ...] = ()
    """Extent of a mesh along x, y and z."""
    modality: str = ""
    """DICOM (0008,0060)."""
    sop_class: str = ""
    sop_instance: str = ""
    series: str = ""
    """DICOM Series Instance UID."""
    syntax: str = ""
    """DICOM Transfer Syntax UID."""
    axes: tuple[float, ...] = ()
    """How the rows and the columns of a slice lie in the patient, DICOM (0020,0037)."""
    position: float | None = None
    """Of a slice along the normal of its series."""
    number: int | None = None
    """DICOM Instance Number."""
    taken: datetime | None = None
    """Wall-clock time, as the file says it."""
    patient: str = ""
    """Name of the patient as the file says it, for a warning where it is another one's."""
    birth_date: str = ""
    """ISO 8601; "" also where the file's is no date that anybody alive can have."""
    refers_to: tuple[str, ...] = ()
    """Names of files that this one needs: OBJ's MTL, MTL's textures."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that was looked at and is ready to be kept."""

    key: UUID
    """By which the look knows it."""
    name: str
    """As its maker called it; data, never a path. Folders in front as a/b.stl."""
    size: int
    """Bytes."""
    kind: FileKind
    role: Role
    maker: Maker
    facts: Facts
    wrong: str = ""
    """Why it cannot be read, in a sentence: it can be kept as other data."""


@dataclass(frozen=True, slots=True)
class FoundItem:
    """Files that belong together, and what they were taken for."""

    key: UUID
    type: ImageType
    files: tuple[FoundFile, ...]
    taken: datetime | None
    maker: Maker
    why: str = ""
    """By what the type was told, in few words."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be taken in at all."""

    name: str
    reason: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at files found. It lives until it is taken in or thrown away."""

    key: UUID
    items: tuple[FoundItem, ...]
    refused: tuple[Refused, ...]
    taken: datetime | None
    """When the newest of them was taken: a visiting time to offer."""
    name: str
    """A record's name to offer, in words of what is there."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something long is."""

    doing: str
    """In a word or two: "Copying", "Looking at", "Keeping"."""
    done: int
    """Bytes."""
    total: int
    """Bytes; 0 where nobody knows yet."""
    files: int
    of_files: int
    speed: float
    """Bytes a second."""


@dataclass(frozen=True, slots=True)
class ItemInput:
    """An item as it is to be kept: what was found, as a person corrected it."""

    uuid: UUID
    type: ImageType
    files: tuple[tuple[UUID, Role], ...]
    """Keys of found files, and what each shows."""
    taken: datetime | None = None
    device: UUID | None = None
    """Chosen by hand; None for the one that the files name."""


@dataclass(frozen=True, slots=True)
class Device:
    """What makes image data in an institution, with what an administrator says of it (S22)."""

    uuid: UUID
    version: int
    maker: str
    model: str
    serial: str
    third_party: bool
    authorised: bool
    """Whether its data may go into reports."""
    items: int = 0
    """How many items came from it."""

    @property
    def name(self) -> str:
        """How a person calls it."""
        return Maker(self.maker, self.model).name


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A file that is kept."""

    uuid: UUID
    name: str
    size: int
    kind: FileKind
    role: Role
    facts: Facts
    turned: int = 0
    """Quarter turns to the right, 0 to 3, that a person gave it. The bytes stay as they came."""


@dataclass(frozen=True, slots=True)
class ImageItem:
    """Image data of one type that belongs together: a pair of jaws with its bites, a photo, a CBCT series."""

    uuid: UUID
    version: int
    record: UUID
    type: ImageType
    files: tuple[ImageFile, ...]
    """By role, then as they came."""
    added: datetime
    taken: datetime | None
    device: Device | None
    labels: int = 0
    measurements: int = 0
    """How many of these are kept with its models."""

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class RecordImages:
    """A record with its image data, by type and in the order of its time."""

    record: RecordLine
    items: tuple[ImageItem, ...]


@dataclass(frozen=True, slots=True)
class PatientImages:
    """The image data of a patient at one state of the register."""

    state: int
    """Told by a number that every change makes higher."""
    records: tuple[RecordImages, ...] | None
    """Newest first; None where nothing of it was changed since the state that was asked about."""


SAMPLES: Mapping[str, int] = {"L": 1, "RGB": 3, "I;16": 2}
"""Bytes of a pixel in each mode of a Raster."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels, row by row from the top, without padding.

    `mode` as Pillow's: "L" one byte, "RGB" three, "I;16" two bytes, the lower first."""

    width: int
    height: int
    mode: str
    data: bytes
    low: int = 0
    high: int = 255
    """Samples shown as black and as white: of 12- and 16-bit X-rays as their window says."""


@dataclass(frozen=True, slots=True)
class Download:
    """A copy of an item, or of a case, in the operator's outbox."""

    path: Path
    line: str
    """What is typed at the operator's own machine to get it."""
    size: int
    """Bytes."""
    lacks: str = ""
    """What of it could not be made as it should be, as a sentence."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep of the file store did."""

    left: int
    """Folders of programs that were killed while they took files in."""
    put_aside: int
    """Files that no row named for a day."""
    bytes_aside: int
    dropped: int
    """Files that lay aside for long enough, or that are there twice."""
    brought_back: int
    """Files that lay aside and that a row names."""


class Wrong(StrEnum):
    """What is wrong with a file that the register names."""

    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class WrongFile:
    """A file that is not as it was taken in, and whose it is."""

    wrong: Wrong
    sha256: str
    name: str
    chart_number: int
    patient: str
    record: str
    type: ImageType | None
    """None of the PDF of a report."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came out when the bytes of all files were read anew."""

    files: int
    """Different ones."""
    size: int
    """Bytes that were read."""
    wrong: int


def folder_of(login: str) -> str:
    """The name of an operator's folder in inbox and outbox: letters, digits and - _ @ + stay as they are, and
    a dot that is not the first one; the rest becomes %XX of its UTF-8."""
    kept = "".join(
        c if c.isalnum() or c in "-_@+." else "".join(f"%{byte:02X}" for byte in c.encode()) for c in login
    )
    return f"%2E{kept[1:]}" if kept.startswith(".") else kept
