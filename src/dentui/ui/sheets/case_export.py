"""A case as one archive for the lab: written to the outbox, and offered where one was just sent.

Steps of a flow."""

from __future__ import annotations

from uuid import UUID

from textual.app import App

from dentui.domain.cases import CaseNumber
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.download import DownloadSheet
from dentui.ui.sheets.operator import MenuSheet
from dentui.ui.widgets.menu import Line
from dentui.ui.work import Workplace

UNSENT = "This case has no number yet: send it first. Then it can be written as a ZIP."


async def export_case(app: App[int], work: Workplace, case: UUID, number: CaseNumber) -> None:
    """Write a case that was sent to the outbox, and say how to fetch it."""
    desk = work.desk
    sheet = DownloadSheet(
        work,
        f"ZIP for the lab: {number}",
        lambda told, stop: desk.case_files.export(desk.actor, case, told, stop),
    )
    await ask(app, work, sheet)


async def offer_export(app: App[int], work: Workplace, case: UUID, number: CaseNumber) -> None:
    """Say that a case is sent, and write it for the lab if that is wanted now."""
    lines = [
        Line(True, "w", "write the ZIP for the lab now"),
        Line(False, "l", "later: d in the list of cases"),
    ]
    sheet = MenuSheet(
        f"{number} is sent", "Order, slip to print and image data go to the lab as a ZIP.", lines
    )
    if await ask(app, work, sheet):
        await export_case(app, work, case, number)
