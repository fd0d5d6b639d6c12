"""How the calls of `services.doubles` are tried in the tests of scope."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID, uuid4

from dentui.domain.actors import Actor
from dentui.domain.doubles import Typed
from dentui.errors import NotFound
from dentui.services.doubles import Doubles
from tests.clinics import ADMINISTRATOR, Clinic, patient

SECRET = "Geheimrat"
PHONE, EMAIL = "+41791235678", "secretly@example.ch"


def while_typing(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """Who knows the whole chart learns that it is there, where that is told, and nothing else."""
    service = Doubles(clinic.database)
    service.set_tells(ADMINISTRATOR, True)
    return str(
        service.while_typing(actor, Typed(SECRET, "Anna", gender="F", mobile=PHONE, email=EMAIL)).shown
    )


def _again(clinic: Clinic) -> UUID:
    """The same patient a second time."""
    (again,) = clinic.take_in(patient(SECRET, "Anna", mobile=PHONE, email=EMAIL))
    return again


def of_patient(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _again(clinic)
    return str(Doubles(clinic.database).of_patient(actor, wanted))


def dismiss(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    Doubles(clinic.database).dismiss(actor, uuid4(), wanted, _again(clinic))
    return SECRET


def recall(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    Doubles(clinic.database).recall(actor, uuid4(), _again(clinic), wanted)
    return SECRET


def dismissed(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    with suppress(NotFound):
        Doubles(clinic.database).dismiss(ADMINISTRATOR, uuid4(), wanted, _again(clinic))
    return str(Doubles(clinic.database).dismissed(actor, wanted))


def review(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _again(clinic)
    service = Doubles(clinic.database)
    while service.search_some(actor, 30) < 1:
        pass
    return str(service.review(actor))


def tells(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    Doubles(clinic.database).set_tells(ADMINISTRATOR, True)
    return SECRET * Doubles(clinic.database).tells(actor)


def set_tells(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    Doubles(clinic.database).set_tells(actor, True)
    return ""


OF_DOUBLES = {
    "doubles.Doubles.while_typing": while_typing,
    "doubles.Doubles.of_patient": of_patient,
    "doubles.Doubles.dismiss": dismiss,
    "doubles.Doubles.recall": recall,
    "doubles.Doubles.dismissed": dismissed,
    "doubles.Doubles.review": review,
}
