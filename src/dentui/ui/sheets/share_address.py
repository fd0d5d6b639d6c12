"""The address under which patients reach their reports, set by administrators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.history import Theirs
from dentui.domain.links import LONGEST_ADDRESS, ShareAddress
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import content
from dentui.ui.widgets.form import FormField, TextBox
from dentui.ui.work import Workplace

HINT = (
    "The web address of the server that shows reports to patients (dentui share; docs/operating.md tells how "
    "to run it). Without one no link can be made. Links that were made stay at the address they have."
)


class ShareAddressSheet(FormSheet[ShareAddress, str]):
    """Answers the address as it is kept, "" for none."""

    TITLE = "Address of shared reports"

    def __init__(self, work: Workplace, address: str) -> None:
        super().__init__(work)
        self._base = ShareAddress(address)
        self._address = TextBox(
            "address", "Address", address, placeholder="https://reports.example.org", most=LONGEST_ADDRESS + 1
        )

    def fields(self) -> Sequence[FormField]:
        return (self._address,)

    def body(self) -> Iterable[Widget]:
        yield from self.fields()
        yield Static(content(HINT), classes="hint")

    def read(self) -> ShareAddress:
        return ShareAddress(self._address.read())

    def keep(self, form: ShareAddress) -> str:
        desk = self.work.desk
        return desk.links.save_address(desk.actor, form.address, self._base.address)

    def base(self) -> ShareAddress:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        if isinstance(theirs.form, ShareAddress):
            self._base = theirs.form
