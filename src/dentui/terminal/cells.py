"""What the terminal shows, cell by cell, and the fewest bytes that make it show something else.

A prototype for a table at 24x80 sent a fifth of what Textual sends, in no more time. Only moves that
every terminal since the VT100 knows are used: CUP, CUF, CR LF and BS. Erasing with a colour is what
terminfo calls bce and is asked for; without it spaces are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import ne

from dentui.terminal.pens import PLAIN, Pen, change, pen

ESC = "\x1b"
BRIDGE = 4
"""Unchanged cells up to which writing them again is no longer than a move over them."""
KEPT = 64
"""Pictures of which it is known that they were sent."""
ERASE_FROM = 5
"""Blanks from which erasing to the line's end is shorter than writing them."""
SKIP_FROM = 11
"""Blanks from which erasing them and moving on is shorter than writing them."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Picture:
    """A string for the terminal that shows a picture on cells: drawn over them from the first, or what the
    characters in them refer to."""

    text: str
    columns: int
    rows: int
    refers: bool = False
    """Whether characters show it. It is sent once then, before them."""
    _under: dict[tuple[int, Pen], Under] = field(default_factory=dict)

    def under(self, row: int, blank: Pen) -> Under:
        """The pen of the cells under one of its rows: one object for each, as of every pen."""
        return self._under.setdefault((row, blank), Under(blank, self, row))


class Under(Pen):
    """The pen of cells that lie under a row of a picture. They are blank for all but the picture."""

    __slots__ = ("picture", "row")

    def __init__(self, blank: Pen, picture: Picture, row: int) -> None:
        super().__init__(blank.attributes, blank.foreground, blank.background)
        self.blank = blank
        self.picture = picture
        self.row = row


Cell = tuple[str, Pen, int]
"""A character with its combining marks, how it is written, and the cells that it takes: 1 or 2. The right
half of a wide one is a cell of its own, with "" and 0."""


class Singles(tuple[Cell, ...]):
    """Cells of characters that take one cell each."""

    __slots__ = ()


class Pictured(list[Cell]):
    """Cells that show a picture: blanks under it, or characters that refer to it."""

    def __init__(self, picture: Picture, cells: Iterable[Cell]) -> None:
        super().__init__(cells)
        self.picture = picture

    @classmethod
    def under(cls, picture: Picture, row: int, cells: int, blank: Pen) -> Pictured:
        """So many cells under a row of a picture."""
        return cls(picture, [(" ", picture.under(row, blank), 1)] * cells)


Run = tuple[int, int, Sequence[Cell]]
"""Row, column, cells from there."""
CERTAIN = frozenset(
    chr(code)
    for first, last in ((0x20, 0x7E), (0xAE, 0x2FF), (0x370, 0x482), (0x2500, 0x259F), (0x2800, 0x28FF))
    for code in range(first, last + 1)
)
"""Characters that take one cell: Latin, Greek, Cyrillic, lines, blocks and Braille. To those whose width
Unicode leaves open (East Asian ambiguous) a terminal can be told to give two: docs/line.md."""
BLANK: Cell = (" ", PLAIN, 1)


class Cells:
    """A terminal's screen as it was left, which has so many columns and rows."""

    def __init__(self, *, erases: bool = False, single_off: bool = True) -> None:
        self.erases = erases
        """Whether what is erased takes the colour of the background (bce)."""
        self.single_off = single_off
        """Whether one attribute alone can be taken off."""
        self.columns = self.rows = 0
        self._shown: list[list[Cell | None]] = []
        self._wide: set[int] = set()
        """Rows that may hold halves of wide characters."""
        self._pictures: dict[Picture, tuple[int, int] | None] = {}
        """Pictures that were sent, and where they were drawn."""
        self._at: tuple[int, int] | None = None
        """Row and column of the cursor, where that is certain."""
        self._pen: Pen | None = None

    def forget(self, columns: int, rows: int) -> None:
        """Nothing is known of a screen of this size: all of it is sent anew."""
        self.columns, self.rows = columns, rows
        self._shown = [[None] * columns for _ in range(rows)]
        self._wide.clear()
        self._pictures.clear()
        self._at = self._pen = None

    def changes(self, runs: Iterable[Run], cursor: tuple[int, int] | None = None) -> str:
        """What has to be sent so that these cells and their pictures are shown, and the cursor (row, column)
        is there. What lies outside the screen is left out."""
        wanted: dict[int, list[Cell | None]] = {}
        pictured: dict[Picture, int] = {}
        for y, x, cells in runs:
            if not 0 <= y < self.rows:
                continue
            row = wanted.get(y)
            if row is None:
                row = wanted[y] = self._shown[y].copy()
            if type(cells) is not Singles:
                self._wide.add(y)
                if type(cells) is Pictured:
                    pictured[cells.picture] = y
            end = min(x + len(cells), self.columns)
            if x < end:
                row[x:end] = cells[: end - x]
        out: list[str] = []
        sent: list[tuple[int, int, int]] = []
        self._send_data(pictured, out)
        for y in sorted(wanted):
            self._send_row(y, wanted[y], out, sent)
        self._send_pictures(pictured, sent, out)
        if cursor is not None:
            self._go(*cursor, out)
        return "".join(out)

    def _send_data(self, pictured: Iterable[Picture], out: list[str]) -> None:
        """What characters refer to, where the terminal does not have it."""
        for picture in pictured:
            if picture.refers and picture not in self._pictures:
                self._keep(picture, None)
                out.append(picture.text)

    def _send_pictures(
        self, pictured: dict[Picture, int], sent: list[tuple[int, int, int]], out: list[str]
    ) -> None:
        """Draw pictures of which a row is at y, where all of their cells are in sight and they are not there:
        over a sheet that covers some of them they would be drawn too."""
        for picture, y in pictured.items():
            place = None if picture.refers else self._place(picture, y)
            if place is None:
                continue
            top, left = place
            if self._pictures.get(picture) != place or any(
                top <= row < top + picture.rows and x < left + picture.columns and left < end
                for row, x, end in sent
            ):
                self._keep(picture, place)
                self._go(top, left, out)
                out.append(picture.text)
                self._at = self._pen = None

    def _place(self, picture: Picture, y: int) -> tuple[int, int] | None:
        """Row and column of a picture's first cell; None where not all of its cells are in sight."""
        rows = [_row_of(cell, picture) for cell in self._shown[y]]
        left = next((x for x, row in enumerate(rows) if row is not None), self.columns)
        if left + picture.columns > self.columns:
            return None
        top = y - (rows[left] or 0)
        if top < 0 or top + picture.rows >= self.rows:
            # Below one that takes the last row too, xterm goes to a new one, and all scrolls.
            return None
        for row in range(picture.rows):
            cells = self._shown[top + row][left : left + picture.columns]
            if any(_row_of(cell, picture) != row for cell in cells):
                return None
        return top, left

    def _keep(self, picture: Picture, place: tuple[int, int] | None) -> None:
        """A picture was sent. Of those that are not in sight any more the oldest are sent anew one day."""
        self._pictures.pop(picture, None)
        self._pictures[picture] = place
        if len(self._pictures) > KEPT:
            del self._pictures[next(iter(self._pictures))]

    def _send_row(
        self, y: int, new: list[Cell | None], out: list[str], sent: list[tuple[int, int, int]]
    ) -> None:
        old = self._shown[y]
        if old == new:
            return
        self._shown[y] = new
        if y in self._wide and not _mend_halves(new):
            self._wide.remove(y)
        if None in new:
            changed = bytes(cell is not None and cell != was for cell, was in zip(new, old, strict=True))
        else:
            changed = bytes(map(ne, new, old))
        x = changed.find(1)
        while x >= 0:
            cell = new[x] or BLANK
            if not cell[2] and x:
                # The right half comes with the left one.
                x -= 1
                cell = new[x] or BLANK
            start = x
            x = (self._send_blanks if cell[0] == " " else self._send_text)(y, x, changed, new, out)
            sent.append((y, start, x))
            x = changed.find(1, x)

    def _send_blanks(self, y: int, x: int, changed: bytes, row: list[Cell | None], out: list[str]) -> int:
        """Send the blanks that begin here; answers the column behind."""
        pen = (row[x] or BLANK)[1].blank
        blank_to = _blanks(row, x)
        end = changed.rfind(1, x, blank_to) + 1
        erase = ""
        if self.erases and pen.erases and blank_to == self.columns and end - x >= ERASE_FROM:
            erase, end = f"{ESC}[K", blank_to
        elif self.erases and pen.erases and end - x >= SKIP_FROM:
            erase = f"{ESC}[{end - x}X"
        self._go(y, x, out, row)
        if self._pen is None or self._pen.blank is not pen.blank:
            # A space needs the background alone, and what follows it often the text's colour as before.
            self._take(_ground(self._pen, pen, self.single_off), out)
        if erase:
            out.append(erase)
            return end
        gap = changed.find(0, x, end)
        end = end if gap < 0 else gap
        out.append(" " * (end - x))
        self._at = (y, end) if end < self.columns else None
        return end

    def _send_text(self, y: int, x: int, changed: bytes, row: list[Cell | None], out: list[str]) -> int:
        """Send the cell, and what follows it that needs no other pen; answers the column behind."""
        text, pen, takes = row[x] or BLANK
        if self._at != (y, x):
            self._go(y, x, out, row)
        if self._pen is not pen:
            self._take(pen, out)
        behind = x + max(takes, 1)
        if text not in CERTAIN:
            out.append(text)
            # Behind what terminals do not agree about, nothing is certain.
            self._at = None
            return behind
        stop = changed.find(0, behind)
        stop = self.columns if stop < 0 else stop
        while behind < stop:
            cell = row[behind] or BLANK
            char = cell[0]
            if char == " ":
                if cell[1] is not pen.blank or row[behind + 1 : behind + 2] == [cell]:
                    # Several blanks may be erased.
                    break
            elif cell[1] is not pen or char not in CERTAIN:
                break
            text += char
            behind += 1
        out.append(text)
        # Behind the last column too.
        self._at = (y, behind) if behind < self.columns else None
        return behind

    def _take(self, pen: Pen, out: list[str]) -> None:
        if pen is not self._pen:
            out.append(change(self._pen, pen, self.single_off))
            self._pen = pen

    def _go(self, y: int, x: int, out: list[str], row: list[Cell | None] | None = None) -> None:
        at = self._at
        if at == (y, x):
            return
        self._at = (y, x)
        bridge = ""
        if at is not None and row is not None and at[0] == y and 0 < x - at[1] <= BRIDGE:
            bridge = self._bridge(row[at[1] : x])
        out.append(bridge or _move(at, y, x))

    def _bridge(self, between: list[Cell | None]) -> str:
        """These cells, where they can be written without another pen, and surely take one cell each."""
        pen = self._pen
        text = ""
        for cell in between:
            if cell is None or pen is None or type(cell[1]) is Under:
                return ""
            char = cell[0]
            if pen is not cell[1] and (char != " " or pen.blank is not cell[1].blank):
                return ""
            if len(char) != 1 or not char.isascii():
                return ""
            text += char
        return text


