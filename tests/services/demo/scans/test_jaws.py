"""Invented jaws: do they look like jaws to whoever measures them?"""

from __future__ import annotations

import numpy as np
import pytest

from dentui.services.demo.scans import files
from dentui.services.demo.scans.arch import Variation, arches
from dentui.services.demo.scans.jaws import STEP, Scans, scans
from dentui.services.demo.scans.surface import Mesh
from tests.services.demo.scans.meshes import loops, most_faces_at_an_edge, nearest

COARSE = 0.5


@pytest.fixture(scope="module")
def made() -> Scans:
    return scans(Variation(1), COARSE)


@pytest.fixture(scope="module")
def gappy() -> Scans:
    return scans(Variation(2, frozenset({46}), crowding=0.7), COARSE)


def test_a_jaw_is_one_surface_with_a_ragged_border(made: Scans, gappy: Scans) -> None:
    for jaw in (made.upper, made.lower, gappy.upper, gappy.lower):
        assert loops(jaw) == 1
        assert most_faces_at_an_edge(jaw) <= 4  # surface nets pinch where a gap is narrower than a cell
        assert np.isfinite(jaw.vertices).all()


def test_jaws_are_as_large_as_those_of_a_scanner(made: Scans) -> None:
    for jaw in (made.upper, made.lower):
        triangles = len(jaw.faces) * (COARSE / STEP) ** 2
        assert 200_000 < triangles < 300_000
        wide, deep, high = np.ptp(jaw.vertices, axis=0)
        assert 62 < wide < 80
        assert 45 < deep < 58
        assert 15 < high < 24


def test_every_tooth_stands_in_the_plane_and_a_missing_one_leaves_gum(made: Scans, gappy: Scans) -> None:
    for mouth, variation in ((made, Variation(1)), (gappy, Variation(2, frozenset({46}), crowding=0.7))):
        for jaw, arch in zip((mouth.upper, mouth.lower), arches(variation), strict=True):
            assert len(arch.teeth) == (14 if arch.upper or variation.seed == 1 else 13)
            for tooth in arch.teeth:
                assert highest(jaw, tooth.at, upper=arch.upper) > -0.5
    whole, gapped = (arches(v)[1] for v in (Variation(2), Variation(2, frozenset({46}))))
    (gone,) = {tooth.fdi for tooth in whole.teeth} - {tooth.fdi for tooth in gapped.teeth}
    (place,) = (tooth.at for tooth in whole.teeth if tooth.fdi == gone)
    assert gone == 46
    assert place[0] < 0, "46 is on the patient's right"
    assert highest(gappy.lower, place, upper=False) < -3


def test_upper_and_lower_teeth_meet_and_do_not_stand_in_each_other(made: Scans, gappy: Scans) -> None:
    for mouth in (made, gappy):
        low = mouth.lower.vertices[mouth.lower.vertices[:, 2] > 0]
        close = mouth.upper.vertices[:, 2] < 2
        high, normals = mouth.upper.vertices[close], mouth.upper.normals()[close]
        apart, which = nearest(low, high)
        touching = low[apart < 0.6]
        inside = -((low - high[which]) * normals[which]).sum(axis=1)[apart < 0.6]
        assert inside.max() < 0.3
        for side in (-1, 1):
            # From the premolars back on both sides, and not in one place alone.
            assert np.ptp(touching[(side * touching[:, 0] > 10), 1]) > 18
        assert 1.5 < overlap(mouth) < 3.5


def test_upper_incisors_stand_before_the_lower_ones(made: Scans) -> None:
    upper, lower = (
        jaw.vertices[(np.abs(jaw.vertices[:, 0]) < 3) & (np.abs(jaw.vertices[:, 2]) < 1)]
        for jaw in (made.upper, made.lower)
    )
    assert 1 < lower[:, 1].min() - upper[:, 1].min() < 4


def test_a_bite_shows_both_jaws_of_one_side(made: Scans) -> None:
    for bite, side in zip(made.bites, (-1, 1), strict=True):
        assert (side * bite.vertices[:, 0] > -4).all()
        assert bite.vertices[:, 2].max() > 6
        assert bite.vertices[:, 2].min() < -6


def test_enamel_is_lighter_than_gums(made: Scans) -> None:
    for jaw in (made.upper, made.lower):
        assert jaw.colours is not None
        green = jaw.colours[:, 1].astype(int)
        near_the_plane = np.abs(jaw.vertices[:, 2]) < 1.5
        assert np.median(green[near_the_plane]) > 195
        assert np.median(green[np.abs(jaw.vertices[:, 2]) > 13]) < 160


def test_the_same_patient_has_the_same_bytes_and_the_next_one_others() -> None:
    first, again, other = (scans(Variation(seed), 1.5) for seed in (1, 1, 2))
    assert files.ply(first.upper, "x") == files.ply(again.upper, "x")
    assert files.stl(first.bites[0], "x") == files.stl(again.bites[0], "x")
    assert files.stl(first.lower, "x") != files.stl(other.lower, "x")


def highest(jaw: Mesh, place: np.ndarray, *, upper: bool) -> float:
    """How far the jaw reaches towards the other one within 2.5 mm of a place, from the plane."""
    near = np.hypot(*(jaw.vertices[:, :2] - place[:2]).T) < 2.5
    heights = jaw.vertices[near, 2]
    bent = 0.0014 * (place[1] - 24) ** 2 + 0.0012 * place[0] ** 2
    return float(bent - heights.min() if upper else heights.max() - bent)


def overlap(mouth: Scans) -> float:
    """How far the upper incisors hang over the lower ones."""
    upper, lower = (
        jaw.vertices[(np.abs(jaw.vertices[:, 0]) < 4) & (jaw.vertices[:, 1] < 6), 2]
        for jaw in (mouth.upper, mouth.lower)
    )
    return float(lower.max() - upper.min())
