"""Reports for a demonstration clinic that has scans: its letterhead, devices that may and may not make
reports, and reports in every state, made as a desk does it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from dentui.domain.finding import Find
from dentui.domain.findings import Finding, FindingKind, Severity, Surface
from dentui.domain.images import SCANS, ImageItem, ImageType
from dentui.domain.reports import Language, Letterhead, ReportInput, ReportSettings, begun
from dentui.errors import Invalid
from dentui.services.demo.scanning import ASKED, take_in
from dentui.services.demo.special import HOSTILE_NOTE

if TYPE_CHECKING:
    from dentui.domain.images import RecordImages
    from dentui.services.desk import Desk

REPORTS = 7
COARSE = 0.7
"""Millimetres of the lattice of scans that only show how a device is refused."""
UNAUTHORISED, THIRD_PARTY = "Medit i700", "3Shape TRIOS 4"
"""Scanners of this clinic's own and of somebody else's, which may make no reports."""
ADDRESS = "Seestrasse 14\n8002 Zürich"
CONTACT = "044 555 01 00\nempfang@zahnzentrum.example"
SHARED = "http://localhost:8090"
"""Where `dentui share` listens on this machine, where nothing else is said."""

_K, _M, _O, _D = FindingKind, Surface.MESIAL, Surface.OCCLUSAL, Surface.DISTAL
FINDINGS = (
    Finding(18, _K.MISSING),
    Finding(16, _K.CARIES, (_M, _O), Severity.MODERATE),
    Finding(24, _K.FILLING, (_O, _D)),
    Finding(26, _K.CROWN),
    Finding(31, _K.CALCULUS, (Surface.LINGUAL,), Severity.MILD),
    Finding(36, _K.ROOT_CANAL),
    Finding(36, _K.CROWN),
    Finding(46, _K.WEAR, (_O,), Severity.SEVERE, "night guard worn out"),
)
GUMS = ("1", "0", "2", "2", "1", "3*")
ASSESSMENT = (
    "The teeth are well kept on the whole. At 16 there is caries between the teeth that a filling mends in "
    "one visit.\nThe gums at the lower left bleed when they are touched."
)
ADVICE = "Brush between the teeth every evening.\nCome for cleaning in three months, then every six."
CHINESE = "整体口腔状况良好。\n建议每天使用牙线，半年后复查。"


def add_reports(desk: Desk, told: Callable[[int, int], None], step: float = COARSE) -> int:
    """Give the clinic a letterhead and an address for links, and reports to the patients who have scans and
    to the first of the list, where nobody has one yet; how many were made. `told`: reports that are done, and
    how many there are. Raises Invalid outside of a demonstration clinic, Unavailable."""
    if not desk.demonstration:
        raise Invalid("Invented reports are for demonstration clinics only. Make one with: dentui demo")
    patients = [line.uuid for line in desk.patients.find(desk.actor, Find(), limit=ASKED).lines]
    if any(desk.reports.of_patient(desk.actor, patient) for patient in patients):
        return 0
    records = {patient: desk.images.of_patient(desk.actor, patient) for patient in patients}
    scanned = [patient for patient in patients if any(_items(records[patient], SCANS))]
    others = [patient for patient in patients if patient not in scanned and records[patient]][:3]
    if not scanned or len(others) < 3:
        return 0
    for patient, words in zip(others, ("SHINING 3D AoralScan 3", UNAUTHORISED, THIRD_PARTY), strict=True):
        take_in(desk, patient, records[patient][0], _scan(words, step))
    _authorise(desk)
    if not desk.reports.letterhead(desk.actor).version:
        desk.reports.save_letterhead(desk.actor, Letterhead("", ADDRESS, CONTACT, logo()))
    if not desk.links.address(desk.actor):
        desk.links.save_address(desk.actor, SHARED)
    made = 0
    told(0, REPORTS)
    for _ in _reports(desk, scanned[0], scanned[-1], others[0]):
        made += 1
        told(made, REPORTS)
    return made


def _reports(desk: Desk, first: UUID, second: UUID, nasty: UUID) -> Iterator[UUID]:
    """One after the other: corrected, its correction, unfinished, revoked, published in Chinese; then what
    tries to break a page, unfinished and published."""
    service, actor = desk.reports, desk.actor
    doctors = desk.charts.lists(actor).doctors
    form = _form(desk, first, doctors[0].id)
    yield (made := _published(desk, first, form))
    correction = uuid4()
    service.correct(actor, uuid4(), made, correction, "27 was written as 26")
    mended = tuple(replace(each, tooth=27) if each.tooth == 26 else each for each in form.findings)
    service.publish(actor, uuid4(), correction, 1, replace(form, findings=mended))
    yield correction
    yield _kept(desk, first, replace(form, findings=form.findings[:3], assessment="", advice=""))
    other = _form(desk, second, doctors[-1].id)
    yield (made := _published(desk, second, replace(other, findings=form.findings[:1])))
    service.revoke(actor, uuid4(), made, service.open(actor, made).row.version, "Findings of another patient")
    chinese = replace(other.settings, language=Language.CHINESE)
    yield _published(desk, second, replace(other, settings=chinese, assessment=CHINESE, advice=""))
    hostile = replace(_form(desk, nasty, doctors[0].id), assessment=HOSTILE_NOTE, advice=HOSTILE_NOTE)
    yield _published(desk, nasty, hostile)
    yield _kept(desk, nasty, hostile)


def _form(desk: Desk, patient: UUID, doctor: int) -> ReportInput:
    items = list(_items(desk.images.of_patient(desk.actor, patient), SCANS))
    form = begun(items, ReportSettings(doctor_id=doctor))
    return replace(form, findings=FINDINGS, gums=GUMS, assessment=ASSESSMENT, advice=ADVICE)


def _kept(desk: Desk, patient: UUID, form: ReportInput) -> UUID:
    made = uuid4()
    desk.reports.keep(desk.actor, uuid4(), patient, made, form)
    return made


def _published(desk: Desk, patient: UUID, form: ReportInput) -> UUID:
    made = _kept(desk, patient, form)
    desk.reports.publish(desk.actor, uuid4(), made, 1, form)
    return made


def _items(records: tuple[RecordImages, ...], types: frozenset[ImageType]) -> Iterator[ImageItem]:
    return (item for record in records for item in record.items if item.type in types)


def _scan(words: str, step: float) -> Iterator[tuple[ImageType, Mapping[str, bytes]]]:
    from dentui.services.demo.scans import files, jaws
    from dentui.services.demo.scans.arch import Variation

    made = jaws.scans(Variation(len(words)), step)
    yield (
        ImageType.INTRAORAL_SCAN,
        {"UpperJaw.stl": files.stl(made.upper, words), "LowerJaw.stl": files.stl(made.lower, words)},
    )


def _authorise(desk: Desk) -> None:
    """The clinic's scanners may make reports, but one; what is somebody else's stays as it came."""
    for device in desk.devices.all(desk.actor):
        ours = device.maker != "3Shape"
        allowed = device.maker == "SHINING 3D"
        if (device.third_party, device.authorised) != (not ours, allowed):
            desk.devices.edit(desk.actor, uuid4(), device.uuid, device.version, not ours, allowed)


def logo(size: int = 256) -> bytes:
    """The clinic's sign as PNG: a tooth above two waves of a lake."""
    import numpy as np

    y, x = np.mgrid[0:size, 0:size].astype(np.float64) * 2 / size - 1
    crown = (np.abs(x) / 0.5) ** 2.6 + (np.abs(y + 0.38) / 0.4) ** 2.6 < 1
    legs = (np.abs(np.abs(x) - 0.24 - 0.1 * (y + 0.1)) < 0.2 - 0.3 * (y + 0.1)) & (y > -0.4) & (y < 0.42)
    waves = [np.abs(y - at - 0.06 * np.sin(7 * x)) < 0.045 for at in (0.6, 0.82)]
    pixels = np.zeros((size, size, 4), np.uint8)
    pixels[(crown | legs)] = (0, 92, 122, 255)
    pixels[(waves[0] | waves[1]) & (np.abs(x) < 0.85)] = (70, 160, 190, 255)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    # PNG (ISO/IEC 15948): eight bits of red, green, blue and alpha.
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
