"""Fields of a form for a day, and for a day and a time, both typed in digits."""

from __future__ import annotations

from datetime import date, datetime, time

from dentui.domain.dates import NoDate, read_date, read_moment
from dentui.errors import Invalid
from dentui.ui.text import day, moment
from dentui.ui.widgets.form import TextBox

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class DayBox(TextBox):
    """A text with a day in it. "Today" is the day on which it was typed: what stood beside it is saved,
    also when midnight passes in between."""

    _typed_on: date | None = None

    def watch_value(self) -> None:
        self._typed_on = date.today()

    @property
    def today(self) -> date:
        """The day that "today" means, and whose year one without a year has."""
        return self._typed_on or date.today()

    def why_not(self, error: NoDate) -> str:
        """What stands beside it where it is no date: the reason, in few cells; while it is typed nothing is
        wrong yet."""
        return "…" if error.unfinished and not self.wrong else error.short


class DateBox(DayBox):
    """A day typed in digits; the day that was understood stands beside it."""

    def __init__(
        self, field: str, label: str, value: date | None = None, *, born: bool = False, required: bool = False
    ) -> None:
        super().__init__(field, label, digits(value), required=required, placeholder="DDMMYYYY", most=12)
        self._born = born

    def put(self, value: date | str | None) -> None:
        super().put(value if isinstance(value, str) else digits(value))

    def words(self, value: date | None) -> str:
        return day(value) if value else ""

    def read_day(self) -> date | None:
        """The day, None where nothing was typed. Raises Invalid with the field."""
        try:
            return self._read()
        except NoDate as error:
            raise Invalid(str(error), field=self.field) from error

    def _read(self) -> date | None:
        return read_date(self.value, self.today, born=self._born) if self.value.strip() else None

    def remark(self) -> str:
        """The day that was understood, or why none was."""
        try:
            value = self._read()
        except NoDate as error:
            return self.why_not(error)
        return f"= {WEEKDAYS[value.weekday()]} {day(value)}" if value else ""

    def on_input_changed(self) -> None:
        super().on_input_changed()
        self.refresh()


class MomentBox(DayBox):
    """A day and a time typed in digits; what was understood stands beside it."""

    def __init__(self, field: str, label: str, value: datetime, *, required: bool = False) -> None:
        super().__init__(
            field, label, moment_digits(value), required=required, placeholder="DDMMYYYY HHMM", most=20
        )
        self._moment = value

    def put(self, value: datetime | str) -> None:
        if isinstance(value, datetime):
            self._moment = value
            super().put(moment_digits(value))
        else:
            super().put(value)

    def words(self, value: datetime) -> str:
        return moment(value)

    def read_moment(self) -> datetime:
        """The day and the time. Raises Invalid with the field."""
        try:
            return self._read()
        except NoDate as error:
            raise Invalid(str(error), field=self.field) from error

    def _read(self) -> datetime:
        if not self.touched:
            return self._moment
        # "Today" is today; a day alone keeps the time.
        return read_moment(self.value, datetime.combine(self.today, self._moment.time()))

    def remark(self) -> str:
        """What was understood, without a sign before it: digits and cursor need the room; or why nothing
        was."""
        try:
            return moment(self._read())
        except NoDate as error:
            return self.why_not(error)

    def on_input_changed(self) -> None:
        super().on_input_changed()
        self.refresh()


def digits(value: date | None) -> str:
    """A day as it is typed."""
    return f"{value.day:02}{value.month:02}{value.year:04}" if value else ""


def moment_digits(value: datetime) -> str:
    """A day and a time as they are typed."""
    return f"{digits(value)} {value:%H%M}"


class MaybeMomentBox(DayBox):
    """A day and a time that may not be known, typed in digits."""

    def __init__(self, field: str, label: str, value: datetime | None) -> None:
        super().__init__(field, label, _maybe(value), placeholder="not known", most=20)
        self._moment = value

    def put(self, value: datetime | str | None) -> None:
        if not isinstance(value, str):
            self._moment, value = value, _maybe(value)
        super().put(value)

    def words(self, value: datetime | None) -> str:
        return moment(value) if value else ""

    def read_moment(self) -> datetime | None:
        """The day and the time, None where nothing stands there. Raises Invalid with the field."""
        try:
            return self._read()
        except NoDate as error:
            raise Invalid(str(error), field=self.field) from error

    def _read(self) -> datetime | None:
        if not self.touched:
            return self._moment
        if not self.value.strip():
            return None
        now = self._moment or datetime.combine(self.today, time(0))
        # A day alone keeps the time.
        return read_moment(self.value, datetime.combine(self.today, now.time()))

    def remark(self) -> str:
        """What was understood, or why nothing was."""
        try:
            return self.words(self._read())
        except NoDate as error:
            return self.why_not(error)

    def on_input_changed(self) -> None:
        super().on_input_changed()
        self.refresh()


def _maybe(value: datetime | None) -> str:
    return moment_digits(value) if value else ""
