"""What lies behind other widgets, and shows nothing but its background."""

from __future__ import annotations

from textual.containers import Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Backdrop(Widget):
    """Something without a border that only holds others. Textual draws each of its lines, those too that are
    behind others: on a high screen that takes as long as all that is seen."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Blanks, the same for every line."""
        strip = Strip.blank(crop.width, self.visual_style.rich_style)
        for each in self.get_line_filters():
            strip = strip.apply_filter(each, self.background_colors[1])
        return [strip] * crop.height


class Pane(Vertical, Backdrop):
    """Others one below the other."""
