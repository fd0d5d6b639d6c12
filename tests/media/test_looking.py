"""Looking at files as a desk does: everything real there is, in one go, with progress and a way to stop."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pydicom
import pytest

from dentui.domain.images import TYPE_WORDS, FoundItem, ImageType, Progress, Refused
from dentui.errors import Cancelled
from dentui.media.child import Children
from dentui.media.looking import Staged, look
from tests.media.made import ct_slice, stl

Look = Callable[..., tuple[tuple[FoundItem, ...], tuple[Refused, ...]]]
ROOT = Path(__file__).resolve().parents[2]
PYDICOM = Path(pydicom.__file__).parent / "data" / "test_files"


def test_all_files_that_pydicom_is_tested_with_become_something(look_at: Look) -> None:
    paths = [file for file in PYDICOM.rglob("*") if file.is_file()]
    files = {str(file.relative_to(PYDICOM)): file.read_bytes() for file in paths}
    found, refused = look_at(files)
    assert sum(len(item.files) for item in found) + len(refused) == len(files)
    types = Counter(item.type for item in found)
    assert types[ImageType.CBCT] == 2
    assert types[ImageType.X_RAY] == 11
    assert all("DICOMDIR" in left.name or "the same as" in left.reason for left in refused)
    assert all(item.why for item in found)


def test_what_is_told_of_these_files_is_so(look_at: Look) -> None:
    paths = [file for file in sorted(PYDICOM.rglob("*")) if file.is_file() and _is_told(file)]
    found, refused = look_at({str(file.relative_to(PYDICOM)): file.read_bytes() for file in paths})
    told = (ROOT / "docs" / "added.md").read_text("utf-8").rpartition("| --- | --- | --- |\n")[2]
    rows = [line.strip("| ").split(" | ") for line in told.splitlines() if line]
    became = {_first(files): (kind, why) for files, kind, why in rows}
    assert became == {
        **{item.files[0].name: (TYPE_WORDS[item.type], item.why) for item in found},
        **{each.name: ("not added", each.reason) for each in refused},
    }


def _is_told(file: Path) -> bool:
    return file.suffix != ".py" and "__pycache__" not in file.parts


def _first(files: str) -> str:
    """The first of the names in a line of the list."""
    return files.partition(" … ")[0].partition(", ")[0]


def test_what_cannot_be_read_is_other_data_with_the_reason(look_at: Look) -> None:
    (item,), refused = look_at({"UpperJaw.stl": stl(100)[:-30]})
    assert not refused
    assert item.type is ImageType.OTHER
    assert item.files[0].wrong == item.why
    assert "cut off" in item.why


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 ", "It is a PDF document."),
        (b"GIF89a", "It is a GIF, which no device of an office makes."),
        (b"\0\0\0\x18ftypheic", "It is a HEIC photo, which cannot be read: save it as JPEG."),
        (b"\0\0\0\x18ftypmp42", "It is a film."),
        (b"PK\x03\x04 and more", "It is an archive or an office document."),
        (b"Befund: gesund\n", "It is a text."),
        (b"\x01\x02\x03\x04", "It is of no kind that is known here."),
    ],
)
def test_other_data_is_called_what_it_is(content: bytes, reason: str, look_at: Look) -> None:
    ((item,), _) = look_at({"scan.stl": content})
    assert (item.type, item.why, item.files[0].wrong) == (ImageType.OTHER, reason, "")


def test_nobody_adds_what_is_empty_double_or_of_a_system(look_at: Look) -> None:
    found, refused = look_at(
        {"a.stl": stl(), "b/a.stl": stl(), "empty.stl": b"", "b/Thumbs.db": b"x", "__MACOSX/._a.stl": b"y"}
    )
    assert [file.name for item in found for file in item.files] == ["a.stl"]
    assert {left.name: left.reason for left in refused} == {
        "b/a.stl": "It is the same as a.stl.",
        "empty.stl": "It is empty.",
        "b/Thumbs.db": "An operating system made it for itself.",
        "__MACOSX/._a.stl": "An operating system made it for itself.",
    }


def test_text_in_a_file_comes_out_without_what_a_database_or_a_terminal_minds(look_at: Look) -> None:
    content = ct_slice(1, Manufacturer="Va\x1b[2Jtech", PatientName="Muster^An\x07na")
    ((item,), _) = look_at({"a.dcm": content})
    assert item.maker.maker == "Va[2Jtech"
    assert item.files[0].facts.patient == "Muster Anna"


def test_progress_is_told_file_by_file(reading: Children, tmp_path: Path) -> None:
    files = []
    for number in range(3):
        path = tmp_path / str(number)
        path.write_bytes(ct_slice(number))
        files.append(Staged(uuid4(), f"{number}.dcm", path, path.stat().st_size, str(number)))
    told: list[Progress] = []
    look(files, reading, told.append, threading.Event())
    assert [(each.files, each.of_files) for each in told] == [(1, 3), (2, 3), (3, 3)]
    assert told[-1].done == told[-1].total == sum(file.size for file in files)


def test_who_stops_gets_nothing(reading: Children, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(stl())
    stop = threading.Event()
    files = [Staged(uuid4(), f"{n}.stl", path, 1, str(n)) for n in range(10)]
    told: list[Progress] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        stop.set()

    with pytest.raises(Cancelled):
        look(files, reading, tell, stop)
    assert len(told) == 1
