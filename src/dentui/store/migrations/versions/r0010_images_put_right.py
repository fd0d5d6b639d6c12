"""Image data that was removed, and pictures that were turned by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is there is neither removed nor turned."""
    op.add_column("image_item", sa.Column("removed", sa.BigInteger, nullable=True))
    op.add_column("image_file", sa.Column("turned", sa.SmallInteger, nullable=False, server_default="0"))
