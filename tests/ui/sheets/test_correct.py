"""Image data is put right by hand: its type, what files show, when it was taken, its device."""

from __future__ import annotations

from datetime import datetime

from dentui.config import Settings
from dentui.domain.images import ImageType, Role
from tests.ui.desk import Desk, open_desk
from tests.ui.pictured import Pictured, dicom, photo, scan


async def correct(desk: Desk, text: str, *keys: str) -> None:
    """Open the form for what the cursor of the Images tab is at after these keys."""
    await desk.chart(text)
    await desk.press("2", *keys, "y")
    await desk.see("Correct image data")


async def test_another_type_is_chosen_and_undone(settings: Settings, pictured: Pictured) -> None:
    item = pictured.add("muller", ImageType.OTHER, {"face.jpg": photo()})
    patient = pictured.elsewhere.uuid("muller")
    async with open_desk(settings) as desk:
        await correct(desk, "muller")
        await desk.press(*"facial", "f2")
        await desk.see("The image data is corrected. z takes it back.", "Facial")
        assert pictured.item(patient, item.uuid).type is ImageType.FACIAL_IMAGE
        await desk.press("z")
        await desk.until(lambda: pictured.item(patient, item.uuid).type is ImageType.OTHER)


async def test_what_each_file_shows_is_offered_by_the_type(settings: Settings, pictured: Pictured) -> None:
    item = pictured.add("muller", ImageType.INTRAORAL_SCAN, {"a.stl": scan(), "b.stl": scan(9)})
    patient = pictured.elsewhere.uuid("muller")
    async with open_desk(settings, size=(80, 30)) as desk:
        await correct(desk, "muller")
        await desk.see("File 1", "a.stl", "File 2", "b.stl")
        await desk.press("tab", "tab", "tab", "u", "tab", "l", "f2")
        await desk.see("The image data is corrected.")
        kept = {file.name: file.role for file in pictured.item(patient, item.uuid).files}
        assert kept == {"a.stl": Role.UPPER, "b.stl": Role.LOWER}
        await desk.press("y")
        await desk.see("‹ Intraoral scan ›")
        await desk.press(*"other")
        await desk.miss("File 1")
        await desk.press(*["backspace"] * 5, *"face")
        await desk.see("File 1")
        await desk.press("f2")
        await desk.miss("Correct image data")
        assert {file.role for file in pictured.item(patient, item.uuid).files} == {Role.NONE}


async def test_when_it_was_taken_may_be_unknown(settings: Settings, pictured: Pictured) -> None:
    item = pictured.add("muller", ImageType.FACIAL_IMAGE, {"face.jpg": photo()})
    patient = pictured.elsewhere.uuid("muller")
    async with open_desk(settings) as desk:
        await correct(desk, "muller")
        await desk.press("tab", *["backspace"] * 20, *"300220261000", "f2")
        await desk.see("! ")
        await desk.press(*["backspace"] * 20, *"280220261000", "f2")
        await desk.see("The image data is corrected.")
        assert pictured.item(patient, item.uuid).taken == datetime(2026, 2, 28, 10)
        await desk.press("y")
        await desk.see("28.02.2026 10:00")
        await desk.press("tab", *["backspace"] * 20, "f2")
        await desk.miss("Correct image data")
        assert pictured.item(patient, item.uuid).taken is None


async def test_it_goes_to_another_record_of_the_patient_and_comes_back(
    settings: Settings, pictured: Pictured
) -> None:
    item = pictured.add("4711", ImageType.OTHER, {"letter.txt": b"Dear colleague"}, "Visit 4")
    patient = pictured.elsewhere.uuid("4711")
    names = {each.uuid: each.name for each in pictured.elsewhere.records("4711")}

    def in_record() -> str:
        return names[pictured.item(patient, item.uuid).record]

    async with open_desk(settings, size=(100, 30)) as desk:
        await correct(desk, "4711")
        await desk.see("03.04.2026 09:30 Visit 4")
        await desk.press("tab", "left", "f2")
        await desk.see("The image data is corrected. z takes it back.")
        assert in_record() == "Visit 5"
        await desk.press("6")
        await desk.see("corrected image data", "record: Visit 4 → Visit 5")
        await desk.press("z")
        await desk.until(lambda: in_record() == "Visit 4")


async def test_nothing_changed_is_said_and_leaves_nothing_to_undo(
    settings: Settings, pictured: Pictured
) -> None:
    item = pictured.add("muller", ImageType.FACIAL_IMAGE, {"face.jpg": photo()})
    async with open_desk(settings) as desk:
        await correct(desk, "muller")
        await desk.press("f2")
        await desk.see("Nothing was changed.")
    assert pictured.item(pictured.elsewhere.uuid("muller"), item.uuid).version == item.version


async def test_what_another_desk_corrected_meanwhile_is_shown_beside_ones_own(
    settings: Settings, pictured: Pictured
) -> None:
    item = pictured.add("muller", ImageType.OTHER, {"pan.dcm": dicom()})
    patient = pictured.elsewhere.uuid("muller")
    async with open_desk(settings) as desk:
        await correct(desk, "muller")
        await desk.press(*"facial")
        pictured.correct(item, ImageType.X_RAY)
        await desk.press("f2")
        await desk.see("What is to stay?", "Facial image", "X-ray")
        await desk.press("t", "f2")
        await desk.miss("Correct image data")
        assert pictured.item(patient, item.uuid).type is ImageType.X_RAY


async def test_what_was_typed_is_not_thrown_away_without_asking(
    settings: Settings, pictured: Pictured
) -> None:
    pictured.add("muller", ImageType.OTHER, {"face.jpg": photo()})
    async with open_desk(settings, size=(40, 12)) as desk:
        await correct(desk, "muller")
        await desk.press(*"facial", "escape")
        await desk.see("What you typed is not saved.")
        await desk.say_yes()
        await desk.miss("Correct image data")
