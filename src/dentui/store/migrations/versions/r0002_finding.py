"""The finding index. `schema` fills it, as it does after every migration."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index's table."""
    connection = op.get_bind()
    postgresql = connection.dialect.name == "postgresql"
    op.create_table(
        "posting",
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institution.id"), primary_key=True),
        sa.Column("term", sa.Text(collation="C") if postgresql else sa.Text, primary_key=True),
        sa.Column("chunk", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("docs", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    if postgresql:
        # Bitmaps hardly compress, and are read at every letter typed.
        op.execute("ALTER TABLE posting ALTER COLUMN docs SET STORAGE EXTERNAL")
        op.execute("ALTER TABLE posting ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE posting FORCE ROW LEVEL SECURITY")
        op.execute(
            "CREATE POLICY scope ON posting USING (institution_id = "
            "nullif(current_setting('dentui.institution', true), '')::integer)"
        )
