"""What the tabs of the detail screen have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from textual.message import Message
from textual.widget import Widget

from dentui.domain.patients import PatientChart
from dentui.errors import DentuiError
from dentui.ui.keys import WALKING
from dentui.ui.widgets.backdrop import Pane

ROW_KEYS = WALKING | {"enter"}
"""Keys that are about the row under the cursor."""


class Tab(Pane):
    """One tab. Its screen asks it what takes the focus when it is shown."""

    class Refused(Message):
        """Something was refused; the screen says it."""

        def __init__(self, error: DentuiError) -> None:
            super().__init__()
            self.error = error

    class Said(Message):
        """Something was done; the screen says it."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class Told(Message):
        """Something is to be known, and nothing was changed; the screen says it."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    @property
    def busy(self) -> bool:
        """Whether rows are still to come."""
        return False

    def waits(self, key: str) -> bool:
        """Whether this key, pressed now, is about what is still to come: then it waits."""
        return key in ROW_KEYS and self.busy

    async def settled(self) -> None:
        """Return when what was asked is shown."""

    def follow(self, *, saved: bool = False) -> None:
        """Fetch again what is shown; what is under the cursor stays where it is. `saved`: after a save made
        here, whose thread may have found it."""

    def foresee(self) -> Sequence[Callable[[], None]]:
        """What finds that, for the thread of a save."""
        return ()

    def show(self, chart: PatientChart) -> None:
        """Take the chart as it was changed."""

    @property
    def record_at_cursor(self) -> UUID | None:
        """The record that the cursor is at or in, where it is at one."""
        return None

    def point(self, record: UUID) -> None:
        """Go to this record when it comes, or to what is in it."""

    @property
    def focus_target(self) -> Widget | None:
        """What takes the focus when the tab is shown."""
        return None
