"""A question before something that is not easily taken back. Enter and Esc mean no: they may have been
typed ahead, or be half of another key. And nothing that came before the question stood there means yes: Alt
with y is Esc and y in one."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from time import monotonic

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Static

from dentui.ui.keys import CONFIRM
from dentui.ui.sheets.over import Over
from dentui.ui.text import content
from dentui.ui.widgets.status import KeyBar, Words
from dentui.ui.work import Workplace


class ConfirmSheet(Over[bool]):
    """Answers whether it is to be done."""

    AUTO_FOCUS = ""
    # A move of the focus repaints the two widgets, not all of the screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    PLACE = CONFIRM
    BINDINGS = CONFIRM.bindings

    def __init__(
        self, work: Workplace, question: str, sentences: Sequence[str] = (), *, yes: str, no: str
    ) -> None:
        """`yes` and `no` say what each answer does, such as "throw it away" and "go on typing"."""
        super().__init__()
        self._work = work
        self._asked_at = inf
        """When it came up, by the clock of the keys."""
        self._question, self._sentences, self._yes, self._no = question, tuple(sentences), yes, no

    def compose(self) -> ComposeResult:
        title = Words(classes="title")
        title.show([(f" ? {self._question}", "loud")])
        answers = Words(classes="answers")
        answers.show([(" Enter ", "key"), (f"{self._no}   ", ""), (" y ", "key"), (self._yes, "")])
        with Vertical(classes="notice confirm"):
            yield title
            for sentence in self._sentences:
                yield Static(content(sentence), classes="sentence")
            yield answers
        yield KeyBar()

    def on_mount(self) -> None:
        self._asked_at = monotonic()

    def action_no(self) -> None:
        self.dismiss(False)

    def action_yes(self) -> None:
        # By way of the page of keys too: so it is the key's time that counts, whichever it was.
        if self._work.gate.typed_at > self._asked_at:
            self.dismiss(True)
