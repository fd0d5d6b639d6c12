"""Where image data goes: into a record that is there, or into a new one; and an item put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from textual import on
from textual.widget import Widget

from dentui.domain.adding import Plan
from dentui.domain.images import ROLES, TYPE_WORDS, Device, FoundFile, Role
from dentui.domain.patients import RecordInput, RecordLine
from dentui.domain.people import Lists
from dentui.errors import Invalid
from dentui.ui.keys import INTO
from dentui.ui.sheets.form import FormSheet
from dentui.ui.sheets.ticket import LABELS, options_of
from dentui.ui.text import moment, plain
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.form import FormField, PickBox, TextBox
from dentui.ui.widgets.moments import MaybeMomentBox, MomentBox
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

LONGEST_NAME = 200
"""Characters of a record's name."""
NO_ROLE = "nothing in particular"
AROUND = 5
"""Rows of the sheet that are neither list nor fields."""


@dataclass(frozen=True, slots=True)
class Into:
    """The record that image data goes into."""

    record: UUID | None
    """One that is there; None for a new one."""
    made: RecordInput
    """What a new one would be, also where none is made: nothing typed is lost by changing one's mind."""


class IntoSheet(FormSheet[Into, Into]):
    """Answers the record. Nothing is saved by it."""

    def __init__(self, work: Workplace, lists: Lists, records: Sequence[RecordLine], into: Into) -> None:
        """`records`: the newest first."""
        super().__init__(work)
        self._base, self._records = into, records
        self.list = RecordList()
        made = into.made
        self.name_box = TextBox("name", "Name", made.name, required=True, most=LONGEST_NAME + 1)
        self.moment_box = MomentBox("visiting_time", "Visiting time", made.visiting_time, required=True)
        self._picks = [
            PickBox(name, LABELS[name], options_of(offered, getattr(made, name), ""), getattr(made, name))
            for name, offered in (
                ("case_type_id", lists.case_types),
                ("visit_type_id", lists.visit_types),
                ("doctor_id", lists.doctors),
            )
        ]

    def heading(self) -> tuple[str, str]:
        return "Into which record", "* required"

    def body(self) -> Iterable[Widget]:
        yield self.list
        yield from self.fields()

    def fields(self) -> Sequence[FormField]:
        return (self.name_box, self.moment_box, *self._picks)

    def on_mount(self) -> None:
        rows: list[RecordLine | New] = [New.RECORD, *self._records]
        at = next((i for i, row in enumerate(self._records, 1) if row.uuid == self._base.record), 0)
        self.list.refill(rows, 0, len(rows), at)
        self._share_room()
        self.set_focus(self.list)
        self._show_fields()
        # Without a height it was scrolled to its cursor.
        self.call_after_refresh(self._show_new)

    def first(self) -> FormField | None:
        # The list.
        return None

    def _show_new(self) -> None:
        if self.list.cursor_row < self.list.visible_rows[1]:
            self.list.scroll_to(y=0, animate=False, force=True)

    def on_resize(self) -> None:
        self._share_room()

    def _share_room(self) -> None:
        # The fields of a new record stay in sight below the list where there is room for both.
        room = max(3, self.app.size.height - len(self.fields()) - AROUND)
        self.list.styles.height = min(len(self._records) + 2, room)

    @on(RowTable.Moved)
    def _show_fields(self) -> None:
        for field in self.fields():
            field.display = self._record is None

    @property
    def _record(self) -> RecordLine | None:
        row = self.list.row_at_cursor
        return None if isinstance(row, New) else row

    @property
    def touched(self) -> bool:
        """Whether something was typed: pointing at another record is done again in a moment."""
        return self._record is None and super().touched

    def action_new(self) -> None:
        self.list.move_cursor(row=0)
        self._show_fields()
        self.set_focus(self.name_box)

    def action_take(self) -> None:
        if self._record is None:
            self.action_new()
        else:
            self.action_save()

    def read(self) -> Into:
        if self._record is not None:
            return replace(self._base, record=self._record.uuid)
        name = self.name_box.read()
        if not name.strip():
            raise Invalid("The name is missing. Say in a word or two what the visit was.", field="name")
        if len(name) > LONGEST_NAME:
            raise Invalid(f"The name is too long: at most {LONGEST_NAME} characters.", field="name")
        case_type, visit_type, doctor = (pick.value for pick in self._picks)
        made = RecordInput(name, self.moment_box.read_moment(), case_type, visit_type, doctor)
        return Into(None, made)

    def keep(self, form: Into) -> Into:
        return form


