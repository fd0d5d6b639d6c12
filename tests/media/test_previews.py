"""Pictures of kept files, drawn in the process that may die of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from dentui.domain.images import FileKind, Raster, Role
from dentui.domain.limits import MB, Limits
from dentui.domain.views import View
from dentui.errors import DentuiError, Unreadable
from dentui.media.child import Children
from dentui.media.jobs import Answer
from dentui.media.previews import Part, make, portraits, raster_of, together
from tests.media.scans import jaw, write_stl
from tests.media.seeing import light_at, shown

DATA = Path(__file__).parents[1] / "data" / "media"


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    made = Children(Limits())
    yield made
    made.close()


def test_a_photo_an_x_ray_and_a_scan_are_drawn(children: Children, tmp_path: Path) -> None:
    Image.new("RGB", (800, 600), (0, 200, 0)).save(tmp_path / "photo", "JPEG")
    photo = make(tmp_path / "photo", FileKind.JPEG, 320, children)
    assert (photo.width, photo.height, photo.mode) == (320, 240, "RGB")
    x_ray = make(Path(str(get_testdata_file("CT_small.dcm"))), FileKind.DICOM, 320, children)
    assert (x_ray.width, x_ray.height, x_ray.mode) == (128, 128, "I;16")
    scan = write_stl(tmp_path / "scan", *jaw(upper=True))
    assert make(scan, FileKind.STL, 320, children, role=Role.UPPER).mode == "L"


def test_both_jaws_stand_in_one_picture_and_their_bite_does_not(children: Children, tmp_path: Path) -> None:
    parts = [
        Part(write_stl(tmp_path / "upper", *jaw(upper=True)), FileKind.STL, Role.UPPER),
        Part(write_stl(tmp_path / "lower", *jaw(upper=False)), FileKind.STL, Role.LOWER),
    ]
    both = together(parts, 200, children)
    assert both.width > 2 * both.height
    points, faces = jaw(upper=True)
    bite = Part(
        write_stl(tmp_path / "bite", points + np.array([0, 0, 200], np.float32), faces),
        FileKind.STL,
        Role.BITE,
    )
    assert together([*parts, bite], 200, children) == both


def test_a_texture_colours_the_mesh_that_names_it(children: Children, tmp_path: Path) -> None:
    (tmp_path / "blob1").write_text(
        "mtllib ../face.mtl\nv 0 0 0\nv 9 0 0\nv 9 9 0\nv 0 9 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"
        "usemtl skin\nf 1/1 2/2 3/3\nf 1/1 3/3 4/4\n"
    )
    (tmp_path / "blob2").write_text("newmtl skin\nmap_Kd face.png\n")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), (220, 10, 10)).save(picture, "PNG")
    (tmp_path / "blob3").write_bytes(picture.getvalue())
    parts = [
        Part(tmp_path / "blob1", FileKind.OBJ, Role.NEUTRAL, "face.obj"),
        Part(tmp_path / "blob2", FileKind.MTL, Role.TEXTURE, "scan/Face.mtl"),
        Part(tmp_path / "blob3", FileKind.PNG, Role.TEXTURE, "scan/face.png"),
    ]
    raster = together(parts, 64, children)
    assert raster.mode == "RGB"
    red, green, _ = light_at(raster, 0.5, 0.5)
    assert red > 0.5
    assert green < 0.2


def test_a_mesh_reaches_no_file_but_those_of_its_item(children: Children, tmp_path: Path) -> None:
    (tmp_path / "secret.mtl").write_text("newmtl skin\nKd 1 0 0\n")
    scan = tmp_path / "scan"
    scan.write_text(f"mtllib {tmp_path}/secret.mtl\nv 0 0 0\nv 9 0 0\nv 9 9 0\nusemtl skin\nf 1 2 3\n")
    assert make(scan, FileKind.OBJ, 64, children).mode == "L"


def test_a_mesh_of_3shape_is_drawn(children: Children) -> None:
    raster = make(DATA / "threeshape_hps_not_dicom.dcm", FileKind.HPS, 100, children)
    assert raster.height == 100
    assert shown(raster).mean() > 0.3


def test_a_scan_in_a_dicom_file_is_drawn(children: Children, tmp_path: Path) -> None:
    scan = write_stl(tmp_path / "scan", *jaw(upper=True))
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.104.3", generate_uid()
    ds.MIMETypeOfEncapsulatedDocument, ds.EncapsulatedDocument = "model/stl", scan.read_bytes()
    ds.save_as(tmp_path / "file", enforce_file_format=True)
    drawn = make(tmp_path / "file", FileKind.DICOM, 200, children, role=Role.UPPER)
    assert drawn == make(scan, FileKind.STL, 200, children, role=Role.UPPER)


def test_a_small_file_that_grows_is_one_sentence(tmp_path: Path) -> None:
    # 900 million pixels of one bit, in 110 kB.
    Image.new("1", (30_000, 30_000)).save(tmp_path / "photo", "PNG")
    children = Children(Limits(photo_pixels=1_000_000_000, memory=300 * MB))
    try:
        with pytest.raises(Unreadable, match="memory"):
            make(tmp_path / "photo", FileKind.PNG, 320, children)
    finally:
        children.close()


@pytest.mark.parametrize("kind", [*(kind for kind in FileKind if kind is not FileKind.OTHER)])
def test_garbage_is_one_sentence_whatever_it_is_taken_for(
    children: Children, tmp_path: Path, kind: FileKind
) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(DentuiError, match=r"^[A-Z].*\.$"):
        make(path, kind, 320, children)


def test_other_data_has_no_picture(children: Children, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("x")
    with pytest.raises(Unreadable, match="no picture of such a file"):
        make(tmp_path / "notes", FileKind.OTHER, 320, children)


@pytest.mark.parametrize(
    "said",
    [
        {"raster": [100, 100, "RGB", 0, 255]},
        {"raster": [-2, -2, "L", 0, 255]},
        {"raster": [0, 4, "L", 0, 255]},
        {"raster": [2, 2, "L", 0, 10**300]},
        {"raster": [2, 2, "L", 9, 9]},
        {"raster": ["wide", 2, "L", 0, 255]},
        {"raster": None},
        {},
        None,
    ],
)
def test_an_answer_that_is_no_picture_is_not_believed(said: object) -> None:
    with pytest.raises(Unreadable, match="could not be drawn"):
        raster_of(Answer(said, b"four"))


def test_who_has_a_file_already_is_not_told_to_keep_it(children: Children, tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(Unreadable, match=r"^The file is damaged.* Download it instead\.$") as caught:
        make(tmp_path / "photo", FileKind.JPEG, 320, children)
    assert "UnidentifiedImageError" in caught.value.fault


def paper(raster: Raster) -> Any:
    """Where a picture (rows, columns) has nothing but white."""
    return (np.frombuffer(raster.data, "u1").reshape(raster.height, raster.width, 3) == 255).all(axis=2)


def test_jaws_stand_on_white_paper_from_every_side(children: Children, tmp_path: Path) -> None:
    parts = [
        Part(write_stl(tmp_path / "lower", *jaw(upper=False)), FileKind.STL, Role.LOWER),
        Part(write_stl(tmp_path / "upper", *jaw(upper=True)), FileKind.STL, Role.UPPER),
        Part(write_stl(tmp_path / "bite", *jaw(upper=True)), FileKind.STL, Role.BITE),
    ]
    views = (View.FRONT, View.LEFT, View.RIGHT, View.UPPER, View.LOWER)
    front, left, right, upper, lower = portraits(parts, views, (160, 120), children)
    for raster in (front, left, right, upper, lower):
        assert (raster.width, raster.height, raster.mode) == (160, 120, "RGB")
        white = paper(raster)
        assert white[[0, -1]].all()
        assert white[:, [0, -1]].all()
        rows, columns = np.nonzero(~white)
        # As large as there is room: one way or the other, with a margin of six parts of a hundred.
        assert max(np.ptp(rows) / 120, np.ptp(columns) / 160) > 0.85
    # Incisors of the upper jaw are at the top, of the lower one below: there is nothing between molars.
    assert not paper(upper)[:60, 80].all()
    assert paper(upper)[60:, 80].all()
    assert not paper(lower)[60:, 80].all()
    assert paper(lower)[:60, 80].all()
    # Whoever looks from the patient's left sees the incisors at the left, from the right at the right.
    assert np.array_equal(paper(left)[:, ::-1], paper(right))
    light = shown(left)[..., 0] * ~paper(left)
    assert np.ptp(np.nonzero(~paper(left)[:, :40])[0]) > 0
    assert light.max() > 0.8


@pytest.mark.parametrize("view", [View.UPPER, View.LOWER])
def test_onto_the_teeth_of_a_jaw_that_is_not_there_nobody_can_look(
    children: Children, tmp_path: Path, view: View
) -> None:
    jaws = {View.UPPER: Role.LOWER, View.LOWER: Role.UPPER}
    scan = Part(write_stl(tmp_path / "jaw", *jaw(upper=view is View.LOWER)), FileKind.STL, jaws[view])
    assert portraits([scan], [View.FRONT], (60, 40), children)[0].width == 60
    with pytest.raises(Unreadable, match=r"There is no (upper|lower) jaw among these files"):
        portraits([scan], [view], (60, 40), children)


def test_a_scan_that_cannot_be_read_has_no_portrait(children: Children, tmp_path: Path) -> None:
    (tmp_path / "cut").write_bytes(write_stl(tmp_path / "jaw", *jaw(upper=True)).read_bytes()[:-70])
    with pytest.raises(Unreadable, match="cut off"):
        portraits([Part(tmp_path / "cut", FileKind.STL, Role.UPPER)], [View.FRONT], (60, 40), children)
    with pytest.raises(Unreadable, match="no model"):
        portraits([Part(tmp_path / "jaw", FileKind.PNG)], [View.FRONT], (60, 40), children)
