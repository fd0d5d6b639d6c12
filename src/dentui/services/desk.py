"""A desk: the services with the operator who uses them."""

from __future__ import annotations

from dataclasses import dataclass

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.errors import Forbidden, Invalid
from dentui.services.charts import Charts
from dentui.services.patients import Patients
from dentui.services.register import Register
from dentui.services.types import CaseTypes
from dentui.store import people
from dentui.store.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """One running program, used by one operator at one terminal."""

    actor: Actor
    operator: str
    institution: str
    demonstration: bool
    administers: bool
    """Whether the operator saw all of the institution's patients when the desk was opened. For words
    on the screen only: rights are read anew in every transaction."""
    patients: Patients
    charts: Charts
    types: CaseTypes
    register: Register


def open_desk(settings: Settings) -> Desk:
    """Open and check the register, and find the operator in it. Raises Unavailable for a register that
    cannot be used, Forbidden or Invalid for an operator who is not known there."""
    if not settings.operator:
        raise Forbidden(
            "Nobody is signed in. Until sign-in exists, dentui opens demonstration clinics only: make one "
            "with: dentui demo --home DIR"
        )
    database = Database(settings)
    found = database.system(lambda connection: people.places(connection, settings.operator or ""))
    if settings.institution:
        found = [place for place in found if place.institution == settings.institution]
    if not found:
        database.close()
        raise Invalid(
            f"There is no operator {settings.operator} in this register"
            + (f" at {settings.institution}" if settings.institution else "")
            + ". Check --as.",
            field="as",
        )
    place = found[0]
    register = Register(database)
    register.wait_for_change(0)  # what is committed from here on is noticed
    return Desk(
        actor=place.actor,
        operator=place.operator,
        institution=place.institution,
        demonstration=settings.demonstration,
        administers=place.administers,
        patients=Patients(database),
        charts=Charts(database, settings.country),
        types=CaseTypes(database),
        register=register,
    )
