"""Forms: sheets that save. They close only when what was typed is saved; after any refusal it is all
still there, the cursor at what has to be mended. What is typed is kept in a draft until then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.widget import Widget
from textual.widgets import Input

from dentui.domain.drafts import KIND_WORDS, Draft, Subject, Typed
from dentui.domain.history import Theirs
from dentui.errors import Conflict, DentuiError, Invalid
from dentui.ui.keys import FORM
from dentui.ui.sheets.base import Sheet
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.status import StatusLine
from dentui.ui.work import GiveUp, Save, Workplace

F = TypeVar("F")
A = TypeVar("A")


class Unchanged(Enum):
    """Answered by the form of something that is there, where it was saved as it was."""

    UNCHANGED = "Nothing was changed."


UNCHANGED = Unchanged.UNCHANGED
SLOW = 0.1
"""Seconds after which it is said that it is being saved: most saves are done before that is read."""
NOT_KEPT = "What you type is not kept for now: the disk does not take it. Save it soon."


def saved_words(outcome: object, done: str = "Saved.") -> str:
    """What is said of what a form about a patient answered; `done`: what was saved."""
    return outcome.value if isinstance(outcome, Unchanged) else f"{done} z takes it back."


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that holds something else here than what another desk saved meanwhile."""

    field: str
    label: str
    ours: str
    theirs: str
    ours_changed: bool
    """Whether it was changed here at all, and there; where both did, the person has to choose."""
    theirs_changed: bool


