"""Pages of a PDF for a telephone, each as picture and text, made in the process that reads files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.child import Children
from dentui.media.jobs import Answer
from dentui.media.report_pages import LARGEST, opened_page

WIDTH = 1080
"""Pixels of a page: a telephone's screen has so many across, or fewer."""
QUALITY = 88
"""Of JPEG: letters keep sharp edges."""


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A page."""

    width: int
    height: int
    """Pixels."""
    media_type: str
    """Of its picture: whichever of PNG and JPEG is smaller."""
    picture: bytes
    text: str
    """In the order in which it stands in the PDF. Whoever shows it cleans it."""


def link_page(path: Path, page: int, children: Children, stop: Event | None = None) -> LinkPage:
    """A page, the first being 0. Raises Unreadable for what is no PDF or has no such page, Unavailable,
    Cancelled."""
    asked = {"path": str(path), "page": page}
    answer = children.run("dentui.media.link_pages:draw", asked, stop)
    width, height, kind, text = answer.value
    if kind not in ("image/png", "image/jpeg") or not answer.data:
        raise Unreadable("A page of the report cannot be shown.")
    return LinkPage(int(width), int(height), str(kind), answer.data, str(text))


def draw(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """The job of it."""
    del limits
    with opened_page(asked["path"], asked["page"]) as page:
        across, down = page.get_size()
        scale = min(WIDTH / across, LARGEST / max(across, down))
        image = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False).to_pil().convert("RGB")
        text = page.get_textpage().get_text_bounded()
    png, jpeg = BytesIO(), BytesIO()
    # Packed as tightly as can be, it takes three times as long and is a fiftieth smaller.
    image.save(png, "PNG")
    image.save(jpeg, "JPEG", quality=QUALITY, subsampling=0, optimize=True, progressive=True)
    kind, data = min(
        (("image/png", png.getvalue()), ("image/jpeg", jpeg.getvalue())), key=lambda each: len(each[1])
    )
    return Answer([image.width, image.height, kind, text], data)
