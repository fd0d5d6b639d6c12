"""Unfinished forms are offered to who typed them, in the institution where they did, until they are saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from dentui.domain.actors import Actor
from dentui.domain.drafts import Draft, Kind, Subject
from dentui.domain.patients import PatientInput
from dentui.domain.types import TypeInput
from dentui.errors import NotFound, Unavailable
from dentui.services.drafts import Drafts
from dentui.services.keeping import Keeper
from dentui.services.sign_in import open_sign_in
from dentui.store import people, tables
from dentui.store.drafts import place_of
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic
from tests.domain.test_drafts import AT, CHART
from tests.working import chart, charts, edit, enter, form, open_ticket

PATIENCE = 20.0


def drafts_of(clinic: Clinic, actor: Actor) -> Drafts:
    """The service of a desk of theirs."""
    home = clinic.settings.home
    who = clinic.database.read(actor, people.uuids)
    return Drafts(clinic.database, home, place_of(home, *who))


def typed(clinic: Clinic, actor: Actor, *drafts: Draft) -> None:
    """These were typed at a desk that works no more."""
    keeper = drafts_of(clinic, actor).keeper()
    for draft in drafts:
        keeper.note(draft, lambda _: None)
    keeper.close(PATIENCE)


def new_patient(family: str = "Keller", save: UUID | None = None, minutes: int = 0) -> Draft:
    subject = Subject(Kind.NEW_PATIENT, uuid4(), base=PatientInput(), ticket=uuid4())
    values = {"family": family, "birth_date": "1203"}
    return Draft(save or uuid4(), subject, values, "birth_date", AT + timedelta(minutes=minutes))


def about(patient: UUID, kind: Kind = Kind.EDIT_PATIENT, save: UUID | None = None) -> Draft:
    subject = Subject(kind, patient, patient, 1, CHART)
    return Draft(save or uuid4(), subject, {"note": "typed"}, "note", AT)


def offered(clinic: Clinic, actor: Actor) -> list[tuple[str, str]]:
    """What is offered to somebody: which form, about whom."""
    offers = drafts_of(clinic, actor).waiting(actor)
    return [(offer.draft.subject.kind.value, offer.name) for offer in offers]


def test_what_was_left_is_offered_with_its_name_and_the_newest_first(clinic: Clinic) -> None:
    patient = enter(clinic, "Smith")
    edit(clinic, patient, family="Smythe")
    typed(clinic, ADMINISTRATOR, about(patient), new_patient(minutes=-5), new_patient("", minutes=5))
    assert offered(clinic, ADMINISTRATOR) == [
        ("new patient", ""),
        ("edit patient", "Smythe, Anna"),
        ("new patient", "Keller"),
    ]


def test_nobody_else_is_offered_it_and_no_other_institution_is(clinic: Clinic) -> None:
    patient = enter(clinic, "Smith", actor=MEMBER)
    typed(clinic, MEMBER, about(patient), new_patient())
    for actor in (ADMINISTRATOR, OTHER_MEMBER, ELSEWHERE):
        assert offered(clinic, actor) == []
    there = replace(MEMBER, institution_id=2)
    with clinic.database.engine.begin() as connection:
        connection.execute(
            tables.membership.insert().values(
                person_id=MEMBER.person_id, institution_id=2, role="administrator", doctor=False
            )
        )
    assert offered(clinic, there) == []
    assert len(offered(clinic, MEMBER)) == 2


def test_what_was_saved_all_the_same_is_offered_no_more_and_removed(clinic: Clinic) -> None:
    made, changed, left = new_patient(), uuid4(), new_patient("Left")
    assert made.subject.uuid is not None
    charts(clinic).enter(ADMINISTRATOR, made.save, made.subject.uuid, form("Keller"))
    patient = enter(clinic, "Smith")
    now = chart(clinic, patient)
    charts(clinic).edit(ADMINISTRATOR, changed, patient, now.version, replace(now.form, note="typed"))
    typed(clinic, ADMINISTRATOR, made, about(patient, save=changed), left)
    assert offered(clinic, ADMINISTRATOR) == [("new patient", "Left")]
    files = list((clinic.settings.home / "drafts").rglob("*.json"))
    assert [file.stem for file in files] == [str(left.save)]


def test_another_operators_save_of_that_name_is_none_of_this_one(clinic: Clinic) -> None:
    draft = new_patient()
    charts(clinic).enter(MEMBER, draft.save, uuid4(), form("Somebody"))
    typed(clinic, ADMINISTRATOR, draft)
    assert offered(clinic, ADMINISTRATOR) == [("new patient", "Keller")]


def test_of_a_patient_out_of_reach_nothing_is_told_and_nothing_lost(clinic: Clinic) -> None:
    patient = enter(clinic, "Smith", actor=MEMBER)
    ticket = open_ticket(clinic, patient)
    move = Draft(
        uuid4(), Subject(Kind.MOVE_TICKET, ticket.uuid, patient, 1), {"state": "cancelled"}, "reason", AT
    )
    typed(clinic, MEMBER, about(patient), replace(move, at=AT - timedelta(minutes=1)))
    assert offered(clinic, MEMBER) == [("edit patient", "Smith, Anna"), ("move ticket", "Smith, Anna")]

    def hand_over(to: Actor) -> None:
        edit(clinic, patient, responsible_id=to.person_id)

    hand_over(OTHER_MEMBER)
    assert offered(clinic, MEMBER) == []
    hand_over(MEMBER)
    assert len(offered(clinic, MEMBER)) == 2


def test_what_only_administrators_do_is_offered_to_administrators(clinic: Clinic) -> None:
    subject = Subject(Kind.NEW_CASE_TYPE, base=TypeInput(""))
    typed(clinic, MEMBER, Draft(uuid4(), subject, {"name": "veneer"}, "name", AT))
    assert offered(clinic, MEMBER) == []
    with clinic.database.engine.begin() as connection:
        connection.execute(
            update(tables.membership).where(tables.membership.c.person_id == 2).values(role="administrator")
        )
    assert offered(clinic, MEMBER) == [("new case type", "veneer")]


def test_broken_drafts_are_left_out(clinic: Clinic) -> None:
    typed(clinic, ADMINISTRATOR, new_patient(), new_patient("Good"))
    home = clinic.settings.home
    bad = next(file for file in (home / "drafts").rglob("*.json") if b"Good" not in file.read_bytes())
    bad.write_bytes(b'{"format": 1, "kind"')
    # A draft under another's name is none: it could never be removed.
    bad.with_stem(str(uuid4())).write_bytes(
        next((home / "drafts").rglob(f"*/{bad.parent.name}/*.json")).read_bytes()
    )
    assert offered(clinic, ADMINISTRATOR) == [("new patient", "Good")]


def test_one_desk_goes_on_with_it_and_the_second_is_told_so(clinic: Clinic) -> None:
    typed(clinic, ADMINISTRATOR, new_patient())
    service = drafts_of(clinic, ADMINISTRATOR)
    first, second = service.keeper(), service.keeper()
    (offer,) = service.waiting(ADMINISTRATOR)
    service.take_up(offer, first)
    assert service.waiting(ADMINISTRATOR) == ()
    with pytest.raises(NotFound, match="another desk of yours"):
        service.take_up(offer, second)
    second.close(PATIENCE)
    assert service.waiting(ADMINISTRATOR) == ()
    first.close(PATIENCE)
    assert [again.draft for again in service.waiting(ADMINISTRATOR)] == [offer.draft]


def test_what_is_put_back_is_offered_again_and_a_desk_that_is_left_takes_nothing_up(clinic: Clinic) -> None:
    typed(clinic, ADMINISTRATOR, new_patient())
    service = drafts_of(clinic, ADMINISTRATOR)
    (offer,) = service.waiting(ADMINISTRATOR)
    keeper = service.keeper()
    service.take_up(offer, keeper)
    service.put_back(offer, keeper)
    assert not keeper.holds(offer.draft.save)
    assert service.waiting(ADMINISTRATOR) == (offer,)
    keeper.close(PATIENCE)
    with pytest.raises(NotFound):
        service.take_up(offer, keeper)
    service.put_back(offer, keeper)
    assert service.waiting(ADMINISTRATOR) == (offer,)


def test_what_was_taken_up_and_saved_is_gone(clinic: Clinic) -> None:
    typed(clinic, ADMINISTRATOR, new_patient())
    service = drafts_of(clinic, ADMINISTRATOR)
    (offer,) = service.waiting(ADMINISTRATOR)
    keeper = service.keeper()
    service.take_up(offer, keeper)
    keeper.drop(offer.draft.save)
    keeper.close(PATIENCE)
    assert service.waiting(ADMINISTRATOR) == ()
    assert list((clinic.settings.home / "drafts").rglob("*.json")) == []


def test_what_is_thrown_away_is_gone(clinic: Clinic) -> None:
    typed(clinic, ADMINISTRATOR, new_patient(), new_patient("Kept"))
    service = drafts_of(clinic, ADMINISTRATOR)
    offer = next(offer for offer in service.waiting(ADMINISTRATOR) if offer.name == "Keller")
    service.throw_away(offer)
    service.throw_away(offer)
    assert offered(clinic, ADMINISTRATOR) == [("new patient", "Kept")]


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    typed(sqlite_clinic, ADMINISTRATOR, new_patient())
    service = drafts_of(sqlite_clinic, ADMINISTRATOR)
    (offer,) = service.waiting(ADMINISTRATOR)
    (tmp_path / "drafts").rename(tmp_path / "aside")
    (tmp_path / "drafts").write_text("in the way", "utf-8")
    assert service.waiting(ADMINISTRATOR) == ()
    keeper = service.keeper()
    with pytest.raises(Unavailable, match="It stays there"):
        service.take_up(offer, keeper)
    keeper.close(PATIENCE)


def test_a_desk_keeps_its_drafts_under_the_uuids_of_operator_and_institution(clinic: Clinic) -> None:
    door = open_sign_in(clinic.settings)
    desk = door.desk(door.automatically().places[0])
    keeper: Keeper = desk.drafts.keeper()
    keeper.note(new_patient(), lambda _: None)
    keeper.close(PATIENCE)
    door.close()
    (file,) = (clinic.settings.home / "drafts").glob("*/*/*/*.json")
    with clinic.database.engine.connect() as connection:
        person = connection.scalar(select(tables.person.c.uuid).where(tables.person.c.id == 1))
        place = connection.scalar(select(tables.institution.c.uuid).where(tables.institution.c.id == 1))
    assert file.parents[2].name == str(UUID(bytes=person))
    assert file.parents[1].name == str(UUID(bytes=place))
    assert offered(clinic, ADMINISTRATOR) == [("new patient", "Keller")]
