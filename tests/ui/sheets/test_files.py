"""Which files are added: a folder that is walked, a path that is typed, the inbox, paths that are pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.store import sources as store
from dentui.ui.sheets.files import FilesSheet
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere

NASTY = "\x1b[31mred\x1b]0;owned\x07 \u202egpj.stl"
LONG = "n" * 200 + ".stl"


@pytest.fixture
def inbox(home: Path) -> Path:
    """Anna's inbox."""
    inbox = home / "inbox" / "anna"
    inbox.mkdir(parents=True)
    return inbox


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """A folder with a few files."""
    scans = tmp_path / "scans"
    (scans / "case 4711").mkdir(parents=True)
    for name in ("case 4711/Upper Jaw.stl", "a.jpg", "Béa.jpg", ".hidden"):
        (scans / name).write_bytes(b"12345")
    return scans


@pytest.fixture
def last(home: Path) -> Callable[[Path], None]:
    """Makes a folder the one that Anna added from last."""

    def last(folder: Path) -> None:
        (home / "last-folder").mkdir(exist_ok=True)
        (home / "last-folder" / "anna").write_text(str(folder))

    return last


def sheet_of(desk: Desk) -> FilesSheet:
    sheet = desk.app.screen
    assert isinstance(sheet, FilesSheet)
    return sheet


async def open_files(desk: Desk, text: str = "4711") -> str:
    """The dialog over a chart."""
    await desk.chart(text)
    await desk.press("u")
    await desk.until(lambda: isinstance(desk.app.screen, FilesSheet) and desk.app.screen.listing)
    return await desk.see("Add image data: ")


async def test_it_opens_at_the_inbox_and_says_how_to_send_files(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        text = await open_files(desk)
        assert "Your inbox, newest first" in text
        await desk.see("Nothing was sent to you. To send files: sftp", "\n  F6 shows the folders of", "Came")


async def test_what_arrives_appears_and_can_be_taken_when_it_is_whole(
    settings: Settings, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await open_files(desk)
        with (inbox / "jaw.stl").open("wb") as file:
            file.write(b"half")
            file.flush()
            await desk.see("still arriving: jaw.stl", "4 bytes")
            await desk.press("space")
            await desk.see("jaw.stl: still arriving.", "0 marked")
            file.write(b"whole")
        await desk.see("[ ] jaw.stl", "9 bytes", "just now")
        await desk.press("space")
        await desk.see("[x] jaw.stl", "1 marked, 9 bytes")
        (inbox / "jaw.stl").unlink()
        await desk.see("0 marked", "Nothing was sent to you.")


async def test_another_logins_inbox_is_nowhere(settings: Settings, home: Path) -> None:
    theirs = home / "inbox" / "otto"
    theirs.mkdir(parents=True)
    (theirs / "otto.stl").write_text("Otto's")
    async with open_desk(settings) as desk:
        await open_files(desk)
        for path in (f"{theirs}/", f"{home}/inbox/", f"{home}/"):
            sheet_of(desk).action_to_path(path)
            await desk.see("That is dentui's own folder: nothing is added from it.")
            assert "otto.stl" not in desk.text()
        await desk.paste(f"{theirs}/otto.stl")
        await desk.see("otto.stl: That is dentui's own folder", "0 marked")


async def test_a_folder_is_walked_narrowed_and_marked(
    settings: Settings, scans: Path, last: Callable[[Path], None]
) -> None:
    last(scans)
    async with open_desk(settings) as desk:
        text = await open_files(desk)
        assert "In scans" in text
        assert ".hidden" not in text
        assert "▸ [ ] case 4711/" in desk.text()
        await desk.press("enter")
        await desk.see("▸ [ ] Upper Jaw.stl")
        await desk.press("space", "backspace")
        await desk.see("1 marked, 5 bytes", "▸ [ ] case 4711/")
        await desk.type("bea")
        await desk.see("With “bea”", "▸ [ ] Béa.jpg")
        assert "a.jpg" not in desk.text().replace("Béa.jpg", "")
        await desk.press("space", "escape")
        await desk.see("2 marked", "[x] Béa.jpg", "[ ] a.jpg")
        await desk.press("f3")
        await desk.see("4 marked")
        await desk.press("f4")
        await desk.see("0 marked")
        await desk.type("xyz")
        await desk.see("No name here has these letters.")
        await desk.press("escape", "escape")
        await desk.miss("Add image data")


async def test_a_path_is_completed_and_followed_while_it_is_typed(settings: Settings, scans: Path) -> None:
    async with open_desk(settings) as desk:
        await open_files(desk)
        await desk.type(str(scans.parent) + "/sc")
        await desk.until(lambda: sheet_of(desk).path.suggested == f"{scans}/")
        await desk.see("With “sc”", "scans/")
        await desk.press("tab")
        await desk.until(lambda: sheet_of(desk).path.value == f"{scans}/")
        await desk.see("case 4711/", "a.jpg")
        await desk.press(*"CAS", "right", "enter")
        await desk.see("▸ [ ] Upper Jaw.stl")
        await desk.until(lambda: desk.app.focused is sheet_of(desk).table)
        await desk.press("tab", *"Upper Jaw.stl", "enter")
        await desk.see("1 marked, 5 bytes", "[x] Upper Jaw.stl")


async def test_a_path_that_leads_nowhere_says_so(settings: Settings, scans: Path) -> None:
    async with open_desk(settings) as desk:
        await open_files(desk)
        await desk.type(f"{scans}/gone/x")
        await desk.see("There is no such folder on this machine.")
        await desk.press("enter")
        await desk.see("! There is nothing at that path on this machine.")
        assert sheet_of(desk).path.value == f"{scans}/gone/x"


async def test_the_home_begins_with_a_tilde(settings: Settings, scans: Path) -> None:
    async with open_desk(settings) as desk:
        await open_files(desk)
        await desk.press("~")
        await desk.until(lambda: sheet_of(desk).listing)
        await desk.until(lambda: sheet_of(desk).listing.folder == Path.home())  # type: ignore[union-attr]
        assert desk.app.focused is sheet_of(desk).path


async def test_a_paste_that_is_not_all_paths_says_what_is_none_and_marks_the_rest(
    settings: Settings, scans: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.paste(f"'{scans}/case 4711/Upper Jaw.stl' {scans}/a.jpg C:\\jaw.stl\nhello there")
        await desk.see("2 marked", "C:\\jaw.stl: not on this machine.", "Windows PC", "No path: hello")
        await desk.see("[x] Upper Jaw.stl")


async def test_a_paste_on_the_path_marks_what_it_leads_to(settings: Settings, scans: Path) -> None:
    async with open_desk(settings, size=(200, 24)) as desk:
        await open_files(desk)
        await desk.press("tab")
        await desk.paste(f"{scans}/a.jpg\n{scans}/gone.jpg")
        await desk.see("1 marked, 5 bytes", "gone.jpg: not on this machine.")


async def test_a_merged_chart_refuses_with_its_words(settings: Settings, elsewhere: Elsewhere) -> None:
    main, other = elsewhere.enter("Keller", "Anna"), elsewhere.enter("Keller", "Ana")
    elsewhere.merge(main, other)
    async with open_desk(settings) as desk:
        await desk.chart("chart 310")
        await desk.press("u")
        await desk.see("! ", "read-only")
        await desk.paste("/tmp")
        await desk.idle()
        assert "Add image data" not in desk.text()


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12)])
async def test_names_of_strangers_are_harmless_in_any_size(
    settings: Settings, inbox: Path, size: tuple[int, int]
) -> None:
    for name in (NASTY, LONG, "line\nbreak.stl"):
        (inbox / name).write_text(name)
    async with open_desk(settings, size=size) as desk:
        await open_files(desk)
        await desk.press("f3")
        text = await desk.see("3 marked", "3 here")
        assert not any(char in text for char in "\x1b\x07\u202e")
        assert "line�break.stl" in text
        assert "F1 Keys" in text.splitlines()[-1]
        assert max(map(len, text.splitlines())) <= size[0]


async def test_two_thousand_files_are_listed_and_marked(settings: Settings, inbox: Path) -> None:
    for number in range(2_000):
        (inbox / f"{number:04}.dcm").write_bytes(b"12345")
    async with open_desk(settings) as desk:
        await open_files(desk)
        await desk.see("2,000 here")
        await desk.press("f3")
        await desk.see("2,000 marked, 10.0 kB")
        await desk.press("end")
        await desk.until(lambda: "[x] " in desk.line_of("▸"))


async def test_an_inbox_that_cannot_be_read_says_so_and_files_of_other_folders_can_be_taken(
    settings: Settings, home: Path, scans: Path
) -> None:
    (home / "inbox").write_text("no folder")
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("u")
        await desk.see("! The inbox cannot be read")
        await desk.type(f"{scans}/")
        await desk.see("a.jpg")
        await desk.type("a.jpg")
        await desk.press("enter")
        await desk.see("1 marked", "[x] a.jpg")


async def test_waiting_uploads_are_told_of_in_another_folder_and_one_key_shows_them(
    settings: Settings,
    inbox: Path,
    scans: Path,
    last: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "SETTLED", 0.0)
    last(scans)
    (inbox / "jaw.stl").write_text("whole")
    async with open_desk(settings) as desk:
        await open_files(desk)
        await desk.see("1 in the inbox: F6")
        await desk.press("f6")
        await desk.see("[ ] jaw.stl", "Your inbox")
        await desk.press("f6")
        await desk.see("case 4711/")


async def test_a_paste_that_is_too_long_is_refused_whole(
    settings: Settings, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dentui.ui.sheets.files.LONGEST_PASTE", len(str(scans)))
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.paste(f"{scans}/a.jpg")
        await desk.see("! That is too much for one paste.", "0 marked")


async def test_an_empty_folder_has_nothing_to_look_at(settings: Settings, scans: Path) -> None:
    (scans / "empty").mkdir()
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.paste(f"{scans}/empty")
        await desk.see("! There is no file in it.", "1 marked")


async def test_nothing_is_looked_at_where_nothing_is_marked_but_the_file_at_the_cursor(
    settings: Settings, scans: Path, last: Callable[[Path], None]
) -> None:
    last(scans)
    async with open_desk(settings) as desk:
        await open_files(desk)
        await desk.press("f2")
        await desk.see("! Nothing is marked: Space marks the file or folder at ▸.")
        await desk.press("down", "enter")
        await desk.see("Add to Smith, Anna", "a.jpg", "1 of 1")
