"""The address below which an institution's links to reports stand."""

from __future__ import annotations

from sqlalchemy import select, update

from dentui.domain.history import Theirs
from dentui.domain.links import ShareAddress
from dentui.errors import Conflict
from dentui.store import history
from dentui.store.database import Unit
from dentui.store.scope import View
from dentui.store.tables import audit, institution, person

EDIT = "edit share address"
CHANGED = "Another administrator has changed the address meanwhile. Nothing was overwritten."


def current(view: View) -> str:
    """The address; "" where none is set."""
    ours = select(institution.c.share_address).where(institution.c.id == view.institution_id)
    return view.connection.scalar(ours) or ""


def save(unit: Unit, wanted: str, before: str) -> None:
    """Let links stand below this address, which was changed from the one before. Raises Forbidden for who is
    no administrator, and Conflict, whose `theirs` is a Theirs of a ShareAddress, where it is another one by
    now."""
    view = unit.view
    view.require_administrator("change the address of shared reports")
    now = current(view)
    if now == wanted:
        unit.nothing_to_write()
        return
    if now != before:
        raise Conflict(CHANGED, _theirs(view, now))
    ours = institution.c.id == view.institution_id
    unit.connection.execute(update(institution).where(ours).values(share_address=wanted))
    unit.audit(EDIT)


def _theirs(view: View, now: str) -> Theirs:
    changed = view.connection.execute(
        select(person.c.name, audit.c.at)
        .join(audit, audit.c.person_id == person.c.id)
        .where(audit.c.institution_id == view.institution_id, audit.c.action == EDIT)
        .order_by(audit.c.number.desc())
        .limit(1)
    ).first()
    if changed is None:
        return Theirs(0, ShareAddress(now), "", None)
    return Theirs(0, ShareAddress(now), changed.name, history.local_time(changed.at))
