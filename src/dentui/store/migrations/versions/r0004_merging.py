"""Merging: whose row a moved one was, merged profiles, likely doubles and what people said of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PATIENT = "patient.id"
INSTITUTION = "institution.id"


def upgrade() -> None:
    """Add columns and tables."""
    op.add_column(
        "institution", sa.Column("tells_of_doubles", sa.Boolean, nullable=False, server_default=sa.false())
    )
    # Both databases take this; Alembic would copy the table in SQLite.
    op.execute(
        "ALTER TABLE patient ADD COLUMN merged_into_id INTEGER "
        "CONSTRAINT fk_patient_merged_into_id REFERENCES patient (id)"
    )
    op.create_index("ix_patient_merged_into_id", "patient", ["merged_into_id"])
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("main_id", sa.Integer, sa.ForeignKey(PATIENT), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("history_id", sa.Integer, sa.ForeignKey("history.id"), nullable=False),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("uuid", name="uq_merge_uuid"),
    )
    op.create_index("ix_merge_main_id", "merge", ["main_id"])
    op.create_table(
        "merged",
        sa.Column("merge_id", sa.Integer, sa.ForeignKey("merge.id"), primary_key=True),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey(PATIENT), primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
    )
    op.create_index("ix_merged_patient_id", "merged", ["patient_id"])
    op.create_table(
        "moved",
        sa.Column("merge_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("table_name", sa.String(32), primary_key=True),
        sa.Column("row_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("row_uuid", sa.LargeBinary(16)),
        sa.Column("from_id", sa.Integer, nullable=False),
        sa.Column("institution_id", sa.Integer, nullable=False),
    )
    _make_doubles()
    _secure()


def _make_doubles() -> None:
    op.create_table(
        "double",
        sa.Column("low_id", sa.Integer, sa.ForeignKey(PATIENT), primary_key=True),
        sa.Column("high_id", sa.Integer, sa.ForeignKey(PATIENT), primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
    )
    op.create_index("ix_double_high_id", "double", ["high_id"])
    op.create_index("ix_double_institution_id_probability", "double", ["institution_id", "probability"])
    op.create_table(
        "not_double",
        sa.Column("low_id", sa.Integer, sa.ForeignKey(PATIENT), primary_key=True),
        sa.Column("high_id", sa.Integer, sa.ForeignKey(PATIENT), primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_not_double_high_id", "not_double", ["high_id"])
    op.create_table(
        "doubles_search",
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), primary_key=True),
        sa.Column("weights", sa.Text, nullable=False),
        sa.Column("learnt", sa.BigInteger, nullable=False),
        sa.Column("up_to_id", sa.Integer, nullable=False, server_default="0"),
        sa.Column("up_to_change", sa.BigInteger, nullable=False, server_default="0"),
    )


def _secure() -> None:
    """Row-level security, as revision 0001 has it."""
    if op.get_bind().dialect.name != "postgresql":
        return
    institution = "institution_id = nullif(current_setting('dentui.institution', true), '')::integer"
    member = "nullif(current_setting('dentui.member', true), '')"

    def of_patient(column: str) -> str:
        seen = f"EXISTS (SELECT 1 FROM patient WHERE patient.id = {column})"  # noqa: S608
        return f"{institution} AND ({member} IS NULL OR {seen})"

    pair = f"{of_patient('low_id')} AND {of_patient('high_id')}"
    for name, condition in (
        ("merge", of_patient("main_id")),
        ("merged", of_patient("merged.patient_id")),
        ("moved", of_patient("from_id")),
        ("double", pair),
        ("not_double", pair),
        ("doubles_search", institution),
    ):
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY scope ON {name} USING ({condition})")
