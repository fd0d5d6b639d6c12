"""S01: nothing of anybody else's leaks. Every public service call is found by introspection and tried as an
administrator, as the responsible member, as another member, from another institution, and as a stranger."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

import dentui.services
from dentui.config import Settings
from dentui.domain.actors import Actor, Role
from dentui.domain.drafts import Draft
from dentui.domain.drafts import Kind as DraftKind
from dentui.domain.drafts import Subject as DraftSubject
from dentui.domain.finding import Filters, Find
from dentui.domain.patients import Gender, PatientInput
from dentui.domain.people import PersonInput
from dentui.domain.types import TypeInput, TypeKind
from dentui.errors import Forbidden, NotFound
from dentui.services.drafts import Drafts
from dentui.services.intake import Intake
from dentui.services.patients import Patients
from dentui.services.people import People
from dentui.services.types import CaseTypes, TypeLists
from dentui.store import tables
from dentui.store.database import Database
from tests.clinics import (
    ADMINISTRATOR,
    ELSEWHERE,
    MEMBER,
    OTHER_MEMBER,
    STRANGER,
    Clinic,
    at,
    clinic_on,
    empty_clinic,
    patient,
    visit,
)
from tests.servers import Server
from tests.services import case_calls, double_calls, image_calls, link_calls, report_calls
from tests.services.case_calls import OF_CASES
from tests.services.chart_calls import OF_CHARTS
from tests.services.chart_calls import lists as chart_lists
from tests.services.double_calls import OF_DOUBLES
from tests.services.merge_calls import OF_MERGES
from tests.services.report_calls import OF_REPORTS

Call = Callable[[Clinic, Actor, UUID], str]

SECRET = "Geheimrat"


def _find(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    answers = [
        Patients(clinic.database).find(actor, Find(text, filters), limit=10, around=wanted)
        for text in ("", "geheim", "secretly", "5678")
        for filters in (Filters(), Filters(case_types=frozenset({10})))
    ]
    return " ".join(
        f"{page.lines} {page.count or ''} {page.at if page.at is not None else ''}" for page in answers
    )


def _count(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return SECRET * Patients(clinic.database).count(actor, Find("geheim"))


def _chart(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(Patients(clinic.database).chart(actor, wanted))


def _chart_again(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    Patients(clinic.database).chart(actor, wanted)
    return str(Patients(clinic.database).chart_again(actor, wanted))


def _glance(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(Patients(clinic.database).glance(actor, wanted))


def _records(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(Patients(clinic.database).records(actor, wanted))


def _case_types(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return " ".join(SECRET for kind in CaseTypes(clinic.database).all(actor) if kind.id < 20)


def _take_in(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    file = clinic.settings.home / "patients.csv"
    file.write_text("family name,given name\nBrought,In\n", "utf-8")
    return str(Intake(clinic.database, "CH").take_in(actor, file))


def _person(clinic: Clinic, person_id: int) -> UUID:
    with clinic.database.engine.connect() as connection:
        uuid = connection.scalar(select(tables.person.c.uuid).where(tables.person.c.id == person_id))
    return UUID(bytes=uuid)


def _everyone(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(People(clinic.database).everyone(actor))


def _add_person(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    People(clinic.database).add(actor, uuid4(), PersonInput("Ernst", f"ernst{actor.institution_id}"))
    return ""


def _add_existing(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    login = "dora" if actor.institution_id == 1 else "carlo"
    return str(People(clinic.database).add_existing(actor, login, Role.MEMBER, False))


def _edit_person(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    People(clinic.database).edit(actor, _person(clinic, 3), PersonInput("Carlo", "carlo", doctor=True))
    return "Carlo"


def _remove_person(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    People(clinic.database).remove(actor, _person(clinic, 3), _person(clinic, 2))
    return "Carlo"


def _type_lines(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(TypeLists(clinic.database).lines(actor, TypeKind.CASE))


def _type_uses(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(TypeLists(clinic.database).uses(actor))


def _add_type(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    TypeLists(clinic.database).add(actor, TypeKind.VISIT, TypeInput("new here"))
    return ""


def _edit_type(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    TypeLists(clinic.database).edit(actor, TypeKind.CASE, 10, TypeInput("other name"))
    return "id=10,"


def _retire_type(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    TypeLists(clinic.database).retire(actor, TypeKind.CASE, 10)
    return "id=10,"


def _bring_back_type(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    TypeLists(clinic.database).bring_back(actor, TypeKind.CASE, 10)
    return "id=10,"


def _unfinished(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """What this actor typed about the patient, who may be out of their reach by now."""
    place = clinic.settings.home / "drafts" / str(uuid4()) / str(uuid4())
    service = Drafts(clinic.database, clinic.settings.home, place)
    keeper = service.keeper()
    subject = DraftSubject(DraftKind.EDIT_PATIENT, wanted, wanted, 1, PatientInput(gender=Gender.FEMALE))
    keeper.note(Draft(uuid4(), subject, {}, "", datetime.now(UTC)), lambda _: None)
    keeper.close(10)
    return " ".join(offer.name for offer in service.waiting(actor))


OF_PATIENTS: dict[str, Call] = {
    "drafts.Drafts.waiting": _unfinished,
    "patients.Patients.find": _find,
    "patients.Patients.count": _count,
    "patients.Patients.chart": _chart,
    "patients.Patients.chart_again": _chart_again,
    "patients.Patients.glance": _glance,
    "patients.Patients.records": _records,
    "patients.Patients.by_chart_number": image_calls.by_chart_number,
    "images.Images.of_patient": image_calls.of_patient,
    "images.Images.of_patient_since": image_calls.of_patient_since,
    "images.Images.take_in": image_calls.take,
    "images.Images.known": image_calls.known,
    "images.Images.kept_thumbnails": image_calls.kept_thumbnails,
    "images.Images.download": image_calls.download,
    "images.Images.lay_out": image_calls.lay_out,
    "images.Images.correct": image_calls.correct,
    "images.Images.remove": image_calls.remove,
    "images.Images.turn": image_calls.turn,
    "file_store.FileStore.wrong": image_calls.wrong,
    **{
        f"annotations.Annotations.{verb}": partial(image_calls.annotated, verb)
        for verb in ("of_item", "add", "change", "remove")
    },
    **{
        f"images.Images.{verb}": partial(image_calls.seen, verb)
        for verb in ("thumbnail", "preview", "dicom_lines", "slice", "expired", "regenerate")
    },
    **OF_CHARTS,
    **OF_MERGES,
    **OF_DOUBLES,
    **OF_CASES,
    **OF_REPORTS,
    **link_calls.OF_LINKS,
}
OF_INSTITUTION: dict[str, Call] = {
    "types.CaseTypes.all": _case_types,
    "charts.Charts.lists": chart_lists,
    "doubles.Doubles.tells": double_calls.tells,
    "devices.Devices.all": image_calls.all_devices,
    **case_calls.OF_INSTITUTION,
    **report_calls.OF_INSTITUTION,
    **link_calls.OF_INSTITUTION,
}
TRIED_ELSEWHERE = {
    "doubles.Doubles.search_some",  # with review: it answers how far it is
    "charts.Charts.enter",  # in test_charts.py: there is no patient yet
    # In test_images.py: files of no patient yet, and the operator's own.
    *("images.Images.look", "images.Images.sources", "looks.Looks.begin", "looks.Looks.get"),
    *(f"sign_in.SignIn.{verb}" for verb in ("change_password", "change_pin", "places", "unlock")),
    *report_calls.TRIED_ELSEWHERE,
    *link_calls.TRIED_ELSEWHERE,
    "sign_in.SignIn.unlocks_with",  # in test_sign_in.py: they are about the operator alone
}
BY_ADMINISTRATORS_ONLY: dict[str, Call] = {"intake.Intake.take_in": _take_in}


OF_ADMINISTRATION: dict[str, Call] = {
    "people.People.everyone": _everyone,
    "people.People.add": _add_person,
    "people.People.add_existing": _add_existing,
    "people.People.edit": _edit_person,
    "people.People.remove": _remove_person,
    "devices.Devices.edit": image_calls.edit_device,
    "doubles.Doubles.set_tells": double_calls.set_tells,
    **case_calls.OF_ADMINISTRATION,
    **report_calls.OF_ADMINISTRATION,
    **link_calls.OF_ADMINISTRATION,
    "types.TypeLists.lines": _type_lines,
    "types.TypeLists.uses": _type_uses,
    "types.TypeLists.add": _add_type,
    "types.TypeLists.edit": _edit_type,
    "types.TypeLists.retire": _retire_type,
    "types.TypeLists.bring_back": _bring_back_type,
}
"""By administrators only, too, about the people and types of the first institution."""


def service_calls() -> Iterator[str]:
    """Every public function and method of the services that takes an Actor."""
    for module in pkgutil.walk_packages(dentui.services.__path__, "dentui.services."):
        loaded = importlib.import_module(module.name)
        for name, thing in vars(loaded).items():
            if getattr(thing, "__module__", None) != module.name or name.startswith("_"):
                continue
            short = module.name.removeprefix("dentui.services.")
            if inspect.isfunction(thing) and _takes_actor(thing):
                yield f"{short}.{name}"
            if inspect.isclass(thing):
                for verb, method in vars(thing).items():
                    if inspect.isfunction(method) and not verb.startswith("_") and _takes_actor(method):
                        yield f"{short}.{name}.{verb}"


def _takes_actor(function: Callable[..., object]) -> bool:
    return any("Actor" in str(p.annotation) for p in inspect.signature(function).parameters.values())


@dataclass
class Start:
    """A register with a patient of member Berta's and three of others, to be copied."""

    settings: Settings
    theirs: UUID


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def start(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """In each of the two databases."""
    home = tmp_path_factory.mktemp("start")
    server: Server | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
    clinic = clinic_on(server, home) if server else empty_clinic(home, f"sqlite:///{home}/register.db")
    (theirs,) = clinic.take_in(
        patient(
            SECRET, "Anna", mobile="+41791235678", email="secretly@example.ch", note=SECRET,
            records=(visit(at(2025), name=SECRET),), former_names=(SECRET + "in",),
        )
    )  # fmt: skip
    clinic.take_in(
        patient("Someone", "Else", responsible_id=3), patient("An", "Administrator's", responsible_id=1)
    )
    clinic.take_in(patient("Far", "Away", responsible_id=4), actor=ELSEWHERE)
    clinic.database.close()
    return Start(clinic.settings, theirs)


@pytest.fixture
def clinic(request: pytest.FixtureRequest, start: Start, tmp_path: Path) -> Iterator[Clinic]:
    """A copy of that register."""
    home, url = tmp_path / "home", f"sqlite:///{tmp_path}/home/register.db"
    shutil.copytree(start.settings.home, home)
    server: Server | None = None
    if start.settings.database.startswith("postgresql"):
        server = request.getfixturevalue("postgresql")
        url = server.new_database(like=start.settings.database)
    settings = replace(start.settings, home=home, database=url)
    copy = Clinic(settings, Database(settings))
    yield copy
    copy.database.close()
    if server:
        server.drop_database(url)


@pytest.fixture
def theirs(start: Start) -> UUID:
    """The patient of member Berta's."""
    return start.theirs


def test_every_service_call_is_tried() -> None:
    assert set(service_calls()) == {
        *OF_PATIENTS,
        *OF_INSTITUTION,
        *BY_ADMINISTRATORS_ONLY,
        *OF_ADMINISTRATION,
        *TRIED_ELSEWHERE,
    }


@pytest.mark.parametrize("name", OF_PATIENTS)
def test_only_an_administrator_and_the_responsible_member_learn_anything_of_the_patient(
    name: str, clinic: Clinic, theirs: UUID
) -> None:
    def answer(actor: Actor, wanted: UUID = theirs) -> str:
        try:
            return OF_PATIENTS[name](clinic, actor, wanted)
        except (NotFound, Forbidden) as error:
            return f"{type(error).__name__} {error}"

    answers = {actor: answer(actor) for actor in (OTHER_MEMBER, ELSEWHERE, STRANGER)}
    for actor, told in answers.items():
        assert SECRET.lower() not in told.lower(), actor
        assert str(theirs) not in told, actor
    # Who is not there and who is out of scope get the same answer.
    assert answers[OTHER_MEMBER] == answer(OTHER_MEMBER, UUID(int=0))
    assert "Forbidden" not in answers[OTHER_MEMBER]
    for actor in (ADMINISTRATOR, MEMBER):
        assert SECRET in OF_PATIENTS[name](clinic, actor, theirs)


@pytest.mark.parametrize("name", OF_INSTITUTION)
def test_lists_of_an_institution_stay_in_it(name: str, clinic: Clinic, theirs: UUID) -> None:
    assert SECRET in OF_INSTITUTION[name](clinic, MEMBER, theirs)
    assert SECRET not in OF_INSTITUTION[name](clinic, ELSEWHERE, theirs)
    with pytest.raises(Forbidden):
        OF_INSTITUTION[name](clinic, STRANGER, theirs)


@pytest.mark.parametrize("name", BY_ADMINISTRATORS_ONLY)
def test_what_only_administrators_may_do_is_refused_to_members(
    name: str, clinic: Clinic, theirs: UUID
) -> None:
    for actor in (MEMBER, STRANGER):
        with pytest.raises(Forbidden):
            BY_ADMINISTRATORS_ONLY[name](clinic, actor, theirs)
    assert BY_ADMINISTRATORS_ONLY[name](clinic, ELSEWHERE, theirs)
    assert clinic.names("brought", ELSEWHERE) == ["Brought, In"]
    assert clinic.names("brought", ADMINISTRATOR) == []


@pytest.mark.parametrize("name", OF_ADMINISTRATION)
def test_people_and_types_are_for_the_administrators_of_their_own_institution(
    name: str, clinic: Clinic, theirs: UUID
) -> None:
    call = OF_ADMINISTRATION[name]
    for actor in (MEMBER, OTHER_MEMBER, STRANGER):
        with pytest.raises(Forbidden):
            call(clinic, actor, theirs)
    try:
        answer = call(clinic, ELSEWHERE, theirs)
    except NotFound as error:
        answer = str(error)
    assert not [word for word in ("Berta", "Carlo", "id=10,", "{10:") if word in answer]
    call(clinic, ADMINISTRATOR, theirs)


def test_a_right_taken_away_works_at_the_next_call(clinic: Clinic, theirs: UUID) -> None:
    assert clinic.names("geheim", MEMBER)
    with clinic.database.engine.begin() as connection:
        connection.execute(delete(tables.membership).where(tables.membership.c.person_id == MEMBER.person_id))
    with pytest.raises(Forbidden):
        clinic.patients.find(MEMBER, Find("geheim"))
    with clinic.database.engine.begin() as connection:
        connection.execute(
            update(tables.membership)
            .where(tables.membership.c.person_id == ADMINISTRATOR.person_id)
            .values(role="member")
        )
    assert not clinic.names("geheim", ADMINISTRATOR)
