"""Unfinished forms: offered when their operator comes to the desk, and gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from dentui.errors import DentuiError, Unavailable
from dentui.ui.app.entering import EnteringApp
from dentui.ui.screens.patients import PatientsScreen
from dentui.ui.widgets.status import StatusLine

if TYPE_CHECKING:
    from dentui.domain.drafts import Offer
    from dentui.domain.sign_in import SignedIn
    from dentui.services.desk import Desk
    from dentui.ui.screens.patient import PatientScreen

WAITS = "{} left unfinished here or elsewhere: Ctrl+G, then u goes on with {}."
THROW_AWAY = "what was typed is gone then. Nothing in the register changes."


class ResumingApp(EnteringApp):
    """An app that brings back what was typed and not saved."""

    def _begin(self, desk: Desk, signed: SignedIn | None) -> None:
        super()._begin(desk, signed)
        self.work.spawn(self._look_for_drafts(desk, self._last_key))

    async def _look_for_drafts(self, desk: Desk, begun: float) -> None:
        """Beside everything else: whoever comes types at once, and waits for nothing."""
        try:
            offers = await self.work.hands.run(lambda: desk.drafts.waiting(desk.actor))
        except DentuiError as error:
            self._say(str(error), bad=True)
            return
        first = self.desk_stack[0]
        if not offers or not isinstance(first, PatientsScreen) or not self._is_at(desk):
            return
        await first.settled()
        if not self._is_at(desk):
            return
        if self._rests_at(first, begun):
            self.work.flow(self._offer(desk, offers, at_start=True))
        else:
            # They type, or are somewhere else already: nothing comes between.
            one = len(offers) == 1
            first.reminder = WAITS.format("A form was" if one else "Forms were", "it" if one else "them")
            self._say(first.reminder)

    def _rests_at(self, first: PatientsScreen, begun: float) -> bool:
        """Whether the person looks at the list and has not pressed a key there yet."""
        gate = self.work.gate
        pressed = first.box.value or gate.waiting or gate.busy or gate.held or self._last_key != begun
        return self.screen is first and not pressed

    async def has_unfinished(self, desk: Desk) -> bool:
        """Whether something waits, or that cannot be told: who asks for it then hears why."""
        try:
            return bool(await self.work.hands.run(lambda: desk.drafts.waiting(desk.actor)))
        except Unavailable:
            return True

    async def offer_unfinished(self, desk: Desk) -> None:
        """Show what waits, as it was asked for. Step of a flow; raises DentuiError."""
        if any(screen.is_modal for screen in self.desk_stack):
            self._say("Something is open. Save or close it first.", bad=True)
            return
        offers = await self.work.hands.run(lambda: desk.drafts.waiting(desk.actor))
        if offers:
            await self._offer(desk, offers, at_start=False)
        else:
            self._say("No form of yours is unfinished.")

    async def _offer(self, desk: Desk, offers: Sequence[Offer], *, at_start: bool) -> None:
        from dentui.ui.sheets.base import ask
        from dentui.ui.sheets.confirm import ConfirmSheet
        from dentui.ui.sheets.drafts import DraftsSheet
        from dentui.ui.widgets.drafts import words_of

        while offers:
            answer = await ask(self, self.work, DraftsSheet(self.work, offers, at_start=at_start))
            if answer is None:
                self._remind(len(offers))
                return
            try:
                if answer.go_on:
                    await self._go_on_with(desk, answer.offer)
                    return
                question = ConfirmSheet(
                    self.work,
                    "Throw this form away?",
                    [f"{words_of(answer.offer)}: {THROW_AWAY}"],
                    yes="throw it away",
                    no="leave it",
                )
                if await ask(self, self.work, question):
                    await self.work.finish(partial(desk.drafts.throw_away, answer.offer))
                    offers = await self.work.hands.run(lambda: desk.drafts.waiting(desk.actor))
            except DentuiError as error:
                self._say(str(error), bad=True)
                return
            at_start = False

    def _remind(self, number: int) -> None:
        """Say where what was put off is."""
        first = self.desk_stack[0]
        if isinstance(first, PatientsScreen):
            first.reminder = f"{number} unfinished {'form' if number == 1 else 'forms'}: Ctrl+G u"
            self._say(first.reminder)

    async def _go_on_with(self, desk: Desk, offer: Offer) -> None:
        from dentui.domain.drafts import Kind
        from dentui.ui.screens.patient import PatientScreen
        from dentui.ui.sheets.drafts import go_on

        first = self.desk_stack[0]
        while len(self.desk_stack) > 1:
            await self.pop_screen()
        if not isinstance(first, PatientsScreen):
            return
        patient, kind = offer.draft.subject.patient, offer.draft.subject.kind
        if patient is None:
            done = await go_on(self, self.work, offer, None)
            if done is not None and kind is Kind.NEW_PATIENT:
                await first.show_entered(done)
            elif done is not None:
                self._say("Saved.")
            return
        await first.open_chart(patient)
        below = self.screen
        if isinstance(below, PatientScreen):
            if kind in (Kind.EDIT_TICKET, Kind.MOVE_TICKET):
                await below.action_tab(below.TABS.index("Tickets") + 1)
            done = await self._go_on_over(below, offer)
            if done:
                below.changed(done)

    async def _go_on_over(self, chart: PatientScreen, offer: Offer) -> str:
        """Go on with a form about a patient, over their chart; what is said of it, "" where nothing is."""
        from dentui.domain.drafts import Kind
        from dentui.ui.sheets.drafts import go_on

        kind = offer.draft.subject.kind
        if kind in (Kind.NEW_CASE, Kind.EDIT_CASE):
            from dentui.ui.screens.case import case_words, form_of, when_sent

            typed = await go_on(self, self.work, offer, chart.chart, form_of)
            sent = await when_sent(self, self.work, typed)
            return "" if sent is None else case_words(sent)
        if kind is Kind.EDIT_REPORT:
            from dentui.ui.screens.report_opening import form_of as report_form_of
            from dentui.ui.screens.report_opening import report_words

            kept = await go_on(self, self.work, offer, chart.chart, report_form_of)
            return "" if kept is None else report_words(kept)
        from dentui.ui.sheets.form import saved_words

        done = await go_on(self, self.work, offer, chart.chart)
        return "" if done is None else saved_words(done)

    def _say(self, sentence: str, *, bad: bool = False) -> None:
        """Where it is seen: in the uppermost screen or form."""
        for screen in reversed(self.desk_stack):
            status = getattr(screen, "status", None)
            if isinstance(status, StatusLine):
                status.say(sentence, bad=bad)
                return
