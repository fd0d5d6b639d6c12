"""What DICOM files say, held against what pydicom reads in them, in every transfer syntax there is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pydicom import dcmread

from dentui.domain.images import Facts, Maker
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import dicom
from dentui.media.reasons import CUT
from tests.media.made import REAL, THEIRS, ct_slice
from tests.media.made import dicom as made

DAMAGED = {"MR_truncated.dcm", "no_meta.dcm", "rtplan_truncated.dcm"}
PICTURES = [file for file in THEIRS if file.name not in DAMAGED]


def _ends_with_its_pixels(file: Path) -> bool:
    theirs = dcmread(file, force=True)
    return "Rows" in theirs and list(theirs.keys())[-1] == 0x7FE00010 and "dfl" not in file.name


WHOLE = [file for file in PICTURES if _ends_with_its_pixels(file)]


def said(path: Path, content: bytes) -> Facts:
    return look(path, content)[0]


def look(path: Path, content: bytes) -> tuple[Facts, Maker]:
    file = path / "file"
    file.write_bytes(content)
    found = dicom.look(file, Limits())
    assert found
    return found["facts"], found["maker"]


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_file_says_what_pydicom_reads_in_it(path: Path) -> None:
    theirs = dcmread(path, force=True)
    if "PixelData" in theirs and "Rows" not in theirs:
        with pytest.raises(Unreadable, match="no size"):
            dicom.look(path, Limits())
        return
    found = dicom.look(path, Limits())
    assert found
    facts, maker = found["facts"], found["maker"]
    if "PixelData" in theirs:
        assert (facts.width, facts.height) == (theirs.Columns, theirs.Rows)
        assert facts.bits == theirs.BitsStored
        assert path.name == "badVR.dcm" or facts.frames == int(theirs.get("NumberOfFrames") or 1)
    else:
        assert facts.frames == 0
    assert facts.modality == theirs.get("Modality", "")
    assert facts.series == theirs.get("SeriesInstanceUID", "")
    assert facts.sop_instance == theirs.get("SOPInstanceUID", "")
    assert facts.syntax == theirs.file_meta.get("TransferSyntaxUID", "")
    assert facts.patient == " ".join(str(theirs.get("PatientName", "")).replace("^", " ").split())
    assert maker.maker == str(theirs.get("Manufacturer") or "").strip()
    assert maker.model == str(theirs.get("ManufacturerModelName") or "").strip()
    if theirs.get("PixelSpacing"):
        assert facts.spacing[:2] == tuple(map(float, theirs.PixelSpacing))


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_a_file_whose_pixels_are_cut_is_told(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(content[: len(content) - len(dcmread(path).PixelData) // 2])
    with pytest.raises(Unreadable, match="cut off"):
        dicom.look(cut, Limits())


def test_a_preamble_may_hold_the_head_of_another_kind() -> None:
    from dentui.media.sniffing import kind_of

    (path,) = (file for file in THEIRS if file.name == "CT_small.dcm")
    head = path.read_bytes()[:4096]
    assert head.startswith(b"II*\0")
    assert kind_of(head, 39206).value == "dicom"


def test_the_time_is_that_of_the_acquisition_where_the_file_says_it(tmp_path: Path) -> None:
    dated = {"StudyDate": "20240301", "StudyTime": "080000", "AcquisitionDate": "20240302"}
    assert said(tmp_path, made(**dated, AcquisitionTime="101112.5")).taken == datetime(2024, 3, 2, 10, 11, 12)
    assert said(tmp_path, made(AcquisitionDateTime="20240303091500.25+0200")).taken == datetime(
        2024, 3, 3, 9, 15
    )
    assert said(tmp_path, made(StudyDate="20240230", SeriesDate="20240228")).taken == datetime(2024, 2, 28)
    assert said(tmp_path, made(StudyDate="18991230")).taken is None


@pytest.mark.parametrize(
    ("written", "read"),
    [("19700524", "1970-05-24"), ("18991230", ""), ("20991231", ""), ("19700230", ""), ("", ""), ("abc", "")],
)
def test_nobody_is_born_when_programs_say_they_do_not_know(written: str, read: str, tmp_path: Path) -> None:
    content = made(StudyDate="20240301", PatientBirthDate="19700524").replace(
        b"19700524", written.encode().ljust(8)
    )
    assert said(tmp_path, content).birth_date == read


@pytest.mark.parametrize(
    ("charset", "name", "read"),
    [
        ("ISO_IR 192", "Müller^Zoë", "Müller Zoë"),
        ("ISO_IR 100", "Müller^Zoë", "Müller Zoë"),
        ("ISO_IR 144", "Люкceмбypг", "Люкceмбypг"),
        ("GB18030", "Wang^XiaoDong=王^小东", "Wang XiaoDong"),
        ("ISO_IR 192", "=王^小东", "王 小东"),
        ("ISO_IR 192", "^^^^", ""),
    ],
)
def test_names_are_read_in_the_character_set_of_the_file(
    charset: str, name: str, read: str, tmp_path: Path
) -> None:
    assert said(tmp_path, made(SpecificCharacterSet=charset, PatientName=name)).patient == read


def test_a_slice_says_where_it_lies(tmp_path: Path) -> None:
    facts = said(tmp_path, ct_slice(7))
    assert facts.position == pytest.approx(2.1)
    assert facts.number == 7
    assert facts.spacing == (0.3, 0.3, 0.3)
    assert facts.axes == (1, 0, 0, 0, 1, 0)


def test_a_slanted_slice_lies_along_its_own_normal(tmp_path: Path) -> None:
    facts = said(
        tmp_path, ct_slice(1, ImageOrientationPatient=[0, 1, 0, 0, 0, -1], ImagePositionPatient=[-4, 9, 9])
    )
    assert facts.position == pytest.approx(4)


def test_an_x_ray_has_the_spacing_of_its_detector(tmp_path: Path) -> None:
    assert said(tmp_path, made(Modality="DX", ImagerPixelSpacing=[0.1, 0.1])).spacing == (0.1, 0.1)


def test_the_device_is_that_of_the_tags(tmp_path: Path) -> None:
    content = made(
        Manufacturer="Vatech\0",
        ManufacturerModelName="PHT-35LHS CEPH",
        DeviceSerialNumber="042",
        PatientID="",
    )
    assert look(tmp_path, content)[1] == Maker("Vatech", "PHT-35LHS CEPH", "042")


def test_words_of_the_body_part_are_read_within_their_sequences() -> None:
    found = dicom.look(REAL / "extraoral_photo_EV01.dcm", Limits())
    assert found
    assert "Face structure" in found["words"]


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"Rows": 0}, "no size"),
        ({"Rows": 60000, "Columns": 60000}, "million pixels"),
        ({"Rows": 9}, "cut off"),
        ({"NumberOfFrames": 2}, "cut off"),
        ({"BitsAllocated": 13}, "no depth"),
    ],
)
def test_a_head_that_lies_about_its_pixels_is_told(
    attributes: dict[str, int], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable, match=reason):
        said(tmp_path, made(**attributes))


def test_a_length_that_leads_beyond_the_file_is_told(tmp_path: Path) -> None:
    content = made(Manufacturer="Vatech").replace(b"LO\x06\x00Vatech", b"LO\xff\xffVatech")
    with pytest.raises(Unreadable) as caught:
        said(tmp_path, content)
    assert str(caught.value) == CUT


def test_bytes_that_only_begin_like_dicom_are_none(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"\x08\x00\x05\x00CS\x0a\x00" + b"\x11" * 300)
    assert dicom.look(file, Limits()) is None
