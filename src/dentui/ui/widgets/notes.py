"""A field of a form for text of several lines."""

from __future__ import annotations

from rich.segment import Segment
from textual.binding import Binding
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from dentui.domain.drafts import Typed
from dentui.ui.keys import NOTES
from dentui.ui.text import cut, lines, wrap
from dentui.ui.widgets.form import FormField

SHOWN = 2
"""Lines that are shown of a note until it is gone into."""


class NoteArea(TextArea, inherit_bindings=False):
    """Where a note is typed. Enter begins a new line; up from the first and down from the last goes to
    another field."""

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
        Binding("delete,ctrl+d", "delete_right", show=False),
        Binding("ctrl+a", "cursor_line_start", show=False),
        Binding("ctrl+e", "cursor_line_end", show=False),
        Binding("ctrl+w", "delete_word_left", show=False),
        Binding("ctrl+u", "delete_to_start_of_line", show=False),
        Binding("ctrl+k", "delete_to_end_of_line_or_delete_line", show=False),
    ]

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        self.cursor_blink = False

    def action_cursor_up(self, select: bool = False) -> None:
        if self.wrapped_document.location_to_offset(self.cursor_location).y == 0:
            self.app.action_focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        below = self.wrapped_document.height - 1
        if self.wrapped_document.location_to_offset(self.cursor_location).y >= below:
            self.app.action_focus_next()
        else:
            super().action_cursor_down(select)


class NoteBox(FormField, Widget, can_focus=True):
    """Shows the beginning of a text, and becomes an area to type in when it is gone into: a form with five
    such areas would be slow to open."""

    def __init__(self, field: str, label: str, value: str = "") -> None:
        super().__init__()
        self.called(field, label)
        self._given = value
        self._shown = self._text = "\n".join(lines(value))
        self._retyped = ("", "")
        self._area: NoteArea | None = None

    def put(self, value: str) -> None:
        """Give it another text."""
        self._given = value
        self._shown = self._text = "\n".join(lines(value))
        if self._area is not None:
            self._area.text = self._shown
        self.refresh(layout=True)

    def read(self) -> str:
        """What was typed, or what it was given."""
        if not self.touched:
            return self._given
        typed, shown = self._retyped
        return typed if self._text == shown else self._text

    def typed(self) -> Typed:
        return self.read()

    def retype(self, value: Typed) -> None:
        if isinstance(value, str):
            self._text = "\n".join(lines(value))
            self._retyped = value, self._text
            if self._area is not None:
                self._area.text = self._text

    @property
    def touched(self) -> bool:
        return self._text != self._shown

    async def on_focus(self) -> None:
        """Keys that follow are for the area: it is there before this returns."""
        if self._area is None:
            self._area = NoteArea(self._text)
            self.can_focus = False
            await self.mount(self._area)
            self._area.move_cursor(self._area.document.end)
        self.screen.set_focus(self._area)

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        if self._area is not None:
            self.screen.set_focus(self._area)

    def on_text_area_changed(self) -> None:
        if self._area is not None and self._area.text != self._text:
            self._text = self._area.text
            self.hush()
            self.post_message(self.Edited(self))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if self._area is not None:
            return super().get_content_height(container, viewport, width)
        return max(1, len(self._preview(width)))

    def _preview(self, cells: int) -> list[str]:
        rows = [piece for line in self._text.split("\n")[:SHOWN] for piece in wrap(line, cells, SHOWN + 1)]
        more = len(rows) > SHOWN or self._text.count("\n") >= SHOWN
        return [*rows[: SHOWN - 1], cut(rows[SHOWN - 1], cells - 2) + " …"] if more else rows

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        rows = self._preview(cells) if self._area is None else []
        text = rows[y] if y < len(rows) else ""
        return Strip([Segment(cut(text, cells), self.rich_style)], cells)
