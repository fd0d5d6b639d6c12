"""What lies under a sheet is seen beside it as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from rich.segment import Segment
from textual._context import visible_screen_stack
from textual.await_complete import AwaitComplete
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from dentui.ui.whole import Whole

A = TypeVar("A")


class Over(Whole, ModalScreen[A | None], Generic[A]):
    """A screen through which the one below is seen. Textual would put that one's rows through Rich once more
    to tint them; here they are taken as they are, which is a third of the time a form takes to be drawn."""

    at_answer: Callable[[], None] | None = None
    """Called when the person has answered, before anything comes of it."""

    def asked(self) -> None:
        """It stands there, and its keys act from now on: a flow that begins here holds them back."""

    def dismiss(self, result: A | None = None) -> AwaitComplete:
        """Close it with this answer."""
        if self.at_answer is not None:
            self.at_answer()
        return super().dismiss(result)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of what lies below, in its own size; blank where it is smaller."""
        # Textual hands over what lies below in this way; what is rendered takes itself off.
        below = visible_screen_stack.get([])
        screen = below.pop() if below else None
        if screen is None or screen is self:
            return super().render_lines(crop)
        covers = [child.region for child in self.children if child.region.right >= crop.right]
        covered_from = [
            min((cover.x for cover in covers if cover.y <= y < cover.bottom), default=crop.right)
            for y in crop.line_range
        ]
        if all(cell <= crop.x for cell in covered_from):
            # Nothing of it is seen: to draw it takes as long as the form.
            return [Strip.blank(crop.width)] * crop.height
        strips = screen._compositor.render_strips()[crop.y : crop.bottom]
        strips += [Strip.blank(0)] * (crop.height - len(strips))
        return [self._beside(strip, crop, cell) for strip, cell in zip(strips, covered_from, strict=True)]

    def _beside(self, strip: Strip, crop: Region, covered_from: int) -> Strip:
        # What is covered is not needed, and cutting a row into pieces takes longer than all else.
        seen = strip.crop(crop.x, max(crop.x, covered_from))
        return Strip([*seen, Segment(" " * (crop.width - seen.cell_length))], crop.width)
