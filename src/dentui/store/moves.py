"""What moves in a merge: the rows of every table that refers to a patient, found in the tables themselves,
so that one that is added later is not forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Table,
    and_,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)

from dentui.domain.merging import Count
from dentui.domain.tickets import ticket_number
from dentui.domain.times import from_seconds
from dentui.store import case_rows, charts, records, report_rows, tickets
from dentui.store.case_tables import case_image, lab_case
from dentui.store.link_tables import report_link
from dentui.store.report_tables import report, report_image
from dentui.store.scope import View
from dentui.store.tables import alias, history, image_item, metadata, moved, patient, record, ticket

STAY = {
    "audit": "is sealed, and tells which profile something was done to",
    "history": "tells which profile something was done to",
    "merge": "is the journal",
    "merged": "is the journal",
    "double": "is about two profiles",
    "not_double": "is about two profiles",
    "patient": "has the chain of the profiles themselves",
}
"""Tables that refer to patients and whose rows stay, and why."""
WORDS = {
    record.name: ("record", "records"),
    ticket.name: ("scan ticket", "scan tickets"),
    lab_case.name: ("case for the lab", "cases for the lab"),
    report.name: ("report", "reports"),
    alias.name: ("former name or phone", "former names and phones"),
    image_item.name: ("set of image data", "sets of image data"),
    case_image.name: ("attachment of a case", "attachments of cases"),
    report_image.name: ("set of image data in a report", "sets of image data in reports"),
    report_link.name: ("link to a report", "links to reports"),
}
"""What a row, and several, of each table are called."""
LINES: dict[str, Callable[[Row[Any]], str]] = {
    record.name: lambda row: f"record {from_seconds(row.visiting_time):%d.%m.%Y} {row.name}".rstrip(),
    ticket.name: lambda row: (
        f"scan ticket {ticket_number(row.number)} {from_seconds(row.opened):%d.%m.%Y} {row.state}"
    ),
    lab_case.name: lambda row: (
        f"case {case_rows.number_of(row) or 'without a number'} {from_seconds(row.made):%d.%m.%Y} {row.state}"
    ),
    report.name: lambda row: (
        f"report {report_rows.number_of(row) or 'without a number'} "
        f"{from_seconds(row.made):%d.%m.%Y} {row.state}"
    ),
    alias.name: lambda row: f"former {row.kind} {row.text}",
}
"""How a single row is told of."""
HANGING = (image_item.c.record_id, case_image.c.case_id, report_image.c.report_id, report_link.c.report_id)
"""Columns that refer to rows which move, of tables whose rows go with them and are told of too."""
STANDING: dict[str, ColumnElement[bool]] = {image_item.name: image_item.c.removed.is_(None)}
"""Of these only such rows are counted: who reads of them finds them in the chart."""
MADE = (charts.ENTER, records.MAKE, tickets.MAKE, case_rows.MAKE, report_rows.MAKE)
"""Actions of the history that made a row."""


def patient_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table that refer to a patient."""
    return [column for column in table.columns if column.references(patient.c.id)]


def _moving() -> tuple[Table, ...]:
    known = list(WORDS)
    found = [table for table in metadata.sorted_tables if patient_columns(table) and table.name not in STAY]
    return tuple(
        sorted(found, key=lambda table: known.index(table.name) if table.name in known else len(known))
    )


MOVING = _moving()
"""Tables whose rows go to the main patient. Each has an integer id and one column that refers to a patient,
and what hangs on its rows goes with them."""
HANGS_ON = tuple((hangs, at) for hangs in HANGING for at in MOVING if hangs.references(at.c.id))


