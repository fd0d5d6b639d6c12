"""Signing in at an open register, unlocking a desk, and one's own password and PIN.

What was typed is looked at by one process of a machine at a time, and is counted as refused before that.
The answer to somebody who is not known, has no password or works nowhere takes the same time and says the
same as that to a wrong password.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.people import Place
from dentui.domain.sign_in import (
    SignedIn,
    Wanted,
    as_hashed,
    check_password,
    check_pin,
    is_pin,
    normal_login,
)
from dentui.errors import Forbidden, Invalid, NoMember, NotFound
from dentui.services import hashing
from dentui.services.annotations import Annotations
from dentui.services.case_files import CaseFiles
from dentui.services.cases import Cases
from dentui.services.charts import Charts
from dentui.services.desk import Desk
from dentui.services.devices import Devices
from dentui.services.doubles import Doubles
from dentui.services.drafts import Drafts
from dentui.services.habits import Habits
from dentui.services.images import Images
from dentui.services.labs import Labs
from dentui.services.links import Links
from dentui.services.merges import Merges
from dentui.services.patient_copies import PatientCopies
from dentui.services.patients import Patients
from dentui.services.people import People
from dentui.services.register import Register
from dentui.services.reports import Reports
from dentui.services.snippets import Snippets
from dentui.services.sources import Sources
from dentui.services.types import CaseTypes, TypeLists
from dentui.store import people
from dentui.store import sign_in as store
from dentui.store.database import Database, Unit
from dentui.store.drafts import place_of
from dentui.store.scope import View
from dentui.store.sign_in import Kind, Known

T = TypeVar("T")

SIGN_IN = "sign in"

REFUSED = (
    "Login name and password do not fit together. Try again; an administrator of your institution can give "
    "you another password."
)
REFUSED_UNLOCK = (
    "That is not your password. Try again; an administrator of your institution can give you another one."
)
REFUSED_PIN = (
    "That is not your PIN. Try again, or type your password; an administrator of your institution can give "
    "you another one."
)
REFUSED_KEY = "This SSH key opens no desk here. Ask an administrator of your institution."
NOTHING_UNLOCKS = (
    "You have neither a PIN nor a password, so nobody can unlock this desk. Leave it; your SSH key opens "
    "another one, at which you can choose a PIN."
)
NO_PIN = (
    "Here a PIN is asked for on top of your SSH key, and you have none yet. Type your password instead, then "
    "choose a PIN at the desk; who has no password either gets one from an administrator."
)
WRONG_OLD = "That is not what you have now, so nothing was changed. Type it again."


@dataclass(frozen=True, slots=True)
class _Opened:
    """Who signed in, and with what, for the audit trail; and whether that has to be changed first."""

    person_id: int
    how: str
    failures: int
    must_change: bool = False


class SignIn:
    """The way from an open register to a desk."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._opened: _Opened | None = None

    @property
    def wanted(self) -> Wanted:
        """What has to be asked for. With PIN, the login is that of the SSH key (`Settings.key_of`)."""
        if self._settings.demonstration:
            return Wanted.NOTHING
        if self._settings.key_of:
            return Wanted.PIN if self._settings.pin else Wanted.NOTHING
        return Wanted.PASSWORD

    def automatically(self) -> SignedIn:
        """Sign in where nothing is asked for. Raises Invalid or Forbidden for who is not known here."""
        if self._settings.demonstration:
            return self._demonstrate()
        if self.wanted is not Wanted.NOTHING:
            raise Forbidden(
                "Nobody is signed in. Start dentui without a command to sign in, or give the command --login."
            )
        login = self._settings.key_of or ""
        counted = store.digest(self._database.key, login)

        def arrive(connection: Any) -> tuple[Known, int]:
            known = store.find(connection, login)
            if known is None or not known.places:
                raise Forbidden(REFUSED_KEY)
            failures = store.standing(connection, counted).untold
            store.succeed(connection, counted, secret=False)
            return known, failures

        known, failures = self._database.system(arrive, writes=True)
        self._opened = _Opened(known.person_id, "key", failures)
        return self._signed_in(known, failures, must_change=False)

    def sign_in(self, login: str, secret: str) -> SignedIn:
        """Sign in with a password, or with the PIN of the SSH key's owner. Raises Forbidden with one and the
        same sentence for unknown names, wrong secrets and people without a place; with another one, that
        says how long, while somebody of that name has to wait."""
        on_key = self.wanted is Wanted.PIN
        if on_key:
            login = self._settings.key_of or ""
        kind: Kind = "PIN" if on_key and is_pin(secret) else "password"
        known, failures = self._prove(login, kind, secret, REFUSED_PIN if on_key else REFUSED)
        how = f"key and {kind}" if on_key else kind
        must_change = known.credentials[kind].temporary
        self._opened = _Opened(known.person_id, how, failures, must_change)
        return self._signed_in(known, failures, must_change=must_change)

    def desk(self, place: Place) -> Desk:
        """The desk at this place; that is an entry in the audit trail. Raises Forbidden, NoMember."""
        opened = self._own(place.actor)
        if opened.must_change:
            raise Forbidden(
                "The password that you were given has to be changed first. Sign in, and choose yours."
            )
        if self._settings.demonstration:
            found, who = self._database.read(place.actor, lambda view: _about(view, place))
        else:

            def enter(unit: Unit) -> tuple[list[Place], tuple[UUID, UUID]]:
                unit.audit(SIGN_IN, how=opened.how, failures=opened.failures)
                return _about(unit.view, place)

            found, who = self._database.write(place.actor, enter)
        here = next((there for there in found if there.actor == place.actor), None)
        if here is None:
            raise NoMember("You are no member of this institution any more. Ask one of its administrators.")
        images = Images(self._database, self._settings)
        register = Register(self._database, images.close)
        register.wait_for_change(0)  # what is committed from here on is noticed
        return Desk(
            actor=here.actor,
            operator=here.operator,
            login=here.login,
            institution=here.institution,
            demonstration=self._settings.demonstration,
            administers=here.administers,
            patients=Patients(self._database),
            charts=Charts(self._database, self._settings.country),
            doubles=Doubles(self._database),
            merges=Merges(self._database, self._settings.country),
            types=CaseTypes(self._database),
            people=People(self._database),
            type_lists=TypeLists(self._database),
            images=images,
            annotations=Annotations(self._database),
            cases=Cases(self._database),
            case_files=CaseFiles(self._database, self._settings, images),
            labs=Labs(self._database),
            reports=Reports(self._database, self._settings, images),
            links=Links(self._database, self._settings, images),
            patient_copies=PatientCopies(self._database, self._settings, images),
            snippets=Snippets(self._database),
            devices=Devices(self._database),
            drafts=Drafts(self._database, self._settings.home, place_of(self._settings.home, *who)),
            habits=Habits(self._settings.home, here.login),
            sources=Sources(self._settings, here.login),
            register=register,
            sign_in=self,
        )

    def places(self, actor: Actor) -> tuple[Place, ...]:
        """The institutions between which the operator can switch."""
        return self._ordered(self._person(actor).places)

    def unlocks_with(self, actor: Actor) -> Wanted:
        """What unlocks the operator's desk: nothing in a demonstration clinic, a PIN or the password. Also
        nothing for who has neither, because an SSH key was the sign-in: that desk can only be left."""
        if self._settings.demonstration:
            return Wanted.NOTHING
        credentials = self._person(actor).credentials
        if "PIN" in credentials:
            return Wanted.PIN
        return Wanted.PASSWORD if "password" in credentials else Wanted.NOTHING

    def unlock(self, actor: Actor, secret: str) -> None:
        """Raises Forbidden as `sign_in` does; failures count together."""
        if self._settings.demonstration:
            return
        known = self._person(actor)
        if not known.credentials:
            raise Forbidden(NOTHING_UNLOCKS)
        has_pin = "PIN" in known.credentials
        kind: Kind = "PIN" if has_pin and is_pin(secret) else "password"
        self._prove(known.login, kind, secret, REFUSED_PIN if has_pin else REFUSED_UNLOCK)

    def change_password(self, actor: Actor, old: str, new: str) -> None:
        """Choose another password. Raises Forbidden for a wrong old one, Invalid (field "password") for a
        new one that will not do."""
        known = self._person(actor)
        chosen = check_password(new, known.login, known.name, *(place.institution for place in known.places))
        if chosen == as_hashed(old):
            raise Invalid("That is the password you have now. Choose another one.", field="password")
        self._prove_before_change(known, old, pin_is_enough="password" not in known.credentials)
        self._change(actor, "password", chosen)
        self._opened = replace(self._own(actor), must_change=False)

    def change_pin(self, actor: Actor, secret: str, pin: str) -> None:
        """Choose a PIN, with the old PIN or the password (with "" where there is neither and an SSH key
        opened the line). Raises Forbidden, Invalid (field "pin")."""
        known = self._person(actor)
        chosen = check_pin(pin)
        self._prove_before_change(known, secret, pin_is_enough=True)
        self._change(actor, "PIN", chosen)

    def close(self) -> None:
        """Give the register back, where no desk was opened."""
        self._database.close()

    # Who it is

    def _demonstrate(self) -> SignedIn:
        login = self._settings.operator
        if not login:
            raise Forbidden("Nobody is signed in. Say who works in this demonstration clinic, with --as.")
        found = self._database.system(lambda connection: tuple(people.places(connection, login)))
        at = self._settings.institution
        if at:
            found = tuple(place for place in found if place.institution == at)
        if not found:
            raise Invalid(
                f"There is no operator {login} in this register" + (f" at {at}" if at else "") + ". "
                "Check --as.",
                field="as",
            )
        person = found[0]
        self._opened = _Opened(person.actor.person_id, "demonstration", 0)
        return SignedIn(
            person.actor.person_id, person.operator, login, found, must_change=False, unlockable=True,
            failures=0,
        )  # fmt: skip

    def _signed_in(self, known: Known, failures: int, *, must_change: bool) -> SignedIn:
        places = self._ordered(known.places)
        unlockable = bool(known.credentials)
        return SignedIn(known.person_id, known.name, known.login, places, must_change, unlockable, failures)

    def _ordered(self, places: tuple[Place, ...]) -> tuple[Place, ...]:
        """That of the settings first, then the oldest."""
        at = self._settings.institution
        return tuple(sorted(places, key=lambda place: place.institution != at))

    def _own(self, actor: Actor) -> _Opened:
        if self._opened is None or self._opened.person_id != actor.person_id:
            raise Forbidden("Somebody else is signed in here. Leave the desk, then sign in yourself.")
        return self._opened

    def _person(self, actor: Actor) -> Known:
        self._own(actor)
        known = self._database.system(lambda connection: store.find_person(connection, actor.person_id))
        if known is None or not known.places:
            raise NoMember("You work in no institution any more. Ask an administrator of yours.")
        return known

    # What was typed

    def _prove(self, login: str, kind: Kind, secret: str, refusal: str) -> tuple[Known, int]:
        """Who has this login name and secret, and how many attempts were refused before. Raises Forbidden."""
        counted = store.digest(self._database.key, login)
        # Most of many guesses end here, with a read.
        self._read(lambda connection: store.refuse_while_waiting(connection, counted))
        with hashing.alone(self._settings.home):
            self._read(lambda connection: store.refuse_while_waiting(connection, counted))
            before, known = self._database.system(
                lambda connection: (
                    store.reserve(connection, self._database.key, counted),
                    store.find(connection, login),
                ),
                writes=True,
            )
            given = known.credentials.get(kind) if known else None
            fits = hashing.fits(secret, given.hash if given else None)
            if known and kind == "PIN" and given is None:
                refusal = NO_PIN
            if not fits or known is None or given is None or not known.places:
                raise Forbidden(refusal)
            stronger = hashing.make_hash(secret) if hashing.is_weak(given.hash) else ""

        def arrive(connection: Any) -> Known:
            now = store.find_person(connection, known.person_id)
            if now is None or not now.places or now.credentials.get(kind) != given:
                raise Forbidden(refusal)
            store.succeed(connection, counted, secret=True)
            if stronger:
                store.rehash(connection, known.person_id, kind, given.hash, stronger)
            return now

        return self._database.system(arrive, writes=True), before.untold

    def _read(self, fn: Callable[[Any], T]) -> T:
        return self._database.system(fn)

    def _prove_before_change(self, known: Known, secret: str, *, pin_is_enough: bool) -> None:
        if not known.credentials:
            key_of = normal_login(self._settings.key_of or "")
            if self._settings.demonstration or key_of != normal_login(known.login):
                raise Forbidden(
                    "You have neither password nor PIN, and no SSH key of yours opened this line. An "
                    "administrator of your institution can give you a password."
                )
            return
        pin = pin_is_enough and is_pin(secret) and "PIN" in known.credentials
        self._prove(known.login, "PIN" if pin else "password", secret, WRONG_OLD)

    def _change(self, actor: Actor, kind: Kind, secret: str) -> None:
        with hashing.alone(self._settings.home):
            hashed = hashing.make_hash(secret)

        def change(unit: Unit) -> None:
            store.put_credential(unit.connection, actor.person_id, kind, hashed)
            unit.audit(f"change {kind}")

        self._database.write(actor, change)


