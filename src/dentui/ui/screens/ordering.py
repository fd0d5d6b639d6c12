"""Cases for the lab from the detail screen. Steps of a flow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.errors import DentuiError
from dentui.ui.tabs.images import ImagesTab

if TYPE_CHECKING:
    from dentui.ui.screens.case import Outcome
    from dentui.ui.screens.patient import PatientScreen


class Ordering:
    """What a patient's screen does with cases."""

    def __init__(self, screen: PatientScreen) -> None:
        self._screen = screen

    async def create(self, images: ImagesTab) -> None:
        """Write a case with the image data that is chosen."""
        await self._screen.work.hands.run(_import_editor)
        from dentui.ui.screens.case import create_case

        screen = self._screen
        await self._write(
            lambda: create_case(screen.app, screen.work, screen.chart, images.choice.items),
            images.drop_choice,
        )

    async def edit(self, case: UUID) -> None:
        """Go on with a case."""
        await self._screen.work.hands.run(_import_editor)
        from dentui.ui.screens.case import edit_case

        screen = self._screen
        await self._write(lambda: edit_case(screen.app, screen.work, case))

    async def _write(
        self, write: Callable[[], Awaitable[Outcome | None]], done: Callable[[], None] = lambda: None
    ) -> None:
        from dentui.ui.screens.case import case_words

        try:
            outcome = await write()
        except DentuiError as error:
            self._screen.refused(error)
            return
        if outcome is not None:
            done()
            self._screen.changed(case_words(outcome))


def _import_editor() -> None:
    """In a thread: the loop goes on meanwhile."""
    import dentui.ui.screens.case  # noqa: F401
