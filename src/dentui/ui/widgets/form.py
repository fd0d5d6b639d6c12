"""The fields of a form. Each is one widget that draws its label beside it and what is wrong below it: a
form of twenty fields opens fast only where a field is not five widgets.

A field hands over what it was given, letter by letter, where the person did not touch it: what stands
on the screen is cleaned, and saving a form must not write that back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.drafts import Typed
from dentui.domain.folding import folds
from dentui.ui.keys import PICK
from dentui.ui.text import cut, plain, width, wrap
from dentui.ui.widgets.choices import Choices, Option
from dentui.ui.widgets.fields import Field

V = TypeVar("V")

LABEL = 16
"""Cells at the left for the label."""
ALL_CHARACTERS = 1_000_000
UNKNOWN = "new, not in this list yet"
"""What another desk chose of a list that has grown since the form was opened."""
GONE = "not offered any more"
"""What was chosen here before it was taken off its list."""


# Textual takes styles and component classes from the first base that is a widget: that has to be the one
# that takes the keys.
if TYPE_CHECKING:
    _Mixin = Widget
else:
    _Mixin = object


class FormField(_Mixin):
    """What every field of a form can do. Mixed in before the widget that takes the keys."""

    class Edited(Message):
        """The person changed a field."""

        def __init__(self, field: FormField) -> None:
            super().__init__()
            self.field = field

    label: str
    field: str
    """Name of the field, as `Invalid.field` names it."""
    required: bool
    wrong: str = ""

    def called(self, field: str, label: str, *, required: bool = False) -> None:
        """Say how the field is called; before it is shown."""
        self.field, self.label, self.required = field, label, required

    @property
    def shown(self) -> bool:
        """Whether it belongs to the form now. Not as `display`, which is false of one that is taken down."""
        return self.styles.display != "none"

    @property
    def touched(self) -> bool:
        """Whether it holds something else than it was given."""
        raise NotImplementedError

    def complain(self, sentence: str) -> None:
        """Say what is wrong below the field, and go there."""
        self._tell_wrong(sentence)
        self.screen.set_focus(self)
        # The sentence too, once there is room for it.
        self.call_after_refresh(self.scroll_visible, animate=False)

    def put(self, value: Any) -> None:
        """Give it another value."""
        raise NotImplementedError

    kept: bool = True
    """Whether what is typed here may be kept in a draft."""

    def typed(self) -> Typed:
        """What stands there, as it was typed."""
        raise NotImplementedError

    def retype(self, value: Typed) -> None:
        """Put back what was typed before, and told by `typed`; before it is shown. What does not fit is left
        out."""
        raise NotImplementedError

    def words(self, value: Any) -> str:
        """A value of this field as people read it; it is cleaned where it is shown."""
        return str(value)

    offered: str = ""

    def offer(self, sentence: str) -> None:
        """Say below the field what else it could hold."""
        if sentence != self.offered:
            self.offered = sentence
            self._make_room()

    def hush(self) -> None:
        """What was wrong is being mended."""
        self._tell_wrong("")

    def remark(self) -> str:
        """What stands at the right of the field, in the cells that the styles leave there."""
        return ""

    def _tell_wrong(self, sentence: str) -> None:
        if sentence == self.wrong:
            return
        self.wrong = sentence
        self._make_room()

    def on_resize(self) -> None:
        """In another width the sentence takes other lines; with too few it would cover the field."""
        if len(self._told()) != self.styles.padding.bottom:
            self._make_room()
        elif self.wrong and self.has_focus_within:
            # Only now is there room for the sentence, whatever came between.
            self.scroll_visible(animate=False)

    def _make_room(self) -> None:
        self.styles.padding = (0, self.styles.padding.right, len(self._told()), LABEL)
        self.refresh(layout=True)

    def _told(self) -> list[tuple[str, str]]:
        """The lines below the field, each with its style: what is wrong, and what is offered."""
        told = (("! ", self.wrong, "wrong"), ("→ ", self.offered, "label-focus"))
        cells = max(20, self.region.width - 1)
        return [
            (line, kind)
            for sign, sentence, kind in told
            if sentence
            for line in wrap(sign + plain(sentence), cells)
        ]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The field's own lines, with the label before the first and what is wrong in the last ones."""
        strips = super().render_lines(crop)
        told, height = self._told(), self.region.height
        for index, y in enumerate(crop.line_range):
            if y >= height - len(told):
                strips[index] = self._own(*told[y - height + len(told)], crop)
            else:
                strips[index] = self._beside(strips[index], y, crop)
        return strips

    def _beside(self, strip: Strip, y: int, crop: Region) -> Strip:
        sign = "*" if self.required else " "
        text = f"{self.label}{sign}" if y == 0 else ""
        kind = "label-focus" if self.has_focus_within else "label"
        parts = [self._part(cut(text, LABEL - 1) + " ", kind), strip.crop(LABEL)]
        remark = self.remark() if y == 0 else ""
        if remark:
            room = self.styles.padding.right
            parts = [
                parts[0],
                strip.crop(LABEL, crop.width - room),
                self._part(cut(f" {remark}", room), "remark"),
            ]
        return Strip.join(parts)

    def _own(self, text: str, kind: str, crop: Region) -> Strip:
        return self._part(cut(text, crop.width), kind)

    def _part(self, text: str, kind: str) -> Strip:
        # Of the screen: component styles of its own would make every field slow to mount.
        strip = Strip([Segment(text, self.screen.get_component_rich_style(f"form--{kind}"))], width(text))
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip


