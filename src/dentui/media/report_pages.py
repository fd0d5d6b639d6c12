"""Pages of a PDF as pictures, drawn by PDFium in the process that reads files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from dentui.domain.images import Raster
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import previews
from dentui.media.child import Children
from dentui.media.drawing import packed
from dentui.media.jobs import Answer

LARGEST = 4096
"""Pixels of a page's longer side; more show no more at a terminal."""
THINNEST = 1 / 20
"""Shorter side of a page by its longer; no paper is thinner."""
NO_PDF = "The PDF is damaged and cannot be shown."
NO_PAGE = "The PDF has no such page."


def page_picture(
    path: Path, page: int, largest: int, children: Children, stop: Event | None = None
) -> Raster:
    """A page, the first being 0, in colours on white; its longer side has so many pixels.

    Raises Unreadable for what is no PDF or has no such page, Unavailable, Cancelled."""
    asked = {"path": str(path), "page": page, "largest": largest}
    return previews.raster_of(children.run("dentui.media.report_pages:draw", asked, stop))


def draw(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """The job of it."""
    del limits
    with opened_page(asked["path"], asked["page"]) as page:
        scale = min(LARGEST, max(1, asked["largest"])) / max(page.get_size())
        image = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False).to_pil().convert("RGB")
    return packed(Raster(image.width, image.height, "RGB", image.tobytes()))


@contextmanager
def opened_page(path: str, page: int) -> Iterator[Any]:
    """A page as pypdfium2 has it, in the process that reads files. Raises Unreadable, also for what is done
    with it."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            if not 0 <= page < len(document):
                raise Unreadable(NO_PAGE)
            opened = document[page]
            sides = opened.get_size()
            if not min(sides) > THINNEST * max(sides) > 0:
                raise Unreadable(NO_PDF)
            yield opened
    except pypdfium2.PdfiumError as error:
        raise Unreadable(NO_PDF) from error
