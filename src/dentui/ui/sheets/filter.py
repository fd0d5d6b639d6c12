"""Filters: the days of a visit, case types, gender; and how they are put into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from dentui.domain.dates import this_month, this_week
from dentui.domain.finding import Filters
from dentui.domain.patients import GENDER_WORDS, Gender
from dentui.domain.types import CaseType
from dentui.errors import Invalid
from dentui.ui.sheets.base import Sheet
from dentui.ui.text import day, plain
from dentui.ui.widgets.choices import Choices, Option
from dentui.ui.widgets.dates import DateField
from dentui.ui.widgets.status import Words

Period = Literal["any", "today", "week", "month"]
PERIODS = (
    Option[Period]("any", "any"),
    Option[Period]("today", "today"),
    Option[Period]("week", "week"),
    Option[Period]("month", "month"),
)


TYPES = "Case type of that visit"


def days_of(period: Period, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a period."""
    match period:
        case "today":
            return today, today
        case "week":
            return this_week(today)
        case "month":
            return this_month(today)
    return None, None


def range_words(first: date | None, last: date | None) -> str:
    """A range of days in words, "" where it is open at both ends."""
    if first and last:
        return f"visited on {day(first)}" if first == last else f"visited {day(first)}–{day(last)}"
    if first:
        return f"visited since {day(first)}"
    return f"visited until {day(last)}" if last else ""


def words_of(filters: Filters, types: Sequence[CaseType]) -> str:
    """Filters as a line of words, "" where there are none."""
    parts = [range_words(filters.visited_from, filters.visited_to)]
    names = [plain(kind.name) for kind in types if kind.id in filters.case_types]
    if filters.case_types:
        parts.append(" or ".join(names) or f"{len(filters.case_types)} case types")
    parts.append(" or ".join(GENDER_WORDS[gender] for gender in Gender if gender in filters.genders))
    return ", ".join(part for part in parts if part)


class RangeSheet(Sheet[Filters]):
    """The days of a visit only."""

    TITLE = "Which visits"

    def __init__(self, filters: Filters) -> None:
        super().__init__()
        self.period = Choices(PERIODS)
        self.first = DateField("From", filters.visited_from)
        self.last = DateField("To", filters.visited_to)

    def body(self) -> Iterable[Widget]:
        yield _heading("Visited")
        yield self.period
        yield self.first
        yield self.last

    def on_mount(self) -> None:
        self._show_period()
        self.set_focus(self.period)

    @on(Choices.Changed)
    def _period_chosen(self, message: Choices.Changed) -> None:
        if message.choices is not self.period or self.period.value is None:
            return
        first, last = days_of(self.period.value, date.today())
        self.first.put(first)
        self.last.put(last)

    @on(Input.Changed)
    def _show_period(self) -> None:
        """Mark the period that the two days are, where they are one."""
        try:
            days = (self.first.read(), self.last.read())
        except Invalid:
            self.period.choose(())
            return
        fitting = [option.value for option in PERIODS if days_of(option.value, date.today()) == days]
        self.period.choose(fitting[:1])

    def action_reset(self) -> None:
        self.first.put(None)
        self.last.put(None)

    def action_apply(self) -> None:
        filters = self.read()
        if filters is not None:
            self.dismiss(filters)

    def read(self) -> Filters | None:
        """What was chosen; None where something is wrong, which is then said at its field."""
        days: list[date | None] = []
        for field in (self.first, self.last):
            try:
                days.append(field.read())
            except Invalid as error:
                field.complain(str(error))
                return None
        first, last = days
        if first and last and last < first:
            self.last.complain("This day lies before the first one.")
            return None
        return Filters(visited_from=first, visited_to=last)


class FilterSheet(RangeSheet):
    """Everything the list is filtered by."""

    TITLE = "Filter patients"

    def __init__(self, filters: Filters, types: Sequence[CaseType]) -> None:
        super().__init__(filters)
        self.types_heading = _heading(TYPES)
        self.types = Choices(
            [Option(kind.id, kind.name) for kind in types],
            [kind.id for kind in types if kind.id in filters.case_types],
            several=True,
        )
        self.genders = Choices(
            [Option(gender, GENDER_WORDS[gender]) for gender in Gender],
            [gender for gender in Gender if gender in filters.genders],
            several=True,
        )

    def body(self) -> Iterable[Widget]:
        yield from super().body()
        yield self.types_heading
        yield self.types
        yield _heading("Gender")
        yield self.genders

    @on(Choices.Pointed)
    def _several_begin_so(self) -> None:
        _show_heading(self.types_heading, TYPES, "Space chooses")

    @on(Choices.Changed)
    def _chosen(self) -> None:
        _show_heading(self.types_heading, TYPES)

    def action_reset(self) -> None:
        super().action_reset()
        self.types.choose(())
        self.genders.choose(())

    def read(self) -> Filters | None:
        days = super().read()
        if days is None:
            return None
        return Filters(
            visited_from=days.visited_from,
            visited_to=days.visited_to,
            case_types=frozenset(self.types.chosen),
            genders=frozenset(self.genders.chosen),
        )


def _heading(words: str) -> Words:
    heading = Words(classes="heading")
    _show_heading(heading, words)
    return heading


def _show_heading(heading: Words, words: str, hint: str = "") -> None:
    heading.show([(words, "loud")], [(hint, "key")] if hint else ())
