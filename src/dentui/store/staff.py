"""The people of an institution, as its administrators keep them.

Persons, memberships and credentials belong to no institution, so neither database keeps an administrator
from those of another one: every statement here names the institution, or the person by way of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, true, update

from dentui.domain import terms
from dentui.domain.actors import Role
from dentui.domain.history import Theirs, changed_fields
from dentui.domain.people import PersonInput, PersonLine
from dentui.domain.sign_in import normal_login
from dentui.errors import Conflict, Forbidden, Invalid, NotFound
from dentui.store import merged, postings, sign_in
from dentui.store.among import among
from dentui.store.audit import AuditKey
from dentui.store.database import Unit
from dentui.store.people import require_member
from dentui.store.scope import View
from dentui.store.tables import credential, institution, membership, patient, person
from dentui.store.tables import sign_in as attempts

ADD = "add person"
EDIT = "edit person"
REMOVE = "remove person"
WHAT = "see and change the people of the institution"
NOT_THERE = "That person is not of your institution (any more). F5 shows those who are."
TAKEN = (
    "That login name is taken. Choose another one; if it is the same person, add them by the login name they "
    "have."
)
NOT_OURS = (
    "This person works for another institution as well, so name, login name, password and PIN are not yours "
    "to change: they choose another password at their own desk. What they may do here you can change."
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in this institution, as the register has them."""

    id: int
    uuid: UUID
    form: PersonInput


def everyone(view: View, key: AuditKey) -> tuple[PersonLine, ...]:
    """Who works here, by name. Raises Forbidden for members."""
    view.require_administrator(WHAT)
    rows = view.connection.execute(_here(view).order_by(person.c.name, person.c.id)).all()
    ids = {"ids": [row.id for row in rows]}
    secrets: dict[int, list[str]] = {}
    of_people = select(credential.c.person_id, credential.c.kind).where(among(credential.c.person_id, "ids"))
    for person_id, kind in view.connection.execute(of_people.order_by(credential.c.kind.desc()), ids):
        secrets.setdefault(person_id, []).append(kind)
    elsewhere = set(view.connection.scalars(_elsewhere(view), ids))
    digests = {row.id: sign_in.digest(key, row.login) for row in rows if row.login}
    counted = {
        row.login: row
        for row in view.connection.execute(
            select(attempts).where(among(attempts.c.login, "logins")), {"logins": list(digests.values())}
        )
    }
    lines = []
    for row in rows:
        standing = counted.get(digests.get(row.id, ""))
        lines.append(
            PersonLine(
                id=row.id,
                uuid=UUID(bytes=row.uuid),
                name=row.name,
                login=row.login or "",
                role=Role(row.role),
                doctor=row.doctor,
                patients=len(_patients(view, row.id)),
                ours=row.id not in elsewhere,
                signs_in_with=tuple(secrets.get(row.id, ())),
                failures=standing.failures if standing else 0,
                last_sign_in=_utc(standing.succeeded) if standing and standing.succeeded else None,
            )
        )
    return tuple(lines)


def about(view: View, wanted: UUID | None) -> tuple[str, str]:
    """The institution's name and the person's present login name, "" for none. Raises Forbidden for
    members."""
    view.require_administrator(WHAT)
    name = view.connection.scalar(select(institution.c.name).where(institution.c.id == view.institution_id))
    row = None if wanted is None else _find(view, wanted)
    return str(name), "" if row is None else row.login or ""


def add(unit: Unit, wanted: UUID, form: PersonInput, hashed: str) -> None:
    """Add somebody new under this UUID; who was added under it already is changed. Raises Forbidden,
    Invalid, and NotFound where it is somebody's elsewhere."""
    view = unit.view
    view.require_administrator(WHAT)
    if _find(view, wanted) is not None:
        edit(unit, wanted, form, None, hashed)
        return
    if unit.connection.scalar(select(person.c.id).where(person.c.uuid == wanted.bytes)) is not None:
        raise NotFound(NOT_THERE)
    _require_free(view, form.login)
    person_id = unit.connection.execute(
        insert(person)
        .values(uuid=wanted.bytes, login=form.login or None, name=form.name)
        .returning(person.c.id)
    ).scalar_one()
    _seat(unit, person_id, form.role, form.doctor)
    fields = [name for name in ("name", "login", "doctor") if getattr(form, name)]
    _take_secrets(unit, person_id, form, hashed)
    unit.audit(
        ADD, None, person=person_id, fields=sorted([*fields, "role", *(["password"] if hashed else [])])
    )


