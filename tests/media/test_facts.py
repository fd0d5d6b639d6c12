"""All that a DICOM file says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.child import Children
from dentui.media.facts import LONGEST, MOST_LINES, Line, dicom_lines
from tests.media.volumes import slice_of


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    made = Children(Limits())
    yield made
    made.close()


def an_image() -> Dataset:
    return slice_of(np.zeros((4, 4), np.int16), 1, (0, 0, 0))


def told(children: Children, tmp_path: Path, ds: Dataset) -> tuple[Line, ...]:
    ds.save_as(tmp_path / "file", enforce_file_format=True)
    return dicom_lines(tmp_path / "file", children)


def test_every_element_stands_on_a_line(children: Children) -> None:
    lines = dicom_lines(Path(str(get_testdata_file("CT_small.dcm"))), children)
    assert ("(0002,0010)", "TransferSyntaxUID", "1.2.840.10008.1.2.1: Explicit VR Little Endian") in lines
    assert ("(0010,0010)", "PatientName", "CompressedSamples^CT1") in lines
    assert ("(0028,0030)", "PixelSpacing", "0.661468 \\ 0.661468") in lines
    assert any(tag == "(0009,1002)" and value for tag, _, value in lines)
    tags = [tag for tag, _, _ in lines if not tag.startswith(" ")]
    assert tags == sorted(tags)


def test_the_pixels_are_not_among_them(children: Children) -> None:
    lines = dicom_lines(Path(str(get_testdata_file("CT_small.dcm"))), children)
    assert not any(tag.startswith("(7FE0") for tag, _, _ in lines)
    deflated = dicom_lines(Path(str(get_testdata_file("image_dfl.dcm"))), children)
    assert ("(7FE0,0010)", "PixelData", "262,144 bytes") in deflated


def test_what_stands_in_a_sequence_is_moved_in(children: Children, tmp_path: Path) -> None:
    ds, item, inner = an_image(), Dataset(), Dataset()
    inner.CodeMeaning = "Mandible"
    item.ConceptNameCodeSequence = [inner]
    ds.AnatomicRegionSequence = [item, Dataset()]
    lines = told(children, tmp_path, ds)
    start = lines.index(("(0008,2218)", "AnatomicRegionSequence", "2 items"))
    assert lines[start + 1 : start + 5] == (
        ("  ", "", "Item 1"),
        ("  (0040,A043)", "ConceptNameCodeSequence", "1 item"),
        ("    (0008,0104)", "CodeMeaning", "Mandible"),
        ("  ", "", "Item 2"),
    )


def test_private_elements_have_their_owners_words(children: Children, tmp_path: Path) -> None:
    ds = an_image()
    block = ds.private_block(0x0051, "DENTAL WORKS", create=True)
    block.add_new(0x01, "LO", "kV 90")
    lines = told(children, tmp_path, ds)
    assert ("(0051,0010)", "Private Creator", "DENTAL WORKS") in lines
    assert ("(0051,1001)", "Private tag data", "kV 90") in lines


def test_long_values_are_cut_and_bytes_are_counted(children: Children, tmp_path: Path) -> None:
    ds = an_image()
    ds.ImageComments = "x" * 5_000
    ds.EncapsulatedDocument = b"y" * 5_000
    values = {name: value for _, name, value in told(children, tmp_path, ds)}
    assert len(values["ImageComments"]) == LONGEST
    assert values["ImageComments"].endswith("…")
    assert values["EncapsulatedDocument"] == "5,000 bytes"


def test_a_file_with_too_much_to_say_is_cut_and_says_so(children: Children, tmp_path: Path) -> None:
    ds = an_image()
    item = Dataset()
    item.CodeMeaning = "x"
    ds.AnatomicRegionSequence = [item] * MOST_LINES
    lines = told(children, tmp_path, ds)
    assert len(lines) == MOST_LINES + 1
    assert "Only the first" in lines[-1][2]


def test_sequences_within_one_another_end_somewhere(children: Children, tmp_path: Path) -> None:
    ds = an_image()
    for _ in range(60):
        outer = Dataset()
        outer.ConceptNameCodeSequence = [ds if "Rows" not in ds else Dataset()]
        ds = outer
    whole = an_image()
    whole.ConceptNameCodeSequence = [ds]
    lines = told(children, tmp_path, whole)
    assert any("deeper" in value for _, _, value in lines)


def test_what_is_no_dicom_file_is_one_sentence(children: Children, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unreadable):
        dicom_lines(tmp_path / "file", children)
