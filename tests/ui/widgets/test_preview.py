"""A picture in a widget, and what is said in its place."""

from __future__ import annotations

import re
import threading
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray
from textual.app import App, ComposeResult

from dentui.config import Settings
from dentui.domain.images import ImageType, Raster
from dentui.domain.sight import Sight
from dentui.terminal.pictures import drawing
from dentui.terminal.pictures.view import Room, plain
from dentui.terminal.profile import Colours, Encoding, Pictures, Profile
from dentui.ui.theme import DARK, styles
from dentui.ui.widgets.painting import NO_PICTURES, Canvas, draw
from dentui.ui.widgets.preview import Preview
from dentui.ui.work import Workplace
from tests.pictures import PHOTOS, X_RAY, Sent, raster


class Shows(App[None]):
    """One preview."""

    def __init__(self, home: Path, profile: Profile | None = None) -> None:
        super().__init__(css_path=[*styles()])
        self.register_theme(DARK)
        self.theme = DARK.name
        self.profile = profile or Profile()
        self.preview = Preview(Workplace(Settings(home=home, database="sqlite://")))

    def compose(self) -> ComposeResult:
        yield self.preview

    async def drawn(self) -> str:
        """What stands in it when nothing is to come any more."""
        await self.preview._drawing.settled()
        return self.text()

    def text(self) -> str:
        rows = range(self.preview.size.height)
        return "\n".join(self.preview.render_line(y).text.rstrip() for y in rows)


def pixels_of(pictures: Pictures, cell: tuple[int, int]) -> Canvas:
    return Canvas(Profile(pictures=pictures), True, cell)


BLOCKS = set("▀▄▌▐░▒▓█")


async def test_it_waits_then_shows_the_picture(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(40, 12)):
        app.preview.wait("Making a preview …")
        assert "Making a preview …" in app.text()
        app.preview.show(raster(PHOTOS[0]))
        assert set(await app.drawn()) & BLOCKS
        assert "Making" not in app.text()


async def test_a_picture_that_came_before_there_was_room_is_drawn_when_there_is(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    app.preview.show(raster(PHOTOS[0]))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert set(await app.drawn()) & BLOCKS


async def test_it_is_drawn_anew_in_another_size(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(40, 12)) as pilot:
        app.preview.show(raster(PHOTOS[0]))
        await app.drawn()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await app.drawn()
        assert app.preview._shown is not None
        assert app.preview._shown.size == (80, 22)


async def test_another_part_of_it_is_shown_at_once_and_the_last_one_wins(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(40, 12)):
        picture = raster(PHOTOS[0])
        app.preview.show(picture)
        whole = await app.drawn()
        for zoom in (2.0, 3.0, 1.0):
            app.preview.show(picture, Sight(zoom=zoom))
        assert await app.drawn() == whole
        app.preview.show(picture, Sight(zoom=4.0))
        assert await app.drawn() != whole


@pytest.mark.parametrize("kind", [ImageType.CBCT, ImageType.OTHER])
async def test_what_has_no_picture_has_an_icon_and_words(tmp_path: Path, kind: ImageType) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(30, 10)) as pilot:
        app.preview.tell("512 slices, 250 MB. Enter downloads them.", kind)
        assert "┌──" in app.text()
        assert "512 slices, 250 MB. Enter" in app.text()
        await pilot.resize_terminal(30, 3)
        assert "┌──" not in app.text()
        assert "512 slices" in app.text()


async def test_a_broken_picture_is_a_sentence(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 10)):
        app.preview.show(Raster(100, 100, "RGB", b"too few"))
        assert "The picture is broken and cannot be shown." in await app.drawn()
        app.preview.refuse("The file cannot be read\x1b[2J.")
        assert "The file cannot be read\ufffd[2J." in app.text()
        app.preview.show(raster(PHOTOS[0]))
        assert set(await app.drawn()) & BLOCKS


@pytest.mark.parametrize(
    ("profile", "signs"),
    [
        (Profile(), BLOCKS),
        (Profile(pictures=Pictures.SIXEL), BLOCKS),
        (Profile(pictures=Pictures.KITTY), BLOCKS),
        (Profile(colours=Colours.MONO, pictures=Pictures.BRAILLE), set(map(chr, range(0x2801, 0x2900)))),
        (Profile(Encoding.ASCII, Colours.MONO, Pictures.ASCII), set(".:;xo8")),
    ],
    ids=lambda value: str(value.pictures) if isinstance(value, Profile) else "",
)
async def test_it_is_drawn_as_the_profile_says(tmp_path: Path, profile: Profile, signs: set[str]) -> None:
    app = Shows(tmp_path, profile)
    async with app.run_test(size=(40, 12)):
        app.preview.show(raster(PHOTOS[0]))
        used = set(await app.drawn()) - {" ", "\n"}
        assert used & signs
        assert used <= signs or profile.pictures is Pictures.ASCII


async def test_where_pictures_are_off_there_are_words_until_somebody_else_works_here(tmp_path: Path) -> None:
    app = Shows(tmp_path, Profile(pictures=Pictures.OFF))
    async with app.run_test(size=(60, 12)):
        app.preview.show(raster(PHOTOS[0]))
        assert NO_PICTURES in await app.drawn()
        app.profile = Profile()
        app.preview.notify_style_update()
        assert set(await app.drawn()) & BLOCKS


