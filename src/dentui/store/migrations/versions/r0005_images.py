"""Image data: items of a record, their files, and the devices that made them; room in the finding index."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTITUTION = "institution.id"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "device",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("maker", sa.Text, nullable=False, server_default=""),
        sa.Column("model", sa.Text, nullable=False, server_default=""),
        sa.Column("serial", sa.Text, nullable=False, server_default=""),
        sa.Column("third_party", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("authorised", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("uuid", name="uq_device_uuid"),
        sa.UniqueConstraint(
            "institution_id", "maker", "model", "serial", name="uq_device_institution_id_maker_model_serial"
        ),
    )
    op.create_table(
        "image_item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("record_id", sa.Integer, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("type", sa.String(24), nullable=False),
        sa.Column("added", sa.BigInteger, nullable=False),
        sa.Column("added_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("save", sa.LargeBinary(16), nullable=False),
        sa.Column("taken", sa.BigInteger),
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id")),
        sa.UniqueConstraint("uuid", name="uq_image_item_uuid"),
    )
    for column in ("record_id", "save", "device_id"):
        op.create_index(f"ix_image_item_{column}", "image_item", [column])
    op.create_table(
        "image_file",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey(INSTITUTION), nullable=False),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("image_item.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.UniqueConstraint("uuid", name="uq_image_file_uuid"),
    )
    for column in ("item_id", "sha256"):
        op.create_index(f"ix_image_file_{column}", "image_file", [column])
    _secure()
    if op.get_bind().dialect.name == "postgresql":
        # Rows of the finding index change where they lie, as long as there is room beside them.
        op.execute("ALTER TABLE posting SET (fillfactor = 80)")


def _secure() -> None:
    """Row-level security, as revision 0001 has it: an item is seen with its record, a file with its item."""
    if op.get_bind().dialect.name != "postgresql":
        return
    institution = "institution_id = nullif(current_setting('dentui.institution', true), '')::integer"
    member = "nullif(current_setting('dentui.member', true), '') IS NULL"

    def hanging(column: str, table: str) -> str:
        seen = f"EXISTS (SELECT 1 FROM {table} WHERE {table}.id = {column})"  # noqa: S608
        return f"{institution} AND ({member} OR {seen})"

    for name, condition in (
        ("device", institution),
        ("image_item", hanging("image_item.record_id", "record")),
        ("image_file", hanging("image_file.item_id", "image_item")),
    ):
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY scope ON {name} USING ({condition})")
