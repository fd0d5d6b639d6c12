"""A small register for the screen: real, in SQLite, with patients whose names the tests know."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from dentui.config import Settings
from dentui.services.images import Images
from tests.clinics import at, empty_clinic, patient, ticket, visit
from tests.images import readers
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured

NASTY = "O'Brien [/b] [@click=app.quit]"
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Brown"


@pytest.fixture(scope="session", autouse=True)
def _styles_are_parsed_once() -> Iterator[None]:
    """Hundreds of desks have the same styles."""
    parse = Stylesheet._parse_rules
    parsed: dict[tuple[object, ...], list[RuleSet]] = {}

    def parse_once(sheet: Stylesheet, css: str, *more: Any, **named: Any) -> list[RuleSet]:
        key = (css, *more, *named.items(), *sheet._variables.items())
        if key not in parsed:
            parsed[key] = parse(sheet, css, *more, **named)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_are_read_by_the_same_processes() -> Iterator[None]:
    """Each desk starts some of its own, which takes longer than what a test has them read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Images, "children", lambda service: readers(service._limits))
        yield


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration home of some 300 patients, not to be changed: copy it for that."""
    return fill_home(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="session")
def published_home(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with published reports, not to be changed."""
    from tests.ui.reported import publish_home

    return publish_home(filled_home, tmp_path_factory.mktemp("published"))


def fill_home(home: Path) -> Path:
    """Make that home."""
    home.mkdir(exist_ok=True)
    clinic = empty_clinic(home, f"sqlite:///{home / 'register.db'}")
    known = [
        patient(
            "Smith",
            "Anna",
            mobile="+41791234711",
            landline="+41443334455",
            birth_date=date(1985, 3, 12),
            email="anna@example.org",
            id_number="756.1111.2222.33",
            insurance_number="80756000",
            address="Bahnhofstrasse 1\n8001 Zürich",
            note="comes by train",
            past_medical_history="appendix",
            oral_habits="clenches",
            allergies="penicillin",
            records=tuple(
                visit(at(2026, month, 3), 10 if month > 5 else 11, f"Visit {month}") for month in range(1, 11)
            ),
            tickets=(ticket(),),
        ),
        patient("Smith", "Peter", gender="M", records=(visit(at(2026, 9, 2)),)),
        patient("Müller", "Jürg", gender="M", mobile="+41795556677", records=(visit(at(2026, 8, 1), 11),)),
        patient("王", "小明", gender="M", records=(visit(at(2026, 7, 1), 12),)),
        patient("Huber", "Rosa", former_names=("Zbrzezny",), records=(visit(at(2026, 6, 1)),)),
        patient(
            NASTY,
            "",
            note="\x1b]0;owned\x07\x1b[2J[b]bold[/b]",
            allergies="\x1b[31mnuts",
            mobile="\x1b[5n",
            records=(visit(at(2026, 10, 31), 10, "\x1b[31m[red]x[/red]"),),
        ),
        patient(LONG, "Hubert Blaine", gender="M", records=(visit(at(2026, 10, 30)),)),
        patient("Leap", "Day", birth_date=date(2004, 2, 29)),
    ]
    crowd = [
        patient(f"Crowd{number:03}", "One", gender="O", entered=at(2019) - number) for number in range(300)
    ]
    clinic.take_in(*known, *crowd)
    clinic.database.close()
    (home / "dentui.toml").write_text('demonstration = true\noperator = "anna"\n', "utf-8")
    return home


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:
    """A copy of that home which a test may change."""
    return Path(shutil.copytree(filled_home, tmp_path / "home"))


@pytest.fixture
def settings(home: Path) -> Settings:
    """The settings of that home."""
    return settings_of(home)


@pytest.fixture
def elsewhere(home: Path) -> Iterator[Elsewhere]:
    """Another desk at that register, of Anna's too."""
    desk = Elsewhere(settings_of(home))
    yield desk
    desk.close()


@pytest.fixture
def pictured(elsewhere: Elsewhere, tmp_path: Path) -> Pictured:
    """Takes image data in at that other desk."""
    return Pictured(elsewhere, tmp_path / "scanner")


def settings_of(home: Path) -> Settings:
    """Settings of a demonstration home whose operator is Anna."""
    return Settings(
        home=home, database=f"sqlite:///{home / 'register.db'}", demonstration=True, operator="anna"
    )
