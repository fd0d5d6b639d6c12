"""Ready texts have a name, and a kind: reports have some too."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NAME = 40
"""Characters."""


def upgrade() -> None:
    """Add the columns; those that are there are for instructions, and called as they begin."""
    op.add_column("snippet", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.add_column("snippet", sa.Column("kind", sa.String(16), nullable=False, server_default="instructions"))
    op.add_column("snippet", sa.Column("name", sa.Text, nullable=False, server_default=""))
    snippet = sa.table("snippet", *(sa.column(name) for name in ("id", "institution_id", "name", "text")))
    # Of another institution too, which row-level security hides from who migrates.
    hidden = op.get_bind().dialect.name == "postgresql"
    if hidden:
        op.execute("ALTER TABLE snippet NO FORCE ROW LEVEL SECURITY")
    taken: set[tuple[int, str]] = set()
    for row in op.get_bind().execute(sa.select(snippet).order_by(snippet.c.id)).all():
        name = first = " ".join(row.text.split())[:NAME]
        number = 1
        while (row.institution_id, name.casefold()) in taken:
            number += 1
            name = f"{first[: NAME - 4]} {number}"
        taken.add((row.institution_id, name.casefold()))
        op.execute(sa.update(snippet).where(snippet.c.id == row.id).values(name=name))
    if hidden:
        op.execute("ALTER TABLE snippet FORCE ROW LEVEL SECURITY")
