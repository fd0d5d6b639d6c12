"""Short ways to work on patients as a desk does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select, text

from dentui.domain.actors import Actor
from dentui.domain.patients import Gender, PatientChart, PatientInput, RecordInput, RecordLine
from dentui.domain.tickets import TicketInput, TicketKind, TicketLine
from dentui.services.charts import Charts
from dentui.store import audit, indexing, tables
from tests.clinics import ADMINISTRATOR, ELSEWHERE, Clinic

SCAN = TicketInput(TicketKind.INTRAORAL, 10, 10)
VISIT = RecordInput("Check-up", datetime(2025, 3, 4, 10, 30), 10, 10)


def charts(clinic: Clinic) -> Charts:
    """The service, in Switzerland."""
    return Charts(clinic.database, "CH")


def form(family: str = "Keller", given: str = "Anna", **values: object) -> PatientInput:
    """A filled-in form."""
    return replace(PatientInput(family, given, gender=Gender.FEMALE), **values)  # type: ignore[arg-type]


def enter(clinic: Clinic, family: str = "Keller", *, actor: Actor = ADMINISTRATOR, **values: object) -> UUID:
    """Enter a patient."""
    return charts(clinic).enter(actor, uuid4(), uuid4(), replace(form(family), **values)).uuid  # type: ignore[arg-type]


def chart(clinic: Clinic, wanted: UUID, actor: Actor = ADMINISTRATOR) -> PatientChart:
    """How a chart stands."""
    return clinic.patients.chart(actor, wanted)


def edit(clinic: Clinic, wanted: UUID, actor: Actor = ADMINISTRATOR, **values: object) -> UUID:
    """Change some fields of a chart as it stands; the save."""
    save, now = uuid4(), chart(clinic, wanted)
    charts(clinic).edit(actor, save, wanted, now.version, replace(now.form, **values))  # type: ignore[arg-type]
    return save


def open_ticket(clinic: Clinic, wanted: UUID, actor: Actor = ADMINISTRATOR, **values: object) -> TicketLine:
    """Open a scan ticket; how it stands."""
    uuid = uuid4()
    charts(clinic).open_ticket(actor, uuid4(), wanted, uuid, replace(SCAN, **values))  # type: ignore[arg-type]
    return ticket(clinic, wanted, uuid)


def ticket(clinic: Clinic, wanted: UUID, uuid: UUID) -> TicketLine:
    """How a ticket of the patient stands."""
    return next(line for line in charts(clinic).tickets(ADMINISTRATOR, wanted) if line.uuid == uuid)


def make_record(clinic: Clinic, wanted: UUID, actor: Actor = ADMINISTRATOR, **values: object) -> RecordLine:
    """Make a record; how it stands."""
    uuid = uuid4()
    charts(clinic).make_record(actor, uuid4(), wanted, uuid, replace(VISIT, **values))  # type: ignore[arg-type]
    return record(clinic, wanted, uuid)


def record(clinic: Clinic, wanted: UUID, uuid: UUID) -> RecordLine:
    """How a record of the patient stands."""
    return next(line for line in clinic.patients.records(ADMINISTRATOR, wanted) if line.uuid == uuid)


def rows(clinic: Clinic, name: str) -> int:
    """How many rows the first institution has of a table."""
    with clinic.database.engine.connect() as connection:
        indexing.enter(connection, 1)
        counted = select(func.count()).select_from(tables.metadata.tables[name])
        return int(connection.scalar(counted.where(text("institution_id = 1"))) or 0)


def require_sound(clinic: Clinic) -> None:
    """The index says what the charts say, the trail is whole, and the list is in order of true visits."""
    assert clinic.database.system(indexing.differences) == []
    for actor in (ADMINISTRATOR, ELSEWHERE):
        institution = actor.institution_id

        def look(view: object, institution: int = institution) -> None:
            connection = view.connection  # type: ignore[attr-defined]
            assert audit.verify(connection, clinic.database.key, institution).broken_at is None
            newest = (
                select(func.max(tables.record.c.visiting_time))
                .where(tables.record.c.patient_id == tables.patient.c.id)
                .scalar_subquery()
            )
            wrong = select(tables.patient.c.id).where(
                tables.patient.c.last_visit != func.coalesce(newest, tables.patient.c.entered)
            )
            assert connection.scalars(wrong).all() == []

        clinic.database.read(actor, look)
