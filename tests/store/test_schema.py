"""Registers older and newer than this program, and what a migration leaves behind."""

from __future__ import annotations

from pathlib import Path
from random import shuffle
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Column,
    Engine,
    Table,
    UniqueConstraint,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)

import dentui.store
from dentui.config import Settings
from dentui.domain.finding import Find
from dentui.domain.intake import NewPatient, NewTicket
from dentui.errors import Unavailable
from dentui.services.demo import make_demo
from dentui.services.intake import Intake
from dentui.store import counters, engine, indexing, intake, schema, shelf_tables, tables
from dentui.store.database import Database
from dentui.store.tables import metadata
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, Clinic, found, patient, ticket
from tests.working import SCAN, charts, form, open_ticket, require_sound


def older_register(home: Path, url: str, revision: str, *patients: NewPatient) -> Settings:
    """A register as the dentui of this revision left it, with patients in the first institution."""

    def make(opened: Engine) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(dentui.store.__file__).parent / "migrations"))
        with opened.connect() as connection:
            connection = connection.execution_options(dentui_write=True)
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, revision)

    settings = found(home, url, make)
    put_in(settings, 1, *patients)
    return settings


def put_in(settings: Settings, institution: int, *patients: NewPatient) -> None:
    """Rows as before revision 0003, when tickets had no numbers."""
    opened = engine.open_engine(engine.parse(settings.database))
    rows = intake.Rows(institution, 0)
    for number, new in enumerate(patients, 1):
        rows.add(1_000 * institution + number, number, new)
    for values in rows.tickets:
        del values["number"], values["changed"]
    with opened.begin() as connection:
        indexing.enter(connection, institution)
        for table, made in rows.tables():
            if made:
                connection.execute(insert(table), made)
        if opened.dialect.name == "postgresql":
            connection.execute(text("SELECT setval('patient_id_seq', 9000)"))
    opened.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a register may be made, in each of the two databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.db'}"
    return str(request.getfixturevalue("postgresql").new_database())


