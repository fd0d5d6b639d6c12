"""The metadata of the register's tables, and columns that many of them have."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def uuid_column() -> Column[bytes]:
    """A client-made UUID, 16 bytes: it says whether a save whose answer was lost has happened."""
    return Column("uuid", LargeBinary(16), nullable=False, unique=True)


def institution_column() -> Column[int]:
    """Whose the row is: scope begins with it."""
    return Column("institution_id", Integer, ForeignKey("institution.id"), nullable=False)


def text_column(name: str) -> Column[str]:
    """A text that is empty where there is none."""
    return Column(name, Text, nullable=False, server_default="")


def version_column() -> Column[int]:
    """Goes up with every change, so that an old form is noticed."""
    return Column("version", Integer, nullable=False, server_default="1")
