"""Opening what shows image data over the whole screen, for the tabs of a chart. Steps of a flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.domain.images import ImageItem, ImageType
from dentui.ui.tabs.album import Album
from dentui.ui.widgets.images import Shot

if TYPE_CHECKING:
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

    async def slices(self, album: Album, item: ImageItem) -> None:
        """Look at the slices of a CBCT."""
        from dentui.ui.screens.slices import SlicesScreen

        screen = self._screen
        await screen.app.push_screen(SlicesScreen(screen.work, screen.chart, album, item))
        await screen.work.paint()
