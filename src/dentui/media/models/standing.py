"""How models stand, and from where each standard view looks at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dentui.domain.images import JAWS, Role
from dentui.domain.views import View
from dentui.media.shading import Shape
from dentui.media.views import FACES, view_of

if TYPE_CHECKING:
    from dentui.media.models.camera import Turn
    from dentui.media.models.model import Model

_FROM: Mapping[View, Callable[[Turn], Turn]] = {
    View.FRONT: lambda f: f,
    View.BACK: lambda f: np.stack([-f[0], f[1], -f[2]]),
    # What is at the right of who looks from the front is the patient's left.
    View.LEFT: lambda f: np.stack([-f[2], f[1], f[0]]),
    View.RIGHT: lambda f: np.stack([f[2], f[1], -f[0]]),
    # As charts and photos of arches are laid out: incisors of the upper jaw at the top, of the lower below.
    View.UPPER: lambda f: np.stack([f[0], f[2], -f[1]]),
    View.LOWER: lambda f: np.stack([f[0], -f[2], f[1]]),
}


def seen_from(view: View, front: Turn) -> Turn:
    """The turn of a standard view of what has this one from the front. Raises KeyError for FREE."""
    return _FROM[view](front)


def front_of(models: Sequence[Model], roles: Sequence[Role]) -> Turn:
    """The view from the front, of what lies as its maker had it. `roles`: one for each model."""
    shapes = [Shape(model.vertices, model.faces) for model in models]
    turn = view_of(shapes, roles)
    known = JAWS.intersection(roles)
    if len(known) == 2 or Role.BITE in roles or not FACES.isdisjoint(roles):
        return turn
    _, up, towards = turn
    if np.array_equal(turn, np.eye(3)) and not known:
        return turn
    # It is seen onto its teeth: incisors are at the top, of a lower jaw at the bottom.
    front = -up if known == {Role.LOWER} else up
    above = -towards if known == {Role.UPPER} else towards
    return np.stack([np.cross(above, front), above, front])
