"""Labels and measurements: what is refused, and what is measured."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from uuid import UUID

import pytest

from dentui.domain.annotations import (
    LONGEST_COMMENT,
    AnnotationInput,
    AnnotationKind,
    Spot,
    Xyz,
    checked,
    measured,
    measured_words,
)
from dentui.errors import Invalid

FILE = UUID(int=1)


def form(kind: AnnotationKind, *points: Xyz, comment: str = "") -> AnnotationInput:
    return AnnotationInput(kind, tuple(Spot(FILE, point) for point in points), comment)


LABEL = form(AnnotationKind.LABEL, (1, 2, 3), comment="caries")
DISTANCE = form(AnnotationKind.DISTANCE, (0, 0, 0), (3, 4, 0))
ANGLE = form(AnnotationKind.ANGLE, (1, 0, 0), (0, 0, 0), (0, 2, 0))


def test_a_comment_is_tidied_and_its_lines_stay() -> None:
    assert checked(replace(LABEL, comment="  two \u202e words\x1b\n\n second\tline ")).comment == (
        "two words\n\nsecond line"
    )
    assert checked(DISTANCE) == DISTANCE
    assert checked(ANGLE) == ANGLE


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(LABEL, comment=" \n"), "comment"),
        (replace(LABEL, comment="x" * (LONGEST_COMMENT + 1)), "comment"),
        (replace(LABEL, spots=()), "points"),
        (replace(DISTANCE, spots=ANGLE.spots), "points"),
        (form(AnnotationKind.LABEL, (nan, 0, 0), comment="x"), "points"),
        (form(AnnotationKind.DISTANCE, (0, 0, 0), (0, -inf, 0)), "points"),
        (form(AnnotationKind.DISTANCE, (0, 0, 0), (0, 10_001, 0)), "points"),
        (form(AnnotationKind.DISTANCE, (1, 0, 0), (1, 0, 0)), "points"),
        (form(AnnotationKind.ANGLE, (1, 0, 0), (0, 0, 0), (0, 0, 0)), "points"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(wrong: AnnotationInput, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked(wrong)
    assert refusal.value.field == field


def test_distances_are_in_millimetres_and_angles_in_degrees_at_the_second_point() -> None:
    assert measured(((0, 0, 0), (3, 4, 0))) == 5
    assert measured(((1, 0, 0), (0, 0, 0), (0, 2, 0))) == pytest.approx(90)
    assert measured(((1, 1, 1), (0, 0, 0), (-2, -2, -2))) == pytest.approx(180)
    assert measured(((1, 2, 3),)) is None
    assert measured_words(((0, 0, 0), (1, 1, 0))) == "1.41 mm"
    assert measured_words(((1, 0, 0), (0, 0, 0), (1, 1, 0))) == "45.0°"
    assert measured_words(((1.25, -3, 0),)) == "at 1.2, -3.0, 0.0 mm"
