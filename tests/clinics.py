"""A small register to fill, with two institutions and people in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert, select

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.finding import Filters, Find
from dentui.domain.intake import NewPatient, NewRecord, NewTicket
from dentui.domain.times import EPOCH
from dentui.services.patients import Patients
from dentui.store import engine, indexing, intake, schema, tables
from dentui.store.database import Database, Unit
from tests.servers import Server

ADMINISTRATOR = Actor(person_id=1, institution_id=1)
MEMBER = Actor(person_id=2, institution_id=1)
OTHER_MEMBER = Actor(person_id=3, institution_id=1)
ELSEWHERE = Actor(person_id=4, institution_id=2)
STRANGER = Actor(person_id=4, institution_id=1)

_numbers = count(1)


@dataclass
class Clinic:
    """An open register, and short ways to fill and to ask it."""

    settings: Settings
    database: Database

    @property
    def patients(self) -> Patients:
        return Patients(self.database)

    def take_in(self, *patients: NewPatient, actor: Actor = ADMINISTRATOR) -> list[UUID]:
        def take(unit: Unit) -> None:
            intake.take_in(unit, patients)
            unit.audit("import patients", None, count=len(patients))

        self.database.write(actor, take)
        return [UUID(bytes=new.uuid) for new in patients]

    def names(self, text: str, actor: Actor = ADMINISTRATOR, **filters: object) -> list[str]:
        """Names of the found, in their order."""
        find = Find(text, Filters(**filters))  # type: ignore[arg-type]
        return [line.name for line in self.patients.find(actor, find, limit=1_000).lines]


def empty_clinic(home: Path, url: str) -> Clinic:
    """A register with two institutions, three people in the first and one in the second."""
    parsed = engine.parse(url)
    if parsed.get_backend_name() != "sqlite":
        return _opened(found(home, url, schema.create))
    Path(str(parsed.database)).write_bytes(_register())
    return _opened(_settings(home, url))


def clinic_on(server: Server, home: Path) -> Clinic:
    """The same in a new database on this server."""
    if server.clinic is None:
        server.clinic = server.new_database()
        found(home, server.clinic, schema.create)
    return _opened(_settings(home, server.new_database(like=server.clinic)))


@cache
def _register() -> bytes:
    """The file of such a register. It takes all migrations to make one, and none to copy it."""
    with TemporaryDirectory() as folder:
        found(Path(folder), f"sqlite:///{folder}/register.db", schema.create)
        return Path(folder, "register.db").read_bytes()


def _opened(settings: Settings) -> Clinic:
    return Clinic(settings, Database(settings))


def _settings(home: Path, url: str) -> Settings:
    return Settings(home=home, database=url, demonstration=True, operator="anna")


def found(home: Path, url: str, make_tables: Callable[[Engine], None]) -> Settings:
    """The settings of such a register, made anew and not opened yet, with tables of any revision."""
    parsed = engine.parse(url)
    if parsed.get_backend_name() == "sqlite":
        Path(str(parsed.database)).touch()
    opened = engine.open_engine(parsed)
    make_tables(opened)
    with opened.begin() as connection:
        connection.execute(
            insert(tables.institution),
            [
                {"id": n, "uuid": uuid4().bytes, "name": name}
                for n, name in ((1, "Practice"), (2, "Elsewhere"))
            ],
        )
        connection.execute(
            insert(tables.person),
            [
                {"id": n, "uuid": uuid4().bytes, "login": name.lower(), "name": name}
                for n, name in enumerate(("Anna", "Berta", "Carlo", "Dora"), 1)
            ],
        )
        connection.execute(
            insert(tables.membership),
            [
                {"institution_id": place, "person_id": person, "role": role, "doctor": False}
                for place, person, role in (
                    (1, 1, "administrator"),
                    (1, 2, "member"),
                    (1, 3, "member"),
                    (2, 4, "administrator"),
                )
            ],
        )
        for institution in (1, 2):
            if parsed.get_backend_name() != "sqlite":
                connection.exec_driver_sql(f"SELECT set_config('dentui.institution', '{institution}', true)")
            for n, name in enumerate(("implant", "orthodontics", "check-up")):
                number = 10 * institution + n
                for table in (tables.case_type, tables.visit_type):
                    connection.execute(
                        insert(table),
                        {"id": number, "institution_id": institution, "name": name, "position": n},
                    )
        if parsed.get_backend_name() != "sqlite":
            # Rows that come later get numbers behind these.
            for name in ("person", "case_type", "visit_type"):
                connection.exec_driver_sql(f"SELECT setval('{name}_id_seq', 100)")
    opened.dispose()
    return _settings(home, url)


def at(year: int, month: int = 1, day: int = 1, hour: int = 9, minute: int = 30) -> int:
    """A visiting time."""
    return int(
        (EPOCH.replace(year=year, month=month, day=day, hour=hour, minute=minute) - EPOCH).total_seconds()
    )


def visit(when: int, case_type: int | None = 10, name: str = "Visit") -> NewRecord:
    """A visit at that time."""
    return NewRecord(uuid4().bytes, name, when, case_type, 10 if case_type else None, None)


def ticket(state: str = "scheduled") -> NewTicket:
    """A scan ticket."""
    return NewTicket(uuid4().bytes, "intraoral", 10, 10, None, "", state, at(2026))


def patient(family: str = "Keller", given: str = "Anna", **values: object) -> NewPatient:
    """A patient of member Berta's, entered one minute after the one made before."""
    number = next(_numbers)
    blank: dict[str, object] = dict.fromkeys(
        (
            "other",
            "mobile",
            "landline",
            "email",
            "id_number",
            "insurance_number",
            "address",
            "note",
            "past_medical_history",
            "oral_habits",
            "allergies",
        ),
        "",
    )
    blank.update(
        uuid=uuid4().bytes,
        family=family,
        given=given,
        gender="F",
        birth_date=None,
        responsible_id=2,
        entered=at(2020) + 60 * number,
    )
    return NewPatient(**{**blank, **values})  # type: ignore[arg-type]


def ids_of(database: Database, uuids: Iterable[UUID]) -> list[int]:
    """The register's own numbers of these patients."""
    with database.engine.connect() as connection:
        known: dict[bytes, int] = {}
        for institution in (1, 2):
            indexing.enter(connection, institution)
            rows = connection.execute(select(tables.patient.c.uuid, tables.patient.c.id))
            known |= {row.uuid: row.id for row in rows}
    return [known[wanted.bytes] for wanted in uuids]