class TextBox(FormField, Field):
    """A line of text."""

    BINDINGS = [Binding("enter", "app.focus_next", "Next", show=False)]

    def __init__(
        self,
        field: str,
        label: str,
        value: str = "",
        *,
        required: bool = False,
        placeholder: str = "",
        most: int = ALL_CHARACTERS,
    ) -> None:
        super().__init__(placeholder=placeholder, max_length=most)
        self.called(field, label, required=required)
        self._given = value
        self._shown = plain(value)
        self._retyped = ("", "")
        self.value = self._shown

    def put(self, value: str) -> None:
        """Give it another value."""
        self._given, self._shown = value, plain(value)
        self.value = self._shown

    def read(self) -> str:
        """What was typed, or what it was given."""
        if not self.touched:
            return self._given
        typed, shown = self._retyped
        return typed if self.value == shown else self.value

    def typed(self) -> Typed:
        return self.read()

    def retype(self, value: Typed) -> None:
        if isinstance(value, str):
            self._retyped = value, plain(value)
            self.value = self._retyped[1]

    @property
    def touched(self) -> bool:
        return self.value != self._shown

    def on_input_changed(self) -> None:
        self.hush()
        self.post_message(self.Edited(self))


class ChoiceBox(FormField, Choices[V], Generic[V]):
    """A few things side by side, one of which is chosen."""

    BINDINGS = [Binding("enter", "app.focus_next", "Next", show=False)]

    def __init__(
        self,
        field: str,
        label: str,
        options: Sequence[Option[V]],
        chosen: Sequence[V] = (),
        *,
        required: bool = False,
    ) -> None:
        super().__init__(options, chosen)
        self.called(field, label, required=required)
        self._given = list(chosen)

    def _walk(self, way: int) -> bool:
        # Up and down mean the field before and after, as everywhere in a form; left and right go to all.
        return False

    def put(self, value: V | None) -> None:
        """Give it another choice."""
        self._given = [] if value is None else [value]
        self.choose(self._given)

    def typed(self) -> Typed:
        value = self.value
        return value if isinstance(value, (str, int)) else None

    def retype(self, value: Typed) -> None:
        at = next((i for i, option in enumerate(self.options) if option.value == value), None)
        if at is not None:
            self._at = at
            self.choose([self.options[at].value])

    def words(self, value: V | None) -> str:
        return _label_of(self.options, value)

    @property
    def touched(self) -> bool:
        return self.chosen != self._given

    def on_choices_changed(self) -> None:
        self.hush()
        self.post_message(self.Edited(self))


