"""Reading what is shown of a patient beside the list."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, func, select

from dentui.domain.glance import Glance, SeenTicket, SeenVisit
from dentui.domain.tickets import OPEN, TicketKind, TicketState
from dentui.domain.times import from_seconds
from dentui.errors import NotFound
from dentui.store import merged
from dentui.store.patients import NOT_THERE
from dentui.store.scope import View
from dentui.store.tables import alias, case_type, patient, person, record, ticket

VISITS = 12
"""So many of the last visits are shown."""
TICKETS = 6

_visits = (
    select(record.c.visiting_time, case_type.c.name)
    .outerjoin(case_type, case_type.c.id == record.c.case_type_id)
    .where(record.c.patient_id == bindparam("patient"))
    .order_by(record.c.visiting_time.desc(), record.c.id.desc())
    .limit(VISITS)
)
_number = select(func.count()).select_from(record).where(record.c.patient_id == bindparam("patient"))
_tickets = (
    select(ticket.c.number, ticket.c.kind, ticket.c.state, ticket.c.opened)
    .where(ticket.c.patient_id == bindparam("patient"), ticket.c.state.in_(OPEN))
    .order_by(ticket.c.number.desc())
    .limit(TICKETS)
)
_aliases = select(alias.c.kind, alias.c.text).where(alias.c.patient_id == bindparam("patient"))


def glance(view: View, wanted: UUID) -> Glance:
    """What of a patient needs no opening of the chart. Raises NotFound where there is none within the
    operator's scope."""
    connection = view.connection
    row = connection.execute(
        select(patient.c.id, patient.c.address, patient.c.entered, patient.c.merged_into_id, person.c.name)
        .join(person, person.c.id == patient.c.responsible_id)
        .where(patient.c.uuid == wanted.bytes, view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    one = {"patient": row.id}
    former = connection.execute(_aliases, one).all()
    visits = [
        SeenVisit(from_seconds(visiting_time), name or "")
        for visiting_time, name in connection.execute(_visits, one)
    ]
    more = (connection.scalar(_number, one) or 0) - len(visits) if len(visits) == VISITS else 0
    return Glance(
        uuid=wanted,
        address=row.address,
        responsible=row.name,
        entered=from_seconds(row.entered),
        former_names=tuple(dict.fromkeys(text for kind, text in former if kind == "name")),
        former_phones=tuple(dict.fromkeys(text for kind, text in former if kind == "phone")),
        visits=tuple(visits),
        more_visits=more,
        tickets=tuple(
            SeenTicket(number, TicketKind(kind), TicketState(state), from_seconds(opened))
            for number, kind, state, opened in connection.execute(_tickets, one)
        ),
        merged=row.merged_into_id is not None,
        merged_into=merged.main_profile(view, row.merged_into_id),
    )
