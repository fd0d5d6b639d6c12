"""What an administrator says of a device: whose it is, and whether its data may go into reports (S22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.history import Theirs
from dentui.domain.images import Device
from dentui.errors import Conflict
from dentui.ui.sheets.form import UNCHANGED, FormSheet, Unchanged
from dentui.ui.text import content, number, recorded
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import ChoiceBox, FormField
from dentui.ui.work import Workplace

REPORTS = "Without it, no health checking report can be made of what the device uploaded."


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a device."""

    third_party: bool
    authorised: bool


class DeviceSheet(FormSheet[Said, UUID | Unchanged]):
    """Answers the device that was saved."""

    TITLE = "Device"

    def __init__(self, work: Workplace, device: Device) -> None:
        super().__init__(work)
        self._device, self._version = device, device.version
        self._base = said_of(device)
        self.party: ChoiceBox[bool] = ChoiceBox(
            "third_party",
            "It is",
            [Option(False, "our own"), Option(True, "a third party's")],
            (device.third_party,),
        )
        self.reports: ChoiceBox[bool] = ChoiceBox(
            "authorised", "For reports", [Option(True, "yes"), Option(False, "no")], (device.authorised,)
        )

    def body(self) -> Iterable[Widget]:
        device = self._device
        yield Facts(
            [
                Fact("Maker", recorded(device.maker), wide=True),
                Fact("Model", recorded(device.model), wide=True),
                Fact("Serial number", recorded(device.serial), wide=True),
                Fact(
                    "Image data",
                    f"{number(device.items)} {'item' if device.items == 1 else 'items'}",
                    wide=True,
                ),
            ],
            whole=True,
        )
        yield from self.fields()
        yield Static(content(REPORTS), classes="foot-hint")

    def fields(self) -> Sequence[FormField]:
        return self.party, self.reports

    def read(self) -> Said:
        return Said(bool(self.party.value), bool(self.reports.value))

    def keep(self, form: Said) -> UUID | Unchanged:
        if form == self._base:
            return UNCHANGED
        desk, device = self.work.desk, self._device.uuid
        desk.devices.edit(desk.actor, self.save_id, device, self._version, form.third_party, form.authorised)
        return device

    def base(self) -> Said:
        return self._base

    def resolve(self, error: Conflict, theirs: Theirs, form: Said) -> None:
        if isinstance(theirs.form, Device):
            theirs = Theirs(theirs.version, said_of(theirs.form), theirs.by, theirs.at)
        super().resolve(error, theirs, form)

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, Said):
            self._base = theirs.form


def said_of(device: Device) -> Said:
    """What is said of a device now."""
    return Said(device.third_party, device.authorised)
