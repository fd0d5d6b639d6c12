"""The first start of a real clinic: all of it, or nothing."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select

from dentui.config import Settings, read_settings
from dentui.domain.finding import Find
from dentui.domain.patients import Gender, PatientInput
from dentui.domain.types import SHIPPED_CASE_TYPES, SHIPPED_VISIT_TYPES
from dentui.errors import Invalid, NoRegister, Unavailable
from dentui.services import hashing
from dentui.services.demo import make_demo
from dentui.services.desk import Desk
from dentui.services.setup import SetupInput, can_set_up, set_up
from dentui.services.sign_in import open_sign_in
from dentui.store import audit, tables
from dentui.store.database import Database
from tests.servers import Server
from tests.test_main import SOURCE

FORM = SetupInput("Dental Centre", "Anna Weber", " Anna ", "four words are easy", "ch")

KILLED = """
import os, signal, sys
from pathlib import Path
from dentui.config import read_settings
from dentui.services import hashing, setup as service
from dentui.store import audit, setup

def end(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

{where} = end
service.set_up(read_settings(home=Path(sys.argv[1]), environ={{}}),
    service.SetupInput("Dental Centre", "Anna Weber", "anna", "four words are easy", "CH"))
"""


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "LARGE", (1, 64))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A home that is not there yet, with a register nowhere."""
    url = None
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        url = server.new_database()
    return read_settings(home=tmp_path / "new" / "home", database=url, environ={})


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    """The desk of the administrator who was just made."""
    set_up(settings, FORM)
    sign_in = open_sign_in(settings)
    desk = sign_in.desk(sign_in.sign_in("anna", FORM.password).places[0])
    yield desk
    desk.register.close()


def test_the_first_start_finds_no_register_and_says_where_one_would_be_made(settings: Settings) -> None:
    with pytest.raises(NoRegister):
        open_sign_in(settings)
    assert "register" in can_set_up(settings)
    assert not settings.home.exists()


def test_the_administrator_signs_in_and_enters_a_patient(desk: Desk) -> None:
    assert (desk.operator, desk.login, desk.institution) == ("Anna Weber", "anna", "Dental Centre")
    assert desk.administers
    assert not desk.demonstration
    form = PatientInput(family="Keller", given="Rosa", gender=Gender.FEMALE)
    assert desk.charts.enter(desk.actor, uuid4(), uuid4(), form).chart_number == 1
    assert [line.name for line in desk.patients.find(desk.actor, Find("keller")).lines] == ["Keller, Rosa"]


def test_the_types_that_ship_are_there_in_their_order(desk: Desk) -> None:
    lists = desk.charts.lists(desk.actor)
    assert tuple(kind.name for kind in lists.case_types) == SHIPPED_CASE_TYPES
    assert tuple(kind.name for kind in lists.visit_types) == SHIPPED_VISIT_TYPES


def test_rows_made_later_get_ids_of_their_own(desk: Desk, settings: Settings) -> None:
    database = Database(settings)
    with database.engine.begin() as connection:
        made = connection.execute(
            tables.person.insert().values(uuid=b"x" * 16, name="Berta").returning(tables.person.c.id)
        ).scalar_one()
    database.close()
    assert made == 2


def test_the_home_is_private_and_the_trail_begins_with_the_set_up(desk: Desk, settings: Settings) -> None:
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700
    names = {file.name for file in settings.home.iterdir()}
    assert names - {"register.db-wal", "register.db-shm"} <= {
        "register.db", "audit.key", "dentui.toml", "sign-in.lock",
    }  # fmt: skip
    for name in names:
        assert stat.S_IMODE((settings.home / name).stat().st_mode) == 0o600, name
    database = Database(settings)

    def trail(view: object) -> list[str]:
        return list(view.connection.scalars(select(tables.audit.c.action)))  # type: ignore[attr-defined]

    assert database.read(desk.actor, trail) == ["set up", "sign in"]
    assert database.read(desk.actor, lambda view: audit.verify(view.connection, database.key, 1)).rows == 2
    database.close()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("institution", " \t"),
        ("institution", "x" * 201),
        ("name", ""),
        ("login", " "),
        ("login", "two words"),
        ("login", "--as"),
        ("password", "too short"),
        ("password", "annaweberanna weber"),
        ("password", "dental centre dental centre"),
        ("country", "Switzerland"),
        ("country", "XX"),
    ],
)
def test_what_will_not_do_is_told_at_its_field_and_nothing_is_made(
    settings: Settings, field: str, value: str
) -> None:
    with pytest.raises(Invalid) as refused:
        set_up(settings, replace(FORM, **{field: value}))
    assert refused.value.field == field
    assert not settings.home.parent.exists()


