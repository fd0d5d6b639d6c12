"""Edit patient with what was typed for a new one: nothing that the chart has is overwritten unless the person
takes it, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dentui.domain.dates import read_date
from dentui.domain.drafts import Typed
from dentui.domain.folding import same_name
from dentui.domain.patients import Gender, PatientChart
from dentui.domain.people import Lists
from dentui.errors import Invalid
from dentui.ui.keys import UPDATE
from dentui.ui.sheets.patient import EditPatientSheet
from dentui.ui.text import one_line
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.moments import DateBox
from dentui.ui.work import Workplace

LAST_DIGITS = 9
"""Of a phone number that are compared: it is written with and without a country code."""


class UpdatePatientSheet(EditPatientSheet):
    """What was typed fills empty fields, and is offered at the others."""

    PLACE = UPDATE
    BINDINGS = UPDATE.bindings

    def __init__(
        self, work: Workplace, lists: Lists, chart: PatientChart, typed: Mapping[str, Typed]
    ) -> None:
        super().__init__(work, lists, chart)
        self.filled: list[str] = []
        self._offered: dict[str, tuple[Typed, Typed]] = {}
        """What was typed and what the chart has, of fields where these differ."""
        for field in self.fields():
            value, has = typed.get(field.field), field.typed()
            if value in (None, "") or _same(field, value, has):
                continue
            if _empty(field.field, has):
                field.retype(value)
                field.offer("typed now; the chart had nothing")
                self.filled.append(field.field)
            else:
                self._offered[field.field] = (value, has)
                self._tell(field)

    @property
    def differs(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.filled or self._offered)

    def heading(self) -> tuple[str, str]:
        return self.TITLE, "F3 takes what was typed"

    def first(self) -> FormField | None:
        wanted = [*self._offered, *self.filled]
        return next((field for field in self.fields() if field.field in wanted), super().first())

    def action_take(self) -> None:
        field = next((field for field in self.fields() if field.field == self.at), None)
        if field is None or field.field not in self._offered:
            self.status.say("Nothing else was typed for this field.")
            return
        typed, has = self._offered[field.field]
        field.retype(has if field.typed() == typed else typed)
        self._tell(field)
        field.refresh(layout=True)
        self.note_draft()

    def _tell(self, field: FormField) -> None:
        typed, has = self._offered[field.field]
        if field.typed() == typed:
            field.offer(f"was {_words(field, has)}: F3 brings it back")
        else:
            field.offer(f"typed {_words(field, typed)}: F3 takes it")


def _empty(name: str, value: Typed) -> bool:
    return value in (None, "") or (name == "gender" and value == Gender.UNKNOWN)


def _words(field: FormField, value: Typed) -> str:
    if field.field == "gender":
        return field.words(value)
    if isinstance(field, DateBox):
        born = _day(str(value))
        return field.words(born) if born else str(value)
    return one_line(str(value))


def _same(field: FormField, value: Typed, has: Typed) -> bool:
    one, other = str(value or ""), str(has or "")
    if isinstance(field, DateBox):
        return _day(one) == _day(other) if _day(one) else one == other
    if field.field in ("mobile", "landline"):
        ours, theirs = ("".join(filter(str.isdigit, text)) for text in (one, other))
        return ours[-LAST_DIGITS:] == theirs[-LAST_DIGITS:]
    if field.field in ("family", "given", "other"):
        # An accent more or less is a difference here.
        return one.split() == other.split() or (one.islower() and one.casefold() == other.casefold())
    return one.strip().casefold() == other.strip().casefold() or (bool(other) and same_name(one, other))


def _day(text: str) -> date | None:
    try:
        return read_date(text, date.today(), born=True)
    except Invalid:
        return None