class FormSheet(Sheet[A], Generic[F, A]):
    """A form of the type F, whose saving answers an A."""

    PLACE = FORM
    BINDINGS = FORM.bindings
    SAVING = "Saving …"
    """Said while it is saved, where that takes a moment."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.work = work
        self.status = StatusLine()
        self.saving = Save(work)
        self.save_id: UUID = uuid4()
        """Stays the same until it is saved: a save that is tried again is not made twice."""
        self._cursor = ""
        """Where the cursor was when what is typed here was left."""
        self._typed_at = datetime.now(UTC)
        self._unkept = self._over = self._begun = False

    # What a subclass says

    def fields(self) -> Sequence[FormField]:
        """The fields in their order; those that are not shown count too."""
        raise NotImplementedError

    def read(self) -> F:
        """What the fields hold. Raises Invalid with the field. Nothing of the screen is asked after it."""
        raise NotImplementedError

    def keep(self, form: F) -> A:
        """Save it; runs in a thread. Raises what the service raises."""
        raise NotImplementedError

    def base(self) -> object:
        """The form that this one started from."""
        raise NotImplementedError

    def start_from(self, theirs: Theirs) -> None:
        """From now on this is a change of what another desk has saved meanwhile."""
        raise NotImplementedError

    def stopping(self) -> GiveUp | None:
        """What Esc does while it is saved; None where it does nothing. Asked at each save."""
        return None

    def subject(self) -> Subject | None:
        """What a draft of this form is about; None for a form of which none is kept."""
        return None

    # Drafts

    def typed(self) -> dict[str, Typed]:
        """What was typed, by the names of the fields."""
        return {
            field.field: field.typed()
            for field in self.fields()
            if field.kept and field.shown and field.touched
        }

    def resume(self, draft: Draft) -> None:
        """Go on with what was typed before; asked before the form is shown."""
        self.save_id, self._cursor, self._typed_at = draft.save, draft.cursor, draft.at
        for field in self.fields():
            if field.kept and field.field in draft.typed:
                field.retype(draft.typed[field.field])

    @property
    def kept_as(self) -> str:
        """What the form is called, where what is typed into it is being kept; else ""."""
        subject, keeper = self.subject(), self.work.keeper
        return KIND_WORDS[subject.kind] if subject and keeper and keeper.holds(self.save_id) else ""

    def note_draft(self) -> None:
        """Have kept what was just typed."""
        self._typed_at = datetime.now(UTC)
        self.note_fields()

    def note_fields(self) -> None:
        """Have kept what the fields hold now; what was typed last may not have been told yet."""
        subject, keeper = self.subject(), self.work.keeper
        # Where the screens are taken down the focus goes from field to field once more.
        if subject is None or keeper is None or self._over or not self.app.is_running:
            return
        if self.touched:
            draft = Draft(self.save_id, subject, self.typed(), self.at, self._typed_at)
            keeper.note(draft, self._keeper_tells)
        else:
            keeper.drop(self.save_id)

    @property
    def at(self) -> str:
        """Name of the field that the cursor is in, "" for none."""
        nodes = () if self.focused is None else self.focused.ancestors_with_self
        return next((node.field for node in nodes if isinstance(node, FormField)), "")

    def _keeper_tells(self, kept: bool) -> None:
        """In the keeper's thread."""
        self.call_later(self._tell_kept, kept)

    def _tell_kept(self, kept: bool) -> None:
        self._unkept = not kept
        if self.status.said in ("", NOT_KEPT):
            self._say_rest()

    def _say_rest(self) -> None:
        self.status.say(NOT_KEPT if self._unkept else "", bad=self._unkept)

    @on(events.DescendantFocus)
    def _cursor_moved(self) -> None:
        if self.touched:
            self.note_fields()

    def dismiss(self, result: A | None = None) -> AwaitComplete:
        """Close it: what was typed is saved, or thrown away."""
        self._over = True
        if self.work.keeper is not None:
            self.work.keeper.drop(self.save_id)
        return super().dismiss(result)

    # The rest

    def heading(self) -> tuple[str, str]:
        return self.TITLE, "* required" if any(field.required for field in self.fields()) else ""

    def body(self) -> Iterable[Widget]:
        yield from self.fields()

    def foot(self) -> Iterable[Widget]:
        yield self.status

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        super().on_screen_resume(event)
        if not self._begun:
            self._begun = True
            self.begin()

    def begin(self) -> None:
        """The person sees it now, for the first time: it may have been made before."""
        left = next((field for field in self.fields() if field.display and field.field == self._cursor), None)
        first = left or self.first()
        if first is not None:
            self.set_focus(first)
        if left is not None and isinstance(left, Input):
            left.action_end()

    def first(self) -> FormField | None:
        """Where the cursor stands at first: the first field that is shown."""
        shown = [field for field in self.fields() if field.display]
        return shown[0] if shown else None

    @property
    def touched(self) -> bool:
        """Whether the person changed anything."""
        return any(field.touched for field in self.fields() if field.shown)

    def action_save(self) -> None:
        try:
            form = self.read()
        except Invalid as error:
            self.work.gate.forget()
            self.refused(error)
            return
        if self.saving.busy:
            return
        if self.status.said:
            # What was refused before may be saved now.
            self.status.say("")
        slow = asyncio.get_running_loop().call_later(SLOW, self.status.say, self.SAVING)

        def saved(outcome: A) -> None:
            slow.cancel()
            self.saved(outcome)

        def refused(error: DentuiError) -> None:
            slow.cancel()
            self._not_saved(error, form)

        foreseen, stop = self.work.foresee(), self.stopping()

        def keep() -> A:
            outcome = self.keep(form)
            for find in foreseen:
                find()
            return outcome

        self.saving.start(keep, saved, refused, stop)

    def saved(self, outcome: A) -> None:
        """It is saved: the form closes."""
        self.dismiss(outcome)

    def _not_saved(self, error: DentuiError, form: F) -> None:
        # What was typed ahead was meant for what would have come.
        self.work.gate.forget()
        if isinstance(error, Conflict) and isinstance(error.theirs, Theirs):
            self.resolve(error, error.theirs, form)
        else:
            self.refused(error)

    def resolve(self, error: Conflict, theirs: Theirs, form: F) -> None:
        """Another desk changed the same meanwhile: let the person choose."""
        differences = differences_of(self.fields(), self.base(), form, theirs.form)
        if differences:
            self._show_conflict(error, theirs, differences)
        else:
            # Both desks say the same; once this save is over, of which only one can be under way.
            self.call_later(self._take_over, theirs, {})

    def refused(self, error: DentuiError) -> None:
        """Say what was refused, at its field where it is about one."""
        name = error.field if isinstance(error, Invalid) else None
        field = next((field for field in self.fields() if field.field == name and field.display), None)
        for other in self.fields():
            # What was wrong there is mended, or will be said when its turn comes.
            if other is not field:
                other.hush()
        if field is None:
            self.status.say(str(error), bad=True)
        else:
            self.status.say("")
            field.complain(str(error))

    def _show_conflict(self, error: Conflict, theirs: Theirs, differences: Sequence[Difference]) -> None:
        from dentui.ui.sheets.conflict import ConflictSheet

        self.status.say(str(error), bad=True)

        def chosen(answer: dict[str, bool] | None) -> None:
            if answer is not None:
                self._take_over(theirs, answer)

        self.app.push_screen(ConflictSheet(theirs, differences), chosen)

    def _take_over(self, theirs: Theirs, ours: dict[str, bool]) -> None:
        """Save again: of every difference what was chosen, of the rest what the other desk saved."""
        for field in self.fields():
            if not ours.get(field.field, False):
                field.put(getattr(theirs.form, field.field))
        self.start_from(theirs)
        self.note_draft()
        self.action_save()

    @on(FormField.Edited)
    def _edited(self) -> None:
        if self.status.said:
            self._say_rest()
        self.note_draft()

    async def action_leave(self) -> None:
        """Leave dentui, where nothing is lost by it."""
        if self.touched and not self.kept_as:
            self.status.say("This form is not kept: F2 saves it, Esc closes it. Then F10 leaves.", bad=True)
        else:
            await self.app.run_action("leave")

    def action_cancel(self) -> None:
        if not self.touched:
            self.dismiss(None)
            return

        def answered(throw_away: bool | None) -> None:
            if throw_away:
                self.dismiss(None)

        self.app.push_screen(
            ConfirmSheet(
                self.work,
                "What you typed is not saved. Throw it away?",
                yes="throw it away",
                no="go on typing",
            ),
            answered,
        )


def differences_of(
    fields: Sequence[FormField], base: object, ours: object, theirs: object
) -> list[Difference]:
    """Fields in which two forms differ, and which of the two was changed from what both started from."""
    found = []
    for field in fields:
        before, here, there = (getattr(form, field.field) for form in (base, ours, theirs))
        if here != there:
            found.append(
                Difference(
                    field.field, field.label, field.words(here), field.words(there), here != before,
                    there != before,
                )
            )  # fmt: skip
    return found
