"""A question that is answered by typing the main patient's name: two charts that differ in their date of
birth or ID number are seldom one person."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.folding import same_name
from dentui.ui.keys import NAME_CHECK
from dentui.ui.sheets.over import Over
from dentui.ui.text import content, plain
from dentui.ui.widgets.fields import Field
from dentui.ui.widgets.status import FORM_PARTS, KeyBar, StatusLine, Words


class NameField(Field):
    """Where the name is typed."""

    BINDINGS = [Binding("enter", "screen.yes", "Merge", show=False)]


class NameSheet(Over[bool]):
    """Answers whether it is to be done."""

    AUTO_FOCUS = ""
    COMPONENT_CLASSES = {*FORM_PARTS}
    # A move of the focus repaints the two widgets, not all of the screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    PLACE = NAME_CHECK
    BINDINGS = NAME_CHECK.bindings

    def __init__(self, question: str, name: str) -> None:
        super().__init__()
        self._question, self._wanted = question, name
        self.field = NameField(placeholder="the main patient's name, or nothing: then nothing is merged")
        self.status = StatusLine()

    def compose(self) -> ComposeResult:
        title = Words(classes="title")
        title.show([(f" ? {self._question}", "loud")])
        sentence = (
            "Their date of birth or ID number differs, so this is perhaps not one person. If it is, type the "
            f"main patient's name: {plain(self._wanted)}"
        )
        with Vertical(classes="notice confirm"):
            yield title
            yield Static(content(sentence), classes="sentence")
            yield self.field
            yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self.field)

    def on_input_changed(self) -> None:
        self.status.say("")

    def action_no(self) -> None:
        self.dismiss(False)

    def action_yes(self) -> None:
        if not self.field.value.strip():
            self.dismiss(False)
        elif same_name(self.field.value, self._wanted):
            self.dismiss(True)
        else:
            self.status.say("That is another name. Type the name above, or Esc to merge nothing.", bad=True)
