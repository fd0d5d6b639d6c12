"""The tables of the register, as the newest migration leaves them.

Every table that holds anything of a patient has its institution: scope is enforced on that column,
by the queries of this package and, in PostgreSQL, by row-level security as well. Times of visits are
wall-clock seconds (`domain.times`); `at` of the audit trail, the history and of sign-ins is UTC in
microseconds.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from dentui.store import columns
from dentui.store.case_tables import case_image, lab, lab_case, snippet
from dentui.store.columns import institution_column, text_column, uuid_column, version_column
from dentui.store.link_tables import link_view, report_link
from dentui.store.report_tables import letterhead, report, report_image, report_settings

metadata = columns.metadata

institution = Table(
    "institution",
    metadata,
    Column("id", Integer, primary_key=True),
    uuid_column(),
    Column("name", Text, nullable=False),
    # Whether a member is told that a patient may exist whom only an administrator can see.
    Column("tells_of_doubles", Boolean, nullable=False, server_default="0"),
    # Below which links to reports stand.
    text_column("share_address"),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    uuid_column(),
    Column("login", Text, unique=True),
    Column("name", Text, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("institution_id", Integer, ForeignKey("institution.id"), primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("doctor", Boolean, nullable=False, server_default="0"),
)

case_type = Table(
    "case_type",
    metadata,
    Column("id", Integer, primary_key=True),
    institution_column(),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("retired", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("institution_id", "name"),
)

visit_type = Table(
    "visit_type",
    metadata,
    Column("id", Integer, primary_key=True),
    institution_column(),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("retired", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("institution_id", "name"),
)

patient = Table(
    "patient",
    metadata,
    # Declared, because the finding index names patients by it: an implicit rowid may change.
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("responsible_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("chart_number", Integer, nullable=False),
    version_column(),
    text_column("family"),
    text_column("given"),
    text_column("other"),
    Column("gender", String(1), nullable=False),
    Column("birth_date", Date),
    text_column("mobile"),
    text_column("landline"),
    text_column("email"),
    text_column("id_number"),
    text_column("insurance_number"),
    text_column("address"),
    text_column("note"),
    text_column("past_medical_history"),
    text_column("oral_habits"),
    text_column("allergies"),
    Column("entered", BigInteger, nullable=False),
    Column("last_visit", BigInteger, nullable=False),
    # The main patient of a merged profile, which is read-only.
    Column("merged_into_id", Integer, ForeignKey("patient.id"), index=True),
    UniqueConstraint("institution_id", "chart_number"),
)

alias = Table(
    "alias",
    metadata,
    Column("id", Integer, primary_key=True),
    institution_column(),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("text", Text, nullable=False),
)

record = Table(
    "record",
    metadata,
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False),
    version_column(),
    text_column("name"),
    Column("visiting_time", BigInteger, nullable=False),
    Column("case_type_id", Integer, ForeignKey("case_type.id")),
    Column("visit_type_id", Integer, ForeignKey("visit_type.id")),
    Column("doctor_id", Integer, ForeignKey("person.id")),
    Index("ix_record_patient_id_visiting_time", "patient_id", "visiting_time"),
)

device = Table(
    "device",
    metadata,
    # What made image data, as files name it. Until an administrator speaks, the stricter answers hold.
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    version_column(),
    text_column("maker"),
    text_column("model"),
    text_column("serial"),
    Column("third_party", Boolean, nullable=False, server_default="1"),
    Column("authorised", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("institution_id", "maker", "model", "serial"),
)

image_item = Table(
    "image_item",
    metadata,
    # Image data that belongs together. Whose it is says its record.
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("record_id", Integer, ForeignKey("record.id"), nullable=False, index=True),
    version_column(),
    Column("type", String(24), nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("added_by_id", Integer, ForeignKey("person.id"), nullable=False),
    # The save that added it, with others.
    Column("save", LargeBinary(16), nullable=False, index=True),
    Column("taken", BigInteger),
    Column("device_id", Integer, ForeignKey("device.id"), index=True),
    # Since when, UTC in microseconds, it is not shown any more; it can be brought back.
    Column("removed", BigInteger),
)

image_file = Table(
    "image_file",
    metadata,
    # A file of an item. Its bytes lie in the file store, once for all files that have the same.
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("item_id", Integer, ForeignKey("image_item.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("role", String(16), nullable=False),
    # What was read in it, as JSON.
    Column("facts", Text, nullable=False),
    # Quarter turns to the right that a person gave it.
    Column("turned", SmallInteger, nullable=False, server_default="0"),
)

annotation = Table(
    "annotation",
    metadata,
    # A label or a measurement on a model of an item.
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("item_id", Integer, ForeignKey("image_item.id"), nullable=False, index=True),
    version_column(),
    Column("kind", String(16), nullable=False),
    # JSON: of each point the file's UUID, and x, y and z in millimetres.
    Column("points", Text, nullable=False),
    text_column("comment"),
    # It can be brought back.
    Column("removed", Boolean, nullable=False, server_default="0"),
    Column("made", BigInteger, nullable=False),
    Column("made_by_id", Integer, ForeignKey("person.id"), nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False, index=True),
    version_column(),
    Column("kind", String(16), nullable=False),
    Column("case_type_id", Integer, ForeignKey("case_type.id")),
    Column("visit_type_id", Integer, ForeignKey("visit_type.id")),
    Column("doctor_id", Integer, ForeignKey("person.id")),
    text_column("note"),
    Column("state", String(16), nullable=False),
    Column("opened", BigInteger, nullable=False),
    # Given by `counter`. A register that is made in bulk numbers its tickets when all are there.
    Column("number", Integer, nullable=False, server_default="0"),
    Column("opened_by_id", Integer, ForeignKey("person.id")),
    Column("changed", BigInteger, nullable=False, server_default="0"),
    text_column("reason"),
    Index("ix_ticket_institution_id_number", "institution_id", "number", unique=True),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    institution_column(),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False, index=True),
    # Made by the client: it says whether a save whose answer was lost has happened.
    Column("save", LargeBinary(16), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_uuid", LargeBinary(16), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("fields", Text, nullable=False),
    Column("undoes_id", Integer, ForeignKey("history.id")),
    Column("undone", Boolean, nullable=False, server_default="0"),
    Index("ix_history_institution_id_person_id_id", "institution_id", "person_id", "id"),
)

merge = Table(
    "merge",
    metadata,
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("main_id", Integer, ForeignKey("patient.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    # The entry of the main patient's history that has the fields before and after.
    Column("history_id", Integer, ForeignKey("history.id"), nullable=False),
    # The highest id that the main patient had in every table, as JSON: what is above was made since.
    Column("marks", Text, nullable=False),
    Column("undone", Boolean, nullable=False, server_default="0"),
)

merged = Table(
    "merged",
    metadata,
    Column("merge_id", Integer, ForeignKey("merge.id"), primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), primary_key=True, index=True),
    institution_column(),
)

moved = Table(
    "moved",
    metadata,
    # The journal: every row that a merge moved, and whose it was. The UUID tells it from one that was made
    # under its id later; empty where a table has none. Nothing is referred to: looking each of ten thousand
    # up, thrice, would take longer than moving them.
    Column("merge_id", Integer, primary_key=True, autoincrement=False),
    Column("table_name", String(32), primary_key=True),
    Column("row_id", Integer, primary_key=True, autoincrement=False),
    Column("row_uuid", LargeBinary(16)),
    Column("from_id", Integer, nullable=False),
    Column("institution_id", Integer, nullable=False),
)

double = Table(
    "double",
    metadata,
    # A pair that was found by going through the register; the lower id first.
    Column("low_id", Integer, ForeignKey("patient.id"), primary_key=True),
    Column("high_id", Integer, ForeignKey("patient.id"), primary_key=True, index=True),
    institution_column(),
    Column("probability", Float, nullable=False),
    Column("reasons", Text, nullable=False),
    Index("ix_double_institution_id_probability", "institution_id", "probability"),
)

not_double = Table(
    "not_double",
    metadata,
    # Somebody said that these two are not the same person.
    Column("low_id", Integer, ForeignKey("patient.id"), primary_key=True),
    Column("high_id", Integer, ForeignKey("patient.id"), primary_key=True, index=True),
    institution_column(),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
)

doubles_search = Table(
    "doubles_search",
    metadata,
    # How far the register was gone through, and with which weights.
    Column("institution_id", Integer, ForeignKey("institution.id"), primary_key=True),
    Column("weights", Text, nullable=False),
    Column("learnt", BigInteger, nullable=False),
    # Patients up to this id were compared; the audit number says up to which change.
    Column("up_to_id", Integer, nullable=False, server_default="0"),
    Column("up_to_change", BigInteger, nullable=False, server_default="0"),
)

counter = Table(
    "counter",
    metadata,
    # The last number given, also where row-level security hides who has it.
    Column("institution_id", Integer, ForeignKey("institution.id"), primary_key=True),
    Column("name", String(16), primary_key=True),
    Column("last", Integer, nullable=False),
)

credential = Table(
    "credential",
    metadata,
    Column("person_id", Integer, ForeignKey("person.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("temporary", Boolean, nullable=False, server_default="0"),
)

sign_in = Table(
    "sign_in",
    metadata,
    # A digest of the login name as it was typed, of nobody's too: the same answer for all.
    Column("login", String(64), primary_key=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failed", BigInteger, nullable=False, server_default="0"),
    Column("succeeded", BigInteger, nullable=False, server_default="0"),
)

audit = Table(
    "audit",
    metadata,
    Column("institution_id", Integer, ForeignKey("institution.id"), primary_key=True),
    # Without a gap within an institution: a row taken out shows.
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("action", String(32), nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True),
    Column("detail", Text, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)

posting = Table(
    "posting",
    metadata,
    Column("institution_id", Integer, ForeignKey("institution.id"), primary_key=True),
    Column("term", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("chunk", SmallInteger, primary_key=True, autoincrement=False),
    Column("docs", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

SCOPED = (
    case_type,
    visit_type,
    patient,
    alias,
    record,
    device,
    image_item,
    image_file,
    annotation,
    ticket,
    lab,
    snippet,
    lab_case,
    case_image,
    letterhead,
    report_settings,
    report,
    report_image,
    report_link,
    link_view,
    history,
    merge,
    merged,
    moved,
    double,
    not_double,
    doubles_search,
    counter,
    audit,
    posting,
)
"""Tables whose rows belong to one institution."""

OF_PATIENT = (
    *(alias, record, ticket, lab_case, report, history, merge, merged, moved, double, not_double, audit),
)
"""Tables with a path to patient."""
