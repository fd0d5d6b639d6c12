"""Links to reports, when they were opened, the address below which they stand; on a server, the shelf too."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTITUTION, PERSON = "institution.id", "person.id"


def upgrade() -> None:
    """Add the column and the tables; nothing is shared yet."""
    op.add_column("institution", sa.Column("share_address", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "report_link",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("report.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("made_by_id", sa.Integer, sa.ForeignKey(PERSON), nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("most", sa.Integer),
        sa.Column("asks", sa.Date, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.Column("how", sa.String(16)),
        sa.UniqueConstraint("uuid", name="uq_report_link_uuid"),
        sa.UniqueConstraint("digest", name="uq_report_link_digest"),
    )
    op.create_index("ix_report_link_report_id", "report_link", ["report_id"])
    op.create_table(
        "link_view",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("link_id", sa.Integer, sa.ForeignKey("report_link.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("uuid", name="uq_link_view_uuid"),
    )
    op.create_index("ix_link_view_link_id", "link_view", ["link_id"])
    if op.get_bind().dialect.name == "postgresql":
        _secure()
        _shelf()


def _secure() -> None:
    """Row-level security, as revision 0001 has it: a link is seen with its report, its views with it."""
    institution = "institution_id = nullif(current_setting('dentui.institution', true), '')::integer"
    member = "nullif(current_setting('dentui.member', true), '') IS NULL"
    for name, column, table in (
        ("report_link", "report_link.report_id", "report"),
        ("link_view", "link_view.link_id", "report_link"),
    ):
        seen = f"EXISTS (SELECT 1 FROM {table} WHERE {table}.id = {column})"  # noqa: S608
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY scope ON {name} USING ({institution} AND ({member} OR {seen}))")


def _shelf() -> None:
    """What the server of shared reports reads and writes. Nothing in it tells whose anything is, and all is
    sealed."""
    op.create_table(
        "shared_link",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("birth", sa.LargeBinary(32), nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("most", sa.Integer),
    )
    op.create_table(
        "shared_part",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    # Sealed bytes do not get shorter.
    op.execute("ALTER TABLE shared_part ALTER COLUMN sealed SET STORAGE EXTERNAL")
    op.create_table(
        "shared_view",
        sa.Column("uuid", sa.LargeBinary(16), primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    for column in ("digest", "at"):
        op.create_index(f"ix_shared_view_{column}", "shared_view", [column])
    op.create_table(
        "shared_wrong",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
