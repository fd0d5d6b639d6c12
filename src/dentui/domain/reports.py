"""Health checking reports: what they are made of, what may be chosen for one, and the states they go through.

What is found at teeth and gums is in `domain/findings.py`, what is printed in `domain/report_content.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dentui.domain.findings import NOT_SCORED, Findings, Gums
from dentui.domain.forms import tidy
from dentui.domain.images import PICTURES, FileKind, ImageFile, ImageItem, ImageType, Raster, Role
from dentui.domain.teeth import Numbering
from dentui.errors import Invalid


class ReportState(StrEnum):
    """Where a report stands."""

    UNFINISHED = "unfinished"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    """A correction took its place."""
    REVOKED = "revoked"


class ReportAction(StrEnum):
    """What is done to a report, as the trail calls it (with "report" behind it)."""

    MAKE = "make"
    EDIT = "edit"
    DISCARD = "discard"
    """Throw away an unfinished one."""
    PUBLISH = "publish"
    SUPERSEDE = "supersede"
    REVOKE = "revoke"


class Language(StrEnum):
    """What a report is written in, by its ISO 639 code."""

    ENGLISH = "en"
    CHINESE = "zh"


LANGUAGE_WORDS = {Language.ENGLISH: "English", Language.CHINESE: "中文"}


class Paper(StrEnum):
    """What a report is printed on."""

    A4 = "A4"
    LETTER = "Letter"


class Section(StrEnum):
    """What can be left out of a report, in the order in which it is printed."""

    CHART = "tooth chart"
    FINDINGS = "findings"
    GUMS = "gums"
    JAWS = "jaws"
    FACE = "face"
    PICTURES = "pictures"
    ASSESSMENT = "assessment"
    ADVICE = "advice"
    SIGNATURE = "signature"


LONGEST = {"title": 80, "assessment": 8_000, "advice": 4_000, "caption": 160, "reason": 500}
"""Characters of each text."""
MOST_PICTURES = 24
"""In one report."""


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """The window "Settings of Health Checking Report". What was set last is offered first."""

    title: str = ""
    """"" for the usual title in the report's language."""
    language: Language = Language.ENGLISH
    sections: frozenset[Section] = frozenset(Section)
    """What is printed, where there is anything to print in it."""
    paper: Paper = Paper.A4
    numbering: Numbering = Numbering.FDI
    doctor_id: int | None = None
    """Who signs."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the top of an institution's reports; kept by administrators."""

    name: str = ""
    """"" for the institution's name."""
    address: str = ""
    """Lines."""
    contact: str = ""
    """Lines: telephone, e-mail, web page."""
    logo: bytes = field(default=b"", repr=False)
    """PNG, at most 512 pixels wide and high, without anything but its pixels; b"" for none."""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in a report."""

    file: UUID
    """Of an item that the report has chosen."""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What the editor of a report hands over. Nearly all of it may be empty until it is published."""

    settings: ReportSettings = ReportSettings()
    items: tuple[UUID, ...] = ()
    """Items of image data that were chosen, in their order."""
    upper: UUID | None = None
    lower: UUID | None = None
    """Files of an intraoral scan that the jaws are drawn from (S19)."""
    face: UUID | None = None
    """File of a face scan (S20)."""
    findings: Findings = ()
    gums: Gums = NOT_SCORED
    assessment: str = ""
    advice: str = ""
    pictures: tuple[Placed, ...] = ()
    """In the order in which they are printed."""


@dataclass(frozen=True, slots=True, order=True)
class ReportNumber:
    """Given when it is published, for good: counted within the institution and the year."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"R-{self.year}-{self.number:05}"


@dataclass(frozen=True, slots=True)
class ReportMove:
    """One step in the time line of a report."""

    at: datetime
    """Wall-clock time of the institution."""
    person: str
    action: ReportAction
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as lists show it. Texts are as stored: whoever shows them cleans them."""

    uuid: UUID
    version: int
    number: ReportNumber | None
    """None before it is published."""
    patient: UUID
    title: str
    language: Language
    state: ReportState
    author: str
    """Who made it."""
    doctor: str
    """Who signs it; "" where nobody is chosen yet."""
    made: datetime
    published: datetime | None
    findings: int
    pages: int
    """Of its PDF; 0 before it is published."""
    size: int
    """Bytes of its PDF."""
    supersedes: ReportNumber | None = None
    """Which it corrects."""
    superseded_by: ReportNumber | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report with all that belongs to it."""

    row: ReportRow
    form: ReportInput
    items: tuple[ImageItem, ...]
    """Those of its chosen items that are still there, in their order."""
    corrects: UUID | None
    """The published report whose place it takes when it is published."""
    reason: str
    """Why it was revoked, or what it corrects."""
    moves: tuple[ReportMove, ...]
    """The oldest first."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A page of a report, or of what it would be, as a picture."""

    picture: Raster
    page: int
    """From 0."""
    pages: int


