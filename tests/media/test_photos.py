"""Photos: what they say, and whether all of them is there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from dentui.domain.images import FileKind, Maker
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import photos
from tests.media.made import REAL, photo, png_bomb

KINDS = {name: kind for kind, name in photos.FORMATS.items()}


def test_a_camera_says_what_it_is_and_when_it_took_the_photo() -> None:
    found = photos.look(REAL / "camera_with_exif.jpg", FileKind.JPEG, Limits())
    facts = found["facts"]
    assert found["maker"] == Maker("NIKON CORPORATION", "NIKON D90")
    assert found["maker"].name == "NIKON D90"
    assert facts.taken == datetime(2022, 11, 18, 17, 13, 29)
    assert (facts.width, facts.height, facts.bits) == (2144, 1424, 8)
    assert not found["grey"]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_photo_is_read(name: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(photo(name))
    facts = photos.look(file, KINDS[name], Limits())["facts"]
    assert (facts.width, facts.height) == (90, 60)


@pytest.mark.parametrize(
    ("name", "mode"), [("JPEG", "CMYK"), ("PNG", "P"), ("WEBP", "RGBA"), ("TIFF", "LAB")]
)
def test_pixels_may_be_of_any_mode(name: str, mode: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(photo(name, mode=mode))
    assert not photos.look(file, KINDS[name], Limits())["grey"]


@pytest.mark.parametrize("name", ["JPEG", "TIFF"])
@pytest.mark.parametrize("turned", [1, 3, 6, 8])
def test_the_size_is_that_of_the_upright_photo(name: str, turned: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = turned
    file = tmp_path / "file"
    file.write_bytes(photo(name, exif=exif))
    facts = photos.look(file, KINDS[name], Limits())["facts"]
    assert (facts.width, facts.height) == ((60, 90) if turned > 4 else (90, 60))


def test_exif_that_means_nothing_does_no_harm(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[306] = "yesterday"
    exif[271] = "Canon\0\x1b[2J"
    file = tmp_path / "file"
    file.write_bytes(photo("JPEG", exif=exif))
    assert photos.look(file, FileKind.JPEG, Limits())["facts"].taken is None


@pytest.mark.parametrize("mode", ["L", "1", "LA"])
def test_a_photo_without_colours_is_grey(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(photo("PNG", mode=mode))
    assert photos.look(file, FileKind.PNG, Limits())["grey"]


def test_grey_that_is_kept_as_colour_is_grey(tmp_path: Path) -> None:
    file = tmp_path / "file"
    Image.open(REAL / "camera_with_exif.jpg").convert("L").convert("RGB").save(file, "JPEG")
    assert photos.look(file, FileKind.JPEG, Limits())["grey"]


@pytest.mark.parametrize("name", KINDS)
def test_a_photo_that_is_cut_is_told(name: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    content = photo(name)
    file.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(Unreadable, match=r"cut off|damaged"):
        photos.look(file, KINDS[name], Limits())


def test_a_small_file_of_many_pixels_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(png_bomb(17_000, 4_000))
    with pytest.raises(Unreadable, match="68 million pixels"):
        photos.look(file, FileKind.PNG, Limits())


def test_a_large_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(photo("BMP"))
    with pytest.raises(Unreadable, match="photos may have"):
        photos.look(file, FileKind.BMP, Limits(photo_bytes=1_000))


def test_no_other_reader_is_let_at_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(photo("GIF", mode="P"))
    with pytest.raises(Unreadable):
        photos.look(file, FileKind.JPEG, Limits())
