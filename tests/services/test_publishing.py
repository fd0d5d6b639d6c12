"""A report is published under a number of its own, for good, with one PDF that stays as it is."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from dentui.domain.findings import Finding, FindingKind
from dentui.domain.reports import (
    Letterhead,
    ReportInput,
    ReportNumber,
    ReportSettings,
    ReportState,
    Section,
)
from dentui.errors import Cancelled, Conflict, Forbidden, Invalid, NotFound, Unavailable
from dentui.media.report import report_pdf
from dentui.services.file_store import FileStore
from dentui.store import indexing
from dentui.store.report_tables import report as report_table
from tests.clinics import ADMINISTRATOR, MEMBER, OTHER_MEMBER, Clinic
from tests.images import images, kept, left, put, silent
from tests.media.made import photo
from tests.reporting import authorise, begin, form, publish, report, reports
from tests.working import charts, edit, enter, require_sound, rows


def blob(home: Path, name: str) -> Path:
    return home / "files" / "blobs" / name[:2] / name


def pdf(clinic: Clinic, wanted: UUID) -> bytes:
    return reports(clinic).pdf(ADMINISTRATOR, wanted).read_bytes()


def test_a_published_report_has_a_number_and_a_pdf_and_its_image_data_stays(clinic: Clinic) -> None:
    of = enter(clinic)
    made = begin(clinic, of, form(clinic, of))
    number = publish(clinic, made)
    there, data = report(clinic, made), pdf(clinic, made)
    assert number == ReportNumber(there.row.made.year, 1)
    assert (there.row.number, there.row.state) == (number, ReportState.PUBLISHED)
    assert data.startswith(b"%PDF-")
    assert len(data) == there.row.size
    assert there.row.pages >= 1
    assert sha256(data).hexdigest() in kept(clinic.settings.home)
    assert left(clinic.settings.home) == []
    assert [move.action for move in there.moves] == ["make", "publish"]
    assert reports(clinic).by_number(ADMINISTRATOR, number) == made
    page = reports(clinic).page(ADMINISTRATOR, made, 99, 400)
    assert (page.page, page.pages) == (there.row.pages - 1, there.row.pages)
    assert max(page.picture.width, page.picture.height) == 400
    require_sound(clinic)


def test_what_was_handed_out_is_neither_changed_nor_thrown_away_nor_taken_back(clinic: Clinic) -> None:
    of, service = enter(clinic), reports(clinic)
    wanted = form(clinic, of)
    made, save = begin(clinic, of, wanted), uuid4()
    service.publish(ADMINISTRATOR, save, made, 1, wanted)
    for call in (
        lambda: service.edit(ADMINISTRATOR, uuid4(), made, 2, replace(wanted, advice="x")),
        lambda: service.discard(ADMINISTRATOR, uuid4(), made, 2),
        lambda: service.publish(ADMINISTRATOR, uuid4(), made, 2, wanted),
    ):
        with pytest.raises(Invalid, match="published"):
            call()
    with pytest.raises(Conflict, match="handed out"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    added = next(each for each in charts(clinic).history(ADMINISTRATOR, of) if each.action == "add images")
    with pytest.raises(Conflict, match=r"R-\d{4}-00001 holds"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), added.save)
    require_sound(clinic)


def test_a_publish_that_is_pressed_again_makes_one_number_and_one_file(clinic: Clinic) -> None:
    of, service = enter(clinic), reports(clinic)
    wanted = form(clinic, of)
    made, save = begin(clinic, of, wanted), uuid4()
    before = kept(clinic.settings.home)
    numbers = {service.publish(ADMINISTRATOR, save, made, 1, wanted) for _ in range(2)}
    assert len(numbers) == 1
    assert len(kept(clinic.settings.home) - before) == 1
    assert report(clinic, made).row.version == 2
    require_sound(clinic)


def test_a_correction_takes_the_place_of_what_it_corrects(clinic: Clinic) -> None:
    of, service = enter(clinic), reports(clinic)
    first = begin(clinic, of, form(clinic, of))
    number = publish(clinic, first)
    before, one, other, save = pdf(clinic, first), uuid4(), uuid4(), uuid4()
    for _ in range(2):
        service.correct(ADMINISTRATOR, save, first, one, "16 was sound")
    service.correct(ADMINISTRATOR, uuid4(), first, other, "another desk did so too")
    there = report(clinic, one)
    assert (there.corrects, there.row.supersedes, there.reason) == (first, number, "16 was sound")
    assert there.form == report(clinic, first).form
    assert report(clinic, first).row.state is ReportState.PUBLISHED
    form_now = replace(there.form, findings=(Finding(11, FindingKind.WEAR),))
    second = service.publish(ADMINISTRATOR, uuid4(), one, 1, form_now)
    assert second.number == number.number + 1
    gone = report(clinic, first)
    assert (gone.row.state, gone.row.superseded_by) == (ReportState.SUPERSEDED, second)
    assert [(move.action, move.reason) for move in gone.moves][-1] == ("supersede", str(second))
    assert pdf(clinic, first) == before
    with pytest.raises(Conflict, match="superseded"):
        publish(clinic, other)
    with pytest.raises(Conflict, match="superseded"):
        service.correct(ADMINISTRATOR, uuid4(), first, uuid4(), "again")
    service.discard(ADMINISTRATOR, uuid4(), other, report(clinic, other).row.version)
    assert [row.uuid for row in service.of_patient(ADMINISTRATOR, of)] == [one, first]
    require_sound(clinic)


def test_a_report_is_revoked_with_a_reason_and_for_good(clinic: Clinic) -> None:
    of, service, save = enter(clinic), reports(clinic), uuid4()
    made = begin(clinic, of, form(clinic, of))
    with pytest.raises(Conflict, match="unfinished"):
        service.revoke(ADMINISTRATOR, uuid4(), made, 1, "a word")
    publish(clinic, made)
    with pytest.raises(Invalid) as told:
        service.revoke(ADMINISTRATOR, uuid4(), made, 2, "  ")
    assert told.value.field == "reason"
    for _ in range(2):
        service.revoke(ADMINISTRATOR, save, made, 2, "It was of another patient")
    there = report(clinic, made)
    assert (there.row.state, there.reason) == (ReportState.REVOKED, "It was of another patient")
    assert pdf(clinic, made).startswith(b"%PDF-")
    with pytest.raises(Conflict):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    require_sound(clinic)


def test_a_number_stays_with_its_report_when_publishing_fails(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    of, service, stop = enter(clinic), reports(clinic), threading.Event()
    wanted = form(clinic, of)
    made, other = begin(clinic, of, wanted), begin(clinic, of, wanted)
    stop.set()
    with pytest.raises(Cancelled):
        service.publish(ADMINISTRATOR, uuid4(), made, 1, wanted, stop)
    there = report(clinic, made)
    assert (there.row.number, there.row.state, there.row.version) == (None, ReportState.UNFINISHED, 1)
    assert publish(clinic, other).number == 2
    assert publish(clinic, made).number == 1


def test_a_file_that_is_missing_keeps_a_report_from_being_published(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    of = enter(clinic)
    made = begin(clinic, of, form(clinic, of))
    for name in kept(clinic.settings.home):
        blob(clinic.settings.home, name).unlink()
    with pytest.raises(NotFound, match="dentui images verify"):
        publish(clinic, made)
    assert report(clinic, made).row.state is ReportState.UNFINISHED
    assert kept(clinic.settings.home) == set()


def test_a_file_that_is_damaged_or_cannot_be_drawn_keeps_a_report_from_being_published(
    sqlite_clinic: Clinic,
) -> None:
    clinic = sqlite_clinic
    of, home = enter(clinic), clinic.settings.home
    made = begin(clinic, of, form(clinic, of))
    before = kept(home)
    narrow = Clinic(replace(clinic.settings, limits={"photo_pixels": 100}), clinic.database)
    with pytest.raises(Invalid, match="cannot be drawn") as told:
        publish(narrow, made)
    assert told.value.field == "pictures"
    assert kept(home) == before
    for name in before:
        blob(home, name).write_bytes(blob(home, name).read_bytes() + b"more")
    with pytest.raises(Unavailable, match="damaged"):
        publish(clinic, made)
    assert report(clinic, made).row.state is ReportState.UNFINISHED


def test_what_a_report_lacks_is_said_before_it_is_published(clinic: Clinic) -> None:
    of, service = enter(clinic), reports(clinic)
    wanted = form(clinic, of)
    made = begin(clinic, of, wanted)
    unsigned = replace(wanted, settings=ReportSettings())
    with pytest.raises(Invalid) as told:
        service.publish(ADMINISTRATOR, uuid4(), made, 1, unsigned)
    assert told.value.field == "doctor_id"
    authorise(clinic, authorised=False, third_party=True)
    with pytest.raises(Invalid, match=r"third party.*administrator"):
        publish(clinic, made)
    authorise(clinic)
    without = ReportSettings(sections=frozenset(Section) - {Section.SIGNATURE})
    assert service.publish(ADMINISTRATOR, uuid4(), made, 1, replace(wanted, settings=without)).number == 1


def test_of_two_desks_that_publish_the_same_report_one_does(clinic: Clinic) -> None:
    of = enter(clinic, actor=MEMBER)
    wanted = form(clinic, of)
    made = begin(clinic, of, wanted)
    before = kept(clinic.settings.home)
    told: list[object] = []
    together = threading.Barrier(2)

    def press(actor_at: int) -> None:
        service, actor = reports(clinic), (ADMINISTRATOR, MEMBER)[actor_at]
        together.wait()
        try:
            told.append(service.publish(actor, uuid4(), made, 1, wanted))
        except Conflict as error:
            told.append(error)

    desks = [threading.Thread(target=press, args=(n,)) for n in range(2)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert {type(each) for each in told} == {ReportNumber, Conflict}
    assert len(kept(clinic.settings.home) - before) == 1
    assert rows(clinic, "counter") >= 1
    assert publish(clinic, begin(clinic, of, wanted)).number == 2
    require_sound(clinic)


def test_what_changed_while_it_was_drawn_is_not_published_as_it_was(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    of, service = enter(clinic), reports(clinic)
    wanted = form(clinic, of)
    made = begin(clinic, of, wanted)
    draw = service._press.draw

    def meanwhile(*args: object) -> object:
        answer = draw(*args)  # type: ignore[arg-type]
        edit(clinic, of, family="Meier")
        return answer

    service._press.draw = meanwhile  # type: ignore[method-assign,assignment]
    before = kept(clinic.settings.home)
    with pytest.raises(Conflict, match="while it was drawn"):
        service.publish(ADMINISTRATOR, uuid4(), made, 1, wanted)
    assert (kept(clinic.settings.home), left(clinic.settings.home)) == (before, [])
    assert report(clinic, made).row.state is ReportState.UNFINISHED


def test_a_pdf_is_named_verified_and_never_swept(clinic: Clinic) -> None:
    of = enter(clinic)
    made = begin(clinic, of, form(clinic, of))
    publish(clinic, made)
    home, store, never = clinic.settings.home, FileStore(clinic.settings), threading.Event()
    name = sha256(pdf(clinic, made)).hexdigest()
    for each in kept(home):
        os.utime(blob(home, each), (0, 0))
    assert store.sweep(lambda _: None, never).put_aside == 0
    assert store.verify(lambda *_: None, never).wrong == 0
    blob(home, name).write_bytes(b"%PDF-1.7 half")
    assert store.verify(lambda *_: None, never).wrong == 1
    (wrong,) = store.wrong(ADMINISTRATOR)
    assert (wrong.name, wrong.type) == (f"{report(clinic, made).row.number}.pdf", None)
    assert store.wrong(OTHER_MEMBER) == ()
    for call in (
        lambda: reports(clinic).pdf(ADMINISTRATOR, made),
        lambda: reports(clinic).page(ADMINISTRATOR, made, 0),
    ):
        with pytest.raises(Unavailable, match="damaged"):
            call()
    store.close()


def test_the_content_that_is_kept_makes_the_same_pdf_again(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    service = reports(clinic)
    (path,) = put(clinic.settings.home.parent / "logo", {"logo.png": photo("PNG")})
    service.save_letterhead(ADMINISTRATOR, Letterhead("Praxis", logo=service.logo(ADMINISTRATOR, path)))
    of = enter(clinic, "王 O'Brien [/b]")
    made = begin(clinic, of, form(clinic, of))
    publish(clinic, made)
    with clinic.database.engine.connect() as connection:
        indexing.enter(connection, 1)
        content = json.loads(connection.scalar(select(report_table.c.content)) or "")
    files = {name: blob(clinic.settings.home, name) for name in kept(clinic.settings.home)}
    logo = service.letterhead(ADMINISTRATOR).logo
    again = report_pdf(content, files, logo, images(clinic).children())
    assert again.data == pdf(clinic, made)


def test_a_page_is_shown_before_anything_is_published(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    of, service = enter(clinic, actor=MEMBER), reports(clinic)
    wanted = form(clinic, of)
    made = begin(clinic, of, wanted)
    page = service.preview(MEMBER, made, replace(wanted, settings=ReportSettings(), advice="Floss"), 0, 500)
    assert max(page.picture.width, page.picture.height) == 500
    before = rows(clinic, "audit")
    again = service.preview(MEMBER, made, replace(wanted, upper=uuid4()), 7, 500)
    assert again.page == again.pages - 1
    assert rows(clinic, "audit") == before
    with pytest.raises(NotFound):
        service.preview(OTHER_MEMBER, made, ReportInput())
    assert left(clinic.settings.home) == []
    assert publish(clinic, made).number == 1


def test_a_download_is_called_by_its_number_and_is_in_the_trail(clinic: Clinic) -> None:
    of, service = enter(clinic, actor=MEMBER), reports(clinic)
    made = begin(clinic, of, form(clinic, of), MEMBER)
    number = publish(clinic, made, MEMBER)
    before = rows(clinic, "audit")
    got = service.download(MEMBER, made, silent, threading.Event())
    assert rows(clinic, "audit") == before + 1
    assert got.path.name == f"{number}.pdf"
    assert got.path.read_bytes() == pdf(clinic, made)
    for call in (
        lambda: service.by_number(OTHER_MEMBER, number),
        lambda: service.page(OTHER_MEMBER, made, 0),
        lambda: service.publish(OTHER_MEMBER, uuid4(), made, 2, ReportInput()),
        lambda: service.correct(OTHER_MEMBER, uuid4(), made, uuid4(), "a word"),
        lambda: service.revoke(OTHER_MEMBER, uuid4(), made, 2, "a word"),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_letterhead_is_kept_by_administrators_and_published_reports_keep_theirs(clinic: Clinic) -> None:
    service = reports(clinic)
    home = clinic.settings.home
    (path,) = put(home.parent / f"{home.name}-logo", {"logo.jpg": photo(size=(900, 600), comment=b"GPS")})
    logo = service.logo(ADMINISTRATOR, path)
    assert logo.startswith(b"\x89PNG")
    assert b"GPS" not in logo
    head = Letterhead("Praxis am See", "Seeweg 3\n8000 Zürich", "044", logo)
    assert service.save_letterhead(ADMINISTRATOR, head) == 1
    assert service.letterhead(MEMBER) == replace(head, version=1)
    assert service.save_letterhead(ADMINISTRATOR, replace(head, version=1)) == 1
    with pytest.raises(Conflict):
        service.save_letterhead(ADMINISTRATOR, replace(head, name="Other"))
    with pytest.raises(Forbidden):
        service.save_letterhead(MEMBER, head)
    with pytest.raises(Invalid) as told:
        service.save_letterhead(ADMINISTRATOR, Letterhead("x" * 121))
    assert told.value.field == "name"
