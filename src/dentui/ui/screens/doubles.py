"""The doubles of the register: pairs of charts that may be of one person, the likeliest first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on
from textual.widget import Widget

from dentui.domain.doubles import Pair
from dentui.errors import DentuiError
from dentui.ui.keys import REVIEW, WALKING
from dentui.ui.screens.listing import ListScreen
from dentui.ui.sheets.base import ask
from dentui.ui.text import number
from dentui.ui.widgets.merging import merged_words
from dentui.ui.widgets.pairs import Both, PairTable, both, pair_words
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import Warned, Words
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk

MOST = 200
"""Pairs that are shown; whoever has merged these sees the next."""
STEP = 0.4
"""Seconds for which the search goes on at a time."""
REST = 0.1
"""Seconds between: other work of this desk comes first."""
WHY = "Likely doubles are charts of one person who was entered twice."


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the screen shows."""

    pairs: tuple[Pair, ...]
    tells: bool
    """Whether members are told that there may be a double whom they cannot see."""


class DoublesScreen(ListScreen[Reviewed]):
    """Reviewed one by one; while it is open the search through the register goes on."""

    PLACE = REVIEW
    BINDINGS = REVIEW.bindings
    ROW_KEYS = WALKING | {"enter", "m", "M", "n", "N"}

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.words, self.telling = Words(classes="words"), Words(classes="words")
        self.table = PairTable()
        self._why = Warned(classes="why")
        self._parted: dict[Both, Pair] = {}
        """Who was said here not to be one person: it can be said back in the same place."""
        self._share: float | None = None
        """Of the register, that was gone through; None where that is not known."""
        self._searching = False
        self._pairs: tuple[Pair, ...] = ()
        self._tells = False

    def body(self) -> Iterable[Widget]:
        yield self.words
        yield self.telling
        yield self.table
        yield self._why

    def on_mount(self) -> None:
        desk = self.work.desk
        self.title_bar.show(desk.institution, "Doubles", desk.operator)
        self.telling.display = desk.administers
        self.table.tell("Asking the register …")
        self.set_focus(self.table)
        self.follow()
        self._search_on()

    # What is shown

    def action_refresh(self) -> None:
        super().action_refresh()
        self._search_on()

    def fetch(self, desk: Desk) -> Reviewed:
        return Reviewed(desk.doubles.review(desk.actor, MOST), desk.doubles.tells(desk.actor))

    def fetched(self, reviewed: Reviewed) -> None:
        at, before = self.table.row_at_cursor, self._pairs
        self._pairs, self._tells = self._with_parted(reviewed.pairs), reviewed.tells
        self.table.mark(self._parted)
        wanted = None if at is None else both(at)
        row = next((row for row, pair in enumerate(self._pairs) if both(pair) == wanted), None)
        if before != self._pairs or not self._pairs:
            self.table.refill(self._pairs, 0, len(self._pairs), row)
        self._tell()
        # What can be done with a pair depends on what was said of it, too.
        self.key_bar.follow()

    def _with_parted(self, pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        """The pairs with those who were parted here, where they were."""
        there = list(pairs)
        known = {both(pair) for pair in there}
        there += [pair for key, pair in self._parted.items() if key not in known]
        return tuple(sorted(there, key=lambda pair: -pair.probability))

    def not_fetched(self, error: DentuiError) -> None:
        self.table.tell("The doubles cannot be shown now.")
        self.refused(error)

    def _tell(self) -> None:
        if self._share is None:
            progress = "the search through the register has stopped: F5 goes on"
        elif self._share < 1:
            progress = f"going through the register: {int(self._share * 100)} %"
        else:
            progress = "the whole register was gone through"
        count = len(self._pairs)
        pairs = "1 pair" if count == 1 else f"{number(count)} pairs"
        of = f"the {pairs} that are likeliest" if count >= MOST else pairs
        self.words.show([(f" {progress}", "quiet")], [(f" {of} ", "loud")])
        told = "are told" if self._tells else "are not told"
        self.telling.show(
            [(f" Members {told} of doubles they cannot see", "quiet")], [(" s changes ", "key")]
        )
        none = "No doubles were found."
        self.table.tell(none if self._share == 1 else f"No doubles were found so far. {WHY}")
        self._tell_why()

    @on(RowTable.Moved)
    def _tell_why(self) -> None:
        """All of the pair that is pointed at: in the table it may be cut."""
        pair = self.table.row_at_cursor
        self._why.show([(pair_words(pair), "")] if pair is not None else ())

    # The search

    def _search_on(self) -> None:
        if not self._searching:
            self._searching = True
            self._share = self._share or 0.0
            self.work.spawn(self._search())

    async def _search(self) -> None:
        """Go through the register for as long as this screen is there, a little at a time."""
        desk = self.work.desk
        try:
            while self._is_there(desk):
                share = await self.work.hands.run(lambda: desk.doubles.search_some(desk.actor, STEP))
                if self._is_there(desk):
                    self._share = share
                    self._tell()
                    # No watch tells of what the search writes down.
                    if share >= 1 or not self._loading.busy:
                        self.follow()
                if share >= 1:
                    break
                await asyncio.sleep(REST)
        except DentuiError as error:
            self._share = None
            self._tell()
            self.refused(error)
        finally:
            self._searching = False

    def _is_there(self, desk: Desk) -> bool:
        """Whether somebody still works at this desk and looks at this screen, or at what lies over it."""
        return self.is_attached and self.work.ready and self.work.desk is desk

    # What is done about a pair

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        return self._why_not(action, self.table.row_at_cursor)

    def _why_not(self, action: str, pair: Pair | None) -> str:
        if action in ("open", "merge", "not_same") and pair is None:
            return "There is no pair in this list."
        if action == "merge" and pair is not None and both(pair) in self._parted:
            return "These two were said not to be the same person: n takes that back."
        if action == "tells" and not self.work.desk.administers:
            return "Only an administrator of the institution can. Ask one of them."
        return ""

    def _pair_for(self, action: str) -> Pair | None:
        """The pair under the cursor, where this can be done with it; else why not is said."""
        why_not = self.why_not(action)
        if why_not:
            self.status.say(why_not, bad=True)
            return None
        return self.table.row_at_cursor

    def action_open(self) -> None:
        pair = self._pair_for("open")
        if pair is not None:
            self.work.flow(self._compare(pair))

    async def _compare(self, pair: Pair) -> None:
        from dentui.ui.sheets.compare import PairSheet

        answer = await ask(self.app, self.work, PairSheet(self.work, pair))
        if answer == "merge":
            # The list may have become another one below.
            why_not = self._why_not("merge", pair)
            if why_not:
                self.status.say(why_not, bad=True)
            else:
                await self._merge(pair)
        elif answer == "not the same":
            await self._part(pair)

    def action_merge(self) -> None:
        pair = self._pair_for("merge")
        if pair is not None:
            self.work.flow(self._merge(pair))

    async def _merge(self, pair: Pair) -> None:
        from dentui.ui.sheets.opening import merge
        from dentui.ui.widgets.candidates import of_likely

        made = await merge(self.app, self.work, of_likely(pair.first), [of_likely(pair.second)])
        if made is not None:
            self._done(merged_words(made))

    def action_not_same(self) -> None:
        pair = self._pair_for("not_same")
        if pair is not None:
            self.work.flow(self._part(pair))

    async def _part(self, pair: Pair) -> None:
        """Say that they are two persons; said again, take it back."""
        desk, save, key = self.work.desk, uuid4(), both(pair)
        say = desk.doubles.recall if key in self._parted else desk.doubles.dismiss
        try:
            await self.work.finish(lambda: say(desk.actor, save, pair.first.uuid, pair.second.uuid))
        except DentuiError as error:
            self.refused(error)
            return
        if self._parted.pop(key, None) is None:
            self._parted[key] = pair
            self._done("These two are not the same person. n again takes that back.")
        else:
            self._done("These two are perhaps the same person again.")

    def action_undo(self) -> None:
        self.work.flow(self._undo(), may_give_up=False)

    async def _undo(self) -> None:
        from dentui.ui.sheets.opening import undo

        try:
            undone = await undo(self.app, self.work)
        except DentuiError as error:
            self.refused(error)
            return
        if undone is not None:
            self._done(undone.said)

    def action_tells(self) -> None:
        why_not = self.why_not("tells")
        if why_not:
            self.status.say(why_not, bad=True)
        else:
            self.work.flow(self._switch_telling())

    async def _switch_telling(self) -> None:
        await self._loading.settled()
        desk, on_ = self.work.desk, not self._tells
        try:
            await self.work.finish(lambda: desk.doubles.set_tells(desk.actor, on_))
        except DentuiError as error:
            self.refused(error)
            return
        self._done("Members are told from now on." if on_ else "Members are not told any more.")

    def _done(self, sentence: str) -> None:
        self.status.say(sentence)
        self.follow()