class PickBox(FormField, Widget, can_focus=True):
    """One of many things in one line: letters go to the first that begins so, ← and → to its neighbours,
    Backspace takes a letter back, and chooses none where no letter was typed, as Del does."""

    PLACE = PICK
    COMPONENT_CLASSES = {"pick--typed"}
    BINDINGS = [Binding("enter", "app.focus_next", "Next", show=False)]

    def __init__(
        self,
        field: str,
        label: str,
        options: Sequence[Option[Any]],
        value: object = None,
        *,
        required: bool = False,
        nothing: str = "not chosen",
    ) -> None:
        super().__init__()
        self.called(field, label, required=required)
        self.options = tuple(options)
        self._nothing = nothing
        self._given = value
        self._typed = ""
        self._at = self._index(value)

    @property
    def value(self) -> Any:
        """What is chosen, or None."""
        return None if self._at is None else self.options[self._at].value

    @property
    def touched(self) -> bool:
        return bool(self.value != self._given)

    def put(self, value: object) -> None:
        """Give it another choice."""
        if value is not None and self._index(value) is None:
            self.options += (Option(value, UNKNOWN),)
        self._given = value
        self._at = self._index(value)
        self.refresh()

    def offer_only(self, options: Sequence[Option[Any]], instead: object) -> None:
        """Offer other things; where what is chosen is none of them, `instead` is."""
        value = self.value if self.options else self._given
        self.options = tuple(options)
        at = self._index(value)
        self._at = self._index(instead) if at is None else at
        self.refresh()

    def typed(self) -> Typed:
        value = self.value
        return value if isinstance(value, (str, int)) else None

    def retype(self, value: Typed) -> None:
        if value is not None and self._index(value) is None:
            self.options += (Option(value, GONE),)
        self._at = self._index(value)

    def words(self, value: object) -> str:
        return _label_of(self.options, value) or ("" if value is None else UNKNOWN)

    def _index(self, value: object) -> int | None:
        return next((i for i, option in enumerate(self.options) if option.value == value), None)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 1

    def render_line(self, y: int) -> Strip:
        cells, base = self.size.width, self.rich_style
        chosen = self._nothing if self._at is None else plain(self.options[self._at].label)
        count = f" {'–' if self._at is None else self._at + 1}/{len(self.options)}" if self.has_focus else ""
        sign = "‹ " if self.has_focus else "  "
        text = cut(f"{sign}{chosen}{' ›' if self.has_focus else ''}", max(4, cells - width(count)))
        segments = [Segment(text, base), Segment(count, base)]
        if self._typed and self.has_focus:
            typed = len(sign) + len(self._typed)
            style = base + self.get_component_rich_style("pick--typed")
            segments[:1] = [
                Segment(text[: len(sign)], base),
                Segment(text[len(sign) : typed], style),
                Segment(text[typed:], base),
            ]
        return Strip(segments).adjust_cell_length(cells, base)

    def on_key(self, event: events.Key) -> None:
        if event.key in ("left", "right"):
            self._step(1 if event.key == "right" else -1)
        elif event.key == "backspace" and self._typed:
            self._type(self._typed[:-1])
        elif event.key in ("backspace", "delete"):
            self._typed = ""
            if not self.required:
                self._go(None)
        elif event.character and (event.character.isalnum() or (event.character in " .-" and self._typed)):
            self._type(self._typed + event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_blur(self) -> None:
        self._typed = ""

    def _step(self, way: int) -> None:
        self._typed = ""
        if self.options:
            first = 0 if way > 0 else len(self.options) - 1
            self._go(first if self._at is None else (self._at + way) % len(self.options))

    def _type(self, typed: str) -> None:
        """Go to the first that begins so, else to the first of which a word does; a letter that nothing
        begins with is not taken."""
        if not typed:
            self._typed = ""
            self.refresh()
            return
        wanted = _folded(typed)
        labels = [_folded(option.label) for option in self.options]
        found = next((i for i, label in enumerate(labels) if label.startswith(wanted)), None)
        if found is None:
            found = next((i for i, label in enumerate(labels) if f" {wanted}" in f" {label}"), None)
        if found is not None:
            self._typed = typed
            self._go(found)

    def _go(self, index: int | None) -> None:
        changed = index != self._at
        self._at = index
        self.refresh()
        if changed:
            self.hush()
            self.post_message(self.Edited(self))


def _label_of(options: Sequence[Option[Any]], value: object) -> str:
    return next((option.label for option in options if option.value == value), "")


def _folded(text: str) -> str:
    return " ".join(next(iter(folds(word)), word) for word in text.casefold().split(" "))
