"""Taking away from the file store what no row names, and finding what rows name and is not there.

What is taken away was unnamed for a day at least, is looked up once more under the write lock, and lies aside
for a month. Nothing that a row names is ever taken away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, func, or_, select, true

from dentui.domain.images import ImageType, Swept, Verified, Wrong, WrongFile
from dentui.domain.patients import display_name
from dentui.domain.reports import ReportNumber
from dentui.errors import Cancelled, Unavailable
from dentui.store import indexing, staging
from dentui.store.blobs import OWNER, Blobs, Lying, refusing
from dentui.store.database import Database
from dentui.store.report_tables import report
from dentui.store.scope import View
from dentui.store.tables import image_file, image_item, institution, patient, record
from dentui.store.undo import WITHIN

GRACE = 24 * 3_600
"""Seconds for which nobody touches what was put or met: its rows may be coming."""
ASIDE_FOR = 30 * 24 * 3_600
"""Seconds after which what was put aside is taken away."""
MARGIN = 3_600
"""Seconds for which what was removed is kept beyond the time in which that can be taken back."""
A_TURN = 100
"""Files that are looked up at a time."""
HELD_FOR = 0.5
"""Seconds for which the write lock is held to move files: desks wait for it."""
A_READ = 500
_TABLES = (image_file, report)
"""Whose rows name files."""


def sweep(database: Database, blobs: Blobs, told: Callable[[int], None], stop: threading.Event) -> Swept:
    """Put aside what no row names, bring back what one does, and drop what lay aside for long. `told`: how
    many files were looked at. Raises Unavailable, and Cancelled between two steps."""
    _require_own(database, blobs)
    with refusing(blobs.place, "taken away"):
        done = Swept(staging.clear(blobs.staging), 0, 0, 0, 0)
    looked = 0
    for some in _turns(blobs.all(), stop):
        looked += len(some)
        old = [each for each in some if time.time() - each.since > GRACE]
        known = _named(database, [each.sha256 for each in old])
        if unnamed := [each for each in old if each.sha256 not in known]:
            moved = _put_aside(database, blobs, unnamed)
            size = sum(each.size for each in moved)
            done = replace(done, put_aside=done.put_aside + len(moved), bytes_aside=done.bytes_aside + size)
        told(looked)
    for some in _turns(blobs.aside(), stop):
        back, dropped = _settle(database, blobs, some)
        done = replace(done, brought_back=done.brought_back + back, dropped=done.dropped + dropped)
    return done


def _require_own(database: Database, blobs: Blobs) -> None:
    """Raises Unavailable where another register was here first: what this one does not name may be that
    one's."""
    first = select(institution.c.uuid).order_by(institution.c.id).limit(1)
    ours = str(UUID(bytes=database.system(lambda connection: connection.scalars(first).one())))
    if blobs.owner(ours) != ours:
        raise Unavailable(
            f"The files in {blobs.place} are those of another register. Nothing was taken away. Look at "
            "`files` in dentui.toml; where this register has taken the place of that one, remove "
            f"`{OWNER}` there."
        )


def drop_unnamed(database: Database, blobs: Blobs, wanted: Collection[str]) -> None:
    """Take away what was put for nothing: these, where no row names them. Who met one of them meanwhile sees
    under the write lock that it is gone, and puts it anew."""

    left = sorted(wanted)
    while left:
        some, left = left[:A_TURN], left[A_TURN:]

        def drop(connection: Connection, some: Sequence[str] = some) -> None:
            blobs.drop(sorted(set(some) - named(connection, some)))

        database.system(drop, writes=True)


def _kept(table: Table) -> ColumnElement[bool]:
    """Of files of image data: that their item stands, or can still be brought back."""
    if table is not image_file:
        return true()
    since = time.time_ns() // 1_000 - (WITHIN + MARGIN) * 1_000_000
    stands = or_(image_item.c.removed.is_(None), image_item.c.removed > since)
    return select(image_item.c.id).where(image_item.c.id == image_file.c.item_id, stands).exists()


def named(connection: Connection, wanted: Collection[str]) -> set[str]:
    """Which of these a file, or a report, of any institution has."""
    values = [bytes.fromhex(each) for each in wanted]
    found: set[str] = set()
    for institution_id in connection.scalars(select(institution.c.id)).all():
        # Row-level security shows one institution at a time.
        indexing.enter(connection, institution_id)
        for at in range(0, len(values), A_READ):
            for table in _TABLES:
                some = select(table.c.sha256).where(
                    table.c.sha256.in_(values[at : at + A_READ]), _kept(table)
                )
                found |= {bytes(sha256).hex() for sha256 in connection.scalars(some.distinct())}
    return found


def _named(database: Database, wanted: Sequence[str]) -> set[str]:
    return database.system(lambda connection: named(connection, wanted)) if wanted else set()


def _put_aside(database: Database, blobs: Blobs, unnamed: Sequence[Lying]) -> list[Lying]:
    moved: list[Lying] = []

    def move(connection: Connection, some: Sequence[Lying]) -> int:
        """How many of these were seen to."""
        known, end = named(connection, [each.sha256 for each in some]), time.monotonic() + HELD_FOR
        for number, each in enumerate(some):
            if number and time.monotonic() > end:
                return number
            age = blobs.age(each.sha256)
            if each.sha256 not in known and age is not None and age > GRACE:
                blobs.put_aside(each.sha256)
                moved.append(each)
        return len(some)

    for each in unnamed:
        blobs.prepare_aside(each.sha256)
    left = unnamed
    while left:
        left = left[database.system(partial(move, some=left), writes=True) :]
    return moved


