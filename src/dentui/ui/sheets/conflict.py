"""Another desk changed the same meanwhile: theirs and ours, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events, on
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.history import Theirs
from dentui.ui.keys import CONFLICT
from dentui.ui.sheets.base import Sheet
from dentui.ui.text import content, day, lines, plain
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import ChoiceBox
from dentui.ui.widgets.status import StatusLine

if TYPE_CHECKING:
    from dentui.ui.sheets.form import Difference

EMPTY = "(empty)"
SIDES = (Option("ours", "yours"), Option("theirs", "theirs"))
BEFORE = 40
"""Characters that are shown before the first in which two texts differ."""


class ConflictSheet(Sheet[dict[str, bool]]):
    """Answers of every difference whether ours stays. What only one side changed is chosen already."""

    TITLE = "Changed meanwhile"
    PLACE = CONFLICT
    BINDINGS = CONFLICT.bindings

    def __init__(self, theirs: Theirs, differences: Sequence[Difference]) -> None:
        super().__init__()
        self._theirs = theirs
        self._boxes = [_box(difference) for difference in differences]
        self._texts = [Facts(_both(difference), whole=True) for difference in differences]
        self._status = StatusLine()

    def body(self) -> Iterable[Widget]:
        who = plain(self._theirs.by) or "Another desk"
        words = f"{who} saved this{_when(self._theirs.at)}. What is to stay?"
        yield Static(content(words, "bold"), classes="question")
        for box, texts in zip(self._boxes, self._texts, strict=True):
            yield box
            yield texts

    def foot(self) -> Iterable[Widget]:
        yield self._status

    def on_mount(self) -> None:
        open_ones = [box for box in self._boxes if box.value is None]
        self.set_focus((open_ones or self._boxes)[0])

    @on(events.DescendantFocus)
    def _show_texts(self, event: events.DescendantFocus) -> None:
        """What is chosen between is to be seen with the choice."""
        at = next((i for i, box in enumerate(self._boxes) if box is event.widget), None)
        if at is not None:
            self.call_after_refresh(self._texts[at].scroll_visible, animate=False)

    def action_save(self) -> None:
        for box in self._boxes:
            if box.value is None:
                box.complain("Both desks changed this: choose which is right, by y or t.")
                return
        self.dismiss({box.field: box.value == "ours" for box in self._boxes})


def _when(at: datetime | None) -> str:
    """The day too, where it was not today: a form can have been left for weeks."""
    if at is None:
        return ""
    today = at.date() == datetime.now(at.tzinfo).date()
    return f" at {at:%H:%M}" if today else f" on {day(at.date())} at {at:%H:%M}"


def _box(difference: Difference) -> ChoiceBox[str]:
    chosen: tuple[str, ...] = ()
    if not (difference.ours_changed and difference.theirs_changed):
        chosen = ("ours",) if difference.ours_changed else ("theirs",)
    return ChoiceBox(difference.field, difference.label, SIDES, chosen)


def _both(difference: Difference) -> list[Fact]:
    """Both texts, from a little before where they differ."""
    ours, theirs = difference.ours, difference.theirs
    pairs = enumerate(zip(ours, theirs, strict=False))
    same = next((i for i, (a, b) in pairs if a != b), min(len(ours), len(theirs)))
    start = max(0, same - BEFORE)
    return [
        Fact(label, _from(text, start) or EMPTY, wide=True)
        for label, text in (("yours", ours), ("theirs", theirs))
    ]


def _from(text: str, start: int) -> str:
    return ("… " if start else "") + "\n".join(lines(text[start:])).strip()
