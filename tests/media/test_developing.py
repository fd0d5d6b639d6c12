"""Photos as pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dentui.domain.images import FileKind
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.developing import ORIENTATION, develop
from tests.media.seeing import light_at, shown

LIMITS = Limits()


def halves(width: int = 400, height: int = 200) -> Image.Image:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", (width, height), (220, 0, 0))
    image.paste((0, 0, 220), (width // 2, 0, width, height))
    return image


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (FileKind.JPEG, "JPEG"),
        (FileKind.PNG, "PNG"),
        (FileKind.WEBP, "WEBP"),
        (FileKind.TIFF, "TIFF"),
        (FileKind.BMP, "BMP"),
    ],
)
def test_a_photo_keeps_its_shape_and_its_colours(tmp_path: Path, kind: FileKind, named: str) -> None:
    path = tmp_path / "photo"
    halves().save(path, named)
    raster = develop(path, kind, 100, LIMITS)
    assert (raster.width, raster.height, raster.mode) == (100, 50, "RGB")
    red, _, blue = light_at(raster, 0.2, 0.5)
    assert red > 0.8
    assert blue < 0.1
    assert light_at(raster, 0.8, 0.5)[2] > 0.8


def test_a_small_photo_does_not_grow(tmp_path: Path) -> None:
    halves(40, 20).save(tmp_path / "photo", "PNG")
    raster = develop(tmp_path / "photo", FileKind.PNG, 320, LIMITS)
    assert (raster.width, raster.height) == (40, 20)


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.TIFF])
@pytest.mark.parametrize(
    ("orientation", "red"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom"), (5, "top")]
)
def test_a_photo_stands_upright_as_its_camera_says(
    tmp_path: Path, kind: FileKind, orientation: int, red: str
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    halves().save(tmp_path / "photo", kind.name, exif=exif, quality=95)
    raster = develop(tmp_path / "photo", kind, 100, LIMITS)
    upright = red in ("top", "bottom")
    assert (raster.width < raster.height) == upright
    places = {"left": (0.1, 0.5), "right": (0.9, 0.5), "top": (0.5, 0.1), "bottom": (0.5, 0.9)}
    assert light_at(raster, *places[red])[0] > 0.8


@pytest.mark.parametrize("samples", ["u1", "u2"])
def test_a_grey_film_that_was_scanned_on_its_side_stands_upright(tmp_path: Path, samples: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    film = np.zeros((40, 80), np.dtype(samples))
    film[:, 40:] = np.iinfo(film.dtype).max
    Image.fromarray(film).save(tmp_path / "photo", "TIFF", exif=exif)
    raster = develop(tmp_path / "photo", FileKind.TIFF, 100, LIMITS)
    assert (raster.width, raster.height) == (40, 80)
    assert light_at(raster, 0.5, 0.2) < 0.1
    assert light_at(raster, 0.5, 0.8) > 0.9


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (100, 50), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (50, 0, 100, 50))
    image.save(tmp_path / "photo", "PNG")
    raster = develop(tmp_path / "photo", FileKind.PNG, 100, LIMITS)
    assert raster.mode == "RGB"
    assert light_at(raster, 0.1, 0.5).min() == 1
    assert light_at(raster, 0.9, 0.5).max() == 0


def test_a_palette_becomes_its_colours_however_large_the_photo_is(tmp_path: Path) -> None:
    halves(4000, 3000).quantize(4).save(tmp_path / "photo", "PNG")
    raster = develop(tmp_path / "photo", FileKind.PNG, 120, LIMITS)
    assert (raster.width, raster.height) == (120, 90)
    assert light_at(raster, 0.2, 0.9)[0] > 0.8
    assert light_at(raster, 0.8, 0.1)[2] > 0.8


def test_colours_for_print_become_colours_of_light(tmp_path: Path) -> None:
    halves().convert("CMYK").save(tmp_path / "photo", "JPEG", quality=95)
    raster = develop(tmp_path / "photo", FileKind.JPEG, 100, LIMITS)
    assert raster.mode == "RGB"
    assert light_at(raster, 0.2, 0.5)[0] > 0.7


def test_of_an_animation_the_first_picture_is_seen(tmp_path: Path) -> None:
    red, blue = Image.new("RGB", (60, 40), (220, 0, 0)), Image.new("RGB", (60, 40), (0, 0, 220))
    red.save(tmp_path / "photo", "WEBP", save_all=True, append_images=[blue], duration=50, lossless=True)
    assert light_at(develop(tmp_path / "photo", FileKind.WEBP, 60, LIMITS), 0.5, 0.5)[0] > 0.8


def test_a_grey_photo_of_sixteen_bits_keeps_them_with_a_window(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(1000, 4000, 400).astype(np.uint16), (200, 1))
    Image.fromarray(ramp).save(tmp_path / "photo", "TIFF")
    raster = develop(tmp_path / "photo", FileKind.TIFF, 200, LIMITS)
    assert raster.mode == "I;16"
    assert 1000 <= raster.low < 1100
    assert 3900 < raster.high <= 4000
    light = shown(raster)[50]
    assert light[0] < 0.05
    assert light[-1] > 0.95
    assert abs(light[100] - 0.5) < 0.05


def test_fractions_are_shades_and_what_is_no_number_is_black(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 1, 200, dtype=np.float32), (100, 1))
    ramp[:10], ramp[90:] = np.nan, np.inf
    Image.fromarray(ramp).save(tmp_path / "photo", "TIFF")
    raster = develop(tmp_path / "photo", FileKind.TIFF, 200, LIMITS)
    assert [round(float(light_at(raster, x, 0.5)), 1) for x in (0, 0.5, 1)] == [0, 0.5, 1]
    assert light_at(raster, 0.5, 0.05) == 0
    assert light_at(raster, 0.5, 0.95) == 1


def test_a_photo_with_too_many_pixels_is_refused_before_they_are_read(tmp_path: Path) -> None:
    Image.new("1", (3000, 2000)).save(tmp_path / "photo", "PNG")
    with pytest.raises(Unreadable, match="more than 5 million pixels"):
        develop(tmp_path / "photo", FileKind.PNG, 100, Limits(photo_pixels=5_000_000))


def test_a_file_is_not_opened_as_something_else(tmp_path: Path) -> None:
    halves().save(tmp_path / "photo", "GIF")
    with pytest.raises(OSError, match="cannot identify"):
        develop(tmp_path / "photo", FileKind.PNG, 100, LIMITS)