def add_existing(unit: Unit, login: str, role: Role, doctor: bool) -> UUID:
    """Give who has this login name a seat here. Raises Forbidden, Invalid."""
    view = unit.view
    view.require_administrator(WHAT)
    known = sign_in.find(unit.connection, login)
    if known is None:
        raise Invalid("Nobody has that login name. Mend it, or add a new person.", field="login")
    row = unit.connection.execute(select(person.c.uuid).where(person.c.id == known.person_id)).one()
    if any(place.actor.institution_id == view.institution_id for place in known.places):
        raise Invalid("Who has that login name is here already. Look for them in the list.", field="login")
    _seat(unit, known.person_id, role, doctor)
    unit.audit(ADD, None, person=known.person_id, fields=["doctor", "role"] if doctor else ["role"])
    return UUID(bytes=row.uuid)


def edit(unit: Unit, wanted: UUID, form: PersonInput, was: PersonInput | None, hashed: str) -> None:
    """Change a person; `was`: the form that the change started from. Raises Forbidden, NotFound, Invalid,
    and Conflict with how it stands now."""
    view = unit.view
    view.require_administrator(WHAT)
    seat = seat_of(view, wanted)
    if was is not None and replace(was, password="", drop_pin=False) != seat.form:
        raise Conflict(
            "Another desk has changed this person meanwhile. Nothing was overwritten: choose what stays.",
            Theirs(0, seat.form, "", None),
        )
    changed = set(changed_fields(seat.form, form, ("name", "login", "role", "doctor")))
    secrets = {name for name, given in (("password", hashed), ("PIN", form.drop_pin)) if given}
    if (changed & {"name", "login"} or secrets) and _works_elsewhere(view, seat.id):
        raise Forbidden(NOT_OURS)
    if seat.id == view.person_id:
        _require_for_oneself(form, hashed)
    if (changed & {"role", "login"}) and seat.form.role is Role.ADMINISTRATOR and _is_last(view, seat.id):
        _require_still_administrator(form)
    if "login" in changed and form.login:
        _require_free(view, form.login, seat.id)
    unit.connection.execute(
        update(person).where(person.c.id == seat.id).values(name=form.name, login=form.login or None)
    )
    unit.connection.execute(
        update(membership)
        .where(membership.c.person_id == seat.id, membership.c.institution_id == view.institution_id)
        .values(role=form.role.value, doctor=form.doctor)
    )
    _take_secrets(unit, seat.id, form, hashed, new_login="login" in changed)
    unit.audit(EDIT, None, person=seat.id, fields=sorted(changed | secrets))


def remove(unit: Unit, wanted: UUID, hand_over_to: UUID | None) -> int:
    """Take somebody's seat away, and give their patients to another member; how many those were. Raises
    Forbidden, NotFound, Invalid."""
    view = unit.view
    view.require_administrator(WHAT)
    seat = seat_of(view, wanted)
    if seat.id == view.person_id:
        raise Invalid("You cannot remove yourself. Another administrator of your institution can.")
    if seat.form.role is Role.ADMINISTRATOR and _is_last(view, seat.id):
        raise Invalid("Nobody else administers this institution. Make another person administrator first.")
    handed = 0
    if hand_over_to is not None:
        heir = seat_of(view, hand_over_to)
        if heir.id == seat.id:
            raise Invalid("The patients need another member than this one.", field="hand_over_to")
        require_member(view, heir.id, "hand_over_to")
        handed = _hand_over(unit, seat.id, heir.id)
    elif count := len(_patients(view, seat.id)):
        patients = "a patient" if count == 1 else f"{count:,} patients"
        raise Invalid(
            f"This person is the responsible member of {patients}. Choose who takes over, then remove them.",
            field="hand_over_to",
        )
    else:
        _hand_over_merged(unit, seat.id)
    unit.connection.execute(
        delete(membership).where(
            membership.c.person_id == seat.id, membership.c.institution_id == view.institution_id
        )
    )
    unit.audit(REMOVE, None, person=seat.id, handed_over=handed)
    return handed


def seat_of(view: View, wanted: UUID) -> Seat:
    """A person of this institution. Raises NotFound."""
    row = _find(view, wanted)
    if row is None:
        raise NotFound(NOT_THERE)
    return Seat(row.id, wanted, PersonInput(row.name, row.login or "", Role(row.role), row.doctor))


def _here(view: View) -> Any:
    return (
        select(
            person.c.id, person.c.uuid, person.c.name, person.c.login, membership.c.role, membership.c.doctor
        )
        .join(membership, membership.c.person_id == person.c.id)
        .where(membership.c.institution_id == view.institution_id)
    )


def _find(view: View, wanted: UUID) -> Row[Any] | None:
    found: Row[Any] | None = view.connection.execute(_here(view).where(person.c.uuid == wanted.bytes)).first()
    return found


def _elsewhere(view: View) -> Any:
    return select(membership.c.person_id).where(
        among(membership.c.person_id, "ids"), membership.c.institution_id != view.institution_id
    )


