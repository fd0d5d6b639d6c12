"""The models that were read, and drawing them: used by threads of their own. Lengths in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dentui.domain.images import Role
from dentui.domain.views import View
from dentui.media.models import Camera, Caster, Look, Section
from dentui.media.models.standing import front_of, seen_from
from dentui.viewer.parts import Part
from dentui.viewer.scene import Cut, Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dentui.media.models import Drawn, Model
    from dentui.media.shading import Turn


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Models that can be drawn."""

    keys: tuple[str, ...]
    """Of their parts, in the order of the models."""
    models: tuple[Model, ...]
    front: Turn
    """The view from the front: right, up and towards who looks."""
    caster: Caster = field(repr=False)
    signed: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    """Of each vertex of a jaw, by the key of its part, the distance to the other one; once measured."""
    paints: dict[str, NDArray[np.uint8]] = field(default_factory=dict)
    """The colours of these."""

    @classmethod
    def of(cls, parts: Sequence[Part], models: Sequence[Model]) -> World:
        """These, which were read from these parts."""
        roles = [part.role for part in parts]
        return cls(tuple(part.key for part in parts), tuple(models), front_of(models, roles), Caster(models))

    @property
    def reach(self) -> float:
        """Half the diagonal of the box around all models."""
        low, high = self._box
        return float(np.linalg.norm(high - low)) / 2

    @property
    def _box(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        bounds = np.array([model.bounds for model in self.models])
        return bounds[:, 0].min(axis=0), bounds[:, 1].max(axis=0)

    def fitted(self, scene: Scene, view: View, aspect: float) -> Camera:
        """The camera of a standard view that shows all that is seen; of FREE as the models are turned now."""
        camera = scene.camera
        turn = seen_from(view or View.FRONT, self.front) if view or camera is None else camera.rotation
        bounds = [
            model.bounds + offset
            for model, part, offset in zip(self.models, self._parts(scene), self.offsets(scene), strict=True)
            if scene.shows(part)
        ] or [model.bounds for model in self.models]
        low, high = np.min([low for low, _ in bounds], axis=0), np.max([high for _, high in bounds], axis=0)
        return Camera.fit(np.stack([low, high]), aspect, turn)

    def draw(self, scene: Scene, width: int, height: int, samples: int) -> Drawn:
        """A picture of so many pixels, from the front where nobody has said from where."""
        camera = scene.camera or self.fitted(scene, View.FRONT, width / height)
        looks = [
            Look(scene.shows(part), part.opacity, offset, self.paints.get(part.key) if scene.mapped else None)
            for part, offset in zip(self._parts(scene), self.offsets(scene), strict=True)
        ]
        return self.caster.draw(camera, width, height, looks, self._section(scene), samples)

    def _parts(self, scene: Scene) -> list[Part]:
        by_key = {part.key: part for part in scene.parts}
        return [by_key[key] for key in self.keys]

    def offsets(self, scene: Scene) -> list[NDArray[np.float32]]:
        """Of each model. The upper jaw goes up by half of what the bite is opened, the lower jaw down; what
        belongs to none stays."""
        up = self.front[1] * (scene.opened / 2)
        way = {Role.UPPER: up, Role.LOWER: -up}
        return [np.asarray(way.get(part.role, np.zeros(3)), np.float32) for part in self._parts(scene)]

    def _section(self, scene: Scene) -> Section | None:
        if not scene.cut:
            return None
        normal = self.front[_NORMALS[scene.cut]]
        low, high = self._box
        return Section((low + high) / 2 - scene.depth * normal, normal)


_NORMALS = {Cut.ACROSS: 1, Cut.SIDEWAYS: 2, Cut.ALONG: 0}
"""Which axis of the view from the front points to what is taken away."""
