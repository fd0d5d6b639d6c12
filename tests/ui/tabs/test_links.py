"""A report's QR code at the desk: made, shown once, told of with its views, ended; and where no code can
work yet."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image

from dentui.config import Settings
from dentui.domain.links import LinkInput, LinkState, LinkToken, ReportLink
from dentui.store.shelf import open_shelf
from dentui.store.shelf_files import views_file
from dentui.terminal.profile import Colours, Encoding, Profile
from dentui.ui.app import watching
from dentui.ui.sheets.code import CodeSheet
from dentui.ui.sheets.link import LinkSheet
from dentui.ui.sheets.share_address import ShareAddressSheet
from dentui.ui.widgets.qr import QrView
from tests.media.test_qr import SIXTY
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.reported import reports
from tests.ui.screens.test_curtain import hidden

ADDRESS = "https://share.example.org"


@pytest.fixture
def home(published_home: Path, tmp_path: Path) -> Path:
    """A register with published reports of one's own."""
    return Path(shutil.copytree(published_home, tmp_path / "home"))


@pytest.fixture
def published(elsewhere: Elsewhere) -> UUID:
    """The report of Anna Smith, who has a date of birth."""
    (row,) = reports(elsewhere)
    return row.uuid


def share(elsewhere: Elsewhere, report: UUID, most: int | None = 20) -> LinkToken:
    """Somebody made a link before."""
    if not elsewhere.desk.links.address(elsewhere.actor):
        elsewhere.desk.links.save_address(elsewhere.actor, ADDRESS)
    return elsewhere.desk.links.make(elsewhere.actor, uuid4(), report, LinkInput(14, most))[0]


def links(elsewhere: Elsewhere, report: UUID) -> tuple[ReportLink, ...]:
    return elsewhere.desk.links.of_report(elsewhere.actor, report).links


def view(settings: Settings, token: LinkToken) -> None:
    """The patient opens it."""
    with closing(open_shelf(settings.home, settings.database)) as server:
        assert server.note_view(token.digest, int(time.time()))


async def tab(desk: Desk, text: str = "4711") -> None:
    await desk.chart(text)
    await desk.press("3")
    await desk.see("[3 Reports]", "1 report")


async def code(desk: Desk) -> CodeSheet:
    """Wait for the code, of what is offered at first."""
    await desk.press("s")
    await desk.see("Works for", "Can be opened")
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, CodeSheet))
    await desk.see("kept nowhere")
    assert isinstance(desk.app.screen, CodeSheet)
    return desk.app.screen


