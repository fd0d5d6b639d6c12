"""Short ways to share reports, and to be the server of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from functools import partial

import psycopg

from dentui.domain.links import LinkToken
from dentui.store import sealing, shelf_rights
from dentui.store.shelf import Shelf, open_shelf
from dentui.store.shelving import Shared, Shelving
from tests.clinics import Clinic

BIRTH = date(1980, 3, 12)
ROLE = "share_server"
NOW = int(time.time())
"""When the tests began: what is shared works for so many seconds from then on."""


def shared(token: LinkToken, most: int | None = 2, seconds: int = 3_600, **parts: bytes) -> Shared:
    """What a desk puts on the shelf for this token."""
    sealed = {
        name: ("text/plain", sealing.seal(token.content_key, token.digest, name, data))
        for name, data in (parts or {"pdf": b"%PDF"}).items()
    }
    return Shared(token.digest, token.birth_seal(BIRTH), NOW + seconds, most, sealed)


def put(clinic: Clinic, *what: Shared) -> None:
    """Put this on the shelf."""
    with closing(shelving(clinic)) as desk:
        for each in what:
            clinic.database.system(partial(desk.put, shared=each), writes=True)


def shelving(clinic: Clinic) -> Shelving:
    """The shelf of another desk."""
    return Shelving(clinic.database.engine, clinic.settings.home)


@contextmanager
def server_of(clinic: Clinic) -> Iterator[Shelf]:
    """The shelf as the server has it: in PostgreSQL with its own role."""
    url = clinic.settings.database
    if url.startswith("postgresql"):
        url = role_url(clinic)
        clinic.database.system(lambda connection: shelf_rights.grant(connection, ROLE), writes=True)
    with closing(open_shelf(clinic.settings.home, url)) as server:
        yield server


def role_url(clinic: Clinic) -> str:
    """The URL of the register for the role of the server, which is made where it is not there."""
    url = clinic.settings.database
    place = url.partition("@")[2]
    host, _, name = place.partition("/")
    port = host.partition(":")[2]
    dsn = f"host=127.0.0.1 port={port} user=postgres dbname={name}"
    with psycopg.connect(dsn, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN")
    return f"postgresql://{ROLE}@{place}"
