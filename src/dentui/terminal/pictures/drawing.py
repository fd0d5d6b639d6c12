"""A picture as characters: what a terminal's profile allows of it."""

from __future__ import annotations

from dataclasses import dataclass

from dentui.domain.images import Raster
from dentui.domain.sight import Sight
from dentui.terminal.pictures import braille, half
from dentui.terminal.pictures.ascii import draw as draw_ascii
from dentui.terminal.pictures.half import Run
from dentui.terminal.pictures.painted import Painted, painted
from dentui.terminal.pictures.palette import Colour
from dentui.terminal.pictures.pixels import pixels
from dentui.terminal.pictures.view import Room, seen
from dentui.terminal.profile import Colours, Encoding, Pictures, Profile


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is ready to be shown, in so many cells."""

    columns: int
    rows: int
    lines: tuple[tuple[Run, ...], ...]

    def painted(self, colours: Colours) -> Painted | None:
        """Its cells as a terminal of so many colours is sent them; None for characters without colours, which
        take those of what they stand on."""
        rows: list[list[tuple[str, Colour, Colour]]] = []
        for line in self.lines:
            row = [
                (text, front, back) for text, front, back in line if front is not None and back is not None
            ]
            if len(row) != len(line):
                return None
            rows.append(row)
        return painted(rows, colours)


def characters(profile: Profile) -> Pictures:
    """Of what characters pictures are made, also where the terminal could show pixels."""
    if profile.encoding is Encoding.ASCII or profile.pictures is Pictures.ASCII:
        return Pictures.ASCII
    if profile.colours is Colours.MONO or profile.pictures is Pictures.BRAILLE:
        return Pictures.BRAILLE
    return Pictures.HALF


def draw(raster: Raster, sight: Sight, room: Room, profile: Profile) -> Drawn:
    """What is in sight of a picture, as large as there is room. Raises Invalid for a broken raster."""
    box = seen(sight, raster.width, raster.height, room)
    how = characters(profile)
    high = 2 if how is Pictures.HALF else 4
    found = pixels(raster, sight, box, box.columns * 2, box.rows * high)
    if how is Pictures.HALF:
        lines = half.draw(found, profile.colours, quarters=profile.quarters)
        return Drawn(box.columns, box.rows, tuple(map(tuple, lines)))
    rows = draw_ascii(found) if how is Pictures.ASCII else braille.draw(found)
    return Drawn(box.columns, box.rows, tuple(((row, None, None),) for row in rows))
