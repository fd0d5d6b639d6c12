"""What stands at the top of an institution's reports. Each version that was kept stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from dentui.domain.history import Theirs
from dentui.domain.reports import Letterhead
from dentui.domain.times import to_seconds
from dentui.errors import Conflict
from dentui.store.database import Unit
from dentui.store.report_tables import letterhead
from dentui.store.scope import View
from dentui.store.tables import person

EDIT = "edit letterhead"
NAMES = ("name", "address", "contact", "logo")


def current(view: View) -> tuple[int | None, Letterhead]:
    """The id and the letterhead; None before any was kept."""
    row = view.connection.execute(
        select(letterhead)
        .where(letterhead.c.institution_id == view.institution_id)
        .order_by(letterhead.c.version.desc())
        .limit(1)
    ).first()
    if row is None:
        return None, Letterhead()
    return row.id, Letterhead(row.name, row.address, row.contact, bytes(row.logo), row.version)


def save(unit: Unit, wanted: Letterhead) -> int:
    """Keep a letterhead that was changed from this version, 0 where none was kept; the version it has then.
    Raises Forbidden for who is no administrator, and Conflict."""
    view = unit.view
    view.require_administrator("change the letterhead")
    _, now = current(view)
    changed = [name for name in NAMES if getattr(now, name) != getattr(wanted, name)]
    if not changed:
        unit.nothing_to_write()
        return now.version
    if wanted.version != now.version:
        raise Conflict(
            "Another administrator has changed the letterhead meanwhile. Nothing was overwritten: look at it "
            "as it is now, then change it again.",
            Theirs(now.version, now, _by(view, now.version), None),
        )
    unit.connection.execute(
        insert(letterhead).values(
            institution_id=view.institution_id,
            version=now.version + 1,
            at=to_seconds(datetime.now()),
            person_id=view.person_id,
            **{name: getattr(wanted, name) for name in NAMES},
        )
    )
    unit.audit(EDIT, fields=changed)
    return now.version + 1


def _by(view: View, version: int) -> str:
    name = view.connection.scalar(
        select(person.c.name)
        .join(letterhead, letterhead.c.person_id == person.c.id)
        .where(letterhead.c.institution_id == view.institution_id, letterhead.c.version == version)
    )
    return name or ""
