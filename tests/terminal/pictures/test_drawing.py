"""Pictures of characters, as a terminal would show them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from dentui.domain.images import Raster
from dentui.terminal.pictures.drawing import Drawn, draw
from dentui.terminal.pictures.half import HALVES, QUARTERS, SHADES
from dentui.terminal.pictures.palette import Colour
from dentui.terminal.pictures.view import Room, plain
from dentui.terminal.profile import Colours, Encoding, Pictures, Profile
from dentui.terminal.xterm import COLOURS
from tests.pictures import PHOTOS, X_RAY, raster, to_fill

ROOM = Room(80, 24)
Grid = NDArray[np.float64]


def drawn(name: str, profile: Profile, room: Room = ROOM) -> Drawn:
    picture = raster(name)
    return draw(picture, plain(picture), room, profile)


def cells(picture: Drawn) -> list[list[tuple[str, Colour | None, Colour | None]]]:
    """Each cell, row by row."""
    return [[(char, front, back) for text, front, back in line for char in text] for line in picture.lines]


def quarters(picture: Drawn) -> Grid:
    """What is seen of it in 2 by 2 pixels a cell: (2 * rows, 2 * columns, 3)."""
    seen = np.zeros((picture.rows, 2, picture.columns, 2, 3))
    for y, row in enumerate(cells(picture)):
        for x, (char, front, back) in enumerate(row):
            part = SHADES.get(char, 1.0 if char == "█" else 0.0)
            for quarter in range(4):
                lit = 1.0 if quarter in QUARTERS.get(char, ()) else part
                assert front is not None
                assert back is not None
                seen[y, quarter // 2, x, quarter % 2] = lit * np.array(front) + (1 - lit) * np.array(back)
    return seen.reshape(picture.rows * 2, picture.columns * 2, 3)


def whole(name: str, picture: Drawn) -> Grid:
    """What should be seen."""
    from dentui.terminal.pictures.pixels import pixels
    from dentui.terminal.pictures.view import seen

    kept = raster(name)
    box = seen(plain(kept), kept.width, kept.height, ROOM)
    found = pixels(kept, plain(kept), box, picture.columns * 2, picture.rows * 2).astype(float)
    return found if found.ndim == 3 else np.stack([found] * 3, axis=-1)


@pytest.mark.parametrize("colours", [Colours.SIXTEEN, Colours.MANY, Colours.TRUE])
@pytest.mark.parametrize("quartered", [False, True])
@pytest.mark.parametrize("name", [*PHOTOS, X_RAY])
def test_half_cells_look_like_the_picture(name: str, colours: Colours, quartered: bool) -> None:
    picture = drawn(name, Profile(colours=colours, quarters=quartered))
    far = np.abs(quarters(picture) - whole(name, picture)).mean()
    assert far < {Colours.SIXTEEN: 40, Colours.MANY: 22, Colours.TRUE: 9}[colours]


def test_only_characters_that_every_font_has_are_used_where_nothing_is_known_of_it() -> None:
    used = {char for row in cells(drawn(PHOTOS[0], Profile())) for char, *_ in row}
    assert used <= {" ", "█", *HALVES, *SHADES}
    more = {char for row in cells(drawn(PHOTOS[0], Profile(quarters=True))) for char, *_ in row}
    assert more & set(QUARTERS) - set(HALVES)


def test_the_colours_are_those_that_the_terminal_has() -> None:
    many = {colour for row in cells(drawn(PHOTOS[1], Profile())) for cell in row for colour in cell[1:]}
    assert many <= set(COLOURS)
    few = cells(drawn(PHOTOS[1], Profile(colours=Colours.SIXTEEN)))
    light = {(255, 85, 85), (255, 255, 85), (85, 85, 85), (255, 255, 255)}
    assert not {back for row in few for *_, back in row} & light, "some terminals have no light grounds"


def test_an_x_ray_stays_grey() -> None:
    for row in cells(drawn(X_RAY, Profile())):
        for _, front, back in row:
            assert front is not None
            assert back is not None
            assert len({*front}) == len({*back}) == 1


def test_a_plain_picture_is_plain() -> None:
    grey = Raster(64, 64, "L", bytes([58]) * 64 * 64)
    ((text, _, back), *more) = draw(grey, plain(grey), ROOM, Profile()).lines[0]
    assert (set(text), back, more) == ({" "}, (58, 58, 58), [])


@pytest.mark.parametrize("colours", [Colours.SIXTEEN, Colours.MANY, Colours.TRUE])
def test_an_edge_is_where_it_was(colours: Colours) -> None:
    picture = Raster(64, 64, "L", bytes([0] * 32 + [255] * 32) * 64)
    shown = quarters(draw(picture, plain(picture), Room(16, 8), Profile(colours=colours)))
    assert shown[:, :16].max() < 20
    assert shown[:, 16:].min() > 235


@pytest.mark.parametrize("pictures", [Pictures.BRAILLE, Pictures.ASCII])
@pytest.mark.parametrize("name", [*PHOTOS, X_RAY])
def test_without_colours_light_is_where_the_picture_is_light(name: str, pictures: Pictures) -> None:
    picture = drawn(name, Profile(colours=Colours.MONO, pictures=pictures))
    ink = np.array([[_ink(char) for char, *_ in row] for row in cells(picture)])
    light = whole(name, picture).mean(axis=-1).reshape(picture.rows, 2, picture.columns, 2).mean(axis=(1, 3))
    assert np.corrcoef(ink.ravel(), light.ravel())[0, 1] > 0.7


def _ink(char: str) -> float:
    from dentui.terminal.pictures.ascii import DIGITS, EDGES, RAMP

    if char.isascii():
        return sum(DIGITS.index(digit) for digit in (RAMP | EDGES)[char]) / 480
    return (ord(char) - 0x2800).bit_count() / 8


def test_ascii_pictures_are_ascii_whatever_else_is_said() -> None:
    for pictures in set(Pictures) - {Pictures.OFF}:
        for colours in Colours:
            profile = Profile(Encoding.ASCII, colours, pictures)
            assert all(char.isascii() for row in cells(drawn(X_RAY, profile)) for char, *_ in row)


def test_a_slope_is_drawn_with_strokes() -> None:
    size = 96
    slope = bytes(255 if x > y else 0 for y in range(size) for x in range(size))
    picture = Raster(size, size, "L", slope)
    shown = draw(picture, plain(picture), Room(24, 12), Profile(Encoding.ASCII, pictures=Pictures.ASCII))
    assert {"T", "7", "Y"} & {char for row in cells(shown) for char, *_ in row}


@pytest.mark.parametrize("room", [Room(1, 1), Room(2, 1), Room(3, 40), Room(200, 3), Room(80, 24, 1.3)])
@pytest.mark.parametrize("pictures", [Pictures.HALF, Pictures.BRAILLE, Pictures.ASCII])
def test_any_room_is_enough(room: Room, pictures: Pictures) -> None:
    for colours in Colours:
        picture = drawn(PHOTOS[0], Profile(colours=colours, pictures=pictures), room)
        assert 1 <= picture.columns <= room.columns
        assert 1 <= picture.rows == len(picture.lines) <= room.rows
        assert {len(row) for row in cells(picture)} == {picture.columns}


def test_noise_keeps_to_the_bytes_of_a_picture() -> None:
    from dentui.ui.widgets.painting import strips
    from tests.pictures import Sent

    noise = np.random.default_rng(6).integers(0, 256, (480, 800, 3), np.uint8).tobytes()
    colourful, grey = Raster(800, 480, "RGB", noise), Raster(800, 480, "L", noise[: 800 * 480])
    for picture, most in ((colourful, 12_000), (grey, 8_000)):
        for profile in (Profile(), Profile(quarters=True)):
            lines = strips(draw(picture, plain(picture), ROOM, profile))
            assert len(Sent(profile).bytes(lines).encode()) <= most


@pytest.mark.parametrize(
    ("profile", "coloured", "grey"),
    [
        (Profile(), 12_000, 8_000),
        (Profile(colours=Colours.SIXTEEN), 12_000, 12_000),
        (Profile(colours=Colours.TRUE, quarters=True), 24_500, 24_500),
        (Profile(colours=Colours.MONO, pictures=Pictures.BRAILLE), 6_000, 6_000),
        (Profile(Encoding.ASCII, Colours.MONO, Pictures.ASCII), 2_048, 2_048),
    ],
)
def test_a_picture_of_80_by_24_cells_keeps_to_its_bytes(profile: Profile, coloured: int, grey: int) -> None:
    from dentui.ui.widgets.painting import strips
    from tests.pictures import Sent

    for name in (*PHOTOS, X_RAY):
        picture = to_fill(name)
        shown = draw(picture, plain(picture), ROOM, profile)
        assert (shown.columns, shown.rows) == (80, 24)
        size = len(Sent(profile).bytes(strips(shown)).encode())
        assert size <= (grey if name == X_RAY else coloured), (name, size)
