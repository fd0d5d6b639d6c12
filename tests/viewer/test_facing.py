"""From where a mark is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dentui.domain.annotations import AnnotationKind
from dentui.domain.images import Role
from dentui.viewer.facing import face
from dentui.viewer.marks import Spot, new_mark
from dentui.viewer.overlay import place
from dentui.viewer.scene import Cut, going_to
from tests.viewer.test_frames import jaws

ASPECT = 1.5


@pytest.mark.parametrize(
    ("jaw", "height", "cut", "towards"),
    [
        ("lower.stl", 0.0, Cut.NONE, 1),
        ("upper.stl", 5.0, Cut.NONE, -1),
        ("upper.stl", 5.0, Cut.ACROSS, -1),
    ],
    ids=["behind the other jaw", "seen from below", "cut away"],
)
def test_a_mark_that_was_gone_to_faces_who_looks(jaw: str, height: float, cut: Cut, towards: int) -> None:
    with jaws(5.0) as (world, scene):
        spots = [Spot(jaw, (3.0, y, height)) for y in (-2.0, 2.0)]
        mark = new_mark(AnnotationKind.DISTANCE, spots)
        hidden = tuple(replace(part, shown=part.key != jaw) for part in scene.parts)
        scene = going_to(replace(scene, parts=hidden, marks=(mark,), cut=cut), mark)
        faced = face(world, scene, mark, ASPECT)
        seen = replace(scene, camera=faced.camera, only=faced.only, cut=faced.cut)
        drawn = world.draw(seen, 90, 60, 1)
        places = [place(spot, world, drawn) for spot in spots]
    assert [is_seen for *_, is_seen in places] == [True, True]
    assert np.mean(places, axis=0)[:2] == pytest.approx([0.5, 0.5], abs=0.02)
    assert faced.only == Role(jaw.removesuffix(".stl")), "the other jaw lies before it"
    assert (faced.camera.rotation[2] @ [0, 0, 1]) * towards > 0.95
    assert 25 < faced.camera.height < 31, "with what is around it"
