"""The Images tab: all image data by record, chosen for a case, jumped to by its labels (S42-S49)."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from dentui.config import Settings
from dentui.domain.annotations import AnnotationInput, AnnotationKind, Spot
from dentui.domain.images import ImageType
from dentui.ui.tabs.images import ImagesTab
from dentui.ui.tabs.records import RecordsTab
from tests.ui.desk import Desk, open_desk
from tests.ui.pictured import Pictured, dicom, photo, scan, series


async def open_images(desk: Desk, text: str) -> ImagesTab:
    """The Images tab of whom the text finds, with all of it there."""
    await desk.chart(text)
    await desk.press("2")
    await desk.see("[2 Images]")
    tab = desk.app.screen.query_one(ImagesTab)
    await desk.until(lambda: tab.album.known and not tab.album.busy)
    return tab


def at(tab: ImagesTab) -> str:
    """The caption of the tile under the cursor, and the label of its record."""
    tile, section = tab.tiles.tile_at_cursor, tab.tiles.section_at_cursor
    return f"{tile.caption} in {section.label[17:]}" if tile and section else ""


def three_visits(pictured: Pictured) -> None:
    pictured.add("4711", ImageType.X_RAY, {"pan.dcm": dicom()}, "Visit 10")
    pictured.add("4711", ImageType.INTRAORAL_SCAN, {"upper.stl": scan(), "lower.stl": scan(9)}, "Visit 10")
    pictured.add("4711", ImageType.X_RAY, {"old.dcm": dicom(number=2)}, "Visit 4")
    pictured.add("4711", ImageType.OTHER, {"letter.txt": b"Dear colleague"}, "Visit 4")
    pictured.add("4711", ImageType.INTRAORAL_IMAGES, {f"{n}.jpg": photo(n) for n in range(3)}, "Visit 2")


async def test_image_data_stands_under_the_labels_of_its_records_newest_first(
    settings: Settings, pictured: Pictured
) -> None:
    three_visits(pictured)
    async with open_desk(settings, size=(80, 60)) as desk:
        tab = await open_images(desk, "4711")
        text = await desk.see("5 items", "Visit 10", "Visit 4", "Visit 2")
        lines = [line for line in text.splitlines() if "Visit" in line]
        assert [line.split()[-1] for line in lines] == ["X-ray", "Other", "3"]
        assert "Intraoral scan, X-ray" in lines[0]
        assert "letter.txt" in text
        assert at(tab) == "Scan 2 in Visit 10"
        await desk.press("right", "down")
        await desk.until(lambda: at(tab) == "Other in Visit 4")
        await desk.press("end")
        await desk.until(lambda: at(tab) == "Intraoral 3 in Visit 2")
        await desk.press("home")
        await desk.until(lambda: at(tab) == "Scan 2 in Visit 10")


async def test_tab_goes_from_record_to_record_and_labels_to_any(
    settings: Settings, pictured: Pictured
) -> None:
    three_visits(pictured)
    async with open_desk(settings) as desk:
        tab = await open_images(desk, "4711")
        await desk.press("tab", "tab")
        await desk.until(lambda: at(tab) == "Intraoral 3 in Visit 2")
        await desk.press("shift+tab")
        await desk.until(lambda: at(tab) == "X-ray: old.dcm in Visit 4")
        await desk.press("[")
        await desk.until(lambda: at(tab) == "Scan 2 in Visit 10")
        await desk.press("l")
        await desk.see("Go to a record", "3 records", "Intraoral images 3")
        await desk.press("down", "down", "enter")
        await desk.until(lambda: at(tab) == "Intraoral 3 in Visit 2")


async def test_labels_and_measurements_are_counted_also_those_of_another_desk_and_taken_back(
    settings: Settings, pictured: Pictured
) -> None:
    item = pictured.add("4711", ImageType.INTRAORAL_SCAN, {"upper.stl": scan(), "lower.stl": scan(9)})
    upper, lower = (Spot(file.uuid, (1.0, 2.0, 3.0)) for file in item.files)

    def keep(form: AnnotationInput) -> None:
        pictured.desk.annotations.add(pictured.actor, uuid4(), item.uuid, uuid4(), form)

    keep(AnnotationInput(AnnotationKind.LABEL, (upper,), "caries"))
    async with open_desk(settings) as desk:
        tab = await open_images(desk, "4711")
        assert at(tab) == "Scan 2, 1 note in Visit 10"
        keep(AnnotationInput(AnnotationKind.DISTANCE, (upper, replace(lower, at=(1.0, 2.0, 5.5)))))
        await desk.until(lambda: at(tab) == "Scan 2, 2 notes in Visit 10")
        await desk.press("6")
        await desk.see("measured a model", "points: 2.50 mm")
        await desk.press("z")
        await desk.see("Undone: the measurement, which is gone now, Smith, Anna.")
        await desk.press("2")
        await desk.until(lambda: at(tab) == "Scan 2, 1 note in Visit 10")


async def test_what_is_typed_ahead_waits_for_the_image_data(settings: Settings, pictured: Pictured) -> None:
    three_visits(pictured)
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "enter", "2", "tab", "space")
        await desk.see("1 chosen", "X-ray", "Space chooses")


async def test_what_was_chosen_stays_when_choosing_is_over(settings: Settings, pictured: Pictured) -> None:
    three_visits(pictured)
    async with open_desk(settings) as desk:
        tab = await open_images(desk, "4711")
        await desk.press("space", "right", "space")
        await desk.see("2 chosen. Space chooses, Esc ends it", "[x] Scan 2", "[x] X-ray")
        await desk.press("escape")
        await desk.miss("Space chooses")
        assert "2 chosen. Intraoral scan, X-ray" in desk.text()
        assert len(tab.choice) == 2
        await desk.press("1", "2")
        await desk.see("2 chosen", "[x] X-ray")
        await desk.press("x")
        await desk.see("Nothing chosen")
        await desk.press("escape")
        await desk.miss("[2 Images]")


async def test_of_each_type_all_that_is_chosen_comes_from_one_record(
    settings: Settings, pictured: Pictured
) -> None:
    three_visits(pictured)
    async with open_desk(settings) as desk:
        tab = await open_images(desk, "4711")
        await desk.press("space", "right", "space", "tab", "space")
        text = await desk.see("takes the place", "another record (X-ray)")
        assert "2 chosen" in text
        chosen = {item.uuid: item.record for item in pictured.items(pictured.elsewhere.uuid("4711"))}
        assert {chosen[each] for each in tab.choice.items} == {
            chosen[item.uuid] for item in (pictured.items(tab.chart.uuid)[i] for i in (0, 2))
        }


async def test_another_desks_image_data_comes_and_the_cursor_stays(
    settings: Settings, pictured: Pictured
) -> None:
    three_visits(pictured)
    async with open_desk(settings) as desk:
        tab = await open_images(desk, "4711")
        await desk.press("tab", "space")
        await desk.until(lambda: at(tab) == "X-ray: old.dcm in Visit 4" and len(tab.choice) == 1)
        pictured.add("4711", ImageType.FACIAL_IMAGE, {"face.jpg": photo()}, "Visit 10")
        await desk.see("6 items")
        assert at(tab) == "X-ray: old.dcm in Visit 4"
        assert len(tab.choice) == 1
        (old,) = (item for item in pictured.items(tab.chart.uuid) if item.uuid in tab.choice)
        pictured.correct(old, ImageType.OTHER)
        await desk.see("Nothing chosen")


async def test_other_data_is_downloaded_at_once_and_it_is_said_where_it_is(
    settings: Settings, pictured: Pictured
) -> None:
    pictured.add("muller", ImageType.OTHER, {"letter.txt": b"Dear colleague"})
    async with open_desk(settings, size=(200, 24)) as desk:
        await open_images(desk, "muller")
        await desk.press("enter")
        await desk.see("Download: Other, 1 file, 14 bytes", "Ready: 14 bytes", "sftp ")
        (kept,) = [path for path in (settings.home / "outbox").rglob("*") if path.is_file()]
        assert kept.read_bytes() == b"Dear colleague"
        assert str(kept) in desk.text().replace("\n", "").replace(" ", "")
        await desk.press("escape")
        await desk.see("[2 Images]")


async def test_a_chart_without_image_data_says_so_and_arrows_walk_the_tabs(
    settings: Settings,
) -> None:
    async with open_desk(settings) as desk:
        await open_images(desk, "muller")
        await desk.see("No image data yet. u adds some")
        await desk.press("d")
        await desk.see("! There is no image data here.")
        await desk.press("right")
        await desk.see("[3 Reports]")
        await desk.press("left", "left")
        await desk.see("[1 Records]")


async def test_names_of_files_and_records_obey_nothing(settings: Settings, pictured: Pictured) -> None:
    pictured.add("brien", ImageType.OTHER, {"\x1b[2J[bold]x[/bold]\x1b]0;owned\x07.txt": b"x"})
    async with open_desk(settings, size=(120, 24)) as desk:
        await open_images(desk, "brien")
        text = await desk.see("1 item", "[red]x[/red]")
        assert "\x1b" not in text
        assert "\x07" not in text
        await desk.press("enter")
        await desk.see("Ready")


async def test_it_is_seen_in_the_smallest_window(settings: Settings, pictured: Pictured) -> None:
    three_visits(pictured)
    pictured.add("4711", ImageType.CBCT, series(), "Visit 10")
    async with open_desk(settings, size=(40, 12)) as desk:
        tab = await open_images(desk, "4711")
        for _ in range(6):
            await desk.press("right")
            await desk.idle()
            tile = tab.tiles.tile_at_cursor
            assert tile is not None
            assert "▸" in desk.text() or "┃" in desk.text()


async def test_only_what_is_in_sight_is_fetched(settings: Settings, pictured: Pictured) -> None:
    for month in range(1, 11):
        files = {f"{n}.jpg": photo(n + 10 * month) for n in range(2)}
        pictured.add("4711", ImageType.FACIAL_IMAGE, files, f"Visit {month}")
    async with open_desk(settings) as desk:
        tab = await open_images(desk, "4711")
        await tab.album.thumbnails.settled()
        await desk.idle()
        assert len(tab.album.thumbnails) <= 2 * len(tab.tiles.wanted) + 2


async def test_thumbnails_that_were_made_are_here_before_the_tab_is_opened(
    settings: Settings, pictured: Pictured
) -> None:
    files = {f"{n}.jpg": photo(n) for n in range(3)}
    pictured.add("4711", ImageType.FACIAL_IMAGE, files, "Visit 2")
    async with open_desk(settings) as desk:
        tab = await open_images(desk, "4711")
        await desk.until(lambda: len(tab.album.thumbnails) == 1)
        await desk.press("escape")
        await desk.miss("[2 Images]")
        await desk.chart("4711")
        # The cursor of the Records tab stands at a record without image data.
        album = desk.app.screen.query_one(RecordsTab).album
        await desk.until(lambda: len(album.thumbnails) == 1)


async def test_the_first_page_is_drawn_before_the_tab_is_opened(
    settings: Settings, pictured: Pictured
) -> None:
    pictured.add("4711", ImageType.FACIAL_IMAGE, {"a.jpg": photo()}, "Visit 2")
    pictured.add("4711", ImageType.X_RAY, {"pan.dcm": dicom()}, "Visit 2")
    async with open_desk(settings) as desk:
        tab = await open_images(desk, "4711")
        await desk.until(lambda: len(tab.album.thumbnails) == 2)
        await tab.tiles.settled()
        drawn = dict(tab.work.drawn)
        assert len(drawn) == 2
        tab.work.drawn.clear()
        await desk.press("escape")
        await desk.miss("[2 Images]")
        await desk.chart("4711")
        await desk.until(lambda: tab.work.drawn.keys() == drawn.keys())


async def test_a_chart_is_left_while_its_pictures_are_still_to_come(
    settings: Settings, pictured: Pictured
) -> None:
    three_visits(pictured)
    async with open_desk(settings) as desk:
        for _ in range(3):
            await desk.press(*"4711", "enter", "2", "tab", "escape", "escape", "escape")
            await desk.see("308 found")
            await desk.idle()
        assert desk.app._exception is None
