"""Charts that are doubled, at a real terminal: merged, taken back, keys counted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from tests.pty.desk import KEYS, Desk
from tests.ui.conftest import filled_home, settings_of  # noqa: F401 - a fixture
from tests.ui.elsewhere import Elsewhere

CONTROL = frozenset((*KEYS, " "))
"""Keys that are no data: function keys, Tab, Enter, Esc, arrows, Space."""
BORN = date(1990, 3, 12)
PHONE = "+41791112233"


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A register of one's own."""
    return Path(shutil.copytree(filled_home, tmp_path / "home"))


@pytest.fixture
def other(home: Path) -> Iterator[Elsewhere]:
    """Another desk at it."""
    desk = Elsewhere(settings_of(home))
    yield desk
    desk.close()


@pytest.fixture
def kellers(other: Elsewhere) -> list[UUID]:
    """Three charts of one person, numbered from 309 on."""
    return [
        other.enter(family, given, birth_date=BORN, mobile=PHONE)
        for family, given in (("Keller", "Anna"), ("Keller", "Ana"), ("Keler", "Anna"))
    ]


def work(desk: Desk, *keys: str) -> int:
    """Type texts and press keys without waiting; answers how many of them were control keys, and letters
    that do something (y, z) with them."""
    for key in keys:
        if key in KEYS:
            desk.press(key)
        else:
            desk.type(key)
    return sum(key in CONTROL or len(key) == 1 for key in keys)


def test_three_charts_are_merged_in_at_most_9_control_keys_and_taken_back_in_at_most_4(
    home: Path, other: Elsewhere, kellers: list[UUID]
) -> None:
    with Desk(home) as desk:
        desk.see("311 found")
        count = work(
            desk,
            "chart 309",  # the main patient is found
            "Ctrl+F",  # the drawer, likely doubles listed
            " ", " ",  # both are chosen
            "F2",  # what it does is shown
            "F2",  # and asked once more
        )  # fmt: skip
        desk.see("Merge 2 charts into this one?")
        count += work(desk, "y")
        desk.see("Merged 2 charts into Keller, Anna. F8 takes it back.")
        assert count <= 9
        assert count == 6
        assert all(other.desk.patients.chart(other.actor, each).merged for each in kellers[1:])
        desk.press("Enter")
        desk.see("[1 Records]")
        count = work(desk, "z", "F2")
        desk.see("Taken back: 2 charts merged into Keller, Anna.")
        assert count <= 4
        assert count == 2
    assert not any(other.desk.patients.chart(other.actor, each).merged for each in kellers)


def test_what_was_merged_long_ago_is_taken_back_from_the_history_in_at_most_4(
    home: Path, other: Elsewhere, kellers: list[UUID]
) -> None:
    other.edit("chart 310", note="comes by train")
    other.merge(*kellers)
    other.edit("chart 309", note="comes by car")
    with Desk(home) as desk:
        desk.see("309 found")
        work(desk, "chart 311", "Enter")
        desk.see("MERGED")
        # The history, the merge in it, done; and because something is unclear, one question.
        count = work(desk, "6", "Enter", "F2")
        desk.see("Take this merge back?")
        count += work(desk, "y")
        desk.see("Taken back: 2 charts merged into Keller, Anna.")
        assert count <= 4
    assert other.stored("chart 309")["note"] == "comes by car"


def test_two_desks_that_merge_the_same_charts_into_each_other_do_not_both_do_it(
    home: Path, other: Elsewhere, kellers: list[UUID]
) -> None:
    with Desk(home) as first, Desk(home) as second:
        for desk, chart, drops in ((first, "chart 309", "chart 310"), (second, "chart 310", "chart 309")):
            desk.see("311 found")
            work(desk, chart, "Ctrl+F", drops)
            desk.see("1 found")
            work(desk, "Enter", "F2")
            desk.see("nothing is merged yet")
            desk.press("F2")
            desk.see("merge nothing")
        first.type("y")
        first.see("Merged 1 chart into Keller, Anna.")
        second.type("y")
        second.see("Nothing was merged", "1 chosen")
        second.press("Esc")
    assert not other.desk.patients.chart(other.actor, kellers[0]).merged
    assert other.desk.patients.chart(other.actor, kellers[1]).merged


def test_who_is_typed_again_goes_on_in_the_chart_that_is_there_and_the_ticket_goes_along(
    home: Path, other: Elsewhere, kellers: list[UUID]
) -> None:
    with Desk(home) as desk:
        desk.see("311 found")
        work(desk, "kellr anna", "F6", "f", "Enter", "12031990", "Enter", "0791112233", "F7", "i")
        desk.see("Here already?", "(•) Intraoral")
        count = work(desk, "F3")
        desk.see("Is this one person?", "Typed now")
        count += work(desk, "F2")
        desk.see("Edit patient", "typed Kellr: F3 takes it")
        # The name stays as it was: nothing is to be saved; then the ticket.
        count += work(desk, "F2")
        desk.see("Create a scan ticket", "(•) Intraoral")
        count += work(desk, "F2")
        desk.see("T-000002 is open.", "[1 Records]")
        assert count == 4
    assert other.count() == 311
