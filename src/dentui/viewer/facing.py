"""From where a label or a measurement is seen: used by threads of their own. Lengths in millimetres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from dentui.domain.images import JAWS, Role
from dentui.domain.views import View
from dentui.media.models import Camera
from dentui.viewer import overlay
from dentui.viewer.scene import Cut, Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dentui.viewer.marks import Mark
    from dentui.viewer.world import World

AROUND = (2.0, 6.0)
"""How far around a point its surface is asked where it faces: a fissure faces elsewhere than its tooth."""
LEAST = 30.0
"""High is a picture of a mark at least: the teeth beside it tell where it is."""
ROOM = 2.5
"""Times what is between its points."""
STEEP = 0.8
"""Cosine to the front's up from which that does not tell where up is on the picture."""
WIDE = 96
"""Pixels across in which is looked whether a mark can be seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Faced:
    """How the scene is to be for a mark to be seen."""

    mark: UUID
    camera: Camera
    only: Role
    cut: Cut


def face(world: World, scene: Scene, mark: Mark, aspect: float) -> Faced:
    """Turned so that the mark faces who looks, in a picture `aspect` times as wide as high. What hides it is
    left out if it must be: the other jaw, then what is cut away is shown again."""
    best, most = None, -1
    for one in _tries(world, scene, mark, aspect):
        drawn = world.draw(one, WIDE, max(round(WIDE / aspect), 1), 1)
        seen = sum(overlay.place(spot, world, drawn)[2] for spot in mark.spots)
        if seen > most:
            best, most = Faced(mark.uuid, drawn.camera, one.only, one.cut), seen
        if most == len(mark.spots):
            break
    if best is None:
        raise ValueError("a mark without a point")
    return best


def _tries(world: World, scene: Scene, mark: Mark, aspect: float) -> Iterator[Scene]:
    roles = {part.role for part in scene.parts if part.key in {spot.model for spot in mark.spots}}
    alone = next(iter(roles)) if len(roles) == 1 and roles <= JAWS else scene.only
    cuts = [scene.cut] if scene.cut is Cut.NONE else [scene.cut, Cut.NONE]
    for cut in cuts:
        for only in dict.fromkeys((scene.only, alone)):
            for around in AROUND:
                one = replace(scene, only=only, cut=cut, view=View.FREE)
                yield replace(one, camera=_camera(world, one, mark, around, aspect))


def _camera(world: World, scene: Scene, mark: Mark, around: float, aspect: float) -> Camera:
    offsets = dict(zip(world.keys, world.offsets(scene), strict=True))
    points = np.array([np.asarray(spot.at) + offsets[spot.model] for spot in mark.spots])
    turn = _turn(world, sum(_normal(world, spot.model, spot.at, around) for spot in mark.spots))
    reach = float(np.linalg.norm(points[:, None] - points, axis=-1).max())
    whole = world.fitted(scene, View.FREE, aspect)
    height = max(LEAST, ROOM * reach / min(aspect, 1.0))
    return Camera(points.mean(axis=0), turn, min(height, whole.height))


def _normal(world: World, key: str, at: tuple[float, float, float], around: float) -> NDArray[np.float64]:
    model = world.models[world.keys.index(key)]
    far = ((model.vertices - np.asarray(at, np.float32)) ** 2).sum(axis=1)
    near = far < max(around**2, float(far.min()) * 1.01)
    normal: NDArray[np.float64] = model.normals[near].sum(axis=0, dtype=np.float64)
    return normal


def _turn(world: World, towards: NDArray[np.float64] | int) -> NDArray[np.float64]:
    """Right, up and towards who looks; up is the patient's, and onto teeth as charts lay out arches."""
    front = world.front
    length = float(np.linalg.norm(towards))
    ahead = towards / length if length > 1e-9 else front[2]
    above = float(ahead @ front[1])
    up = front[1] if abs(above) < STEEP else front[2] * -np.sign(above)
    right = np.cross(up, ahead)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(ahead, right), ahead])
