"""Info: basic and clinical information of a patient, complete (S53)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.signal import Signal
from textual.widget import Widget

from dentui.domain.merging import MergedProfile
from dentui.domain.patients import GENDER_WORDS, Gender, PatientChart, age_on
from dentui.ui.keys import INFO
from dentui.ui.tabs.base import Tab
from dentui.ui.text import NOT_RECORDED, day, lines, moment, recorded
from dentui.ui.widgets.facts import Fact, Facts, Spot
from dentui.ui.widgets.merging import profile_words
from dentui.ui.widgets.table import NOTHING


def info_facts(chart: PatientChart, merged: Sequence[MergedProfile] = ()) -> list[Fact]:
    """Everything that is recorded of a patient, and who was merged into them."""
    age = NOT_RECORDED if chart.birth_date is None else f"{age_on(chart.birth_date, date.today())}"
    gender = NOT_RECORDED if chart.gender is Gender.UNKNOWN else GENDER_WORDS[chart.gender]
    return [
        Fact("Basic information", "", heading=True),
        *([Fact("Merged into it", _profiles(merged), wide=True)] if merged else []),
        Fact("Family name", recorded(chart.family), field="family"),
        Fact("Given name", recorded(chart.given), field="given"),
        Fact("Other names", recorded(chart.other), field="other"),
        Fact("Gender", gender, field="gender"),
        Fact("Date of birth", day(chart.birth_date), field="birth_date"),
        Fact("Age", age),
        Fact("Mobile", recorded(chart.mobile), field="mobile"),
        Fact("Landline", recorded(chart.landline), field="landline"),
        Fact("ID number", recorded(chart.id_number), field="id_number"),
        Fact("Insurance card", recorded(chart.insurance_number), field="insurance_number"),
        Fact("E-mail", recorded(chart.email), wide=True, field="email"),
        Fact("Address", _whole(chart.address), wide=True, field="address"),
        Fact("Note", _whole(chart.note), wide=True, field="note"),
        Fact("Former names", _list(chart.former_names), wide=True),
        Fact("Former phones", _list(chart.former_phones), wide=True),
        Fact("Chart number", str(chart.chart_number)),
        Fact("Responsible", recorded(chart.responsible)),
        Fact("Entered", moment(chart.entered)),
        Fact("Last visit", moment(chart.last_visit) if chart.last_visit else NOTHING),
        Fact("Clinical information", "", heading=True),
        Fact(
            "Allergies",
            _whole(chart.allergies),
            wide=True,
            loud=bool(chart.allergies.strip()),
            field="allergies",
        ),
        Fact("Past history", _whole(chart.past_medical_history), wide=True, field="past_medical_history"),
        Fact("Oral habits", _whole(chart.oral_habits), wide=True, field="oral_habits"),
        Fact("Case types", _list(chart.case_types), wide=True),
    ]


def _whole(text: str) -> str:
    return "\n".join(lines(text)).strip() or NOT_RECORDED


def _list(texts: tuple[str, ...]) -> str:
    return ", ".join(recorded(text) for text in texts) or "none"


def _profiles(merged: Sequence[MergedProfile]) -> str:
    return f"{', '.join(map(profile_words, merged))}: o opens {'it' if len(merged) == 1 else 'them'}"


FIELDS = (
    *("family", "given", "other", "gender", "birth_date", "mobile", "landline", "id_number"),
    *("insurance_number", "email", "address", "note"),
    *("allergies", "past_medical_history", "oral_habits"),
)
"""What can be edited, in the order in which it stands there."""


class FactsPage(VerticalScroll, inherit_bindings=False):
    """The page: its tab has the keys."""


class InfoTab(Tab):
    """The whole of it, in a page that scrolls; the cursor goes from field to field, and Enter edits one."""

    PLACE = INFO
    BINDINGS = INFO.bindings

    class EditWanted(Message):
        """A field is to be edited."""

        def __init__(self, spot: Spot) -> None:
            super().__init__()
            self.spot = spot

    def __init__(self, chart: PatientChart, merged: Sequence[MergedProfile] = ()) -> None:
        super().__init__(id="info")
        self.merged = merged
        """Profiles that were merged into this one."""
        self._facts = Facts(info_facts(chart, merged), whole=True)
        self._page = FactsPage(self._facts)
        self._moved: Signal[None] = Signal(self, "moved")
        self._facts.point(FIELDS[0])

    def show(self, chart: PatientChart) -> None:
        self._facts.show(info_facts(chart, self.merged))
        self.call_after_refresh(self._moved.publish, None)

    def on_resize(self) -> None:
        self.call_after_refresh(self._see_cursor)

    def _see_cursor(self) -> None:
        self._go(FIELDS.index(self._facts.pointed))
        self._moved.publish(None)

    # Walking

    def action_step(self, way: int) -> None:
        at = FIELDS.index(self._facts.pointed) + way
        if 0 <= at < len(FIELDS):
            self._go(at)

    def action_end(self, way: int) -> None:
        self._go(len(FIELDS) - 1 if way > 0 else 0)

    def _go(self, at: int) -> None:
        self._facts.point(FIELDS[at])
        there = self._facts.place(FIELDS[at])
        # The heading before the first is seen too.
        self._page.scroll_to_region(
            Region(0, max(0, there.y - 1), 1, there.height + 2), animate=False, immediate=True
        )

    def action_page(self, way: int) -> None:
        (self._page.scroll_page_down if way > 0 else self._page.scroll_page_up)(animate=False)

    def action_open(self) -> None:
        field = self._facts.pointed
        self._go(FIELDS.index(field))
        self.post_message(self.EditWanted(Spot(field, lambda: self._spot(field), self._moved)))

    def _spot(self, field: str) -> Region:
        # Reckoned, because where Textual has it is where it was last drawn.
        page = self._page
        return self._facts.place(field).translate(page.content_region.offset - page.scroll_offset)

    @property
    def focus_target(self) -> Widget:
        return self._page

    def compose(self) -> ComposeResult:
        yield self._page
