"""Pictures on disk, until they expire."""

from __future__ import annotations

import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dentui.domain.images import Raster
from dentui.media.cache import FOLDER, VERSION, Cache, name_of

PICTURE = Raster(3, 2, "RGB", bytes(range(18)))
DEEP = Raster(2, 2, "I;16", bytes(range(8)), -100, 3000)
DAY = 86_400


def only(home: Path) -> Path:
    [file] = (home / FOLDER).iterdir()
    return file


def test_a_picture_comes_back_as_it_was_put(tmp_path: Path) -> None:
    cache = Cache(tmp_path, days=30, most=1_000_000)
    assert cache.get("a", 320) is None
    cache.put("a", 320, PICTURE)
    cache.put("b", 2048, DEEP)
    assert cache.get("a", 320) == PICTURE
    assert cache.get("b", 2048) == DEEP
    assert cache.get("a", 2048) is None
    assert not cache.has_expired("a", 320)
    assert not cache.has_expired("a", 2048)


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    Cache(tmp_path, days=30, most=1_000_000).put("a", 320, PICTURE)
    assert stat.S_IMODE(only(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700


def test_it_expires(tmp_path: Path) -> None:
    cache = Cache(tmp_path, days=30, most=1_000_000)
    cache.put("a", 320, PICTURE)
    made = time.time() - 31 * DAY
    os.utime(only(tmp_path), (made, made))
    assert cache.get("a", 320) is None
    assert cache.has_expired("a", 320)
    cache.put("a", 320, PICTURE)
    assert cache.get("a", 320) == PICTURE
    assert not cache.has_expired("a", 320)


def test_what_expired_long_ago_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path, days=30, most=1_000_000)
    cache.put("a", 320, PICTURE)
    made = time.time() - 61 * DAY
    os.utime(only(tmp_path), (made, made))
    Cache(tmp_path, days=30, most=1_000_000).put("b", 320, PICTURE)
    assert only(tmp_path).name.startswith("b-")


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "replaced", "blown up"])
def test_a_damaged_one_is_none(tmp_path: Path, damage: str) -> None:
    cache = Cache(tmp_path, days=30, most=1_000_000)
    cache.put("a", 320, PICTURE)
    file = only(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(
        {
            "cut": whole[:-15],
            "changed": whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:],
            "emptied": b"",
            "replaced": b'{"a": 1}\n' + whole,
            "blown up": whole.replace(b"[3, 2", b"[3, 2000000000"),
        }[damage]
    )
    assert cache.get("a", 320) is None


def test_the_oldest_go_when_there_is_no_room(tmp_path: Path) -> None:
    picture = Raster(100, 100, "L", os.urandom(10_000))
    cache = Cache(tmp_path, days=30, most=100_000)
    for number in range(30):
        cache.put(str(number), 320, picture)
        made = time.time() - 1000 + number
        os.utime(tmp_path / FOLDER / f"{number}-320-{VERSION}", (made, made))
    assert sum(file.stat().st_size for file in (tmp_path / FOLDER).iterdir()) <= 100_000
    assert cache.get("0", 320) is None
    assert cache.get("29", 320) == picture


def test_a_disk_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    cache = Cache(tmp_path, days=30, most=1_000_000)
    cache.put("a", 320, PICTURE)
    assert cache.get("a", 320) is None


def test_two_desks_use_it_at_once(tmp_path: Path) -> None:
    desks = [Cache(tmp_path, days=30, most=40_000) for _ in range(2)]
    pictures = [Raster(50, 50, "L", os.urandom(2_500)) for _ in range(8)]

    def work(number: int) -> None:
        desk = desks[number % 2]
        of = number % 8
        found = desk.get(str(of), 320)
        assert found is None or found == pictures[of]
        desk.put(str(of), 320, pictures[of])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(400)))
    assert all(not file.name.startswith(".") for file in (tmp_path / FOLDER).iterdir())


def test_a_picture_of_several_files_has_a_name_of_its_own() -> None:
    assert name_of(["a" * 64]) == "a" * 64
    assert name_of(["a", "b"]) != name_of(["b", "a"])
    assert len(name_of(["a", "b"])) == 64
