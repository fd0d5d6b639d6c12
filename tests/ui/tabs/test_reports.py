"""The Reports tab: what is there, and what is done with a report."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from dentui.config import Settings
from dentui.domain.findings import Finding, FindingKind
from dentui.domain.reports import ReportSettings, ReportState, begun
from dentui.ui.screens.report import ReportForm
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured
from tests.ui.reported import doctor, jaws, reports

NASTY = "O'Brien [/b] [@click=app.exit]x[/] \x1b]0;owned\x07"


@pytest.fixture
def unfinished(elsewhere: Elsewhere, pictured: Pictured) -> UUID:
    """A report that is begun."""
    doctor(elsewhere)
    item, report = jaws(pictured), uuid4()
    signs = elsewhere.desk.charts.lists(elsewhere.actor).doctors[0].id
    form = begun((pictured.item(elsewhere.uuid("4711"), item.uuid),), ReportSettings(NASTY, doctor_id=signs))
    elsewhere.desk.reports.keep(elsewhere.actor, uuid4(), elsewhere.uuid("4711"), report, form)
    return report


def publish(elsewhere: Elsewhere, report: UUID) -> None:
    there = elsewhere.desk.reports.open(elsewhere.actor, report)
    elsewhere.desk.reports.publish(elsewhere.actor, uuid4(), report, there.row.version, there.form)


async def show(desk: Desk) -> None:
    await desk.chart("4711")
    await desk.press("3")
    await desk.see("[3 Reports]", "1 report")


async def test_an_empty_tab_says_what_to_press(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("3")
        await desk.see("No report yet. r creates one.")
        await desk.press("d")
        await desk.see("! There is no report here.")


async def test_an_unfinished_report_is_gone_on_with_or_discarded_and_brought_back(
    settings: Settings, elsewhere: Elsewhere, unfinished: UUID
) -> None:
    async with open_desk(settings) as desk:
        await show(desk)
        text = await desk.see("1 unfinished", "not published", "O'Brien [/b]", " r Report ")
        assert "\x1b" not in text
        await desk.press("d")
        await desk.see("! It has no PDF before it is published.")
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, ReportForm))
        await desk.press("escape", "f4")
        await desk.see("Discard this unfinished report?")
        await desk.say_yes()
        await desk.see("The unfinished report is discarded.", "No report yet.")
        await desk.press("z")
        await desk.see("1 unfinished")


async def test_a_published_report_is_read_whole_downloaded_and_corrected(
    settings: Settings, elsewhere: Elsewhere, unfinished: UUID
) -> None:
    publish(elsewhere, unfinished)
    async with open_desk(settings) as desk:
        await show(desk)
        await desk.see("1 published", "R-")
        await desk.press("enter")
        await desk.see("Signed by", "Weber", "Time line", "published")
        await desk.press("d")
        await desk.see("Download: report R-", "Ready:", "sftp")
        await desk.press("escape", "y")
        await desk.see("What changes")
        await desk.press("enter")
        await desk.see("! Say in a few words what is corrected.")
        await desk.type("wrong tooth")
        await desk.press("enter")
        await desk.see("Correction of R-", "nothing found")
        await desk.press(*"16c", "f2")
        await desk.see("It takes the place of R-")
        await desk.say_yes()
        await desk.see("is published", "1 published, 1 superseded")
    newer, older = reports(elsewhere)
    assert (newer.state, older.state) == (ReportState.PUBLISHED, ReportState.SUPERSEDED)
    assert newer.supersedes == older.number
    form = elsewhere.desk.reports.open(elsewhere.actor, newer.uuid).form
    assert form.findings == (Finding(16, FindingKind.CARIES),)


async def test_a_correction_that_is_kept_unfinished_says_what_it_corrects(
    settings: Settings, elsewhere: Elsewhere, unfinished: UUID
) -> None:
    publish(elsewhere, unfinished)
    (published,) = reports(elsewhere)
    async with open_desk(settings, size=(120, 24)) as desk:
        await show(desk)
        await desk.press("y")
        await desk.type("wrong tooth")
        await desk.press("enter")
        await desk.see("Correction of R-")
        await desk.press("escape")
        await desk.see(f"corrects {published.number}: O'Brien [/b]", "1 unfinished, 1 published")


async def test_the_mark_is_at_the_report_that_was_just_kept(
    settings: Settings, elsewhere: Elsewhere, unfinished: UUID
) -> None:
    publish(elsewhere, unfinished)
    async with open_desk(settings) as desk:
        await show(desk)
        for leave in ("escape", "f6"):
            await desk.press("r")
            await desk.see("Create report: its image data")
            await desk.press("enter")
            await desk.see("Settings of Health Checking Report")
            await desk.press("f2")
            await desk.until(lambda: isinstance(desk.app.screen, ReportForm))
            await desk.press(leave)
            await desk.see("Enter goes on with it.")
            await desk.idle()
            assert "not published" in desk.line_at_cursor()
            await desk.press("enter")
            await desk.until(lambda: isinstance(desk.app.screen, ReportForm))
            await desk.press("escape", "down", "down")
            await desk.idle()
            assert "R-" in desk.line_at_cursor()


async def test_a_report_is_revoked_with_a_reason_after_a_question_whose_usual_answer_is_no(
    settings: Settings, elsewhere: Elsewhere, unfinished: UUID
) -> None:
    publish(elsewhere, unfinished)
    async with open_desk(settings) as desk:
        await show(desk)
        await desk.see("1 published")
        await desk.press("f4")
        await desk.see("Revoke report R-")
        await desk.type("wrong patient")
        await desk.press("enter")
        text = await desk.see("It cannot be taken back.", "is corrected, not revoked", "y revoke it")
        assert text.count(" y ") == text.count(" y Yes") + text.count(" y revoke it")
        await desk.press("enter")
        await desk.see("1 published")
        await desk.press("f4")
        await desk.see("Revoke report R-", "Reason")
        await desk.type("wrong patient")
        await desk.press("enter")
        await desk.see("It cannot be taken back.")
        await desk.say_yes()
        await desk.see("is revoked.", "1 revoked")
    (row,) = reports(elsewhere)
    assert row.state is ReportState.REVOKED
    assert elsewhere.desk.reports.open(elsewhere.actor, row.uuid).reason == "wrong patient"


async def test_the_pages_of_a_report_are_gone_through(
    settings: Settings, elsewhere: Elsewhere, unfinished: UUID
) -> None:
    publish(elsewhere, unfinished)
    (row,) = reports(elsewhere)
    async with open_desk(settings) as desk:
        await show(desk)
        await desk.press("v")
        await desk.see(f"Report {row.number}, published", f"page 1 of {row.pages}")
        await desk.press("i")
        await desk.see("150%", "0 Whole")
        await desk.press("escape")
        await desk.see("1 report")
