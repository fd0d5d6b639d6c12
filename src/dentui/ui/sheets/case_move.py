"""A case whole, its time line, and the steps that can be made from where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from textual import on
from textual.binding import Binding
from textual.widget import Widget

from dentui.domain.cases import (
    LONGEST,
    STEPS,
    Case,
    CaseAction,
    CaseMove,
    CaseState,
    MoveInput,
    Received,
    Step,
    checked_said,
)
from dentui.domain.history import Theirs
from dentui.domain.images import TYPE_WORDS
from dentui.domain.work import summary
from dentui.errors import Conflict, DentuiError, Invalid
from dentui.ui.keys import CASE_MOVE
from dentui.ui.sheets.base import Fields
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import day, lines, moment, number, one_line, plain, recorded
from dentui.ui.widgets.amounts import files_words
from dentui.ui.widgets.case_images import kept_words, names_words
from dentui.ui.widgets.cases import lateness_words, number_words, state_words
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import ChoiceBox, FormField, TextBox
from dentui.ui.work import Workplace

MOST_NAMED = 12
"""Items of the lab that are named in the sheet; all of them are among the case's files."""
LABELS = {
    CaseAction.SEND: "send",
    CaseAction.CONFIRM: "lab confirms",
    CaseAction.REJECT: "rejected by lab",
    CaseAction.DESIGN: "design has come",
    CaseAction.CONFIRM_SCHEME: "yes, scheme is right",
    CaseAction.SEND_BACK: "back with the scheme",
    CaseAction.SHIP: "shipped by lab",
    CaseAction.DELIVER: "delivered",
    CaseAction.REDELIVER: "again: redelivery",
    CaseAction.CANCEL: "cancel",
}
"""Of those that can be made at a time each begins with another letter, which chooses it."""


class Besides(StrEnum):
    """What can be done with a case that is no step of it."""

    EDIT = "edit"
    EXPORT = "write ZIP for lab"
    ANSWER = "upload lab's files"
    FILES = "view its files"
    CHART = "open the chart"


@dataclass(frozen=True, slots=True)
class Made:
    """A step that was made."""

    step: Step
    case: Case
    """As it was before."""


@dataclass(frozen=True, slots=True)
class _Asked:
    action: CaseAction
    said: MoveInput


class _StepBox(ChoiceBox[str]):
    """Enter does what is chosen."""

    BINDINGS = [Binding("enter", "screen.save", "Do it", show=False)]


class _SaidBox(TextBox):
    """Enter goes on; in the last field that is shown it does it."""

    BINDINGS = [Binding("enter", "screen.go_on", "Next", show=False)]


class CaseSheet(FormSheet[_Asked, Made | Besides]):
    """Answers the step that was made, or what else is wanted."""

    PLACE = CASE_MOVE
    BINDINGS = CASE_MOVE.bindings

    def __init__(self, work: Workplace, case: Case, besides: Sequence[Besides]) -> None:
        """`besides`: what else can be done from here."""
        super().__init__(work)
        self._case, self._version, self._besides = case, case.row.version, tuple(besides)
        self._facts = Facts(whole=True)
        self.step: ChoiceBox[str] = _StepBox("action", "What is done", self._options(), required=True)
        self.carrier = _SaidBox("carrier", "Carrier", case.said.carrier, most=LONGEST["carrier"] + 1)
        self.tracking = _SaidBox(
            "tracking", "Tracking number", case.said.tracking, most=LONGEST["tracking"] + 1
        )
        self.reason = _SaidBox("reason", "Reason", most=LONGEST["reason"] + 1)
        self._show_fields()

    def heading(self) -> tuple[str, str]:
        row = self._case.row
        return f"{number_words(row)}, {state_words(row)}", "* required"

    def body(self) -> Iterable[Widget]:
        yield from self.fields()
        yield self._facts

    def on_mount(self) -> None:
        self._facts.show(case_facts(self._case, date.today()))

    def _options(self) -> list[Option[str]]:
        steps = [Option(step.action.value, LABELS[step.action]) for step in self._case.steps]
        return steps + [Option(each.value, each.value) for each in self._besides]

    def fields(self) -> Sequence[FormField]:
        return self.step, self.carrier, self.tracking, self.reason

    @property
    def _step(self) -> Step | None:
        return STEPS.get(CaseAction(self.step.value)) if self.step.value in set(CaseAction) else None

    def _show_fields(self) -> None:
        step = self._step
        needs = step.needs if step else frozenset[str]()
        self.reason.display = "reason" in needs
        self.carrier.display = self.tracking.display = "carrier" in needs
        self.reason.required, self.carrier.required = "reason" in needs, "carrier" in needs

    @on(FormField.Edited)
    def _chosen(self) -> None:
        before = {field for field in self.fields() if field.display}
        self._show_fields()
        new = next((field for field in self.fields() if field.display and field not in before), None)
        if new is not None:
            self.set_focus(new)

    def action_page(self, way: int) -> None:
        """Scroll the time line into sight, or back."""
        fields = self.query_one(Fields)
        (fields.scroll_page_down if way > 0 else fields.scroll_page_up)(animate=False)

    def action_go_on(self) -> None:
        """To the next field, or do it where there is none."""
        shown = [field for field in self.fields() if field.display]
        at = next((n for n, field in enumerate(shown) if field is self.focused), len(shown))
        if at + 1 < len(shown):
            self.set_focus(shown[at + 1])
        else:
            self.action_save()

    def action_save(self) -> None:
        besides = next((each for each in Besides if each.value == self.step.value), None)
        if besides is not None:
            self.dismiss(besides)
        else:
            super().action_save()

    def read(self) -> _Asked:
        step = self._step
        if step is None:
            raise Invalid("Choose what is done with the case, by its first letter.", field="action")
        said = MoveInput(
            self.reason.read() if self.reason.display else "",
            self.carrier.read() if self.carrier.display else "",
            self.tracking.read() if self.tracking.display else "",
        )
        return _Asked(step.action, checked_said(step, said))

    def keep(self, form: _Asked) -> Made:
        desk, case = self.work.desk, self._case
        desk.cases.move(desk.actor, self.save_id, case.row.uuid, self._version, form.action, form.said)
        return Made(STEPS[form.action], case)

    def base(self) -> _Asked:
        raise NotImplementedError

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version

    def resolve(self, error: Conflict, theirs: Theirs, form: _Asked) -> None:
        self.refused(error)
        self.work.spawn(self._read_again())

    async def _read_again(self) -> None:
        """Show how it stands now, and what can be done from there."""
        desk, case = self.work.desk, self._case.row.uuid
        try:
            self._case = await self.work.hands.run(lambda: desk.cases.open(desk.actor, case))
        except DentuiError as error:
            self.refused(error)
            return
        self._version = self._case.row.version
        self._facts.show(case_facts(self._case, date.today()))
        self.step.options = tuple(self._options())
        if self.step.value not in {option.value for option in self.step.options}:
            self.step.put(None)
        self._show_fields()
        self.step.refresh(layout=True)


