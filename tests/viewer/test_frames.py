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
from dentui.terminal.profile import Colours, Encoding, Pictures, Profile
from dentui.viewer import occluding
from dentui.viewer.frames import png
from dentui.viewer.inks import inks
from dentui.viewer.parts import part_of
from dentui.viewer.scene import Scene, View
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
    assert bool((rgb == MARK).all(axis=2).any()) is marked


@pytest.mark.parametrize(
    ("profile", "signs", "bar"),
    [
        (Profile(), ["x"], True),
        (Profile(pictures=Pictures.SIXEL), ["x"], True),
        (Profile(pictures=Pictures.BRAILLE), ["x", "o"], False),
        (Profile(colours=Colours.SIXTEEN), ["x", "o"], False),
        (Profile(Encoding.ASCII, Colours.MONO, Pictures.ASCII), ["x", "o"], False),
    ],
    ids=["half cells", "pixels", "Braille in colours", "16 colours", "ASCII"],
)
def test_the_legend_tells_the_signs_that_the_picture_has_as_they_stand_there(
    profile: Profile, signs: list[str], bar: bool
) -> None:
    used = inks(profile)
    pieces = [piece for line in occluding.legend(profile, used) for piece in line]
    assert [text for text, pen in pieces if pen == used.mark and text in "xo"] == signs
    assert ("▌" in {text for text, _ in pieces}) is bar
