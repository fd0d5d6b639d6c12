"""What a preview shows, as values, and what keys change of it. Lengths in millimetres.

No numpy here beyond what a camera holds: the screen says something before that is imported."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.domain.annotations import POINTS, AnnotationKind
from dentui.domain.images import Role
from dentui.domain.views import TEETH, View
from dentui.viewer.keys import Act
from dentui.viewer.marks import Mark, Spot
from dentui.viewer.parts import Part, fainter

if TYPE_CHECKING:
    from dentui.media.models import Camera

TURN = 0.13
"""Radians a key."""
PAN = 0.06
"""Of the picture's height a key."""
ZOOM = 1.15
"""Times a key."""
BITE = 4.0
WIDEST = 24.0
SLICE = 0.5
"""Millimetres that a key moves the section."""
CLOSEST, FARTHEST = 0.5, 10.0
"""What a picture is high at least, in millimetres, and at most, in times of what reaches out farthest."""


VIEWS = {
    Act.FRONT: View.FRONT,
    Act.BACK: View.BACK,
    Act.LEFT: View.LEFT,
    Act.RIGHT: View.RIGHT,
    Act.UPPER: View.UPPER,
    Act.LOWER: View.LOWER,
}


class Cut(StrEnum):
    """How the models are cut."""

    NONE = ""
    ACROSS = "across"
    SIDEWAYS = "side to side"
    ALONG = "front to back"


NEXT_CUT = {Cut.NONE: Cut.ACROSS, Cut.ACROSS: Cut.SIDEWAYS, Cut.SIDEWAYS: Cut.ALONG, Cut.ALONG: Cut.NONE}
TOOLS = {
    Act.DISTANCE: AnnotationKind.DISTANCE,
    Act.ANGLE: AnnotationKind.ANGLE,
    Act.LABEL: AnnotationKind.LABEL,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is shown."""

    parts: tuple[Part, ...]
    at: int = 0
    """Of the parts the one marked in the list."""
    camera: Camera | None = None
    """None before anything was read."""
    view: View = View.FREE
    only: Role = Role.NONE
    """The jaw that is shown alone because one looks onto its teeth."""
    opened: float = 0.0
    """Millimetres between the jaws beyond their bite."""
    cut: Cut = Cut.NONE
    depth: float = 0.0
    """Where the cut is, from the middle of everything."""
    mapped: bool = False
    """Whether jaws are coloured by how near they come to each other."""
    tool: AnnotationKind | None = None
    """What is being set."""
    pointer: tuple[float, float] = (0.5, 0.5)
    """The cross, in parts of the picture's width and height, from the left and the top."""
    picked: tuple[Spot, ...] = ()
    marks: tuple[Mark, ...] = ()
    mark: UUID | None = None
    """Of the marks the one that was gone to."""
    wide: bool = False
    """Whether there is no list."""

    @property
    def part(self) -> Part:
        """The one marked in the list."""
        return self.parts[self.at]

    def shows(self, part: Part) -> bool:
        """Whether a part is seen."""
        return part.visible and self.only in (Role.NONE, part.role)

    @property
    def view_words(self) -> str:
        """From where one looks; onto teeth only of a jaw that is among the models."""
        role = TEETH.get(self.view)
        if role is None or any(part.role is role and not part.wrong for part in self.parts):
            return self.view
        return "from below" if role is Role.UPPER else "from above"

    @property
    def looks(self) -> object:
        """What the picture of the models depends on."""
        camera = self.camera
        return (
            tuple((self.shows(part), part.opacity) for part in self.parts),
            camera,
            self.opened,
            self.cut,
            self.depth if self.cut else 0,
            self.mapped,
        )

    @property
    def gone_to(self) -> Mark | None:
        """The mark that was gone to, while it is there."""
        return next((mark for mark in self.marks if mark.uuid == self.mark), None)

    @property
    def missing(self) -> int:
        """Points that the tool still wants."""
        return POINTS[self.tool] - len(self.picked) if self.tool else 0


def with_part(scene: Scene, part: Part) -> Scene:
    """With that part in the place of the one with its key."""
    return replace(scene, parts=tuple(part if each.key == part.key else each for each in scene.parts))


def is_to_come(scene: Scene, role: Role, drawn: Collection[str]) -> bool:
    """Whether a jaw of that role is still being read; `drawn`: the keys of what can be drawn by now."""
    return role is not Role.NONE and any(
        part.role is role and part.shown and not part.wrong and part.key not in drawn for part in scene.parts
    )


def changed(scene: Scene, act: Act, times: int = 1, cell: tuple[float, float] = (0.0, 0.0)) -> Scene:
    """What a key that was pressed so many times makes of it. `cell`: parts of the picture's width and height
    that a cell takes, by which the cross moves."""
    if scene.tool and act in _POINTER:
        x, y = _POINTER[act]
        left, top = scene.pointer
        across, down = left + x * cell[0] * times, top + y * cell[1] * times
        return replace(scene, pointer=(min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)))
    if scene.tool and act in _PAN:
        act = _TURN_FOR[act]
    if scene.camera is not None and act in _MOVES:
        view = View.FREE if act in _POINTER else scene.view
        return replace(scene, camera=_MOVES[act](scene.camera, times), view=view)
    if act in _DOES:
        for _ in range(times):
            scene = _DOES[act](scene)
    return scene


