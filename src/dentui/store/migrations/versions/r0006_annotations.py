"""Labels and measurements on models, kept with their item of image data."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "annotation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institution.id"), nullable=False),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("image_item.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("points", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False, server_default=""),
        sa.Column("removed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("made_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.UniqueConstraint("uuid", name="uq_annotation_uuid"),
    )
    op.create_index("ix_annotation_item_id", "annotation", ["item_id"])
    if op.get_bind().dialect.name != "postgresql":
        return
    # Row-level security, as revision 0001 has it: an annotation is seen with its item.
    op.execute("ALTER TABLE annotation ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE annotation FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY scope ON annotation USING ("
        "institution_id = nullif(current_setting('dentui.institution', true), '')::integer "
        "AND (nullif(current_setting('dentui.member', true), '') IS NULL "
        "OR EXISTS (SELECT 1 FROM image_item WHERE image_item.id = annotation.item_id)))"
    )
