"""How the calls of `services.reports` are tried in the tests of scope."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from dentui.domain.actors import Actor
from dentui.domain.reports import Letterhead, ReportInput
from dentui.errors import Conflict, Invalid, NotFound
from tests.clinics import ADMINISTRATOR, Clinic
from tests.images import put, silent
from tests.media.made import photo
from tests.reporting import form, publish, reports
from tests.services.chart_calls import told

SECRET = "Geheimrat"


def _report(clinic: Clinic, wanted: UUID, *, published: bool = False) -> tuple[UUID, ReportInput]:
    """A report of the patient, where there is one, and what stands in it."""
    made = uuid4()
    try:
        typed = form(clinic, wanted, assessment=SECRET)
        reports(clinic).keep(ADMINISTRATOR, uuid4(), wanted, made, typed)
    except NotFound:
        return uuid4(), ReportInput()
    if published:
        publish(clinic, made)
    return made, typed


def of_patient(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made, _ = _report(clinic, wanted)
    there = reports(clinic).of_patient(actor, wanted)
    return SECRET * (made in {row.uuid for row in there}) + str(there)


def open_one(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(reports(clinic).open(actor, _report(clinic, wanted)[0]))


def keep(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _, typed = _report(clinic, wanted)
    reports(clinic).keep(actor, uuid4(), wanted, uuid4(), typed)
    return SECRET


def edit(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made, typed = _report(clinic, wanted)
    answer = ""
    for version in (7, 1):
        try:
            reports(clinic).edit(actor, uuid4(), made, version, replace(typed, advice="Floss"))
        except Conflict as error:
            answer += told(error)
    return answer


def discard(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    reports(clinic).discard(actor, uuid4(), _report(clinic, wanted)[0], 1)
    return SECRET


def refused(verb: str, clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """What is only done to a published report: who may see this one is told that it is none."""
    service, (made, _) = reports(clinic), _report(clinic, wanted)
    calls: dict[str, Callable[[], object]] = {
        "correct": lambda: service.correct(actor, uuid4(), made, uuid4(), "a word"),
        "revoke": lambda: service.revoke(actor, uuid4(), made, 1, "a word"),
        "pdf": lambda: service.pdf(actor, made),
        "page": lambda: service.page(actor, made, 0),
        "download": lambda: service.download(actor, made, silent, threading.Event()),
    }
    try:
        calls[verb]()
    except (Conflict, Invalid) as error:
        return SECRET + str(error)
    return ""


def letterhead(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    reports(clinic).save_letterhead(ADMINISTRATOR, Letterhead(SECRET))
    return str(reports(clinic).letterhead(actor))


def save_letterhead(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    return str(reports(clinic).save_letterhead(actor, Letterhead("Ours")))


def logo(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    home = clinic.settings.home
    (path,) = put(home.parent / f"{home.name}-logo", {"logo.png": photo("PNG")})
    return str(reports(clinic).logo(actor, path)[:4])


Call = Callable[[Clinic, Actor, UUID], str]
OF_REPORTS: dict[str, Call] = {
    "reports.Reports.of_patient": of_patient,
    "reports.Reports.open": open_one,
    "reports.Reports.keep": keep,
    "reports.Reports.edit": edit,
    "reports.Reports.discard": discard,
    **{
        f"reports.Reports.{verb}": partial(refused, verb)
        for verb in ("correct", "revoke", "pdf", "page", "download")
    },
}
OF_INSTITUTION: dict[str, Call] = {"reports.Reports.letterhead": letterhead}
OF_ADMINISTRATION: dict[str, Call] = {
    "reports.Reports.save_letterhead": save_letterhead,
    "reports.Reports.logo": logo,
}
TRIED_ELSEWHERE = {
    "reports.Reports.settings",  # the operator's own, in test_reports.py
    # In test_publishing.py, because a PDF takes time.
    *(f"reports.Reports.{verb}" for verb in ("preview", "publish", "by_number")),
}
