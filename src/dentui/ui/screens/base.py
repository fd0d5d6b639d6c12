"""What every screen of this desk has: a title, a line for what is said, and its keys at the foot."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from dentui.errors import DentuiError, Unavailable
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import FORM_PARTS, KeyBar, StatusLine, TitleBar
from dentui.ui.work import Workplace


class DeskScreen(Screen[None]):
    """A whole screen. A subclass gives what stands between title and status line."""

    AUTO_FOCUS = ""
    COMPONENT_CLASSES = {*FORM_PARTS}
    # A move of the focus repaints the two widgets, not all of the screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.work = work
        self.title_bar = TitleBar()
        self.status = StatusLine()
        self.key_bar = KeyBar()

    def body(self) -> Iterable[Widget]:
        """What stands between title and status line."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield from self.body()
        yield self.status
        yield self.key_bar

    @on(RowTable.Moved)
    def _tell_keys(self) -> None:
        self.key_bar.follow()

    def refused(self, error: DentuiError) -> None:
        """Say why something was refused, where it stays readable, and a way on."""
        sentence = str(error)
        if isinstance(error, Unavailable) and "try again" not in sentence.casefold():
            sentence += " F5 tries again."
        self.status.say(sentence, bad=True)

    def lost(self, error: DentuiError) -> None:
        """What the operator came back from is out of their reach: say so, and show nothing of it."""
        self.refused(error)

    def before_key(self, key: str) -> None:
        """A key comes now, and is done after this."""

    def waits(self, key: str) -> bool:
        """Whether this key, pressed now, is about rows that are still to come: then it waits."""
        return False

    async def settle(self) -> None:
        """Return when everything that was asked is shown, or was refused."""

    def desk_opened(self) -> None:
        """The register is open now."""

    def register_changed(self) -> None:
        """Somebody committed something."""
