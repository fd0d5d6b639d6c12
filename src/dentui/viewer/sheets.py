"""What stands over the picture for a while: the keys, the marks, words; and the field that words are typed
into. Values; what keys do to them is told by functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dentui.domain.annotations import AnnotationKind
from dentui.domain.cleaning import clean
from dentui.viewer.inks import Inks
from dentui.viewer.keys import IN_HELP, IN_MARKS, LOOKING, POINTING, Act, Key
from dentui.viewer.marks import Mark
from dentui.viewer.page import Area, Page, Piece
from dentui.viewer.words import cells, cut, width, wrap

LONGEST = 200
"""Characters of a comment."""
FIRST_WORDS = {
    AnnotationKind.LABEL: "Label: move the cross to the point, and press Enter.",
    AnnotationKind.DISTANCE: "Distance: move the cross to the first point, and press Enter.",
    AnnotationKind.ANGLE: "Angle: set three points; the angle is measured at the second.",
}


@dataclass(frozen=True, slots=True)
class Help:
    """The page of keys, from a line on."""

    top: int = 0


@dataclass(frozen=True, slots=True)
class Marks:
    """The list of labels and measurements."""

    at: int = 0
    sure: bool = False
    """Whether it is asked if one is to be removed."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Words that have to be read."""

    title: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Field:
    """Words that are being typed."""

    question: str
    text: str
    done: Callable[[str], None]


Sheet = Help | Marks | Notice
SAY_YES: Sequence[Key] = (
    Key(Act.ENTER, ("y",), "Yes", rank=0),
    Key(Act.LEAVE, ("n", "Esc", "q", "Ctrl+C"), "No", rank=0),
)
IN_FIELD: Sequence[Key] = (
    Key(Act.ENTER, ("Enter",), "Keep", rank=0),
    Key(Act.LEAVE, ("Esc", "Ctrl+C"), "Back", rank=0),
)
IN_NOTICE: Sequence[Key] = (Key(Act.LEAVE, ("Esc", "Enter", "q", "Ctrl+C"), "Back", rank=0),)


def keys_in(sheet: Sheet) -> Sequence[Key]:
    """What acts there."""
    if isinstance(sheet, Help):
        return IN_HELP
    if isinstance(sheet, Notice):
        return IN_NOTICE
    return SAY_YES if sheet.sure else IN_MARKS


def typed(field: Field, name: str) -> Field:
    """With what a key makes of the text."""
    if name == "Backspace":
        pieces = [piece for piece, _ in cells(field.text)]
        return replace(field, text="".join(pieces[:-1]))
    if name == "Ctrl+U":
        return replace(field, text="")
    # A pasted text may have several lines.
    char = " " if name in ("Space", "Enter", "Tab") else name
    if len(char) == 1 and char.isprintable() and len(field.text) < LONGEST:
        return replace(field, text=clean(field.text + char))
    return field


def draw_field(page: Page, inks: Inks, field: Field) -> tuple[int, int]:
    """In the row above the keys; answers row and column of the cursor."""
    y = page.rows - 2
    page.fill(Area(0, y, page.columns, 1), inks.plain)
    x = 1 + page.write(1, y, f"{field.question}: ", inks.loud)
    room = page.columns - x - 1
    text = clean(field.text)
    while width(text) > room - 1:
        # Its end is what somebody is typing.
        text = "".join(piece for piece, _ in [*cells(text)][1:])
    page.fill(Area(x, y, room, 1), inks.field)
    page.write(x, y, text, inks.field, room)
    return y, x + width(text)


def draw(page: Page, area: Area, inks: Inks, sheet: Sheet, marks: Sequence[Mark], *, lasting: bool) -> None:
    """Over the whole area. `lasting`: whether the marks are kept in a chart."""
    page.fill(area, inks.plain)
    if isinstance(sheet, Help):
        lines = help_lines(inks, area.columns)
        lines = lines[min(sheet.top, max(len(lines) - area.rows, 0)) :]
    elif isinstance(sheet, Notice):
        lines = [[(clean(sheet.title), inks.loud)], []]
        for words in sheet.words:
            lines += [*([(line, inks.plain)] for line in wrap(clean(words), area.columns - 2)), []]
    else:
        lines = _marks(inks, sheet, marks, area, lasting=lasting)
    for y, pieces in enumerate(lines[: area.rows], area.y):
        page.pieces(area.x + 1, y, pieces, area.columns - 1)


def last_top(columns: int, rows: int, inks: Inks) -> int:
    """The line at which the end of the page of keys is seen."""
    return max(len(help_lines(inks, columns)) - rows, 0)


def help_lines(inks: Inks, columns: int) -> list[list[Piece]]:
    """The page of keys."""
    lines: list[list[Piece]] = [[("Keys of the model preview", inks.loud)]]
    column = 24 if columns >= 80 else 18
    for title, keys in (("", LOOKING), ("While points are set", POINTING)):
        if title:
            lines += [[], [(title, inks.loud)]]
        for key in keys:
            if not (key.tells or (title and key.label)):
                continue
            names = key.shown or " or ".join(key.keys[:2] if key.act is not Act.LEAVE else ("Esc", "q"))
            words = wrap(key.tells or key.label.lower(), columns - column - 2)
            for number, line in enumerate(words):
                lines.append([(f"{'' if number else names:{column}}", inks.key), (line, inks.plain)])
    return lines


def _marks(
    inks: Inks, sheet: Marks, marks: Sequence[Mark], area: Area, *, lasting: bool
) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[("Labels and measurements", inks.loud)], []]
    if not marks:
        words = "None yet. n sets a label, d measures a distance, a an angle."
        return [*lines, *([(line, inks.quiet)] for line in wrap(words, area.columns - 2))]
    rows = area.rows - 4
    top = max(0, min(sheet.at - rows // 2, len(marks) - rows))
    for number, mark in enumerate(marks[top : top + rows], top):
        words = "  ".join(part for part in (str(mark.kind), mark.value, clean(mark.line)) if part)
        at = number == sheet.at
        text = cut(f"{'▸' if at else ' '} {number + 1} {words}", area.columns - 2)
        lines.append([(text, inks.cursor if at else inks.plain)])
    if sheet.sure:
        back = "" if not lasting else " In the chart, z takes that back."
        lines += [[], [(f"Remove it?{back} y or n", inks.wrong)]]
    return lines
