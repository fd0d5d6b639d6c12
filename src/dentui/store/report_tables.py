"""The tables of health checking reports. `store/tables.py` has all others, and says what is scoped."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from dentui.store.columns import institution_column, metadata, text_column, uuid_column, version_column

letterhead = Table(
    "letterhead",
    metadata,
    # One row for each version that was kept: what a report was printed with stays.
    Column("id", Integer, primary_key=True),
    institution_column(),
    Column("version", Integer, nullable=False),
    text_column("name"),
    text_column("address"),
    text_column("contact"),
    # PNG of nothing but pixels; empty for none.
    Column("logo", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    UniqueConstraint("institution_id", "version"),
)

report_settings = Table(
    "report_settings",
    metadata,
    # What an operator chose last, as JSON.
    Column("institution_id", Integer, ForeignKey("institution.id"), primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), primary_key=True),
    Column("settings", Text, nullable=False),
)

report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False, index=True),
    version_column(),
    Column("state", String(16), nullable=False),
    # An unfinished one that was thrown away: `z` brings it back.
    Column("discarded", Boolean, nullable=False, server_default="0"),
    Column("doctor_id", Integer, ForeignKey("person.id")),
    # JSON, as `domain.report_form` writes it, but for doctor and items.
    Column("form", Text, nullable=False),
    # Reserved, from `counter`, before the PDF is drawn, and this report's from then on.
    Column("year", SmallInteger),
    Column("number", Integer),
    Column("corrects_id", Integer, ForeignKey("report.id"), index=True),
    text_column("reason"),
    Column("made", BigInteger, nullable=False),
    Column("made_by_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("published", BigInteger),
    # Of its PDF, which lies where image data does.
    Column("sha256", LargeBinary(32), index=True),
    Column("size", BigInteger),
    Column("pages", Integer),
    # What was printed: all that the PDF can be made of again, with the files and this letterhead's logo.
    Column("content", Text),
    Column("letterhead_id", Integer, ForeignKey("letterhead.id")),
    # The time line, as JSON.
    Column("moves", Text, nullable=False, server_default="[]"),
    Index("ix_report_institution_id_year_number", "institution_id", "year", "number", unique=True),
)

report_image = Table(
    "report_image",
    metadata,
    # Image data that was chosen for a report.
    Column("id", Integer, primary_key=True),
    institution_column(),
    Column("report_id", Integer, ForeignKey("report.id"), nullable=False),
    Column("item_id", Integer, ForeignKey("image_item.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    UniqueConstraint("report_id", "item_id"),
)
