"""A receptionist's work at a real terminal: keys counted, two desks at one patient, a line that is cut."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty.desk import KEYS, Desk
from tests.ui.conftest import filled_home, settings_of  # noqa: F401 - a fixture
from tests.ui.elsewhere import Elsewhere

CONTROL = frozenset((*KEYS, " "))
"""Keys that are no data: function keys, Tab, Enter, Esc, arrows, Space."""


READER = """
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(sys.argv[1])) as other:
    other.execute("SELECT * FROM sqlite_schema").fetchall()
"""


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A register of one's own."""
    return Path(shutil.copytree(filled_home, tmp_path / "home"))


def work(desk: Desk, *keys: str) -> int:
    """Type texts and press keys without waiting; answers how many of them were control keys. A letter that
    chooses (f for female, i for Intraoral) is data that is typed."""
    for key in keys:
        if key in KEYS:
            desk.press(key)
        else:
            desk.type(key)
    return sum(key in CONTROL for key in keys)


def test_a_walk_in_patient_with_a_ticket_takes_at_most_16_control_keys(home: Path) -> None:
    with Desk(home) as desk:
        desk.see("308 found")
        count = work(
            desk,
            "keller anna",  # nobody is found
            "F6",  # new patient, with the name filled in and the cursor at the gender
            "f", "Enter",  # female
            "12031990", "Enter",  # born
            "0791234567",  # mobile
            "F7",  # a scan ticket as well
            "i", "Enter",  # intraoral
            "orth", "Enter",  # case type
            "imp",  # visit type
            "F2",  # both are saved, and the chart opens
        )  # fmt: skip
        desk.see("Keller, Anna", "Saved as chart 309. T-000002 is open.", "born 12.03.1990", "+41791234567")
    assert count <= 16
    assert count == 7
    other = Elsewhere(settings_of(home))
    (ticket,) = other.tickets("keller anna")
    assert (ticket.kind, ticket.case_type, ticket.visit_type) == ("intraoral", "orthodontics", "implant")
    other.close()


def test_a_returning_patients_repeat_ticket_takes_at_most_8_control_keys(home: Path) -> None:
    with Desk(home) as desk:
        desk.see("308 found")
        work(desk, "4711", "F7", "i", "Enter", "orth", "F2")
        desk.see("T-000002 is open for Smith, Anna.")
        count = work(
            desk,
            "Esc",  # empty the find box
            "muller",  # found by name
            "F7",  # a scan ticket, with the choices of the last one
            "F2",  # saved
        )
        desk.see("T-000003 is open for Müller, Jürg.")
    assert count <= 8
    assert count == 3
    other = Elsewhere(settings_of(home))
    (ticket,) = other.tickets("muller")
    assert (ticket.kind, ticket.case_type) == ("intraoral", "orthodontics")
    other.close()


def look_with_another_program(register: Path) -> None:
    """As somebody does who knows SQLite: what open desks have not taken over yet has to stay."""
    before = {file.name: file.stat().st_ino for file in register.parent.glob("register.db*")}
    subprocess.run([sys.executable, "-c", READER, register], check=True)
    assert {file.name: file.stat().st_ino for file in register.parent.glob("register.db*")} == before


def test_two_desks_change_the_same_patient_and_both_end_with_the_same_chart(home: Path) -> None:
    with Desk(home) as first, Desk(home) as second:
        for desk in (first, second):
            desk.see("308 found")
            work(desk, "4711", "Enter")
            desk.see("[1 Records]", "Smith, Anna")
            desk.type("e")
            desk.see("Edit patient", "Family name*    Smith")
        work(first, "Down", "End", "bell")
        work(
            second,
            "Down",
            "End",
            "ika",
            "Down",
            "Down",
            "Down",
            "Down",
            "Down",
            "End",
            *["Backspace"] * 4,
            "0000",
        )
        first.see("Annabell")
        second.see("Annaika", "+41443330000")
        look_with_another_program(home / "register.db")
        first.press("F2")
        first.see("Saved. z takes it back.", "Smith, Annabell")
        second.press("F2")
        second.see(
            "Changed meanwhile", "Anna saved this at", "yours   Annaika", "theirs  Annabell",
            "(•) yours   ( ) theirs",
        )  # fmt: skip
        second.press("t", "F2")
        for desk in (first, second):
            desk.see("Smith, Annabell", "+41443330000", "[1 Records]")
        for desk in (first, second):
            work(desk, "Esc")
            desk.see("Smith, Annabell", "1 found")
    other = Elsewhere(settings_of(home))
    assert (other.stored("annabell")["given"], other.stored("annabell")["landline"]) == (
        "Annabell", "+41443330000",
    )  # fmt: skip
    other.close()


def test_another_desks_list_and_chart_follow(home: Path) -> None:
    with Desk(home) as first, Desk(home) as second, Desk(home) as third:
        for desk in (first, second, third):
            desk.see("308 found")
        work(second, "4711", "Enter")
        second.see("[1 Records]")
        second.type("5")
        second.see("[5 Tickets]", "1 ticket")
        work(third, "smith")
        third.see("2 found")
        work(first, "smith zoe", "F6", "f", "F2")
        first.see("Saved as chart 309.")
        work(first, "/", "4711", "F7", "f", "F2")
        first.see("T-000002 is open for Smith, Anna.")
        third.see("3 found", "Smith, Zoe")
        second.see("T-000002", "2 open", "2 tickets")


def test_a_line_that_is_cut_in_a_form_leaves_nothing_half_written_and_no_lock(home: Path) -> None:
    with Desk(home) as desk:
        desk.see("308 found")
        work(desk, "keller anna", "F6", "f", "F7", "i")
        desk.see("New patient", "(•) Intraoral")
        desk.hang_up()
        assert desk.wait(5) > 0
    register = sqlite3.connect(home / "register.db", timeout=0)
    register.execute("BEGIN IMMEDIATE")
    register.execute("ROLLBACK")
    register.close()
    other = Elsewhere(settings_of(home))
    assert other.count() == 308
    assert other.found("keller anna") == []
    other.close()
    with Desk(home) as desk:
        desk.see("308 found")
        work(desk, "keller anna", "F6", "f", "F2")
        desk.see("Saved as chart 309.")


def test_a_line_that_is_cut_at_the_key_that_saves_saves_all_or_nothing(home: Path) -> None:
    with Desk(home) as desk:
        desk.see("308 found")
        work(desk, "keller anna", "F6", "f", "F7", "i")
        desk.see("New patient", "(•) Intraoral")
        desk.press("F2")
        desk.hang_up()
        desk.wait(5)
    other = Elsewhere(settings_of(home))
    assert len(other.tickets("keller anna") if other.found("keller anna") else ()) == other.count() - 308
    other.edit("muller", allergies="latex")
    other.close()
