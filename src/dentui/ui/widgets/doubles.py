"""Likely doubles of somebody who is typed, in the form; and two patients side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.doubles import Doubles, Likely
from dentui.ui.text import cut, day, plain, wrap
from dentui.ui.widgets.status import Words

HIDDEN = "A patient like this may already exist: ask an administrator."
TALL = (16, 20)
"""Rows of the terminal from which two and three lines have room."""
WIDE = 64
"""Cells in which all of one patient stands in two lines."""


class DoubleLines(Vertical):
    """Who may be here already, in lines that are always there: what is typed does not move."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = (Words(), Words(), Words())
        self._doubles, self._key, self._told = Doubles(()), "", ""

    def compose(self) -> ComposeResult:
        yield from self._lines

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()
        self._show()

    def _fit(self) -> None:
        rows = self.app.size.height
        for line, least in zip(self._lines[1:], TALL, strict=True):
            line.display = rows >= least

    def show(self, doubles: Doubles, key: str) -> None:
        """Show the best; `key` compares them."""
        self._doubles, self._key, self._told = doubles, key, ""
        self._show()

    def _show(self) -> None:
        if self._told:
            told = wrap(self._told, max(20, self.size.width - 2))
            for number, line in enumerate(self._lines):
                line.show([(f" {told[number]}", "quiet")] if number < len(told) else ())
            return
        shown, hidden = self._doubles.shown, self._doubles.hidden
        rows = _rows(shown, self.size.width)
        if hidden:
            told = wrap(HIDDEN, max(20, self.size.width - 4))
            rows = [*rows[: 3 - len(told)], f" ! {told[0]}", *(f"   {line}" for line in told[1:])]
        count = f"{len(shown)}: " if len(shown) > 1 else ""
        for number, line in enumerate(self._lines):
            right = [(f" {count}{self._key} compares ", "key")] if shown and not number else []
            row = rows[number] if number < len(rows) else ""
            line.show([(row, "" if number and row[:3] != " ! " else "loud")] if row else (), right)

    def tell(self, sentence: str) -> None:
        """Say this instead, quietly."""
        self._doubles, self._told = Doubles(()), sentence
        self._show()


def _rows(shown: Sequence[Likely], cells: int) -> list[str]:
    """The best in full, in two lines where there is room, else in three; then the next one."""
    if not shown:
        return []
    best = shown[0]
    name, reached, why = f" ! Here already? {plain(best.name)}", *_facts(best)
    if cells < WIDE:
        return [name, f"   {reached}", f"   {why}"]
    rows = [name, f"   {reached}  {why}"]
    return rows if len(shown) < 2 else [*rows, f"   or {plain(shown[1].name)}  {'  '.join(_facts(shown[1]))}"]


def _facts(likely: Likely) -> tuple[str, str]:
    """How to tell them, and why they may be the same."""
    born = day(likely.birth_date) if likely.birth_date else "birth date not recorded"
    reason = f": {plain(likely.reasons[0])}" if likely.reasons else ""
    return "  ".join(filter(None, (born, plain(likely.phone)))), f"{likely.word}{reason}"


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing of two patients, ready to be shown; several lines where there are."""

    label: str
    left: str
    right: str
    same: bool


class SideBySide(Widget):
    """Two patients beside each other; a sign between tells what is the same and what differs."""

    COMPONENT_CLASSES = {"side--label", "side--heading", "side--differs"}
    LABEL = 14

    def __init__(self) -> None:
        super().__init__()
        self._titles = ("", "")
        self._pairs: tuple[Beside, ...] = ()

    def show(self, titles: tuple[str, str], pairs: Sequence[Beside]) -> None:
        """Show these, which are ready to be shown."""
        self._titles, self._pairs = titles, tuple(pairs)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def _rows(self, cells: int) -> list[tuple[str, str, str, str, bool]]:
        """Label, left, sign, right, and whether it differs."""
        room = self._room(cells)
        rows = [("", *(cut(self._titles[0], room), "  ", cut(self._titles[1], room)), False)]
        for pair in self._pairs:
            left, right = (
                [piece for line in text.split("\n") for piece in wrap(line, room)]
                for text in (pair.left, pair.right)
            )
            both = bool(pair.left and pair.right)
            sign = ("= " if pair.same else "<>") if both else "  "
            for number in range(max(len(left), len(right))):
                parts = [side[number] if number < len(side) else "" for side in (left, right)]
                first = number == 0
                rows.append(
                    (
                        pair.label if first else "", parts[0], sign if first else "  ", parts[1],
                        both and not pair.same,
                    )
                )  # fmt: skip
        return rows

    def _room(self, cells: int) -> int:
        return max(8, (cells - self.LABEL - 5) // 2)

    def render_line(self, y: int) -> Strip:
        cells, rows = self.size.width, self._rows(self.size.width)
        if y >= len(rows):
            return Strip.blank(cells, self.rich_style)
        label, left, sign, right, differs = rows[y]
        room = self._room(cells)
        style = self._style("heading") if y == 0 else self._style("differs") if differs else self.rich_style
        segments = [
            Segment(cut(f" {label}", self.LABEL), self._style("label")),
            Segment(cut(left, room), style),
            Segment(f" {sign} ", style),
            Segment(cut(right, room), style),
        ]
        return Strip(segments).adjust_cell_length(cells, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"side--{name}")