async def test_pictures_are_drawn_beside_the_event_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    draw_characters = drawing.draw

    def watched(*given: object) -> drawing.Drawn:
        threads.append(threading.current_thread())
        return draw_characters(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(drawing, "draw", watched)
    app = Shows(tmp_path)
    async with app.run_test(size=(40, 12)):
        app.preview.show(raster(PHOTOS[0]))
        await app.drawn()
    assert threads
    assert threading.main_thread() not in threads


@pytest.mark.parametrize("name", [PHOTOS[0], X_RAY])
def test_a_sixel_shows_the_picture_above_the_next_row_and_defines_its_colours_first(name: str) -> None:
    picture, cell = raster(name), (9, 19)
    shown = draw(picture, plain(picture), Room(40, 12), pixels_of(Pictures.SIXEL, cell))
    assert shown.picture is not None
    text = shown.picture.text
    wide, high = shown.size.width * 9, shown.size.height * 19 // 6 * 6
    assert text.startswith(f'\x1bP0;0;0q"1;1;{wide};{high}#')
    assert text.endswith("\x1b\\")
    assert text.count("-") == high // 6 - 1, "no line feed behind the last band"
    body = re.sub(r"^.*?q\"[\d;]+(#\d+;2;\d+;\d+;\d+)+", "", text)
    assert ";2;" not in body
    pixels = sixels(text, wide, high).mean(axis=-1)
    grey = PIL.Image.frombytes(picture.mode, (picture.width, picture.height), picture.data).convert("L")
    assert np.abs(pixels - np.asarray(grey.resize((wide, high)))).mean() < 12


def sixels(text: str, width: int, height: int) -> NDArray[np.float64]:
    """The pixels that these draw, (height, width, 3), as DEC's manual has it."""
    colours: dict[int, tuple[float, ...]] = {}
    drawn = np.zeros((height, width, 3))
    x = y = now = 0
    for found in re.finditer(
        r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)(.)|([?-~])|\$|-", text.partition("q")[2]
    ):
        number, *rgb, times, many, one = found.groups()
        if number is not None:
            now = int(number)
            if rgb[0] is not None:
                colours[now] = tuple(int(part) * 2.55 for part in rgb)
        elif many or one:
            bits, count = ord(many or one) - 63, int(times or 1)
            for bit in range(6):
                if bits >> bit & 1:
                    drawn[y + bit, x : x + count] = colours[now]
            x += count
        else:
            x, y = 0, y + (6 if found[0] == "-" else 0)
    return drawn


def test_kitty_gets_the_picture_and_a_character_for_each_cell() -> None:
    picture = raster(PHOTOS[0])
    shown = draw(picture, plain(picture), Room(40, 12), pixels_of(Pictures.KITTY, (8, 16)))
    assert shown.picture is not None
    assert shown.picture.refers
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", shown.picture.text)
    assert parts[0][0].startswith("a=T,U=1,i=")
    assert [head[-3:] for head, _ in parts] == ["m=1"] * (len(parts) - 1) + ["m=0"]
    assert all(len(data) <= 4096 for _, data in parts)
    with PIL.Image.open(BytesIO(b64decode("".join(data for _, data in parts)))) as image:
        assert image.size == (shown.size.width * 8, shown.size.height * 16)
    assert {strip.cell_length for strip in shown.over} == {shown.size.width}
    assert all(strip.text.count("\U0010eeee") == shown.size.width for strip in shown.over)


def test_kitty_gets_no_wider_picture_than_it_can_count() -> None:
    wide = Raster(600, 60, "L", bytes(range(250)) * 144)
    shown = draw(wide, plain(wide), Room(400, 100), pixels_of(Pictures.KITTY, (8, 16)))
    assert shown.size.width == 297
    assert {strip.cell_length for strip in shown.over} == {297}


@pytest.mark.parametrize("colours", [Colours.SIXTEEN, Colours.MANY, Colours.TRUE])
@pytest.mark.parametrize("name", [PHOTOS[0], X_RAY])
def test_cells_that_were_finished_beside_the_screen_are_sent_as_the_screen_would_send_them(
    name: str, colours: Colours
) -> None:
    picture, profile = raster(name), Profile(colours=colours)
    plainly, finished = (
        draw(picture, plain(picture), Room(80, 24), Canvas(profile, finished)) for finished in (False, True)
    )
    sent = Sent(profile)
    wide = plainly.size.width
    for first, last in ((0, wide), (7, wide - 3)):
        cut = [tuple(strip.crop(first, last) for strip in shown.rows) for shown in (plainly, finished)]
        assert sent.bytes(cut[0]) == sent.bytes(cut[1])


def test_a_picture_that_is_gone_is_blank() -> None:
    picture = raster(PHOTOS[0])
    rows = draw(picture, plain(picture), Room(80, 24), Canvas(Profile(), finished=True)).rows
    assert Sent(Profile()).bytes(rows) == Sent(Profile()).bytes(())
