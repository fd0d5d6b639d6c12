"""Links whose files are damaged keep nobody from revoking at the desk, and a link that is being made is
stopped by Esc."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from dentui.config import Settings
from dentui.domain.links import LinkState
from dentui.store import shelf_files
from dentui.ui.sheets.code import CodeSheet
from dentui.ui.sheets.link import LinkSheet
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.tabs.test_links import ADDRESS, links, published, share, tab

__all__ = ("published",)


@pytest.fixture
def home(published_home: Path, tmp_path: Path) -> Path:
    """A register with published reports of one's own."""
    return Path(shutil.copytree(published_home, tmp_path / "home"))


@pytest.fixture
def damaged(settings: Settings, elsewhere: Elsewhere, published: UUID) -> Path:
    """The file of the links, with one in it, when something else stands there."""
    share(elsewhere, published)
    file = shelf_files.links_file(settings.home)
    file.with_suffix(".good").write_bytes(file.read_bytes())
    file.unlink()
    file.write_bytes(b"no database" * 1_000)
    return file


def mend(file: Path) -> None:
    """Bring what was in it back."""
    file.unlink()
    file.with_suffix(".good").rename(file)


async def test_a_link_is_revoked_whose_file_is_damaged_and_what_is_left_is_told(
    settings: Settings, elsewhere: Elsewhere, published: UUID, damaged: Path
) -> None:
    async with open_desk(settings, size=(300, 24)) as desk:
        await tab(desk)
        await desk.see("R-2026", "how links stand is not known now, l tells why")
        await desk.press("l")
        await desk.see("Links to report R-", "unknown", "are damaged", "F4 still revokes links.")
        await desk.press("f4")
        await desk.see("Revoke the link")
        await desk.say_yes()
        await desk.see("The link is revoked. Nothing that was revoked can be opened; it is taken off")
        await desk.see("revoked", "are damaged")
        mend(damaged)
        await desk.press("f5")
        await desk.miss("are damaged")
    assert [link.state for link in links(elsewhere, published)] == [LinkState.REVOKED]
    assert shelf_files.ended(damaged.parent) == []


async def test_a_report_is_revoked_while_its_links_cannot_be_taken_off(
    settings: Settings, elsewhere: Elsewhere, published: UUID, damaged: Path
) -> None:
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.press("f4")
        await desk.type("wrong patient")
        await desk.press("enter")
        await desk.see("Links to it end")
        await desk.say_yes()
        await desk.see("is revoked. Nothing that was revoked can be opened")
    assert [link.state for link in links(elsewhere, published)] == [LinkState.REVOKED]


async def test_esc_stops_a_link_that_is_being_made_and_nothing_is_left_of_it(
    settings: Settings, elsewhere: Elsewhere, published: UUID
) -> None:
    elsewhere.desk.links.save_address(elsewhere.actor, ADDRESS)
    async with open_desk(settings) as desk:
        await tab(desk)
        await desk.press("s")
        await desk.see("Works for")
        await desk.press("enter")
        await desk.see("Esc stops it.")
        await desk.press("escape")
        await desk.see("Stopped. No link was made.", "Works for")
        assert isinstance(desk.app.screen, LinkSheet)
        assert links(elsewhere, published) == ()
        database = elsewhere.database
        assert database.system(database.shelf.all) == []
        with database.engine.connect() as connection:
            actions = set(connection.execute(text("SELECT action FROM audit")).scalars())
        assert "open report" in actions
        assert "make report link" not in actions
        # In one go, so that Esc is in the row before anything is made.
        await desk.press("enter", "escape")
        await desk.idle()
        await desk.see("Stopped. No link was made.")
        assert links(elsewhere, published) == ()
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, CodeSheet))
        await desk.see("kept nowhere")
    assert len(links(elsewhere, published)) == 1
