"""What stands where on the screen: title, picture, list, what was said, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dentui.domain.cleaning import clean
from dentui.domain.images import JAWS
from dentui.viewer.inks import Inks
from dentui.viewer.keys import Key, shown
from dentui.viewer.marks import counted
from dentui.viewer.page import Area, Page, Piece
from dentui.viewer.parts import Part
from dentui.viewer.scene import Scene
from dentui.viewer.words import cut, width, wrap

LEAST = (60, 20)
"""Columns and rows below which there is a sentence in the place of everything."""
SHOWN, HIDDEN = "●", "○"
CURSOR = "▸"
MORE = "…"


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a screen."""

    columns: int
    rows: int
    wide: bool = False
    """Without the list."""

    @property
    def fits(self) -> bool:
        """Whether there is room for anything."""
        return self.columns >= LEAST[0] and self.rows >= LEAST[1]

    @property
    def list(self) -> Area:
        """At the right; no columns where it is not shown."""
        columns = 0 if self.wide else 20 if self.columns < 80 else 24 if self.columns < 120 else 36
        return Area(self.columns - columns, 1, columns, self.rows - 3)

    @property
    def body(self) -> Area:
        """Picture and list."""
        return Area(0, 1, self.columns, self.rows - 3)

    @property
    def picture(self) -> Area:
        """At the left; a blank column stands between it and the list."""
        columns = self.list.columns
        return Area(0, 1, self.columns - columns - (1 if columns else 0), self.rows - 3)


@dataclass(frozen=True, slots=True)
class Said:
    """What was last said."""

    words: str = ""
    bad: bool = False


def too_small(page: Page, inks: Inks) -> None:
    """The sentence for a window without room."""
    words = (
        f"This window has {page.columns} columns and {page.rows} rows: models need {LEAST[0]} and {LEAST[1]}."
        " Make it larger, or press Esc to go back."
    )
    for y, line in enumerate(wrap(words, page.columns)[: page.rows]):
        page.write(0, y, line, inks.plain)


def title(page: Page, inks: Inks, words: str, scene: Scene) -> None:
    """The row at the top: whose models, and from where one looks."""
    view = f"{scene.view_words} " if scene.view else ""
    page.bar(0, [(f" {clean(words)}", inks.bar)], [(view, inks.bar)], inks.bar)


def status(page: Page, inks: Inks, said: Said, right: str) -> None:
    """The row above the keys. What does not fit beside the rest takes its place."""
    room = page.columns - width(right) - 2
    kept = right if width(said.words) <= room or not said.words else ""
    pen = inks.wrong if said.bad else inks.quiet
    mark = "! " if said.bad else ""
    page.bar(page.rows - 2, [(f" {mark}{said.words}", pen)], [(f"{kept} ", inks.quiet)], inks.plain)


def footer(page: Page, inks: Inks, keys: Sequence[Key]) -> None:
    """The row of keys: those with the highest rank go first where there is little room."""
    shown_keys = [key for key in keys if key.label]
    left_out = False
    while shown_keys and _size(shown_keys) + (2 if left_out else 0) > page.columns - 1:
        worst = max(key.rank for key in shown_keys)
        last = max(place for place, key in enumerate(shown_keys) if key.rank == worst)
        del shown_keys[last]
        left_out = True
    pieces: list[Piece] = []
    for key in shown_keys:
        pieces += [(f" {shown(key)}", inks.key), (f" {key.label} ", inks.quiet)]
    if left_out:
        pieces.append((MORE, inks.quiet))
    page.bar(page.rows - 1, pieces, (), inks.plain)


def _size(keys: Sequence[Key]) -> int:
    return sum(width(shown(key)) + width(key.label) + 3 for key in keys)


def side(page: Page, area: Area, inks: Inks, scene: Scene, legend: Sequence[Sequence[Piece]] = ()) -> None:
    """The list of models, how they stand, and the marks on them."""
    if not area.columns:
        return
    lines: list[list[Piece]] = [[("Models", inks.loud)]]
    marked = shown = 0
    for place, part in enumerate(scene.parts):
        if place == scene.at:
            marked = len(lines)
        lines.append(_part(part, scene, inks, area.columns, at=place == scene.at))
    lines += [[], *_how(scene, inks)]
    if legend:
        lines += [[], *map(list, legend)]
    if scene.marks:
        lines += [[], [(counted(scene.marks), inks.loud)]]
        for number, mark in enumerate(scene.marks, 1):
            words = clean(f"{number} {mark.words}")
            if mark.uuid == scene.mark:
                lines += [[(line, inks.cursor)] for line in wrap(f"{CURSOR} {words}", area.columns)]
                shown = len(lines)
            else:
                lines.append([(words, inks.plain)])
    top = max(0, min(marked - area.rows // 2, len(scene.parts) + 1 - area.rows), shown - area.rows)
    seen = lines[top : top + area.rows]
    if len(lines) > top + area.rows:
        seen[-1] = [(MORE, inks.quiet)]
    for y, pieces in enumerate(seen, area.y):
        page.pieces(area.x, y, pieces, area.columns)


def _part(part: Part, scene: Scene, inks: Inks, room: int, *, at: bool) -> list[Piece]:
    pen = inks.cursor if at else inks.plain if scene.shows(part) else inks.quiet
    note = (
        "unreadable" if part.wrong else "reading" if not part.read else
        "hidden" if not scene.shows(part) else f"{part.opacity:.0%}" if part.opacity < 1 else ""
    )  # fmt: skip
    sign = "!" if part.wrong else SHOWN if scene.shows(part) else HIDDEN
    left = cut(f"{CURSOR if at else ' '}{sign} {clean(part.words)}", room - len(note) - bool(note))
    return [(left + " " * (room - width(left) - len(note)) + note, pen)]


def _how(scene: Scene, inks: Inks) -> list[list[Piece]]:
    facts = [("Section", f"{scene.cut}" if scene.cut else "none")]
    if scene.cut:
        facts.append(("Cut at", f"{scene.depth:+.1f} mm"))
    if {part.role for part in scene.parts} >= JAWS:
        facts.insert(0, ("Bite", f"open {scene.opened:g} mm" if scene.opened else "closed"))
    return [[(f"{name:8}", inks.quiet), (words, inks.plain)] for name, words in facts]


def stands(scene: Scene) -> tuple[str, str, str]:
    """From where one looks, how far the bite is open and where the models are cut, each "" where there is
    nothing to be said."""
    opened = f"bite open {scene.opened:g} mm" if scene.opened else ""
    return scene.view_words, opened, f"cut {scene.cut} at {scene.depth:+.1f} mm" if scene.cut else ""
