"""A picture over the whole screen: its collection, its light, its facts, its expiry (S39, S40, S49)."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from dentui.config import Settings
from dentui.domain.images import ImageType
from dentui.ui.screens.zoom import ZoomScreen
from dentui.ui.tabs.images import ImagesTab
from tests.ui.desk import Desk, open_desk
from tests.ui.pictured import Pictured, dicom, photo, scan


async def zoom(desk: Desk, text: str, *keys: str) -> ZoomScreen:
    """Zoom what the cursor of the Images tab is at after these keys."""
    await desk.chart(text)
    await desk.press("2", *keys, "enter")
    await desk.until(lambda: isinstance(desk.app.screen, ZoomScreen))
    screen = desk.app.screen
    assert isinstance(screen, ZoomScreen)
    await desk.until(lambda: not screen._loading.busy)
    return screen


def three_x_rays(pictured: Pictured) -> None:
    for number in range(1, 4):
        pictured.add("muller", ImageType.X_RAY, {f"x{number}.dcm": dicom(number=number)})


async def test_next_and_previous_go_through_the_collection_and_no_further(
    settings: Settings, pictured: Pictured
) -> None:
    three_x_rays(pictured)
    async with open_desk(settings) as desk:
        await zoom(desk, "muller")
        await desk.see("X-ray 1 of 3: x1.dcm", "Müller, Jürg")
        await desk.press("n", "pagedown")
        await desk.see("X-ray 3 of 3: x3.dcm")
        await desk.press("n")
        await desk.see("This is the last one.")
        await desk.press("p", "pageup")
        await desk.see("X-ray 1 of 3")
        await desk.press("p")
        await desk.see("This is the first one.")
        await desk.press("escape")
        await desk.see("[2 Images]")


async def test_the_files_of_an_item_are_gone_through_one_by_one(
    settings: Settings, pictured: Pictured
) -> None:
    pictured.add("muller", ImageType.INTRAORAL_IMAGES, {f"p{n}.jpg": photo(n) for n in range(2)})
    pictured.add("muller", ImageType.INTRAORAL_IMAGES, {"p9.jpg": photo(9)})
    pictured.add("muller", ImageType.FACIAL_IMAGE, {"face.jpg": photo(99)})
    async with open_desk(settings) as desk:
        await zoom(desk, "muller", "right")
        await desk.see("Intraoral images 3 of 3: p9.jpg")
        await desk.press("p", "p")
        await desk.see("Intraoral images 1 of 3: p0.jpg")
        await desk.press("escape")
        await desk.see("[2 Images]", "▸Intraoral 2 ")


async def test_the_caption_tells_when_with_what_and_how_large(settings: Settings, pictured: Pictured) -> None:
    three_x_rays(pictured)
    async with open_desk(settings, size=(120, 30)) as desk:
        await zoom(desk, "muller")
        await desk.see("30.10.2026 10:15", "Testray Pan 3D", "32 x 32", "0.1 x 0.1 mm")


async def test_an_x_ray_is_shown_brighter_harder_inverted_and_as_it_was(
    settings: Settings, pictured: Pictured
) -> None:
    three_x_rays(pictured)
    async with open_desk(settings) as desk:
        await zoom(desk, "muller")
        await desk.press("2")
        await desk.see("brightness +10%")
        await desk.press("1", "4")
        await desk.see(" contrast +25%")
        await desk.press("3", "v")
        await desk.see(" inverted")
        await desk.press("i", "right", "down")
        await desk.see("150%, inverted")
        await desk.press("0")
        await desk.miss("150%")
        assert "inverted" not in desk.text()
        await desk.press("2", "n")
        await desk.see("X-ray 2 of 3")
        await desk.miss("brightness")


async def test_a_model_is_zoomed_as_it_is_rendered(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.INTRAORAL_SCAN, {"upper.stl": scan()})
    async with open_desk(settings) as desk:
        await zoom(desk, "muller")
        await desk.see("Intraoral scan 1 of 1: upper")
        assert "no picture" not in desk.text()
        await desk.press("f3")
        await desk.see("This file", "Triangles", "upper.stl")


async def test_the_facts_of_a_dicom_file_come_in_one_key(settings: Settings, pictured: Pictured) -> None:
    three_x_rays(pictured)
    async with open_desk(settings) as desk:
        await zoom(desk, "muller")
        await desk.press("f3")
        await desk.see("DICOM: x1.dcm", "Modality", "DX")
        await desk.press("enter")
        await desk.see("An element", "Value")
        await desk.press("escape", "f3")
        await desk.miss("DICOM: x1.dcm")
        await desk.see("X-ray 1 of 3")


async def test_it_is_downloaded_from_there(settings: Settings, pictured: Pictured) -> None:
    three_x_rays(pictured)
    async with open_desk(settings) as desk:
        await zoom(desk, "muller")
        await desk.press("d")
        await desk.see("Download: X-ray", "Ready:", "sftp ")
        await desk.press("escape")
        await desk.see("X-ray 1 of 3")


async def test_a_preview_that_has_expired_is_regenerated(settings: Settings, pictured: Pictured) -> None:
    three_x_rays(pictured)
    async with open_desk(settings) as desk:
        screen = await zoom(desk, "muller")
        await desk.until(lambda: screen._raster is not None)
        await desk.press("escape")
        await desk.see("[2 Images]")
        let_previews_expire(settings.home)
        await desk.press("enter")
        await desk.see("The temporary preview file has been expired. r regenerates it.")
        await desk.press("n", "2")
        await desk.see("X-ray 2 of 3", "brightness +10%")
        await desk.press("p", "r")
        await desk.see("X-ray 1 of 3")
        await desk.miss("expired")


def let_previews_expire(home: Path) -> None:
    """Whatever was drawn was drawn long ago."""
    for file in (home / "cache").rglob("*"):
        os.utime(file, (0, 0))


async def test_what_is_corrected_there_leaves_the_collection(settings: Settings, pictured: Pictured) -> None:
    three_x_rays(pictured)
    async with open_desk(settings) as desk:
        await zoom(desk, "muller", "right")
        await desk.see("X-ray 2 of 3")
        await desk.press("e")
        await desk.see("Correct image data")
        await desk.press(*"facial", "f2")
        await desk.see("X-ray 2 of 2: x3.dcm")
        await desk.press("escape")
        await desk.see("Facial", "3 items")


async def test_what_another_desk_corrects_leaves_it_and_the_last_one_closes_it(
    settings: Settings, pictured: Pictured
) -> None:
    three_x_rays(pictured)
    async with open_desk(settings) as desk:
        screen = await zoom(desk, "muller")
        first, second, third = pictured.items(screen.chart.uuid)
        pictured.correct(third, ImageType.OTHER)
        await desk.see("X-ray 1 of 2")
        pictured.correct(first, ImageType.OTHER)
        await desk.see("X-ray 1 of 1: x2.dcm", "this is the next one")
        pictured.correct(second, ImageType.OTHER)
        await desk.see("None of these is here any more", "[2 Images]")


async def test_it_works_in_the_smallest_window_and_keys_typed_ahead_reach_it(
    settings: Settings, pictured: Pictured
) -> None:
    three_x_rays(pictured)
    async with open_desk(settings, size=(40, 12)) as desk:
        await desk.press(*"muller", "enter", "2", "enter", "n", "d")
        await desk.see("Download: X-ray")
        await desk.see("Ready")
        await desk.press("escape", "p", "escape")
        await desk.see("2 Images]")


async def test_a_name_that_takes_the_whole_title_leaves_its_place_to_the_caption(
    settings: Settings, pictured: Pictured
) -> None:
    for number in (1, 2):
        pictured.add("wolfe", ImageType.X_RAY, {f"x{number}.dcm": dicom(number=number)})
    async with open_desk(settings) as desk:
        await desk.press(*"wolfe", "enter", "2", "enter", "n")
        await desk.see("0.1 mm", "2 of 2")


async def test_a_picture_is_turned_by_quarters_which_stays_so(settings: Settings, pictured: Pictured) -> None:
    item = pictured.add("muller", ImageType.X_RAY, {"a.jpg": photo(1, 64, 48)})
    patient = pictured.elsewhere.uuid("muller")
    thumbnail = pictured.desk.images.thumbnail(pictured.actor, item.files[0].uuid, 160)

    def turned() -> int:
        return pictured.item(patient, item.uuid).files[0].turned

    async with open_desk(settings) as desk:
        screen = await zoom(desk, "muller")
        await desk.see("64 x 48")
        await desk.press("k")
        assert "!" not in await desk.see("48 x 64")
        await desk.until(lambda: screen._raster and (screen._raster.width, screen._raster.height) == (48, 64))
        await desk.press("k", "k", "k", "j")
        await desk.until(lambda: turned() == 3)
        await desk.press("escape")
        await desk.see("[2 Images]")
        tiles = desk.app.screen.query_one(ImagesTab).tiles
        drawn = tiles._drawings._came
        await desk.until(lambda: all(picture.width < picture.height for picture in drawn.values()))  # type: ignore[union-attr]
        await desk.press("z")
        await desk.until(lambda: turned() == 0)
        seen = pictured.desk.images.thumbnail(pictured.actor, item.files[0].uuid, 160)
        assert seen == thumbnail


async def test_another_desks_turn_is_seen(settings: Settings, pictured: Pictured) -> None:
    item = pictured.add("muller", ImageType.X_RAY, {"a.jpg": photo(1, 64, 48)})
    async with open_desk(settings) as desk:
        screen = await zoom(desk, "muller")
        pictured.desk.images.turn(pictured.actor, uuid4(), item.uuid, item.files[0].uuid, 1)
        await desk.see("48 x 64")
        await desk.until(lambda: screen._raster and screen._raster.height == 64)


async def test_a_model_is_not_turned_by_quarters(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.INTRAORAL_SCAN, {"a.stl": scan()})
    async with open_desk(settings) as desk:
        await zoom(desk, "muller")
        await desk.press("k")
        await desk.see("Only photos and X-rays are turned by quarters")
