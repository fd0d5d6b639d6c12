"""What keys make of a preview's scene."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dentui.domain.annotations import AnnotationKind
from dentui.domain.images import Role
from dentui.domain.views import View
from dentui.media.models import Camera
from dentui.viewer.keys import IN_MARKS, LOOKING, POINTING, Act, act_of
from dentui.viewer.marks import SessionKeeper, Spot, counted, new_mark, worded
from dentui.viewer.parts import arranged, part_of
from dentui.viewer.scene import (
    Cut,
    Scene,
    begun,
    changed,
    is_to_come,
    mapped,
    picked,
    put_down,
    within,
)
from dentui.viewer.show import why_not_outside


def scene() -> Scene:
    """Both jaws and a bite, read and seen from the front."""
    names = ("bite.stl", "LowerJaw.stl", "UpperJaw.stl")
    parts = arranged([replace(part_of(Path(name)), read=True) for name in names])
    parts = tuple(replace(part, shown=True) for part in parts)
    camera = Camera(np.zeros(3), np.eye(3), 60.0)
    return Scene(parts, camera=camera, view=View.FRONT)


def shown(scene: Scene) -> list[str]:
    return [part.words for part in scene.parts if scene.shows(part)]


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("x_bite.stl", "x_lower.stl", "x_upper.stl"), ["Upper jaw", "Lower jaw", "Bite"]),
        (("UpperJaw_antagonist.stl", "LowerJaw.stl", "die.stl"), ["Lower jaw", "Upper jaw", "die.stl"]),
    ],
    ids=["the upper one where nobody says", "the one that is no antagonist"],
)
def test_the_working_jaw_stands_first(names: tuple[str, ...], order: list[str]) -> None:
    assert [part.words for part in arranged([part_of(Path(name)) for name in names])] == order


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("bite.stl", "lower.stl", "upper.stl"), [True, True, False]),
        (("bite.stl",), [True]),
        (("face_smile.ply", "face_neutral.ply"), [True, False]),
    ],
    ids=str,
)
def test_what_has_the_same_surface_as_another_one_is_hidden_at_first(
    names: tuple[str, ...], expected: list[bool]
) -> None:
    assert [part.shown for part in arranged([part_of(Path(name)) for name in names])] == expected


def test_a_key_that_was_pressed_often_turns_once_and_far() -> None:
    once = changed(scene(), Act.TURN_RIGHT, 6)
    often = scene()
    for _ in range(6):
        often = changed(often, Act.TURN_RIGHT)
    assert once.camera is not None
    assert often.camera is not None
    assert np.allclose(once.camera.rotation, often.camera.rotation)
    assert once.view is View.FREE
    assert changed(scene(), Act.CLOSER, 2).view is View.FRONT, "who looks closer looks from there still"


def test_models_are_hidden_shown_alone_and_seen_through() -> None:
    here = scene()
    assert shown(changed(here, Act.HIDE)) == ["Lower jaw", "Bite"]
    assert shown(changed(here, Act.HIDE, 2)) == shown(here)
    alone = changed(changed(here, Act.NEXT), Act.ALONE)
    assert shown(alone) == ["Lower jaw"]
    assert shown(changed(alone, Act.ALONE)) == shown(here)
    assert [changed(here, Act.FAINTER, times).part.opacity for times in range(5)] == [1, 0.75, 0.5, 0.25, 1]
    looking_up = replace(here, only=Role.UPPER, at=1)
    assert shown(looking_up) == ["Upper jaw"]
    assert shown(changed(looking_up, Act.HIDE)) == shown(here), (
        "what the view hides is shown, not hidden twice"
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("UpperJaw.stl", "LowerJaw.stl"), ["front", "occlusal of upper", "occlusal of lower"]),
        (("LowerJaw.stl",), ["front", "from below", "occlusal of lower"]),
        (("face_smile.ply",), ["front", "from below", "from above"]),
    ],
    ids=["jaws", "a lower jaw", "a face"],
)
def test_only_what_has_teeth_is_looked_at_onto_its_teeth(names: tuple[str, ...], words: list[str]) -> None:
    here = Scene(arranged([part_of(Path(name)) for name in names]))
    views = (View.FRONT, View.UPPER, View.LOWER)
    assert [replace(here, view=view).view_words for view in views] == words


@pytest.mark.parametrize(
    ("role", "drawn", "wrong", "waited"),
    [
        (Role.LOWER, ["UpperJaw.stl"], "", True),
        (Role.LOWER, ["UpperJaw.stl"], "The file is empty.", False),
        (Role.LOWER, ["UpperJaw.stl", "LowerJaw.stl"], "", False),
        (Role.NONE, ["UpperJaw.stl"], "", False),
    ],
    ids=["it is being read", "it cannot be read", "it is there", "a view of everything"],
)
def test_a_view_of_one_jaw_waits_for_that_jaw(role: Role, drawn: list[str], wrong: str, waited: bool) -> None:
    jaws = scene()
    parts = tuple(replace(part, wrong=wrong if part.role is Role.LOWER else "") for part in jaws.parts)
    assert is_to_come(replace(jaws, parts=parts), role, drawn) is waited


def test_the_bite_opens_as_far_as_a_mouth_and_the_cut_goes_round() -> None:
    assert changed(scene(), Act.OPEN, 99).opened == 24
    assert changed(scene(), Act.CLOSE, 3).opened == 0
    cuts = [changed(scene(), Act.SECTION, times).cut for times in range(5)]
    assert cuts == [Cut.NONE, Cut.ACROSS, Cut.SIDEWAYS, Cut.ALONG, Cut.NONE]
    assert changed(scene(), Act.DEEPER).depth == 0, "there is no cut to move"
    assert changed(changed(scene(), Act.SECTION), Act.DEEPER, 4).depth == 2.0


def test_with_a_tool_arrows_move_the_cross_and_letters_turn() -> None:
    here = begun(scene(), Act.DISTANCE)
    moved = changed(here, Act.TURN_RIGHT, 5, (0.02, 0.05))
    assert moved.pointer == pytest.approx((0.6, 0.5))
    assert moved.camera is here.camera
    assert changed(here, Act.TURN_UP, 99, (0.02, 0.05)).pointer == (0.5, 0.0)
    turned = changed(here, Act.PAN_LEFT)
    assert turned.camera is not None
    assert not np.allclose(turned.camera.rotation, np.eye(3))
    one = picked(here, Spot("a", (0.0, 0.0, 0.0)))
    assert (here.missing, one.missing, put_down(one).tool) == (2, 1, None)


def test_what_is_measured_is_said_in_millimetres_and_degrees() -> None:
    spots = [Spot("a", at) for at in ((3.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 4.0, 0.0))]
    distance = new_mark(AnnotationKind.DISTANCE, [spots[0], spots[2]])
    right_angle = new_mark(AnnotationKind.ANGLE, spots)
    label = worded(new_mark(AnnotationKind.LABEL, spots[:1]), "crack")
    assert (distance.value, right_angle.value, label.value) == ("5.00 mm", "90.0°", "")
    assert counted((distance, right_angle, label)) == "1 label, 2 measurements"
    assert SessionKeeper().add(label) is label


def test_no_key_means_two_things_in_one_place() -> None:
    for keys in (LOOKING, POINTING, IN_MARKS):
        names = [name for key in keys for name in key.keys]
        assert len(names) == len({*names})
    assert act_of("D", LOOKING) is Act.DISTANCE, "with Caps Lock too"
    assert act_of("Shift+←", LOOKING) is Act.PAN_LEFT


def test_a_window_opens_only_where_there_is_a_display() -> None:
    assert "model_viewer" in why_not_outside((), {"DISPLAY": ":0"})
    assert "over plain SSH" in why_not_outside(("true",), {"SSH_CONNECTION": "1 2 3 4"})
    assert "no display" in why_not_outside(("true",), {})
    assert "not installed" in why_not_outside(("no such program",), {"DISPLAY": ":0"})
    assert why_not_outside(("true",), {"WAYLAND_DISPLAY": "wayland-0"}) == ""


@pytest.mark.parametrize("act", [Act.CLOSER, Act.FARTHER, Act.DEEPER, Act.SHALLOWER])
def test_no_key_that_is_held_loses_the_models(act: Act) -> None:
    reach = 40.0
    kept = within(changed(replace(scene(), cut=Cut.ACROSS), act, 500), reach)
    assert kept.camera is not None
    assert 0.5 <= kept.camera.height <= 10 * reach
    assert -reach <= kept.depth <= reach


def test_the_map_brings_the_list_back_in_which_its_legend_stands() -> None:
    assert not mapped(replace(scene(), wide=True)).wide
