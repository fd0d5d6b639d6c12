"""The lock: nobody was at the desk for a while, or somebody locked it. What is open stays as it is below."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.sign_in import Wanted
from dentui.errors import DentuiError, NoMember, Unavailable
from dentui.services.desk import Desk
from dentui.ui.keys import LOCK
from dentui.ui.text import content
from dentui.ui.whole import Whole
from dentui.ui.widgets.secret import LastSecretBox
from dentui.ui.widgets.status import FORM_PARTS, KeyBar, StatusLine, TitleBar
from dentui.ui.work import Load, Save, Workplace

LABELS = {Wanted.PASSWORD: "Password", Wanted.PIN: "PIN"}


class LockScreen(Whole, ModalScreen[None]):
    """Asks for the operator's secret. It has a row of keys of its own: none reaches what lies below."""

    AUTO_FOCUS = ""
    COMPONENT_CLASSES = {*FORM_PARTS}
    # A move of the focus repaints the two widgets, not all of the screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    PLACE = LOCK
    BINDINGS = LOCK.bindings

    def __init__(
        self,
        work: Workplace,
        desk: Desk,
        *,
        minutes: int,
        kept: bool,
        lost: bool,
        unlocked: Callable[[], None],
        no_member: Callable[[NoMember], None],
    ) -> None:
        """`minutes` without a key locked it; 0: somebody did. `kept`, `lost`: what becomes of what is
        unfinished when the desk is left."""
        super().__init__()
        self.work = work
        self._desk = desk
        self._minutes, self._kept, self._lost = minutes, kept, lost
        self._unlocked, self._no_member = unlocked, no_member
        self.title_bar = TitleBar()
        self.box = LastSecretBox("secret", "Password or PIN")
        self.status = StatusLine()
        self._asking: Load[Wanted] = Load(work)
        self._saving = Save(work)

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield Static(content(self._words()), classes="cover")
        yield self.box
        yield self.status
        yield KeyBar()

    def _words(self) -> str:
        minutes = "a minute" if self._minutes == 1 else f"{self._minutes} minutes"
        why = f"Locked after {minutes} without a key." if self._minutes else "Locked."
        at_work = f"{self._desk.operator} works here. Everything is kept as it was."
        left = ""
        if self._lost:
            left = " F10 leaves dentui; what is unfinished here is lost then."
        elif self._kept:
            left = " F10 leaves dentui; what is unfinished here is offered at the next start."
        way = " This is a demonstration clinic: Enter unlocks it." if self._desk.demonstration else ""
        return f"{why} {at_work}{way}{left}"

    def on_mount(self) -> None:
        self.title_bar.show(self._desk.institution, "Locked", self._desk.operator)
        if self._desk.demonstration:
            self.box.display = False
        else:
            self.set_focus(self.box)
            sign_in, actor = self._desk.sign_in, self._desk.actor
            self._asking.start(lambda: sign_in.unlocks_with(actor), self._ask_for, self._refused)
        self.work.gate.begin()

    def _ask_for(self, wanted: Wanted) -> None:
        if wanted is Wanted.NOTHING:
            self.box.display = False
            self.set_focus(None)
            self.status.say(
                "You have neither a PIN nor a password, so nobody can unlock this desk: F10 leaves it, and "
                "your SSH key opens another one. Choose a PIN there with Ctrl+G.",
                bad=True,
            )
        else:
            self.box.label = LABELS[wanted]
            self.box.refresh()

    def action_submit(self) -> None:
        sign_in, actor, secret = self._desk.sign_in, self._desk.actor, self.box.value
        self.status.say("Unlocking …")
        self._saving.start(lambda: sign_in.unlock(actor, secret), lambda _: self._unlocked(), self._refused)

    def _refused(self, error: DentuiError) -> None:
        # What was typed ahead was meant for the desk.
        self.work.gate.forget()
        if isinstance(error, NoMember):
            self._no_member(error)
        elif isinstance(error, Unavailable) or not self.box.display:
            self.status.say(str(error), bad=True)
        else:
            self.status.say("")
            self.box.complain(str(error))
