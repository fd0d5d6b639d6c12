"""What the tabs of the detail screen have in common."""

from __future__ import annotations

from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from dentui.errors import DentuiError


class Tab(Vertical):
    """One tab. Its screen asks it what takes the focus when it is shown."""

    class Refused(Message):
        """Something was refused; the screen says it."""

        def __init__(self, error: DentuiError) -> None:
            super().__init__()
            self.error = error

    @property
    def focus_target(self) -> Widget | None:
        """What takes the focus when the tab is shown."""
        return None
