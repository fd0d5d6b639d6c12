"""What a patient is handed: the code as a picture, and the report with the code on it; the report stays as it
is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from dentui.domain.actors import Actor
from dentui.domain.links import LinkInput, ReportLink, link_url
from dentui.domain.reports import Letterhead
from dentui.errors import Cancelled, Conflict, NotFound, Unavailable
from dentui.media.qr import Code, codes_of
from dentui.services.patient_copies import PatientCopies
from dentui.store import handed
from dentui.store.shelf_files import links_file
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

NEVER = threading.Event()


def copies(clinic: Clinic) -> PatientCopies:
    """The service."""
    return PatientCopies(clinic.database, clinic.settings, images(clinic))


def shared(clinic: Clinic) -> tuple[ReportLink, str, tuple[Code, ...]]:
    """A link to a report, as it stands and as a text, and its codes."""
    _, made = published(clinic)
    token, link = links(clinic).make(MEMBER, uuid4(), made, LinkInput())
    url = link_url(ADDRESS, token)
    return link, url, codes_of(url)


@NEEDS_ZBAR
@NEEDS_POPPLER
def test_code_and_copy_are_the_link_and_the_report_stays_as_it_is(clinic: Clinic, tmp_path: Path) -> None:
    reports(clinic).save_letterhead(ADMINISTRATOR, Letterhead("Praxis am See"))
    link, url, codes = shared(clinic)
    made = link.report
    reports(clinic).save_letterhead(ADMINISTRATOR, Letterhead("Praxis am Berg", version=1))
    before, stored, number = rows(clinic, "audit"), pdf(clinic, made), report(clinic, made).row.number
    got = copies(clinic).code(MEMBER, link, codes, NEVER)
    assert got.path.name == f"{number}_code.png"
    assert decoded(got.path.read_bytes(), tmp_path) == url
    got = copies(clinic).copy(MEMBER, link, codes, NEVER)
    assert got.path.name == f"{number}_for_patient.pdf"
    assert got.path.stat().st_mode & 0o077 == 0
    assert f"out of your outbox by itself on {datetime.now() + timedelta(days=1):%d.%m.%Y} " in got.lacks
    assert rows(clinic, "audit") == before + 2
    copy = got.path.read_bytes()
    assert decoded(last_page(copy), tmp_path) == url
    said = read(copy, tmp_path)
    assert f"{link.until.day} {link.until:%B %Y %H:%M}" in " ".join(said.split())
    assert "Berg" not in said
    assert set(read(stored, tmp_path).split()) <= set(said.split())
    assert pdf(clinic, made) == stored


def test_nothing_is_handed_out_of_what_is_not_in_force_not_whole_or_not_ones_own(
    sqlite_clinic: Clinic,
) -> None:
    clinic = sqlite_clinic
    link, _, codes = shared(clinic)
    made = link.report
    service, home = copies(clinic), clinic.settings.home

    def both(actor: Actor = MEMBER) -> tuple[Callable[[], object], ...]:
        return (
            lambda: service.code(actor, link, codes, NEVER),
            lambda: service.copy(actor, link, codes, NEVER),
        )

    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        service.copy(MEMBER, link, codes, stop)
    for call in both(OTHER_MEMBER):
        with pytest.raises(NotFound):
            call()
    for file in (home / "files" / "blobs").glob("*/*"):
        file.unlink()
    with pytest.raises(NotFound):
        service.copy(MEMBER, link, codes, NEVER)
    reports(clinic).revoke(ADMINISTRATOR, uuid4(), made, report(clinic, made).row.version, "wrong")
    for call in both():
        with pytest.raises(Conflict):
            call()
    assert not list(home.glob("outbox/*/*"))


def outbox(clinic: Clinic) -> list[str]:
    """What lies in the outbox."""
    return sorted(path.name for path in clinic.settings.home.glob("outbox/*/*") if path.suffix != ".json")


def records(clinic: Clinic) -> int:
    """How many files are known to go by themselves."""
    return len(list(clinic.settings.home.glob("outbox/.handed/*")))


def test_what_was_handed_out_goes_from_the_outbox_with_its_link(clinic: Clinic) -> None:
    service, sharing = copies(clinic), links(clinic)
    link, _, codes = shared(clinic)
    token, other = sharing.make(MEMBER, uuid4(), link.report, LinkInput())
    got = service.code(MEMBER, link, codes, NEVER).path
    number = got.name.removesuffix("_code.png")
    service.copy(MEMBER, link, codes, NEVER)
    kept = service.code(MEMBER, other, codes_of(link_url(ADDRESS, token)), NEVER).path
    # Renamed, it is still what opens the report; another file under its name is not.
    got.rename(got.with_name("for the patient.png"))
    got.write_bytes(b"a drawing")
    sharing.take_in()
    assert len(outbox(clinic)) == 4
    sharing.end(MEMBER, link.uuid)
    assert sharing.left() == ""
    assert outbox(clinic) == [f"{number}_code.png", kept.name]
    assert got.read_bytes() == b"a drawing"
    assert records(clinic) == 1
    for call in (service.code, service.copy):
        with pytest.raises(Conflict, match="The link was revoked meanwhile"):
            call(MEMBER, link, codes, NEVER)
    with pytest.raises(NotFound):
        service.code(MEMBER, replace(other, uuid=uuid4()), codes, NEVER)
    reports(clinic).revoke(
        ADMINISTRATOR, uuid4(), link.report, report(clinic, link.report).row.version, "wrong"
    )
    sharing.take_in()
    assert outbox(clinic) == [f"{number}_code.png"]
    assert records(clinic) == 0


def test_what_was_handed_out_goes_after_a_day_also_where_the_shelf_is_damaged(
    sqlite_clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = sqlite_clinic
    service, sharing = copies(clinic), links(clinic)
    link, _, codes = shared(clinic)
    deleted = service.code(MEMBER, link, codes, NEVER).path
    deleted.unlink()
    sharing.take_in()
    assert records(clinic) == 0
    service.code(MEMBER, link, codes, NEVER)
    sharing.take_in()
    assert (len(outbox(clinic)), records(clinic)) == (1, 1)
    monkeypatch.setattr(handed, "STAYS", -1)
    service.code(MEMBER, link, codes, NEVER)
    file = links_file(clinic.settings.home)
    file.unlink()
    file.write_bytes(b"no database" * 1_000)
    with pytest.raises(Unavailable):
        sharing.take_in()
    assert (len(outbox(clinic)), records(clinic)) == (1, 1)
