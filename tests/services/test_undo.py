"""What one desk did is taken back, unless another has changed the same since.

The state machine works at one clinic with two operators and holds every chart against a model that knows
nothing of how it is kept. DENTUI_SOAK=1 makes its walks many and long.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, update

from dentui.domain.actors import Actor
from dentui.domain.patients import Gender, RecordInput
from dentui.domain.tickets import MOVES, OPEN, TicketInput, TicketKind, TicketState
from dentui.errors import Conflict, Forbidden, NotFound
from dentui.store import undo
from dentui.store.tables import membership
from tests.clinics import ADMINISTRATOR, MEMBER, OTHER_MEMBER, Clinic, clinic_on, empty_clinic
from tests.servers import Server
from tests.working import (
    SCAN,
    VISIT,
    chart,
    charts,
    edit,
    enter,
    form,
    make_record,
    open_ticket,
    record,
    require_sound,
    ticket,
)


def take_back(clinic: Clinic, actor: Actor = ADMINISTRATOR) -> str:
    """Undo the operator's last change; which it was."""
    done = charts(clinic).undo(actor, uuid4(), last_of(clinic, actor))
    assert done.undone
    return done.action


def last_of(clinic: Clinic, actor: Actor) -> UUID:
    """The save of the operator's last change."""
    last = charts(clinic).last_change(actor)
    assert last is not None
    return last.save


def test_an_edit_is_taken_back_with_all_that_it_changed(clinic: Clinic) -> None:
    made = enter(clinic, birth_date=date(1990, 3, 12))
    before = chart(clinic, made)
    edit(clinic, made, family="Meyer", birth_date=None, gender=Gender.MALE, responsible_id=3, note="x")
    assert take_back(clinic) == "edit patient"
    after = chart(clinic, made)
    assert after.form == before.form
    assert (after.version, after.former_names) == (before.version + 2, ())
    newest, taken_back, _ = charts(clinic).history(ADMINISTRATOR, made)
    assert (newest.undoes, taken_back.undone) == ("edit patient", True)
    assert clinic.names("meyer") == []
    require_sound(clinic)


def test_tickets_and_records_are_taken_back_step_by_step(clinic: Clinic) -> None:
    made = enter(clinic)
    opened = open_ticket(clinic, made)
    charts(clinic).edit_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 1, replace(SCAN, note="x"))
    charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 2, TicketState.CANCELLED, "why")
    line = make_record(clinic, made)
    charts(clinic).edit_record(ADMINISTRATOR, uuid4(), line.uuid, 1, replace(VISIT, name="Other"))
    assert take_back(clinic) == "rename record"
    assert record(clinic, made, line.uuid).name == VISIT.name
    assert take_back(clinic) == "make record"
    assert clinic.patients.records(ADMINISTRATOR, made) == ()
    assert take_back(clinic) == "cancel ticket"
    now = ticket(clinic, made, opened.uuid)
    assert (now.state, now.reason, now.note) == (TicketState.SCHEDULED, "", "x")
    assert take_back(clinic) == "edit ticket"
    assert take_back(clinic) == "open ticket"
    now = ticket(clinic, made, opened.uuid)
    assert (now.state, now.reason, now.number) == (TicketState.CANCELLED, undo.WITHDRAWN, 1)
    with pytest.raises(Conflict, match="Entering"):
        take_back(clinic)
    require_sound(clinic)


def test_what_another_desk_changed_since_is_not_taken_back_and_who_it_was_is_said(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER, note="old", allergies="")
    mine = edit(clinic, made, note="mine", allergies="Latex")
    edit(clinic, made, actor=MEMBER, note="theirs")
    with pytest.raises(Conflict, match="Berta changed the note") as told:
        charts(clinic).undo(ADMINISTRATOR, uuid4(), mine)
    assert "theirs" not in str(told.value)
    assert chart(clinic, made).form.note == "theirs"
    assert chart(clinic, made).allergies == "Latex"
    # They take theirs back: then it can be.
    take_back(clinic, MEMBER)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), mine)
    assert (chart(clinic, made).note, chart(clinic, made).allergies) == ("old", "")
    require_sound(clinic)