def counted(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many rows of each table these patients have."""
    found: dict[int, dict[str, int]] = {patient_id: {} for patient_id in ids}
    for table in MOVING:
        (column,) = patient_columns(table)
        counts = select(column, func.count()).where(column.in_(ids)).group_by(column)
        for patient_id, number in connection.execute(counts):
            found[patient_id][table.name] = number
    for hangs, at in HANGS_ON:
        (column,) = patient_columns(at)
        counts = (
            select(column, func.count())
            .join(hangs.table, hangs == at.c.id)
            .where(column.in_(ids), STANDING.get(hangs.table.name, true()))
            .group_by(column)
        )
        for patient_id, number in connection.execute(counts):
            found[patient_id][hangs.table.name] = number
    return found


def in_words(counts: Iterable[Mapping[str, int]]) -> tuple[Count, ...]:
    """The sum of such counts, in words; a kind of which there is none is left out."""
    counts = list(counts)
    names = [*(table.name for table in MOVING), *(hangs.table.name for hangs in HANGING)]
    sums = {name: sum(some.get(name, 0) for some in counts) for name in names}
    return tuple(
        Count(WORDS.get(name, (name, name))[number != 1], number) for name, number in sums.items() if number
    )


def marks(connection: Connection, ids: Sequence[int]) -> dict[str, int]:
    """The highest id that these patients have in each table."""
    found = {}
    for table in MOVING:
        (column,) = patient_columns(table)
        found[table.name] = connection.scalar(select(func.max(table.c.id)).where(column.in_(ids))) or 0
    return found


def move(
    connection: Connection, institution_id: int, merge_id: int, ids: Sequence[int], main_id: int
) -> None:
    """Give the main patient all rows of these profiles, and write down whose each was."""
    for table in MOVING:
        (column,) = patient_columns(table)
        names = ("merge_id", "table_name", "row_id", "row_uuid", "from_id", "institution_id")
        whose = select(
            literal(merge_id),
            literal(table.name),
            table.c.id,
            table.c.uuid if "uuid" in table.c else null(),
            column,
            literal(institution_id),
        ).where(column.in_(ids))
        connection.execute(insert(moved).from_select(names, whose))
        connection.execute(update(table).where(column.in_(ids)).values({column.name: main_id}))


def visits_moving(connection: Connection, ids: Sequence[int], main_id: int) -> list[Row[Any]]:
    """Of every record of these profiles: whose it is, whose it will be when they are merged, its visiting
    time, and its case type's id."""
    will = literal(main_id).label("will")
    return list(
        connection.execute(
            select(record.c.patient_id, will, record.c.visiting_time, record.c.case_type_id).where(
                record.c.patient_id.in_(ids)
            )
        )
    )


def move_back(connection: Connection, merge_id: int, main_id: int) -> None:
    """Give every row that a merge moved, and that is the main patient's still, back to whose it was."""
    with _hashed(connection):
        for table in MOVING:
            (column,) = patient_columns(table)
            connection.execute(
                update(table)
                .where(column == main_id, _journal(table, merge_id))
                .values({column.name: moved.c.from_id})
            )


def visits_moving_back(
    connection: Connection, merge_id: int, ids: Sequence[int], main_id: int
) -> list[Row[Any]]:
    """The same where the merge is taken back."""
    will = func.coalesce(moved.c.from_id, record.c.patient_id).label("will")
    with _hashed(connection):
        return list(
            connection.execute(
                select(record.c.patient_id, will, record.c.visiting_time, record.c.case_type_id)
                .outerjoin(moved, and_(record.c.patient_id == main_id, _journal(record, merge_id)))
                .where(record.c.patient_id.in_(ids))
            )
        )


@contextmanager
def _hashed(connection: Connection) -> Iterator[None]:
    """Let PostgreSQL join without nested loops. It knows nothing of a merge that was just made, takes it for
    a row or two, and would go through all of it for each of ten thousand others."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.exec_driver_sql("SET LOCAL enable_nestloop = off")
    # Where what is done here fails, the transaction and its settings are over.
    yield
    connection.exec_driver_sql("SET LOCAL enable_nestloop TO DEFAULT")


def coming_back(connection: Connection, merge_id: int, main_id: int) -> dict[int, dict[str, int]]:
    """How many rows of each table a profile would get back."""
    found: dict[int, dict[str, int]] = {}
    for table in MOVING:
        (column,) = patient_columns(table)
        each = select(_whose(table, merge_id).label("from_id")).where(column == main_id).subquery()
        counts = (
            select(each.c.from_id, func.count()).where(each.c.from_id.is_not(None)).group_by(each.c.from_id)
        )
        for patient_id, number in connection.execute(counts):
            found.setdefault(patient_id, {})[table.name] = number
    for hangs, at in HANGS_ON:
        (column,) = patient_columns(at)
        each = (
            select(_whose(at, merge_id).label("from_id"))
            .join(hangs.table, hangs == at.c.id)
            .where(column == main_id, STANDING.get(hangs.table.name, true()))
            .subquery()
        )
        counts = (
            select(each.c.from_id, func.count()).where(each.c.from_id.is_not(None)).group_by(each.c.from_id)
        )
        for patient_id, number in connection.execute(counts):
            found.setdefault(patient_id, {})[hangs.table.name] = number
    return found


def journaled(connection: Connection, merge_id: int) -> dict[str, int]:
    """How many rows of each table a merge moved."""
    counts = (
        select(moved.c.table_name, func.count().label("number"))
        .where(moved.c.merge_id == merge_id)
        .group_by(moved.c.table_name)
    )
    return {row.table_name: row.number for row in connection.execute(counts)}


def made_since(
    view: View, main_id: int, merge_history_id: int, was: Mapping[str, int], most: int
) -> tuple[dict[str, int], list[str]]:
    """How many rows of each table the main patient has that were made after a merge, and the first so many
    of them in words. `was`: the highest ids then. An id can be given anew where the newest row was taken
    away; the history knows those."""
    counts: dict[str, int] = {}
    lines: list[str] = []
    made = select(history.c.subject_uuid).where(
        history.c.patient_id == main_id, history.c.id > merge_history_id, history.c.action.in_(MADE)
    )
    for table in MOVING:
        (column,) = patient_columns(table)
        newer: ColumnElement[bool] = table.c.id > was.get(table.name, 0)
        if "uuid" in table.c:
            newer = or_(newer, table.c.uuid.in_(made))
        rows = and_(column == main_id, newer)
        number = view.connection.scalar(select(func.count()).select_from(table).where(rows)) or 0
        if number:
            counts[table.name] = number
            some = view.connection.execute(
                select(table).where(rows).order_by(table.c.id).limit(most - len(lines))
            )
            lines += [_line(table, row) for row in some]
    return counts, lines


def _line(table: Table, row: Row[Any]) -> str:
    return LINES[table.name](row) if table.name in LINES else table.name


def _whose(table: Table, merge_id: int) -> ScalarSelect[int]:
    """Whose a row was before a merge, looked up by its key."""
    return select(moved.c.from_id).where(_journal(table, merge_id)).scalar_subquery()


def _journal(table: Table, merge_id: int) -> ColumnElement[bool]:
    """Whether a row of the journal is about a row of a table."""
    return and_(
        moved.c.merge_id == merge_id,
        moved.c.table_name == table.name,
        moved.c.row_id == table.c.id,
        moved.c.row_uuid == table.c.uuid if "uuid" in table.c else true(),
    )
