"""The people of the institution, for its administrators: added, changed, removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from textual.widget import Widget

from dentui.domain.people import PersonLine
from dentui.errors import DentuiError, Forbidden
from dentui.ui.keys import PEOPLE, WALKING
from dentui.ui.screens.listing import ListScreen
from dentui.ui.sheets.base import ask
from dentui.ui.text import one_line
from dentui.ui.widgets.people_table import PeopleTable
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk


class PeopleScreen(ListScreen[tuple[PersonLine, ...]]):
    """Who works here."""

    PLACE = PEOPLE
    BINDINGS = PEOPLE.bindings
    ROW_KEYS = WALKING | {"enter", "e", "E", "f4", "delete"}

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.words = Words(classes="words")
        self.table = PeopleTable()
        self._people: tuple[PersonLine, ...] = ()
        self._point_at: UUID | None = None

    def body(self) -> Iterable[Widget]:
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        desk = self.work.desk
        self.title_bar.show(desk.institution, "People", desk.operator)
        self.table.tell("Asking the register …")
        self.set_focus(self.table)
        self.follow()

    # What is shown

    def fetch(self, desk: Desk) -> tuple[PersonLine, ...]:
        return desk.people.everyone(desk.actor)

    def fetched(self, people: tuple[PersonLine, ...]) -> None:
        at = self.table.row_at_cursor
        rows = {person.uuid: row for row, person in enumerate(people)}
        self._people = people
        if self._point_at in rows:
            row: int | None = rows[self._point_at]
            self._point_at = None
        else:
            # These may have been asked for before that person was there.
            row = None if at is None else rows.get(at.uuid)
        self.table.refill(people, 0, len(people), row)
        desks = sum(bool(person.login) for person in people)
        noun = "person" if len(people) == 1 else "people"
        self.words.show([(f" {desks} with a login name", "quiet")], [(f" {len(people)} {noun} ", "loud")])

    def refused(self, error: DentuiError) -> None:
        if isinstance(error, Forbidden):
            # Whoever may not see them (any more) does not go on seeing them.
            self._people = ()
            self.table.fill((), 0, 0)
            self.table.tell("")
            self.words.show(())
        super().refused(error)

    # Changes

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nothing = action in ("open", "remove") and self.table.row_at_cursor is None
        return "There is nothing in this list." if nothing else ""

    def action_open(self) -> None:
        person = self.table.row_at_cursor
        if person is not None:
            self.work.flow(self._person(person))

    def action_new(self) -> None:
        self.work.flow(self._person(None))

    async def _person(self, person: PersonLine | None) -> None:
        from dentui.ui.sheets.person import PersonSheet

        saved = await ask(self.app, self.work, PersonSheet(self.work, person))
        if saved is not None:
            self._changed("Saved.", saved)

    def action_remove(self) -> None:
        person = self.table.row_at_cursor
        if person is not None:
            self.work.flow(self._remove(person))

    async def _remove(self, person: PersonLine) -> None:
        if person.uuid == self._me():
            self.status.say("You cannot remove yourself. Another administrator can.", bad=True)
            return
        if person.patients:
            await self._hand_over(person)
            return
        from dentui.ui.sheets.confirm import ConfirmSheet

        sentence = (
            f"{one_line(person.name)} can open nothing here any more, from the next key on. What they did "
            "keeps their name."
        )
        sheet = ConfirmSheet(self.work, "Remove this person?", [sentence], yes="remove", no="leave")
        if not await ask(self.app, self.work, sheet):
            return
        desk = self.work.desk
        try:
            await self.work.finish(lambda: desk.people.remove(desk.actor, person.uuid))
        except DentuiError as error:
            self.refused(error)
            return
        self._changed("Removed.")

    async def _hand_over(self, person: PersonLine) -> None:
        from dentui.ui.sheets.person import HandOverSheet

        heirs = [other for other in self._people if other.login and other.uuid != person.uuid]
        handed = await ask(self.app, self.work, HandOverSheet(self.work, person, heirs))
        if handed is not None:
            self._changed(
                f"Removed; {handed:,} {'patient was' if handed == 1 else 'patients were'} taken over."
            )

    def _me(self) -> UUID | None:
        me = self.work.desk.actor.person_id
        return next((person.uuid for person in self._people if person.id == me), None)

    def _changed(self, sentence: str, point_at: UUID | None = None) -> None:
        self.status.say(sentence)
        self._point_at = point_at
        self.follow()
