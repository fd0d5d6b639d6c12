"""Slices of a CBCT series in three planes, from its files as they lie, never with the series in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from dentui.domain.images import Raster
from dentui.media.child import Children
from dentui.media.previews import raster_of
from dentui.media.reasons import told_of_kept

PLANES = ("axial", "coronal", "sagittal")


class Stack:
    """A series: files of a slice each, or one file of many frames. It holds nothing open."""

    def __init__(self, paths: Sequence[Path], children: Children) -> None:
        self._paths = [str(path) for path in paths]
        self._children = children

    def slice(
        self,
        plane: str,
        index: int | None,
        largest: int,
        told: Callable[[float], None] | None = None,
        stop: Event | None = None,
    ) -> tuple[Raster, int, int]:
        """A slice, its index and how many there are. An index beyond the ends is the end's, None the
        middle's.

        Indices rise from the feet to the head, from the front to the back, from the patient's right to the
        left. What is shown is as radiologists have it: the patient's right is at the left, the front at the
        top or at the left, the head at the top; lengths in both directions in one scale. All slices of a
        series have one window.

        Slices across the stack of a compressed series need all of it decoded once: `told` how far that is, 0
        to 1. Raises Unreadable with a sentence, Unavailable, and Cancelled when `stop` is set."""
        asked = {"paths": self._paths, "plane": plane, "index": index, "largest": largest}
        while True:
            with told_of_kept():
                answer = self._children.run("dentui.media.stacks:cut", asked, stop)
            if "done" not in answer.value:
                return raster_of(answer), int(answer.value["index"]), int(answer.value["count"])
            if told:
                told(float(answer.value["done"]))
