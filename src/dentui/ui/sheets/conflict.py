"""Another desk changed the same meanwhile: theirs and ours, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from dentui.domain.history import Theirs
from dentui.ui.keys import CONFLICT
from dentui.ui.sheets.base import Sheet
from dentui.ui.text import moment, one_line, plain
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.form import ChoiceBox
from dentui.ui.widgets.status import StatusLine, Words

if TYPE_CHECKING:
    from dentui.ui.sheets.form import Difference

EMPTY = "(empty)"


class ConflictSheet(Sheet[dict[str, bool]]):
    """Answers of every difference whether ours stays. What only one side changed is chosen already."""

    TITLE = "Changed meanwhile"
    PLACE = CONFLICT
    BINDINGS = CONFLICT.bindings

    def __init__(self, theirs: Theirs, differences: Sequence[Difference]) -> None:
        super().__init__()
        self._theirs = theirs
        self._boxes = [_box(difference) for difference in differences]
        self._status = StatusLine()

    def body(self) -> Iterable[Widget]:
        who = plain(self._theirs.by) or "Another desk"
        at = f" at {moment(self._theirs.at)[-5:]}" if self._theirs.at else ""
        words = Words()
        words.show([(f"{who} saved this{at}. What is to stay?", "loud")])
        yield words
        yield from self._boxes

    def foot(self) -> Iterable[Widget]:
        yield self._status

    def on_mount(self) -> None:
        open_ones = [box for box in self._boxes if box.value is None]
        self.set_focus((open_ones or self._boxes)[0])

    def action_save(self) -> None:
        for box in self._boxes:
            if box.value is None:
                box.complain("Both desks changed this: choose which is right.")
                return
        self.dismiss({box.field: box.value == "ours" for box in self._boxes})


def _box(difference: Difference) -> ChoiceBox[str]:
    options = [
        Option("ours", f"yours: {one_line(difference.ours) or EMPTY}"),
        Option("theirs", f"theirs: {one_line(difference.theirs) or EMPTY}"),
    ]
    chosen: tuple[str, ...] = ()
    if not (difference.ours_changed and difference.theirs_changed):
        chosen = ("ours",) if difference.ours_changed else ("theirs",)
    return ChoiceBox(difference.field, difference.label, options, chosen)