async def test_two_keys_show_the_code_and_a_third_takes_it_away_for_good(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    elsewhere.desk.links.save_address(elsewhere.actor, ADDRESS)
    async with open_desk(settings) as desk:
        await tab(desk)
        sheet = await code(desk)
        (link,) = links(elsewhere, published)
        text = await desk.see(
            "Report R-", f"Works until {link.until:%d.%m.%Y %H:%M}", "Opens 20 times", "share.example.org"
        )
        assert "Smith" not in text
        assert sheet.query_one(QrView).code is not None
        await desk.press("i")
        await desk.idle()
        token = sheet._made.url.rpartition("/")[2]
        await desk.press("t")
        await desk.see(token)
        await desk.press("t")
        await desk.miss(token)
        await desk.press("f9")
        text = await hidden(desk)
        assert not set(text) & set("▀▄█")
        await desk.press("f9")
        await desk.see("kept nowhere")
        desk.app.lock_seconds = 0.1
        desk.app.watch_idle()
        text = await desk.see("Locked after")
        assert not set(text) & set("▀▄█")
        assert token not in text
        desk.app.lock_seconds = 3_600.0
        await desk.press("enter")
        await desk.see("kept nowhere")
        await desk.press("escape")
        await desk.see("The link works until", "1 published; 1 link works, not opened yet")
        assert token not in desk.text()
    assert (link.state, link.most) == (LinkState.WORKS, 20)


async def test_a_code_that_only_this_machine_can_open_says_so(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    elsewhere.desk.links.save_address(elsewhere.actor, "http://localhost:8090")
    async with open_desk(settings, size=(60, 20)) as desk:
        await tab(desk)
        await desk.press("s")
        await desk.see("Works for")
        await desk.press("enter")
        await desk.see("kept nowhere")
        assert "its address is this machine itself, which no phone reaches." in _said(desk)
        assert "Works until" in _said(desk)
        await desk.press("t")
        await desk.see("HTTP://LOCALHOST:8090/R/")
        assert "no phone reaches." in _said(desk)
        await desk.press("escape")
        # Where both do not fit, how the links stand is told, and not how many reports the list has.
        await desk.see("1 link works, not opened yet", "1 report")


def _said(desk: Desk) -> str:
    """Beside the code, without it."""
    return " ".join(re.sub("[▀▄█]", " ", desk.text()).split())


async def test_days_and_times_are_checked_and_none_means_as_often_as_wanted(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    elsewhere.desk.links.save_address(elsewhere.actor, ADDRESS)
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.press("s")
        await desk.at("days")
        await desk.press("backspace", "backspace", *"900", "enter")
        await desk.see("! A link works for 1 to 90 days.")
        await desk.press("backspace", "backspace", "x", "enter")
        await desk.see("! That is no whole number.")
        await desk.press("backspace", "down")
        await desk.at("most")
        await desk.press("backspace", "backspace", "enter")
        await desk.see("Opens as often as wanted")
    (link,) = links(elsewhere, published)
    assert ((link.until - link.made).days, link.most) == (9, None)


async def test_views_are_told_of_and_a_link_is_ended_after_a_question(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    token = share(elsewhere, published)
    view(settings, token)
    view(settings, token)
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.see("1 link works, opened twice, last today ")
        await desk.press("l")
        await desk.see("Links to report R-", "works", "Made", "2 of 20, last today ", "made by Anna")
        await desk.press("f4")
        await desk.see("Revoke the link", "This is for good")
        await desk.press("enter")
        await desk.miss("This is for good")
        assert links(elsewhere, published)[0].works
        await desk.press("f4")
        await desk.say_yes()
        await desk.see("The link is revoked.", "revoked")
        await desk.press("f4")
        await desk.see("! It opens nothing any more: revoked.")
        await desk.press("s")
        await desk.until(lambda: isinstance(desk.app.screen, LinkSheet))
        await desk.press("escape")
        # Back where one came from: F4 there is about a link, and here about the report.
        await desk.see("Links to report R-")
        await desk.press("escape")
        await desk.see("no link works, opened twice")
    assert [link.state for link in links(elsewhere, published)] == [LinkState.REVOKED]


async def test_what_was_said_of_a_link_is_not_said_any_more_when_the_links_were_looked_at(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    elsewhere.desk.links.save_address(elsewhere.actor, ADDRESS)
    async with open_desk(settings) as desk:
        await tab(desk)
        await code(desk)
        await desk.press("escape")
        await desk.see("The link works until")
        await desk.press("l")
        await desk.see("Links to report R-")
        await desk.press("f4")
        await desk.say_yes()
        await desk.see("The link is revoked.")
        await desk.press("escape")
        await desk.see("no link works")
        await desk.miss("The link works until")


async def test_reports_are_there_where_links_cannot_be_looked_at(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    view(settings, share(elsewhere, published))
    file = views_file(settings.home)
    file.write_bytes(b"no database" * 1_000)
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.see("R-2026", "how links stand is not known now")
        await desk.press("l")
        await desk.see("damaged")


async def test_a_view_while_the_desk_is_open_is_told_without_a_key(
    settings: Settings, elsewhere: Elsewhere, published: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "VIEWS", 0.1)
    token = share(elsewhere, published)
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.see("1 link works, not opened yet")
        view(settings, token)
        await desk.see("1 link works, opened once, today ")


async def test_a_link_that_asks_for_another_date_of_birth_than_the_chart_has_is_told_of(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    share(elsewhere, published)
    elsewhere.edit("4711", birth_date=date(1985, 3, 13))
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.see("no link works, not opened yet")
        await desk.press("l")
        await desk.see("outdated", "Outdated: it asks for a date of birth that the")
        await desk.press("f4")
        await desk.say_yes()
        await desk.see("The link is revoked.")


async def test_links_end_with_their_report_and_a_report_that_is_not_in_force_gets_none(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    share(elsewhere, published)
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.press("enter")
        await desk.see("Time line", "s QR")
        await desk.press("f4")
        await desk.type("wrong patient")
        await desk.press("enter")
        await desk.see("Links to it end")
        await desk.say_yes()
        await desk.see("is revoked.", "no link works")
        await desk.press("s")
        await desk.see("! It is revoked: only a report that is in force is handed out.")
    assert links(elsewhere, published)[0].state is LinkState.REVOKED


async def test_without_an_address_an_administrator_is_asked_for_it_and_goes_on(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.press("s")
        await desk.see("Address of shared reports", "one no link can be made.")
        await desk.type("http://share.example.org")
        await desk.press("f2")
        await desk.see("! The address was not taken")
        await desk.press("escape")
        await desk.say_yes()
        await desk.see("[3 Reports]")
        await desk.press("s")
        await desk.until(lambda: isinstance(desk.app.screen, ShareAddressSheet))
        await desk.type("HTTPS://Share.Example.org/")
        await desk.press("f2")
        await desk.see("Works for")
    assert elsewhere.desk.links.address(elsewhere.actor) == ADDRESS


async def test_others_are_told_that_no_code_can_work_yet_and_who_sets_it_up(
    settings: Settings,
) -> None:
    async with open_desk(replace(settings, operator="berta")) as desk:
        await tab(desk)
        await desk.press("s")
        await desk.see("! No link can be made and no QR code can work yet", "an administrator sets")


async def test_the_address_is_in_the_desks_menu_and_what_another_administrator_set_is_not_overwritten(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+g")
        await desk.see("Address of shared reports")
        await desk.press("s")
        await desk.until(lambda: isinstance(desk.app.screen, ShareAddressSheet))
        elsewhere.desk.links.save_address(elsewhere.actor, "https://other.example.org")
        await desk.type(ADDRESS)
        await desk.press("f2")
        await desk.see("Changed meanwhile", "yours", ADDRESS, "theirs", "https://other.example.org")
        await desk.press("y", "f2")
        await desk.see(f"Reports are shared at {ADDRESS}.")
    assert elsewhere.desk.links.address(elsewhere.actor) == ADDRESS


async def test_a_chart_without_a_date_of_birth_gets_no_link(settings: Settings, elsewhere: Elsewhere) -> None:
    elsewhere.desk.links.save_address(elsewhere.actor, ADDRESS)
    async with open_desk(settings) as desk:
        await tab(desk, "muller")
        await desk.press("s")
        await desk.see("Works for")
        await desk.press("enter")
        await desk.see("! No link was made: it asks for the date of", "Enter it first.")


@pytest.mark.parametrize(
    ("profile", "size", "said"),
    [
        (Profile(Encoding.ASCII), (80, 24), "The code needs a window of 104x42; this one has 80x24."),
        (Profile(), (60, 20), "The code needs a window of 63x22"),
        (
            Profile(Encoding.ASCII, Colours.MONO, attributes=frozenset()),
            (200, 60),
            "This terminal has no blocks, no colours and no reverse",
        ),
    ],
    ids=["ascii", "small", "bare"],
)
async def test_what_does_not_fit_says_so_and_offers_a_picture_a_copy_and_the_link(
    settings: Settings,
    elsewhere: Elsewhere,
    published: UUID,
    profile: Profile,
    size: tuple[int, int],
    said: str,
) -> None:
    elsewhere.desk.links.save_address(elsewhere.actor, SIXTY)
    async with open_desk(settings, size=size) as desk:
        desk.app.show_as(profile)
        await tab(desk)
        sheet = await code(desk)
        words = " ".join(desk.text().split())
        assert said in words
        assert "p writes it as a PNG, c a copy to print, t shows the link to type." in words
        assert sheet.query_one(QrView).code is None
        await desk.press("p")
        await desk.see("QR code of report R-", "Ready:")
        await desk.until(lambda: "or when its link is revoked." in " ".join(desk.text().split()))
        await desk.press("escape", "c")
        await desk.see("Copy for the patient", "Ready:")
    picture, copy = sorted(
        (settings.home / "outbox").rglob("*.p*"), key=lambda path: path.suffix, reverse=True
    )
    assert Image.open(picture).mode == "1"
    assert copy.read_bytes().startswith(b"%PDF-")


async def test_a_window_that_grows_gets_the_code(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    elsewhere.desk.links.save_address(elsewhere.actor, SIXTY)
    async with open_desk(settings, size=(60, 20)) as desk:
        await tab(desk)
        sheet = await code(desk)
        shown = sheet.query_one(QrView)
        assert shown.code is None
        await desk.pilot.resize_terminal(80, 24)
        await desk.until(lambda: shown.code is not None and "this one has" not in desk.text())
        await desk.pilot.resize_terminal(60, 20)
        await desk.until(lambda: shown.code is None and "this one has 60x20" in " ".join(desk.text().split()))
