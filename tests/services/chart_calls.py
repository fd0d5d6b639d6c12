"""How the calls of `services.charts` are tried in the tests of scope."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from dentui.domain.actors import Actor
from dentui.domain.tickets import TicketState
from dentui.errors import Conflict, NotFound
from tests.clinics import ADMINISTRATOR, Clinic
from tests.working import SCAN, VISIT, chart, charts, form, make_record, open_ticket

SECRET = "Geheimrat"


def told(error: Conflict) -> str:
    """All that a conflict hands over."""
    return f"{error} {error.theirs}"


def _ticket(clinic: Clinic, wanted: UUID) -> tuple[UUID, int]:
    """A ticket of the patient, where there is one, and its version."""
    try:
        made = open_ticket(clinic, wanted, note=SECRET)
    except NotFound:
        return uuid4(), 1
    return made.uuid, made.version


def _record(clinic: Clinic, wanted: UUID) -> tuple[UUID, int]:
    try:
        made = make_record(clinic, wanted, name=SECRET)
    except NotFound:
        return uuid4(), 1
    return made.uuid, made.version


def _version(clinic: Clinic, wanted: UUID) -> int:
    try:
        return chart(clinic, wanted).version
    except NotFound:
        return 1


def lists(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _ticket(clinic, wanted)
    offered = charts(clinic).lists(actor)
    types = (*offered.case_types, *offered.visit_types)
    if actor.institution_id == 1:
        assert {choice.id for choice in types} == {10, 11, 12}
    return " ".join(SECRET for choice in types if choice.id < 20) + str(offered.last_ticket.note)


def edit(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    answer, version = "", _version(clinic, wanted)
    for at in (version + 7, version):
        try:
            charts(clinic).edit(actor, uuid4(), wanted, at, form(SECRET))
        except Conflict as error:
            answer += told(error)
    return answer


def tickets(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _ticket(clinic, wanted)
    return str(charts(clinic).tickets(actor, wanted))


def open_one(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return SECRET * charts(clinic).open_ticket(actor, uuid4(), wanted, uuid4(), SCAN)


def edit_ticket(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    uuid, version = _ticket(clinic, wanted)
    answer = ""
    for at in (version + 7, version):
        try:
            charts(clinic).edit_ticket(actor, uuid4(), uuid, at, replace(SCAN, note="other"))
        except Conflict as error:
            answer += told(error)
    return answer


def move_ticket(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    uuid, version = _ticket(clinic, wanted)
    answer = ""
    for at in (version + 7, version):
        try:
            charts(clinic).move_ticket(actor, uuid4(), uuid, at, TicketState.STARTED)
        except Conflict as error:
            answer += told(error)
    return answer


def make_one(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    charts(clinic).make_record(actor, uuid4(), wanted, uuid4(), VISIT)
    return SECRET


def edit_record(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    uuid, version = _record(clinic, wanted)
    answer = ""
    for at in (version + 7, version):
        try:
            charts(clinic).edit_record(actor, uuid4(), uuid, at, VISIT)
        except Conflict as error:
            answer += told(error)
    return answer


def _changed(clinic: Clinic, actor: Actor, wanted: UUID) -> UUID:
    """The save of a change by the operator, else by an administrator where the operator may not."""
    save = uuid4()
    for who in (actor, ADMINISTRATOR):
        try:
            charts(clinic).edit(who, save, wanted, _version(clinic, wanted), form(SECRET, note=str(save)))
        except NotFound:
            continue
        break
    return save


def history(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _changed(clinic, ADMINISTRATOR, wanted)
    return str(charts(clinic).history(actor, wanted))


def last_change(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _changed(clinic, actor, wanted)
    assert actor.institution_id != 1 or actor.person_id < 3 or charts(clinic).last_change(actor) is None
    return str(charts(clinic).last_change(actor, wanted))


def undo(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    done = _changed(clinic, actor, wanted)
    again = uuid4()
    answer = str(charts(clinic).undo(actor, again, done))
    return answer + str(charts(clinic).undo(actor, again, done))


OF_CHARTS = {
    "charts.Charts.edit": edit,
    "charts.Charts.tickets": tickets,
    "charts.Charts.open_ticket": open_one,
    "charts.Charts.edit_ticket": edit_ticket,
    "charts.Charts.move_ticket": move_ticket,
    "charts.Charts.make_record": make_one,
    "charts.Charts.edit_record": edit_record,
    "charts.Charts.history": history,
    "charts.Charts.last_change": last_change,
    "charts.Charts.undo": undo,
}
