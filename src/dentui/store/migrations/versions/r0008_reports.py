"""Health checking reports: letterheads, what operators chose last, reports and their image data."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTITUTION, PERSON = "institution.id", "person.id"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "letterhead",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("address", sa.Text, nullable=False, server_default=""),
        sa.Column("contact", sa.Text, nullable=False, server_default=""),
        sa.Column("logo", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey(PERSON), nullable=False),
        sa.UniqueConstraint("institution_id", "version", name="uq_letterhead_institution_id_version"),
    )
    op.create_table(
        "report_settings",
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey(PERSON), primary_key=True),
        sa.Column("settings", sa.Text, nullable=False),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("discarded", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("doctor_id", sa.Integer, sa.ForeignKey(PERSON)),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("year", sa.SmallInteger),
        sa.Column("number", sa.Integer),
        sa.Column("corrects_id", sa.Integer, sa.ForeignKey("report.id")),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("made_by_id", sa.Integer, sa.ForeignKey(PERSON), nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("published", sa.BigInteger),
        sa.Column("sha256", sa.LargeBinary(32)),
        sa.Column("size", sa.BigInteger),
        sa.Column("pages", sa.Integer),
        sa.Column("content", sa.Text),
        sa.Column("letterhead_id", sa.Integer, sa.ForeignKey("letterhead.id")),
        sa.Column("moves", sa.Text, nullable=False, server_default="[]"),
        sa.UniqueConstraint("uuid", name="uq_report_uuid"),
    )
    for column in ("patient_id", "corrects_id", "sha256"):
        op.create_index(f"ix_report_{column}", "report", [column])
    op.create_index(
        "ix_report_institution_id_year_number", "report", ["institution_id", "year", "number"], unique=True
    )
    op.create_table(
        "report_image",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("report.id"), nullable=False),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("image_item.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("report_id", "item_id", name="uq_report_image_report_id_item_id"),
    )
    op.create_index("ix_report_image_item_id", "report_image", ["item_id"])
    _secure()


def _secure() -> None:
    """Row-level security, as revision 0001 has it: a report is seen with its patient, what hangs on it with
    it."""
    if op.get_bind().dialect.name != "postgresql":
        return
    institution = "institution_id = nullif(current_setting('dentui.institution', true), '')::integer"
    member = "nullif(current_setting('dentui.member', true), '') IS NULL"

    def hanging(column: str, table: str) -> str:
        seen = f"EXISTS (SELECT 1 FROM {table} WHERE {table}.id = {column})"  # noqa: S608
        return f"{institution} AND ({member} OR {seen})"

    for name, condition in (
        ("letterhead", institution),
        ("report_settings", institution),
        ("report", hanging("report.patient_id", "patient")),
        ("report_image", hanging("report_image.report_id", "report")),
    ):
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY scope ON {name} USING ({condition})")
