"""Cases for the lab: labs, short texts for instructions, cases, and the image data that belongs to them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTITUTION = "institution.id"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "lab",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False, server_default=""),
        sa.Column("contact", sa.Text, nullable=False, server_default=""),
        sa.Column("work_kind", sa.String(16)),
        sa.Column("material", sa.Text, nullable=False, server_default=""),
        sa.Column("shade", sa.Text, nullable=False, server_default=""),
        sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("institution_id", "name", name="uq_lab_institution_id_name"),
    )
    op.create_table(
        "snippet",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_snippet_institution_id", "snippet", ["institution_id"])
    op.create_table(
        "lab_case",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("case_type_id", sa.Integer, sa.ForeignKey("case_type.id")),
        sa.Column("doctor_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("lab_id", sa.Integer, sa.ForeignKey("lab.id")),
        sa.Column("due", sa.Date),
        sa.Column("works", sa.Text, nullable=False),
        sa.Column("instructions", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("scheme", sa.String(16)),
        sa.Column("year", sa.SmallInteger),
        sa.Column("number", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("carrier", sa.Text, nullable=False, server_default=""),
        sa.Column("tracking", sa.Text, nullable=False, server_default=""),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("made_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("sent", sa.BigInteger),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("moves", sa.Text, nullable=False, server_default="[]"),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("uuid", name="uq_lab_case_uuid"),
    )
    for column in ("patient_id", "lab_id"):
        op.create_index(f"ix_lab_case_{column}", "lab_case", [column])
    op.create_index("ix_lab_case_institution_id_patient_id", "lab_case", ["institution_id", "patient_id"])
    op.create_index(
        "ix_lab_case_list",
        "lab_case",
        [
            *("institution_id", "place", "id", "state", "case_type_id", "lab_id", "doctor_id", "due", "sent"),
            *("year", "number", "patient_id"),
        ],
    )
    op.create_index(
        "ix_lab_case_institution_id_year_number",
        "lab_case",
        ["institution_id", "year", "number"],
        unique=True,
    )
    op.create_table(
        "case_image",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("lab_case.id"), nullable=False),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("image_item.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.UniqueConstraint("case_id", "item_id", name="uq_case_image_case_id_item_id"),
    )
    op.create_index("ix_case_image_item_id", "case_image", ["item_id"])
    _secure()


def _secure() -> None:
    """Row-level security, as revision 0001 has it: a case is seen with its patient, what hangs on it with
    it."""
    if op.get_bind().dialect.name != "postgresql":
        return
    institution = "institution_id = nullif(current_setting('dentui.institution', true), '')::integer"
    member = "nullif(current_setting('dentui.member', true), '') IS NULL"

    def hanging(column: str, table: str) -> str:
        seen = f"EXISTS (SELECT 1 FROM {table} WHERE {table}.id = {column})"  # noqa: S608
        return f"{institution} AND ({member} OR {seen})"

    for name, condition in (
        ("lab", institution),
        ("snippet", institution),
        ("lab_case", hanging("lab_case.patient_id", "patient")),
        ("case_image", hanging("case_image.case_id", "lab_case")),
    ):
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY scope ON {name} USING ({condition})")
