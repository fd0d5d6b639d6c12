"""Taking away from the file store what no row names, and finding what rows name and is not there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from dentui.store import indexing
from dentui.store.blobs import Blobs
from dentui.store.database import Database
from dentui.store.tables import image_file, institution


def named(connection: Connection, wanted: Collection[str]) -> set[str]:
    """Which of these a file of any institution has."""
    values = [bytes.fromhex(each) for each in wanted]
    found: set[str] = set()
    for institution_id in connection.scalars(select(institution.c.id)).all():
        # Row-level security shows one institution at a time.
        indexing.enter(connection, institution_id)
        for at in range(0, len(values), 500):
            some = (
                select(image_file.c.sha256).where(image_file.c.sha256.in_(values[at : at + 500])).distinct()
            )
            found |= {bytes(sha256).hex() for sha256 in connection.scalars(some)}
    return found


def drop_unnamed(database: Database, blobs: Blobs, wanted: Collection[str]) -> None:
    """Take away what was put for nothing: these, where no row names them. Who met one of them meanwhile sees
    under the write lock that it is gone, and puts it anew."""

    def drop(connection: Connection) -> None:
        for sha256 in set(wanted) - named(connection, wanted):
            blobs.drop(sha256)

    database.system(drop, writes=True)
