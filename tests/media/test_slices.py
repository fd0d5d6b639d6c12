"""Slices through a series, in three planes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian, RLELossless

from dentui.domain.images import Raster
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import stacks
from dentui.media.child import Children
from dentui.media.slices import PLANES, Stack
from tests.media.seeing import shown
from tests.media.volumes import CROWN, EAR, NOSE, head, many_frames, series, slice_of


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    made = Children(Limits())
    yield made
    made.close()


def values(raster: Raster) -> Any:
    """As they were before they were made unsigned."""
    samples = np.frombuffer(raster.data, "<u2").reshape(raster.height, raster.width)
    return samples.astype(int) - 0x8000


def expected(volume: Any, plane: str, index: int) -> Any:
    """As radiologists have it: the head is up."""
    if plane == "axial":
        return volume[index]
    return volume[::-1, index] if plane == "coronal" else volume[::-1, :, index]


def check(stack: Stack, volume: Any, step: int = 1) -> None:
    for plane in PLANES:
        for index in (0, 3, None):
            raster, at, count = stack.slice(plane, index, 512)
            assert count == volume.shape[PLANES.index(plane)]
            assert at == (count // 2 if index is None else index)
            wanted = expected(volume, plane, at)
            if plane != "axial":
                wanted = np.repeat(wanted, step, axis=0)
            found = values(raster)
            assert found.shape == wanted.shape
            if step == 1:
                assert (found == wanted).all()


def test_three_planes_cut_the_head_where_it_is(children: Children, tmp_path: Path) -> None:
    stack = Stack(series(tmp_path), children)
    check(stack, head())
    axial, _, _ = stack.slice("axial", None, 512)
    assert (values(axial)[0] == NOSE).any()
    assert (values(axial)[:, 0] == EAR).any()
    coronal, _, _ = stack.slice("coronal", None, 512)
    assert (values(coronal)[0] == CROWN).any()
    sagittal, _, _ = stack.slice("sagittal", None, 512)
    assert (values(sagittal)[:, 0] == NOSE).any()


def test_an_index_beyond_the_ends_is_the_ends(children: Children, tmp_path: Path) -> None:
    stack = Stack(series(tmp_path), children)
    assert stack.slice("axial", -5, 512)[1] == 0
    assert stack.slice("axial", 5_000, 512)[1] == 19


def test_all_slices_have_one_window(children: Children, tmp_path: Path) -> None:
    stack = Stack(series(tmp_path), children)
    windows = {(raster.low, raster.high) for raster in (stack.slice(plane, 5, 512)[0] for plane in PLANES)}
    assert len(windows) == 1
    assert shown(stack.slice("axial", 0, 512)[0]).max() < 0.4


def test_lengths_are_in_one_scale(children: Children, tmp_path: Path) -> None:
    stack = Stack(series(tmp_path, step=3.0), children)
    check(stack, head(), step=3)
    raster, _, _ = stack.slice("coronal", None, 40)
    assert (raster.width, raster.height) == (round(40 * 32 / 60), 40)


def test_a_series_that_was_taken_from_the_side_is_cut_the_same_way(
    children: Children, tmp_path: Path
) -> None:
    volume = head()
    paths = []
    for place in range(volume.shape[2]):
        # Rows go to the feet, columns to the back.
        ds = slice_of(
            np.ascontiguousarray(volume[::-1, :, place]),
            place,
            (place, 0, len(volume) - 1),
            (0, 1, 0, 0, 0, -1),
        )
        paths.append(tmp_path / f"{place}.dcm")
        ds.save_as(paths[-1], enforce_file_format=True)
    check(Stack(paths, children), volume)


def test_a_series_that_goes_down_is_cut_the_same_way(children: Children, tmp_path: Path) -> None:
    volume = head()
    paths = series(tmp_path, np.ascontiguousarray(volume[::-1, ::-1]), orientation=(1, 0, 0, 0, -1, 0))
    for path in paths:
        ds = dcmread(path)
        ds.ImagePositionPatient = [0, 0, -ds.ImagePositionPatient[2]]
        ds.save_as(path)
    check(Stack(paths, children), volume)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, RLELossless])
def test_samples_may_be_written_in_any_way(children: Children, tmp_path: Path, syntax: UID) -> None:
    paths = []
    for place, samples in enumerate(head()):
        ds = slice_of(samples, place, (0, 0, place))
        if syntax == RLELossless:
            ds.compress(RLELossless)
        elif syntax == ExplicitVRBigEndian:
            ds.PixelData = samples.astype(">i2").tobytes()
        ds.file_meta.TransferSyntaxUID = syntax
        paths.append(tmp_path / f"{place}.dcm")
        ds.save_as(paths[-1], enforce_file_format=True)
    check(Stack(paths, children), head())


@pytest.mark.parametrize("compressed", [False, True])
def test_one_file_can_hold_all_slices(children: Children, tmp_path: Path, compressed: bool) -> None:
    ds = many_frames(head(), 1.0)
    if compressed:
        ds.compress(RLELossless)
    ds.save_as(tmp_path / "series", enforce_file_format=True)
    check(Stack([tmp_path / "series"], children), head())


def test_without_places_the_numbers_order(children: Children, tmp_path: Path) -> None:
    paths = []
    for place, samples in enumerate(head()):
        paths.append(tmp_path / f"{place}.dcm")
        slice_of(samples, place, None).save_as(paths[-1], enforce_file_format=True)
    check(Stack([*reversed(paths)], children), head())


def test_a_picture_of_another_size_among_them_is_left_out(children: Children, tmp_path: Path) -> None:
    paths = series(tmp_path)
    slice_of(np.zeros((5, 5), np.int16), 1, (0, 0, 0)).save_as(tmp_path / "scout", enforce_file_format=True)
    check(Stack([tmp_path / "scout", *paths], children), head())


def test_what_takes_long_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = series(tmp_path)
    for path in paths:
        ds = dcmread(path)
        ds.compress(RLELossless)
        ds.save_as(path)
    monkeypatch.setattr(stacks, "AT_A_TIME", 0.0)
    asked = {"paths": [str(path) for path in paths], "plane": "coronal", "index": 3, "largest": 512}
    told = []
    while "done" in (answer := stacks.cut(asked, Limits())).value:
        told.append(answer.value["done"])
    assert told == pytest.approx([n / 20 for n in range(1, 20)])
    assert answer.value["index"] == 3


def test_a_cut_file_is_one_sentence(children: Children, tmp_path: Path) -> None:
    paths = series(tmp_path)
    paths[3].write_bytes(paths[3].read_bytes()[:-200])
    with pytest.raises(Unreadable, match="is cut"):
        Stack(paths, children).slice("coronal", 23, 512)


def test_files_without_pictures_are_one_sentence(children: Children, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a slice")
    with pytest.raises(Unreadable, match="no picture"):
        Stack([tmp_path / "text"], children).slice("axial", None, 512)


def test_a_number_of_frames_that_is_made_up_is_one_sentence(children: Children, tmp_path: Path) -> None:
    ds = many_frames(head(), 1.0)
    ds.NumberOfFrames = 2_000_000_000
    ds.save_as(tmp_path / "series", enforce_file_format=True)
    with pytest.raises(Unreadable, match="too many"):
        Stack([tmp_path / "series"], children).slice("axial", None, 512)