def _about(view: View, place: Place) -> tuple[list[Place], tuple[UUID, UUID]]:
    return people.places(view.connection, place.login), people.uuids(view)


def open_sign_in(settings: Settings) -> SignIn:
    """Open and check the register. Raises NoRegister where there is none yet, Unavailable."""
    return SignIn(settings, Database(settings))


def reset_password(settings: Settings, login: str, new: Callable[[], str]) -> None:
    """Give somebody a new password and forget what was refused, for whoever has the home's account: so gets
    in who was the last administrator and forgot it. `new` is asked when the person is known. Raises NotFound
    for nobody, Invalid with the field "password"."""
    if settings.demonstration:
        raise Forbidden("Nobody signs in to a demonstration clinic: there are no passwords.")
    if settings.key_of:
        raise Forbidden("That is not done over somebody's key, but by the account that owns the home.")
    database = Database(settings)
    try:
        known = database.system(lambda connection: store.find(connection, login))
        if known is None or not known.places:
            raise NotFound("Nobody of that login name works in this register. Check how it is written.")
        chosen = check_password(
            new(), known.login, known.name, *(place.institution for place in known.places)
        )
        with hashing.alone(settings.home):
            hashed = hashing.make_hash(chosen)
        database.system(
            lambda connection: store.reset_password(connection, database.key, known, hashed), writes=True
        )
    finally:
        database.close()