def _settle(database: Database, blobs: Blobs, aside: Sequence[Lying]) -> tuple[int, int]:
    """How many came back, and how many are gone for good. Without the write lock: nobody needs what lies
    aside, but rows whose files are gone."""
    known = _named(database, [each.sha256 for each in aside])
    back = dropped = 0
    for each in aside:
        if each.sha256 in known and blobs.age(each.sha256) is None:
            blobs.bring_back(each.sha256)
            back += 1
        elif each.sha256 in known or time.time() - each.since > ASIDE_FOR:
            blobs.drop_aside(each.sha256)
            dropped += 1
    return back, dropped


def _turns(lying: Iterator[Lying], stop: threading.Event) -> Iterator[list[Lying]]:
    while some := list(islice(lying, A_TURN)):
        if stop.is_set():
            raise Cancelled("Stopped. What was done so far stays done.")
        yield some


def institutions(connection: Connection) -> list[int]:
    """The ids of all."""
    return list(connection.scalars(select(institution.c.id)))


def verify(
    database: Database, blobs: Blobs, told: Callable[[int, int], None], stop: threading.Event
) -> tuple[Verified, dict[str, Wrong]]:
    """Read the bytes of all files of the register anew. `told`: bytes that are done, and of all. Nothing is
    changed. Raises Unavailable, Cancelled."""
    total = sum(database.system(partial(_size, institution_id=each)) for each in _all(database))
    done = Verified(0, 0, 0)
    seen: set[bytes] = set()
    wrong: dict[str, Wrong] = {}
    for each in _all(database):
        after = b""
        while rows := database.system(partial(_next, institution_id=each, after=after)):
            after = rows[-1][0]
            for name, size in rows:
                if stop.is_set():
                    raise Cancelled("Stopped. Nothing was changed.")
                if name in seen:
                    continue
                seen.add(name)
                sha256 = name.hex()
                found = blobs.digest(sha256)
                if found != sha256:
                    wrong[sha256] = Wrong.MISSING if found is None else Wrong.DAMAGED
                done = Verified(done.files + 1, done.size + size, len(wrong))
                told(done.size, total)
    return done, wrong


def whose(view: View, wrong: dict[str, Wrong]) -> tuple[WrongFile, ...]:
    """Which files of which patients within the scope have these bytes."""
    found = []
    values = [bytes.fromhex(each) for each in wrong]
    for at in range(0, len(values), A_READ):
        rows = view.connection.execute(
            select(
                *(image_file.c.sha256, image_file.c.name, image_item.c.type, patient.c.chart_number),
                *(patient.c.family, patient.c.given, patient.c.other, record.c.name.label("record")),
            )
            .join(image_item, image_item.c.id == image_file.c.item_id)
            .join(record, record.c.id == image_item.c.record_id)
            .join(patient, patient.c.id == record.c.patient_id)
            .where(
                image_file.c.sha256.in_(values[at : at + A_READ]),
                image_item.c.removed.is_(None),
                view.scope(),
            )
            .order_by(patient.c.chart_number, image_file.c.id)
        )
        found += [_wrong(row, wrong) for row in rows]
        rows = view.connection.execute(
            select(
                *(report.c.sha256, report.c.year, report.c.number, patient.c.chart_number),
                *(patient.c.family, patient.c.given, patient.c.other),
            )
            .join(patient, patient.c.id == report.c.patient_id)
            .where(report.c.sha256.in_(values[at : at + A_READ]), view.scope())
            .order_by(patient.c.chart_number, report.c.id)
        )
        found += [_wrong_report(row, wrong) for row in rows]
    return tuple(found)


def _wrong(row: Any, wrong: dict[str, Wrong]) -> WrongFile:
    sha256 = bytes(row.sha256).hex()
    name = display_name(row.family, row.given, row.other)
    return WrongFile(wrong[sha256], sha256, row.name, row.chart_number, name, row.record, ImageType(row.type))


def _wrong_report(row: Any, wrong: dict[str, Wrong]) -> WrongFile:
    sha256 = bytes(row.sha256).hex()
    name = display_name(row.family, row.given, row.other)
    number = ReportNumber(row.year, row.number)
    return WrongFile(wrong[sha256], sha256, f"{number}.pdf", row.chart_number, name, "", None)


def _all(database: Database) -> list[int]:
    return database.system(institutions)


def _size(connection: Connection, institution_id: int) -> int:
    indexing.enter(connection, institution_id)
    total = 0
    for table in _TABLES:
        each = _files(table, institution_id, b"").subquery()
        total += connection.scalar(select(func.coalesce(func.sum(each.c.size), 0))) or 0
    return int(total)


def _next(connection: Connection, institution_id: int, after: bytes) -> list[tuple[bytes, int]]:
    """The next files by name, with their sizes."""
    indexing.enter(connection, institution_id)
    found: dict[bytes, int] = {}
    for table in _TABLES:
        some = _files(table, institution_id, after).order_by(table.c.sha256).limit(A_READ)
        found |= {bytes(row.sha256): row.size for row in connection.execute(some)}
    return sorted(found.items())[:A_READ]


def _files(table: Table, institution_id: int, after: bytes) -> Select[Any]:
    """The files of an institution whose names come after this one, each once, with its size."""
    return (
        select(table.c.sha256, func.max(table.c.size).label("size"))
        .where(table.c.institution_id == institution_id, table.c.sha256 > after, _kept(table))
        .group_by(table.c.sha256)
    )
