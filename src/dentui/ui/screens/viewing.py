"""Opening what shows image data over the whole screen, for the tabs of a chart. Steps of a flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast
from uuid import UUID

from dentui.domain.images import TYPE_WORDS, ImageItem, ImageType
from dentui.ui.tabs.album import Album
from dentui.ui.widgets.images import Shot

if TYPE_CHECKING:
    from dentui.ui.models import Lender
    from dentui.ui.screens.patient import PatientScreen


class Viewing:
    """What the tabs of a patient's screen open."""

    def __init__(self, screen: PatientScreen) -> None:
        self._screen = screen

    async def zoom(
        self, album: Album, record: UUID, kind: ImageType, at: UUID, left: Callable[[Shot], None]
    ) -> None:
        """Zoom a file; the others of its record and type are gone through from there. `left` is told the one
        at which that ends."""
        from dentui.ui.screens.zoom import ZoomScreen

        screen = self._screen
        await screen.app.push_screen(ZoomScreen(screen.work, screen.chart, album, record, kind, at, left))
        await screen.work.paint()

    async def models(self, album: Album, item: ImageItem) -> None:
        """Give the terminal to the model preview until it is left. Step of a flow."""
        from dentui.ui.models import ModelPreview, laid_out, lend_terminal

        screen = self._screen
        work, desk, chart = screen.work, screen.work.desk, screen.chart
        with laid_out(work.settings.home) as folder:
            files = await work.hands.run(lambda: desk.images.lay_out(desk.actor, item.uuid, folder))
            title = f"{chart.name}  {TYPE_WORDS[item.type]}"
            preview = ModelPreview(desk, work.settings, item, files, title)
            try:
                await lend_terminal(cast("Lender", screen.app), work.hands, preview)
            finally:
                # What was kept with the models before it broke off is counted too.
                album.follow()

    async def slices(self, album: Album, item: ImageItem) -> None:
        """Look at the slices of a CBCT."""
        from dentui.ui.screens.slices import SlicesScreen

        screen = self._screen
        await screen.app.push_screen(SlicesScreen(screen.work, screen.chart, album, item))
        await screen.work.paint()
