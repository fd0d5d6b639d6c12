"""The slices of a CBCT: three planes, walked one by one, seen in the same light."""

from __future__ import annotations

from dentui.config import Settings
from dentui.domain.images import ImageType
from dentui.ui.screens.slices import SlicesScreen
from tests.ui.desk import Desk, open_desk
from tests.ui.pictured import Pictured, photo, series


async def slices(desk: Desk, text: str) -> SlicesScreen:
    """Look at the slices of the only item of whom the text finds."""
    await desk.chart(text)
    await desk.press("2", "s")
    await desk.until(lambda: isinstance(desk.app.screen, SlicesScreen))
    screen = desk.app.screen
    assert isinstance(screen, SlicesScreen)
    return screen


async def test_the_middle_slice_comes_first_and_arrows_go_through_the_stack(
    settings: Settings, pictured: Pictured
) -> None:
    pictured.add("muller", ImageType.CBCT, series(8))
    async with open_desk(settings) as desk:
        await slices(desk, "muller")
        await desk.see("[Axial 5 of 8]", "8 files")
        await desk.press("down")
        await desk.see("[Axial 6 of 8]")
        await desk.press("pagedown")
        await desk.see("[Axial 8 of 8]")
        await desk.press("down", "up")
        await desk.see("[Axial 7 of 8]")
        await desk.press("home")
        await desk.see("[Axial 1 of 8]")
        await desk.press("escape")
        await desk.see("[2 Images]")


async def test_each_plane_has_its_own_slice_and_its_letter(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.CBCT, series(8))
    async with open_desk(settings) as desk:
        await slices(desk, "muller")
        await desk.see("[Axial 5 of 8]")
        await desk.press("c")
        await desk.see("[Coronal 17 of 32]")
        await desk.press("up", "s")
        await desk.see("[Sagittal 17 of 32]")
        await desk.press("tab")
        await desk.see("[Axial 5 of 8]")
        await desk.press("tab")
        await desk.see("[Coronal 16 of 32]")


async def test_in_a_wide_window_the_planes_stand_beside_each_other(
    settings: Settings, pictured: Pictured
) -> None:
    pictured.add("muller", ImageType.CBCT, series(8))
    async with open_desk(settings, size=(120, 30)) as desk:
        await slices(desk, "muller")
        await desk.see("[Axial 5 of 8]", "Coronal 17 of 32", "Sagittal 17 of 32")
        await desk.press("s", "down")
        await desk.see("Axial 5 of 8", "[Sagittal 18 of 32]")


async def test_the_light_stays_from_slice_to_slice(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.CBCT, series(8))
    async with open_desk(settings) as desk:
        await slices(desk, "muller")
        await desk.press("2", "down")
        await desk.see("[Axial 6 of 8] Coronal  Sagittal", "brightness +10%")
        await desk.press("x")
        await desk.miss("brightness")


async def test_facts_and_download_are_there_too(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.CBCT, series(8))
    async with open_desk(settings) as desk:
        await slices(desk, "muller")
        await desk.see("[Axial 5 of 8]")
        await desk.press("f")
        await desk.see("DICOM: slice1.dcm")
        await desk.press("escape", "d")
        await desk.see("Download: CBCT, 8 files", "Ready:", ".zip")


async def test_what_is_no_cbct_has_no_slices(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.FACIAL_IMAGE, {"face.jpg": photo()})
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("2", "s")
        await desk.see("! Only a CBCT has slices to look at.")


async def test_it_works_in_the_smallest_window(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.CBCT, series(8))
    async with open_desk(settings, size=(40, 12)) as desk:
        await slices(desk, "muller")
        await desk.see("[Axial 5 of 8]")
        await desk.press("down")
        await desk.see("[Axial 6 of 8]")


async def test_what_another_desk_says_is_no_cbct_is_left(settings: Settings, pictured: Pictured) -> None:
    item = pictured.add("muller", ImageType.CBCT, series(8))
    async with open_desk(settings) as desk:
        await slices(desk, "muller")
        await desk.see("[Axial 5 of 8]")
        pictured.correct(item, ImageType.OTHER)
        await desk.see("That CBCT is not here any more", "[2 Images]")