def test_later_changes_of_other_fields_survive(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    mine = edit(clinic, made, note="mine")
    edit(clinic, made, actor=MEMBER, allergies="Latex")
    charts(clinic).undo(ADMINISTRATOR, uuid4(), mine)
    assert (chart(clinic, made).note, chart(clinic, made).allergies) == ("", "Latex")


def test_a_ticket_that_somebody_has_started_is_not_withdrawn(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    opened = open_ticket(clinic, made)
    charts(clinic).move_ticket(MEMBER, uuid4(), opened.uuid, 1, TicketState.STARTED)
    with pytest.raises(Conflict, match="Berta changed the state"):
        take_back(clinic)
    assert ticket(clinic, made, opened.uuid).state is TicketState.STARTED


def test_what_was_ordered_stays_as_it_was_when_the_ticket_was_completed(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    line, save = open_ticket(clinic, made), uuid4()
    charts(clinic).edit_ticket(ADMINISTRATOR, save, line.uuid, 1, replace(SCAN, kind=TicketKind.FACE))
    charts(clinic).move_ticket(MEMBER, uuid4(), line.uuid, 2, TicketState.STARTED)
    charts(clinic).move_ticket(MEMBER, uuid4(), line.uuid, 3, TicketState.COMPLETED)
    with pytest.raises(Conflict, match="Berta changed the state"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert charts(clinic).undo(MEMBER, uuid4(), last_of(clinic, MEMBER)).action == "complete ticket"
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert ticket(clinic, made, line.uuid).kind is TicketKind.INTRAORAL


def test_a_record_that_somebody_has_changed_stays(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    line = make_record(clinic, made)
    charts(clinic).edit_record(MEMBER, uuid4(), line.uuid, 1, replace(VISIT, doctor_id=3))
    with pytest.raises(Conflict, match="Berta changed the doctor"):
        take_back(clinic)
    assert record(clinic, made, line.uuid).doctor_id == 3


def test_nothing_is_undone_twice_or_of_somebody_else_or_when_it_was_long_ago(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = enter(clinic, actor=MEMBER)
    save = edit(clinic, made, note="x")
    for actor in (MEMBER, OTHER_MEMBER):
        with pytest.raises(NotFound):
            charts(clinic).undo(actor, uuid4(), save)
    monkeypatch.setattr(undo, "WITHIN", 0)
    with pytest.raises(NotFound):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    monkeypatch.undo()
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    with pytest.raises(NotFound):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert chart(clinic, made).note == ""


def test_saving_without_a_change_is_nothing_to_undo(clinic: Clinic) -> None:
    made = enter(clinic)
    edit(clinic, made, note="x")
    edit(clinic, made)
    assert len(charts(clinic).history(ADMINISTRATOR, made)) == 2
    take_back(clinic)
    assert chart(clinic, made).note == ""


def test_a_patient_who_was_handed_over_is_no_longer_undone_by_who_had_them(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    save = edit(clinic, made, actor=MEMBER, note="x")
    edit(clinic, made, responsible_id=3)
    with pytest.raises(NotFound):
        charts(clinic).undo(MEMBER, uuid4(), save)
    assert chart(clinic, made).note == "x"


def test_who_administers_no_more_assigns_nobody_by_taking_it_back(clinic: Clinic) -> None:
    made = enter(clinic, responsible_id=2)
    save = edit(clinic, made, responsible_id=1)
    with clinic.database.engine.begin() as connection:
        connection.execute(update(membership).where(membership.c.person_id == 1).values(role="member"))
    with pytest.raises(Forbidden, match="assign another responsible member"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert chart(clinic, made).responsible_id == 1
    require_sound(clinic)


def test_nobody_who_left_becomes_the_responsible_member_by_taking_it_back(clinic: Clinic) -> None:
    made = enter(clinic, responsible_id=3)
    save = edit(clinic, made, responsible_id=2)
    with clinic.database.engine.begin() as connection:
        connection.execute(delete(membership).where(membership.c.person_id == 3))
    with pytest.raises(Conflict, match="cannot be undone"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert chart(clinic, made).responsible_id == 2


def test_trying_an_undo_again_tells_nothing_of_a_patient_who_was_handed_over_since(clinic: Clinic) -> None:
    made, again = enter(clinic, actor=MEMBER), uuid4()
    charts(clinic).undo(MEMBER, again, edit(clinic, made, actor=MEMBER, note="x"))
    edit(clinic, made, family="Theirs", responsible_id=3)
    with pytest.raises(NotFound):
        charts(clinic).undo(MEMBER, again, uuid4())


# The model


@dataclass
class Thing:
    """A patient, a ticket or a record as the model has it."""

    kind: str
    patient: UUID
    uuid: UUID
    values: dict[str, Any]
    there: bool = True


@dataclass
class Did:
    """A change that can be taken back."""

    thing: Thing
    save: UUID
    fields: dict[str, tuple[Any, Any]]
    made: dict[str, Any] | None = None
    """What it was made with, where it was made."""
    undone: bool = False
    place: int = 0
    """In the log."""


@dataclass
class Operator:
    """Somebody at a desk."""

    actor: Actor
    name: str
    done: list[Did] = field(default_factory=list)


PATIENT_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "family": st.sampled_from(["Keller", "Kelller", "Meyer", "Weber", "张"]),
    "given": st.sampled_from(["Anna", "Anne", "Beat", "伟"]),
    "mobile": st.sampled_from(["", "+41791234567", "+41791234568", "+41798887766"]),
    "landline": st.sampled_from(["", "+41791234567", "+41313112233"]),
    "birth_date": st.sampled_from([None, date(1990, 3, 12), date(2001, 1, 2)]),
    "gender": st.sampled_from(Gender),
    "note": st.sampled_from(["", "a", "b"]),
    "allergies": st.sampled_from(["", "Latex"]),
    "email": st.sampled_from(["", "a@example.org"]),
}
RECORD_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Check-up", "Scan"]),
    "visiting_time": st.sampled_from([datetime(y, m, 2, 9) for y in (2019, 2025) for m in (1, 7)]),
    "case_type_id": st.sampled_from([None, 10, 11]),
    "doctor_id": st.sampled_from([None, 2]),
}
TICKET_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(TicketKind),
    "visit_type_id": st.sampled_from([None, 10, 12]),
    "note": st.sampled_from(["", "n"]),
}


def some(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


class Working(RuleBasedStateMachine):
    """Two operators at one clinic."""

    server: ClassVar[Server | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        home = Path(self.folder.name)
        self.clinic = (
            clinic_on(self.server, home)
            if self.server
            else empty_clinic(home, f"sqlite:///{home}/register.db")
        )
        self.service = charts(self.clinic)
        self.operators = (Operator(ADMINISTRATOR, "Anna"), Operator(MEMBER, "Berta"))
        self.things: list[Thing] = []
        self.log: list[tuple[Operator, Thing, set[str]]] = []
        """Who changed which fields of what, undoing too."""

    def of(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind and thing.there]

    def remember(self, operator: Operator, did: Did) -> None:
        for name, (_, after) in did.fields.items():
            did.thing.values[name] = after
        did.place = len(self.log)
        operator.done.append(did)
        self.log.append((operator, did.thing, set(did.fields)))

    def version(self, thing: Thing) -> int:
        if thing.kind == "patient":
            return chart(self.clinic, thing.uuid).version
        look = ticket if thing.kind == "ticket" else record
        return look(self.clinic, thing.patient, thing.uuid).version

    # Few of each, so that both work at the same ones.
    @precondition(lambda self: len(self.of("patient")) < 2)
    @rule(who=st.integers(0, 1), values=some(PATIENT_VALUES), with_ticket=st.booleans())
    def enter(self, who: int, values: dict[str, Any], with_ticket: bool) -> None:
        operator, save, uuid, order = self.operators[who], uuid4(), uuid4(), uuid4()
        typed = form(**{**values, "responsible_id": 2 if who == 0 else None})
        self.service.enter(operator.actor, save, uuid, typed, SCAN if with_ticket else None, order)
        made = Thing("patient", uuid, uuid, {name: getattr(typed, name) for name in PATIENT_VALUES})
        self.things.append(made)
        self.remember(operator, Did(made, save, {}, dict(made.values)))
        if with_ticket:
            self.made_ticket(operator, save, uuid, order, SCAN)

    def made_ticket(
        self, operator: Operator, save: UUID, patient: UUID, uuid: UUID, typed: TicketInput
    ) -> None:
        values = {name: getattr(typed, name) for name in TICKET_VALUES}
        opened = Thing("ticket", patient, uuid, {**values, "state": TicketState.SCHEDULED, "reason": ""})
        self.things.append(opened)
        self.remember(operator, Did(opened, save, {}, dict(opened.values)))

    @precondition(lambda self: self.of("patient"))
    @rule(who=st.integers(0, 1), at=st.integers(0, 9), values=some(PATIENT_VALUES))
    def edit(self, who: int, at: int, values: dict[str, Any]) -> None:
        thing = self.of("patient")[at % len(self.of("patient"))]
        operator, save = self.operators[who], uuid4()
        now = chart(self.clinic, thing.uuid)
        self.service.edit(operator.actor, save, thing.uuid, now.version, replace(now.form, **values))
        self.changed(operator, save, thing, values)

    def changed(self, operator: Operator, save: UUID, thing: Thing, values: dict[str, Any]) -> None:
        fields = {
            name: (thing.values[name], value) for name, value in values.items() if thing.values[name] != value
        }
        if fields:
            self.remember(operator, Did(thing, save, fields))

    @precondition(lambda self: self.of("patient") and len(self.of("ticket")) < 4)
    @rule(who=st.integers(0, 1), at=st.integers(0, 9), values=some(TICKET_VALUES))
    def open_ticket(self, who: int, at: int, values: dict[str, Any]) -> None:
        thing = self.of("patient")[at % len(self.of("patient"))]
        operator, save, uuid, typed = self.operators[who], uuid4(), uuid4(), replace(SCAN, **values)
        self.service.open_ticket(operator.actor, save, thing.uuid, uuid, typed)
        self.made_ticket(operator, save, thing.uuid, uuid, typed)

    @precondition(lambda self: self.of("ticket"))
    @rule(who=st.integers(0, 1), at=st.integers(0, 9), values=some(TICKET_VALUES))
    def edit_ticket(self, who: int, at: int, values: dict[str, Any]) -> None:
        thing = self.of("ticket")[at % len(self.of("ticket"))]
        if thing.values["state"] not in OPEN:
            return
        operator, save = self.operators[who], uuid4()
        now = ticket(self.clinic, thing.patient, thing.uuid)
        self.service.edit_ticket(operator.actor, save, thing.uuid, now.version, replace(now.form, **values))
        self.changed(operator, save, thing, values)

    @precondition(lambda self: self.of("ticket"))
    @rule(who=st.integers(0, 1), at=st.integers(0, 9), way=st.integers(0, 2))
    def move_ticket(self, who: int, at: int, way: int) -> None:
        thing = self.of("ticket")[at % len(self.of("ticket"))]
        ways = MOVES[thing.values["state"]]
        if not ways:
            return
        operator, save, state = self.operators[who], uuid4(), ways[way % len(ways)]
        reason = "why" if state is TicketState.CANCELLED else ""
        self.service.move_ticket(operator.actor, save, thing.uuid, self.version(thing), state, reason)
        fields: dict[str, tuple[Any, Any]] = {"state": (thing.values["state"], state)}
        if reason:
            fields["reason"] = (thing.values["reason"], reason)
        self.remember(operator, Did(thing, save, fields))

    @precondition(lambda self: self.of("patient") and len(self.of("record")) < 3)
    @rule(who=st.integers(0, 1), at=st.integers(0, 9), values=some(RECORD_VALUES))
    def make_record(self, who: int, at: int, values: dict[str, Any]) -> None:
        thing = self.of("patient")[at % len(self.of("patient"))]
        operator, save, uuid, typed = self.operators[who], uuid4(), uuid4(), replace(VISIT, **values)
        self.service.make_record(operator.actor, save, thing.uuid, uuid, typed)
        made = Thing("record", thing.uuid, uuid, {name: getattr(typed, name) for name in RECORD_VALUES})
        self.things.append(made)
        self.remember(operator, Did(made, save, {}, dict(made.values)))

    @precondition(lambda self: self.of("record"))
    @rule(who=st.integers(0, 1), at=st.integers(0, 9), values=some(RECORD_VALUES))
    def edit_record(self, who: int, at: int, values: dict[str, Any]) -> None:
        thing = self.of("record")[at % len(self.of("record"))]
        operator, save = self.operators[who], uuid4()
        now: RecordInput = record(self.clinic, thing.patient, thing.uuid).form
        self.service.edit_record(
            operator.actor, save, thing.uuid, self.version(thing), replace(now, **values)
        )
        self.changed(operator, save, thing, values)

    @rule(who=st.integers(0, 1), back=st.integers(0, 3))
    def undo(self, who: int, back: int) -> None:
        """The last change, or an earlier one that a screen still offers."""
        operator = self.operators[who]
        left = [did for did in operator.done if not did.undone]
        if not left:
            assert self.service.last_change(operator.actor) is None
            return
        last = self.service.last_change(operator.actor)
        assert last is not None
        assert last.save == left[-1].save
        # Of a save that did two things, the later one is meant.
        save = left[-1 - back % len(left)].save
        did = [one for one in left if one.save == save][-1]
        in_the_way = self.in_the_way(did)
        if did.made is not None and did.thing.kind == "patient":
            with pytest.raises(Conflict, match="Entering"):
                self.service.undo(operator.actor, uuid4(), save)
        elif in_the_way:
            with pytest.raises(Conflict, match=f"undone: {self.whose(did, in_the_way)} changed the"):
                self.service.undo(operator.actor, uuid4(), save)
        else:
            self.service.undo(operator.actor, uuid4(), save)
            did.undone = True
            self.withdraw(operator, did)

    def in_the_way(self, did: Did) -> set[str]:
        """What of the change stands differently by now."""
        put = {name: after for name, (_, after) in did.fields.items()} if did.made is None else did.made
        values = did.thing.values
        over = did.thing.kind == "ticket" and "state" not in put and values["state"] not in OPEN
        return {name for name, value in put.items() if values[name] != value} or (
            {"state"} if over else set()
        )

    def whose(self, did: Did, fields: set[str]) -> str:
        """Who changed one of these fields last."""
        for operator, thing, changed in reversed(self.log[did.place + 1 :]):
            if thing is did.thing and changed & fields:
                return operator.name
        raise AssertionError("nobody")

    def withdraw(self, operator: Operator, did: Did) -> None:
        back = {name: before for name, (before, _) in did.fields.items()}
        if did.made is not None and did.thing.kind == "record":
            did.thing.there = False
        elif did.made is not None:
            back = {"state": TicketState.CANCELLED, "reason": undo.WITHDRAWN}
        did.thing.values |= back
        self.log.append((operator, did.thing, set(back)))

    @invariant()
    def the_register_says_what_the_model_says(self) -> None:
        for patient in self.of("patient"):
            now = chart(self.clinic, patient.uuid).form
            assert {name: getattr(now, name) for name in PATIENT_VALUES} == patient.values
            for kind, lines in (
                ("ticket", self.service.tickets(ADMINISTRATOR, patient.uuid)),
                ("record", self.clinic.patients.records(ADMINISTRATOR, patient.uuid)),
            ):
                there = {thing.uuid: thing for thing in self.of(kind) if thing.patient == patient.uuid}
                assert {line.uuid for line in lines} == set(there)
                for line in lines:
                    values = there[line.uuid].values
                    assert {name: getattr(line, name) for name in values} == values

    def teardown(self) -> None:
        try:
            require_sound(self.clinic)
            numbers = sorted(
                line.number
                for patient in self.of("patient")
                for line in self.service.tickets(ADMINISTRATOR, patient.uuid)
            )
            assert numbers == list(range(1, len(numbers) + 1))
        finally:
            self.clinic.database.close()
            self.folder.cleanup()


SOAK = bool(os.environ.get("DENTUI_SOAK"))


@pytest.mark.parametrize(("kind", "walks"), [("sqlite", 9), ("postgresql", 3)])
def test_two_operators_work_and_take_back(kind: str, walks: int, request: pytest.FixtureRequest) -> None:
    class Here(Working):
        server = request.getfixturevalue("postgresql") if kind == "postgresql" else None

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=50 * walks if SOAK else walks,
            stateful_step_count=60 if SOAK else 25,
            deadline=None,
            # Making the shortest walk of one that fails takes minutes.
            phases=tuple(Phase) if SOAK else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