def test_the_list_of_revisions_is_that_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(dentui.store.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(schema.REVISIONS)
    assert callable(command.upgrade)


def test_the_migrations_make_the_tables_that_the_program_uses(clinic: Clinic) -> None:
    found = inspect(clinic.database.engine)
    tables = dict(metadata.tables)
    if clinic.database.engine.dialect.name == "postgresql":
        tables |= shelf_tables.metadata.tables
    assert set(found.get_table_names()) == {*tables, "alembic_version"}
    for name, table in tables.items():
        there = {column["name"]: column["nullable"] for column in found.get_columns(name)}
        assert there == {column.name: bool(column.nullable) for column in table.columns}, name
        unique = {tuple(c["column_names"]) for c in found.get_unique_constraints(name)}
        assert {
            tuple(column.name for column in constraint.columns)
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        } == unique, name
        assert {index.name for index in table.indexes} <= {index["name"] for index in found.get_indexes(name)}


@pytest.mark.parametrize("revision", schema.REVISIONS[:-1])
def test_an_older_register_is_brought_up_to_date_and_finds(url: str, revision: str, tmp_path: Path) -> None:
    settings = older_register(tmp_path, url, revision, patient("Müller", "Anna"), patient("张", "伟"))
    database = Database(settings)
    again = Clinic(settings, database)
    assert again.names("muller") == ["Müller, Anna"]
    assert again.names("zhangwei") == ["张伟"]
    assert database.system(indexing.differences) == []
    database.close()


def opened_at(when: int) -> NewTicket:
    return ticket()._replace(opened=when)


def test_tickets_of_an_older_register_are_numbered_as_they_were_opened(url: str, tmp_path: Path) -> None:
    ours = (
        patient("A", tickets=(opened_at(500), opened_at(100))),
        patient("B", tickets=(opened_at(300), opened_at(100)), responsible_id=3),
        patient("C"),
    )
    theirs = patient("Far", responsible_id=4, tickets=(opened_at(900), opened_at(50)))
    settings = older_register(tmp_path, url, "0002", *ours)
    put_in(settings, 2, theirs)
    clinic = Clinic(settings, Database(settings))
    for actor, wanted in ((ADMINISTRATOR, [100, 100, 300, 500]), (ELSEWHERE, [50, 900])):
        numbered = select(
            tables.ticket.c.number, tables.ticket.c.opened, tables.ticket.c.changed, tables.ticket.c.reason
        ).where(tables.ticket.c.institution_id == actor.institution_id)
        with clinic.database.engine.connect() as connection:
            indexing.enter(connection, actor.institution_id)
            seen = connection.execute(numbered.order_by("number")).all()
        assert [tuple(row) for row in seen] == [(n, when, when, "") for n, when in enumerate(wanted, 1)]
    # The next numbers go on, also for a member from whom PostgreSQL hides the other members' rows.
    (mine, hers) = (UUID(bytes=new.uuid) for new in ours[:2])
    assert open_ticket(clinic, mine, MEMBER).number == 5
    made = charts(clinic).enter(MEMBER, uuid4(), uuid4(), form("New"), SCAN)
    assert (made.chart_number, made.ticket_number) == (4, 6)
    assert [line.number for line in charts(clinic).tickets(ADMINISTRATOR, hers)] == [3, 2]
    assert charts(clinic).enter(ELSEWHERE, uuid4(), uuid4(), form("Far")).chart_number == 2
    file = tmp_path / "patients.csv"
    file.write_text("family name,given name\nBrought,In\n", "utf-8")
    Intake(clinic.database, "CH").take_in(ADMINISTRATOR, file)
    assert clinic.patients.chart(ADMINISTRATOR, found_one(clinic, "brought")).chart_number == 5
    assert charts(clinic).enter(MEMBER, uuid4(), uuid4(), form("Newer")).chart_number == 6
    require_sound(clinic)
    clinic.database.close()


def found_one(clinic: Clinic, wanted: str) -> UUID:
    (line,) = clinic.patients.find(ADMINISTRATOR, Find(wanted)).lines
    return line.uuid


def test_many_tickets_are_numbered_in_a_single_pass(url: str, tmp_path: Path) -> None:
    # Counted anew for every ticket, 20,000 would take minutes.
    when = list(range(100))
    shuffle(when)
    many = [patient("Many", tickets=tuple(opened_at(n * 100 + hour) for hour in when)) for n in range(200)]
    settings = older_register(tmp_path, url, "0002", *many)
    database = Database(settings)
    wrong = select(func.count()).where(tables.ticket.c.number != tables.ticket.c.opened + 1)
    assert database.read(ADMINISTRATOR, lambda view: view.connection.scalar(wrong)) == 0
    database.close()


@pytest.mark.parametrize("place", ["file", "server"])
def test_a_demonstration_register_numbers_tickets_and_charts_without_a_gap(
    place: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if place == "file":
        home: Path = request.getfixturevalue("own_demo_home")
        settings = Settings(home=home, database=f"sqlite:///{home / 'register.db'}")
    else:
        settings = Settings(home=tmp_path, database=request.getfixturevalue("postgresql").new_database())
        make_demo(tmp_path, patients=300, database=settings.database)
    clinic = Clinic(settings, Database(settings))
    connection = clinic.database.engine.connect()
    with connection, connection.begin():
        for institution in indexing.institutions(connection):
            indexing.enter(connection, institution)
            counted: tuple[tuple[Table, Column[int], str], ...] = (
                (tables.ticket, tables.ticket.c.number, "ticket"),
                (tables.patient, tables.patient.c.chart_number, "chart"),
            )
            for table, column, name in counted:
                numbers = connection.scalars(
                    select(column).where(table.c.institution_id == institution).order_by(column)
                ).all()
                assert numbers == list(range(1, len(numbers) + 1))
                assert counters.last(connection, institution, name) == len(numbers)
    clinic.database.close()


def test_a_copy_is_put_aside_before_an_older_register_is_touched(tmp_path: Path) -> None:
    settings = older_register(tmp_path, f"sqlite:///{tmp_path / 'register.db'}", "0001", patient())
    Database(settings).close()
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    with create_engine(f"sqlite:///{copy}").connect() as connection:
        assert schema.revision(connection) == "0001"
        assert connection.scalar(text("SELECT count(*) FROM patient")) == 1


def test_a_migration_that_fails_leaves_the_register_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = older_register(tmp_path, f"sqlite:///{tmp_path / 'register.db'}", "0001", patient())

    def fail(_: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(indexing, "rebuild", fail)
    with pytest.raises(OSError, match="the power went"):
        Database(settings)
    monkeypatch.undo()
    with create_engine(settings.database).connect() as connection:
        assert schema.revision(connection) == "0001"
        assert not inspect(connection).has_table("posting")
        assert not inspect(connection).has_table("history")
    database = Database(settings)
    assert Clinic(settings, database).names("keller") == ["Keller, Anna"]
    database.close()


def test_a_newer_register_is_refused_in_words(clinic: Clinic) -> None:
    with clinic.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(Unavailable, match="newer dentui"):
        Database(clinic.settings)


def test_an_empty_database_is_no_register(postgresql: object, tmp_path: Path) -> None:
    from dentui.config import Settings
    from tests.servers import Server

    assert isinstance(postgresql, Server)
    with pytest.raises(Unavailable, match="no register"):
        Database(Settings(home=tmp_path, database=postgresql.new_database()))


def test_damage_to_the_index_is_seen_and_mended(clinic: Clinic) -> None:
    clinic.take_in(patient("Keller", "Anna"), patient("Meyer", "Beat"))
    with clinic.database.engine.begin() as connection:
        indexing.enter(connection, 1)
        connection.execute(delete(tables.posting).where(tables.posting.c.term == "nkeller"))
        connection.execute(
            update(tables.posting).where(tables.posting.c.term == "nmeyer").values(term="nmeyerling")
        )
    assert clinic.names("keller") == []
    assert sorted(clinic.database.system(indexing.differences)) == ["1/nkeller", "1/nmeyer", "1/nmeyerling"]
    with clinic.database.engine.connect() as connection, connection.begin():
        indexing.rebuild(connection)
    assert clinic.database.system(indexing.differences) == []
    assert clinic.names("keller") == ["Keller, Anna"]


def test_row_level_security_hides_other_institutions_and_other_members(
    postgresql: object, tmp_path: Path
) -> None:
    from tests.clinics import ELSEWHERE, MEMBER, clinic_on
    from tests.servers import Server

    assert isinstance(postgresql, Server)
    clinic = clinic_on(postgresql, tmp_path)
    clinic.take_in(patient("Hers", "X"), patient("His", "Y", responsible_id=3))
    clinic.take_in(patient("Theirs", "Z", responsible_id=4), actor=ELSEWHERE)
    everything = text("SELECT family FROM patient ORDER BY family")
    for actor, seen in ((ADMINISTRATOR, ["Hers", "His"]), (MEMBER, ["Hers"]), (ELSEWHERE, ["Theirs"])):
        assert clinic.database.read(actor, lambda view: list(view.connection.scalars(everything))) == seen
    assert clinic.database.system(lambda connection: list(connection.scalars(everything))) == []
    protected = text("SELECT relname FROM pg_class WHERE relforcerowsecurity ORDER BY relname")
    assert set(clinic.database.system(lambda connection: connection.scalars(protected).all())) == {
        table.name for table in tables.SCOPED
    }
    clinic.database.close()


def test_the_wal_reset_bug_is_known_by_its_versions() -> None:
    assert not engine.wal_is_safe((3, 40, 1))
    assert not engine.wal_is_safe((3, 51, 2))
    assert engine.wal_is_safe((3, 51, 3))
