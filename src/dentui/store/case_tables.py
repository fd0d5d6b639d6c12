"""The tables of cases for the lab. `store/tables.py` has all others, and says what is scoped."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from dentui.store.columns import institution_column, metadata, text_column, uuid_column, version_column

lab = Table(
    "lab",
    metadata,
    Column("id", Integer, primary_key=True),
    institution_column(),
    version_column(),
    Column("name", Text, nullable=False),
    text_column("address"),
    text_column("contact"),
    # What a new work for it begins with.
    Column("work_kind", String(16)),
    text_column("material"),
    text_column("shade"),
    Column("withdrawn", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("institution_id", "name"),
)

snippet = Table(
    "snippet",
    metadata,
    # A ready text: for instructions of cases, or for reports.
    Column("id", Integer, primary_key=True),
    institution_column(),
    version_column(),
    Column("kind", String(16), nullable=False, server_default="instructions"),
    text_column("name"),
    Column("text", Text, nullable=False),
    Index("ix_snippet_institution_id", "institution_id"),
)

lab_case = Table(
    "lab_case",
    metadata,
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False, index=True),
    version_column(),
    Column("case_type_id", Integer, ForeignKey("case_type.id")),
    Column("doctor_id", Integer, ForeignKey("person.id")),
    Column("lab_id", Integer, ForeignKey("lab.id"), index=True),
    Column("due", Date),
    # JSON, as `domain.work` writes it.
    Column("works", Text, nullable=False),
    text_column("instructions"),
    Column("state", String(24), nullable=False),
    Column("scheme", String(16)),
    # Given by Send, from `counter`.
    Column("year", SmallInteger),
    Column("number", Integer),
    text_column("reason"),
    text_column("carrier"),
    text_column("tracking"),
    Column("made", BigInteger, nullable=False),
    Column("made_by_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("sent", BigInteger),
    Column("changed", BigInteger, nullable=False),
    # The time line, as JSON: it is read with its case or not at all, and goes where that goes.
    Column("moves", Text, nullable=False, server_default="[]"),
    # Where it stands in the list that begins with what is due first.
    Column("place", BigInteger, nullable=False),
    Index("ix_lab_case_institution_id_year_number", "institution_id", "year", "number", unique=True),
    # All that narrows the list, so that it is narrowed without the rows, which are wide.
    Index(
        "ix_lab_case_list",
        *("institution_id", "place", "id", "state", "case_type_id", "lab_id", "doctor_id", "due", "sent"),
        *("year", "number", "patient_id"),
    ),
    Index("ix_lab_case_institution_id_patient_id", "institution_id", "patient_id"),
)

case_image = Table(
    "case_image",
    metadata,
    # Image data of a case: attached to the order, or the lab's answer.
    Column("id", Integer, primary_key=True),
    institution_column(),
    Column("case_id", Integer, ForeignKey("lab_case.id"), nullable=False),
    Column("item_id", Integer, ForeignKey("image_item.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("purpose", String(8), nullable=False),
    UniqueConstraint("case_id", "item_id"),
)
