"""Image data that was taken for something else: its type, its record, what each file shows, when and with
what it was made, put right by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from uuid import UUID

from textual import on
from textual.app import App
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.history import Theirs
from dentui.domain.images import ROLES, TYPE_WORDS, Device, ImageItem, ImageType, RecordImages, Role
from dentui.domain.patients import RecordLine
from dentui.errors import Conflict
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.form import UNCHANGED, FormSheet, Unchanged
from dentui.ui.sheets.into import NO_ROLE, device_words
from dentui.ui.text import content, moment, plain
from dentui.ui.widgets.amounts import bytes_words, files_words
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import FormField, PickBox
from dentui.ui.widgets.moments import MaybeMomentBox
from dentui.ui.work import Workplace

MOST_FILES = 60
"""Files that each have a field for what they show: more are slices, which show no part."""


class CorrectSheet(FormSheet[SimpleNamespace, UUID | Unchanged]):
    """Answers the item that was corrected. The form is a namespace, because each file has a field."""

    TITLE = "Correct image data"

    def __init__(
        self, work: Workplace, item: ImageItem, devices: Sequence[Device], records: Sequence[RecordImages]
    ) -> None:
        """`records`: all of the patient, the newest first."""
        super().__init__(work)
        self._item, self._version = item, item.version
        self._base = form_of(item)
        self.type_box = PickBox(
            "type",
            "Type",
            [Option(kind, TYPE_WORDS[kind]) for kind in ImageType],
            item.type,
            required=True,
        )
        self.record_box = PickBox(
            "record",
            "Record",
            [Option(each.record.uuid, record_words(each.record)) for each in records],
            item.record,
            required=True,
        )
        self.record_box.display = len(records) > 1
        self.taken_box = MaybeMomentBox("taken", "Taken", item.taken)
        self.device_box = PickBox(
            "device",
            "Device",
            [Option(device.uuid, device_words(device)) for device in devices],
            item.device.uuid if item.device else None,
            nothing="not known",
        )
        files = item.files if len(item.files) <= MOST_FILES else ()
        self._roles = [
            PickBox(name_of(number), f"File {number}", [], file.role) for number, file in enumerate(files, 1)
        ]
        self._names = [
            Static(content(f"{plain(file.name)}, {bytes_words(file.size)}"), classes="foot-hint")
            for file in files
        ]
        self._offer_roles(item.type)

    def body(self) -> Iterable[Widget]:
        item = self._item
        what = f"{files_words(len(item.files))}, {bytes_words(item.size)}"
        yield Facts([Fact("Image data", what, wide=True)], whole=True)
        yield from (self.type_box, self.record_box, self.taken_box, self.device_box)
        for box, name in zip(self._roles, self._names, strict=True):
            yield box
            yield name

    def fields(self) -> Sequence[FormField]:
        return (self.type_box, self.record_box, self.taken_box, self.device_box, *self._roles)

    @on(FormField.Edited)
    def _type_chosen(self, event: FormField.Edited) -> None:
        if event.field is self.type_box and isinstance(self.type_box.value, ImageType):
            self._offer_roles(self.type_box.value)

    def _offer_roles(self, kind: ImageType) -> None:
        """What a file can show depends on the type; what another type had is taken back."""
        options = [Option(role, role.value or NO_ROLE) for role in ROLES[kind]]
        for box, name in zip(self._roles, self._names, strict=True):
            box.offer_only(options, Role.NONE)
            box.display = name.display = len(options) > 1

    def read(self) -> SimpleNamespace:
        roles = {box.field: box.value or Role.NONE for box in self._roles}
        return SimpleNamespace(
            type=self.type_box.value or self._item.type,
            record=self.record_box.value or self._item.record,
            taken=self.taken_box.read_moment(),
            device=self.device_box.value,
            **roles,
        )

    def keep(self, form: SimpleNamespace) -> UUID | Unchanged:
        desk, item = self.work.desk, self._item
        roles = {
            file.uuid: getattr(form, name_of(number), file.role) for number, file in enumerate(item.files, 1)
        }
        changed = desk.images.correct(
            desk.actor,
            self.save_id,
            item.uuid,
            self._version,
            form.type,
            roles,
            form.taken,
            form.device,
            form.record,
        )
        return item.uuid if changed else UNCHANGED

    def base(self) -> SimpleNamespace:
        return self._base

    def resolve(self, error: Conflict, theirs: Theirs, form: SimpleNamespace) -> None:
        if isinstance(theirs.form, ImageItem):
            theirs = Theirs(theirs.version, form_of(theirs.form), theirs.by, theirs.at)
        super().resolve(error, theirs, form)

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, SimpleNamespace):
            self._base = theirs.form


def form_of(item: ImageItem) -> SimpleNamespace:
    """The form of an item as it is."""
    roles = {name_of(number): file.role for number, file in enumerate(item.files, 1)}
    device = item.device.uuid if item.device else None
    return SimpleNamespace(type=item.type, record=item.record, taken=item.taken, device=device, **roles)


def record_words(record: RecordLine) -> str:
    """A record in a line: its visiting time, then its name."""
    return f"{moment(record.visiting_time)} {plain(record.name)}".rstrip()


def name_of(number: int) -> str:
    """The field of what a file shows."""
    return f"role{number}"


async def correct(
    app: App[int], work: Workplace, item: ImageItem, records: Sequence[RecordImages]
) -> UUID | Unchanged | None:
    """Put an item right; the item where it was. `records`: all of its patient. Step of a flow; raises
    DentuiError."""
    desk = work.desk
    devices = await work.hands.run(lambda: desk.devices.all(desk.actor))
    return await ask(app, work, CorrectSheet(work, item, devices, records))
