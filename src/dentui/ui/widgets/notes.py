"""A field of a form for text of several lines."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import TextArea

from dentui.ui.keys import NOTES
from dentui.ui.text import lines
from dentui.ui.widgets.form import PARTS, FormField


class NoteBox(FormField, TextArea, inherit_bindings=False):
    """A few lines of text. Enter begins a new line; up from the first and down from the last goes to
    another field."""

    COMPONENT_CLASSES = PARTS
    PLACE = NOTES
    BINDINGS = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("home", "cursor_line_start", show=False),
        Binding("end", "cursor_line_end", show=False),
        Binding("pageup", "cursor_page_up", show=False),
        Binding("pagedown", "cursor_page_down", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
    ]

    def __init__(self, field: str, label: str, value: str = "") -> None:
        self.called(field, label)
        self._given = value
        self._shown = "\n".join(lines(value))
        super().__init__(
            self._shown, soft_wrap=True, tab_behavior="focus", show_line_numbers=False, compact=True,
            highlight_cursor_line=False,
        )  # fmt: skip
        self.cursor_blink = False

    def put(self, value: str) -> None:
        """Give it another text."""
        self._given = value
        self._shown = "\n".join(lines(value))
        self.text = self._shown

    def read(self) -> str:
        """What was typed, or what it was given."""
        return self.text if self.touched else self._given

    @property
    def touched(self) -> bool:
        return self.text != self._shown

    def on_text_area_changed(self) -> None:
        self.hush()
        self.post_message(self.Edited(self))

    def action_cursor_up(self, select: bool = False) -> None:
        if self.wrapped_document.location_to_offset(self.cursor_location).y == 0:
            self.app.action_focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if (
            self.wrapped_document.location_to_offset(self.cursor_location).y
            >= self.wrapped_document.height - 1
        ):
            self.app.action_focus_next()
        else:
            super().action_cursor_down(select)
