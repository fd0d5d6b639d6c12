"""What is going to be added: what was found in the files, as a person puts it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from dentui.domain.images import ROLES, Found, FoundFile, FoundItem, ImageType, ItemInput, Role

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Plan:
    """An item, and what becomes of it."""

    item: FoundItem
    uuid: UUID
    """Under which it will be kept: the same however often it is tried."""
    type: ImageType
    taken: datetime | None
    device: UUID | None = None
    """Chosen by hand."""
    chosen: Mapping[UUID, Role] = field(default_factory=dict)
    """Roles that were chosen by hand, by the keys of the files."""
    out: bool = False
    """Whether it is left out."""
    there: UUID | None = None
    """The record of the chart that has all of its bytes already."""

    @property
    def wrong(self) -> str:
        """Why a file of it cannot be read, "" where all can."""
        return next((file.wrong for file in self.item.files if file.wrong), "")

    @property
    def types(self) -> tuple[ImageType, ...]:
        """What it can be kept as: what cannot be read is other data."""
        return (ImageType.OTHER,) if self.wrong else tuple(ImageType)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.item.files)

    @property
    def corrected(self) -> bool:
        """Whether something is not as it was found."""
        return self != plan_of(self.item, self.uuid, self.there)

    def role(self, file: FoundFile) -> Role:
        """What a file of it shows, as far as files of its type can."""
        role = self.chosen.get(file.key, file.role)
        return role if role in ROLES[self.type] else Role.NONE

    def as_type(self, type_: ImageType) -> Plan:
        """The same as another type."""
        return replace(self, type=type_ if type_ in self.types else self.type)

    def stepped(self, way: int) -> Plan:
        """The same as the next type, or as the one before."""
        return self.as_type(_step(self.types, self.type, way))

    def showing(self, file: FoundFile, role: Role) -> Plan:
        """The same with another role of a file."""
        return replace(self, chosen={**self.chosen, file.key: role})

    def role_stepped(self, file: FoundFile, way: int) -> Plan:
        """The same with the next role of a file, or the one before."""
        return self.showing(file, _step(ROLES[self.type], self.role(file), way))

    def input(self) -> ItemInput:
        """As it is to be kept."""
        files = tuple((file.key, self.role(file)) for file in self.item.files)
        return ItemInput(self.uuid, self.type, files, self.taken, self.device)


def plan_of(item: FoundItem, uuid: UUID, there: UUID | None = None) -> Plan:
    """An item as it was found. What cannot be read, and what is there already, is left out unless somebody
    says otherwise."""
    plan = Plan(item, uuid, item.type, item.taken, out=there is not None, there=there)
    return replace(plan, type=ImageType.OTHER, out=True) if plan.wrong else plan


def plans_of(found: Found, known: Mapping[UUID, UUID] | None = None) -> tuple[Plan, ...]:
    """What was found, type by type. `known`: files whose bytes the chart has already, by their keys, and a
    record that has them."""
    order = list(ImageType)
    plans = [plan_of(item, uuid4(), _there(item, known or {})) for item in found.items]
    return tuple(sorted(plans, key=lambda plan: (bool(plan.wrong), order.index(plan.type))))


def _there(item: FoundItem, known: Mapping[UUID, UUID]) -> UUID | None:
    records = [known.get(file.key) for file in item.files]
    return records[0] if all(records) else None


def kept(plans: Iterable[Plan]) -> tuple[Plan, ...]:
    """What is not left out."""
    return tuple(plan for plan in plans if not plan.out)


def _step(values: tuple[V, ...], value: V, way: int) -> V:
    return values[(values.index(value) + way) % len(values)]
