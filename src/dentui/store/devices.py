"""The devices of an institution: known from what files name, judged by an administrator."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, func, insert, select, update

from dentui.domain.forms import tidy
from dentui.domain.history import Theirs
from dentui.domain.images import Device, Maker
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store.database import Unit
from dentui.store.scope import View
from dentui.store.tables import device, image_item

WHAT = "say of a device what it may be used for"
EDIT = "edit device"
LONGEST = 100
"""Characters that are kept of what a file says of its maker."""
NOT_THERE = "That device is not in your institution (any more). Choose another one."


def devices(view: View) -> tuple[Device, ...]:
    """All of the institution, with how many items that the operator may see came from each."""
    counts = (
        select(image_item.c.device_id, func.count().label("number"))
        .where(image_item.c.institution_id == view.institution_id, image_item.c.removed.is_(None))
        .group_by(image_item.c.device_id)
        .subquery()
    )
    statement = (
        select(device, counts.c.number)
        .outerjoin(counts, counts.c.device_id == device.c.id)
        .where(device.c.institution_id == view.institution_id)
        .order_by(device.c.maker, device.c.model, device.c.serial)
    )
    shown = view.administers
    return tuple(one(row, (row.number or 0) if shown else 0) for row in view.connection.execute(statement))


def edit(unit: Unit, save: UUID, wanted: UUID, version: int, third_party: bool, authorised: bool) -> None:
    """What stands there already is no change: so a save whose answer was lost may be tried again. Raises
    Forbidden, NotFound, and Conflict where another desk was faster."""
    view = unit.view
    view.require_administrator(WHAT)
    now = current(view, wanted)
    if (now.third_party, now.authorised) == (third_party, authorised):
        unit.nothing_to_write()
        return
    if now.version != version:
        raise Conflict(
            "Another desk has changed this device meanwhile. Nothing was overwritten: look at it once more.",
            Theirs(now.version, one(now), "", None),
        )
    unit.connection.execute(
        update(device)
        .where(device.c.id == now.id)
        .values(third_party=third_party, authorised=authorised, version=version + 1)
    )
    after = {"third_party": third_party, "authorised": authorised}
    changed = sorted(name for name, value in after.items() if getattr(now, name) != value)
    unit.audit(EDIT, None, device=str(wanted), save=str(save), fields=changed)


def current(view: View, wanted: UUID) -> Row[Any]:
    """The row of a device. Raises NotFound."""
    row = view.connection.execute(
        select(device).where(device.c.uuid == wanted.bytes, device.c.institution_id == view.institution_id)
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row


def chosen(view: View, wanted: UUID) -> int:
    """The id of a device that a form chose. Raises Invalid with the field."""
    try:
        return int(current(view, wanted).id)
    except NotFound as error:
        raise Invalid(NOT_THERE, field="device") from error


def of_maker(unit: Unit, maker: Maker) -> int | None:
    """The id of the device that a file names, which becomes known by it; None where it names none."""
    names = {name: tidy(getattr(maker, name))[:LONGEST].strip() for name in ("maker", "model", "serial")}
    if not any(names.values()):
        return None
    view = unit.view
    known = select(device.c.id).where(
        device.c.institution_id == view.institution_id,
        *(device.c[name] == value for name, value in names.items()),
    )
    found = view.connection.scalar(known)
    if found is None:
        values = {**names, "uuid": uuid4().bytes, "institution_id": view.institution_id}
        found = view.connection.execute(insert(device).values(values).returning(device.c.id)).scalar_one()
    return int(found)


def one(row: Row[Any], items: int = 0) -> Device:
    """A device as the services hand it out."""
    return Device(
        uuid=UUID(bytes=row.uuid),
        version=row.version,
        maker=row.maker,
        model=row.model,
        serial=row.serial,
        third_party=row.third_party,
        authorised=row.authorised,
        items=items,
    )
