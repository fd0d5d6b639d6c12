"""Lines of one row: the title at the top, what is filtered, what was said, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input

from dentui.ui.key import Key, Place
from dentui.ui.keys import EVERYWHERE
from dentui.ui.text import cut, plain, width, wrap
from dentui.ui.widgets.unscrolled import Unscrolled

FORM_PARTS = frozenset(
    (
        *("form--label", "form--label-focus", "form--wrong", "form--remark"),
        *("input--cursor", "input--placeholder", "input--suggestion", "input--selection"),
    )
)
"""Component classes of a screen that has fields: of their own they would make every field slow to mount."""
Parts = Sequence[tuple[str, str]]
"""Pieces of a line: text that is ready to be shown, and the name of its style ("" for none)."""


class OneLine(Unscrolled):
    """A row with something at its left and something at its right; the right side is kept."""

    COMPONENT_CLASSES = {"line--loud", "line--quiet", "line--key", "line--alarm"}

    def left(self) -> Parts:
        """What stands at the left."""
        return ()

    def right(self) -> Parts:
        """What stands at the right."""
        return ()

    def render_line(self, y: int) -> Strip:
        """The row."""
        # Its style is put together of all that it stands in, whenever it is asked for.
        cells, base = self.size.width, self.rich_style
        if y:
            return Strip.blank(cells, base)
        right = list(self.right())
        room = cells - sum(width(text) for text, _ in right)
        segments: list[Segment] = []
        for text, kind in self.left():
            if room <= 0:
                break
            shown = text if width(text) <= room else cut(text, room)
            room -= width(shown)
            segments.append(Segment(shown, self._style(kind, base)))
        if room > 0:
            segments.append(Segment(" " * room, base))
        segments += [Segment(text, self._style(kind, base)) for text, kind in right]
        return Strip(segments).adjust_cell_length(cells, base).simplify()

    def _style(self, kind: str, base: Style) -> Style:
        return base + self.get_component_rich_style(f"line--{kind}") if kind else base


class TitleBar(OneLine):
    """Where one is and who one is."""

    def __init__(self) -> None:
        super().__init__()
        self._title = "dentui"
        self._place = ""
        self._who = ""

    def show(self, title: str, place: str = "", who: str = "") -> None:
        """Show stored texts: what stands first, where, and who works here."""
        self._title, self._place, self._who = plain(title), plain(place), plain(who)
        self.refresh()

    def left(self) -> Parts:
        parts = [(f" {self._title}", "loud")]
        if self._place:
            parts.append((f"  {self._place}", ""))
        return parts

    def right(self) -> Parts:
        who = f" {self._who} " if self._who and self.size.width >= 60 else ""
        # Whoever reads a name has to know that it may be written in another way.
        less = " ASCII: no accents" if getattr(self.app, "ascii_only", False) else ""
        return ((f"{less}{who}", ""),) if less or who else ()


class Words(OneLine):
    """A line of words with a figure at its end, such as the filters and the number found."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._left: Parts = ()
        self._right: Parts = ()

    def show(self, left: Parts, right: Parts = ()) -> None:
        """Show these pieces, which are ready to be shown."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def left(self) -> Parts:
        return self._left

    def right(self) -> Parts:
        return self._right


class Warned(Words):
    """Words of one sort that may take a few rows: what somebody must not overlook is not cut off."""

    MOST = 3

    def show(self, left: Parts, right: Parts = ()) -> None:
        if left != self._left:
            self._left = left
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def _rows(self, cells: int) -> list[str]:
        words = "".join(text for text, _ in self._left).strip()
        rows = wrap(words, max(10, cells - 2), self.MOST + 1) or [""]
        return rows if len(rows) <= self.MOST else [*rows[: self.MOST - 1], " ".join(rows[self.MOST - 1 :])]

    def render_line(self, y: int) -> Strip:
        cells, base, rows = self.size.width, self.rich_style, self._rows(self.size.width)
        kind = self._left[0][1] if self._left else ""
        text = f" {cut(rows[y], min(width(rows[y]), cells - 2))} " if y < len(rows) else ""
        segments = [Segment(text, self._style(kind, base)), Segment(" " * (cells - width(text)), base)]
        return Strip([segment for segment in segments if segment.text]).adjust_cell_length(cells, base)


class StatusLine(OneLine):
    """What was last said to the operator, and where in the list one is. A long sentence takes
    further rows: a refusal that is cut off says neither why nor what to do."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._bad = False
        self._at = ""
        self._before: tuple[str, bool] | None = None

    @property
    def said(self) -> str:
        """The sentence that stands there."""
        return self._said

    def say(self, sentence: str, *, bad: bool = False) -> None:
        """Say something; a refusal or an error stands out by a sign, not only by its colour."""
        self._before = None
        sentence = plain(sentence)
        if (sentence, bad) != (self._said, self._bad):
            rows = len(self._rows(self.size.width))
            self._said, self._bad = sentence, bad
            self.refresh(layout=len(self._rows(self.size.width)) != rows)

    def wait(self, sentence: str) -> None:
        """Say for what is waited; `resume` brings back what stood there, unless something else was said."""
        before = (self._said, self._bad)
        self.say(sentence)
        self._before = before

    def resume(self) -> None:
        """The waiting is over."""
        if self._before is not None:
            sentence, bad = self._before
            self.say(sentence, bad=bad)

    def answered(self) -> None:
        """What was refused is answered now."""
        if self._bad:
            self.say("")

    def at(self, words: str) -> None:
        """Show where one is."""
        if words != self._at:
            rows = len(self._rows(self.size.width))
            self._at = words
            # Fewer cells are left for the sentence, which may need another row.
            self.refresh(layout=len(self._rows(self.size.width)) != rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def _rows(self, cells: int) -> list[str]:
        sign = "! " if self._bad else ""
        return wrap(f"{sign}{self._said}", max(10, cells - 3 - width(self._at)))

    def render_line(self, y: int) -> Strip:
        cells, base, rows = self.size.width, self.rich_style, self._rows(self.size.width)
        text = f" {rows[y]} " if y < len(rows) else ""
        at = f" {self._at} " if y == len(rows) - 1 and self._at else ""
        kind = "alarm" if self._bad else "loud"
        room = cells - width(at)
        segments = [
            Segment(cut(text, min(room, width(text))), self._style(kind, base)),
            Segment(" " * max(0, room - width(text)), base),
            Segment(at, self._style("quiet", base)),
        ]
        return Strip([segment for segment in segments if segment.text]).adjust_cell_length(cells, base)


MORE = "…"
"""Stands for keys that there is no room for. F1, beside it, shows all."""


class KeyBar(OneLine):
    """The keys that act now, as many as there is room for; F1 and how to leave always."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: list[tuple[Key, str]] = []

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self) -> None:
        self.refresh()

    def follow(self) -> None:
        """What can be done may be other things by now."""
        # Of a screen that is being left it is gone before what it tells of.
        if self.is_attached and self._named() != self._drawn:
            self.refresh()

    def left(self) -> Parts:
        """In the order of their places; where there is little room, those that matter least are not there."""
        named = self._drawn = self._named()
        room = self.size.width - sum(width(text) for text, _ in self.right())
        if sum(map(_cells, named)) > room:
            room -= width(MORE)
        kept = set()
        # What is mostly done here matters most, wherever its key belongs.
        here = {action for node, _ in nodes_of(self.screen) for action in getattr(node, "foremost", ())}
        ranks = [0 if key.action in here else key.rank for key, _ in named]
        for number, (key, name) in sorted(enumerate(named), key=lambda pair: (ranks[pair[0]], pair[0])):
            if (cells := _cells((key, name))) <= room:
                room -= cells
                kept.add(number)
        parts = [part for number, pair in enumerate(named) if number in kept for part in _written(*pair)]
        return parts if len(kept) == len(named) else [*parts, (MORE, "quiet")]

    def right(self) -> Parts:
        places, in_field = places_of(self.screen)
        at_right = [key for place in places for key in place.keys if _is_at_right(place, key)]
        return [part for key in at_right for part in _written(key, key.name(in_field))]

    def _named(self) -> list[tuple[Key, str]]:
        """The keys for the left side, and how each is written where the focus is."""
        in_field = isinstance(self.screen.focused, Input)
        named: list[tuple[Key, str]] = []
        seen: set[str] = set()
        for node, place in nodes_of(self.screen):
            for key in place.keys:
                name = key.name(in_field, seen)
                if key.shown and name and not _is_at_right(place, key):
                    seen.add(name)
                    if not _is_idle(self.screen, node, key):
                        named.append((key, name))
        return named


def nodes_of(screen: Screen[Any]) -> list[tuple[DOMNode, Place]]:
    """Where keys act now, innermost first. Every widget, screen or app class with keys of its own
    names its `PLACE`."""
    focused = screen.focused
    chain: list[DOMNode] = [screen] if focused is None else list(focused.ancestors_with_self)
    if screen.is_modal:
        chain = chain[: chain.index(screen) + 1]
    elif screen.app not in chain:
        chain.append(screen.app)
    return [(node, place) for node in chain if (place := getattr(node, "PLACE", None)) is not None]


def places_of(screen: Screen[Any]) -> tuple[list[Place], bool]:
    """The places that the focus is in, innermost first, and whether it is in a field, where
    letters are typed."""
    return [place for _, place in nodes_of(screen)], isinstance(screen.focused, Input)


def owner_of(screen: Screen[Any], node: DOMNode, key: Key) -> tuple[object, str]:
    """What does the action of a key of this node, and how it is called there."""
    target, _, action = key.action.rpartition(".")
    return {"screen": screen, "app": screen.app}.get(target, node), action


def _is_idle(screen: Screen[Any], node: DOMNode, key: Key) -> bool:
    """Whether a key does nothing now, as far as its place tells: by `idle`, else by `why_not`."""
    owner, action = owner_of(screen, node, key)
    idle = getattr(owner, "idle", None) or getattr(owner, "why_not", None)
    return bool(key.action and idle is not None and idle(action))


def _is_at_right(place: Place, key: Key) -> bool:
    """Whether a key stands at the right edge, wherever one is: how to get help, and how to leave."""
    return key.shown and ((place is EVERYWHERE and not key.rank) or key.action == "app.keys")


def _cells(pair: tuple[Key, str]) -> int:
    key, name = pair
    return width(name) + width(key.label) + 3


@lru_cache(256)
def _written(key: Key, name: str) -> tuple[tuple[str, str], ...]:
    return ((f" {name} ", "key"), (f"{key.label} ", ""))
