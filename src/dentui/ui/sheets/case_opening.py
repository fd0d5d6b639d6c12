"""Opening a case: it is read whole, shown, and led on. Steps of a flow."""

from __future__ import annotations

from uuid import UUID

from textual.app import App

from dentui.domain.cases import OVER, Case, CaseAction
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.case_export import export_case, offer_export
from dentui.ui.sheets.case_move import Besides, CaseSheet, Made
from dentui.ui.widgets.cases import number_words
from dentui.ui.work import Workplace

DONE = {
    CaseAction.SEND: "is sent",
    CaseAction.CONFIRM: "is confirmed by the lab",
    CaseAction.REJECT: "is rejected by the lab",
    CaseAction.DESIGN: "has a scheme, which waits for you",
    CaseAction.CONFIRM_SCHEME: "has its scheme confirmed",
    CaseAction.SEND_BACK: "has its scheme sent back",
    CaseAction.SHIP: "is shipped",
    CaseAction.DELIVER: "is delivered",
    CaseAction.REDELIVER: "has to be delivered again",
    CaseAction.CANCEL: "is cancelled",
}


async def open_case(
    app: App[int], work: Workplace, case: UUID, *, from_chart: bool = False
) -> str | Besides | None:
    """What is to be said after a step that was made, or what else is wanted; None where nothing was done.
    Raises DentuiError where it cannot be read."""
    desk = work.desk
    whole = await work.hands.run(lambda: desk.cases.open(desk.actor, case))
    number = whole.row.number
    besides = [] if whole.row.state in OVER else [Besides.EDIT]
    besides += [] if number is None else [Besides.EXPORT]
    besides += [] if from_chart else [Besides.CHART]
    done = await ask(app, work, CaseSheet(work, whole, besides))
    if done is Besides.EXPORT and number is not None:
        await export_case(app, work, case, number)
        return None
    if not isinstance(done, Made):
        return done
    if done.step.action is CaseAction.SEND:
        there = await work.hands.run(lambda: desk.cases.open(desk.actor, case))
        if there.row.number is not None:
            await offer_export(app, work, case, there.row.number)
    return done_words(done, whole)


def done_words(made: Made, case: Case) -> str:
    """What is said of a step."""
    name = "The case" if case.row.number is None else number_words(case.row)
    return f"{name} {DONE[made.step.action]}. z takes it back."
