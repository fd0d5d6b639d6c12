"""A day typed in digits."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from dentui.domain.dates import read_date, write_date
from dentui.errors import Invalid
from dentui.ui.text import content
from dentui.ui.widgets.fields import Field
from dentui.ui.widgets.status import Words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class DateField(Vertical):
    """A day typed in digits. The day that was understood stands beside it, what is wrong below."""

    def __init__(self, label: str, value: date | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._typed_on = date.today()
        self._label = Words(classes="label")
        self._label.show([(label, "")])
        self.input = DateInput(placeholder="DDMMYYYY", max_length=12)
        self.input.value = _digits(value)
        self._understood = Words(classes="understood")
        self._wrong = Static(classes="wrong")
        self._wrong.display = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self._label
            yield self.input
            yield self._understood
        yield self._wrong

    def on_mount(self) -> None:
        self._tell()

    def on_input_changed(self) -> None:
        # What is shown is what is read, also when midnight passes in between.
        self._typed_on = date.today()
        self._tell()

    def put(self, value: date | None) -> None:
        """Fill in a day, or nothing."""
        self.input.value = _digits(value)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.input.value.strip()

    def read(self) -> date | None:
        """The day, None where nothing was typed. Raises Invalid."""
        return None if self.empty else read_date(self.input.value, self._typed_on)

    def complain(self, sentence: str) -> None:
        """Say what is wrong, at the field, and go there."""
        self._understood.show(())
        self._say_wrong(sentence)
        self.screen.set_focus(self.input)

    def _say_wrong(self, sentence: str) -> None:
        self._wrong.update(content(f"! {sentence}" if sentence else ""))
        self._wrong.display = bool(sentence)

    def _tell(self) -> None:
        try:
            value = self.read()
        except Invalid as error:
            # While the digits are still being typed an incomplete date is no mistake.
            whole = len(self.input.value.strip()) >= 6
            self._understood.show([("…", "quiet")])
            self._say_wrong(str(error) if whole else "")
            return
        self._say_wrong("")
        if value is None:
            self._understood.show([("any day", "quiet")])
            return
        self._understood.show([(f"= {WEEKDAYS[value.weekday()]} {write_date(value)}", "loud")])


def _digits(value: date | None) -> str:
    return f"{value.day:02}{value.month:02}{value.year:04}" if value else ""


class DateInput(Field):
    """The input of a date field: Enter applies the sheet it is in."""

    BINDINGS = [Binding("enter", "screen.apply", "Apply", show=False)]
