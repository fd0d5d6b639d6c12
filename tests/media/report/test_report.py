"""Reports as PDF, from their files to their pages."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from dentui.domain.images import ImageType
from dentui.domain.reports import Paper, ReportInput, ReportSettings
from dentui.errors import Unreadable
from dentui.media.child import Children
from dentui.media.report import report_pdf
from dentui.media.report.prepared import Kept, prepared
from dentui.media.report_pages import page_picture
from tests.media import made, scans
from tests.media.printed import NEEDS_POPPLER, content, placed, read, written

ACROSS = """
import hashlib, json, sys
from dentui.domain.limits import Limits
from dentui.media.report.writing import write
asked = {"logo": "", "jaws": {}, "face": {}, "pictures": {}, "content": json.loads(sys.argv[1])}
print(hashlib.sha256(write(asked, Limits()).data).hexdigest())
"""


def test_the_same_content_is_the_same_file_in_every_process() -> None:
    import json

    said = content(ReportInput(ReportSettings(), assessment="王小明, محمد and Щукин"))
    hashes = {hashlib.sha256(written(said)).hexdigest()}
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        answer = subprocess.run(
            [sys.executable, "-c", ACROSS, json.dumps(said)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        hashes.add(answer.stdout.strip())
    assert len(hashes) == 1


def test_scans_and_pictures_stand_on_its_pages(reading: Children, tmp_path: Path) -> None:
    jaws = [
        scans.write_stl(tmp_path / f"{name}.stl", *scans.jaw(upper=name == "upper"))
        for name in ("upper", "lower")
    ]
    pictures, paths = placed(
        tmp_path,
        [(made.photo(size=(900, 600)), ImageType.INTRAORAL_IMAGES), (made.dicom(), ImageType.X_RAY)],
    )
    paths |= {path.stem: path for path in jaws}
    said = content(upper="upper", lower="lower", pictures=pictures)
    kept = Kept()
    first = report_pdf(said, paths, b"", reading, kept=kept)
    assert first.unseen == ()
    assert first.data.count(b"/Subtype /Image") == 7
    for path in paths.values():
        path.unlink()
    assert report_pdf(said, {}, b"", reading, kept=kept) == first


def test_a_picture_that_was_turned_by_hand_stands_upright(reading: Children, tmp_path: Path) -> None:
    (picture,), paths = placed(tmp_path, [(made.photo(size=(900, 600)), ImageType.INTRAORAL_IMAGES)])
    kept = Kept()
    for turns, size in ((0, (900, 600)), (1, (600, 900)), (2, (900, 600))):
        said = content(pictures=(replace(picture, turned=turns),))
        ready, unseen = prepared(said, paths, reading, None, kept)
        (shown,) = ready["pictures"].values()
        assert ((shown["width"], shown["height"]), unseen) == (size, ())


@NEEDS_POPPLER
def test_what_cannot_be_drawn_is_told_of_in_its_place(reading: Children, tmp_path: Path) -> None:
    pictures, paths = placed(tmp_path, [(b"no picture", ImageType.X_RAY), (b"", ImageType.INTRAORAL_IMAGES)])
    report = report_pdf(content(pictures=pictures, upper="gone"), paths, b"", reading)
    assert read(report.data, tmp_path).count("This picture cannot be shown.") == 3
    assert report.unseen == (*paths, "gone")


@NEEDS_POPPLER
def test_a_jaw_that_cannot_be_drawn_leaves_the_other_and_two_scans_are_not_put_together(
    reading: Children, tmp_path: Path
) -> None:
    paths = {
        name: scans.write_stl(tmp_path / name, *scans.jaw(upper=name == "upper"))
        for name in ("upper", "lower")
    }
    apart = report_pdf(content(upper="upper", lower="lower", together=False), paths, b"", reading)
    assert apart.data.count(b"/Subtype /Image") == 2
    assert "Front" not in read(apart.data, tmp_path)
    paths["lower"].write_bytes(b"solid nothing")
    report = report_pdf(content(upper="upper", lower="lower"), paths, b"", reading)
    assert report.unseen == ("lower",)
    assert report.data.count(b"/Subtype /Image") == 1
    assert read(report.data, tmp_path).count("This picture cannot be shown.") == 4


@NEEDS_POPPLER
def test_no_exif_and_no_place_stay_in_its_pictures(reading: Children, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret maker"
    exif.get_ifd(0x8825)[1] = "N"
    pictures, paths = placed(tmp_path, [(made.photo(size=(900, 600), exif=exif), ImageType.INTRAORAL_IMAGES)])
    report = report_pdf(content(pictures=pictures), paths, b"", reading)
    (tmp_path / "report.pdf").write_bytes(report.data)
    subprocess.run(["pdfimages", "-all", "report.pdf", "out"], cwd=tmp_path, check=True)
    (image,) = tmp_path.glob("out*")
    data = image.read_bytes()
    assert b"\xff\xe1" not in data[:64]
    assert b"Exif" not in report.data
    assert b"Secret" not in report.data
    with Image.open(image) as opened:
        assert opened.height > opened.width


@pytest.mark.parametrize(("paper", "shape"), [(Paper.A4, 210 / 297), (Paper.LETTER, 215.9 / 279.4)])
def test_a_page_is_a_picture(reading: Children, tmp_path: Path, paper: Paper, shape: float) -> None:
    (file := tmp_path / "report.pdf").write_bytes(written(content(ReportInput(ReportSettings(paper=paper)))))
    raster = page_picture(file, 0, 800, reading)
    assert (raster.height, raster.mode) == (800, "RGB")
    assert raster.width == pytest.approx(800 * shape, abs=1)
    assert len(set(raster.data)) > 50
    for page in (-1, 1, 10**9):
        with pytest.raises(Unreadable):
            page_picture(file, page, 800, reading)


def test_what_is_no_pdf_has_no_page(reading: Children, tmp_path: Path) -> None:
    whole = written(content())
    for data in (b"", b"%PDF-1.7", whole[:2000], os.urandom(4000)):
        (file := tmp_path / "bad.pdf").write_bytes(data)
        with pytest.raises(Unreadable):
            page_picture(file, 0, 800, reading)
