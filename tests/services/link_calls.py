"""How the calls of `services.links` are tried in the tests of scope."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from dentui.domain.actors import Actor
from dentui.services.links import Links
from tests.clinics import ADMINISTRATOR, Clinic
from tests.images import images
from tests.services.report_calls import SECRET

ADDRESS = "https://reports.example.org"


def links(clinic: Clinic, *, address: str = ADDRESS) -> Links:
    """The service, of a desk of its own."""
    service = Links(clinic.database, clinic.settings, images(clinic))
    if address:
        service.save_address(ADMINISTRATOR, address)
    return service


def of_patient(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return SECRET + str(links(clinic).of_patient(actor, wanted))


def address(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return links(clinic, address=f"https://example.org/{SECRET}").address(actor)


def save_address(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return links(clinic, address="").save_address(actor, ADDRESS)


Call = Callable[[Clinic, Actor, UUID], str]
OF_LINKS: dict[str, Call] = {"links.Links.of_patient": of_patient}
OF_INSTITUTION: dict[str, Call] = {"links.Links.address": address}
OF_ADMINISTRATION: dict[str, Call] = {"links.Links.save_address": save_address}
TRIED_ELSEWHERE = {
    # In test_links.py and test_patient_copies.py, because a report that is published takes time.
    *(f"links.Links.{verb}" for verb in ("make", "end", "of_report")),
    *(f"patient_copies.PatientCopies.{verb}" for verb in ("code", "copy")),
}
