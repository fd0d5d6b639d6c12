"""The devices that image data comes from, for administrators: whose they are, and which may make reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from dentui.domain.images import Device
from dentui.errors import DentuiError, Forbidden
from dentui.ui.keys import DEVICES, WALKING
from dentui.ui.screens.listing import ListScreen
from dentui.ui.sheets.base import ask
from dentui.ui.text import number
from dentui.ui.widgets.devices import DeviceTable
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk


class DevicesScreen(ListScreen[tuple[Device, ...]]):
    """What makes image data here."""

    PLACE = DEVICES
    BINDINGS = DEVICES.bindings
    ROW_KEYS = WALKING | {"enter", "e", "E"}

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.words = Words(classes="words")
        self.table = DeviceTable()

    def body(self) -> Iterable[Widget]:
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        desk = self.work.desk
        self.title_bar.show(desk.institution, "Devices", desk.operator)
        self.table.tell("Asking the register …")
        self.set_focus(self.table)
        self.follow()

    def fetch(self, desk: Desk) -> tuple[Device, ...]:
        return desk.devices.all(desk.actor)

    def fetched(self, devices: tuple[Device, ...]) -> None:
        at = self.table.row_at_cursor
        wanted = at.uuid if at is not None else None
        row = next((row for row, device in enumerate(devices) if device.uuid == wanted), None)
        self.table.tell("No device yet: they come with the image data that names them.")
        self.table.refill(devices, 0, len(devices), row)
        allowed = sum(device.authorised for device in devices)
        noun = "device" if len(devices) == 1 else "devices"
        self.words.show(
            [(f" {number(allowed)} authorised for reports", "quiet")],
            [(f" {number(len(devices))} {noun} ", "loud")],
        )

    def refused(self, error: DentuiError) -> None:
        if isinstance(error, Forbidden):
            # Whoever may not see them (any more) does not go on seeing them.
            self.table.fill((), 0, 0)
            self.table.tell("")
            self.words.show(())
        super().refused(error)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nothing = action == "open" and self.table.row_at_cursor is None
        return "There is nothing in this list." if nothing else ""

    def action_open(self) -> None:
        device = self.table.row_at_cursor
        if device is not None:
            self.work.flow(self._device(device))

    async def _device(self, device: Device) -> None:
        from dentui.ui.sheets.device import DeviceSheet
        from dentui.ui.sheets.form import Unchanged

        saved = await ask(self.app, self.work, DeviceSheet(self.work, device))
        if saved is not None:
            self.status.say(saved.value if isinstance(saved, Unchanged) else "Saved.")
            self.follow()
