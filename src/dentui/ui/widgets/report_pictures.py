"""The pictures of a report as a field: which are printed, in which order, with what below them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from rich.segment import Segment
from textual.actions import SkipAction
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.drafts import Typed
from dentui.domain.images import TYPE_WORDS, ImageFile, ImageItem
from dentui.domain.reports import MOST_PICTURES, Placed
from dentui.ui.keys.reports import REPORT_PICTURES
from dentui.ui.text import cut, day, one_line, plain, width
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.form import FormField, PickBox
from dentui.ui.widgets.images import file_words

NOTHING = "No photo and no X-ray was chosen for this report."


@dataclass(frozen=True, slots=True)
class Placeable:
    """A picture that can be printed."""

    item: ImageItem
    file: ImageFile

    @property
    def words(self) -> str:
        """What it is, in a line."""
        when = self.file.facts.taken or self.item.taken
        return f"{TYPE_WORDS[self.item.type]}, {file_words(self.file)}" + (f", {day(when)}" if when else "")


class PicturesBox(FormField, Widget, can_focus=True):
    """A line a picture: those that are printed first, in their order, then the others."""

    PLACE = REPORT_PICTURES
    BINDINGS = REPORT_PICTURES.bindings
    COMPONENT_CLASSES = {"pictures--cursor", "pictures--caption", "pictures--out"}

    class CaptionWanted(Message):
        """What stands below a picture is to be written."""

        def __init__(self, file: UUID, caption: str) -> None:
            super().__init__()
            self.file, self.caption = file, caption

    def __init__(
        self, field: str, label: str, placeable: Sequence[Placeable], placed: Sequence[Placed]
    ) -> None:
        super().__init__()
        self.called(field, label)
        self._placeable = {each.file.uuid: each for each in placeable}
        self._given = tuple(placed)
        self._placed = tuple(placed)
        self._captions = {each.file: each.caption for each in placed}
        self._before: list[tuple[Placed, ...]] = []
        self._at = 0

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The pictures that are printed, in their order."""
        return self._placed

    @property
    def _rows(self) -> list[UUID]:
        inside = [each.file for each in self._placed]
        return [*inside, *(file for file in self._placeable if file not in inside)]

    @property
    def _here(self) -> UUID | None:
        rows = self._rows
        return rows[self._at] if self._at < len(rows) else None

    def _become(self, placed: Sequence[Placed], at: UUID | None) -> None:
        if tuple(placed) == self._placed:
            return
        self._before.append(self._placed)
        self._show(placed, at)

    def _show(self, placed: Sequence[Placed], at: UUID | None) -> None:
        self._placed = tuple(placed)
        self._captions.update((each.file, each.caption) for each in placed)
        rows = self._rows
        self._at = rows.index(at) if at in rows else min(self._at, max(0, len(rows) - 1))
        self.hush()
        self.refresh(layout=True)
        self.post_message(self.Edited(self))

    def caption(self, file: UUID, caption: str) -> None:
        """Write this below a picture, which is printed then."""
        there = any(each.file == file for each in self._placed)
        if not there:
            self._become((*self._placed, Placed(file, caption)), file)
        else:
            self._become(
                [replace(each, caption=caption) if each.file == file else each for each in self._placed], file
            )

    # What the keys do

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "undo":
            return "" if self._before else "Nothing was changed here."
        return "" if self._placeable or action.startswith("walk") else NOTHING

    def action_walk(self, way: int) -> None:
        at = self._at + way
        if not 0 <= at < len(self._rows):
            raise SkipAction
        self._at = at
        self.refresh()

    def action_place(self) -> None:
        here = self._here
        if here is None:
            return
        if any(each.file == here for each in self._placed):
            self._become([each for each in self._placed if each.file != here], None)
        elif len(self._placed) >= MOST_PICTURES:
            self.complain(f"There are {MOST_PICTURES} pictures already, the most that a report has.")
        else:
            self._become((*self._placed, Placed(here, self._captions.get(here, ""))), here)

    def action_caption(self) -> None:
        here = self._here
        if here is not None:
            self.post_message(self.CaptionWanted(here, self._captions.get(here, "")))

    def action_move(self, way: int) -> None:
        to = self._at + way
        if self._at >= len(self._placed) or not 0 <= to < len(self._placed):
            return
        placed = list(self._placed)
        placed[self._at], placed[to] = placed[to], placed[self._at]
        self._become(placed, placed[to].file)

    def action_undo(self) -> None:
        if self._before:
            self._show(self._before.pop(), self._here)

    # Drawing

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._rows))

    def render_line(self, y: int) -> Strip:
        cells, base, rows = self.size.width, self.rich_style, self._rows
        if not rows:
            style = base + self.get_component_rich_style("pictures--out")
            return Strip([Segment(cut(NOTHING, cells), style)]).adjust_cell_length(cells, base)
        file = rows[y]
        picture = self._placeable.get(file)
        inside = y < len(self._placed)
        pointed = self.has_focus and y == self._at
        words = picture.words if picture else "a picture that is not here any more"
        caption = one_line(self._captions.get(file, ""))
        sign = "▸" if pointed else " "
        mark = f"{sign}[{y + 1:>2}] " if inside else f"{sign}[  ] "
        kind = "cursor" if pointed else "out"
        style = base if inside and not pointed else base + self.get_component_rich_style(f"pictures--{kind}")
        said = base + self.get_component_rich_style("pictures--caption")
        text = cut(f"{mark}{words}", min(cells, width(f"{mark}{words}")))
        told = f"  “{caption}”" if caption and inside else ""
        return Strip(
            [Segment(text, style), Segment(cut(told, max(0, cells - width(text))), said)]
        ).adjust_cell_length(cells, base)

    # As a field

    def put(self, value: Sequence[Placed]) -> None:
        self._given = tuple(value)
        self._before.clear()
        self._placed = tuple(value)
        self._captions.update((each.file, each.caption) for each in value)
        self.refresh(layout=True)

    @property
    def touched(self) -> bool:
        return self._placed != self._given

    def typed(self) -> Typed:
        return json.dumps([[str(each.file), each.caption] for each in self._placed])

    def retype(self, value: Typed) -> None:
        try:
            told = json.loads(value) if isinstance(value, str) else []
            placed = tuple(Placed(UUID(file), str(caption)) for file, caption in told)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return
        self._placed = tuple(each for each in placed if each.file in self._placeable)[:MOST_PICTURES]
        self._captions.update((each.file, each.caption) for each in self._placed)

    def words(self, value: Sequence[Placed]) -> str:
        told = [
            f"{picture.words}{f' “{one_line(each.caption)}”' if each.caption else ''}"
            for each in value
            if (picture := self._placeable.get(each.file))
        ]
        return "; ".join(told) or "no pictures"


class FilePick(PickBox):
    """A file of a scan that something is drawn from."""

    def __init__(self, field: str, label: str, files: Sequence[Placeable], value: UUID | None) -> None:
        options = [Option(each.file.uuid, plain(_scan_words(each))) for each in files]
        super().__init__(field, label, options, value, nothing="left out" if files else "none was chosen")

    def typed(self) -> Typed:
        return str(self.value or "")

    def retype(self, value: Typed) -> None:
        at = next((n for n, option in enumerate(self.options) if str(option.value) == value), None)
        if at is not None or value == "":
            self._at = at


def _scan_words(each: Placeable) -> str:
    when = each.item.taken or each.item.added
    return f"{day(when)} {file_words(each.file)}, {plain(each.file.name.rpartition('/')[2])}"