def move_words(move: CaseMove) -> str:
    """A step of the time line in a line."""
    said = move.said
    parts = [moment(move.at), _done(move)]
    if said.carrier:
        parts.append(
            f"by {one_line(said.carrier)}" + (f", {one_line(said.tracking)}" if said.tracking else "")
        )
    if said.reason:
        parts.append(f"({one_line(said.reason)})")
    parts.append(recorded(move.person))
    return " ".join(parts) + (", taken back" if move.undone else "")


def received_words(came: Received) -> str:
    """Files of the lab in the time line."""
    return f"{moment(came.at)} {files_words(came.files)} from the lab {recorded(came.person)}"


def _done(move: CaseMove) -> str:
    if move.state is CaseState.DESIGNED and move.scheme is not None:
        return f"scheme {move.scheme.value}"
    return move.state.value


def case_facts(case: Case, today: date) -> list[Fact]:
    """All of a case."""
    row = case.row
    due = " – ".join(filter(None, (day(row.due) if row.due else "", lateness_words(row, today))))
    kinds = dict.fromkeys(item.type for item in case.attachments)
    held = [f"{TYPE_WORDS[kind]} {sum(item.type is kind for item in case.attachments)}" for kind in kinds]
    facts = [
        Fact("Patient", f"{plain(row.patient_name)}, chart {row.chart_number}", wide=True),
        Fact("Due", due or "not recorded", wide=True, loud=bool(lateness_words(row, today))),
        Fact("Work", plain(summary(row.works)) or "none ordered", wide=True),
        Fact("Lab", recorded(row.lab), wide=True),
        Fact("Doctor", recorded(row.doctor), wide=True),
        Fact("Case type", recorded(row.case_type), wide=True),
        Fact("Instructions", "\n".join(lines(case.instructions)) or "none", wide=True),
        Fact("Attachments", ", ".join(held) or "none", wide=True),
    ]
    if case.elsewhere:
        noun = "item is" if case.elsewhere == 1 else "items are"
        facts.append(Fact("Left out", f"{case.elsewhere} {noun} in another chart now", wide=True))
    if case.answers:
        came = [f"{kept_words(item, None)}: {names_words(item)}" for item in case.answers[:MOST_NAMED]]
        more = len(case.answers) - len(came)
        came += [f"and {number(more)} more"] if more else []
        facts.append(Fact("From the lab", "\n".join(came), wide=True))
    if case.said.carrier:
        facts.append(
            Fact("Parcel", f"{one_line(case.said.carrier)} {one_line(case.said.tracking)}".strip(), wide=True)
        )
    facts.append(Fact("Time line", "", heading=True))
    line = [(move.at, move_words(move)) for move in case.moves]
    line += [(came.at, received_words(came)) for came in case.received]
    # Of one time the last is what came last.
    line.sort(key=lambda each: each[0])
    facts += [Fact("", words, wide=True) for _, words in reversed(line)]
    facts.append(Fact("", f"{moment(row.made)} begun {recorded(case.made_by)}", wide=True))
    return facts
