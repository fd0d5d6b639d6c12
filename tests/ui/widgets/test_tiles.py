"""Tiles: a picture that comes changes nothing but its own cells, and what has none says why."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

from textual.app import App, ComposeResult

from dentui.config import Settings
from dentui.domain.images import Raster
from dentui.terminal.profile import Colours, Encoding, Pictures, Profile
from dentui.ui.theme import DARK, styles
from dentui.ui.widgets.sections import Section, Sections, Series, Tile
from dentui.ui.widgets.tiles import Tiles
from dentui.ui.work import Workplace

FILES = tuple(uuid4() for _ in range(9))
BLOCKS = set("▀▄▌▐░▒▓█")


class Shows(App[None]):
    """Tiles, three of them in sight."""

    def __init__(self, home: Path) -> None:
        super().__init__(css_path=[*styles()])
        self.register_theme(DARK)
        self.theme = DARK.name
        self.profile = Profile()
        self.tiles = Tiles(Workplace(Settings(home=home, database="sqlite://")))
        tiles = Series(FILES, lambda number: Tile(FILES[number], "x", FILES[number]))
        section = Section(uuid4(), "a visit", "", tiles)
        self.sections = Sections(section)

    def compose(self) -> ComposeResult:
        yield self.tiles

    def on_mount(self) -> None:
        self.tiles.show(self.sections)

    def text_of(self, file: UUID) -> str:
        """What stands where the picture of a file does."""
        columns, rows = self.tiles._bands.picture
        at = next(region for number, region in self.tiles._regions() if FILES[number] == file)
        lines = [strip.text for strip in self.tiles.render_lines(self.tiles.size.region)][at.y : at.y + rows]
        return "".join(line[at.x + 1 : at.x + 1 + columns] for line in lines).strip()


def grey(shade: int) -> Raster:
    return Raster(8, 8, "L", bytes([shade, 255 - shade] * 32))


async def test_pictures_have_their_places_before_they_come(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        tiles = app.tiles
        first, second, third = tiles.wanted
        assert {app.text_of(file) for file in (first, second, third)} == {"…"}
        tiles.put(second, grey(40))
        await tiles.settled()
        assert set(app.text_of(second)) & BLOCKS
        assert app.text_of(first) == "…"


async def test_what_has_no_picture_says_so_and_what_is_out_of_sight_is_not_kept(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        tiles = app.tiles
        first, second, _ = tiles.wanted
        tiles.put(first, "no picture")
        assert app.text_of(first) == "no picture"
        tiles.put(second, grey(40))
        await tiles.settled()
        tiles.step_page(1)
        assert {app.text_of(file) for file in tiles.wanted} == {"…"}
        tiles.put(second, grey(40))
        await tiles.settled()
        tiles.step_page(-1)
        assert {app.text_of(file) for file in tiles.wanted} == {"…"}


async def test_what_has_no_picture_says_so_in_another_size_too(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        first = app.tiles.wanted[0]
        app.tiles.put(first, "no picture")
        await pilot.resize_terminal(60, 11)
        await pilot.pause()
        assert app.text_of(first) == "no picture"


async def test_a_broken_picture_is_a_sentence_beside_the_others(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        first, second, _ = app.tiles.wanted
        app.tiles.put(first, Raster(100, 100, "RGB", b"too few"))
        app.tiles.put(second, grey(40))
        await app.tiles.settled()
        assert "broken" in app.text_of(first)
        assert set(app.text_of(second)) & BLOCKS


async def test_who_comes_next_gets_pictures_as_their_terminal_shows_them(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        first = app.tiles.wanted[0]
        app.tiles.put(first, grey(40))
        await app.tiles.settled()
        app.profile = Profile(Encoding.ASCII, Colours.MONO, Pictures.ASCII)
        app.tiles.notify_style_update()
        assert app.text_of(first) == "…"
        await app.tiles.settled()
        assert app.text_of(first).isascii()


async def test_a_row_in_which_nothing_changes_is_not_drawn_again(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        tiles = app.tiles
        before = tiles.render_lines(tiles.size.region)
        assert len(tiles.wanted) == 6
        tiles.put(tiles.wanted[3], "no picture")
        await pilot.pause()
        after = tiles.render_lines(tiles.size.region)
        below = tiles._view[-1].y
        assert all(line is was for line, was in zip(after[:below], before, strict=False))
        assert "no picture" in "".join(line.text for line in after[below:])


async def test_tiles_stand_in_their_places_at_the_first_paint_in_a_size(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        assert len(app.tiles.wanted) == 3
        await pilot.resize_terminal(100, 12)
        await pilot.pause()
        assert len(app.tiles.wanted) == 5
        assert app.tiles.render_line(11).text.count("x") == 5
