"""The register: institutions, persons, patients, visits, tickets, audit.

Tables are written out here and never taken from `store.tables`, which goes on to change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _institution() -> sa.Column[int]:
    return sa.Column("institution_id", sa.Integer, sa.ForeignKey("institution.id"), nullable=False)


def _patient() -> sa.Column[int]:
    return sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id"), nullable=False)


def _uuid(table: str) -> tuple[sa.Column[bytes], sa.UniqueConstraint]:
    return (
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.UniqueConstraint("uuid", name=f"uq_{table}_uuid"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False, server_default="1")


def _type_table(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer, primary_key=True),
        _institution(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("institution_id", "name", name=f"uq_{name}_institution_id_name"),
    )


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "institution",
        sa.Column("id", sa.Integer, primary_key=True),
        *_uuid("institution"),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        *_uuid("person"),
        sa.Column("login", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
    op.create_table(
        "membership",
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institution.id"), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("doctor", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    _type_table("case_type")
    _type_table("visit_type")
    op.create_table(
        "patient",
        sa.Column("id", sa.Integer, primary_key=True),
        *_uuid("patient"),
        _institution(),
        sa.Column("responsible_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("chart_number", sa.Integer, nullable=False),
        _version(),
        _text("family"),
        _text("given"),
        _text("other"),
        sa.Column("gender", sa.String(1), nullable=False),
        sa.Column("birth_date", sa.Date),
        _text("mobile"),
        _text("landline"),
        _text("email"),
        _text("id_number"),
        _text("insurance_number"),
        _text("address"),
        _text("note"),
        _text("past_medical_history"),
        _text("oral_habits"),
        _text("allergies"),
        sa.Column("entered", sa.BigInteger, nullable=False),
        sa.Column("last_visit", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("institution_id", "chart_number", name="uq_patient_institution_id_chart_number"),
    )
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer, primary_key=True),
        _institution(),
        _patient(),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_alias_patient_id", "alias", ["patient_id"])
    op.create_table(
        "record",
        sa.Column("id", sa.Integer, primary_key=True),
        *_uuid("record"),
        _institution(),
        _patient(),
        _version(),
        _text("name"),
        sa.Column("visiting_time", sa.BigInteger, nullable=False),
        sa.Column("case_type_id", sa.Integer, sa.ForeignKey("case_type.id")),
        sa.Column("visit_type_id", sa.Integer, sa.ForeignKey("visit_type.id")),
        sa.Column("doctor_id", sa.Integer, sa.ForeignKey("person.id")),
    )
    op.create_index("ix_record_patient_id_visiting_time", "record", ["patient_id", "visiting_time"])
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer, primary_key=True),
        *_uuid("ticket"),
        _institution(),
        _patient(),
        _version(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("case_type_id", sa.Integer, sa.ForeignKey("case_type.id")),
        sa.Column("visit_type_id", sa.Integer, sa.ForeignKey("visit_type.id")),
        sa.Column("doctor_id", sa.Integer, sa.ForeignKey("person.id")),
        _text("note"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_ticket_patient_id", "ticket", ["patient_id"])
    op.create_table(
        "audit",
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institution.id"), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id")),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
    )
    op.create_index("ix_audit_patient_id", "audit", ["patient_id"])
    _secure(("case_type", "visit_type", "audit"), ("alias", "record", "ticket"))


def _secure(of_institution: tuple[str, ...], of_patient: tuple[str, ...]) -> None:
    """Row-level security: rows of another institution, and for members rows of other members'
    patients, do not exist. FORCE, because the tables' owner is bound by it too."""
    if op.get_bind().dialect.name != "postgresql":
        return
    institution = "institution_id = nullif(current_setting('dentui.institution', true), '')::integer"
    member = "nullif(current_setting('dentui.member', true), '')"
    own = f"({member} IS NULL OR responsible_id = {member}::integer)"
    op.execute("ALTER TABLE patient ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE patient FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY scope ON patient USING ({institution} AND {own}) WITH CHECK ({institution})")
    for name in of_institution:
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY scope ON {name} USING ({institution})")
    for name in of_patient:
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY scope ON {name} USING ({institution} AND ({member} IS NULL OR "  # noqa: S608
            f"EXISTS (SELECT 1 FROM patient WHERE patient.id = {name}.patient_id)))"
        )
