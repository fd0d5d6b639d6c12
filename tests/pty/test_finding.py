"""Finding patients at a real terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinics import at, empty_clinic, patient
from tests.pty.desk import Desk
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture

ROWS = 100_000


@pytest.fixture
def desk(filled_home: Path) -> Iterator[Desk]:  # noqa: F811
    """It was started just now: whoever types at once is before it."""
    with Desk(filled_home, loads=True) as desk:
        yield desk


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("muller", "Müller, Jürg"),
        ("wangxiao", "王小明"),
        ("4711", "Smith, Anna"),
        ("zbrzezny", "Huber, Rosa"),
    ],
)
def test_a_patient_is_found_and_opened_without_waiting(desk: Desk, text: str, name: str) -> None:
    desk.type(text)
    desk.press("Enter")
    screen = desk.see("[1 Records]")
    # pyte keeps an empty cell behind a wide character.
    assert (
        name in screen.splitlines()[0].replace(" ", "").replace(",", ", ") or name in screen.splitlines()[0]
    )


def test_smi_and_enter_without_waiting_open_the_right_one(desk: Desk) -> None:
    desk.see("308 found")
    desk.type("smi\r")
    desk.see("[1 Records]", "Smith, Anna", "ALLERGIES: penicillin")
    desk.press("Esc")
    desk.see("2 found")


def test_keys_behind_enter_come_to_the_patient_in_order(desk: Desk) -> None:
    desk.see("308 found")
    desk.type("smi\r4")
    desk.see("[4 Info]", "Smith", "Basic information")


def test_the_next_patient_is_typed_over_the_last_one(desk: Desk) -> None:
    desk.see("308 found")
    for back in ("Esc", "/"):
        desk.type("smi\r")
        desk.see("[1 Records]", "Smith, Anna")
        desk.press(back)
        desk.see(" Find  smi")
        desk.type("mul\r")
        desk.see("[1 Records]", "Müller")
        desk.press("/")
        desk.see(" Find  mul")


@pytest.fixture(scope="session")
def long_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of 100,000 patients whose names are their rows."""
    home = tmp_path_factory.mktemp("long")
    clinic = empty_clinic(home, f"sqlite:///{home / 'register.db'}")
    newest = at(2024)
    clinic.take_in(*(patient(f"Row{row:06}", "", entered=newest - 60 * row) for row in range(ROWS)))
    clinic.database.close()
    (home / "dentui.toml").write_text('demonstration = true\noperator = "anna"\n', "utf-8")
    return home


def test_the_end_of_100_000_rows_is_walked_to(long_home: Path) -> None:
    with Desk(long_home) as desk:
        desk.see("100,000 found")
        desk.press("Down", "End")
        desk.see("▸ Row099999", "100,000 of 100,000")
        desk.press("Up", "PgUp", "PgUp")
        desk.see("▸ Row099962", "99,963 of 100,000")
        desk.press("Home", *["PgDn"] * 40)
        desk.see("▸ Row000720", "721 of 100,000")
        desk.press("End", "Enter")
        desk.see("[1 Records]", "Row099999")
