"""A desk: the services with the operator who uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.people import Place
from dentui.domain.sign_in import SignedIn
from dentui.errors import Invalid
from dentui.services.annotations import Annotations
from dentui.services.case_files import CaseFiles
from dentui.services.cases import Cases
from dentui.services.charts import Charts
from dentui.services.devices import Devices
from dentui.services.doubles import Doubles
from dentui.services.drafts import Drafts
from dentui.services.habits import Habits
from dentui.services.images import Images
from dentui.services.labs import Labs
from dentui.services.links import Links
from dentui.services.merges import Merges
from dentui.services.patient_copies import PatientCopies
from dentui.services.patients import Patients
from dentui.services.people import People
from dentui.services.register import Register
from dentui.services.reports import Reports
from dentui.services.snippets import Snippets
from dentui.services.sources import Sources
from dentui.services.types import CaseTypes, TypeLists

if TYPE_CHECKING:
    from dentui.services.sign_in import SignIn


@dataclass(frozen=True, slots=True)
class Desk:
    """One running program, used by one operator at one terminal."""

    actor: Actor
    operator: str
    login: str
    institution: str
    demonstration: bool
    administers: bool
    """Whether the operator saw all of the institution's patients when the desk was opened. For words
    on the screen only: rights are read anew in every transaction."""
    patients: Patients
    charts: Charts
    doubles: Doubles
    merges: Merges
    types: CaseTypes
    people: People
    type_lists: TypeLists
    """These two are for administrators."""
    images: Images
    annotations: Annotations
    """Labels and measurements on models."""
    cases: Cases
    case_files: CaseFiles
    labs: Labs
    reports: Reports
    links: Links
    """Links by which patients see their reports."""
    patient_copies: PatientCopies
    """What a patient is handed with such a link."""
    snippets: Snippets
    """Ready texts, for instructions of cases and for reports."""
    devices: Devices
    drafts: Drafts
    """What was typed and not saved."""
    habits: Habits
    """What the operator chose last."""
    sources: Sources
    """Where image data is added from."""
    register: Register
    sign_in: SignIn
    """To unlock the desk, to change place, password and PIN."""


def open_desk(settings: Settings) -> Desk:
    """Open the desk of an operator who need not be asked for anything, in the institution of the settings,
    else the first. Raises Unavailable for a register that cannot be used, Forbidden or Invalid for an
    operator who is not known there, Forbidden where somebody has to sign in."""
    from dentui.services.sign_in import open_sign_in

    sign_in = open_sign_in(settings)
    try:
        signed = sign_in.automatically()
        return sign_in.desk(place_for(settings, signed))
    except BaseException:
        sign_in.close()
        raise


def place_for(settings: Settings, signed: SignedIn) -> Place:
    """Where somebody who is not asked works: the institution of the settings, else the first. Raises
    Invalid where they do not work in that one."""
    place = signed.places[0]
    if settings.institution and place.institution != settings.institution:
        raise Invalid(
            f"{signed.name} does not work at {settings.institution}. Check DENTUI_INSTITUTION and "
            "dentui.toml.",
            field="institution",
        )
    return place
