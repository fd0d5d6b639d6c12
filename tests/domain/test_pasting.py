"""Paths are read out of what any terminal pastes when files are dropped on it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dentui.domain.pasting import Pasted, looks_like_path, of_windows, read

FILES = (
    "/scans/UpperJaw.stl",
    "/scans/Lower Jaw.stl",
    "/scans/Anna's photo.jpg",
    "/scans/a",
    "/scans/a b  c",
)
"""What is there in the examples that are written out."""


def there(path: str) -> bool:
    return path in FILES


def backslashed(path: str) -> str:
    """As iTerm2 and Terminal.app write it."""
    return "".join(char if char.isalnum() or char in "/._-" else f"\\{char}" for char in path)


def in_double_quotes(path: str) -> str:
    return '"' + "".join(f"\\{char}" if char in '$`"\\' else char for char in path) + '"'


def in_ansi_quotes(path: str) -> str:
    """As Konsole writes a name with control characters, byte by byte here."""
    return "$'" + "".join(f"\\x{byte:02x}" for byte in os.fsencode(path)) + "'"


def as_link(path: str) -> str:
    return "file://" + quote(os.fsencode(path))


QUOTINGS: tuple[Callable[[str], str], ...] = (
    shlex.quote, backslashed, in_double_quotes, in_ansi_quotes, as_link,
)  # fmt: skip
NAMES = st.text(
    st.characters(exclude_characters="/\0\r", exclude_categories=["Cs"]), min_size=1, max_size=30
).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES.map(lambda name: f"/inbox/{name}"), min_size=1, max_size=8, unique=True)


@given(paths=PATHS, data=st.data(), end=st.sampled_from(["", " ", "\n", "\r\n"]))
def test_any_names_come_back_in_any_quoting_on_one_line_or_one_a_line(
    paths: list[str], data: st.DataObject, end: str
) -> None:
    parts = [data.draw(st.sampled_from(QUOTINGS))(path) for path in paths]
    between = data.draw(st.sampled_from([" ", "  ", "\n", "\r\n", "\r"]))
    assert read(between.join(parts) + end, set(paths).__contains__) == Pasted(tuple(paths))


@given(paths=PATHS)
def test_bare_names_with_spaces_come_back_one_a_line(paths: list[str]) -> None:
    assume(all(path.splitlines() == [path] and path == path.strip() for path in paths))
    # A shell would read another path, which can be there too.
    assume(not any(sign in path for path in paths for sign in "'\"\\$"))
    assert read("\n".join(paths), set(paths).__contains__) == Pasted(tuple(paths))


@given(text=st.text(max_size=200))
def test_whatever_is_pasted_is_paths_or_is_said_to_be_none(text: str) -> None:
    told = read(text, lambda _: False)
    assert told.paths == ()
    assert all(looks_like_path(each) for each in told.missing)
    assert not any(looks_like_path(each) for each in told.none)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/scans/a", ["/scans/a"]),
        ("'/scans/UpperJaw.stl' '/scans/Lower Jaw.stl' ", ["/scans/UpperJaw.stl", "/scans/Lower Jaw.stl"]),
        ("/scans/UpperJaw.stl\\n/scans/Lower Jaw.stl", []),
        ("/scans/Lower Jaw.stl", ["/scans/Lower Jaw.stl"]),
        ("/scans/Lower Jaw.stl /scans/UpperJaw.stl", ["/scans/Lower Jaw.stl", "/scans/UpperJaw.stl"]),
        ("/scans/Anna's photo.jpg", ["/scans/Anna's photo.jpg"]),
        ("/scans/Anna's photo.jpg\n/scans/a", ["/scans/Anna's photo.jpg", "/scans/a"]),
        ("'/scans/Anna'\\''s photo.jpg'", ["/scans/Anna's photo.jpg"]),
        ("/scans/a b  c", ["/scans/a b  c"]),
        ("/scans/a /scans/a", ["/scans/a"]),
        ("file:///scans/Lower%20Jaw.stl\r\nfile://desk/scans/a\r\n", ["/scans/Lower Jaw.stl", "/scans/a"]),
        ("file:///scans/Lower Jaw.stl", ["/scans/Lower Jaw.stl"]),
        ("copy\nfile:///scans/a", ["/scans/a"]),
        ("# from here\nfile:///scans/a", ["/scans/a"]),
        ("  /scans/a  ", ["/scans/a"]),
        ("", []),
    ],
)
def test_what_terminals_paste_is_read(text: str, paths: Sequence[str]) -> None:
    assert read(text, there).paths == tuple(paths)


def test_what_is_no_path_and_what_is_not_there_are_told_apart() -> None:
    text = (
        "/scans/a and some words /scans/gone.stl 'C:\\Users\\Anna\\jaw.stl'\nNothing at all\n~/not here.jpg"
    )
    told = read(text, there)
    assert told.paths == ("/scans/a",)
    assert told.missing == ("/scans/gone.stl", "C:\\Users\\Anna\\jaw.stl", "~/not here.jpg")
    assert told.none == ("and some words", "Nothing at all")


def test_a_path_of_a_windows_pc_is_known_as_one() -> None:
    told = read('"C:\\Users\\Anna Keller\\jaw.stl" D:\\b.stl', there)
    assert told.missing == ("C:\\Users\\Anna Keller\\jaw.stl", "D:\\b.stl")
    assert all(map(of_windows, told.missing))
    assert not of_windows("/scans/a")


def test_many_words_that_are_no_path_are_read_in_a_straight_line() -> None:
    asked = []

    def exists(path: str) -> bool:
        asked.append(path)
        return False

    read("word " * 20_000, exists)
    read("/word " * 2_000, exists)
    assert len(asked) < 400_000
