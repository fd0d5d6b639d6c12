"""The models of a preview as its list has them: the working jaw first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dentui.domain.images import ROLES, ImageType, Role
from dentui.domain.roles import is_antagonist, role_in

OPACITIES = (1.0, 0.75, 0.5, 0.25)
"""The steps, from the first on."""
ROLE_WORDS = {
    Role.UPPER: "Upper jaw",
    Role.LOWER: "Lower jaw",
    Role.BITE: "Bite",
    Role.SMILE: "Smiling",
    Role.NEUTRAL: "Neutral",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A file that may hold a model, and how it is shown."""

    key: str
    """By which marks know it."""
    path: Path
    name: str
    """As its maker called it: not clean."""
    role: Role = Role.NONE
    antagonist: bool = False
    """Whether it stands opposite to the jaw that is treated."""
    shown: bool = True
    opacity: float = 1.0
    wrong: str = ""
    """Why it cannot be read, in a sentence."""
    read: bool = False
    """Whether it is there by now."""

    number: int = 0
    """Among several of its role; 0 for the only one."""

    @property
    def words(self) -> str:
        """What the list calls it: not clean where no role is known."""
        words = ROLE_WORDS.get(self.role)
        return self.name if words is None else f"{words} {self.number}" if self.number else words

    @property
    def visible(self) -> bool:
        """Whether it can be seen."""
        return self.shown and self.read


def part_of(path: Path, name: str = "", key: str = "", role: Role | None = None) -> Part:
    """A file whose name says what it shows, where nobody else does."""
    name = name or path.name
    said = role_in(name, ImageType.INTRAORAL_SCAN) or role_in(name, ImageType.FACE_SCAN)
    return Part(key or name, path, name, said if role is None else role, is_antagonist(name))


def arranged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """In the order of the list: the working jaw, the other jaw, bites, the rest, each as they came. Where no
    name says which jaw is treated, the upper one stands first."""
    order = {role: place for place, role in enumerate(ROLES[ImageType.INTRAORAL_SCAN])}

    def place(part: Part) -> tuple[bool, bool, int]:
        jaw = part.role in (Role.UPPER, Role.LOWER)
        return not jaw and part.role is not Role.BITE, part.antagonist, order.get(part.role, len(order))

    ordered = sorted(parts, key=place)
    roles = [part.role for part in ordered]
    return tuple(
        replace(
            part,
            shown=_shown_at_first(part, ordered),
            number=roles[: at + 1].count(part.role) if roles.count(part.role) > 1 else 0,
        )
        for at, part in enumerate(ordered)
    )


def _shown_at_first(part: Part, parts: Sequence[Part]) -> bool:
    """Not what has the same surface as another one: bites are of teeth that jaws have too, and two faces are
    one in two expressions."""
    if part.role is Role.BITE:
        return not any(each.role in (Role.UPPER, Role.LOWER) for each in parts)
    faces = [each for each in parts if each.role in (Role.SMILE, Role.NEUTRAL)]
    return part not in faces[1:]


def fainter(opacity: float) -> float:
    """The next step; after the last the first."""
    steps = [step for step in OPACITIES if step < opacity]
    return steps[0] if steps else OPACITIES[0]
