"""Draws models again and again: on this core and, where there is one, on another."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from dentui.media.models.camera import Camera
from dentui.media.models.cut import Cut
from dentui.media.models.embree import embree
from dentui.media.models.model import Model
from dentui.media.models.packets import EmbreeEngine
from dentui.media.models.painter import Gone, Painter, View
from dentui.media.models.raster import RasterEngine
from dentui.media.models.scene import Drawn, Look, Section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dentui.media.models.helper import Helper
    from dentui.media.models.painter import Part


class Caster:
    """Pictures of some models, one at a time whatever thread asks. It may have a process beside it, which
    ends when the caster is closed or forgotten."""

    def __init__(self, models: Sequence[Model], *, alone: bool = False) -> None:
        """Takes about 0.1 s for 250,000 triangles, most of it on all cores. `alone`: on one core, in this
        process. Raises MemoryError."""
        library = embree()
        engine = RasterEngine(models) if library is None else EmbreeEngine(library, models)
        self.models = tuple(models)
        self._painter = Painter(models, engine)
        self._cut = Cut(models)
        self._helper: Helper | None = None
        self._lock = threading.Lock()
        self._alone = alone or len(os.sched_getaffinity(0)) < 2
        self._drawn = False
        self._end: Callable[[], object] = _nothing

    def draw(
        self,
        camera: Camera,
        width: int,
        height: int,
        looks: Sequence[Look],
        section: Section | None = None,
        samples: int = 1,
    ) -> Drawn:
        """A picture of so many pixels, with one look for each model and so many rays for each pixel: 1, 4, 9,
        16."""
        view = View(camera, width, height, tuple(looks), section, samples)
        rgb = np.empty((height, width, 3), np.uint8)
        depth = np.empty((height, width), np.float32)
        model = np.empty((height, width), np.int16)
        offsets = tuple(np.asarray(look.offset, np.float32) for look in looks)
        drawn = Drawn(rgb, depth, model, camera, offsets, view.aside)
        with self._lock:
            for rows, part in self._painted(view):
                rgb[rows], depth[rows], model[rows] = part
            self._drawn = True
            if section is not None:
                self._cut.draw(drawn, looks, section)
        return drawn

    def close(self) -> None:
        """Let the helper go. Drawing goes on alone."""
        self._alone, self._helper = True, None
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _painted(self, view: View) -> Iterator[tuple[NDArray[np.intp], Part]]:
        """Rows, and what was painted of them."""
        painter, helper = self._painter, self._help()
        if helper is None:
            everything = painter.share(view, 0, 1)
            yield everything, painter.paint(view, everything)
            return
        ours, theirs = (painter.share(view, number, 2) for number in range(2))
        try:
            helper.ask(view)
            yield ours, painter.paint(view, ours)
            yield theirs, helper.answer()
        except Gone:
            self.close()
            yield ours, painter.paint(view, ours)
            yield theirs, painter.paint(view, theirs)

    def _help(self) -> Helper | None:
        """The helper, from the second picture on: the first is there sooner without."""
        if self._alone or self._helper is not None or not self._drawn:
            return self._helper
        from dentui.media.models.helper import Helper

        try:
            self._helper = Helper(self._painter)
            self._end = weakref.finalize(self, self._helper.close)
        except OSError:
            self._alone = True
        return self._helper


def _nothing() -> None:
    """There is no helper to end."""
