"""Health checking reports from the detail screen. Steps of a flow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from dentui.domain.choosing import Choice
from dentui.errors import DentuiError
from dentui.ui.tabs.images import ImagesTab
from dentui.ui.tabs.reports import ReportsTab

if TYPE_CHECKING:
    from dentui.ui.screens.patient import PatientScreen
    from dentui.ui.screens.report import Outcome


class Reporting:
    """What a patient's screen does with reports."""

    def __init__(self, screen: PatientScreen) -> None:
        self._screen = screen

    async def create(self, images: ImagesTab) -> None:
        """Choose image data in the Images tab, which stays chosen there, and write a report of it."""
        await self._screen.work.hands.run(_import_editor)
        from dentui.ui.screens.report_opening import create_report

        screen, report = self._screen, uuid4()

        def chosen(choice: Choice) -> None:
            images.take_choice(choice)

        await self._write(
            report,
            lambda: create_report(
                screen.app, screen.work, screen.chart, images.album, images.choice, report, chosen
            ),
            images.drop_choice,
        )

    async def edit(self, report: UUID) -> None:
        """Go on with an unfinished report."""
        await self._screen.work.hands.run(_import_editor)
        from dentui.ui.screens.report_opening import edit_report

        screen = self._screen
        await self._write(report, lambda: edit_report(screen.app, screen.work, screen.chart, report))

    async def _write(
        self,
        report: UUID,
        write: Callable[[], Awaitable[Outcome | None]],
        done: Callable[[], None] = lambda: None,
    ) -> None:
        from dentui.ui.screens.report_opening import report_words

        try:
            outcome = await write()
        except DentuiError as error:
            self._screen.refused(error)
            return
        if outcome is not None:
            done()
            await self._screen.action_tab(self._screen.TABS.index("Reports") + 1)
            # What is said is about this one.
            self._screen.query_one(ReportsTab).point(report)
            self._screen.changed(report_words(outcome))


def _import_editor() -> None:
    """In a thread: the loop goes on meanwhile."""
    import dentui.ui.screens.report_opening  # noqa: F401
