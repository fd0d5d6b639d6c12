"""How a screen is painted: as a whole, once, and without losing what changed meanwhile.

Private names of Textual 8.2 are used here, as in `wire`; pyproject.toml pins that version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

# Textual takes styles and bindings from the first base that is a widget: that has to be the screen itself.
if TYPE_CHECKING:
    _Mixin = Screen[Any]
else:
    _Mixin = object


class Whole(_Mixin):
    """What every screen can do. Mixed in before Textual's."""

    def _compositor_refresh(self) -> None:
        if self.app._batch_count:
            # Textual would take it for painted.
            self._repaint_required = True
            return
        # A layout in a batch is painted behind it: Textual would take for painted what changed in between.
        self._compositor.update_widgets(self._dirty_widgets)
        super()._compositor_refresh()
