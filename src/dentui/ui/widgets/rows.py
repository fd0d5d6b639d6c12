"""Tables over a window of rows: Textual's DataTable with its header, columns, cursor and keys, that
holds only the rows around those on the screen.

DataTable keeps a cell object for every row (10,000 of them block the keyboard for 0.9 s). Here the
number of rows is a number; rows come in pages from whoever listens to `Wanted`, and a row that is
not there yet is drawn as such. Row numbers hold for one answer only; who asks knows rows by their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.coordinate import Coordinate
from textual.geometry import Region, Size, Spacing
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import DataTable
from textual.widgets.data_table import RowDoesNotExist, RowKey

from dentui.ui.text import cut, marked, wrap

R = TypeVar("R")

POINTER = "▸"
GUTTER = 2
"""Cells at the left for the pointer, which shows the cursor by its shape."""
NEAR = 20
"""Rows around those on the screen that are fetched before they are needed."""
LEAST = 18
"""Rows that are asked for where the size of the screen is not known yet."""
KEPT = 400
"""Rows on each side of the screen that are kept."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows: text that is ready to be shown, and where the find text matched it."""

    text: str
    marks: Sequence[tuple[int, int]] = ()
    columns: int = 1
    """How many columns it takes."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A column as it is at the present width."""

    key: str
    label: str
    width: int
    to_right: bool = False


