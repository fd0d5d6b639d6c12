"""The devices that make image data."""

from __future__ import annotations

from uuid import UUID

from dentui.domain.actors import Actor
from dentui.domain.images import Device
from dentui.store import devices
from dentui.store.database import Database


class Devices:
    """What made image data, and what an administrator says of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, actor: Actor) -> tuple[Device, ...]:
        """The institution's devices by maker and model. How much came from each is told to administrators."""
        return self._database.read(actor, devices.devices)

    def edit(
        self, actor: Actor, save: UUID, device: UUID, version: int, third_party: bool, authorised: bool
    ) -> None:
        """Say whether a device is somebody else's, and whether its data may go into reports. Raises
        Forbidden, NotFound, and Conflict, whose `theirs` is a Theirs of a Device."""
        self._database.write(
            actor, lambda unit: devices.edit(unit, save, device, version, third_party, authorised)
        )
