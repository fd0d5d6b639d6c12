"""Pictures of models for a page: from standard views, on white. A job of the process that reads files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.domain.images import Role
from dentui.domain.limits import Limits
from dentui.domain.views import TEETH, View
from dentui.errors import Unreadable
from dentui.media.jobs import Answer
from dentui.media.models.camera import Camera
from dentui.media.models.caster import Caster
from dentui.media.models.reading import read_model
from dentui.media.models.scene import Look
from dentui.media.models.standing import front_of, seen_from

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dentui.media.models.camera import Turn
    from dentui.media.models.model import Model

FINE = 2
"""Rays beside one another in a pixel, against jagged edges."""
PAPER = 255


def draw(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """A picture for each view, one behind the other: red, green and blue of each pixel. Raises Unreadable,
    also where the jaw of an occlusal view is not among the models."""
    others = {name.rsplit("/", 1)[-1].casefold(): Path(path) for path, name in asked["others"] if name}
    roles = [Role(role) for _, role in asked["parts"]]
    models = [read_model(Path(path), limits, others) for path, _ in asked["parts"]]
    # A process beside this one would be beyond its limits.
    caster = Caster(models, alone=True)
    front, size = front_of(models, roles), (asked["width"], asked["height"])
    pictures = [_portrait(caster, roles, front, View(view), size) for view in asked["views"]]
    return Answer(len(pictures), b"".join(picture.tobytes() for picture in pictures))


def _portrait(
    caster: Caster, roles: Sequence[Role], front: Turn, view: View, size: tuple[int, int]
) -> NDArray[np.uint8]:
    """(h, w, 3): all models from there as large as there is room, of an occlusal view the jaw alone."""
    jaw = TEETH.get(view)
    if jaw is not None and jaw not in roles:
        raise Unreadable(f"There is no {jaw} jaw among these files that one could look onto.")
    shown = [jaw is None or role is jaw for role in roles]
    turn, (width, height) = seen_from(view, front), size
    seen = [model for model, its in zip(caster.models, shown, strict=True) if its]
    camera = _around(seen, turn, width / height)
    drawn = caster.draw(camera, width * FINE, height * FINE, [Look(its) for its in shown])
    fine = drawn.rgb
    fine[drawn.model < 0] = PAPER
    mean = fine.reshape(height, FINE, width, FINE, 3).mean(axis=(1, 3), dtype=np.float32)
    picture: NDArray[np.uint8] = (mean + 0.5).astype(np.uint8)
    return picture


def _around(models: Sequence[Model], turn: Turn, aspect: float) -> Camera:
    """Of what is seen, and not of the box that it lies in: that is larger where a scan lies askew."""
    ends = []
    for model in models:
        turned = model.vertices @ turn.T.astype(np.float32)
        ends += [turned.min(axis=0), turned.max(axis=0)]
    fitted = Camera.fit(np.stack([np.min(ends, axis=0), np.max(ends, axis=0)]), aspect)
    return Camera(fitted.centre @ turn, turn, fitted.height)
