"""The labs that cases are sent to, for the institution's administrators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from dentui.domain.labs import Lab
from dentui.errors import DentuiError, Forbidden
from dentui.ui.keys import LABS, WALKING
from dentui.ui.screens.listing import ListScreen
from dentui.ui.sheets.base import ask
from dentui.ui.text import number
from dentui.ui.widgets.labs import LabTable
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk


class LabsScreen(ListScreen[tuple[Lab, ...]]):
    """Those that are offered, then those that were withdrawn."""

    PLACE = LABS
    BINDINGS = LABS.bindings
    ROW_KEYS = WALKING | {"enter", "e", "E", "space", "delete"}

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.words = Words(classes="words")
        self.table = LabTable()
        self._point_at: int | None = None

    def body(self) -> Iterable[Widget]:
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        desk = self.work.desk
        self.title_bar.show(desk.institution, "Labs", desk.operator)
        self.table.tell("Asking the register …")
        self.set_focus(self.table)
        self.follow()

    def fetch(self, desk: Desk) -> tuple[Lab, ...]:
        return desk.labs.all(desk.actor)

    def fetched(self, labs: tuple[Lab, ...]) -> None:
        at = self.table.row_at_cursor
        rows = {lab.id: row for row, lab in enumerate(labs)}
        row = None if at is None else rows.get(at.id)
        if self._point_at in rows:
            row, self._point_at = rows[self._point_at], None
        self.table.tell("There is no lab yet. n adds one.")
        self.table.refill(labs, 0, len(labs), row)
        offered = sum(not lab.withdrawn for lab in labs)
        noun = "lab" if len(labs) == 1 else "labs"
        self.words.show(
            [(f" {number(offered)} offered in cases", "quiet")], [(f" {number(len(labs))} {noun} ", "loud")]
        )

    def refused(self, error: DentuiError) -> None:
        if isinstance(error, Forbidden):
            # Whoever may not see them (any more) does not go on seeing them.
            self.table.fill((), 0, 0)
            self.table.tell("")
            self.words.show(())
        super().refused(error)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nothing = action in ("open", "withdraw") and self.table.row_at_cursor is None
        return "There is nothing in this list." if nothing else ""

    def action_open(self) -> None:
        lab = self.table.row_at_cursor
        if lab is not None:
            self.work.flow(self._lab(lab))

    def action_new(self) -> None:
        self.work.flow(self._lab(None))

    async def _lab(self, lab: Lab | None) -> None:
        from dentui.ui.sheets.lab import LabSheet

        saved = await ask(self.app, self.work, LabSheet(self.work, lab))
        if saved is not None:
            self._changed("Saved.", saved)

    def action_withdraw(self) -> None:
        lab = self.table.row_at_cursor
        if lab is not None:
            self.work.flow(self._withdraw(lab), may_give_up=False)

    async def _withdraw(self, lab: Lab) -> None:
        desk = self.work.desk
        verb = desk.labs.bring_back if lab.withdrawn else desk.labs.withdraw
        try:
            await self.work.hands.run(lambda: verb(desk.actor, lab.id))
        except DentuiError as error:
            self.refused(error)
            return
        self._changed(
            "Offered again."
            if lab.withdrawn
            else "Withdrawn: no form offers it any more; its cases keep it. Space brings it back.",
            lab.id,
        )

    def _changed(self, sentence: str, point_at: int) -> None:
        self.status.say(sentence)
        self._point_at = point_at
        self.follow()
