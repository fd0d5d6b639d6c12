"""The tables of links to reports. What the server of shared reports reads is in `store/shelf_tables.py`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, LargeBinary, String, Table

from dentui.store.columns import institution_column, metadata, uuid_column

MAKE, END, VIEW = "make report link", "end report link", "view report by link"
"""What is done with a link, as the trail calls it."""

report_link = Table(
    "report_link",
    metadata,
    # A link to a published report. Times are UTC seconds.
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("report_id", Integer, ForeignKey("report.id"), nullable=False, index=True),
    # Of its token, which is kept nowhere.
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("made", BigInteger, nullable=False),
    Column("made_by_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("until", BigInteger, nullable=False),
    # How often it may be opened; none for no limit.
    Column("most", Integer),
    # The date of birth that it asks for.
    Column("asks", Date, nullable=False),
    # Since when it is revoked, and how that came: by somebody, with its report, because it was never whole.
    Column("ended", BigInteger),
    Column("how", String(16)),
)

link_view = Table(
    "link_view",
    metadata,
    # Each time that a link was opened, once it stands in the trail. The UUID is the server's.
    Column("id", Integer, primary_key=True),
    uuid_column(),
    institution_column(),
    Column("link_id", Integer, ForeignKey("report_link.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
)
