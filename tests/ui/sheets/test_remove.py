"""Image data that was filed for nothing is removed with a reason, and comes back."""

from __future__ import annotations

from dentui.config import Settings
from dentui.domain.images import ImageType
from dentui.ui.screens.zoom import ZoomScreen
from tests.ui.desk import Desk, open_desk
from tests.ui.pictured import Pictured, dicom, photo


async def remove(desk: Desk, text: str, *keys: str) -> None:
    """Open the form for what the cursor of the Images tab is at after these keys."""
    await desk.chart(text)
    await desk.press("2", *keys, "w")
    await desk.see("Remove image data")


async def test_a_letter_says_why_and_z_brings_it_back(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.OTHER, {"letter.txt": b"Dear colleague"})
    patient = pictured.elsewhere.uuid("muller")
    async with open_desk(settings) as desk:
        await remove(desk, "muller")
        await desk.see("letter.txt", "for 12 hours")
        await desk.press("enter")
        await desk.see("Choose why it is removed")
        await desk.press("f", "enter")
        await desk.see("The image data is removed. z brings it back.", "No image data yet.")
        assert pictured.items(patient) == []
        await desk.press("6")
        await desk.see("removed image data", "reason: filed twice")
        await desk.press("z")
        await desk.see("Undone: the removal of the image data, which is there again now")
        assert len(pictured.items(patient)) == 1


async def test_another_reason_is_typed(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.OTHER, {"letter.txt": b"Dear colleague"})
    async with open_desk(settings, size=(40, 12)) as desk:
        await remove(desk, "muller")
        await desk.press("o", "enter")
        await desk.see("! ")
        await desk.press(*"blurred", "enter")
        await desk.see("No image data yet.")
        change = pictured.elsewhere.history("muller")[0]
        assert {field.field: field.after for field in change.fields}["reason"] == "blurred"


async def test_what_another_desk_corrected_meanwhile_is_told_before_it_is_removed(
    settings: Settings, pictured: Pictured
) -> None:
    item = pictured.add("muller", ImageType.OTHER, {"pan.dcm": dicom()})
    patient = pictured.elsewhere.uuid("muller")
    async with open_desk(settings) as desk:
        await remove(desk, "muller")
        pictured.correct(item, ImageType.X_RAY)
        await desk.press("w", "enter")
        await desk.see("Another desk has corrected", "Nothing was removed")
        assert len(pictured.items(patient)) == 1
        await desk.press("enter")
        await desk.see("z brings it back.")
        assert pictured.items(patient) == []


async def test_what_is_zoomed_and_what_stands_in_a_record_is_removed_too(
    settings: Settings, pictured: Pictured
) -> None:
    for number in range(3):
        pictured.add("muller", ImageType.FACIAL_IMAGE, {f"{number}.jpg": photo(number)})
    async with open_desk(settings, size=(80, 30)) as desk:
        await desk.chart("muller")
        await desk.press("2", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, ZoomScreen))
        await desk.see("Facial image 1 of 3: 0.jpg")
        await desk.press("w", "n", "enter")
        await desk.see("Facial image 1 of 2: 1.jpg")
        await desk.press("escape", "1", "tab", "w", "n", "enter")
        await desk.see("z brings it back.")
        assert len(pictured.items(pictured.elsewhere.uuid("muller"))) == 1
