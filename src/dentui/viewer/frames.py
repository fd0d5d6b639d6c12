"""Pictures of models as cells, by the terminal's profile: at once while something moves, as well as can be
when nothing does. Used by a thread of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from dentui.terminal.cells import Cell, Singles
from dentui.terminal.pens import pen
from dentui.terminal.pictures import half, moving, pixelled
from dentui.terminal.pictures.ascii import draw as draw_ascii
from dentui.terminal.pictures.braille import draw as draw_braille
from dentui.terminal.pictures.drawing import characters
from dentui.terminal.pictures.palette import SIXTEEN
from dentui.terminal.profile import Colours, Pictures, Profile
from dentui.terminal.xterm import NUMBERS
from dentui.viewer import overlay
from dentui.viewer.inks import inks
from dentui.viewer.overlay import Sign
from dentui.viewer.scene import Scene

if TYPE_CHECKING:
    from dentui.media.models import Drawn
    from dentui.terminal.pictures.palette import Bytes
    from dentui.viewer.world import World

STILL = 4
"""Rays of a pixel where nothing moves."""
KITTY_ID = 0xDE47
"""Number of our picture in the terminal."""
SAVED = 1280
"""Pixels of the longer side of a picture that is saved."""
GRID = 16
"""Pixels of it from one shape of the occlusion map to the next."""
COARSE = 2
"""Pixels beside each other that are one while something moves, where the terminal shows pixels."""


@dataclass(frozen=True, slots=True)
class Room:
    """The cells that there are, and the pixels of a cell."""

    columns: int
    rows: int
    aspect: float
    """How many times higher than wide a cell is."""
    cell: tuple[int, int]

    @property
    def shape(self) -> float:
        """How many times wider than high it is."""
        return self.columns / (self.rows * self.aspect)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture that is ready to be shown."""

    room: Room
    world: World
    drawn: Drawn
    rows: Sequence[Sequence[Cell]] = ()
    """Of characters."""
    pixels: str = ""
    """Where the terminal shows these: a string that draws the picture from the cursor on."""
    still: bool = False
    shapes: Sequence[Sign] = ()
    """Of the occlusion map."""


def draw(world: World, scene: Scene, room: Room, profile: Profile, *, still: bool) -> Frame:
    """The picture of a scene."""
    if profile.of_pixels:
        return _pixels(world, scene, room, profile, still)
    how = characters(profile)
    # The colours of a map are those of its legend, and no others that are near.
    exact = scene.mapped or not still
    quick = exact and how is Pictures.HALF and profile.colours is not Colours.SIXTEEN
    wide, high = room.columns * (1 if quick else 2), room.rows * (2 if how is Pictures.HALF else 4)
    drawn = _drawn(world, scene, room, wide, STILL if still else 1)
    rgb = _sized(drawn.rgb, wide, high)
    return Frame(
        room,
        world,
        drawn,
        rows_of(rgb, profile, quick=quick),
        still=still,
        shapes=_shapes(world, scene, drawn, (room.columns, room.rows), profile),
    )


def _shapes(
    world: World, scene: Scene, drawn: Drawn, cells: tuple[int, int], profile: Profile | None = None
) -> Sequence[Sign]:
    """Without a profile those of a picture in all colours."""
    if not scene.mapped:
        return ()
    from dentui.viewer.occluding import is_coloured, shapes

    return shapes(world, drawn, *cells, colours=profile is None or is_coloured(profile))


def rows_of(rgb: Bytes, profile: Profile, *, quick: bool) -> list[Sequence[Cell]]:
    """Cells of a picture: one by two pixels a cell where it is quick, else two by two or four."""
    how = characters(profile)
    if quick:
        numbers = moving.draw(rgb, profile.colours)
        colours = profile.colours
        return [Singles(_half(above, below, colours) for above, below in row) for row in numbers.tolist()]
    if how is Pictures.HALF:
        lines = half.draw(rgb, profile.colours, quarters=profile.quarters)
        return [
            Singles(_cell(char, front, back, profile.colours) for text, front, back in line for char in text)
            for line in lines
        ]
    lines_of_text = draw_ascii(rgb) if how is Pictures.ASCII else draw_braille(rgb)
    plain = inks(profile).plain
    return [
        Singles((char, plain.blank if char == " " else plain, 1) for char in line) for line in lines_of_text
    ]