def _works_elsewhere(view: View, person_id: int) -> bool:
    return view.connection.execute(_elsewhere(view), {"ids": [person_id]}).first() is not None


def _seat(unit: Unit, person_id: int, role: Role, doctor: bool) -> None:
    unit.connection.execute(
        insert(membership),
        {
            "institution_id": unit.view.institution_id,
            "person_id": person_id,
            "role": role.value,
            "doctor": doctor,
        },
    )


def _take_secrets(
    unit: Unit, person_id: int, form: PersonInput, hashed: str, *, new_login: bool = True
) -> None:
    """A password to begin with, and no PIN; what was refused under the name until now is forgotten."""
    if hashed:
        sign_in.put_credential(unit.connection, person_id, "password", hashed, temporary=True)
    if form.drop_pin:
        sign_in.drop_credential(unit.connection, person_id, "PIN")
    if form.login and (hashed or new_login):
        sign_in.forgive(unit.connection, sign_in.digest(unit.key, form.login))


def _require_free(view: View, login: str, besides: int | None = None) -> None:
    """Raises Invalid for a login name that somebody has, anywhere in the register."""
    if not login:
        return
    rows = view.connection.execute(select(person.c.id, person.c.login).where(person.c.login.is_not(None)))
    if any(row.id != besides and normal_login(row.login) == normal_login(login) for row in rows):
        raise Invalid(TAKEN, field="login")


def _require_for_oneself(form: PersonInput, hashed: str) -> None:
    """What would let somebody at a desk that was left open become its operator, or lock them out."""
    if hashed:
        raise Invalid(
            "Your own password you change with the one you have now: leave this empty and choose it at the "
            "sign-in of your desk.",
            field="password",
        )
    if not form.login:
        raise Invalid("You cannot take away your own login name. Another administrator can.", field="login")


def _is_last(view: View, person_id: int) -> bool:
    """Whether nobody else could administer the institution."""
    others = (
        select(func.count())
        .select_from(membership)
        .join(person, person.c.id == membership.c.person_id)
        .where(
            membership.c.institution_id == view.institution_id,
            membership.c.role == Role.ADMINISTRATOR.value,
            membership.c.person_id != person_id,
            person.c.login.is_not(None),
        )
    )
    return not view.connection.scalar(others)


def _require_still_administrator(form: PersonInput) -> None:
    first = "Nobody else administers this institution. Make another person administrator first"
    if form.role is not Role.ADMINISTRATOR:
        raise Invalid(f"{first}, then make this one a member.", field="role")
    if not form.login:
        raise Invalid(f"{first}, then take this login name away.", field="login")


# Their patients


def _term(person_id: int) -> str:
    return f"{terms.RESPONSIBLE}{person_id}"


def _patients(view: View, person_id: int) -> Any:
    return postings.load_union(view.connection, view.institution_id, [_term(person_id)])


def _hand_over(unit: Unit, old: int, new: int, only: Sequence[int] | None = None) -> int:
    """All patients of one member, or these of them, become those of another one; the index follows as a
    whole. How many; profiles that were merged into others go along and are not counted."""
    institution_id = unit.view.institution_id
    moved = unit.connection.execute(
        update(patient)
        .where(
            patient.c.institution_id == institution_id,
            patient.c.responsible_id == old,
            true() if only is None else among(patient.c.id, "ids"),
        )
        .values(responsible_id=new, version=patient.c.version + 1)
        .returning(patient.c.id, patient.c.merged_into_id),
        {} if only is None else {"ids": list(only)},
    ).all()
    there = [row.id for row in moved if row.merged_into_id is None]
    away = [row.id for row in moved if row.merged_into_id is not None]
    for kind, ids in ((terms.RESPONSIBLE, there), (terms.MERGED_RESPONSIBLE, away)):
        postings.change(unit.connection, institution_id, {f"{kind}{new}": ids}, {f"{kind}{old}": ids})
    return len(there)


def _hand_over_merged(unit: Unit, old: int) -> None:
    """Profiles of a member without patients, which were merged into those of others, become theirs: nobody
    has to choose for whom no list shows."""
    view = unit.view
    theirs = view.connection.scalars(
        select(patient.c.id).where(
            patient.c.institution_id == view.institution_id, patient.c.responsible_id == old
        )
    ).all()
    heirs: dict[int, list[int]] = {}
    for patient_id in theirs:
        main = merged.end_of(view, patient_id)
        if main is None:
            raise RuntimeError("a merge that ends nowhere")
        heirs.setdefault(main.responsible_id, []).append(patient_id)
    for new, ids in heirs.items():
        _hand_over(unit, old, new, ids)


def _utc(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1e6, UTC)
