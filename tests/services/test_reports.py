"""Reports begun, changed, thrown away and brought back, by whoever may see the patient."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from dentui.domain.findings import Finding, FindingKind
from dentui.domain.history import Theirs
from dentui.domain.images import ImageType
from dentui.domain.reports import Language, ReportInput, ReportSettings, ReportState, begun
from dentui.errors import Conflict, Forbidden, Invalid, NotFound
from tests.clinics import ADMINISTRATOR, MEMBER, OTHER_MEMBER, Clinic
from tests.images import images, items_of
from tests.reporting import CARIES, CROWN, authorise, begin, form, report, reports, scanned
from tests.services.test_merges import merge
from tests.services.test_merges import undo as undo_merge
from tests.working import charts, edit, enter, require_sound, rows


def test_a_report_is_kept_as_it_was_typed_and_opened_once_a_day_in_the_trail(clinic: Clinic) -> None:
    of = enter(clinic)
    wanted = form(clinic, of, advice="Floss \U0001f9b7\n王小明 [/b]")
    made = begin(clinic, of, wanted)
    before = rows(clinic, "audit")
    there = report(clinic, made)
    assert (report(clinic, made), rows(clinic, "audit")) == (there, before + 1)
    assert there.form == wanted
    assert [item.uuid for item in there.items] == list(wanted.items)
    (row,) = reports(clinic).of_patient(ADMINISTRATOR, of)
    assert row == there.row
    assert (row.number, row.state, row.findings, row.author) == (None, ReportState.UNFINISHED, 2, "Anna")
    assert [move.action for move in there.moves] == ["make"]
    require_sound(clinic)


def test_a_save_that_is_tried_again_makes_one_report_and_keeps_what_was_typed_since(clinic: Clinic) -> None:
    of, save, made = enter(clinic), uuid4(), uuid4()
    wanted = form(clinic, of)
    for text in ("", "more", "more"):
        reports(clinic).keep(ADMINISTRATOR, save, of, made, replace(wanted, assessment=text))
    assert report(clinic, made).form.assessment == "more"
    assert rows(clinic, "report") == 1
    require_sound(clinic)


def test_an_edit_changes_what_differs_and_is_taken_back_field_by_field(clinic: Clinic) -> None:
    of = enter(clinic)
    wanted = form(clinic, of)
    made, service = begin(clinic, of, wanted), reports(clinic)
    assert not service.edit(ADMINISTRATOR, uuid4(), made, 1, wanted)
    save, gap = uuid4(), Finding(24, FindingKind.MISSING)
    chinese = replace(wanted.settings, language=Language.CHINESE, title="口腔")
    changed = replace(wanted, findings=(CARIES, gap), settings=chinese, pictures=())
    assert service.edit(ADMINISTRATOR, save, made, 1, changed)
    assert service.edit(ADMINISTRATOR, save, made, 1, changed)  # the answer was lost
    assert (report(clinic, made).form, report(clinic, made).row.version) == (changed, 2)
    last = charts(clinic).history(ADMINISTRATOR, of)[0]
    assert {each.field for each in last.fields} == {"findings", "language", "title", "pictures"}
    assert next(each for each in last.fields if each.field == "findings").after == (
        "16 caries MO, moderate; 24 missing"
    )
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert report(clinic, made).form == wanted
    require_sound(clinic)


def test_who_was_slower_gets_how_it_stands_and_overwrites_nothing(clinic: Clinic) -> None:
    of = enter(clinic, actor=MEMBER)
    wanted = form(clinic, of)
    made, service = begin(clinic, of, wanted), reports(clinic)
    service.edit(MEMBER, uuid4(), made, 1, replace(wanted, advice="theirs"))
    with pytest.raises(Conflict) as told:
        service.edit(ADMINISTRATOR, uuid4(), made, 1, replace(wanted, advice="ours"))
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert (theirs.version, theirs.form, theirs.by) == (2, replace(wanted, advice="theirs"), "Berta")
    with pytest.raises(Conflict):
        service.discard(ADMINISTRATOR, uuid4(), made, 1)


def test_what_was_thrown_away_is_gone_and_comes_back_with_undo(clinic: Clinic) -> None:
    of = enter(clinic)
    wanted = form(clinic, of)
    made, service, save = begin(clinic, of, wanted), reports(clinic), uuid4()
    for _ in range(2):
        service.discard(ADMINISTRATOR, save, made, 1)
    assert service.of_patient(ADMINISTRATOR, of) == ()
    with pytest.raises(NotFound):
        report(clinic, made)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert report(clinic, made).form == wanted
    require_sound(clinic)


def test_a_report_begun_by_mistake_is_taken_back_until_somebody_worked_on_it(clinic: Clinic) -> None:
    of, service = enter(clinic), reports(clinic)
    wanted = form(clinic, of)
    begin(clinic, of, wanted)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), _last(clinic, of))
    assert service.of_patient(ADMINISTRATOR, of) == ()
    made = begin(clinic, of, wanted)
    begun_by = _last(clinic, of)
    service.edit(ADMINISTRATOR, uuid4(), made, 1, replace(wanted, advice="Floss"))
    with pytest.raises(Conflict, match="changed the advice"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), begun_by)
    require_sound(clinic)


def test_what_cannot_be_chosen_is_refused_with_the_reason(clinic: Clinic) -> None:
    of, other = enter(clinic), enter(clinic, "Meier")
    items, theirs = scanned(clinic, of), scanned(clinic, other)
    authorise(clinic)
    ours = begun(items_of(images(clinic), of), ReportSettings())

    def refused(**values: object) -> Invalid:
        with pytest.raises(Invalid) as told:
            begin(clinic, of, replace(ours, **values))  # type: ignore[arg-type]
        return told.value

    photo = next(item.uuid for item in items if item.type is ImageType.FACIAL_IMAGE)
    scan = next(item for item in items if item.type is ImageType.INTRAORAL_SCAN)
    assert "needs an intraoral scan" in str(refused(items=(photo,), upper=None, lower=None))
    assert refused(items=(theirs[0].uuid,)).field == "items"
    assert refused(items=(*ours.items, ours.items[0])).field == "items"
    assert refused(upper=scan.files[1].uuid if ours.upper == scan.files[0].uuid else None, face=photo).field
    assert refused(items=(scan.uuid,)).field == "pictures"
    assert refused(settings=ReportSettings(doctor_id=4)).field == "doctor_id"
    assert refused(settings=ReportSettings(title="x" * 81)).field == "title"
    assert refused(gums=("5",) * 6).field == "gums"
    authorise(clinic, authorised=False)
    assert "AoralScan" in str(refused())
    assert rows(clinic, "report") == 0


def test_what_was_set_last_is_offered_first_but_no_patients_name(clinic: Clinic) -> None:
    of, service = enter(clinic, "Keller"), reports(clinic)
    wanted = form(clinic, of)
    assert service.settings(MEMBER) == ReportSettings()
    # Anna is no doctor: who cannot be chosen is not offered.
    chosen = replace(wanted.settings, language=Language.CHINESE, title="Yearly check", doctor_id=None)
    made = begin(clinic, of, replace(wanted, settings=chosen))
    assert service.settings(ADMINISTRATOR) == chosen
    named = replace(chosen, title="Of Mrs Keller")
    service.edit(ADMINISTRATOR, uuid4(), made, 1, replace(wanted, settings=named))
    assert service.settings(ADMINISTRATOR) == replace(chosen, title="")
    assert service.settings(MEMBER) == ReportSettings()


def test_image_data_of_a_report_stays_as_long_as_that_is_there(clinic: Clinic) -> None:
    of = enter(clinic)
    wanted = form(clinic, of)
    added = next(each for each in charts(clinic).history(ADMINISTRATOR, of) if each.action == "add images")
    made, service, save = begin(clinic, of, wanted), reports(clinic), uuid4()
    with pytest.raises(Conflict, match="an unfinished report holds"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), added.save)
    service.discard(ADMINISTRATOR, save, made, 1)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), added.save)
    assert items_of(images(clinic), of) == ()
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    there = report(clinic, made)
    assert (there.items, there.form.upper, there.form.pictures) == ((), None, ())
    assert there.form.findings == (CARIES, CROWN)
    require_sound(clinic)


def test_reports_go_with_their_patient_through_a_merge_and_back(clinic: Clinic) -> None:
    main, other = enter(clinic, "Keller"), enter(clinic, "Kellerr")
    wanted = form(clinic, other)
    made = begin(clinic, other, wanted)
    service = reports(clinic)
    done = merge(clinic, main, other)
    assert [row.uuid for row in service.of_patient(ADMINISTRATOR, main)] == [made]
    since = begin(clinic, other, wanted)
    assert report(clinic, since).row.patient == main
    assert report(clinic, made).form == wanted
    undo_merge(clinic, done)
    assert [row.uuid for row in service.of_patient(ADMINISTRATOR, other)] == [made]
    assert report(clinic, since).items == ()
    assert report(clinic, since).form.pictures == ()
    require_sound(clinic)


def test_a_member_keeps_reports_of_own_patients_only(clinic: Clinic) -> None:
    of = enter(clinic, actor=MEMBER)
    wanted = form(clinic, of)
    made = begin(clinic, of, wanted, MEMBER)
    assert report(clinic, made, MEMBER).form == wanted
    for call in (
        lambda: begin(clinic, of, wanted, OTHER_MEMBER),
        lambda: report(clinic, made, OTHER_MEMBER),
        lambda: reports(clinic).of_patient(OTHER_MEMBER, of),
        lambda: reports(clinic).edit(OTHER_MEMBER, uuid4(), made, 1, ReportInput()),
        lambda: reports(clinic).discard(OTHER_MEMBER, uuid4(), made, 1),
    ):
        with pytest.raises((NotFound, Forbidden)):
            call()
    edit(clinic, of, responsible_id=3)
    assert report(clinic, made, OTHER_MEMBER).form == wanted
    with pytest.raises(NotFound):
        report(clinic, made, MEMBER)


def _last(clinic: Clinic, of: UUID) -> UUID:
    change = charts(clinic).last_change(ADMINISTRATOR, of)
    assert change is not None
    return change.save