def _drawn(world: World, scene: Scene, room: Room, wide: int, samples: int) -> Drawn:
    """A picture of square pixels, so many from the left to the right."""
    return world.draw(scene, wide, max(round(wide / room.shape), 1), samples)


def _sized(rgb: Bytes, wide: int, high: int) -> Bytes:
    """In so many pixels, which a terminal need not have square."""
    if rgb.shape[:2] == (high, wide):
        return rgb
    return np.asarray(Image.fromarray(rgb).resize((wide, high), Image.Resampling.BOX))


def _pixels(world: World, scene: Scene, room: Room, profile: Profile, still: bool) -> Frame:
    wide, high = room.columns * room.cell[0], room.rows * room.cell[1]
    coarse = 1 if still else COARSE
    drawn = _drawn(world, scene, room, wide // coarse, STILL if still else 1)
    shapes = _shapes(world, scene, drawn, (room.columns, room.rows))
    rgb = _sized(drawn.rgb, wide // coarse, high // coarse)
    rgb = _signed(rgb, world, scene, drawn, 1 / coarse, shapes)
    if profile.pictures is Pictures.KITTY:
        text = pixelled.kitty(rgb, KITTY_ID, room.columns, room.rows)
    else:
        # Pixels side by side that are one cost a sixel nothing.
        text = pixelled.sixel(np.repeat(np.repeat(rgb, coarse, axis=0), coarse, axis=1))
    return Frame(room, world, drawn, pixels=text, still=still)


def _signed(
    rgb: Bytes, world: World, scene: Scene, drawn: Drawn, scale: float, shapes: Sequence[Sign]
) -> Bytes:
    """With what stands over the picture."""
    strokes, signs = overlay.signs(scene, world, drawn)
    found = [*shapes, *signs]
    if not (strokes or found):
        return rgb
    image = Image.fromarray(rgb)
    overlay.in_pixels(ImageDraw.Draw(image), image.size, strokes, found, scale)
    return np.asarray(image)


def png(world: World, scene: Scene, shape: float) -> bytes:
    """The picture as a file, `shape` times as wide as high; below an occlusion map stands what it means."""
    wide = min(SAVED, round(SAVED * shape))
    high = max(round(wide / shape), 1)
    drawn = world.draw(scene, wide, high, STILL)
    shapes = _shapes(world, scene, drawn, (max(wide // GRID, 1), max(high // GRID, 1)))
    rgb = _signed(drawn.rgb, world, replace(scene, tool=None), drawn, 2.0, shapes)
    if scene.mapped:
        from dentui.viewer.occluding import legend_in_pixels

        rgb = np.concatenate([rgb, legend_in_pixels(wide)])
    made = BytesIO()
    Image.fromarray(rgb).save(made, "png")
    return made.getvalue()


def gone(profile: Profile) -> str:
    """What takes a picture of pixels off the terminal; a sixel goes by itself when cells are written."""
    return pixelled.kitty_gone(KITTY_ID) if profile.pictures is Pictures.KITTY else ""


@lru_cache(32_768)
def _half(above: int, below: int, colours: Colours) -> Cell:
    ground = "4" + moving.code(below, colours)
    if above == below:
        return " ", pen(background=ground), 1
    return moving.UPPER_HALF, pen(foreground="3" + moving.code(above, colours), background=ground), 1


@lru_cache(32_768)
def _cell(
    char: str, front: tuple[int, int, int] | None, back: tuple[int, int, int] | None, colours: Colours
) -> Cell:
    made = pen(foreground=front and _sgr(front, colours, 3), background=back and _sgr(back, colours, 4))  # type: ignore[arg-type]
    return char, made.blank if char == " " else made, 1


def _sgr(colour: tuple[int, int, int], colours: Colours, where: int) -> str:
    if colours is Colours.TRUE:
        return "{}8;2;{};{};{}".format(where, *colour)
    if colours is Colours.MANY:
        return f"{where}8;5;{NUMBERS[colour]}"
    number = SIXTEEN.index(colour)
    return f"{where}{number}" if number < 8 else f"{where + 6}{number - 8}"