def test_lines_of_the_settings_stay_and_the_country_is_put_before_them(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    lines = "# ours\nlock_after = 5\n\n[desk]\nname = 'front'\n"
    (settings.home / "dentui.toml").write_text(lines, "utf-8")
    set_up(settings, replace(FORM, country="DE"))
    assert (settings.home / "dentui.toml").read_text("utf-8") == 'country = "DE"\n' + lines
    assert read_settings(home=settings.home, environ={}).country == "DE"


def test_a_country_that_was_set_is_kept(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / "dentui.toml").write_text('country = "AT"\n', "utf-8")
    set_up(settings, FORM)
    assert (settings.home / "dentui.toml").read_text("utf-8") == 'country = "AT"\n'


def test_a_second_set_up_changes_nothing(settings: Settings, desk: Desk) -> None:
    with pytest.raises(Unavailable, match="left as it is"):
        set_up(settings, replace(FORM, institution="Another"))
    assert [place.institution for place in desk.sign_in.places(desk.actor)] == ["Dental Centre"]


def test_of_two_at_once_one_makes_the_register_and_the_other_is_told(settings: Settings) -> None:
    """From two machines where the register is on a server, else from two terminals."""
    remote = settings.database.startswith("postgresql")
    homes = [settings.home, settings.home.with_name("other") if remote else settings.home]

    def make(home: Path) -> str:
        try:
            set_up(replace(settings, home=home), FORM)
        except Unavailable as error:
            return str(error)
        return "made"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(make, homes))
    assert answers[1] == "made"
    assert "it was left as it is" in answers[0]
    # The home of who was slower is gone again.
    assert [home.exists() for home in set(homes)].count(True) == 1


def test_a_demonstration_home_is_refused(tmp_path: Path) -> None:
    make_demo(tmp_path / "demo", patients=20)
    (tmp_path / "demo" / "register.db").unlink()
    settings = read_settings(home=tmp_path / "demo", environ={})
    for attempt in (lambda: can_set_up(settings), lambda: set_up(settings, FORM)):
        with pytest.raises(Unavailable, match="demonstration"):
            attempt()


def test_a_database_with_other_tables_is_left_alone(postgresql: Server, tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path / "home", database=postgresql.new_database(), environ={})
    with psycopg.connect(settings.database) as connection:
        connection.execute("CREATE TABLE theirs (id integer)")
    with pytest.raises(Unavailable, match="not empty"):
        set_up(settings, FORM)
    assert not settings.home.exists()


def test_a_server_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path, database="postgresql://desk@127.0.0.1:1/x", environ={})
    with pytest.raises(Unavailable, match="does not answer"):
        can_set_up(settings)


@pytest.mark.parametrize("home", ["/proc/dentui", "file/home"])
def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path, home: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable):
        set_up(read_settings(home=tmp_path / home, environ={}), FORM)


def test_nothing_is_left_of_a_set_up_that_failed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is real but the disk, which is full when the last row is to be written."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(audit, "append", full)
    with pytest.raises(Unavailable, match="No space left"):
        set_up(settings, FORM)
    assert not settings.home.parent.exists()
    monkeypatch.undo()
    set_up(settings, FORM)
    open_sign_in(settings).close()


def test_a_home_that_was_there_is_as_before_after_a_failure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.home.mkdir(parents=True, mode=0o755)
    (settings.home / "dentui.toml").write_text("lock_after = 5\n", "utf-8")
    monkeypatch.setattr("dentui.store.setup.schema.make", _interrupted)
    with pytest.raises(KeyboardInterrupt):
        set_up(settings, FORM)
    assert {file.name: file.read_text("utf-8") for file in settings.home.iterdir()} == {
        "dentui.toml": "lock_after = 5\n"
    }
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o755


@pytest.mark.parametrize("keyed", [False, True])
@pytest.mark.parametrize(
    "where", ["service._make_key", "hashing.make_hash", "audit.append", "setup.schema.make", "os.link"]
)
def test_a_start_that_was_killed_is_made_anew(tmp_path: Path, where: str, keyed: bool) -> None:
    home = tmp_path / "home"
    if keyed:
        home.mkdir()
        audit.read_key(home)
    answer = subprocess.run(
        [sys.executable, "-c", KILLED.format(where=where), str(home)],
        env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]},
        check=False,
    )
    assert answer.returncode == -signal.SIGKILL
    assert not (home / "register.db").exists()
    settings = read_settings(home=home, environ={})
    set_up(settings, FORM)
    sign_in = open_sign_in(settings)
    assert sign_in.sign_in("anna", FORM.password).name == "Anna Weber"
    sign_in.close()
    assert not list(home.glob(".*"))


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt
