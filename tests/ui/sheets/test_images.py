"""What files were taken for, put right, and added to a record: only then anything is saved."""

from __future__ import annotations

import shutil
import struct
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from dentui.config import Settings
from dentui.domain.images import ImageType, RecordImages
from dentui.domain.patients import RecordInput
from dentui.services.images import Images
from dentui.store import sources as store
from dentui.ui.sheets.files import FilesSheet
from dentui.ui.sheets.images import ImagesSheet
from dentui.ui.sheets.into import IntoSheet
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere


@pytest.fixture
def inbox(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Anna's inbox, in which folders are whole at once, with three files that are no pictures."""
    monkeypatch.setattr(store, "SETTLED", 0.0)
    inbox = home / "inbox" / "anna"
    inbox.mkdir(parents=True)
    for name in ("letter.txt", "note.txt", "order.txt"):
        (inbox / name).write_text(f"this is the {name}")
    return inbox


def added(elsewhere: Elsewhere, text: str) -> list[RecordImages]:
    """The patient's records that have image data."""
    records = elsewhere.desk.images.of_patient(elsewhere.actor, elsewhere.uuid(text))
    return [record for record in records if record.items]


async def review(desk: Desk, text: str, *keys: str) -> str:
    """Go from the list to what was found in the files that these keys mark, all where there are none."""
    await desk.chart(text)
    await desk.press("u")
    await desk.until(lambda: isinstance(desk.app.screen, FilesSheet) and desk.app.screen.listing)
    await desk.press(*(keys or ("f3",)), "f2")
    await desk.until(lambda: isinstance(desk.app.screen, ImagesSheet))
    return await desk.see("Taken for")


async def test_files_go_into_the_record_that_the_cursor_stood_on(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("down", "down")
        await desk.until(lambda: "Visit 8" in desk.line_at_cursor())
        await desk.press("u")
        await desk.see("[ ] letter.txt")
        await desk.press("f3", "f2")
        text = await desk.see("Add to Smith, Anna", "3 of 3, 3 files", "Into 03.08.2026 09:30 Visit 8")
        assert "letter.txt" in text
        await desk.press("f2")
        await desk.see("Added: 3 items, 3 files. z takes it back. 3 files left your inbox.")
        await desk.until(lambda: "Visit 8" in desk.line_at_cursor())
    (record,) = added(elsewhere, "4711")
    assert record.record.name == "Visit 8"
    assert sorted(item.files[0].name for item in record.items) == ["letter.txt", "note.txt", "order.txt"]
    assert list(inbox.iterdir()) == []


async def test_a_patient_without_a_record_gets_a_new_one(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await review(desk, "leap")
        await desk.see("NEW record")
        await desk.press("f6")
        await desk.until(lambda: isinstance(desk.app.screen, IntoSheet))
        await desk.see("▸ A new record", "Visiting time*")
        await desk.press("enter")
        await desk.at("name")
        await desk.press("end", *["backspace"] * 60, *"Letters", "tab", *["backspace"] * 13, *"120320261015")
        await desk.press("tab", "i", "f2")
        await desk.see("NEW record 12.03.2026 10:15 Letters, implant")
        await desk.press("f2")
        await desk.see("Added: 3 items", "12.03.2026 10:15 Letters")
        await desk.until(lambda: "Letters" in desk.line_at_cursor())
    (record,) = added(elsewhere, "leap")
    assert [record.record.name, len(record.items)] == ["Letters", 3]


async def test_another_record_is_chosen_from_the_list_and_what_was_typed_of_a_new_one_stays(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await review(desk, "4711")
        await desk.press("f6", "n")
        await desk.at("name")
        await desk.press("end", *["backspace"] * 60, *"Typed", "f2")
        await desk.see("NEW record", "Typed")
        await desk.press("f6", "down", "down", "down", "enter")
        await desk.see("Into 03.08.2026 09:30 Visit 8")
        await desk.press("f6", "home")
        await desk.see("Typed")
        await desk.press("escape")
        await desk.see("Into 03.08.2026 09:30 Visit 8")
        await desk.press("f2")
        await desk.see("Added: 3 items")
    assert added(elsewhere, "4711")[0].record.name == "Visit 8"


async def test_what_is_left_out_stays_in_the_inbox_and_is_not_added(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await review(desk, "muller")
        await desk.press("space")
        await desk.see("2 of 3, 2 files")
        left = desk.line_of("[ ]").split()[-2]
        await desk.press("f2")
        await desk.see("Added: 2 items, 2 files.", "2 files left your inbox.")
    assert [file.name for file in inbox.iterdir()] == [left]
    assert left not in {item.files[0].name for item in added(elsewhere, "muller")[0].items}


async def test_what_the_chart_has_already_is_left_out_unless_it_is_taken_in_again(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await review(desk, "muller")
        await desk.press("f2")
        await desk.see("Added: 3 items")
        for name in ("letter.txt", "fourth.txt"):
            (inbox / name).write_text(f"this is the {name}")
        await desk.press("u")
        await desk.see("[ ] letter.txt")
        await desk.press("f3", "f2")
        await desk.see("1 of 2, 1 file", "One of these is in this chart already", "[ ] Other")
        await desk.press("down")
        await desk.see("This chart has it already, in ")
        await desk.press("space")
        await desk.see("2 of 2")
        await desk.miss("One of these is in this chart already")


async def test_nothing_is_saved_where_all_is_left_out(settings: Settings, inbox: Path) -> None:
    async with open_desk(settings) as desk:
        await review(desk, "muller")
        await desk.press("space", "space", "space", "f2")
        await desk.see("! Nothing is left to be added", "0 of 3")


async def test_a_type_is_changed_by_arrows_and_all_of_an_item_by_enter(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await review(desk, "muller", "space")
        await desk.see("▸ [x] Other")
        await desk.press("right")
        await desk.see("▸ [x] Intraoral scan")
        await desk.press("left", "left")
        await desk.see("▸ [x] CBCT")
        await desk.press("enter")
        await desk.see("Change what it is", "Taken")
        await desk.press("f", "a", "c", "e", " ", "s")
        await desk.see("‹ Face scan ›", "Shows*")
        await desk.press("tab", "s", "tab", *"120320261015", "f2")
        await desk.see("▸ [x] Face scan: smile", "12.03.2026")
        await desk.press("f2")
        await desk.see("Added: 1 item, 1 file.")
    (item,) = added(elsewhere, "muller")[0].items
    assert [item.type, item.files[0].role.value, str(item.taken)] == [
        ImageType.FACE_SCAN, "smile", "2026-03-12 10:15:00",
    ]  # fmt: skip


async def test_going_back_adds_nothing_asks_where_something_was_changed_and_keeps_the_marks(
    settings: Settings, elsewhere: Elsewhere, inbox: Path, home: Path
) -> None:
    async with open_desk(settings) as desk:
        await review(desk, "muller")
        await desk.press("right", "escape")
        await desk.see("What you changed here is not saved.")
        await desk.press("enter")
        await desk.miss("What you changed here")
        await desk.press("escape")
        await desk.say_yes()
        await desk.see("Nothing was added. The marks are still there.", "3 marked")
        await desk.until(lambda: list((home / "files" / "staging").iterdir()) == [])
        await desk.press("escape")
        await desk.see("Close, and take all marks off?")
        await desk.press("enter")
        await desk.see("3 marked", "F2 Look")
        await desk.press("escape")
        await desk.say_yes()
        await desk.miss("Add image data")
    assert added(elsewhere, "muller") == []
    assert len(list(inbox.iterdir())) == 3


async def test_a_full_disk_is_said_and_nothing_that_was_chosen_is_lost(
    settings: Settings, elsewhere: Elsewhere, inbox: Path, home: Path
) -> None:
    async with open_desk(settings) as desk:
        await review(desk, "muller")
        await desk.press("right")
        blobs = home / "files" / "blobs"
        blobs.parent.mkdir(exist_ok=True)
        blobs.rename(home / "files" / "aside") if blobs.exists() else None
        blobs.write_text("no folder")
        await desk.press("f2")
        await desk.see("does not answer", "3 of 3")
        assert "Added" not in desk.text()
        blobs.unlink()
        await desk.press("f2")
        await desk.see("Added: 3 items")
    assert ImageType.INTRAORAL_SCAN in {item.type for item in added(elsewhere, "muller")[0].items}


async def test_a_chart_that_another_desk_merged_meanwhile_keeps_the_files_for_the_main_patient_or_refuses(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    main, other = elsewhere.enter("Keller", "Anna"), elsewhere.enter("Keller", "Ana")
    async with open_desk(settings) as desk:
        await review(desk, "chart 310")
        elsewhere.merge(main, other)
        await desk.press("f2")
        await desk.until(lambda: "Added" in desk.text() or "! " in desk.text())
        text = desk.text()
    records = elsewhere.desk.images.of_patient(elsewhere.actor, main)
    assert bool([record for record in records if record.items]) == ("Added" in text)


async def test_a_record_that_is_gone_is_said_and_another_one_can_be_chosen(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    elsewhere.make_record("leap", RecordInput("By mistake", datetime(2026, 3, 12, 12)))
    async with open_desk(settings) as desk:
        await review(desk, "leap")
        await desk.see("By mistake")
        last = elsewhere.desk.charts.last_change(elsewhere.actor)
        assert last is not None
        elsewhere.desk.charts.undo(elsewhere.actor, uuid4(), last.save)
        await desk.press("f2")
        await desk.see("! ", "3 of 3")
        await desk.press("f6", "n", "f2")
        await desk.see("NEW record")
        await desk.press("f2")
        await desk.see("Added: 3 items")


async def test_keys_are_typed_ahead_but_nothing_is_added_that_was_not_seen(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "enter", "u", "f3", "f2", "f2")
        await desk.see("3 of 3, 3 files", "! This was not on the screen yet when the key was pressed.")
        assert added(elsewhere, "muller") == []
        await desk.press("f2")
        await desk.see("Added: 3 items, 3 files.")
    assert len(added(elsewhere, "muller")[0].items) == 3


async def test_dropped_files_are_looked_at_at_once(
    settings: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    file = tmp_path / "it's a letter.txt"
    file.write_text("letter")
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.paste("'" + str(file).replace("'", "'\\''") + "' ")
        await desk.see("it's a letter.txt", "1 of 1, 1 file, 6 bytes")
        await desk.press("f2")
        await desk.see("Added: 1 item, 1 file. z takes it back.")
        await desk.press("z")
        await desk.see("Undone")
    assert file.exists()
    assert added(elsewhere, "muller") == []


async def test_a_look_is_given_up_by_esc_and_nothing_stays(
    settings: Settings, inbox: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dentui.ui.work.PATIENCE", 0.0)
    pipe = inbox.parent / "slow"
    looked = Images.look

    def slow(images: Images, actor, paths, told, stop):  # type: ignore[no-untyped-def]
        """As of a disk that hangs until it is given up."""
        pipe.write_text("begun")
        stop.wait(60)
        return looked(images, actor, paths, told, stop)

    monkeypatch.setattr(Images, "look", slow)
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("u")
        await desk.see("letter.txt")
        await desk.press("f3", "f2")
        await desk.see("Working", "Esc Stop")
        await desk.until(pipe.exists)
        await desk.press("escape")
        await desk.see("Stopped: nothing was added. The marks are still there.", "3 marked")
        staging = home / "files" / "staging"
        await desk.until(lambda: not staging.exists() or list(staging.iterdir()) == [])


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (200, 50)])
async def test_what_was_found_fits_any_window(settings: Settings, inbox: Path, size: tuple[int, int]) -> None:
    (inbox / "\x1b[31mred\u202e.txt").write_text("nasty")
    (inbox / ("n" * 200)).write_text("long")
    async with open_desk(settings, size=size) as desk:
        text = await review(desk, "obrien")
        assert not any(char in text for char in "\x1b\u202e")
        await desk.see("5 of 5", "▸ [x] Other")
        assert "F1 Keys" in desk.text().splitlines()[-1]
        await desk.press("f6")
        await desk.see("Into which record", "A new record")
        await desk.press("n")
        await desk.at("name")
        await desk.press("escape")
        await desk.press("enter")
        await desk.see("Change what it is", "Type*")


async def test_hundreds_of_files_are_gone_through_and_added(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    folder = inbox / "many"
    folder.mkdir()
    for number in range(700):
        (folder / f"{number:04}.txt").write_text(f"file {number}")
    async with open_desk(settings) as desk:
        await review(desk, "muller", "home", "space")
        await desk.see("700 files")
        await desk.press("end", "home", "f2")
        await desk.see("Added: ", "700 files. z takes it back. 700 files left your")
    assert sum(len(item.files) for record in added(elsewhere, "muller") for item in record.items) == 700
    assert not folder.exists()


def mesh(height: float) -> bytes:
    """A binary STL of one triangle: 80 bytes of header, the number, then 50 bytes a triangle."""
    corners = (0.0, 0.0, 1.0, 0.0, 0.0, height, 10.0, 0.0, height, 0.0, 10.0, height)
    return bytes(80) + struct.pack("<I12fH", 1, *corners, 0)


async def test_jaws_are_one_item_and_what_each_file_shows_is_changed_in_its_line(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    for name in ("letter.txt", "note.txt", "order.txt"):
        (inbox / name).unlink()
    for number, name in enumerate(("UpperJaw.stl", "LowerJaw.stl")):
        (inbox / name).write_bytes(mesh(number))
    async with open_desk(settings) as desk:
        await review(desk, "muller")
        await desk.see("1 of 1, 2 files", "[x] Intraoral scan", "  upper", "  lower")
        await desk.press("down", "right")
        await desk.see("  lower", "  lower")
        await desk.press("left", "left")
        await desk.until(lambda: "–" in desk.line_of("UpperJaw.stl "))
        await desk.press("right", "f2")
        await desk.see("Added: 1 item, 2 files.")
    (item,) = added(elsewhere, "muller")[0].items
    assert {file.name: file.role.value for file in item.files} == {
        "UpperJaw.stl": "upper", "LowerJaw.stl": "lower",
    }  # fmt: skip


async def test_files_that_name_another_patient_are_marked_and_asked_about(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    from pydicom.data import get_testdata_file

    slice_ = get_testdata_file("CT_small.dcm")
    assert isinstance(slice_, str)
    shutil.copy(slice_, inbox / "ct.dcm")
    async with open_desk(settings) as desk:
        await review(desk, "muller")
        await desk.see("!! ct.dcm", "Files name another patient: CompressedSamples CT1", "4 of 4")
        await desk.press("right")
        await desk.see("Changed by hand;", "Files name another patient")
        await desk.press("left", "space")
        await desk.miss("Files name another patient")
        await desk.press("up", "space")
        await desk.see("Files name another patient", "4 of 4")
        await desk.press("f2")
        await desk.see("Add files that name another patient?", "chart of Müller, Jürg.")
        await desk.press("enter")
        await desk.miss("Add files that name another patient?")
        await desk.press("f2")
        await desk.say_yes()
        await desk.see("Added: 4 items")


async def test_what_cannot_be_read_is_left_out_unless_it_is_taken_as_other_data(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    (inbox / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(200))
    async with open_desk(settings) as desk:
        await review(desk, "muller")
        await desk.see("3 of 4", "[ ] Other")
        await desk.press("end")
        await desk.see("Space adds it as other data.")
        await desk.press("right")
        await desk.see("! What cannot be read can only be kept as other data.")
        await desk.press("space", "f2")
        await desk.see("Added: 4 items")
    (kept,) = [item for item in added(elsewhere, "muller")[0].items if item.files[0].name == "photo.jpg"]
    assert kept.type is ImageType.OTHER


async def test_files_are_added_from_the_images_tab_too_which_then_shows_them(
    settings: Settings, elsewhere: Elsewhere, inbox: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("2", "u")
        await desk.see("[ ] letter.txt")
        await desk.press("f3", "f2")
        await desk.see("Taken for", "NEW record")
        await desk.press("f6", "down", "down", "enter", "f2")
        await desk.see("Added: 3 items", "03.09.2026 09:30 Visit 9", "letter.txt")
        await desk.press("u")
        await desk.see("Nothing was sent to you.")
        letter = inbox / "more.txt"
        letter.write_text("one more")
        await desk.see("[ ] more.txt")
        await desk.press("f2")
        await desk.see("Into 03.09.2026 09:30 Visit 9")
