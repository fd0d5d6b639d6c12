"""Material and shade of the work at a tooth."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.suggester import SuggestFromList
from textual.widget import Widget

from dentui.domain.teeth import Numbering
from dentui.domain.work import (
    LONGEST_MATERIAL,
    LONGEST_SHADE,
    MATERIALS,
    SHADES,
    Work,
    Works,
    described,
)
from dentui.ui.keys.cases import WORK_DETAIL
from dentui.ui.sheets.base import Sheet
from dentui.ui.text import plain
from dentui.ui.widgets.form import TextBox
from dentui.ui.widgets.status import Words

Detail = tuple[Work, str | None, str | None]
"""A work, and the material and shade that it gets."""


class LastBox(TextBox):
    """Enter hands everything over."""

    BINDINGS = [Binding("enter", "screen.apply", "Take", show=False)]


class WorkDetailSheet(Sheet[tuple[Detail, ...]]):
    """Answers what each work at the tooth is of."""

    PLACE = WORK_DETAIL
    BINDINGS = WORK_DETAIL.bindings
    TITLE = "Material and shade"

    def __init__(self, works: Works, numbering: Numbering) -> None:
        super().__init__()
        self._works, self._numbering = works, numbering
        self._boxes: list[tuple[Work, TextBox, TextBox]] = []
        for work in works:
            last = LastBox if work is works[-1] else TextBox
            material = TextBox("material", _first_label(work), work.material or "", most=LONGEST_MATERIAL)
            shade = last("shade", "Shade", work.shade or "", most=LONGEST_SHADE)
            material.suggester = SuggestFromList(MATERIALS[work.kind], case_sensitive=False)
            shade.suggester = SuggestFromList(SHADES, case_sensitive=False)
            material.offered = f"Usual: {', '.join(MATERIALS[work.kind])}"
            self._boxes.append((work, material, shade))

    def body(self) -> Iterable[Widget]:
        for work, material, shade in self._boxes:
            head = Words()
            head.show([(plain(described(work, self._numbering)), "loud")])
            yield head
            yield material
            yield shade

    def on_mount(self) -> None:
        self.set_focus(self._boxes[0][1])

    def action_apply(self) -> None:
        self.dismiss(
            tuple(
                (work, material.read() or None, shade.read() or None) for work, material, shade in self._boxes
            )
        )


def _first_label(work: Work) -> str:
    return "What it is" if work.kind == "other" else "Material"
