"""What the list of cases is narrowed to: state, time, case type, lab, doctor; and its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from textual.widget import Widget

from dentui.domain.case_finding import CaseFilter, CaseOrder, When
from dentui.domain.cases import CaseState
from dentui.errors import Invalid
from dentui.ui.sheets.base import Sheet
from dentui.ui.text import plain
from dentui.ui.widgets.choices import Choices, Option
from dentui.ui.widgets.dates import DateField
from dentui.ui.widgets.status import Words

Names = Mapping[str, Mapping[int, str]]
"""Of "case_types", "labs" and "doctors": what each id is called."""
HEADINGS = {"case_types": "Case type", "labs": "Lab", "doctors": "Doctor"}


class CaseFilterSheet(Sheet[CaseFilter]):
    """Answers the filter; its find text is left as it was."""

    TITLE = "Filter cases"

    def __init__(self, filters: CaseFilter, names: Names) -> None:
        super().__init__()
        self._filters = filters
        self.states = Choices(
            [Option(state, state.value) for state in CaseState],
            [state for state in CaseState if state in filters.states],
            several=True,
        )
        self.when = Choices([Option(When.DUE, "due"), Option(When.SENT, "sent")], [filters.when])
        self.first = DateField("From", filters.first)
        self.last = DateField("To", filters.last)
        self.of: dict[str, Choices[int]] = {
            field: Choices(
                [Option(key, plain(name)) for key, name in names[field].items()],
                [key for key in names[field] if key in getattr(filters, field)],
                several=True,
            )
            for field in HEADINGS
            if names[field]
        }
        self.order = Choices([Option(order, order.value) for order in CaseOrder], [filters.order])

    def body(self) -> Iterable[Widget]:
        yield _heading("State", "Space chooses several")
        yield self.states
        yield _heading("Time")
        yield self.when
        yield self.first
        yield self.last
        for field, choices in self.of.items():
            yield _heading(HEADINGS[field])
            yield choices
        yield _heading("Order")
        yield self.order

    def on_mount(self) -> None:
        self.set_focus(self.states)

    def action_reset(self) -> None:
        blank = CaseFilter()
        self.states.choose(())
        for choices in self.of.values():
            choices.choose(())
        self.when.choose([blank.when])
        self.order.choose([blank.order])
        self.first.put(None)
        self.last.put(None)

    def action_apply(self) -> None:
        days = []
        for field in (self.first, self.last):
            try:
                days.append(field.read())
            except Invalid as error:
                field.complain(str(error))
                return
        first, last = days
        if first and last and last < first:
            self.last.complain("This day lies before the first one.")
            return
        chosen: dict[str, Any] = {field: frozenset(choices.chosen) for field, choices in self.of.items()}
        self.dismiss(
            replace(
                self._filters,
                states=frozenset(self.states.chosen),
                when=self.when.value or When.DUE,
                first=first,
                last=last,
                order=self.order.value or CaseFilter().order,
                **chosen,
            )
        )


def _heading(words: str, hint: str = "") -> Words:
    heading = Words(classes="heading")
    heading.show([(words, "loud")], [(hint, "key")] if hint else ())
    return heading
