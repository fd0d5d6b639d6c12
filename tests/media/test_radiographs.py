"""DICOM files as pictures: those that come with pydicom, and those whose light is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dentui.domain.images import FileKind, Raster
from dentui.domain.limits import Limits
from dentui.domain.sight import WIDEST
from dentui.errors import DentuiError, Unreadable
from dentui.media.child import Children
from dentui.media.previews import make
from dentui.media.radiographs import expose, header
from tests.media.seeing import light_at, shown
from tests.media.volumes import slice_of

LIMITS = Limits()
SHIPPED = sorted(
    path
    for folder in ("test_files", "charset_files", "palettes")
    for path in (Path(pydicom.__file__).parent / "data" / folder).rglob("*")
    if path.is_file()
)


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    made = Children(LIMITS)
    yield made
    made.close()


def exposed_file(path: Path) -> Raster:
    return expose(path, header(path), 320, LIMITS)


def shipped(name: str) -> Raster:
    return exposed_file(Path(str(get_testdata_file(name))))


def ramp(**more: Any) -> Dataset:
    """Samples 0 to 4095 from left to right, without a window."""
    ds = slice_of(np.tile(np.linspace(0, 4095, 64).astype(np.uint16), (16, 1)), 1, (0, 0, 0))
    ds.BitsStored, ds.HighBit = 12, 11
    del ds.WindowCenter, ds.WindowWidth
    for keyword, value in more.items():
        setattr(ds, keyword, value)
    return ds


def exposed(tmp_path: Path, ds: Dataset) -> Raster:
    ds.save_as(tmp_path / "file", enforce_file_format=True)
    return exposed_file(tmp_path / "file")


def drawn(path: Path, children: Children) -> Raster | str:
    """The picture or the sentence."""
    try:
        return make(path, FileKind.DICOM, 320, children)
    except DentuiError as error:
        return str(error)


def test_every_file_of_pydicom_is_a_picture_or_a_sentence(children: Children) -> None:
    found = {path: drawn(path, children) for path in SHIPPED}
    pictures = {path.name: made for path, made in found.items() if isinstance(made, Raster)}
    for raster in pictures.values():
        assert len(raster.data) == raster.width * raster.height * {"L": 1, "RGB": 3, "I;16": 2}[raster.mode]
        assert raster.low < raster.high
    assert len(pictures) > 95
    assert {"JPEG-lossy.dcm", "JPEG2000.dcm", "MR_small_RLE.dcm", "JPEGLSNearLossless_16.dcm"} <= {*pictures}
    sentences = {made for made in found.values() if isinstance(made, str)}
    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(sentences) < 6, sentences


def test_every_file_of_pydicom_is_a_picture_or_a_sentence_when_it_is_cut(
    children: Children, tmp_path: Path
) -> None:
    for path in SHIPPED:
        data = path.read_bytes()
        for part in (0.3, 0.9):
            (tmp_path / "cut").write_bytes(data[: int(part * len(data))])
            made = drawn(tmp_path / "cut", children)
            assert isinstance(made, Raster) or made.endswith("."), path.name


def test_the_window_of_the_file_is_the_pictures(tmp_path: Path) -> None:
    raster = exposed(tmp_path, ramp(WindowCenter=1000.5, WindowWidth=1001))
    assert (raster.mode, raster.low, raster.high) == ("I;16", 500, 1500)
    light = shown(raster)[8]
    assert light[0] == 0
    assert light[-1] == 1
    assert abs(light[15] - 0.475) < 0.01


def test_of_several_windows_the_first_is_taken(tmp_path: Path) -> None:
    raster = exposed(tmp_path, ramp(WindowCenter=[1000.5, 3000], WindowWidth=[1001, 10]))
    assert (raster.low, raster.high) == (500, 1500)


def test_a_window_is_meant_after_the_rescaling(tmp_path: Path) -> None:
    how = {"RescaleSlope": 2, "RescaleIntercept": -1000, "WindowCenter": 0.5, "WindowWidth": 2001}
    raster = exposed(tmp_path, ramp(**how))
    assert (raster.low, raster.high) == (0, 1000)


def test_without_a_window_nearly_all_samples_are_told_apart(tmp_path: Path) -> None:
    raster = exposed(tmp_path, ramp())
    assert raster.low < 100
    assert raster.high > 3_900


@pytest.mark.parametrize(
    "how", [{"WindowCenter": 9_000, "WindowWidth": 10}, {"WindowCenter": 5, "WindowWidth": 0}]
)
def test_a_window_that_shows_nothing_is_not_taken(tmp_path: Path, how: dict[str, int]) -> None:
    raster = exposed(tmp_path, ramp(**how))
    assert raster.high > 3_900


@pytest.mark.parametrize(
    "how",
    [
        {"WindowCenter": "0", "WindowWidth": "1e300"},
        {"WindowCenter": "9", "WindowWidth": "9", "RescaleSlope": "1e-320", "RescaleIntercept": "0"},
    ],
)
def test_a_window_beyond_all_samples_does_no_harm(tmp_path: Path, how: dict[str, str]) -> None:
    raster = exposed(tmp_path, ramp(**how))
    assert -WIDEST <= raster.low < raster.high <= WIDEST


def test_padding_does_not_count(tmp_path: Path) -> None:
    ds = ramp(PixelPaddingValue=0)
    samples = np.full((16, 64), 2_000, np.uint16)
    samples[:, :32] = 0
    samples[:, 40:] = 2_100
    ds.PixelData = samples.tobytes()
    assert exposed(tmp_path, ds).low == 2_000


def test_the_least_sample_can_be_white(tmp_path: Path) -> None:
    raster = exposed(tmp_path, ramp(PhotometricInterpretation="MONOCHROME1"))
    light = shown(raster)[8]
    assert light[0] > 0.95
    assert light[-1] < 0.05


def test_samples_with_a_sign_keep_their_order(tmp_path: Path) -> None:
    ds = ramp(WindowCenter=0.5, WindowWidth=2001, PixelRepresentation=1, BitsStored=16, HighBit=15)
    ds.PixelData = np.tile(np.linspace(-2000, 2000, 64).astype(np.int16), (16, 1)).tobytes()
    raster = exposed(tmp_path, ds)
    assert raster.high - raster.low == 2000
    light = shown(raster)[8]
    assert light[0] == 0
    assert abs(light[32] - 0.5) < 0.03
    assert light[-1] == 1


def test_a_table_of_the_file_makes_its_light(tmp_path: Path) -> None:
    table = Dataset()
    table.LUTDescriptor = [4096, 0, 16]
    table["LUTDescriptor"].VR = "US"
    table.LUTData = [*np.linspace(65535, 0, 4096).astype(int)]
    table["LUTData"].VR = "US"
    raster = exposed(tmp_path, ramp(VOILUTSequence=[table]))
    light = shown(raster)[8]
    assert light[0] > 0.95
    assert light[-1] < 0.05


def test_pixels_that_are_no_squares_keep_the_shape_of_what_is_seen(tmp_path: Path) -> None:
    raster = exposed(tmp_path, ramp(PixelSpacing=[2.0, 1.0]))
    assert (raster.width, raster.height) == (64, 32)


@pytest.mark.parametrize(
    "name",
    ["SC_rgb_rle.dcm", "SC_rgb_jpeg_gdcm.dcm", "SC_rgb_dcmtk_+eb+cy+np.dcm", "SC_rgb_jls_lossy_line.dcm"],
)
def test_colours_are_colours_however_they_are_written(name: str) -> None:
    raster = shipped(name)
    assert raster.mode == "RGB"
    assert light_at(raster, 0.5, 0.05).round().tolist() == [1, 0, 0]
    assert light_at(raster, 0.5, 0.25).round().tolist() == [0, 1, 0]
    assert light_at(raster, 0.5, 0.45).round().tolist() == [0, 0, 1]


def test_a_palette_becomes_its_colours() -> None:
    raster = shipped("examples_palette.dcm")
    assert raster.mode == "RGB"
    light = shown(raster)
    assert np.abs(light[..., 0] - light[..., 2]).max() > 0.3


def test_of_many_frames_the_middle_one_is_seen() -> None:
    first = light_at(shipped("SC_rgb_rle.dcm"), 0.5, 0.05)
    middle = light_at(shipped("SC_rgb_rle_2frame.dcm"), 0.5, 0.05)
    assert (first + middle).round().tolist() == [1, 1, 1]


def test_one_bit_is_black_and_white() -> None:
    raster = shipped("liver_1frame.dcm")
    assert raster.mode == "L"
    assert 0.02 < shown(raster).mean() < 0.5


def test_twelve_bits_of_jpeg_are_read() -> None:
    raster = shipped("JPEG-lossy.dcm")
    assert raster.mode == "I;16"
    assert len(set(np.frombuffer(raster.data, "<u2").tolist())) > 50


def test_a_picture_with_too_many_pixels_is_refused_before_they_are_read(tmp_path: Path) -> None:
    ds = ramp()
    ds.Rows = ds.Columns = 60_000
    ds.save_as(tmp_path / "file", enforce_file_format=True)
    with pytest.raises(Unreadable, match="more than 64 million pixels"):
        exposed_file(tmp_path / "file")


def test_a_compression_that_nobody_here_can_read_is_named(tmp_path: Path) -> None:
    ds = ramp()
    ds.save_as(tmp_path / "file", enforce_file_format=True)
    data = (tmp_path / "file").read_bytes()
    h264 = b"1.2.840.10008.1.2.4.102\0"
    old = b"1.2.840.10008.1.2.1\0"
    meta = data.replace(b"UI\x14\x00" + old, b"UI\x18\x00" + h264, 1)
    # The group's length has to say so too.
    length = int.from_bytes(meta[140:144], "little") + 4
    (tmp_path / "file").write_bytes(meta[:140] + length.to_bytes(4, "little") + meta[144:])
    with pytest.raises(Unreadable, match="compressed as MPEG-4"):
        exposed_file(tmp_path / "file")
