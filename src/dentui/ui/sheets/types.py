"""A case type or visit type: added, renamed, moved in its list."""

from __future__ import annotations

from collections.abc import Sequence

from dentui.domain.drafts import Kind, Subject
from dentui.domain.history import Theirs
from dentui.domain.types import LONGEST_NAME, TypeInput, TypeKind, TypeLine
from dentui.errors import Invalid
from dentui.ui.sheets.form import FormSheet
from dentui.ui.widgets.form import FormField, TextBox
from dentui.ui.work import Workplace


class PlaceBox(TextBox):
    """A place in a list, from 1 on; nothing for its end."""

    def put(self, value: int | str | None) -> None:
        super().put("" if value is None else str(value))

    def words(self, value: int | None) -> str:
        return "" if value is None else str(value)

    def read_place(self) -> int | None:
        """The place. Raises Invalid with the field."""
        text = self.value.strip()
        if not text:
            return None
        if not text.isascii() or not text.isdigit():
            raise Invalid("The place in the list is a number from 1 on.", field=self.field)
        return int(text)


class TypeSheet(FormSheet[TypeInput, int]):
    """Answers the id of the type."""

    def __init__(self, work: Workplace, kind: TypeKind, line: TypeLine | None = None) -> None:
        super().__init__(work)
        self._kind, self._line = kind, line
        self._base = TypeInput("") if line is None else line.form
        self.name_box = TextBox("name", "Name", self._base.name, required=True, most=LONGEST_NAME + 1)
        self.place = PlaceBox("place", "Place in list", placeholder="at the end", most=4)
        self.place.put(self._base.place)
        self.place.display = line is None or not line.retired

    def heading(self) -> tuple[str, str]:
        return f"{'New' if self._line is None else 'Rename'} {self._kind}", "* required"

    def fields(self) -> Sequence[FormField]:
        return self.name_box, self.place

    def read(self) -> TypeInput:
        return TypeInput(self.name_box.read(), self.place.read_place())

    def keep(self, form: TypeInput) -> int:
        desk = self.work.desk
        if self._line is None:
            return desk.type_lists.add(desk.actor, self._kind, form)
        desk.type_lists.edit(desk.actor, self._kind, self._line.id, form, self._base)
        return self._line.id

    def subject(self) -> Subject:
        new = self._line is None
        if self._kind is TypeKind.CASE:
            kind = Kind.NEW_CASE_TYPE if new else Kind.EDIT_CASE_TYPE
        else:
            kind = Kind.NEW_VISIT_TYPE if new else Kind.EDIT_VISIT_TYPE
        return Subject(kind, base=self._base, number=None if self._line is None else self._line.id)

    def base(self) -> TypeInput:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        if isinstance(theirs.form, TypeInput):
            self._base = theirs.form
