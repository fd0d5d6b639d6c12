"""Unfinished forms, one in a line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from dentui.domain.drafts import KIND_WORDS, Offer
from dentui.ui.text import cut, moment, plain, width
from dentui.ui.widgets.menu import Line, Menu


class DraftLines(Menu[Offer]):
    """Which form, about whom, and when it was typed. No letter does anything: a person who comes to the desk
    types the name of somebody else."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__([Line(offer, "", words_of(offer)) for offer in offers])
        self._offers = tuple(offers)

    def on_key(self, event: events.Key) -> None:
        event.prevent_default()

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        if y >= len(self._offers):
            return Strip.blank(cells, self.rich_style)
        pointed = y == self._at
        style = self.rich_style
        if pointed:
            style += self.get_component_rich_style("menu--pointed")
        typed = f" typed {moment(self._offers[y].draft.at.astimezone())}"
        words = cut(words_of(self._offers[y]), max(1, cells - 3 - width(typed)))
        text = f"{' ▸ ' if pointed else '   '}{words}"
        space = " " * max(0, cells - width(text) - width(typed))
        return Strip([Segment(f"{text}{space}{typed}", style)]).adjust_cell_length(cells, style)


def words_of(offer: Offer) -> str:
    """Which form it is, and about whom."""
    kind = KIND_WORDS[offer.draft.subject.kind]
    return f"{kind}, {plain(offer.name)}" if offer.name.strip() else kind
