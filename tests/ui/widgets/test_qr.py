"""A QR code on the terminal's own cells, of every profile, is read back by another program."""

from __future__ import annotations

from pathlib import Path

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from dentui.domain.links import LinkToken, link_url
from dentui.media.qr import codes_of, strongest
from dentui.terminal.cells import Cells
from dentui.terminal.profile import Colours, Encoding, Profile
from dentui.ui.app.showing import SYSTEMS, ShowingApp
from dentui.ui.line import Line
from dentui.ui.widgets.qr import draws, room, strips
from tests.decoding import DARK, LIGHT, NEEDS_ZBAR, decoded, photographed
from tests.media.test_qr import SIXTY, TOKEN

LINK = link_url(SIXTY, TOKEN)
OWN = {"dark": DARK, "light": LIGHT}
BARE: frozenset[str] = frozenset()


def shown(
    link: str,
    profile: Profile,
    columns: int,
    rows: int,
    *,
    swapped: bool = False,
    own: tuple[str, str] = DARK,
    erases: bool = True,
) -> bytes:
    """A picture of a terminal of so many cells that was sent the code, the last row left for the keys."""
    code = strongest(codes_of(link), room(profile, columns, rows - 1))
    assert code is not None
    app = ShowingApp()
    app.show_as(profile)
    line = Line(Cells(erases=erases))
    line.show_as(SYSTEMS[profile.colours], app._all_filters())
    drawn = [strip.adjust_cell_length(columns) for strip in strips(code, profile, swapped=swapped)]
    drawn += [Strip.blank(columns)] * (rows - len(drawn))
    text = line.update(
        LayoutUpdate([[strip] for strip in drawn], Region(0, 0, columns, rows)), (columns, rows), (0, 0)
    )
    assert text is not None
    assert not profile.ascii_only or text.isascii()
    screen = pyte.Screen(columns, rows)
    pyte.Stream(screen).feed(text)
    return photographed(screen, own)


@NEEDS_ZBAR
@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("colours", [Colours.SIXTEEN, Colours.MANY, Colours.TRUE])
def test_half_cells_at_80x24_are_read_whatever_the_terminal_looks_like(
    colours: Colours, own: str, tmp_path: Path
) -> None:
    picture = shown(LINK, Profile(colours=colours), 80, 24, own=OWN[own])
    assert decoded(picture, tmp_path) == LINK


@NEEDS_ZBAR
@pytest.mark.parametrize("attributes", [frozenset({"reverse"}), BARE])
@pytest.mark.parametrize(("own", "swapped"), [("dark", False), ("light", True)])
def test_without_colours_it_is_light_on_dark_or_the_other_way_round(
    own: str, swapped: bool, attributes: frozenset[str], tmp_path: Path
) -> None:
    profile = Profile(colours=Colours.MONO, attributes=attributes)
    picture = shown(LINK, profile, 80, 24, swapped=swapped, own=OWN[own])
    assert decoded(picture, tmp_path) == LINK


@NEEDS_ZBAR
@pytest.mark.parametrize("colours", list(Colours))
def test_in_ascii_a_module_is_two_blanks_where_there_is_room(colours: Colours, tmp_path: Path) -> None:
    profile = Profile(encoding=Encoding.ASCII, colours=colours)
    assert decoded(shown(LINK, profile, 200, 60), tmp_path) == LINK


def test_in_ascii_no_code_fits_80x24() -> None:
    assert strongest(codes_of(link_url("https://a.ch", TOKEN)), room(Profile(Encoding.ASCII), 80, 23)) is None


def test_without_colours_blocks_and_reverse_nothing_is_drawn() -> None:
    bare = Profile(Encoding.ASCII, Colours.MONO, attributes=BARE)
    assert not draws(bare)
    assert room(bare, 400, 200) == 0


@NEEDS_ZBAR
@settings(max_examples=5, deadline=None)
@given(
    some.binary(min_size=16, max_size=16),
    some.sampled_from(list(Colours)),
    some.sampled_from([(60, 20), (80, 24), (200, 60)]),
    some.booleans(),
)
def test_every_token_is_read_back_from_the_cells(
    tmp_path_factory: pytest.TempPathFactory,
    secret: bytes,
    colours: Colours,
    size: tuple[int, int],
    erases: bool,
) -> None:
    link = link_url("https://reports.example.org", LinkToken(secret))
    picture = shown(link, Profile(colours=colours), *size, erases=erases)
    assert decoded(picture, tmp_path_factory.mktemp("code")) == link