@lru_cache(4096)
def _move(at: tuple[int, int] | None, y: int, x: int) -> str:
    """The shortest move of the cursor there."""
    ways = [f"{ESC}[{y + 1};{x + 1}H" if x else f"{ESC}[{y + 1}H" if y else f"{ESC}[H"]
    if at is not None:
        row, column = at
        if row == y and x > column:
            ways.append(_forward(x - column))
        if row == y and x < column:
            ways.append("\b" * (column - x))
        if row == y:
            ways.append("\r" + _forward(x))
        if row < y:
            ways.append("\r" + "\n" * (y - row) + _forward(x))
    return min(ways, key=len)


@lru_cache(4096)
def _ground(old: Pen | None, blank: Pen, single_off: bool) -> Pen:
    """The pen to take for blanks: the old one with their background, where that is shorter."""
    if old is None:
        return blank
    kept = pen(old.attributes, old.foreground, blank.background)
    shorter = len(change(old, kept, single_off)) <= len(change(old, blank, single_off))
    return kept if kept.blank is blank and shorter else blank


def _row_of(cell: Cell | None, picture: Picture) -> int | None:
    """Which row of a picture a cell lies under; None for none."""
    under = cell[1] if cell is not None else None
    return under.row if isinstance(under, Under) and under.picture is picture else None


def _forward(columns: int) -> str:
    return "" if not columns else f"{ESC}[C" if columns == 1 else f"{ESC}[{columns}C"


def _blanks(row: list[Cell | None], x: int) -> int:
    """The column behind the blanks from here that are written with one pen."""
    first = row[x]
    end = x + 1
    while end < len(row) and row[end] == first:
        end += 1
    return end


def _mend_halves(row: list[Cell | None]) -> bool:
    """Half of a wide character is no character: what is left of one that was written over is a blank. Answers
    whether there is any wide one left."""
    wide = False
    for x, cell in enumerate(row):
        if cell is None or cell[2] == 1:
            continue
        before = row[x - 1] if x else None
        after = row[x + 1] if x + 1 < len(row) else None
        whole = after is not None and not after[2] if cell[2] else before is not None and before[2] == 2
        if whole:
            wide = True
        else:
            row[x] = (" ", cell[1].blank, 1)
    return wide
