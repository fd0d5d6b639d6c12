"""A link to a report is asked for: for how long and how often. Enter at once takes what is offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Event

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.history import Theirs
from dentui.domain.links import MOST_DAYS, MOST_VIEWS, LinkInput, link_url
from dentui.domain.reports import ReportRow
from dentui.errors import Cancelled, DentuiError, Invalid, NotFound
from dentui.ui.keys.links import LINK
from dentui.ui.sheets.code import Handed
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import content
from dentui.ui.widgets.form import FormField, TextBox
from dentui.ui.widgets.reports import number_words
from dentui.ui.work import GiveUp, Workplace

HINT = (
    "Whoever scans the code and types the patient's date of birth sees this report. F4 in the list of its "
    "links ends it before."
)


class NumberBox(TextBox):
    """A whole number; nothing for none."""

    BINDINGS = [Binding("enter", "screen.save", "QR code", show=False)]

    def put(self, value: int | str | None) -> None:
        super().put("" if value is None else str(value))

    def words(self, value: int | None) -> str:
        return "" if value is None else str(value)

    def read_number(self) -> int | None:
        """The number. Raises Invalid with the field."""
        text = self.value.strip()
        if not text:
            return None
        if not text.isascii() or not text.isdigit():
            raise Invalid("That is no whole number. Type digits.", field=self.field)
        return int(text)


class LinkSheet(FormSheet[LinkInput, Handed]):
    """Answers the link with its codes."""

    PLACE = LINK
    BINDINGS = LINK.bindings
    SAVING = "The report is made ready to be seen by the link … Esc stops it."

    def __init__(self, work: Workplace, row: ReportRow) -> None:
        super().__init__(work)
        self._row = row
        self._stop = Event()
        self._base = work.desk.links.offer()
        self._days = NumberBox("days", "Works for", str(self._base.days), required=True, most=3)
        self._days.offered = f"Days, up to {MOST_DAYS}."
        most = "" if self._base.most is None else str(self._base.most)
        self._most = NumberBox("most", "Can be opened", most, placeholder="as often as wanted", most=4)
        self._most.offered = f"Times, up to {MOST_VIEWS}; nothing for no limit."

    def heading(self) -> tuple[str, str]:
        return f"QR code for report {number_words(self._row)}", ""

    def fields(self) -> Sequence[FormField]:
        return self._days, self._most

    def body(self) -> Iterable[Widget]:
        yield from self.fields()
        yield Static(content(HINT), classes="hint")

    def read(self) -> LinkInput:
        days = self._days.read_number()
        if days is None:
            raise Invalid("Say for how many days the link works.", field="days")
        return LinkInput(days, self._most.read_number())

    def keep(self, form: LinkInput) -> Handed:
        from dentui.media.qr import codes_of

        desk = self.work.desk
        if self._row.number is None:
            raise NotFound("Only a published report has a link. Publish it first.")
        address = desk.links.address(desk.actor)
        token, link = desk.links.make(desk.actor, self.save_id, self._row.uuid, form, self._stop)
        url = link_url(address, token)
        return Handed(self._row.number, link, url, codes_of(url))

    def stopping(self) -> GiveUp | None:
        self._stop = Event()

        def stop() -> None:
            self._stop.set()
            self.status.say("Stopping …")

        return stop

    def refused(self, error: DentuiError) -> None:
        super().refused(error)
        if isinstance(error, Cancelled):
            self.status.say(str(error))

    def base(self) -> LinkInput:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        """A link is nobody's before it is made."""