class New(Enum):
    """Stands for a record that is made."""

    RECORD = "A new record"


class RecordList(RowTable[RecordLine | New]):
    """A new record, and those that are there."""

    PLACE = INTO
    BINDINGS = INTO.bindings

    def plan(self, cells: int) -> list[ColumnPlan]:
        time, case_type = 16, 14 if cells >= 46 else 0
        columns = [ColumnPlan("time", "Visit", time)]
        rest = cells - time - 1 - (case_type + 1 if case_type else 0)
        columns.append(ColumnPlan("name", "Record", rest))
        return [*columns, ColumnPlan("type", "Case type", case_type)] if case_type else columns

    def cells_of(self, row: RecordLine | New, columns: list[ColumnPlan]) -> list[Cell]:
        if isinstance(row, New):
            return [Cell(row.value, columns=len(columns))]
        cells = [Cell(moment(row.visiting_time)), Cell(plain(row.name)), Cell(plain(row.case_type))]
        return cells[: len(columns)]


def record_words(record: RecordLine) -> str:
    """A record in a line, ready to be shown."""
    parts = (plain(record.name), plain(record.case_type))
    return ", ".join([f"{moment(record.visiting_time)} {parts[0]}", *(part for part in parts[1:] if part)])


class ItemSheet(FormSheet[Plan, Plan]):
    """An item put right before it is kept. Answers it; nothing is saved by it."""

    def __init__(
        self, work: Workplace, plan: Plan, file: FoundFile | None, devices: Sequence[Device]
    ) -> None:
        """`file`: the one whose role is asked for; that of an item of one file always is."""
        super().__init__(work)
        self._plan = plan
        self._file = file or (plan.item.files[0] if len(plan.item.files) == 1 else None)
        types = [Option(type_, TYPE_WORDS[type_]) for type_ in plan.types]
        self.type_box = PickBox("type", "Type", types, plan.type, required=True)
        role = None if self._file is None else plan.role(self._file)
        self.role_box = PickBox("role", "Shows", [], role, required=True)
        self.taken_box = MaybeMomentBox("taken", "Taken", plan.taken)
        self.device_box = PickBox(
            "device",
            "Device",
            [Option(device.uuid, device_words(device)) for device in devices],
            plan.device,
            nothing=plain(plan.item.maker.name) or "not known",
        )
        self._offer_roles()

    def heading(self) -> tuple[str, str]:
        return "Change what it is", ""

    def body(self) -> Sequence[Widget]:
        name, files = Words(), self._plan.item.files
        words = plain((self._file or files[0]).name)
        more = f" and {len(files) - 1} more" if self._file is None else ""
        name.show([(words + more, "loud")])
        return [name, *self.fields()]

    def fields(self) -> Sequence[FormField]:
        return (self.type_box, self.role_box, self.taken_box, self.device_box)

    @on(FormField.Edited)
    def _type_chosen(self, event: FormField.Edited) -> None:
        if event.field is self.type_box:
            self._offer_roles()

    def _offer_roles(self) -> None:
        """Roles of the type that is chosen, where it has any."""
        roles = ROLES[self.type_box.value or self._plan.type]
        self.role_box.offer_only([Option(each, each.value or NO_ROLE) for each in roles], Role.NONE)
        self.role_box.display = self._file is not None and len(roles) > 1

    def read(self) -> Plan:
        plan = replace(
            self._plan.as_type(self.type_box.value),
            taken=self.taken_box.read_moment(),
            device=self.device_box.value,
        )
        role = self.role_box.value
        return plan if self._file is None or role is None else plan.showing(self._file, role)

    def keep(self, form: Plan) -> Plan:
        return form


def device_words(device: Device) -> str:
    """A device as it is told from the others, ready to be shown."""
    return " ".join(part for part in (plain(device.name) or "no name", plain(device.serial)) if part)


def new_record(name: str, taken: datetime | None) -> RecordInput:
    """What a new record starts from: the time at which the newest file was made, else now."""
    now = datetime.now()
    return RecordInput(name or "Images", (taken or now).replace(second=0, microsecond=0))
