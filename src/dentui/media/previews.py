"""Pictures of kept files, small and large: drawn in a process of their own, asked for from any thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from dentui.domain.images import JAWS, MESHES, SAMPLES, FileKind, Raster, Role
from dentui.domain.sight import WIDEST
from dentui.domain.views import View
from dentui.errors import Unreadable
from dentui.media.child import Children
from dentui.media.jobs import Answer
from dentui.media.reasons import told_of_kept

THUMBNAIL = 320
"""Pixels of a thumbnail's longer side."""
PREVIEW = 2048
"""And of a picture to look at closely."""
UNDRAWN = "The file could not be drawn. Download it instead."


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is to be drawn."""

    path: Path
    kind: FileKind
    role: Role = Role.NONE
    name: str = ""
    """By which other files of the item call it: textures of a mesh."""


def make(path: Path, kind: FileKind, largest: int, children: Children, *, role: Role = Role.NONE) -> Raster:
    """A picture of one file, none of its sides longer than `largest`: a photo upright, a DICOM file's middle
    frame in its window, a mesh shaded as a dentist looks at it.

    Raises Unreadable with a sentence where the file cannot be drawn, Unavailable where nothing can be now."""
    return together([Part(path, kind, role)], largest, children)


def together(parts: Sequence[Part], largest: int, children: Children, stop: Event | None = None) -> Raster:
    """One picture of an item's files: its meshes as they lie in the scan's own coordinates, in the colours of
    its textures; of other files the first. Raises as `make`, and Cancelled when `stop` is set."""
    asked: dict[str, Any] = {
        "parts": [[str(part.path), part.kind, part.role, part.name] for part in parts],
        "largest": largest,
    }
    with told_of_kept():
        return raster_of(children.run("dentui.media.drawing:draw", asked, stop))


def portraits(
    parts: Sequence[Part],
    views: Sequence[View],
    size: tuple[int, int],
    children: Children,
    stop: Event | None = None,
) -> tuple[Raster, ...]:
    """The models among the files of one scan from each of these views, RGB on white, as for a page: `size` is
    width and height in pixels of every picture. Onto teeth the jaw of that role is seen alone; bites are left
    out where both jaws are there. The files are read once, so all views of a scan are best asked for at once.

    Raises as `make`, Unreadable also where there is no jaw to look onto, and Cancelled when `stop` is set."""
    width, height = size
    models = [part for part in parts if part.kind in MESHES]
    if JAWS.issubset(part.role for part in models):
        models = [part for part in models if part.role is not Role.BITE]
    asked: dict[str, Any] = {
        "parts": [[str(part.path), part.role] for part in models],
        "others": [[str(part.path), part.name] for part in parts if part.kind not in MESHES],
        "views": [str(view) for view in views],
        "width": width,
        "height": height,
    }
    with told_of_kept():
        if not models:
            raise Unreadable("There is no model among these files.")
        answer = children.run("dentui.media.models.portraits:draw", asked, stop)
    size_of_one = 3 * width * height
    if len(answer.data) != size_of_one * len(views):
        raise Unreadable(UNDRAWN)
    return tuple(
        Raster(width, height, "RGB", answer.data[start : start + size_of_one])
        for start in range(0, len(answer.data), size_of_one)
    )


def raster_of(answer: Answer) -> Raster:
    """The picture in an answer that `drawing.packed` made. Raises Unreadable where it is none: what comes
    from the process is as little to be trusted as the file it read."""
    try:
        width, height, mode, low, high = answer.value["raster"]
        raster = Raster(int(width), int(height), str(mode), answer.data, int(low), int(high))
    except (TypeError, ValueError, LookupError, OverflowError):
        raise Unreadable(UNDRAWN) from None
    size = raster.width * raster.height * SAMPLES.get(raster.mode, 0)
    if not size or raster.width < 1 or len(raster.data) != size:
        raise Unreadable(UNDRAWN)
    if not -WIDEST <= raster.low < raster.high <= WIDEST + 1:
        raise Unreadable(UNDRAWN)
    return raster
