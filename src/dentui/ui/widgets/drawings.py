"""Pictures of many files as they are shown, all in the same room: each is drawn when it is in sight, a few
at a time and beside the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from uuid import UUID

from textual.app import App

from dentui.domain.images import Raster
from dentui.errors import DentuiError
from dentui.terminal.pictures.view import Room, plain
from dentui.terminal.profile import Pictures
from dentui.ui.widgets.painting import NO_PICTURES, Canvas, Shown, canvas_of, draw
from dentui.ui.work import Workplace

TOGETHER = 0.016
"""Seconds for which pictures are drawn and then shown together: each change of the screen has its price."""
LATELY = 100
"""Pictures that are kept when they are out of sight, some 20 kB each: one comes back to them."""


class Drawings:
    """The pictures of the files that are in sight."""

    def __init__(self, work: Workplace, drawn: Callable[[Collection[UUID]], None]) -> None:
        """`drawn`: told the files of which something else is to be shown now."""
        self._work, self._told = work, drawn
        self._app: App[object] | None = None
        self._room = (1, 1)
        self._came: dict[UUID, Raster | str] = {}
        """Of the files in sight, in their order."""
        self._wanted: Sequence[UUID] = ()
        self._shown: dict[UUID, Shown | str] = {}
        self._brush: asyncio.Task[None] | None = None

    def open(self, app: App[object]) -> None:
        """Draw for this app from now on."""
        self._app = app
        self._draw()

    def close(self) -> None:
        """Draw nothing any more, and keep nothing: what is closed may lie about for a while."""
        self._app = None
        self._wanted = ()
        self._came.clear()
        self._shown.clear()
        if self._brush is not None:
            self._brush.cancel()

    def want(self, files: Sequence[UUID], room: tuple[int, int]) -> bool:
        """These are in sight, with so many columns and rows for each, and no others are kept; answers whether
        the pictures of all are here."""
        if room != self._room:
            self._room = room
            self._shown = self._sentences()
        self._wanted = files
        self._came = {file: self._came[file] for file in files if file in self._came}
        self._shown = {file: self._shown[file] for file in files if file in self._shown}
        self._draw()
        return len(self._came) == len(files)

    def put(self, file: UUID, picture: Raster | str) -> None:
        """Take the picture of a file that is in sight, or a sentence that says why there is none."""
        if self._app is None or file not in self._wanted or self._came.get(file) is picture:
            return
        self._came[file] = picture
        self._shown.pop(file, None)
        if isinstance(picture, str):
            self._shown[file] = picture
            self._told({file})
        else:
            self._draw()

    def of(self, file: UUID) -> Shown | str | None:
        """What is shown of a file, or a sentence why nothing is; None where it is still to come."""
        return self._shown.get(file)

    def follow_profile(self) -> None:
        """Somebody else may work here, whose terminal shows other pictures."""
        if self._app is None:
            return
        canvas = canvas_of(self._app)
        if any(not isinstance(shown, Shown) or shown.canvas != canvas for shown in self._shown.values()):
            self._shown = self._sentences()
            self._told(self._wanted)
            self._draw()

    async def settled(self) -> None:
        """Return when nothing that came is to be drawn any more."""
        while (task := self._brush) is not None:
            await asyncio.wait([task])

    def _sentences(self) -> dict[UUID, Shown | str]:
        """What is shown before anything is drawn: why there is none."""
        return {file: came for file, came in self._came.items() if isinstance(came, str)}

    def _undrawn(self) -> list[tuple[UUID, Raster]]:
        came = ((file, self._came.get(file)) for file in self._wanted if file not in self._shown)
        return [(file, picture) for file, picture in came if isinstance(picture, Raster)]

    def _draw(self) -> None:
        if self._brush is None and self._app is not None and self._undrawn():
            self._brush = self._work.spawn(self._draw_all(self._app))

    async def _draw_all(self, app: App[object]) -> None:
        try:
            while some := self._undrawn():
                canvas, room = canvas_of(app), self._room
                drawn = await self._work.brush.run(partial(self._drawn, some, room, canvas))
                if (canvas, room) != (canvas_of(app), self._room):
                    continue
                for file, picture, shown in drawn:
                    if self._came.get(file) is picture:
                        self._shown[file] = shown
                self._told([file for file, _, _ in drawn])
        finally:
            self._brush = None

    def _drawn(
        self, pictures: Sequence[tuple[UUID, Raster]], room: tuple[int, int], canvas: Canvas
    ) -> list[tuple[UUID, Raster, Shown | str]]:
        """The first of these as they are shown, or a sentence where one cannot be."""
        done, since = [], time.monotonic()
        for file, picture in pictures:
            done.append((file, picture, self._one(picture, Room(*room, canvas.profile.aspect), canvas)))
            if time.monotonic() - since > TOGETHER:
                break
        return done

    def _one(self, picture: Raster, room: Room, canvas: Canvas) -> Shown | str:
        return _drawn_lately(self._work, picture, room, canvas)


async def draw_ahead(
    work: Workplace, app: App[object], pictures: Sequence[Raster], room: tuple[int, int]
) -> None:
    """Draw pictures that may be looked at next, one at a time and only while nobody types."""
    for picture in pictures:
        canvas = canvas_of(app)
        if not work.gate.rests or canvas.cell is not None:
            # Of pixels nothing is kept.
            return
        await work.brush.run(
            partial(_drawn_lately, work, picture, Room(*room, canvas.profile.aspect), canvas)
        )


def _drawn_lately(work: Workplace, picture: Raster, room: Room, canvas: Canvas) -> Shown | str:
    """A picture as it is shown, drawn where it was not drawn lately; or a sentence where it cannot be."""
    if canvas.profile.pictures is Pictures.OFF:
        return NO_PICTURES
    lately = work.drawn
    key = (replace(picture, data=sha256(picture.data).digest()), room, canvas)
    shown: Shown | None = lately.pop(key, None)
    if shown is None:
        try:
            shown = draw(picture, plain(picture), room, canvas)
        except DentuiError as error:
            return str(error)
    if shown.picture is None:
        # Pixels are as large as the picture itself.
        lately[key] = shown
        if len(lately) > LATELY:
            del lately[next(iter(lately))]
    return shown
