"""What a published report was drawn from, to be drawn again for another purpose."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select

from dentui.store import reports
from dentui.store.publishing import Ready
from dentui.store.report_rows import current, number_of
from dentui.store.report_tables import letterhead
from dentui.store.scope import View


def as_printed(view: View, wanted: UUID) -> tuple[int, Ready]:
    """Whose a report is, and what its PDF was drawn from. Raises NotFound, and Conflict for one that is not
    in force."""
    now = current(view, wanted)
    reports.require_in_force(now, "handed out")
    content = json.loads(now.content)
    logo = view.connection.scalar(select(letterhead.c.logo).where(letterhead.c.id == now.letterhead_id))
    return now.patient_id, Ready(
        number_of(now), content, _files(content), bytes(logo or b""), now.letterhead_id, published=True
    )


def _files(content: dict[str, Any]) -> frozenset[str]:
    """SHA-256 of what is drawn."""
    jaws = content["jaws"]
    named = {jaws["upper"], jaws["lower"], content["face"]}
    named |= {each["sha256"] for each in content["pictures"]} | {sha256 for _, sha256 in content["beside"]}
    return frozenset(named - {""})
