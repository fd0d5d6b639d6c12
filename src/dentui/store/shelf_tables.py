"""The tables of the shelf: what the server of shared reports reads and writes. They are not the register's.

Times are UTC seconds. Whose a link is, nothing here tells: all is under the digest of its token, and sealed
with the token.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

shared_link = Table(
    "shared_link",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    # The seal of the date of birth that is asked for.
    Column("birth", LargeBinary(32), nullable=False),
    Column("until", BigInteger, nullable=False),
    # How often it may be opened; none for no limit.
    Column("most", Integer),
)

shared_part = Table(
    "shared_part",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("name", String(16), primary_key=True),
    Column("media_type", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

shared_view = Table(
    "shared_view",
    metadata,
    # Each time that a report was shown.
    Column("uuid", LargeBinary(16), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, index=True),
    Column("at", BigInteger, nullable=False, index=True),
)

shared_wrong = Table(
    "shared_wrong",
    metadata,
    # How many wrong dates of birth were given, and when the last one was.
    Column("digest", LargeBinary(32), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
)

READ = (shared_link, shared_part)
"""Written by desks, read by the server."""
WRITTEN = (shared_view, shared_wrong)
"""Written by the server, read by desks."""
