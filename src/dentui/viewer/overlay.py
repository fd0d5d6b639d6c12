"""Marks, points and the cross over the picture: where they are seen, and drawing them in cells or in
pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dentui.domain.annotations import AnnotationKind
from dentui.viewer.marks import Spot

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

    from dentui.media.models import Drawn
    from dentui.viewer.inks import Inks
    from dentui.viewer.page import Area, Page
    from dentui.viewer.scene import Scene
    from dentui.viewer.world import World

NEAR = 1.5
"""Millimetres between a mark and the surface that is seen there up to which it is not hidden behind it."""
POINT, CROSS, DOT, THROUGH, TOUCHES = "•", "┼", "·", "x", "o"
LIGHT = (255, 215, 95)
"""Of what stands over a picture of pixels."""
IN_ASCII = {POINT: "Q", CROSS: "[+]", DOT: "i", THROUGH: "!", TOUCHES: "t"}
"""What stands for these where pictures are of ASCII characters: signs that no picture is drawn with."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A few characters at a place of the picture, in parts of its width and height."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line on the picture."""

    begin: tuple[float, float]
    end: tuple[float, float]


def signs(scene: Scene, world: World, drawn: Drawn) -> tuple[list[Stroke], list[Sign]]:
    """What stands over a picture that was drawn."""
    strokes: list[Stroke] = []
    found: list[Sign] = []
    shown = {part.key for part in scene.parts if scene.shows(part)}
    for number, mark in enumerate(scene.marks, 1):
        if not all(spot.model in shown for spot in mark.spots):
            continue
        places = [place(spot, world, drawn) for spot in mark.spots]
        if not any(seen for _, _, seen in places):
            # Behind the models, or cut away.
            continue
        strokes += _between(places)
        if mark.kind is AnnotationKind.LABEL:
            found.append(Sign(*places[0][:2], str(number)))
        else:
            x, y = (sum(each[axis] for each in places) / len(places) for axis in (0, 1))
            found += [Sign(*each[:2], POINT) for each in places if each[2]]
            found.append(
                Sign(*((x, y) if mark.kind is AnnotationKind.DISTANCE else places[1][:2]), str(number))
            )
    points = [place(spot, world, drawn) for spot in scene.picked]
    strokes += _between(points)
    found += [Sign(x, y, POINT) for x, y, _ in points]
    if scene.tool:
        found.append(Sign(*scene.pointer, CROSS))
    return strokes, found


def place(spot: Spot, world: World, drawn: Drawn) -> tuple[float, float, bool]:
    """Where a point is on the picture, in parts of its width and height, and whether it is in sight."""
    if spot.model not in world.keys:
        return -1.0, -1.0, False
    which = world.keys.index(spot.model)
    height, width = drawn.model.shape
    at = np.asarray(spot.at) + drawn.offsets[which]
    x, y, _ = drawn.camera.seen(at[None], width, height)[0]
    surface = drawn.point(round(x), round(y))
    seen = surface is not None and float(np.linalg.norm(surface[1] + drawn.offsets[surface[0]] - at)) < NEAR
    return (x + 0.5) / width, (y + 0.5) / height, seen


def spot_at(
    pointer: tuple[float, float], world: World, drawn: Drawn, cell: tuple[float, float]
) -> Spot | None:
    """The point of a surface under the cross, which is as large as a cell; None where there is none."""
    place = nearest(pointer, drawn)
    if place is None or any(
        abs(at - to) > size / 2 for at, to, size in zip(pointer, place, cell, strict=True)
    ):
        return None
    height, width = drawn.model.shape
    found = drawn.point(int(place[0] * width), int(place[1] * height))
    if found is None:
        return None
    which, point = found
    x, y, z = (round(float(value), 4) for value in point)
    return Spot(world.keys[which], (x, y, z))


def nearest(pointer: tuple[float, float], drawn: Drawn) -> tuple[float, float] | None:
    """The place of a surface nearest to a place of the picture, None where there is none: the middle of a
    dental arch is empty."""
    height, width = drawn.model.shape
    at = min(int(pointer[0] * width), width - 1), min(int(pointer[1] * height), height - 1)
    if drawn.model[at[1], at[0]] >= 0:
        return (at[0] + 0.5) / width, (at[1] + 0.5) / height
    rows, columns = np.nonzero(drawn.model >= 0)
    if not len(rows):
        return None
    x, y = (columns + 0.5) / width, (rows + 0.5) / height
    best = int(np.argmin((x - pointer[0]) ** 2 + (y - pointer[1]) ** 2))
    return float(x[best]), float(y[best])


def on_page(
    page: Page, area: Area, inks: Inks, strokes: Sequence[Stroke], found: Sequence[Sign], *, letters: bool
) -> None:
    """In cells. `letters`: the picture is of ASCII characters."""
    signs_of = IN_ASCII if letters else {}

    def write(x: float, y: float, text: str) -> None:
        if not (0 <= x <= 1 and 0 <= y <= 1):
            return
        text = signs_of.get(text, text)
        # The cell that is meant is between the brackets of a cross.
        column = int(x * area.columns) - (text == IN_ASCII[CROSS])
        column = max(min(column, area.columns - len(text)), 0)
        page.write(area.x + column, area.y + min(int(y * area.rows), area.rows - 1), text, inks.mark)

    for stroke in strokes:
        for x, y in _steps(stroke, area.columns, area.rows):
            write(x, y, DOT)
    for sign in found:
        write(sign.x, sign.y, sign.text)


def in_pixels(
    draw: ImageDraw, size: tuple[int, int], strokes: Sequence[Stroke], found: Sequence[Sign], scale: float
) -> None:
    """In a picture of that width and height; `scale`: pixels of a thin line."""
    width, height = size
    light, dark = LIGHT, (0, 0, 0)
    for stroke in strokes:
        ends = [(x * width, y * height) for x, y in (stroke.begin, stroke.end)]
        draw.line(ends, fill=light, width=max(round(scale), 1))
    for sign in found:
        x, y, far = sign.x * width, sign.y * height, 4 * scale
        if sign.text == CROSS:
            draw.line([(x - 2 * far, y), (x + 2 * far, y)], fill=light, width=max(round(scale), 1))
            draw.line([(x, y - 2 * far), (x, y + 2 * far)], fill=light, width=max(round(scale), 1))
        elif sign.text == THROUGH:
            through(draw, x, y, scale)
        elif sign.text == POINT:
            draw.ellipse([x - far / 2, y - far / 2, x + far / 2, y + far / 2], fill=light, outline=dark)
        else:
            box = draw.textbbox((x, y), sign.text, font_size=12 * scale, anchor="mm")
            draw.rectangle([box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2], fill=dark)
            draw.text((x, y), sign.text, fill=light, font_size=12 * scale, anchor="mm")


def through(draw: ImageDraw, x: float, y: float, scale: float) -> None:
    """The cross of penetration, of lines: as text it would hide the colour that it stands on."""
    arm = 3 * scale
    for rise in (-arm, arm):
        ends = [(x - arm, y - rise), (x + arm, y + rise)]
        draw.line(ends, fill=LIGHT, width=max(round(scale), 1))


def _between(places: Sequence[tuple[float, float, bool]]) -> list[Stroke]:
    return [Stroke(one[:2], other[:2]) for one, other in pairwise(places)]


def _steps(stroke: Stroke, columns: int, rows: int) -> Iterator[tuple[float, float]]:
    """Places along a line, one for every cell or two."""
    (x, y), (to_x, to_y) = stroke.begin, stroke.end
    if not all(-1 < value < 2 for value in (x, y, to_x, to_y)):
        return
    count = max(int(abs(to_x - x) * columns / 2), int(abs(to_y - y) * rows), 1)
    for step in range(1, count):
        yield x + (to_x - x) * step / count, y + (to_y - y) * step / count
