"""Opening a case: it is read whole, shown, and led on. Steps of a flow."""

from __future__ import annotations

from uuid import UUID

from textual.app import App

from dentui.domain.cases import OVER, Case, CaseAction
from dentui.domain.images import ImageItem
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.case_export import export_case, offer_export
from dentui.ui.sheets.case_images import CaseFilesSheet
from dentui.ui.sheets.case_move import Besides, CaseSheet, Made
from dentui.ui.sheets.opening import add_answer
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
) -> str | Besides | ImageItem | None:
    """What is to be said after something was done, what else is wanted, or the image data that is to be seen
    in its chart; None where nothing was done. Raises DentuiError where it cannot be read."""
    desk = work.desk
    while True:
        whole = await work.hands.run(lambda: desk.cases.open(desk.actor, case))
        done = await ask(app, work, CaseSheet(work, whole, _besides(whole, from_chart=from_chart)))
        number = whole.row.number
        if isinstance(done, Made):
            if done.step.action is CaseAction.SEND:
                await _offer(app, work, case)
            return done_words(done, whole)
        if done is Besides.EXPORT and number is not None:
            await export_case(app, work, case, number)
        elif done is Besides.ANSWER:
            added = await add_answer(app, work, whole)
            if added is not None:
                return added.said
        elif done is Besides.FILES:
            item = await ask(app, work, CaseFilesSheet(work, whole))
            if item is not None:
                return item
        else:
            return done


def _besides(case: Case, *, from_chart: bool) -> list[Besides]:
    there = {
        Besides.EDIT: case.row.state not in OVER,
        Besides.EXPORT: case.row.number is not None,
        Besides.ANSWER: case.row.number is not None,
        Besides.FILES: bool(case.attachments or case.answers),
        Besides.CHART: not from_chart,
    }
    return [each for each in Besides if there[each]]


async def _offer(app: App[int], work: Workplace, case: UUID) -> None:
    desk = work.desk
    sent = await work.hands.run(lambda: desk.cases.open(desk.actor, case))
    if sent.row.number is not None:
        await offer_export(app, work, case, sent.row.number)


def done_words(made: Made, case: Case) -> str:
    """What is said of a step."""
    name = "The case" if case.row.number is None else number_words(case.row)
    return f"{name} {DONE[made.step.action]}. z takes it back."
