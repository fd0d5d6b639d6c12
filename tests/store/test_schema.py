"""Registers older and newer than this program, and what a migration leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import UniqueConstraint, create_engine, delete, inspect, text, update

import dentui.store
from dentui.errors import Unavailable
from dentui.store import engine, indexing, schema, tables
from dentui.store.database import Database
from dentui.store.tables import metadata
from tests.clinics import ADMINISTRATOR, Clinic, patient


def make_older(clinic: Clinic) -> None:
    """Bring the register back to the revision before finding had an index."""
    with clinic.database.engine.begin() as connection:
        connection.execute(text("DROP TABLE posting"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    clinic.database.close()


def test_the_list_of_revisions_is_that_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(dentui.store.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(schema.REVISIONS)
    assert callable(command.upgrade)


def test_the_migrations_make_the_tables_that_the_program_uses(clinic: Clinic) -> None:
    found = inspect(clinic.database.engine)
    assert set(found.get_table_names()) == {*metadata.tables, "alembic_version"}
    for name, table in metadata.tables.items():
        there = {column["name"]: column["nullable"] for column in found.get_columns(name)}
        assert there == {column.name: bool(column.nullable) for column in table.columns}, name
        unique = {tuple(c["column_names"]) for c in found.get_unique_constraints(name)}
        assert {
            tuple(column.name for column in constraint.columns)
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        } == unique, name
        assert {index.name for index in table.indexes} <= {index["name"] for index in found.get_indexes(name)}


def test_an_older_register_is_brought_up_to_date_and_finds(clinic: Clinic) -> None:
    clinic.take_in(patient("Müller", "Anna"), patient("张", "伟"))
    make_older(clinic)
    database = Database(clinic.settings)
    again = Clinic(clinic.settings, database)
    assert again.names("muller") == ["Müller, Anna"]
    assert again.names("zhangwei") == ["张伟"]
    assert database.system(indexing.differences) == []
    database.close()


def test_a_copy_is_put_aside_before_an_older_register_is_touched(sqlite_clinic: Clinic) -> None:
    sqlite_clinic.take_in(patient())
    make_older(sqlite_clinic)
    Database(sqlite_clinic.settings).close()
    (copy,) = (sqlite_clinic.settings.home / "backups").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    with create_engine(f"sqlite:///{copy}").connect() as connection:
        assert schema.revision(connection) == "0001"
        assert connection.scalar(text("SELECT count(*) FROM patient")) == 1


def test_a_migration_that_fails_leaves_the_register_as_it_was(
    sqlite_clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_clinic.take_in(patient())
    make_older(sqlite_clinic)

    def fail(_: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(indexing, "rebuild", fail)
    with pytest.raises(OSError, match="the power went"):
        Database(sqlite_clinic.settings)
    monkeypatch.undo()
    with create_engine(sqlite_clinic.settings.database).connect() as connection:
        assert schema.revision(connection) == "0001"
        assert not inspect(connection).has_table("posting")
    database = Database(sqlite_clinic.settings)
    assert Clinic(sqlite_clinic.settings, database).names("keller") == ["Keller, Anna"]
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
    from tests.clinics import ELSEWHERE, MEMBER, empty_clinic
    from tests.servers import Server

    assert isinstance(postgresql, Server)
    clinic = empty_clinic(tmp_path, postgresql.new_database())
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
