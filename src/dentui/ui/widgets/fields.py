"""Fields to type in: the find box, and what all fields have in common."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.css.styles import RenderStyles
from textual.geometry import Offset, Size
from textual.reactive import Reactive
from textual.widgets import Input
from textual.widgets.input import Selection

from dentui.ui.keys import FIND
from dentui.ui.widgets.status import Words


class Field(Input):
    """One line to type in. Its cursor does not blink: a blinking one sends 2 kB/s. The styles of its parts
    are those of its screen, which has FORM_PARTS."""

    def __init__(self, *, id: str | None = None, placeholder: str = "", max_length: int = 200) -> None:  # noqa: A002
        # Neither "compact", which the styles see to, nor validated by Textual: both would match all styles
        # once more for every field.
        super().__init__(
            id=id, placeholder=placeholder, max_length=max_length, select_on_focus=False, validate_on=()
        )
        self.cursor_blink = False

    def get_component_styles(self, *names: str) -> RenderStyles:
        return self.screen.get_component_styles(*names)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the next letter will stand; Textual's own is one cell behind that at the end of the text."""
        return super().cursor_screen_offset - (int(self.cursor_at_end), 0)

    def _watch_selection(self, selection: Selection) -> None:
        # The terminal's cursor is where one types: it does not go to a field for being made.
        if self.has_focus or not self._initial_value:
            super()._watch_selection(selection)

    def _on_paste(self, event: events.Paste) -> None:
        # Several lines become one: Textual takes the first alone. It also takes nothing of a text that is
        # too long; as much as there is room for is refused by its form, in words.
        start, end = sorted(self.selection)
        text = " ".join(event.text.splitlines())
        self.replace(text[: (self.max_length or len(text)) - len(self.value) + end - start], start, end)
        event.stop()
        event.prevent_default()

    # Its width is fixed: what is typed must not make Textual lay the screen out anew.
    virtual_size = Reactive(Size(0, 0), layout=False)


# Textual takes this as an argument of the class, but not for widgets.
Field._inherit_component_classes = False


class FindBox(Field):
    """Where finding starts."""

    PLACE = FIND
    BINDINGS = FIND.bindings


class FindRow(Horizontal):
    """The find box with its name before it, or another field."""

    def __init__(self, box: Field, name: str = "Find") -> None:
        super().__init__()
        self.box = box
        self._called = name
        self._label = Words(classes="label")

    def compose(self) -> ComposeResult:
        self._label.show([(f" {self._called} ", "loud")])
        yield self._label
        yield self.box
