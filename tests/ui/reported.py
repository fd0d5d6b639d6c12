"""Image data of which a report can be made, in the register of the screen's tests."""

from __future__ import annotations

from uuid import uuid4

from dentui.domain.images import ImageItem, ImageType
from dentui.domain.people import PersonInput
from dentui.domain.reports import ReportRow
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured, scan

SCANNER = b"SHINING 3D AoralScan 3"


def jaws(pictured: Pictured, text: str = "4711", record: str | None = None, size: float = 10) -> ImageItem:
    """An upper and a lower jaw in a record, by a device that is authorised for reports."""
    files = {
        f"{name}Jaw.stl": SCANNER.ljust(80) + scan(size + more)[80:]
        for more, name in enumerate(("Upper", "Lower"))
    }
    item = pictured.add(text, ImageType.INTRAORAL_SCAN, files, record)
    authorise(pictured)
    return item


def authorise(pictured: Pictured, *, authorised: bool = True, third_party: bool = False) -> None:
    """Say of every device whether its data may go into reports."""
    for device in pictured.desk.devices.all(pictured.actor):
        pictured.desk.devices.edit(
            pictured.actor, uuid4(), device.uuid, device.version, third_party, authorised
        )


def doctor(elsewhere: Elsewhere, name: str = "Weber") -> None:
    """Somebody who signs."""
    elsewhere.desk.people.add(elsewhere.actor, uuid4(), PersonInput(name, doctor=True))


def reports(elsewhere: Elsewhere, text: str = "4711") -> tuple[ReportRow, ...]:
    """The reports of whom the text finds."""
    return elsewhere.desk.reports.of_patient(elsewhere.actor, elsewhere.uuid(text))
