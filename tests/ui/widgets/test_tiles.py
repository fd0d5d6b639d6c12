"""Tiles: a picture that comes changes nothing but its own cells, and what has none says why."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

from textual.app import App, ComposeResult

from dentui.config import Settings
from dentui.domain.images import Raster
from dentui.terminal.profile import Profile
from dentui.ui.theme import DARK, styles
from dentui.ui.widgets.tiles import Section, Sections, Tile, Tiles
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
        section = Section(uuid4(), "a visit", "", tuple(Tile(file, "x", file) for file in FILES))
        self.sections = Sections(section)

    def compose(self) -> ComposeResult:
        yield self.tiles

    def on_mount(self) -> None:
        self.tiles.show(self.sections)

    async def drawn(self) -> None:
        """Return when no picture is to come any more."""
        for preview in self.tiles._previews.values():
            await preview._drawing.settled()

    def text_of(self, file: UUID) -> str:
        """What stands where the picture of a file does."""
        preview = self.tiles._previews[file]
        return "".join(preview.render_line(y).text for y in range(preview.size.height)).strip()


def grey(shade: int) -> Raster:
    return Raster(8, 8, "L", bytes([shade, 255 - shade] * 32))


async def test_pictures_have_their_places_before_they_come(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        tiles = app.tiles
        first, second, third = tiles.wanted
        before = dict(tiles.slots)
        assert {app.text_of(file) for file in (first, second, third)} == {"…"}
        tiles.put(second, grey(40))
        await app.drawn()
        assert set(app.text_of(second)) & BLOCKS
        assert app.text_of(first) == "…"
        assert tiles.slots == before


async def test_what_has_no_picture_says_so_and_the_next_page_uses_its_widget(tmp_path: Path) -> None:
    app = Shows(tmp_path)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        tiles = app.tiles
        first, *others = tiles.wanted
        tiles.put(first, "no picture")
        assert [*tiles._previews] == others
        assert any("no picture" in tiles.render_line(y).text for y in range(12))
        tiles.put(others[0], grey(40))
        tiles.step_page(1)
        await pilot.pause()
        assert len(tiles.query("Preview")) == 3
        assert {app.text_of(file) for file in tiles.wanted} == {"…"}
