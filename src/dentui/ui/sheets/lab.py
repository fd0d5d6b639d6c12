"""A lab: added and changed by administrators."""

from __future__ import annotations

from collections.abc import Sequence

from dentui.domain.drafts import Kind, Subject
from dentui.domain.history import Theirs
from dentui.domain.labs import LONGEST, Lab, LabInput
from dentui.domain.work import KIND_WORDS, WorkKind
from dentui.ui.sheets.form import FormSheet
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.form import ChoiceBox, FormField, TextBox
from dentui.ui.widgets.notes import NoteBox
from dentui.ui.work import Workplace


class LabSheet(FormSheet[LabInput, int]):
    """Answers the id of the lab."""

    def __init__(self, work: Workplace, lab: Lab | None = None) -> None:
        super().__init__(work)
        self._lab = lab
        self._version = 0 if lab is None else lab.version
        self._base = LabInput() if lab is None else lab.form
        base = self._base
        self.name_box = TextBox("name", "Name", base.name, required=True, most=LONGEST["name"] + 1)
        self.address = NoteBox("address", "Address", base.address)
        self.contact = TextBox(
            "contact",
            "Contact",
            base.contact,
            placeholder="a person, a phone, an e-mail",
            most=LONGEST["contact"] + 1,
        )
        self.kind: ChoiceBox[str] = ChoiceBox(
            "work_kind",
            "Default work: a new one begins with this",
            [Option(kind.value, KIND_WORDS[kind]) for kind in WorkKind],
            () if base.work_kind is None else (base.work_kind.value,),
        )
        self.material = TextBox("material", "Material", base.material, most=LONGEST["material"] + 1)
        self.shade = TextBox("shade", "Shade", base.shade, placeholder="A2", most=LONGEST["shade"] + 1)

    def heading(self) -> tuple[str, str]:
        return "New lab" if self._lab is None else "Edit lab", "* required"

    def fields(self) -> Sequence[FormField]:
        return self.name_box, self.address, self.contact, self.kind, self.material, self.shade

    def read(self) -> LabInput:
        return LabInput(
            self.name_box.read(),
            self.address.read(),
            self.contact.read(),
            None if self.kind.value is None else WorkKind(self.kind.value),
            self.material.read(),
            self.shade.read(),
        )

    def keep(self, form: LabInput) -> int:
        desk = self.work.desk
        if self._lab is None:
            return desk.labs.add(desk.actor, form)
        desk.labs.edit(desk.actor, self._lab.id, self._version, form)
        return self._lab.id

    def subject(self) -> Subject:
        there = self._lab
        kind = Kind.NEW_LAB if there is None else Kind.EDIT_LAB
        return Subject(kind, version=self._version, base=self._base, number=there.id if there else None)

    def base(self) -> LabInput:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, LabInput):
            self._base = theirs.form
