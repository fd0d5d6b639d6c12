"""Working on a patient: numbers of tickets, the history of charts, sign-in, types that are retired."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and tables, and number the tickets that are there."""
    for name in ("case_type", "visit_type"):
        op.add_column(name, sa.Column("retired", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("ticket", sa.Column("number", sa.Integer, nullable=False, server_default="0"))
    # Both databases take this; Alembic would copy the table in SQLite.
    op.execute(
        "ALTER TABLE ticket ADD COLUMN opened_by_id INTEGER "
        "CONSTRAINT fk_ticket_opened_by_id REFERENCES person (id)"
    )
    op.add_column("ticket", sa.Column("changed", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("reason", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "history",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institution.id"), nullable=False),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id"), nullable=False),
        sa.Column("save", sa.LargeBinary(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("subject_uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("undoes_id", sa.Integer, sa.ForeignKey("history.id")),
        sa.Column("undone", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_history_patient_id", "history", ["patient_id"])
    op.create_index("ix_history_save", "history", ["save"])
    op.create_index("ix_history_subject_uuid", "history", ["subject_uuid"])
    op.create_index(
        "ix_history_institution_id_person_id_id", "history", ["institution_id", "person_id", "id"]
    )
    op.create_table(
        "counter",
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institution.id"), primary_key=True),
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("temporary", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "sign_in",
        sa.Column("login", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failed", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("succeeded", sa.BigInteger, nullable=False, server_default="0"),
    )
    _count()
    op.create_index("ix_ticket_institution_id_number", "ticket", ["institution_id", "number"], unique=True)
    _secure()


def _count() -> None:
    """Number the tickets in the order in which they were opened, and let the counters go on from there."""
    connection = op.get_bind()
    postgresql = connection.dialect.name == "postgresql"
    for institution in connection.execute(sa.text("SELECT id FROM institution ORDER BY id")).scalars().all():
        values = {"institution": institution}
        if postgresql:
            connection.execute(
                sa.text("SELECT set_config('dentui.institution', CAST(:institution AS text), true)"), values
            )
        connection.execute(
            sa.text(
                "UPDATE ticket SET changed = opened, number = numbered.n FROM (SELECT id, row_number() OVER "
                "(ORDER BY opened, id) AS n FROM ticket WHERE institution_id = :institution) AS numbered "
                "WHERE numbered.id = ticket.id"
            ),
            values,
        )
        for name, last in (
            ("chart", "max(chart_number) FROM patient"),
            ("ticket", "max(number) FROM ticket"),
        ):
            connection.execute(
                sa.text(
                    "INSERT INTO counter (institution_id, name, last) SELECT :institution, :name, "
                    f"coalesce((SELECT {last} WHERE institution_id = :institution), 0)"
                ),
                {**values, "name": name},
            )
    if postgresql:
        connection.execute(sa.text("SELECT set_config('dentui.institution', '', true)"))


def _secure() -> None:
    """Row-level security, as revision 0001 has it."""
    if op.get_bind().dialect.name != "postgresql":
        return
    institution = "institution_id = nullif(current_setting('dentui.institution', true), '')::integer"
    member = "nullif(current_setting('dentui.member', true), '')"
    patient = f"({member} IS NULL OR EXISTS (SELECT 1 FROM patient WHERE patient.id = history.patient_id))"  # noqa: S608
    for name, condition in (("counter", institution), ("history", f"{institution} AND {patient}")):
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY scope ON {name} USING ({condition})")
