"""What a lab sends back is kept with its case at the desk, seen, downloaded, and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dentui.config import Settings
from dentui.domain.cases import Case, CaseInput
from dentui.domain.labs import LabInput
from dentui.store import sources as store
from dentui.ui.sheets.case_images import CaseFilesSheet
from dentui.ui.sheets.files import FilesSheet
from tests.casework import CROWN
from tests.media.made import stl
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere

WIDE = (120, 34)
"""Nothing of a case is cut or broken into lines."""
SCHEME = b"%PDF-1.4 the scheme\x00\x01"


@pytest.fixture
def sent(elsewhere: Elsewhere, home: Path, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A case that was sent; what its lab sent back waits in the inbox."""
    monkeypatch.setattr(store, "SETTLED", 0.0)
    inbox = home / "inbox" / "anna"
    inbox.mkdir(parents=True)
    (inbox / "design [b].stl").write_bytes(stl())
    (inbox / "scheme.pdf").write_bytes(SCHEME)
    desk, actor, uuid = elsewhere.desk, elsewhere.actor, uuid4()
    lab = desk.labs.add(actor, LabInput("North"))
    form = CaseInput(None, actor.person_id, lab, date.today() + timedelta(9), (CROWN,))
    desk.cases.send(actor, uuid4(), elsewhere.uuid("4711"), uuid, 0, form)
    return uuid


def there(elsewhere: Elsewhere, case: UUID) -> Case:
    return elsewhere.desk.cases.open(elsewhere.actor, case)


async def take_in(desk: Desk) -> None:
    """From the chart's cases: all that is in the inbox."""
    await desk.press("enter")
    await desk.see("upload lab's files")
    await desk.press("u", "enter")
    await desk.until(lambda: isinstance(desk.app.screen, FilesSheet) and desk.app.screen.listing)
    await desk.see("Files of the lab for C-", "scheme.pdf")
    await desk.press("f3", "f2")
    await desk.see("NEW record", "Lab, C-", "design [b].stl")
    await desk.press("f2")
    await desk.see("Added: 2 items, 2 files.")


async def test_what_the_lab_sent_is_kept_with_the_case_seen_downloaded_and_taken_back(
    settings: Settings, elsewhere: Elsewhere, sent: UUID
) -> None:
    async with open_desk(settings, size=WIDE) as desk:
        await desk.chart("4711")
        await desk.press("7")
        await desk.see("[7 Cases]", "C-")
        await take_in(desk)
        assert sorted(f.name for item in there(elsewhere, sent).answers for f in item.files) == [
            "design [b].stl",
            "scheme.pdf",
        ]
        await desk.press("enter")
        await desk.see("From the lab", "Other: scheme.pdf", "2 files from", "the lab Anna", "view its files")
        await desk.press("v", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, CaseFilesSheet))
        await desk.see("2 from the lab, 0 attached", "design [b].stl", "from lab")
        await desk.press("end", "home", *["down"] * ("scheme" not in desk.line_at_cursor()), "d")
        await desk.see("Download: Other, 1 file", "Ready")
        await desk.press("escape", "enter")
        await desk.see("[2 Images]", "Lab, C-")
        await desk.press("z")
        await desk.see("Undone")
        assert there(elsewhere, sent).answers == ()
        assert there(elsewhere, sent).received == ()
    (copy,) = [path for path in (settings.home / "outbox").rglob("*") if path.is_file()]
    assert copy.read_bytes() == SCHEME


async def test_more_of_the_lab_goes_into_the_record_of_the_first_and_from_the_list_it_is_seen_in_the_chart(
    settings: Settings, elsewhere: Elsewhere, sent: UUID, home: Path
) -> None:
    async with open_desk(settings, size=WIDE) as desk:
        await desk.chart("4711")
        await desk.press("7")
        await desk.see("[7 Cases]", "C-")
        await take_in(desk)
        (home / "inbox" / "anna" / "second.stl").write_bytes(stl(14))
        await desk.press("escape", "ctrl+g", "c")
        await desk.see("1 found")
        await desk.press("enter")
        await desk.see("upload lab's files")
        await desk.press("u", "enter")
        await desk.see("second.stl")
        await desk.press("f3", "f2")
        await desk.see("Into", "Lab, C-")
        await desk.press("f2")
        await desk.see("Added: 1 item, 1 file.")
        await desk.press("enter")
        await desk.see("view its files", "1 file from", "2 files from")
        await desk.press("v", "enter")
        await desk.see("3 from the lab")
        await desk.press("enter")
        await desk.see("[2 Images]", "Lab, C-")
    case = there(elsewhere, sent)
    assert len({item.record for item in case.answers}) == 1
    assert [came.files for came in case.received] == [2, 1]


async def test_going_back_keeps_nothing_and_the_case_stands_there_again(
    settings: Settings, elsewhere: Elsewhere, sent: UUID
) -> None:
    async with open_desk(settings, size=WIDE) as desk:
        await desk.chart("4711")
        await desk.press("7")
        await desk.see("[7 Cases]", "C-")
        await desk.press("enter")
        await desk.see("upload lab's files")
        await desk.press("u", "enter")
        await desk.see("scheme.pdf")
        await desk.press("escape")
        await desk.see("upload lab's files", "Time line")
        assert "view its files" not in desk.text()
        await desk.press("escape")
    assert there(elsewhere, sent).answers == ()
