"""The way from one pen to another, held against a terminal that reads it."""

from __future__ import annotations

import re

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dentui.terminal.pens import OFF, PLAIN, Pen, change, pen

COLOURS = ["", "31", "97", "38;5;208", "38;2;1;2;3"]
GROUNDS = ["", "41", "107", "48;5;208", "48;2;1;2;3"]
# The attributes that pyte knows and that each have a code of their own to take them off.
pens = some.builds(
    pen,
    some.frozensets(some.sampled_from(["1", "3", "4", "7", "9"])),
    some.sampled_from(COLOURS),
    some.sampled_from(GROUNDS),
)


def written(*sequences: str) -> pyte.screens.Char:
    screen = pyte.Screen(2, 1)
    pyte.Stream(screen).feed("".join(sequences) + "x")
    return screen.buffer[0][0]


@given(pens, pens)
def test_a_terminal_writes_with_the_new_pen_whatever_the_old_one_was(old: Pen, new: Pen) -> None:
    assert written(change(None, old), change(old, new)) == written(change(None, new))


@given(pens, pens)
def test_no_change_is_longer_than_a_new_beginning(old: Pen, new: Pen) -> None:
    assert len(change(old, new)) <= len(change(None, new))
    assert (change(old, new) == "") == (old is new)


@pytest.mark.parametrize(("kept", "lost"), [("1", "2"), ("2", "1"), ("5", "6"), ("51", "52")])
def test_an_attribute_that_goes_leaves_the_one_that_shares_its_end(kept: str, lost: str) -> None:
    assert OFF[kept] == OFF[lost]
    there_after = change(pen(frozenset({kept, lost}), "31"), pen(frozenset({kept}), "31"))
    assert f";{kept}" in there_after


@given(pens, pens)
def test_where_none_can_be_taken_off_alone_all_are(old: Pen, new: Pen) -> None:
    sent = change(old, new, single_off=False)
    assert written(change(None, old), sent) == written(change(None, new))
    codes = {
        int(code) for code in re.findall(r"(?<=[\[;])[0-9]+(?=[;m])", re.sub(r"[34]8;[25];[0-9;]*", "", sent))
    }
    assert not codes & {22, 23, 24, 27, 29, 39, 49}


@given(pens)
def test_a_blank_needs_no_more_than_what_is_seen_of_it(some_pen: Pen) -> None:
    blank = some_pen.blank
    assert blank.blank is blank
    assert blank.background == some_pen.background
    if not some_pen.attributes - {"1", "3"}:
        assert blank is pen(background=some_pen.background)


def test_there_is_one_object_for_each_pen() -> None:
    assert pen() is PLAIN
    assert pen(frozenset({"1"}), "31") is pen(frozenset({"1"}), "31")
