"""The address under which patients reach their reports, set by administrators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.history import Theirs
from dentui.domain.links import LONGEST_ADDRESS, checked_address
from dentui.errors import Conflict
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import content
from dentui.ui.widgets.form import FormField, TextBox
from dentui.ui.work import Workplace

HINT = (
    "The web address of the server that shows reports to patients (dentui share; docs/operating.md tells how "
    "to run it). Without one no link can be made. Links that were made stay at the address they have."
)


class _Form:
    """What the field holds, as forms are compared."""

    def __init__(self, address: str) -> None:
        self.address = address


class ShareAddressSheet(FormSheet[_Form, str]):
    """Answers the address as it is kept, "" for none."""

    TITLE = "Address of shared reports"

    def __init__(self, work: Workplace, address: str) -> None:
        super().__init__(work)
        self._base = _Form(address)
        self._address = TextBox(
            "address", "Address", address, placeholder="https://reports.example.org", most=LONGEST_ADDRESS + 1
        )

    def fields(self) -> Sequence[FormField]:
        return (self._address,)

    def body(self) -> Iterable[Widget]:
        yield from self.fields()
        yield Static(content(HINT), classes="hint")

    def read(self) -> _Form:
        return _Form(self._address.read())

    def keep(self, form: _Form) -> str:
        desk, wanted = self.work.desk, checked_address(form.address)
        now = desk.links.address(desk.actor)
        if now not in (self._base.address, wanted):
            raise Conflict(
                "Another administrator has changed the address meanwhile. Nothing was overwritten.",
                Theirs(0, _Form(now), "another administrator", None),
            )
        return desk.links.save_address(desk.actor, wanted)

    def base(self) -> _Form:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        if isinstance(theirs.form, _Form):
            self._base = theirs.form
