"""The end of links to reports: by somebody's hand, or with their report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from dentui.store.database import Unit
from dentui.store.link_tables import END, report_link

BY_HAND, WITH_REPORT, NOT_WHOLE = "by hand", "with report", "not whole"
"""How a link was revoked. One that was not whole never worked."""


def end(unit: Unit, rows: Sequence[Row[Any]], patient_id: int, how: str) -> None:
    """Revoke links of a patient's that were not revoked before. They work no longer, even if what comes after
    fails, and whatever is wrong with the files of the shelf."""
    # First of all: what has ended on the shelf works nowhere, whatever becomes of the register.
    end_on_shelf(unit, [bytes(row.digest) for row in rows])
    for row in rows:
        values = {"ended": int(time.time()), "how": how}
        unit.connection.execute(update(report_link).where(report_link.c.id == row.id).values(values))
        unit.audit(END, patient_id, link=str(UUID(bytes=row.uuid)))


def end_on_shelf(unit: Unit, digests: Sequence[bytes]) -> None:
    """Let nobody open links with these digests; they are off the shelf soon after the transaction."""
    unit.shelf.end(unit.connection, digests)
    if digests:
        unit.then.append(unit.shelf.take_off_ended)


def end_with(unit: Unit, report: Row[Any]) -> None:
    """Revoke all links of a report that is in force no longer."""
    of_it = (report_link.c.report_id == report.id, report_link.c.ended.is_(None))
    rows = unit.connection.execute(select(report_link).where(*of_it)).all()
    end(unit, rows, report.patient_id, WITH_REPORT)
