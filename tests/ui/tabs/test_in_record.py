"""Image data in its record: its types as tabs, walked by Tab, and what is done with it (S36-S41)."""

from __future__ import annotations

import pytest

from dentui.config import Settings
from dentui.domain.images import ImageType
from dentui.ui.screens.zoom import ZoomScreen
from dentui.ui.tabs.records import RecordsTab
from tests.ui.desk import Desk, open_desk
from tests.ui.pictured import Pictured, dicom, photo, scan, series


def two_visits(pictured: Pictured) -> None:
    pictured.add("4711", ImageType.INTRAORAL_SCAN, {"upper.stl": scan(), "lower.stl": scan(9)}, "Visit 10")
    pictured.add("4711", ImageType.X_RAY, {"pan.dcm": dicom()}, "Visit 10")
    pictured.add("4711", ImageType.OTHER, {"letter.txt": b"Dear colleague"}, "Visit 10")
    pictured.add("4711", ImageType.FACIAL_IMAGE, {f"face{n}.jpg": photo(n) for n in range(3)}, "Visit 8")


async def open_records(desk: Desk, text: str) -> RecordsTab:
    """The Records tab of whom the text finds, with the image data there."""
    await desk.chart(text)
    tab = desk.app.screen.query_one(RecordsTab)
    await desk.until(lambda: tab.album.known and not tab.album.busy)
    return tab


def caption(tab: RecordsTab) -> str:
    tile = tab.tiles.tile_at_cursor
    return tile.caption if tile else ""


async def test_a_records_types_are_tabs_that_tab_walks_and_then_leaves(
    settings: Settings, pictured: Pictured
) -> None:
    two_visits(pictured)
    async with open_desk(settings) as desk:
        tab = await open_records(desk, "4711")
        await desk.see("[Intraoral scan] X-ray  Other")
        await desk.press("tab")
        await desk.until(lambda: tab.tiles.has_focus and caption(tab) == "upper")
        await desk.press("tab")
        await desk.see("Intraoral scan [X-ray] Other")
        await desk.press("tab")
        await desk.see("X-ray [Other]", "letter.txt")
        await desk.press("tab")
        await desk.until(lambda: tab.table.has_focus and "Visit 9" in desk.line_at_cursor())
        await desk.see("No image data in this record. u adds some")
        await desk.press("tab")
        await desk.until(lambda: "Visit 8" in desk.line_at_cursor())
        await desk.see("[Facial image 3]")
        await desk.press("tab", "shift+tab")
        await desk.until(lambda: tab.table.has_focus and "Visit 8" in desk.line_at_cursor())


async def test_enter_on_a_record_still_edits_it_and_on_a_picture_zooms_it(
    settings: Settings, pictured: Pictured
) -> None:
    two_visits(pictured)
    async with open_desk(settings) as desk:
        await open_records(desk, "4711")
        await desk.press("enter")
        await desk.see("Edit record")
        await desk.press("escape", "tab", "tab", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, ZoomScreen))
        await desk.see("X-ray 1 of 1")
        await desk.press("escape")
        await desk.see("[1 Records]", "[X-ray]")


async def test_enter_on_other_data_in_a_record_downloads_it_at_once(
    settings: Settings, pictured: Pictured
) -> None:
    two_visits(pictured)
    async with open_desk(settings) as desk:
        await open_records(desk, "4711")
        await desk.press("tab", "tab", "tab", "enter")
        await desk.see("Download: Other", "Ready: 14 bytes")
        await desk.press("enter")
        await desk.see("[Other]")


async def test_arrows_walk_the_pictures_and_the_records_beside_them(
    settings: Settings, pictured: Pictured
) -> None:
    two_visits(pictured)
    async with open_desk(settings) as desk:
        tab = await open_records(desk, "4711")
        await desk.press("down", "down", "tab", "right", "right", "right")
        await desk.until(lambda: caption(tab) == "face2.jpg")
        await desk.see("3 of 3")
        await desk.press("left")
        await desk.until(lambda: caption(tab) == "face1.jpg")
        await desk.press("up")
        await desk.until(lambda: tab.table.has_focus and "Visit 9" in desk.line_at_cursor())
        await desk.press("up", "tab", "escape")
        await desk.until(lambda: tab.table.has_focus and "Visit 10" in desk.line_at_cursor())
        await desk.press("escape")
        await desk.miss("[1 Records]")


async def test_tabs_of_the_chart_and_back_stay_at_the_pictures(
    settings: Settings, pictured: Pictured
) -> None:
    two_visits(pictured)
    async with open_desk(settings) as desk:
        tab = await open_records(desk, "4711")
        await desk.press("tab", "tab", "4", "1")
        await desk.see("[1 Records]", "[X-ray]")
        await desk.until(lambda: tab.tiles.has_focus)


async def test_image_data_of_another_desk_comes_into_the_record_under_the_cursor(
    settings: Settings, pictured: Pictured
) -> None:
    async with open_desk(settings) as desk:
        await open_records(desk, "muller")
        await desk.see("No image data in this record.")
        item = pictured.add("muller", ImageType.X_RAY, {"pan.dcm": dicom()})
        await desk.see("[X-ray]")
        await desk.press("tab")
        pictured.correct(item, ImageType.OTHER)
        await desk.see("[Other]", "pan.dcm")


async def test_what_is_typed_ahead_goes_into_the_record_when_it_has_come(
    settings: Settings, pictured: Pictured
) -> None:
    two_visits(pictured)
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "enter", "tab", "tab", "enter")
        await desk.see("X-ray 1 of 1")


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (200, 60)])
async def test_every_type_is_reached_in_every_window(
    settings: Settings, pictured: Pictured, size: tuple[int, int]
) -> None:
    two_visits(pictured)
    pictured.add("4711", ImageType.CBCT, series(), "Visit 10")
    async with open_desk(settings, size=size) as desk:
        tab = await open_records(desk, "4711")
        for kind in (ImageType.INTRAORAL_SCAN, ImageType.X_RAY, ImageType.CBCT, ImageType.OTHER):
            await desk.press("tab")
            await desk.until(lambda kind=kind: tab.in_record.kind is kind and tab.tiles.has_focus)  # type: ignore[misc]
            await desk.until(lambda: tab.tiles.size.height >= 2)
            assert "Visit 10" in desk.line_at_cursor() or size == (40, 12)
        await desk.press("escape")
        await desk.until(lambda: tab.table.has_focus)


async def test_a_range_of_days_narrows_the_records_and_their_image_data_stays(
    settings: Settings, pictured: Pictured
) -> None:
    two_visits(pictured)
    async with open_desk(settings) as desk:
        tab = await open_records(desk, "4711")
        await desk.press("f", "tab", *"01082026", "tab", *"31082026", "enter")
        await desk.see("1 visit", "[Facial image 3]")
        await desk.press("tab", "right")
        await desk.until(lambda: caption(tab) == "face1.jpg")
