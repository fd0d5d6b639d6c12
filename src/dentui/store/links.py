"""Links to reports in the register: made, told of, ended; each view of one taken into the trail."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, update

from dentui.domain.links import NO_ADDRESS, LinkInput, LinkToken, ReportLink, ReportLinks, state_of
from dentui.domain.reports import ReportNumber
from dentui.errors import Conflict, Invalid, NotFound, Unavailable
from dentui.store import audit, indexing, link_ends, report_rows, reports, saves, share_address
from dentui.store.database import Unit
from dentui.store.link_tables import MAKE, VIEW, link_view, report_link
from dentui.store.memo import Memo
from dentui.store.publishing import Drawn
from dentui.store.report_tables import report
from dentui.store.scope import View
from dentui.store.shelving import Shared, Shelving, Viewed, batched
from dentui.store.tables import patient, person

NOT_THERE = "That link is not in your register (any more). F5 shows those that are."
OTHERWISE = (
    "No link was made: the report or the date of birth in the chart was changed meanwhile. Look at it, then "
    "make the link."
)


@dataclass(frozen=True, slots=True)
class Sharable:
    """What a report is shared with."""

    number: ReportNumber
    birth: date
    drawn: Drawn
    institution: str
    language: str
    published: date


def sharable(view: View, wanted: UUID) -> Sharable:
    """What a published report is shared with. Raises NotFound, Conflict for one that is not in force, Invalid
    where no address is set and for a chart without a date of birth."""
    now = report_rows.current(view, wanted)
    number = report_rows.number_of(now)
    if number is None:
        raise Conflict("The report is unfinished: only a published report can be shared. Publish it first.")
    reports.require_in_force(now, "shared")
    if not share_address.current(view):
        raise Invalid(NO_ADDRESS, field="address")
    birth = view.connection.scalar(select(patient.c.birth_date).where(patient.c.id == now.patient_id))
    if birth is None:
        raise Invalid(
            "No link was made: it asks for the date of birth, and the chart has none. Enter it first.",
            field="birth_date",
        )
    said = json.loads(now.content)
    return Sharable(
        number=number,
        birth=birth,
        drawn=Drawn(bytes(now.sha256).hex(), now.size, now.pages),
        institution=said["letterhead"]["name"],
        language=said["language"],
        published=datetime.fromisoformat(said["published"]).date(),
    )


def make(
    unit: Unit,
    link: UUID,
    wanted: UUID,
    ready: Sharable,
    form: LinkInput,
    token: LinkToken,
    shared: Shared,
) -> None:
    """Make a link under this UUID to a report that was read as `ready`; in one transaction with the register,
    it works from then on. Where the same operator made it before, and its answer was lost, this token takes
    the place of that one. Raises as `sharable`, and NotFound where the UUID is another link's."""
    view = unit.view
    if sharable(view, wanted) != ready:
        raise Conflict(OTHERWISE)
    now = report_rows.current(view, wanted)
    at = int(time.time())
    values = {
        "report_id": now.id,
        "digest": token.digest,
        "made": at,
        "made_by_id": view.person_id,
        "until": shared.until,
        "most": form.most,
        "asks": ready.birth,
        "ended": None,
        "how": None,
    }
    before = view.connection.execute(select(report_link).where(report_link.c.uuid == link.bytes)).first()
    if before is None:
        saves.put(view, report_link, {**values, "uuid": link.bytes, "institution_id": view.institution_id})
    elif (before.report_id, before.made_by_id) != (now.id, view.person_id):
        raise NotFound(saves.NOT_ITS_OWN)
    else:
        link_ends.end_on_shelf(unit, [bytes(before.digest)])
        unit.connection.execute(update(report_link).where(report_link.c.id == before.id).values(values))
    if unit.shelf.in_register:
        unit.shelf.put(unit.connection, shared)
    unit.audit(MAKE, now.patient_id, link=str(link), item=str(wanted))


