"""How the calls about cases, labs and ready texts are tried in the tests of scope."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

from dentui.domain.actors import Actor
from dentui.domain.case_finding import CaseFilter
from dentui.domain.cases import CaseAction
from dentui.domain.labs import LabInput
from dentui.domain.snippets import SnippetInput, SnippetKind
from dentui.errors import Conflict, NotFound
from dentui.services.case_files import CaseFiles
from dentui.services.snippets import Snippets
from tests.casework import cases, labs, order
from tests.clinics import ADMINISTRATOR, Clinic
from tests.images import as_found, images, look, put, silent
from tests.services.chart_calls import told
from tests.working import VISIT

SECRET = "Geheimrat"


def _lab(clinic: Clinic) -> int:
    there = labs(clinic).all(ADMINISTRATOR)
    return there[0].id if there else labs(clinic).add(ADMINISTRATOR, LabInput(f"{SECRET} Lab"))


def _case(clinic: Clinic, wanted: UUID) -> UUID:
    """A case of the patient that was sent, where there is one."""
    made = uuid4()
    try:
        cases(clinic).send(ADMINISTRATOR, uuid4(), wanted, made, 0, order(_lab(clinic), instructions=SECRET))
    except NotFound:
        return uuid4()
    return made


def find(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made = _case(clinic, wanted)
    pages = [
        cases(clinic).find(actor, CaseFilter(text=text), around=made)
        for text in ("", "geheimrat", "C-", "1", "lab")
    ]
    return " ".join(f"{page.rows} {page.count or ''} {'' if page.at is None else page.at}" for page in pages)


def of_patient(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _case(clinic, wanted)
    return str(cases(clinic).of_patient(actor, wanted))


def open_one(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(cases(clinic).open(actor, _case(clinic, wanted)))


def keep(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    form = order(_lab(clinic) if actor.institution_id == 1 else None, case_type_id=None, doctor_id=None)
    cases(clinic).keep(actor, uuid4(), wanted, uuid4(), form)
    return SECRET


def send(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    form = order(_lab(clinic), case_type_id=None)
    if actor.institution_id != 1:
        form = order(labs(clinic).add(actor, LabInput("Far")), case_type_id=None, doctor_id=4)
    return SECRET + str(cases(clinic).send(actor, uuid4(), wanted, uuid4(), 0, form))


def edit(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made, answer = _case(clinic, wanted), ""
    for version in (7, 2):
        try:
            cases(clinic).edit(actor, uuid4(), made, version, order(_lab(clinic), instructions=SECRET))
        except Conflict as error:
            answer += told(error)
    return answer


def move(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made, answer = _case(clinic, wanted), ""
    for version in (7, 2):
        try:
            cases(clinic).move(actor, uuid4(), made, version, CaseAction.CONFIRM)
        except Conflict as error:
            answer += told(error)
    return answer


def export(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    service = CaseFiles(clinic.database, clinic.settings, images(clinic))
    made = service.export(actor, _case(clinic, wanted), silent, threading.Event())
    return made.path.read_bytes().decode("latin-1")


def take_answer(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made, service = _case(clinic, wanted), images(clinic)
    folder = clinic.settings.home.parent / f"{clinic.settings.home.name}-answer"
    found = look(service, put(folder, {"a.bin": uuid4().bytes}), actor)
    CaseFiles(clinic.database, clinic.settings, service).take_answer(
        actor, uuid4(), made, found.key, uuid4(), VISIT, as_found(found), silent, threading.Event()
    )
    return SECRET


def offered(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _lab(clinic)
    return str(labs(clinic).offered(actor))


def all_labs(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _lab(clinic)
    return str(labs(clinic).all(actor))


def _texts(clinic: Clinic) -> Snippets:
    return Snippets(clinic.database)


def _text(clinic: Clinic) -> int:
    return _texts(clinic).add(ADMINISTRATOR, SnippetInput(text=SECRET))


def snippets(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _text(clinic)
    return str(_texts(clinic).all(actor))


def snippets_of(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _text(clinic)
    return str(_texts(clinic).of(actor, SnippetKind.INSTRUCTIONS))


def add_snippet(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _text(clinic)
    _texts(clinic).add(actor, SnippetInput(text="Own"))
    return str(_texts(clinic).all(actor))


def edit_snippet(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    try:
        _texts(clinic).edit(actor, _text(clinic), 1, SnippetInput(text=f"{SECRET} {actor.person_id}"))
    except NotFound:
        assert f"{SECRET} {actor.person_id}" not in str(_texts(clinic).all(ADMINISTRATOR))
    return str(_texts(clinic).all(actor))


def remove_snippet(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _texts(clinic).remove(actor, _text(clinic))
    return "" if _texts(clinic).all(ADMINISTRATOR) else SECRET


def add_lab(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return f"id={labs(clinic).add(actor, LabInput('Own'))}"


def edit_lab(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(labs(clinic).edit(actor, _lab(clinic), 1, LabInput("Other")))


def withdraw(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    labs(clinic).withdraw(actor, _lab(clinic))
    return ""


def bring_back(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    labs(clinic).bring_back(actor, _lab(clinic))
    return ""


Call = Callable[[Clinic, Actor, UUID], str]
OF_CASES: dict[str, Call] = {
    "cases.Cases.find": find,
    "cases.Cases.of_patient": of_patient,
    "cases.Cases.open": open_one,
    "cases.Cases.keep": keep,
    "cases.Cases.send": send,
    "cases.Cases.edit": edit,
    "cases.Cases.move": move,
    "case_files.CaseFiles.export": export,
    "case_files.CaseFiles.take_answer": take_answer,
}
OF_INSTITUTION: dict[str, Call] = {
    "labs.Labs.offered": offered,
    "labs.Labs.all": all_labs,
    "snippets.Snippets.all": snippets,
    "snippets.Snippets.of": snippets_of,
    "snippets.Snippets.add": add_snippet,
    "snippets.Snippets.edit": edit_snippet,
    "snippets.Snippets.remove": remove_snippet,
}
OF_ADMINISTRATION: dict[str, Call] = {
    "labs.Labs.add": add_lab,
    "labs.Labs.edit": edit_lab,
    "labs.Labs.withdraw": withdraw,
    "labs.Labs.bring_back": bring_back,
}
