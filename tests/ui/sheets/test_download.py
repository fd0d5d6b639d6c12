"""A download is written to the outbox, told of plainly, and given up by Esc (S41)."""

from __future__ import annotations

from zipfile import ZipFile

from dentui.config import Settings
from dentui.domain.images import ImageType
from dentui.ui.sheets.download import DownloadSheet
from tests.ui.desk import open_desk
from tests.ui.pictured import Pictured, series


async def test_a_series_is_one_archive_and_nothing_is_overwritten(
    settings: Settings, pictured: Pictured
) -> None:
    files = series(3)
    pictured.add("muller", ImageType.CBCT, files)
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        for _ in range(2):
            await desk.press("2", "enter")
            await desk.see("Download: CBCT, 3 files", "Ready")
            await desk.press("escape")
            await desk.see("[2 Images]")
    archives = [path for path in (settings.home / "outbox").rglob("*") if path.is_file()]
    assert len(archives) == 2
    for archive in archives:
        with ZipFile(archive) as zipped:
            assert sorted(zipped.read(name) for name in zipped.namelist()) == sorted(files.values())


async def test_esc_gives_up_what_is_still_being_written(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.OTHER, {"large.bin": bytes(200_000_000)})
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "enter", "2", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, DownloadSheet))
        await desk.press("escape")
        await desk.see("[2 Images]")
        await desk.press("d")
        await desk.see("Ready: 200 MB.")
        kept = [path for path in (settings.home / "outbox").rglob("*") if path.is_file()]
        assert all(path.stat().st_size == 200_000_000 for path in kept)
