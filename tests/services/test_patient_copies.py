"""What a patient is handed: the code as a picture, and the report with the code on it; the report stays as it
is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dentui.domain.actors import Actor
from dentui.domain.links import LinkInput, link_url
from dentui.domain.reports import Letterhead
from dentui.errors import Cancelled, Conflict, NotFound
from dentui.media.qr import Code, codes_of
from dentui.services.patient_copies import PatientCopies
from tests.clinics import ADMINISTRATOR, MEMBER, OTHER_MEMBER, Clinic
from tests.decoding import NEEDS_ZBAR, decoded
from tests.images import images
from tests.media.printed import NEEDS_POPPLER, read
from tests.media.report.test_coded import last_page
from tests.reporting import report, reports
from tests.services.link_calls import ADDRESS, links
from tests.services.test_links import published
from tests.services.test_publishing import pdf
from tests.working import rows

UNTIL = datetime(2026, 12, 13, 14, 5)
NEVER = threading.Event()


def copies(clinic: Clinic) -> PatientCopies:
    """The service."""
    return PatientCopies(clinic.database, clinic.settings, images(clinic))


def shared(clinic: Clinic) -> tuple[UUID, str, tuple[Code, ...]]:
    """A report with a link to it, and its codes."""
    _, made = published(clinic)
    token, _ = links(clinic).make(MEMBER, uuid4(), made, LinkInput())
    link = link_url(ADDRESS, token)
    return made, link, codes_of(link)


@NEEDS_ZBAR
@NEEDS_POPPLER
def test_code_and_copy_are_the_link_and_the_report_stays_as_it_is(clinic: Clinic, tmp_path: Path) -> None:
    reports(clinic).save_letterhead(ADMINISTRATOR, Letterhead("Praxis am See"))
    made, link, codes = shared(clinic)
    reports(clinic).save_letterhead(ADMINISTRATOR, Letterhead("Praxis am Berg", version=1))
    before, stored, number = rows(clinic, "audit"), pdf(clinic, made), report(clinic, made).row.number
    got = copies(clinic).code(MEMBER, made, codes, NEVER)
    assert got.path.name == f"{number}_code.png"
    assert decoded(got.path.read_bytes(), tmp_path) == link
    got = copies(clinic).copy(MEMBER, made, codes, UNTIL, NEVER)
    assert got.path.name == f"{number}_for_patient.pdf"
    assert got.path.stat().st_mode & 0o077 == 0
    assert "Delete it" in got.lacks
    assert rows(clinic, "audit") == before + 2
    copy = got.path.read_bytes()
    assert decoded(last_page(copy), tmp_path) == link
    said = read(copy, tmp_path)
    assert "13 December 2026 14:05" in " ".join(said.split())
    assert "Berg" not in said
    assert set(read(stored, tmp_path).split()) <= set(said.split())
    assert pdf(clinic, made) == stored


def test_nothing_is_handed_out_of_what_is_not_in_force_not_whole_or_not_ones_own(
    sqlite_clinic: Clinic,
) -> None:
    clinic = sqlite_clinic
    made, _, codes = shared(clinic)
    service, home = copies(clinic), clinic.settings.home

    def both(actor: Actor = MEMBER) -> tuple[Callable[[], object], ...]:
        return (
            lambda: service.code(actor, made, codes, NEVER),
            lambda: service.copy(actor, made, codes, UNTIL, NEVER),
        )

    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        service.copy(MEMBER, made, codes, UNTIL, stop)
    for call in both(OTHER_MEMBER):
        with pytest.raises(NotFound):
            call()
    for file in (home / "files" / "blobs").glob("*/*"):
        file.unlink()
    with pytest.raises(NotFound):
        service.copy(MEMBER, made, codes, UNTIL, NEVER)
    reports(clinic).revoke(ADMINISTRATOR, uuid4(), made, report(clinic, made).row.version, "wrong")
    for call in both():
        with pytest.raises(Conflict):
            call()
    assert not list(home.glob("outbox/*/*"))
