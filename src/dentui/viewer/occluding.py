"""The occlusion map of a preview: its colours on both jaws, its shapes on the picture, its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from dentui.domain.images import Role
from dentui.media.occlusion import LEGEND, REST, STEP, Nearness, nearnesses, occlusion, paint
from dentui.terminal.pens import pen
from dentui.terminal.pictures import moving
from dentui.terminal.pictures.drawing import characters
from dentui.terminal.profile import Colours, Pictures, Profile
from dentui.viewer.overlay import IN_ASCII, THROUGH, TOUCHES, Sign, through

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dentui.media.models import Drawn
    from dentui.viewer.inks import Inks
    from dentui.viewer.marks import Spot
    from dentui.viewer.page import Piece
    from dentui.viewer.parts import Part
    from dentui.viewer.world import World

SHAPES = {Nearness.PENETRATION: THROUGH, Nearness.CONTACT: TOUCHES}
"""What stands on the picture where a jaw has gone through the other one, and where they touch."""
REACH = 1.0
"""Millimetres around a vertex in which its shape is seen."""
LINE = 30
"""Pixels of a line of the legend in a picture that is saved; letters have two thirds of it."""
GROUND, TEXT = (18, 18, 18), (228, 228, 228)
ASKED = 4_000
"""Vertices of a shape that a picture is compared with."""


def measure(world: World, parts: Sequence[Part]) -> None:
    """Have the world know how near its two jaws come to each other. Takes a second or two."""
    roles = {part.key: part.role for part in parts}
    jaws = {roles[key]: (key, model) for key, model in zip(world.keys, world.models, strict=True)}
    (upper, of_upper), (lower, of_lower) = jaws[Role.UPPER], jaws[Role.LOWER]
    found = occlusion(of_upper, of_lower)
    for key, signed in ((upper, found.upper), (lower, found.lower)):
        world.signed[key] = signed
        world.paints[key] = paint(signed)


def at(world: World, spot: Spot) -> str:
    """The distance of a point of a jaw to the other one, in words; "" where there is none."""
    signed = world.signed.get(spot.model)
    if signed is None:
        return ""
    vertices = world.models[world.keys.index(spot.model)].vertices
    far = ((vertices - np.asarray(spot.at, np.float32)) ** 2).sum(axis=1)
    distance = float(signed[int(far.argmin())])
    if np.isnan(distance):
        return "nothing opposite"
    return f"{-distance:.1f} mm through it" if distance < 0 else f"{distance:.1f} mm apart"


def shapes(world: World, drawn: Drawn, columns: int, rows: int, *, colours: bool) -> list[Sign]:
    """The shapes on a picture of so many cells; where there are colours, of penetration alone."""
    height, width = drawn.model.shape
    across = ((np.arange(columns) + 0.5) / columns * width).astype(np.intp)
    down = ((np.arange(rows) + 0.5) / rows * height).astype(np.intp)
    model, depth = (each[np.ix_(down, across)] for each in (drawn.model, drawn.depth))
    camera, pixel = drawn.camera, drawn.camera.height / height
    right, up = (across + 0.5 - width / 2) * pixel, (height / 2 - down - 0.5) * pixel
    points = (
        camera.centre
        + right[None, :, None] * camera.rotation[0]
        + up[:, None, None] * camera.rotation[1]
        - np.where(np.isfinite(depth), depth, 0.0)[..., None] * camera.rotation[2]
    )
    signs = []
    for number, key in enumerate(world.keys):
        if key not in world.signed:
            continue
        near = nearnesses(world.signed[key])
        here = np.argwhere(model == number)
        seen = (points[here[:, 0], here[:, 1]] - drawn.offsets[number]).astype(np.float32)
        for shape, sign in SHAPES.items():
            if colours and shape is not Nearness.PENETRATION:
                continue
            chosen = _close(seen, world.models[number].vertices[near == shape])
            signs += [Sign((x + 0.5) / columns, (y + 0.5) / rows, sign) for y, x in here[chosen].tolist()]
            here, seen = here[~chosen], seen[~chosen]
    return signs


def _close(points: NDArray[np.float32], vertices: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of the points have one of the vertices within reach."""
    if not len(vertices) or not len(points):
        return np.zeros(len(points), bool)
    some = vertices[:: len(vertices) // ASKED + 1]
    far = (points**2).sum(axis=1)[:, None] + (some**2).sum(axis=1) - 2 * points @ some.T
    close: NDArray[np.bool_] = far.min(axis=1) < REACH**2
    return close


def is_coloured(profile: Profile) -> bool:
    """Whether pictures have the colours of the steps there."""
    return profile.of_pixels or (
        characters(profile) is Pictures.HALF and profile.colours is not Colours.SIXTEEN
    )


def legend(profile: Profile, inks: Inks) -> list[list[Piece]]:
    """What the colours and shapes mean: a bar of which every half cell is a tenth of a millimetre."""
    lines: list[list[Piece]] = [[("Occlusion, mm", inks.loud)]]
    coloured = is_coloured(profile)
    if coloured and profile.colours in (Colours.MANY, Colours.TRUE):
        steps = np.array([shade.colour for shade in LEGEND], np.uint8)
        pairs = steps[: len(steps) // 2 * 2].reshape(1, -1, 2, 3).transpose(2, 1, 0, 3).reshape(2, -1, 3)
        numbers = moving.draw(pairs, profile.colours)[0].tolist()
        codes = [[moving.code(number, profile.colours) for number in pair] for pair in numbers]
        lines.append([("▌", pen(foreground=f"3{left}", background=f"4{right}")) for left, right in codes])
        zero = sum(shade.nearness is Nearness.PENETRATION for shade in LEGEND) // 2
        per = 5
        lines.append([(f"{'<0':{zero}}{'0':{per}}{'1':{per}}{'2':{per}}3", inks.quiet)])
    words = {Nearness.PENETRATION: " has gone through"}
    if not coloured:
        words[Nearness.CONTACT] = " touches"
    signs = IN_ASCII if characters(profile) is Pictures.ASCII and not profile.of_pixels else {}
    for shape, text in words.items():
        lines.append([(signs.get(SHAPES[shape], SHAPES[shape]), inks.mark), (text, inks.plain)])
    return lines


def legend_in_pixels(wide: int) -> NDArray[np.uint8]:
    """The same for a picture so many pixels wide, (h, wide, 3): a bar with a scale in millimetres, and what
    has no place on it."""
    image = Image.new("RGB", (wide, 5 * LINE), GROUND)
    draw = ImageDraw.Draw(image)
    left, step = LINE, max((min(wide, 1280) - 2 * LINE) // (2 * len(LEGEND)), 2)

    def write(x: float, line: float, text: str, anchor: str) -> None:
        draw.text((x, (line + 0.5) * LINE), text, fill=TEXT, font_size=LINE * 2 / 3, anchor=anchor)

    write(left, 0, "Occlusion, mm: the distance to the other jaw in steps of 0.1", "lm")
    for number, shade in enumerate(LEGEND):
        x = left + number * step
        draw.rectangle([x, LINE, x + step - 1, 2 * LINE - 6], fill=shade.colour)
    first = -sum(shade.nearness is Nearness.PENETRATION for shade in LEGEND)
    for whole in range(round(LEGEND[-1].most) + 1):
        x = left + (round(whole / STEP) - first) * step
        draw.line([(x, 2 * LINE - 6), (x, 2 * LINE)], fill=TEXT)
        write(x, 2, str(whole), "mm")
    write(left, 2, "<0", "lm")
    through(draw, left + 6, 3.5 * LINE, 2.0)
    write(left + LINE, 3, "has gone through the other jaw", "lm")
    draw.rectangle([left, 4 * LINE + 6, left + 12, 5 * LINE - 10], fill=REST)
    write(left + LINE, 4, "farther away, or nothing opposite", "lm")
    return np.asarray(image)