# What can be chosen

NO_SCAN = "A report needs an intraoral scan: choose one with Space, then go on."
NONE_THERE = (
    "A report needs an intraoral scan, and this patient has none yet. Go back with Esc, then u adds one."
)
NO_CBCT = "A CBCT cannot go into a report. Take it off with Space, then go on."


def require_reportable(items: Sequence[ImageItem]) -> None:
    """Raises Invalid, field `items`, where no report can be made of these (S17): no intraoral scan, a CBCT,
    items of one type from two records (S45), or a scan of a device that is not authorised (S22)."""
    if any(item.type is ImageType.CBCT for item in items):
        raise Invalid(NO_CBCT, field="items")
    scans = [item for item in items if item.type is ImageType.INTRAORAL_SCAN]
    if not scans:
        raise Invalid(NO_SCAN, field="items")
    records: dict[ImageType, UUID] = {}
    for item in items:
        if records.setdefault(item.type, item.record) != item.record:
            raise Invalid(
                "The report was not begun: data of one type is from two records. Choose it from one record.",
                field="items",
            )
    for scan in scans:
        refusal = device_refusal(scan)
        if refusal:
            raise Invalid(refusal, field="items")


def device_refusal(item: ImageItem) -> str:
    """Why the uploading device of an intraoral scan keeps it out of reports, and who can change that (S22);
    "" where it does not."""
    device = item.device
    if device is None:
        return (
            "The scan does not say which device made it, and only authorised devices may make reports. "
            "Choose its device with Correct, or ask an administrator."
        )
    if device.authorised:
        return ""
    name = " ".join(part for part in (device.name or "The device", device.serial) if part)
    whose = "belongs to a third party and" if device.third_party else "was"
    return (
        f"{tidy(name)} {whose} {'was ' if device.third_party else ''}not authorised for reports. An "
        "administrator can authorise it under Devices (Ctrl+G, v)."
    )


def jaw_choices(items: Iterable[ImageItem], role: Role) -> tuple[ImageFile, ...]:
    """Files of the chosen intraoral scans that show this jaw, the newest scan first."""
    scans = [item for item in items if item.type is ImageType.INTRAORAL_SCAN]
    return tuple(file for item in _newest_first(scans) for file in item.files if file.role is role)


def face_choices(items: Iterable[ImageItem]) -> tuple[ImageFile, ...]:
    """Files of the chosen face scans that are a face: the smiling ones first (S20), of them the newest."""
    faces = [item for item in items if item.type is ImageType.FACE_SCAN]
    files = [file for item in _newest_first(faces) for file in item.files if file.role is not Role.TEXTURE]
    return tuple(sorted(files, key=lambda file: file.role is not Role.SMILE))


def newest_pair(items: Iterable[ImageItem]) -> tuple[UUID | None, UUID | None]:
    """The files of upper and lower jaw that are chosen at first: of the newest scan that has both, else the
    newest of each (S19)."""
    scans = _newest_first([item for item in items if item.type is ImageType.INTRAORAL_SCAN])
    for item in scans:
        upper, lower = _of_role(item, Role.UPPER), _of_role(item, Role.LOWER)
        if upper is not None and lower is not None:
            return upper, lower
    uppers, lowers = jaw_choices(scans, Role.UPPER), jaw_choices(scans, Role.LOWER)
    return (uppers[0].uuid if uppers else None), (lowers[0].uuid if lowers else None)


PLACED_TYPES = (ImageType.FACIAL_IMAGE, ImageType.INTRAORAL_IMAGES, ImageType.X_RAY)
"""Types whose files are pictures of a report, in the order in which they are placed at first."""
_DRAWN = PICTURES | {FileKind.DICOM}


def placeable(items: Sequence[ImageItem]) -> tuple[ImageFile, ...]:
    """Files of these items that can be pictures of a report, in the order in which they are placed at
    first."""
    return tuple(
        file
        for kind in PLACED_TYPES
        for item in items
        if item.type is kind
        for file in item.files
        if file.kind in _DRAWN
    )


def begun(items: Sequence[ImageItem], settings: ReportSettings) -> ReportInput:
    """What the editor starts from. Raises Invalid as `require_reportable` does."""
    require_reportable(items)
    upper, lower = newest_pair(items)
    faces = face_choices(items)
    pictures = [Placed(file.uuid) for file in placeable(items)]
    return ReportInput(
        settings=settings,
        items=tuple(item.uuid for item in items),
        upper=upper,
        lower=lower,
        face=faces[0].uuid if faces else None,
        pictures=tuple(pictures[:MOST_PICTURES]),
    )


def _of_role(item: ImageItem, role: Role) -> UUID | None:
    return next((file.uuid for file in item.files if file.role is role), None)


def _newest_first(items: Iterable[ImageItem]) -> list[ImageItem]:
    return sorted(items, key=lambda item: item.taken or item.added, reverse=True)
