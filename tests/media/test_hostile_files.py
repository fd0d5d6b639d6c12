"""Files made to do harm, and real ones that were cut, flipped and spliced: each gets an answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dentui.domain.images import FoundItem, ImageType, Refused
from dentui.domain.limits import MB, Limits
from dentui.media.child import Children
from dentui.media.sniffing import LOOK
from tests.media.made import (
    REAL,
    THEIRS,
    deflated_bomb,
    dicom,
    exported,
    nested,
    obj,
    photo,
    png_bomb,
    stl,
)

Look = Callable[..., tuple[tuple[FoundItem, ...], tuple[Refused, ...]]]

SEEDS = [
    *(file.read_bytes() for file in THEIRS if file.stat().st_size < 40_000),
    *((REAL / name).read_bytes() for name in ("threeshape_hps_not_dicom.dcm", "camera_with_exif.jpg")),
    *(exported("stl"), exported("stl_ascii"), exported("ply"), exported("ply", encoding="ascii")),
    *(exported("glb"), exported("obj"), obj("a.mtl"), stl(), b"newmtl a\nmap_Kd a.png\n"),
    *(photo(kind) for kind in ("JPEG", "PNG", "WEBP", "TIFF", "BMP")),
    photo("TIFF", compression="tiff_lzw"),
    photo("JPEG", progressive=True),
]


HEADS = (b"", b"ply\n", b"glTF\x02\0\0\0", b"<HPS>", b"solid ", b"\x08\0\x05\0")


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A real file, cut, with some of its bytes changed, a piece of it repeated, or another one behind it."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    how = draw(st.sampled_from(["cut", "flip", "flip the head", "splice", "repeat"]))
    place = draw(st.integers(0, len(content)))
    if how == "cut":
        return bytes(content[:place])
    if how == "splice":
        other = draw(st.sampled_from(SEEDS))
        return bytes(content[:place]) + other[draw(st.integers(0, len(other))) :]
    if how == "repeat":
        return bytes(content[:place]) * draw(st.integers(2, 4)) + bytes(content[place:])
    reach = min(len(content), 600) if how == "flip the head" else len(content)
    for _ in range(draw(st.integers(1, 8))):
        content[draw(st.integers(0, reach - 1))] = draw(st.integers(0, 255))
    return bytes(content)


@given(spoilt())
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_file_that_was_spoilt_gets_an_answer_that_was_foreseen(
    reading: Children, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content or b"\0")
    # It raises where the process died, ran out of a limit or met what nobody foresaw.
    said = reading.run(LOOK, {"path": str(file)}).value
    assert "fault" not in said
    assert said.get("wrong", "It is fine.").endswith(".")


@given(
    st.binary(min_size=1, max_size=2000),
    st.sampled_from([b"", b"ply\n", b"glTF\x02\0\0\0", b"<HPS>", b"solid "]),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_get_an_answer(reading: Children, tmp_path: Path, content: bytes, head: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(head + content)
    assert "fault" not in reading.run(LOOK, {"path": str(file)}).value


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: png_bomb(17_000, 10_000), "170 million pixels"),
        (lambda: deflated_bomb(600), "unpacks to more than 512 MB"),
        (lambda: nested(50_000), "nested too deeply"),
        (lambda: dicom(PixelData=None) + b"\x09\x00\x10\x00SH\x00\x00" * 300_000, "too many elements"),
        (lambda: b"ply\n" + b"comment \n" * 200_000, "cut off"),
        (lambda: b"v 0 0 0\n" + b"f" + b" 1" * 5_000_000, "damaged"),
        (lambda: b"solid \n facet normal\n" + b"vertex 0 0 0 " * 1_000_000, "damaged"),
        (lambda: b"glTF\x02\0\0\0\xff\xff\xff\x00\xff\xff\xff\x00JSON" + b"[" * 0x1000000, "damaged"),
        (lambda: b"<HPS " + b"<" * 5_000_000 + b"</HPS>", "damaged"),
    ],
    ids=["pixels", "deflated", "nested", "elements", "comments", "line", "facets", "brackets", "tags"],
)
def test_a_file_that_is_made_to_cost_is_told(
    content: Callable[[], bytes], reason: str, look_at: Look
) -> None:
    ((item,), _) = look_at({"file": content()})
    assert item.type is ImageType.OTHER
    assert reason in item.why


def test_a_file_that_needs_more_memory_than_there_may_be_is_told(look_at: Look) -> None:
    limits = Limits(memory=200 * MB)
    found, _ = look_at({"bomb": deflated_bomb(300), "jaw.stl": stl()}, limits)
    assert [item.type for item in found] == [ImageType.INTRAORAL_SCAN, ImageType.OTHER]
    assert found[1].why.startswith("The file needs more than 200 MB of memory")


@pytest.mark.parametrize(
    ("content", "what"), [(dicom(), "DICOM files"), (photo(), "photos"), (exported("ply"), "meshes")]
)
def test_a_file_larger_than_memory_is_told_by_its_size(
    content: bytes, what: str, reading: Children, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    os.truncate(file, 10 << 30)  # sparse: it takes no room
    wrong = reading.run(LOOK, {"path": str(file)}).value["wrong"]
    assert wrong.startswith(f"The file has 10,240.0 MB, and {what} may have ")