def require_running(view: View, wanted: UUID, of: UUID) -> None:
    """Raises Conflict where a link to this report was revoked meanwhile, NotFound."""
    row = view.connection.execute(
        select(report_link.c.ended)
        .join(report, report.c.id == report_link.c.report_id)
        .join(patient, patient.c.id == report.c.patient_id)
        .where(report_link.c.uuid == wanted.bytes, report.c.uuid == of.bytes, view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    if row.ended is not None:
        raise Conflict("The link was revoked meanwhile, so its code opens nothing. Make another link.")


def end(unit: Unit, wanted: UUID, how: str = link_ends.BY_HAND) -> None:
    """Revoke a link: it works no longer, even if what comes after fails. Raises NotFound."""
    row = unit.view.connection.execute(
        select(report_link, report.c.patient_id)
        .join(report, report.c.id == report_link.c.report_id)
        .join(patient, patient.c.id == report.c.patient_id)
        .where(report_link.c.uuid == wanted.bytes, unit.view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    if row.ended is not None:
        unit.nothing_to_write()
        return
    link_ends.end(unit, [row], row.patient_id, how)


def put_on_shelf(connection: Connection, shelf: Shelving, link: UUID, shared: Shared) -> None:
    """Put what a link opens on a shelf beside the register, under the write lock: who revokes has it from
    before the shelf is asked until that is committed. Raises Conflict for a link that was revoked."""
    found = select(report_link.c.id).where(
        report_link.c.uuid == link.bytes,
        report_link.c.digest == shared.digest,
        report_link.c.ended.is_(None),
    )
    if connection.scalar(found) is None:
        raise Conflict(OTHERWISE)
    shelf.put(connection, shared)


# Told of


def of_report(view: View, shelf: Shelving, wanted: UUID, trouble: str = "") -> ReportLinks:
    """The links of a report, the newest first. `trouble`: why the shelf, where it is files, need not be
    asked. Raises NotFound."""
    return _links(view, shelf, report.c.id == report_rows.current(view, wanted).id, trouble)


def of_patient(view: View, shelf: Shelving, patient_id: int, trouble: str = "") -> ReportLinks:
    """The links of a patient's reports, the newest first."""
    return _links(view, shelf, report.c.patient_id == patient_id, trouble)


def one(view: View, shelf: Shelving, wanted: UUID) -> ReportLink:
    """A link. Raises NotFound."""
    found = _links(view, shelf, report_link.c.uuid == wanted.bytes)
    if not found.links:
        raise NotFound(NOT_THERE)
    return found[0]


def _links(view: View, shelf: Shelving, which: ColumnElement[bool], trouble: str = "") -> ReportLinks:
    rows = view.connection.execute(
        select(
            report_link,
            report.c.uuid.label("report_uuid"),
            person.c.name.label("by"),
            patient.c.birth_date,
            *(func.count(link_view.c.id).label("views"), func.max(link_view.c.at).label("last_view")),
        )
        .join(report, report.c.id == report_link.c.report_id)
        .join(patient, patient.c.id == report.c.patient_id)
        .join(person, person.c.id == report_link.c.made_by_id)
        .outerjoin(link_view, link_view.c.link_id == report_link.c.id)
        .where(which, view.scope())
        .group_by(report_link.c.id, report.c.uuid, person.c.name, patient.c.birth_date)
        .order_by(report_link.c.id.desc())
    ).all()
    now = time.time()
    running = [bytes(row.digest) for row in rows if row.ended is None and row.until > now]
    there: set[bytes] = set()
    wrong: dict[bytes, int] = {}
    try:
        if running and not trouble:
            there = shelf.there(view.connection, running)
            wrong = shelf.wrong(view.connection, running)
    except Unavailable as error:
        trouble = str(error)
    links = tuple(
        ReportLink(
            uuid=UUID(bytes=row.uuid),
            report=UUID(bytes=row.report_uuid),
            made=datetime.fromtimestamp(row.made),
            made_by=row.by,
            until=datetime.fromtimestamp(row.until),
            most=row.most,
            views=row.views,
            last_view=None if row.last_view is None else datetime.fromtimestamp(row.last_view),
            asks=row.asks,
            outdated=row.asks != row.birth_date,
            state=state_of(
                ended=row.ended is not None,
                until=row.until,
                most=row.most,
                views=row.views,
                wrong=wrong.get(bytes(row.digest), 0),
                there=None if trouble else bytes(row.digest) in there,
                now=now,
            ),
        )
        for row in rows
    )
    return ReportLinks(links, trouble if running else "")


# Views, and what is over


def take_in(connection: Connection, key: audit.AuditKey, views: Iterable[Viewed]) -> int:
    """Take views into the trail, each once, on behalf of who made the link; how many were new. Under the
    write lock, outside any operator's scope."""
    taken = 0
    for place, link, each in _news(connection, views):
        _take_in(connection, key, place, link, each)
        taken += 1
    return taken


def news(connection: Connection, views: Iterable[Viewed]) -> list[Viewed]:
    """Those of these views that are of the register's links and not in the trail yet. It only reads, outside
    any operator's scope."""
    return [each for _, _, each in _news(connection, views)]


def _news(connection: Connection, views: Iterable[Viewed]) -> Iterator[tuple[int, Row[Any], Viewed]]:
    """The oldest first, each with its institution, in whose scope the connection is then, and its link."""
    ordered = sorted(views, key=lambda each: each.at)
    if not ordered:
        return
    for place in indexing.institutions(connection):
        indexing.enter(connection, place)
        for some in batched(ordered):
            links = {bytes(row.digest): row for row in connection.execute(_links_of(place, some))}
            known = set(map(bytes, connection.scalars(_known_of(some))))
            for each in some:
                link = links.get(each.digest)
                if link is not None and each.uuid.bytes not in known:
                    yield place, link, each


def _take_in(connection: Connection, key: audit.AuditKey, place: int, link: Row[Any], each: Viewed) -> None:
    connection.execute(
        insert(link_view).values(uuid=each.uuid.bytes, institution_id=place, link_id=link.id, at=each.at)
    )
    by = View(connection, place, link.made_by_id, administers=False, memo=Memo())
    audit.append(by, key, VIEW, link.patient_id, {"link": str(UUID(bytes=link.uuid)), "at": each.at})


def _links_of(place: int, views: Iterable[Viewed]) -> Select[Any]:
    return (
        select(
            *(report_link.c.id, report_link.c.uuid, report_link.c.digest, report_link.c.made_by_id),
            report.c.patient_id,
        )
        .join(report, report.c.id == report_link.c.report_id)
        .where(
            report_link.c.institution_id == place,
            report_link.c.digest.in_({each.digest for each in views}),
        )
    )


def _known_of(views: Iterable[Viewed]) -> Select[Any]:
    return select(link_view.c.uuid).where(link_view.c.uuid.in_([each.uuid.bytes for each in views]))


def strangers(connection: Connection, shelf: Shelving) -> list[bytes]:
    """Digests of what the server has and the register does not: of links that were revoked, or of a register
    that was brought back. A shelf that is part of the register has none."""
    if shelf.in_register:
        return []
    # In this order: a link is in the register before it is on the shelf.
    there = {digest for digest, *_ in shelf.all(connection)}
    if not there:
        return []
    ours = select(report_link.c.digest).where(report_link.c.ended.is_(None))
    return sorted(there - set(map(bytes, connection.scalars(ours))))
