"""ZIP archives: opened within limits, or kept as they are."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import archives
from dentui.media.child import Children
from tests.media.made import stl


def packed(files: Mapping[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def contents(folder: Path, content: bytes, children: Children) -> archives.Contents | None:
    path = folder / "archive"
    path.write_bytes(content)
    assert archives.is_archive(path)
    return archives.opened(path, "scan.zip", children)


def unpacked(found: archives.Contents | None) -> dict[str, bytes]:
    assert found
    return {member.name: b"".join(member.pieces()) for member in found.members}


@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_files_in_an_archive_come_out_as_they_went_in(
    kind: int, reading: Children, tmp_path: Path
) -> None:
    files = {"UpperJaw/Data.stl": stl(5000), "leer.txt": b"", "Müller.txt": bytes(range(256)) * 9_000}
    found = unpacked(contents(tmp_path, packed(files, kind), reading))
    assert found == {f"scan.zip/{name}": content for name, content in files.items()}


@pytest.mark.parametrize("more", [0, 1, 100, 300])
def test_what_is_held_back_at_the_end_of_a_piece_comes_too(
    more: int, reading: Children, tmp_path: Path
) -> None:
    content = bytes(archives.PIECE + more)
    files = {"a": content, "b": stl(200)}
    assert unpacked(contents(tmp_path, packed(files), reading))["scan.zip/a"] == content


def test_a_large_member_comes_in_pieces(reading: Children, tmp_path: Path) -> None:
    found = contents(tmp_path, packed({"a": b"ab" * 2_000_000, "b": stl(2_000)}), reading)
    assert found
    assert max(map(len, found.members[0].pieces())) <= archives.PIECE


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\a\\scan.stl", "Users/a/scan.stl"),
        ("a/./b//c.stl", "a/b/c.stl"),
        ("..", "?"),
        ("a\x1b[2J\n.stl", "a[2J.stl"),
    ],
)
def test_a_name_leads_nowhere(written: str, read: str, reading: Children, tmp_path: Path) -> None:
    assert list(unpacked(contents(tmp_path, packed({written: b"x"}), reading))) == [f"scan.zip/{read}"]


def test_links_are_left_out(reading: Children, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.stl")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("jaw.stl", b"x")
    found = contents(tmp_path, written.getvalue(), reading)
    assert found
    assert [member.name for member in found.members] == ["scan.zip/jaw.stl"]
    assert [(left.name, left.reason) for left in found.refused] == [
        ("scan.zip/link.stl", "It is a link or a device, not a file.")
    ]


def test_what_is_packed_in_another_way_is_left_out(reading: Children, tmp_path: Path) -> None:
    found = contents(tmp_path, packed({"a": b"x" * 100}, zipfile.ZIP_LZMA), reading)
    assert found
    assert not found.members
    assert "Unpack the archive" in found.refused[0].reason


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"])
def test_an_office_document_is_no_archive(name: str, reading: Children, tmp_path: Path) -> None:
    assert contents(tmp_path, packed({name: b"x", "word/document.xml": b"y"}), reading) is None


def test_an_archive_within_an_archive_stays_closed(reading: Children, tmp_path: Path) -> None:
    inner = packed({"jaw.stl": b"x"})
    found = unpacked(contents(tmp_path, packed({"inner.zip": inner}), reading))
    assert found == {"scan.zip/inner.zip": inner}


def _with_password() -> bytes:
    content = bytearray(packed({"a": b"x" * 100}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _overlapping() -> bytes:
    """Two entries that share the bytes of the first (Fifield, "A better zip bomb", 2019)."""
    content = packed({"a": b"x" * 100, "b": b"x" * 100})
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
    return content[: second + 42] + bytes(4) + content[second + 46 :]


@pytest.mark.parametrize(
    ("content", "limits", "reason"),
    [
        (packed({"a": bytes(30_000_000)}), Limits(), "grows by more than 200 times"),
        (packed({"a": b"abc", "b": b"abc"}), Limits(archive_files=1), "2 files"),
        (packed({"a": b"abc" * 1000}), Limits(archive_bytes=2_000), "unpacks to"),
        (packed({"a": b"abc" * 1000})[:60], Limits(), "cut off"),
        (packed({"a": b"abc"}).replace(b"PK\x03\x04", b"PK\x03\x05", 1), Limits(), "cut off"),
        (_with_password(), Limits(), "password"),
        (_overlapping(), Limits(), "damaged"),
        (packed({"a/": b""}), Limits(), "no file in"),
    ],
    ids=["ratio", "files", "bytes", "cut", "moved", "locked", "overlapping", "empty"],
)
def test_an_archive_that_holds_too_much_or_lies_is_kept_as_it_is(
    content: bytes, limits: Limits, reason: str, tmp_path: Path
) -> None:
    children = Children(limits)
    path = tmp_path / "archive"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=reason):
        archives.opened(path, "scan.zip", children)
    children.close()


@pytest.mark.parametrize("at", [40, 60, 1000])
def test_bytes_that_are_not_those_that_were_packed_are_told(
    at: int, reading: Children, tmp_path: Path
) -> None:
    content = bytearray(packed({"a": stl(500)}))
    content[at] ^= 0xFF
    found = contents(tmp_path, bytes(content), reading)
    with pytest.raises(Unreadable):
        unpacked(found)


def test_a_member_that_is_larger_than_it_says_ends_there(reading: Children, tmp_path: Path) -> None:
    content = packed({"a": b"ab" * 200_000})
    small = (1_000).to_bytes(4, "little")
    found = contents(tmp_path, content.replace((400_000).to_bytes(4, "little"), small), reading)
    with pytest.raises(Unreadable):
        unpacked(found)
