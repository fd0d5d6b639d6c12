"""Labels with comments, and measurements, on models: kept with their image data (S54)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from dentui.domain.forms import tidy
from dentui.errors import Invalid

Xyz = tuple[float, float, float]

LONGEST_COMMENT = 1_000
MOST = 500
"""That an item can have: more hide the model."""
FARTHEST = 10_000.0
"""Millimetres that a point can lie from where its file has 0, 0, 0; nobody's head is ten metres away."""


class AnnotationKind(StrEnum):
    """What an annotation is."""

    LABEL = "label"
    DISTANCE = "distance"
    ANGLE = "angle"


POINTS: Mapping[AnnotationKind, int] = {
    AnnotationKind.LABEL: 1,
    AnnotationKind.DISTANCE: 2,
    AnnotationKind.ANGLE: 3,
}
"""How many points each has; an angle is at the second one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on a model."""

    file: UUID
    """Of the item, which holds the model: jaws move against each other when a bite is opened."""
    at: Xyz
    """Millimetres, in the coordinates of the file."""


@dataclass(frozen=True, slots=True)
class AnnotationInput:
    """A label or a measurement as a form hands it over."""

    kind: AnnotationKind
    spots: tuple[Spot, ...]
    comment: str = ""
    """Needed of a label. Line breaks stay."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A label or a measurement as it is kept."""

    uuid: UUID
    version: int
    item: UUID
    """The image data that it is kept with."""
    kind: AnnotationKind
    spots: tuple[Spot, ...]
    comment: str
    made_by: str
    """Name of the operator."""
    made: datetime
    """Wall-clock time of the institution."""

    @property
    def form(self) -> AnnotationInput:
        """What a change starts from."""
        return AnnotationInput(self.kind, self.spots, self.comment)

    @property
    def value(self) -> float | None:
        """What was measured: millimetres of a distance, degrees of an angle, None for a label."""
        return measured(tuple(spot.at for spot in self.spots))


def measured(points: tuple[Xyz, ...]) -> float | None:
    """Millimetres between two points, degrees at the second of three, None for one. The points of an angle
    are not the same."""
    if len(points) == 2:
        return math.dist(*points)
    if len(points) != 3:
        return None
    first, second = (tuple(p - m for p, m in zip(point, points[1], strict=True)) for point in points[::2])
    cosine = sum(a * b for a, b in zip(first, second, strict=True)) / (
        math.hypot(*first) * math.hypot(*second)
    )
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def measured_words(points: tuple[Xyz, ...]) -> str:
    """The same as it is shown: 12.34 mm, 56.7°; of a label where it is, such as at 1.2, -3.4, 5.6 mm."""
    value = measured(points)
    if value is None:
        return "at " + ", ".join(f"{each:.1f}" for each in points[0]) + " mm"
    return f"{value:.2f} mm" if len(points) == 2 else f"{value:.1f}°"


def checked(form: AnnotationInput) -> AnnotationInput:
    """The form tidied. Raises Invalid with the field for what is missing, too long or cannot be."""
    comment = tidy(form.comment, several_lines=True)
    points = [spot.at for spot in form.spots]
    if len(points) != POINTS[form.kind]:
        number = POINTS[form.kind]
        raise Invalid(
            f"The {form.kind} was not kept: it needs {number} point{'s' * (number > 1)}. Pick them on the "
            "model.",
            field="points",
        )
    if not all(abs(value) <= FARTHEST for point in points for value in point):
        # Also what is no number.
        raise Invalid(
            f"The {form.kind} was not kept: a point lies ten metres away or nowhere. Pick it on the model.",
            field="points",
        )
    if any(one == other for one, other in pairwise(points)):
        raise Invalid(
            f"The {form.kind} was not kept: two of its points are the same. Pick another one.",
            field="points",
        )
    if form.kind is AnnotationKind.LABEL and not comment:
        raise Invalid("The label is empty. Type what is to be said there.", field="comment")
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(
            f"The comment is too long: at most {LONGEST_COMMENT:,} characters. Shorten it.", field="comment"
        )
    return replace(form, comment=comment)
