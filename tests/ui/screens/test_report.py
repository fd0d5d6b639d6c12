"""A health checking report at the keyboard: image data for it, its settings, its editor, its publishing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

import pytest

from dentui.config import Settings
from dentui.domain.findings import summary
from dentui.domain.images import ImageType
from dentui.domain.patients import RecordInput
from dentui.domain.reports import Language, Paper, ReportState, Section
from dentui.domain.snippets import SnippetInput, SnippetKind
from dentui.ui.screens.report import ReportForm
from dentui.ui.screens.report_images import ReportImagesSheet
from dentui.ui.sheets.report_settings import ReportSettingsSheet
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured, photo, series
from tests.ui.reported import authorise, doctor, jaws, reports
from tests.ui.screens.test_zoom import let_previews_expire


@pytest.fixture(autouse=True)
def _doctor(elsewhere: Elsewhere) -> None:
    """One who signs."""
    doctor(elsewhere)


async def choose(desk: Desk) -> None:
    """Come to the choosing."""
    await desk.press("r")
    await desk.until(lambda: isinstance(desk.app.screen, ReportImagesSheet))
    await desk.see("Create report: its image data")


async def edit(desk: Desk) -> None:
    """Come to the editor, with what is offered."""
    await choose(desk)
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, ReportSettingsSheet))
    await desk.see("Settings of Health Checking Report", "Signed by", "Weber")
    await desk.press("f2")
    await desk.until(lambda: isinstance(desk.app.screen, ReportForm))
    await desk.see("nothing found", "F2 Publish", "F6 Keep", "F5 Preview")


async def test_from_the_chart_to_a_published_report_in_five_keys_besides_what_is_found(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    jaws(pictured)
    picture = pictured.add("4711", ImageType.FACIAL_IMAGE, {"smile.jpg": photo(1)})
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await edit(desk)
        await desk.see("!! ALLERGIES: penicillin", "Upper jaw", "UpperJaw.stl")
        await desk.press(*"16coc", *"26fo", *"46n")
        await desk.see("46  lower right first molar: missing")
        await desk.press("tab", *"12", "f", *"0x34")
        await desk.press("f2")
        await desk.see("Publish this report?", "3 findings at 3 teeth", "gums scored at 6 of 6", "1 picture")
        await desk.say_yes()
        await desk.see("is published. d downloads the PDF", "[3 Reports]", "1 published")
    (row,) = reports(elsewhere)
    assert (row.state, row.doctor, row.findings) == (ReportState.PUBLISHED, "Weber", 3)
    there = elsewhere.desk.reports.open(elsewhere.actor, row.uuid)
    assert summary(there.form.findings) == "16 caries O, mild; 26 filling O; 46 missing"
    assert there.form.gums == ("1", "2*", "0", "X", "3", "4")
    assert [each.file for each in there.form.pictures] == [picture.files[0].uuid]


async def test_what_was_chosen_before_counts_and_a_cbct_cannot_be_chosen(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    older = jaws(pictured, record="Visit 9", size=20)
    jaws(pictured, record="Visit 10")
    pictured.add("4711", ImageType.CBCT, series(2), "Visit 9")
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("2")
        await desk.see("3 items")
        await desk.press("tab", "space", "right", "space", "escape")
        await desk.see("2 chosen")
        await choose(desk)
        await desk.see("The CBCT that was chosen is left out")
        await desk.press("right", "space")
        await desk.see("! A CBCT cannot be chosen: none can go into a report.")
        await desk.press("left", "space", "enter")
        await desk.see("! A report needs an intraoral scan")
        await desk.press("space", "enter")
        await desk.see("Settings of Health Checking Report")
        await desk.press("f2")
        await desk.see("F2 Publish")
    (row,) = reports(elsewhere)
    there = elsewhere.desk.reports.open(elsewhere.actor, row.uuid)
    assert there.form.items == (older.uuid,)
    assert {there.form.upper, there.form.lower} == {file.uuid for file in older.files}


async def test_an_unauthorised_device_is_named_with_who_can_authorise_it(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    jaws(pictured)
    authorise(pictured, authorised=False, third_party=True)
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await choose(desk)
        await desk.press("enter")
        await desk.see("AoralScan", "belongs to a third party", "An administrator can authorise it")
        await desk.press("escape")
        await desk.see("[1 Records]")
    assert reports(elsewhere) == ()


async def test_a_preview_that_expired_is_made_anew_by_a_key_and_it_goes_on(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    jaws(pictured)
    picture = pictured.add("4711", ImageType.FACIAL_IMAGE, {"smile.jpg": photo(1)})
    pictured.desk.images.preview(pictured.actor, picture.files[0].uuid)
    let_previews_expire(settings.home)
    assert pictured.desk.images.expired(pictured.actor, [picture.uuid])
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await choose(desk)
        await desk.press("enter")
        await desk.see("! The temporary preview file has been expired. r regenerates it and goes on.")
        await desk.press("r")
        await desk.see("Settings of Health Checking Report")
    assert not pictured.desk.images.expired(pictured.actor, [picture.uuid])


async def test_settings_are_offered_again_and_can_be_changed_in_the_editor(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    jaws(pictured)
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("4711")
        await choose(desk)
        await desk.press("enter")
        await desk.see("Settings of Health Checking Report")
        await desk.press("tab")
        await desk.type("Check [/b]")
        await desk.press("tab", "c", "tab", "l", "tab", "tab", "space", "f2")
        await desk.see("F2 Publish")
        await desk.press("f3")
        await desk.see("Check [/b]", "(•) Letter")
        await desk.press("tab", "tab", "e", "f2")
        await desk.until(lambda: isinstance(desk.app.screen, ReportForm))
        await desk.press("f6")
        await desk.see("The report is kept unfinished.")
    (row,) = reports(elsewhere)
    form = elsewhere.desk.reports.open(elsewhere.actor, row.uuid).form
    assert (form.settings.title, form.settings.language) == ("Check [/b]", Language.ENGLISH)
    assert form.settings.paper is Paper.LETTER
    assert form.settings.sections == frozenset(Section) - {Section.CHART}
    assert elsewhere.desk.reports.settings(elsewhere.actor).paper is Paper.LETTER


async def test_notes_captions_ready_texts_and_the_order_of_pictures_are_kept(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    jaws(pictured)
    pictured.add("4711", ImageType.INTRAORAL_IMAGES, {"one.jpg": photo(1), "two.jpg": photo(2)})
    elsewhere.desk.snippets.add(
        elsewhere.actor, SnippetInput(kind=SnippetKind.ADVICE, name="Floss", text="Floss daily.")
    )
    async with open_desk(settings, size=(100, 40)) as desk:
        await desk.chart("4711")
        await edit(desk)
        await desk.press(*"11a")
        await desk.see("Note: other")
        await desk.type("worn [/b] edge")
        await desk.press("enter")
        await desk.see("11  upper right central incisor: other, worn [/b] edge")
        await desk.press("tab", "tab", "tab")
        await desk.type("Come again.")
        await desk.press("f7")
        await desk.see("Floss")
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, ReportForm))
        await desk.press("tab", "tab", "tab", "tab")
        await desk.at("pictures")
        await desk.press("n", "e")
        await desk.see("Below the picture")
        await desk.type("Front 王")
        await desk.press("enter")
        await desk.see("“Front 王”")
        await desk.press("f6")
        await desk.see("kept unfinished")
    (row,) = reports(elsewhere)
    form = elsewhere.desk.reports.open(elsewhere.actor, row.uuid).form
    assert form.advice == "Come again.\nFloss daily."
    assert form.findings[0].note == "worn [/b] edge"
    assert [each.caption for each in form.pictures] == ["", "Front 王"]


async def test_a_report_that_another_desk_changed_is_told_field_by_field(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    jaws(pictured)
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await edit(desk)
        (row,) = reports(elsewhere)
        theirs = elsewhere.desk.reports.open(elsewhere.actor, row.uuid)
        elsewhere.desk.reports.edit(
            elsewhere.actor,
            uuid4(),
            row.uuid,
            row.version,
            replace(theirs.form, assessment="Theirs", advice="Advice of theirs"),
        )
        await desk.press(*"16c", "tab", "tab")
        await desk.type("Ours")
        await desk.press("f6")
        await desk.see("Changed meanwhile", "yours   Ours", "theirs  Advice of theirs")
        await desk.press("y", "f2")
        await desk.see("kept unfinished")
    form = elsewhere.desk.reports.open(elsewhere.actor, row.uuid).form
    assert (summary(form.findings), form.assessment) == ("16 caries", "Ours")
    assert form.advice == "Advice of theirs"


async def test_what_nobody_signs_is_refused_at_the_settings_and_all_stays(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    doctor(elsewhere, "Zangger")
    jaws(pictured)
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await choose(desk)
        await desk.press("enter")
        await desk.see("not chosen")
        await desk.press("f2")
        await desk.see("F2 Publish")
        await desk.press(*"16c", "f2")
        await desk.see("! The report was not published: nobody signs it.")
        await desk.at("settings")
        await desk.press("space")
        await desk.see("Settings of Health")
        await desk.press("z", "f2")
        await desk.see("signed by Zangger")
        await desk.press("f2")
        await desk.see("Publish this report?")
        await desk.say_yes()
        await desk.see("is published")
    (row,) = reports(elsewhere)
    assert (row.doctor, row.findings) == ("Zangger", 1)


async def test_an_administrator_changes_the_letterhead_from_the_settings(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    jaws(pictured)
    logo = settings.home.parent / "logo.jpg"
    logo.write_bytes(photo(3))
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await choose(desk)
        await desk.press("enter")
        await desk.see("Settings of Health Checking Report", "F3 Letterhead")
        await desk.press("f3")
        await desk.see("Letterhead of the reports")
        await desk.type("Dr. O'Brien [/b]")
        await desk.press("tab", "tab", "tab")
        await desk.type("/nowhere.png")
        await desk.press("f2")
        await desk.see("! The logo cannot be read")
        await desk.at("logo")
        await desk.press(*["backspace"] * 12)
        await desk.type(str(logo))
        await desk.press("f2")
        await desk.see("The letterhead is changed.", "O'Brien [/b], with a logo")
    head = elsewhere.desk.reports.letterhead(elsewhere.actor)
    assert head.name == "Dr. O'Brien [/b]"
    assert head.logo.startswith(b"\x89PNG")


async def test_a_report_that_another_desk_published_meanwhile_is_refused_and_what_was_typed_stays(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    jaws(pictured)
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await edit(desk)
        await desk.press(*"16c")
        (row,) = reports(elsewhere)
        form = elsewhere.desk.reports.open(elsewhere.actor, row.uuid).form
        elsewhere.desk.reports.publish(elsewhere.actor, uuid4(), row.uuid, row.version, form)
        await desk.press("f2")
        await desk.see("Publish this report?")
        await desk.say_yes()
        await desk.see("meanwhile: it is published.", "was overwritten.")
        await desk.see("16  upper right first molar: caries")
        await desk.press("escape")
        await desk.say_yes()
        await desk.see("The report is in this list as it was kept last.", "1 published")
    assert len(reports(elsewhere)) == 1


async def test_the_nasty_patient_gets_a_report_in_a_small_window(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    elsewhere.make_record("obrien", RecordInput("Visit [/b]", datetime(2026, 10, 3, 9)))
    jaws(pictured, "obrien")
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.press(*"obrien", "enter")
        await desk.see("[1 Records]")
        await edit(desk)
        text = await desk.see("O'Brien [/b]", "!! ALLERGIES")
        assert not set(text) & set("\x1b\x07\x9b")
        await desk.press(*"16c", "f5")
        await desk.see("Preview", "page 1 of")
        await desk.press("escape", "f2")
        await desk.see("Publish this report?")
        await desk.say_yes()
        await desk.see("1 published")
    (row,) = reports(elsewhere, "obrien")
    assert row.state is ReportState.PUBLISHED


async def test_where_there_is_no_scan_it_is_said_how_one_is_added(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await choose(desk)
        await desk.press("enter")
        await desk.see("this patient has none yet", "u adds one")
        await desk.press("escape")
        pictured.add("4711", ImageType.FACIAL_IMAGE, {"smile.jpg": photo(1)})
        await choose(desk)
        await desk.press("enter")
        await desk.see("this patient has none yet", "u adds one")


async def test_one_finding_is_one_finding_at_one_tooth(settings: Settings, pictured: Pictured) -> None:
    jaws(pictured)
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await edit(desk)
        await desk.press(*"16c", "f2")
        await desk.see("Publish this report?", "1 finding at 1 tooth")


@pytest.mark.parametrize(("years", "milk", "other"), [(3, True, "permanent"), (7, False, "milk")])
async def test_the_findings_of_a_small_child_begin_with_milk_teeth_and_the_key_for_the_others_is_named(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured, years: int, milk: bool, other: str
) -> None:
    elsewhere.edit("4711", birth_date=date(date.today().year - years, 1, 1))
    jaws(pictured)
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await edit(desk)
        screen = desk.app.screen
        assert isinstance(screen, ReportForm)
        assert screen._findings.chart.milk is milk
        await desk.see(f"k {other} teeth")
