"""Credentials, and the attempts that were refused. Nothing here is within an operator's scope.

Attempts are counted by a digest of the login name as it was typed, of nobody's too, so that the same
answer comes after the same time for all. It is keyed, because people type a password there by mistake.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from dentui.domain.people import Place
from dentui.domain.sign_in import check_wait, normal_login
from dentui.store import audit, people, scope
from dentui.store.audit import AuditKey
from dentui.store.memo import Memo
from dentui.store.tables import credential, person, sign_in

Kind = Literal["password", "PIN"]

RESET = "reset password"
KEPT = 1_000
"""Names of nobody's whose old failures are kept; above that they are swept."""
OLD = 24 * 3600 * 1_000_000
"""Microseconds after which the failures of nobody's name are old."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What a secret is checked against."""

    hash: str
    temporary: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with a login name."""

    person_id: int
    name: str
    login: str
    places: tuple[Place, ...]
    credentials: dict[str, Credential]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held against a login name. The times are UTC in microseconds, 0: never."""

    failures: int = 0
    failed: int = 0
    succeeded: int = 0

    @property
    def untold(self) -> int:
        """Failures since the last sign-in."""
        return self.failures if self.failed > self.succeeded else 0


def digest(key: AuditKey, login: str) -> str:
    """The name under which attempts with this login are counted."""
    typed = normal_login(login).encode("utf-8", "surrogatepass")
    return hmac.digest(key.secret, b"dentui login" + typed, "sha256").hex()


def standing(connection: Connection, counted: str) -> Standing:
    """What is held against a digest."""
    row = connection.execute(select(sign_in).where(sign_in.c.login == counted)).first()
    return Standing(row.failures, row.failed, row.succeeded) if row else Standing()


def refuse_while_waiting(connection: Connection, counted: str) -> Standing:
    """Raises Forbidden while a wait runs."""
    found = standing(connection, counted)
    check_wait(found.failures, found.failed / 1e6, time.time())
    return found


def reserve(connection: Connection, key: AuditKey, counted: str) -> Standing:
    """Count an attempt as refused before it is looked at, so that attempts at the same time cannot
    outrun the count; answers what stood there. Raises Forbidden while a wait runs. Under the write lock."""
    before = refuse_while_waiting(connection, counted)
    if before == Standing():
        _sweep(connection, key)
    _put(connection, counted, before.failures + 1, time.time_ns() // 1_000, before.succeeded)
    return before


def succeed(connection: Connection, counted: str, *, secret: bool) -> None:
    """Note a sign-in. Only a right secret takes back what is held against guesses of it."""
    before = standing(connection, counted)
    _put(connection, counted, 0 if secret else before.failures, before.failed, time.time_ns() // 1_000)


def forgive(connection: Connection, counted: str) -> None:
    """Forget what was refused: somebody has given another secret."""
    before = standing(connection, counted)
    if before.failures:
        _put(connection, counted, 0, before.failed, before.succeeded)


def find(connection: Connection, login: str) -> Known | None:
    """The person of that login name, however it is cased."""
    wanted = normal_login(login)
    rows = connection.execute(
        select(person.c.id, person.c.name, person.c.login).where(person.c.login.is_not(None))
    )
    matches = [row for row in rows if normal_login(row.login) == wanted]
    if len(matches) > 1:
        matches = [row for row in matches if row.login == login]
    return _known(connection, *matches[0]) if matches and wanted else None


def find_person(connection: Connection, person_id: int) -> Known | None:
    """The person of that id, where there is a login name."""
    row = connection.execute(
        select(person.c.id, person.c.name, person.c.login).where(
            person.c.id == person_id, person.c.login.is_not(None)
        )
    ).first()
    return _known(connection, *row) if row else None


def _known(connection: Connection, person_id: int, name: str, login: str) -> Known:
    rows = connection.execute(select(credential).where(credential.c.person_id == person_id))
    return Known(
        person_id,
        name,
        login,
        tuple(people.places(connection, login)),
        {row.kind: Credential(row.hash, row.temporary) for row in rows},
    )


def put_credential(
    connection: Connection, person_id: int, kind: Kind, hashed: str, *, temporary: bool = False
) -> None:
    """Give a person a password or a PIN. `temporary`: to be changed at the next sign-in."""
    drop_credential(connection, person_id, kind)
    connection.execute(
        insert(credential),
        {
            "person_id": person_id,
            "kind": kind,
            "hash": hashed,
            "changed": time.time_ns() // 1_000,
            "temporary": temporary,
        },
    )


def drop_credential(connection: Connection, person_id: int, kind: Kind) -> None:
    """Take a password or a PIN away."""
    connection.execute(
        delete(credential).where(credential.c.person_id == person_id, credential.c.kind == kind)
    )


def rehash(connection: Connection, person_id: int, kind: Kind, old: str, new: str) -> None:
    """Keep the same secret in a stronger hash, unless it was changed meanwhile."""
    connection.execute(
        update(credential)
        .where(credential.c.person_id == person_id, credential.c.kind == kind, credential.c.hash == old)
        .values(hash=new)
    )


def reset_password(connection: Connection, key: AuditKey, known: Known, hashed: str) -> None:
    """Give a person another password from the command line, and say so in each of their institutions."""
    put_credential(connection, known.person_id, "password", hashed)
    forgive(connection, digest(key, known.login))
    for place in known.places:
        view = scope.view(connection, place.actor, Memo())
        audit.append(view, key, RESET, None, {"how": "command line"})


def _put(connection: Connection, counted: str, failures: int, failed: int, succeeded: int) -> None:
    values = {"failures": failures, "failed": failed, "succeeded": succeeded}
    changed = connection.execute(update(sign_in).where(sign_in.c.login == counted).values(**values))
    if not changed.rowcount:
        connection.execute(insert(sign_in), {"login": counted, **values})


def _sweep(connection: Connection, key: AuditKey) -> None:
    """Forget old failures of nobody's names, where there are many of them: some at a time, because it is
    done under the write lock."""
    old = connection.scalars(
        select(sign_in.c.login).where(sign_in.c.failed < time.time_ns() // 1_000 - OLD).limit(2 * KEPT)
    ).all()
    if len(old) <= KEPT:
        return
    logins: Iterable[str] = connection.scalars(select(person.c.login).where(person.c.login.is_not(None)))
    known = {digest(key, login) for login in logins}
    nobodys = [{"one": counted} for counted in old if counted not in known]
    if nobodys:
        connection.execute(delete(sign_in).where(sign_in.c.login == bindparam("one")), nobodys)
