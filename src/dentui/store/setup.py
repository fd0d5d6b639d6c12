"""The register of a new clinic: an institution, the types that ship, and one administrator."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from dentui.domain.actors import Actor, Role
from dentui.domain.types import SHIPPED_CASE_TYPES, SHIPPED_VISIT_TYPES
from dentui.errors import Unavailable
from dentui.store import audit, bulk, engine, schema, scope, serving, sign_in
from dentui.store.memo import Memo

SET_UP = "set up"
GROWING = ".setting-up-"
ROOM = 64 << 20
"""Bytes that have to be free on the disk of a new register."""
_FIRST = Actor(person_id=1, institution_id=1)


@dataclass(frozen=True, slots=True)
class NewClinic:
    """What a first register holds."""

    institution: str
    name: str
    """The administrator's."""
    login: str
    password_hash: str


def is_server(url: URL) -> bool:
    """Whether the register is kept by a server, not in a file."""
    return url.get_backend_name() != "sqlite"


def file_of(url: URL) -> Path:
    """The register's file."""
    return Path(url.database or "").absolute()


def look_at_place(url: URL) -> str:
    """Where a register would be made, in words. Raises Unavailable where none can be made."""
    if not is_server(url):
        return _look_at_folder(file_of(url))
    with _server(url) as connection:
        _refuse_what_is_there(connection, url)
    return f"the database {url.render_as_string(hide_password=True)}"


def make_file(url: URL, key: audit.AuditKey, clinic: NewClinic) -> None:
    """Make a register in a file: it has its name only when it is whole. Raises Unavailable, OSError."""
    file = file_of(url)
    for left in file.parent.glob(f"{GROWING}*"):
        shutil.rmtree(left)  # of a start that was killed
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=GROWING) as name:
        growing = Path(name) / "register.db"
        growing.touch(mode=0o600)
        opened = engine.open_engine(engine.parse(f"sqlite:///{growing}"))
        try:
            with opened.connect() as connection:
                connection = connection.execution_options(dentui_write=True)
                with connection.begin():
                    _make(connection, key, clinic)
        except SQLAlchemyError as error:
            told = engine.translate(error, file)
            if told is None:
                raise
            raise told from error
        finally:
            opened.dispose()
        with growing.open("rb") as whole:
            os.fsync(whole.fileno())
        try:
            os.link(growing, file)  # unlike a rename, it never replaces a register made meanwhile
        except FileExistsError as error:
            raise Unavailable(
                f"Another program made a register at {file} meanwhile; it was left as it is. Start again."
            ) from error
    try:
        _sync(file.parent)
    except OSError:
        file.unlink()
        raise


def make_on_server(url: URL, key: audit.AuditKey, clinic: NewClinic) -> None:
    """Make a register in an empty database, in one transaction. Raises Unavailable."""
    with _server(url) as connection:
        audit.write_lock(connection)  # somebody may do the same from another machine
        _refuse_what_is_there(connection, url)
        _make(connection, key, clinic)


def _make(connection: Connection, key: audit.AuditKey, clinic: NewClinic) -> None:
    plan = bulk.Plan(
        institutions=[bulk.NewInstitution(1, uuid4().bytes, clinic.institution, 0)],
        persons=[bulk.NewPerson(1, uuid4().bytes, clinic.login, clinic.name)],
        memberships=[bulk.NewMembership(1, 1, Role.ADMINISTRATOR, doctor=False)],
        case_types=[bulk.NewType(n, 1, name) for n, name in enumerate(SHIPPED_CASE_TYPES, 1)],
        visit_types=[bulk.NewType(n, 1, name) for n, name in enumerate(SHIPPED_VISIT_TYPES, 1)],
    )
    schema.make(connection)
    bulk.put_plan(connection, plan)
    if connection.dialect.name == "postgresql":
        serving.advance(connection, plan)
    sign_in.put_credential(connection, _FIRST.person_id, "password", clinic.password_hash)
    audit.append(scope.view(connection, _FIRST, Memo()), key, SET_UP, None, {})


def _look_at_folder(file: Path) -> str:
    if file.exists():
        raise Unavailable(f"There is something at {file} already, and it was left as it is. Check --home.")
    folder = next(folder for folder in file.parents if folder.exists())
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise Unavailable(
            f"No register can be made at {file}: this account may not write in {folder}. Check --home, or "
            "ask who looks after this machine."
        )
    if shutil.disk_usage(folder).free < ROOM:
        raise Unavailable(f"The disk of {folder} is full: no register can be made there. Free some space.")
    return f"the file {file}"


@contextmanager
def _server(url: URL) -> Iterator[Connection]:
    """One transaction at a server that may not answer."""
    opened = engine.open_engine(url)
    try:
        with opened.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        told = engine.translate(error, url.render_as_string(hide_password=True))
        if told is None:
            raise
        raise told from error
    finally:
        opened.dispose()


def _refuse_what_is_there(connection: Connection, url: URL) -> None:
    if inspect(connection).get_table_names():
        raise Unavailable(
            f"The database {url.render_as_string(hide_password=True)} is not empty, and it was left as it "
            "is. Make another one for dentui."
        )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
