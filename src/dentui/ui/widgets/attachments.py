"""Image data that is attached to a case, as tiles in a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from dentui.domain.choosing import Choice
from dentui.domain.drafts import Typed
from dentui.domain.images import ImageItem
from dentui.ui.keys.cases import ATTACHMENTS
from dentui.ui.text import number
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.images import how_much, item_tile
from dentui.ui.widgets.sections import Section, Sections, Series
from dentui.ui.widgets.tiles import Tiles
from dentui.ui.work import Workplace

NOTHING = "No image data is attached. Space attaches some."


@dataclass(frozen=True, slots=True)
class Attached:
    """The items that can be attached, by their UUIDs."""

    items: dict[UUID, ImageItem]

    def known(self, keys: Sequence[UUID]) -> list[ImageItem]:
        """Those of these that are there."""
        return [self.items[key] for key in keys if key in self.items]


class AttachmentBox(FormField, Widget, can_focus=True):
    """A tile for each item, under a label that says how much it is."""

    PLACE = ATTACHMENTS
    BINDINGS = ATTACHMENTS.bindings

    class Wanted(Message):
        """Others are to be chosen."""

    def __init__(
        self, work: Workplace, field: str, label: str, attached: Attached, given: Sequence[UUID]
    ) -> None:
        super().__init__()
        self.called(field, label)
        self.tiles = Tiles(work)
        self._attached = attached
        self._given = self._keys = tuple(given)
        self._before: list[tuple[UUID, ...]] = []
        self._label_key = uuid4()

    def compose(self) -> ComposeResult:
        yield self.tiles

    def on_mount(self) -> None:
        self.tiles.tell(NOTHING)
        self._show_keys()

    def on_focus(self) -> None:
        """The tiles take the keys."""
        self.can_focus = False
        self.screen.set_focus(self.tiles)

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        self.screen.set_focus(self.tiles)

    @property
    def keys(self) -> tuple[UUID, ...]:
        """The items that are attached, in the order in which they were chosen."""
        return self._keys

    def attach(self, keys: Sequence[UUID]) -> None:
        """Attach just these, as the person wants it."""
        if tuple(keys) != self._keys:
            self._before.append(self._keys)
            self._become(keys)

    def _become(self, keys: Sequence[UUID]) -> None:
        self._keys = tuple(keys)
        self._show_keys()
        self.hush()
        self.post_message(self.Edited(self))

    def _show_keys(self) -> None:
        items = self._attached.known(self._keys)
        tiles = Series(
            [item.uuid for item in items], lambda at: item_tile(items[at], Choice(), choosing=False)
        )
        label = f"{number(len(items))} attached"
        self.tiles.show(Sections(Section(self._label_key, label, how_much(items), tiles)))

    def action_attach(self) -> None:
        self.post_message(self.Wanted())

    def action_detach(self) -> None:
        tile = self.tiles.tile_at_cursor
        if tile is not None:
            self.attach([key for key in self._keys if key != tile.key])

    def action_step(self, way: int) -> None:
        if not self.tiles.step(way):
            raise SkipAction

    def action_undo(self) -> None:
        if self._before:
            self._become(self._before.pop())

    # As a field

    def put(self, value: Sequence[UUID]) -> None:
        self._given = self._keys = tuple(value)
        self._before.clear()
        if self.is_attached:
            self._show_keys()

    @property
    def touched(self) -> bool:
        return self._keys != self._given

    def typed(self) -> Typed:
        return " ".join(map(str, self._keys))

    def retype(self, value: Typed) -> None:
        try:
            keys = [UUID(word) for word in value.split()] if isinstance(value, str) else []
        except ValueError:
            return
        self._keys = tuple(dict.fromkeys(item.uuid for item in self._attached.known(keys)))

    def words(self, value: Sequence[UUID]) -> str:
        return how_much(self._attached.known(value)) or "nothing"
