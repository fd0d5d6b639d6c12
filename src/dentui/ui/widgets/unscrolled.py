"""A widget that never scrolls: to give it another size makes nothing else be laid out anew."""

from __future__ import annotations

from textual.geometry import Size
from textual.widget import Widget


class Unscrolled(Widget):
    """For Textual 8.2 the size of what is in a widget can bring a scrollbar, or take it: so it lays out the
    whole screen once more where that is told first."""

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        return super()._size_updated(size, virtual_size, container_size, layout=False)