class RowTable(DataTable[str], Generic[R], inherit_css=True):
    """A DataTable over a window of rows of the type R."""

    ALLOW_SELECT = False
    # Textual lays the whole screen out anew when this changes; here only the rows inside do.
    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rowtable--mark", "rowtable--waiting"}

    class Wanted(Message):
        """Rows from `first` on are to be seen soon and are not here; answer with `put`."""

        def __init__(self, table: RowTable[Any], first: int, limit: int) -> None:
            super().__init__()
            self.table = table
            self.first = first
            self.limit = limit

    class Moved(Message):
        """The cursor came to another row, or its row came."""

        def __init__(self, table: RowTable[Any]) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> RowTable[Any]:
            return self.table

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        self._found = 0
        self._lines: dict[int, R] = {}
        self._plan: list[ColumnPlan] = []
        self._asked: tuple[int, int] | None = None
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._styles: dict[str, Style] = {}
        self._told = ""
        self.at_end = False
        """End was pressed while the number of rows was still a least one: it means the true end."""
        # Last, because setting its reactives already asks for rows.
        super().__init__(id=id, cursor_type="row", cell_padding=0, show_row_labels=False)

    # What a subclass says

    def plan(self, cells: int) -> list[ColumnPlan]:
        """The columns for so many cells."""
        raise NotImplementedError

    def cells_of(self, row: R, columns: list[ColumnPlan]) -> list[Cell]:
        """What a row shows: cells that take all the columns."""
        raise NotImplementedError

    # What is in it

    @property
    def row_count(self) -> int:
        """The number found, whether or not the rows are here."""
        return self._found

    @property
    def row_at_cursor(self) -> R | None:
        """The row under the cursor, where there is one and it is here."""
        return self._lines.get(self.cursor_row) if self._found else None

    @property
    def visible_rows(self) -> tuple[int, int]:
        """The first row on the screen and how many fit."""
        return round(self.scroll_y), max(1, self.scrollable_content_region.height - self.header_height)

    def fill(self, rows: Iterable[R], first: int, found: int) -> None:
        """Show another answer: the cursor goes to its first row."""
        self._replace(rows, first, found, 0, 0)

    def refill(self, rows: Iterable[R], first: int, found: int, at: int | None) -> None:
        """Show the same question's answer anew: the row under the cursor, which is now row `at`,
        stays on its line of the screen; None where it is gone, then the cursor keeps its number."""
        line = self.cursor_row - round(self.scroll_y)
        cursor = self.cursor_row if at is None else at
        cursor = max(0, min(cursor, found - 1))
        self._replace(rows, first, found, cursor, cursor - line)

    def put(self, rows: Iterable[R], first: int) -> None:
        """Take rows that were wanted."""
        self._asked = None
        for number, row in enumerate(rows, first):
            self._lines[number] = row
        self._forget_far_ones()
        self._repaint()
        if self.cursor_row in self._lines:
            self.post_message(self.Moved(self))
        self._want()

    def count(self, found: int) -> None:
        """Take the exact number of rows, after a least one."""
        if found != self._found:
            self._found = found
            self._resize_content()
            self._repaint()
        if self.at_end:
            self.at_end = False
            self.action_scroll_bottom()
        self._want()

    def tell(self, sentence: str) -> None:
        """Say this where there is no row; lines stay lines."""
        self._told = sentence
        if not self._found:
            self._repaint()

    def _picture(self) -> tuple[list[R | None], int, int]:
        """What of the rows is to be seen now."""
        top, height = self.visible_rows
        seen = [self._lines.get(number) for number in range(top, top + height)]
        return seen, self.cursor_row - top, self._found

    def _replace(self, rows: Iterable[R], first: int, found: int, cursor: int, top: int) -> None:
        before = self._picture()
        self._lines = dict(enumerate(rows, first))
        self._found = found
        self._asked = None
        self.at_end = False
        self._resize_content()
        with self.prevent(DataTable.RowHighlighted):
            self.set_reactive(DataTable.cursor_coordinate, Coordinate(max(0, min(cursor, found - 1)), 0))
        top = max(0, min(top, self.max_scroll_y))
        if top != self.scroll_y:
            self.scroll_to(y=top, animate=False, force=True)
        if self._picture() == before and found:
            # Another desk changed something that is not to be seen here: no byte for it.
            self._strips.clear()
        else:
            self._repaint()
        self.post_message(self.Moved(self))
        self._want()

    @property
    def enough(self) -> int:
        """Rows that fill the screen and what is near it, from the first one on."""
        return max(self.visible_rows[1], LEAST) + NEAR

    def _forget_far_ones(self) -> None:
        top, height = self.visible_rows
        if len(self._lines) > 2 * KEPT + height:
            low, high = top - KEPT, top + height + KEPT
            self._lines = {number: row for number, row in self._lines.items() if low <= number < high}

    def _want(self) -> None:
        """Ask for rows near the screen that are not here."""
        if not self._found or not self.size.height:
            return
        top, height = self.visible_rows
        low, high = max(0, top - NEAR), min(self._found, top + height + NEAR)
        missing = [number for number in range(low, high) if number not in self._lines]
        if not missing:
            return
        first, limit = missing[0], missing[-1] - missing[0] + 1
        seen = any(top <= number < top + height for number in missing)
        if not seen and self._asked is not None:
            return
        if self._asked != (first, limit):
            self._asked = (first, limit)
            self.post_message(self.Wanted(self, first, limit))

    # What DataTable believes about its rows

    @property
    def _total_row_height(self) -> int:
        return self._found

    def is_valid_row_index(self, row_index: int) -> bool:
        return 0 <= row_index < self._found

    def get_row_at(self, row_index: int) -> list[Any]:
        row = self._lines.get(row_index)
        if row is None:
            raise RowDoesNotExist(f"Row {row_index} is not here.")
        return [cell.text for cell in self.cells_of(row, self._plan)]

    def _get_row_region(self, row_index: int) -> Region:
        if not self.is_valid_row_index(row_index):
            return Region(0, 0, 0, 0)
        return Region(0, row_index + self.header_height, self.size.width, 1)

    def _get_cell_region(self, coordinate: Coordinate) -> Region:
        return self._get_row_region(coordinate.row)

    def _get_fixed_offset(self) -> Spacing:
        return Spacing(self.header_height, 0, 0, 0)

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:
        self._resize_content()

    def _resize_content(self) -> None:
        self.virtual_size = Size(self.size.width, self._found + self.header_height)
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def _highlight_row(self, row_index: int) -> None:
        self.refresh_row(row_index)

    def _scroll_cursor_into_view(self, animate: bool = False) -> None:
        top, height = self.visible_rows
        row = self.cursor_row
        if row < top:
            self.scroll_to(y=row, animate=False, force=True)
        elif row >= top + height:
            self.scroll_to(y=row - height + 1, animate=False, force=True)

    def _set_hover_cursor(self, active: bool) -> None:
        self._show_hover_cursor = False

    # Moving

    def watch_cursor_coordinate(self, old_coordinate: Coordinate, new_coordinate: Coordinate) -> None:
        super().watch_cursor_coordinate(old_coordinate, new_coordinate)
        if old_coordinate.row != new_coordinate.row:
            self.at_end = False
            self._want()
            self.post_message(self.Moved(self))

    def action_page_down(self) -> None:
        self._page(1)

    def action_page_up(self) -> None:
        self._page(-1)

    def _page(self, way: int) -> None:
        top, height = self.visible_rows
        row = max(0, min(self.cursor_row + way * height, self._found - 1))
        # Cursor and rows move together, so that the cursor keeps its line of the screen.
        self.scroll_to(y=max(0, min(top + way * height, self.max_scroll_y)), animate=False, force=True)
        self.move_cursor(row=row, scroll=False)

    def action_scroll_home(self) -> None:
        self.action_scroll_top()

    def action_scroll_end(self) -> None:
        self.action_scroll_bottom()
        self.at_end = True

    def action_select_cursor(self) -> None:
        """Not ours: what is around knows what Enter does with a row."""
        raise SkipAction

    def action_cursor_left(self) -> None:
        """Not ours: a row is chosen as a whole, and what is around may want the key."""
        raise SkipAction

    def action_cursor_right(self) -> None:
        """As to the left."""
        raise SkipAction

    def _post_selected_message(self) -> None:
        """Nothing: screens bind Enter themselves, because it waits for results."""

    # Drawing

    def _on_resize(self, _: events.Resize) -> None:
        super()._on_resize(_)
        self._fit()

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        if size and not self._plan:
            # Textual tells a widget nothing of its first size where somebody asked for its place before.
            self.call_later(self._fit)
        return super()._size_updated(size, virtual_size, container_size, layout)

    def _fit(self) -> None:
        """Take the present size."""
        self._lay_out()
        self._scroll_cursor_into_view()
        self._want()

    def _lay_out(self) -> None:
        """Lay the columns out for the present width."""
        plan = self.plan(max(10, self.size.width - GUTTER))
        if plan != self._plan:
            self._plan = plan
            self.columns.clear()
            self._column_locations = type(self._column_locations)({})
            for column in plan:
                self.add_column(Text(column.label, end=""), width=column.width, key=column.key)
        self._resize_content()
        self._repaint()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def _repaint(self) -> None:
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        if y < self.header_height:
            return self._header(cells)
        if not self._plan:
            return Strip.blank(cells, self.rich_style)
        row = y - self.header_height + round(self.scroll_y)
        if row >= self._found:
            said = () if self._found else self._told.splitlines()
            told = [piece for line in said for piece in wrap(line, cells - 2 * GUTTER)]
            line = y - self.header_height - 1
            if not 0 <= line < len(told):
                return Strip.blank(cells, self.rich_style)
            return Strip([Segment(cut(" " * GUTTER + told[line], cells), self.rich_style)], cells)
        key = (row, row == self.cursor_row and self.show_cursor)
        strip = self._strips.get(key)
        if strip is None or strip.cell_length != cells:
            if len(self._strips) > 200:
                self._strips.clear()
            strip = self._strips[key] = self._draw(*key, cells)
        return strip

    def _header(self, cells: int) -> Strip:
        style = self._style("datatable--header")
        titles = " ".join(_aligned(column.label, column.width, column.to_right) for column in self._plan)
        return Strip([Segment(cut(" " * GUTTER + titles, cells), style)], cells)

    def _draw(self, number: int, at_cursor: bool, cells: int) -> Strip:
        base = self._style("datatable--cursor") if at_cursor else self.rich_style
        row = self._lines.get(number)
        pointer = f"{POINTER} " if at_cursor else "  "
        if row is None:
            waiting = base + self._type("rowtable--waiting")
            return Strip([Segment(pointer, base), Segment(cut("…", cells - GUTTER), waiting)], cells)
        mark = base + self._type("rowtable--mark")
        segments = [Segment(pointer, base)]
        at = 0
        for cell in self.cells_of(row, self._plan):
            taken = self._plan[at : at + cell.columns]
            room = sum(column.width for column in taken) + len(taken) - 1
            at += cell.columns
            if taken[0].to_right:
                segments.append(Segment(_aligned(cell.text, room, True) + " ", base))
                continue
            for text, matched in marked(cell.text, room, cell.marks):
                segments.append(Segment(text, mark if matched else base))
            segments.append(Segment(" ", base))
        return Strip(segments).adjust_cell_length(cells, base).simplify()

    def _type(self, name: str) -> Style:
        """Bold, underlined and so on, without the colours: the row has its own."""
        key = f"{name}, type"
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = Style.combine([self.get_component_styles(name).text_style])
        return style

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(name)
        return style


def _aligned(text: str, cells: int, to_right: bool) -> str:
    return cut(text.rjust(cells) if to_right else text, cells)
