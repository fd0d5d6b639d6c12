"""Pictures of a preview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dentui.domain.images import Role
from dentui.domain.views import View
from dentui.media.occlusion import LEGEND
from dentui.terminal.pictures.ascii import EDGES, RAMP
from dentui.terminal.pictures.moving import UPPER_HALF
from dentui.terminal.profile import Colours, Encoding, Pictures, Profile
from dentui.viewer import occluding, overlay
from dentui.viewer.frames import Room, draw, png
from dentui.viewer.inks import inks
from dentui.viewer.overlay import Sign
from dentui.viewer.page import Area, Page
from dentui.viewer.parts import part_of
from dentui.viewer.scene import Scene
from dentui.viewer.world import World
from tests.media.test_occlusion import sheet

MARK = (255, 215, 95)
"""The colour of what is drawn over a picture."""


@contextmanager
def jaws(apart: float) -> Iterator[tuple[World, Scene]]:
    """Two flat sheets so far from one another, measured, and the upper one alone from below."""
    parts = tuple(
        replace(part_of(Path(f"{role}.stl"), role=role), read=True) for role in (Role.UPPER, Role.LOWER)
    )
    world = World.of(parts, [sheet(np.full((21, 21), apart), 20, down=True), sheet(np.zeros((21, 21)), 20)])
    occluding.measure(world, parts)
    scene = Scene(parts, only=Role.UPPER, mapped=True)
    try:
        yield world, replace(scene, camera=world.fitted(scene, View.UPPER, 1.0))
    finally:
        world.caster.close()


@pytest.mark.parametrize(("apart", "marked"), [(-0.3, True), (0.3, False)])
def test_a_picture_that_is_saved_shows_where_jaws_have_gone_through_each_other(
    apart: float, marked: bool
) -> None:
    with jaws(apart) as (world, scene):
        rgb = np.asarray(Image.open(BytesIO(png(world, scene, 1.0))))
        bare = np.asarray(Image.open(BytesIO(png(world, replace(scene, mapped=False), 1.0))))
    picture, below = rgb[: len(bare)], rgb[len(bare) :]
    assert bool((picture == MARK).all(axis=2).any()) is marked
    assert (below == MARK).all(axis=2).any(), "the legend tells what the cross means"
    colours = {tuple(colour) for colour in below.reshape(-1, 3).tolist()}
    assert {shade.colour for shade in LEGEND} <= colours


@pytest.mark.parametrize(("mapped", "exact"), [(True, True), (False, False)])
def test_the_map_has_the_colours_of_its_legend_also_when_nothing_moves(mapped: bool, exact: bool) -> None:
    """Else a picture has the few colours that show most of it, and a distance would look like another."""
    with jaws(0.3) as (world, scene):
        frame = draw(
            world,
            replace(scene, mapped=mapped),
            Room(40, 20, 2.0, (8, 16)),
            Profile(colours=Colours.TRUE),
            still=True,
        )
    chars = {char for row in frame.rows for char, *_ in row}
    assert (chars <= {" ", UPPER_HALF}) is exact


@pytest.mark.parametrize(
    ("profile", "signs", "bar"),
    [
        (Profile(), ["x"], True),
        (Profile(pictures=Pictures.SIXEL), ["x"], True),
        (Profile(pictures=Pictures.BRAILLE), ["x", "o"], False),
        (Profile(colours=Colours.SIXTEEN), ["x", "o"], False),
        (Profile(Encoding.ASCII, Colours.MONO, Pictures.ASCII), ["!", "t"], False),
        (Profile(Encoding.ASCII, Colours.SIXTEEN, Pictures.SIXEL), ["x"], False),
    ],
    ids=["half cells", "pixels", "Braille in colours", "16 colours", "ASCII", "pixels and 16 colours"],
)
def test_the_legend_tells_the_signs_that_the_picture_has_as_they_stand_there(
    profile: Profile, signs: list[str], bar: bool
) -> None:
    used = inks(profile)
    pieces = [piece for line in occluding.legend(profile, used) for piece in line]
    assert [text for text, pen in pieces if pen == used.mark and text in "xo!t"] == signs
    assert ("▌" in {text for text, _ in pieces}) is bar


def test_no_picture_of_ascii_is_drawn_with_the_signs_that_stand_on_it() -> None:
    drawn_with = {*RAMP, *EDGES}
    assert not drawn_with & {*"".join(overlay.IN_ASCII.values()).replace("+", ""), *"0123456789"}
    page = Page(20, 10, inks(Profile()).plain, ascii_only=True)
    signs = [Sign(0.0, 0.5, overlay.CROSS), Sign(0.5, 0.5, overlay.THROUGH), Sign(0.99, 0.9, overlay.CROSS)]
    overlay.on_page(page, Area(0, 0, 20, 10), inks(Profile()), [], signs, letters=True)
    rows = ["".join(char for char, *_ in row) for _, _, row in page.runs()]
    assert rows[5].rstrip() == "[+]       !"
    assert rows[9].endswith("[+]")