def within(scene: Scene, reach: float) -> Scene:
    """Not cut beyond the models, which reach out so far from their middle, nor seen from where they cannot be
    made out."""
    camera = scene.camera
    if camera is not None and not CLOSEST <= camera.height <= FARTHEST * reach:
        camera = replace(camera, height=min(max(camera.height, CLOSEST), FARTHEST * reach))
    return replace(scene, depth=min(max(scene.depth, -reach), reach), camera=camera)


def mapped(scene: Scene) -> Scene:
    """With the occlusion map, whose legend needs the list."""
    return replace(scene, mapped=True, wide=False)


def going_to(scene: Scene, mark: Mark) -> Scene:
    """With a mark gone to, its models not hidden, and no tool in hand."""
    keys = {spot.model for spot in mark.spots}
    parts = tuple(replace(part, shown=part.shown or part.key in keys) for part in scene.parts)
    roles = {part.role for part in parts if part.key in keys}
    only = scene.only if roles == {scene.only} else Role.NONE
    return replace(put_down(scene), parts=parts, only=only, mark=mark.uuid)


def begun(scene: Scene, act: Act) -> Scene:
    """With a tool in hand."""
    return replace(scene, tool=TOOLS[act], picked=(), pointer=scene.pointer)


def put_down(scene: Scene) -> Scene:
    """With no tool in hand."""
    return replace(scene, tool=None, picked=())


def picked(scene: Scene, spot: Spot) -> Scene:
    """With one more point."""
    return replace(scene, picked=(*scene.picked, spot))


def _turn(right: int, up: int) -> Callable[[Camera, int], Camera]:
    return lambda camera, times: camera.turned(right * TURN * times, up * TURN * times)


def _pan(x: int, y: int) -> Callable[[Camera, int], Camera]:
    return lambda camera, times: camera.panned(x * PAN * times, y * PAN * times)


_MOVES: dict[Act, Callable[[Camera, int], Camera]] = {
    Act.TURN_LEFT: _turn(-1, 0),
    Act.TURN_RIGHT: _turn(1, 0),
    Act.TURN_UP: _turn(0, 1),
    Act.TURN_DOWN: _turn(0, -1),
    Act.PAN_LEFT: _pan(-1, 0),
    Act.PAN_RIGHT: _pan(1, 0),
    Act.PAN_UP: _pan(0, 1),
    Act.PAN_DOWN: _pan(0, -1),
    Act.CLOSER: lambda camera, times: camera.zoomed(ZOOM**times),
    Act.FARTHER: lambda camera, times: camera.zoomed(ZOOM**-times),
}
_POINTER = {
    Act.TURN_LEFT: (-1, 0),
    Act.TURN_RIGHT: (1, 0),
    Act.TURN_UP: (0, -1),
    Act.TURN_DOWN: (0, 1),
}
_TURN_FOR = {
    Act.PAN_LEFT: Act.TURN_LEFT,
    Act.PAN_RIGHT: Act.TURN_RIGHT,
    Act.PAN_UP: Act.TURN_UP,
    Act.PAN_DOWN: Act.TURN_DOWN,
}
_PAN = frozenset(_TURN_FOR)


def _step(by: int) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, at=(scene.at + by) % len(scene.parts))


def _hide(scene: Scene) -> Scene:
    part = scene.part
    # What cannot be seen because of the view is shown as well, and not hidden for another reason.
    seen = scene.shows(part)
    return replace(with_part(scene, replace(part, shown=not seen)), only=Role.NONE)


def _alone(scene: Scene) -> Scene:
    """The part alone; where it is alone already, all."""
    others = [part for part in scene.parts if part.key != scene.part.key]
    alone = scene.part.shown and not any(part.shown for part in others)
    parts = tuple(replace(part, shown=alone or part.key == scene.part.key) for part in scene.parts)
    return replace(scene, parts=parts, only=Role.NONE)


def _fainter(scene: Scene) -> Scene:
    return with_part(scene, replace(scene.part, opacity=fainter(scene.part.opacity)))


def _next_cut(scene: Scene) -> Scene:
    return replace(scene, cut=NEXT_CUT[scene.cut], depth=0.0)


def _deeper(by: float) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, depth=scene.depth + by) if scene.cut else scene


def _open(by: float) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, opened=min(max(scene.opened + by, 0.0), WIDEST))


_DOES: dict[Act, Callable[[Scene], Scene]] = {
    Act.NEXT: _step(1),
    Act.BEFORE: _step(-1),
    Act.HIDE: _hide,
    Act.ALONE: _alone,
    Act.FAINTER: _fainter,
    Act.SECTION: _next_cut,
    Act.DEEPER: _deeper(SLICE),
    Act.SHALLOWER: _deeper(-SLICE),
    Act.OPEN: _open(BITE),
    Act.CLOSE: _open(-BITE),
    Act.WIDE: lambda scene: replace(scene, wide=not scene.wide),
}
