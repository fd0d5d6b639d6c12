"""How near upper and lower jaw come to each other: a signed distance of each vertex to the other jaw, the
colours and shapes of its steps, and what a legend says of them. Lengths are millimetres.

Distances are those of the nearest points where the two surfaces face each other: the palatal side of an
incisor is not near to what lies on its other side. A jaw of a scan is a shell that is open below; its outer
side is where its normals point, and a vertex behind the other shell has gone through it. What is nearest to
an open border is left out, because nobody knows what comes behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from dentui.media.nearest import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dentui.media.models import Model

STEP = 0.1
FARTHEST = 3.0
"""What is farther away has no step."""
DEEPEST = 0.5
"""From here on penetration has the last step; what seems deeper than FARTHEST is none."""
TOUCHES = 0.1
"""Up to this a contact is told from what is only near: as thick as articulating paper is."""
CLOSE = 1.0
COLOURS = (
    (0.0, (215, 25, 28)),
    (0.5, (253, 141, 60)),
    (1.0, (254, 217, 66)),
    (1.7, (90, 180, 90)),
    (2.4, (70, 170, 200)),
    (FARTHEST, (50, 90, 170)),
)
"""Of distances: from red over yellow to blue, as articulating paper and most dental programs have it."""
SHALLOW, DEEP = (235, 70, 225), (90, 0, 110)
"""Of penetration: a hue that no distance has."""
REST = (214, 208, 200)
"""Where there is no step: stone."""


class Nearness(IntEnum):
    """The shapes that tell steps where there are no colours."""

    NONE = 0
    NEAR = 1
    CLOSE = 2
    CONTACT = 3
    PENETRATION = 4


@dataclass(frozen=True, slots=True)
class Shade:
    """A step of the legend."""

    least: float
    most: float
    """Millimetres: what is not less than the first and less than the second; -inf for penetration that is
    deeper than all steps."""
    colour: tuple[int, int, int]
    nearness: Nearness


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """Of each vertex of both jaws the signed distance to the other jaw."""

    upper: NDArray[np.float32]
    """(n,): negative where it has gone through the other jaw, NaN where that is not near or does not face
    it."""
    lower: NDArray[np.float32]


def occlusion(upper: Model, lower: Model) -> Occlusion:
    """Measure two jaws as their files have them. About a second for 250,000 triangles each, on two cores."""
    with ThreadPoolExecutor(2) as both:
        ours = both.submit(signed_distance, upper, lower)
        theirs = both.submit(signed_distance, lower, upper)
        return Occlusion(ours.result(), theirs.result())


def signed_distance(jaw: Model, other: Model) -> NDArray[np.float32]:
    """Of each vertex of a jaw the signed distance (n,) to the other jaw, as `Occlusion` has it."""
    found = nearest(other.vertices, other.faces, jaw.vertices, FARTHEST)
    signed = np.full(len(jaw.vertices), np.nan, np.float32)
    near = np.flatnonzero(found.face >= 0)
    if not len(near):
        return signed
    corners, weights = other.faces[found.face[near]], found.weights[near]
    place = np.einsum("ik,ikj->ij", weights, other.vertices[corners])
    normal = np.einsum("ik,ikj->ij", weights, other.normals[corners])
    facing = np.einsum("ij,ij->i", normal, jaw.normals[near]) < 0
    behind = np.einsum("ij,ij->i", normal, jaw.vertices[near] - place) < 0
    distance = np.where(behind, -found.distance[near], found.distance[near])
    told = facing & ~_on_border(other.faces, corners, weights)
    signed[near[told]] = distance[told]
    return signed


def paint(signed: NDArray[np.float32], rest: tuple[int, int, int] = REST) -> NDArray[np.uint8]:
    """Colours (n, 3) of a jaw's vertices: those of the steps, and `rest` where there is none."""
    return np.array([*(shade.colour for shade in LEGEND), rest], np.uint8)[_steps(signed)]


def nearnesses(signed: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The shapes (n,) of a jaw's vertices, as numbers of `Nearness`."""
    return np.array([*(shade.nearness for shade in LEGEND), Nearness.NONE], np.uint8)[_steps(signed)]


def _steps(signed: NDArray[np.float32]) -> NDArray[np.intp]:
    """The number of each step in the legend, one more than the last where there is none."""
    with np.errstate(invalid="ignore"):
        at = np.floor(np.round(signed / STEP, 3)) + len(LEGEND) - round(FARTHEST / STEP)
    at = np.where(np.isnan(at), len(LEGEND), np.clip(at, 0, len(LEGEND)))
    return at.astype(np.intp)


def _on_border(
    faces: NDArray[np.int32], corners: NDArray[np.int32], weights: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Whether points on triangles with these corners lie on an edge that only one triangle has."""
    count = int(faces.max()) + 1
    keys = np.sort(np.concatenate([_edge(faces[:, k], faces[:, (k + 1) % 3], count) for k in range(3)]))
    alone = keys[(keys != np.roll(keys, 1)) & (keys != np.roll(keys, -1))]
    border = np.zeros(count, np.bool_)
    border[alone // count] = border[alone % count] = True
    on = np.zeros(len(corners), np.bool_)
    amid = weights > 0
    for k in range(3):
        # At a corner, or on the edge across from the third one.
        following, third = (k + 1) % 3, (k + 2) % 3
        on |= amid[:, k] & ~amid[:, following] & ~amid[:, third] & border[corners[:, k]]
        edge = np.flatnonzero(amid[:, k] & amid[:, following] & ~amid[:, third])
        wanted = _edge(corners[edge, k], corners[edge, following], count)
        place = np.searchsorted(alone, wanted)
        place[place == len(alone)] = 0
        on[edge] |= alone[place] == wanted if len(alone) else False
    return on


def _edge(one: NDArray[np.int32], other: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """A number for the edge between two corners, whichever comes first."""
    key: NDArray[np.int64] = np.minimum(one, other).astype(np.int64) * count + np.maximum(one, other)
    return key


def _legend() -> tuple[Shade, ...]:
    first = -round(DEEPEST / STEP) - 1
    return tuple(_shade(number, first) for number in range(first, round(FARTHEST / STEP)))


def _shade(number: int, first: int) -> Shade:
    """The step that begins at so many steps."""
    least, most = round(number * STEP, 1), round((number + 1) * STEP, 1)
    if number < 0:
        return Shade(
            -math.inf if number == first else least,
            most,
            _mixed(((first, DEEP), (-1, SHALLOW)), number),
            Nearness.PENETRATION,
        )
    nearness = Nearness.CONTACT if least < TOUCHES else Nearness.CLOSE if least < CLOSE else Nearness.NEAR
    return Shade(least, most, _mixed(COLOURS, least + STEP / 2), nearness)


def _mixed(colours: Sequence[tuple[float, tuple[int, int, int]]], at: float) -> tuple[int, int, int]:
    """The colour at a place between colours at places."""
    places = [place for place, _ in colours]
    red, green, blue = (np.interp(at, places, [colour[k] for _, colour in colours]) for k in range(3))
    return round(float(red)), round(float(green)), round(float(blue))


LEGEND = _legend()
"""Every step, the deepest first."""
