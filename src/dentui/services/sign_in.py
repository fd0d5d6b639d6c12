"""Signing in at an open register, unlocking a desk, and one's own password and PIN."""

from __future__ import annotations

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.people import Place
from dentui.domain.sign_in import SignedIn, Wanted
from dentui.services.desk import Desk
from dentui.store.database import Database


class SignIn:
    """The way from an open register to a desk."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    @property
    def wanted(self) -> Wanted:
        """What has to be asked for. With PIN, the login is that of the SSH key (`Settings.key_of`)."""
        raise NotImplementedError

    def automatically(self) -> SignedIn:
        """Sign in where nothing is asked for. Raises Invalid or Forbidden for who is not known here."""
        raise NotImplementedError

    def sign_in(self, login: str, secret: str) -> SignedIn:
        """Sign in with a password, or with the PIN of the SSH key's owner. Raises Forbidden with one and the
        same sentence for unknown names, wrong secrets and people without a place; with another one, that
        says how long, while somebody of that name has to wait."""
        raise NotImplementedError

    def desk(self, place: Place) -> Desk:
        """The desk at this place; that is an entry in the audit trail. Raises Forbidden, NoMember."""
        raise NotImplementedError

    def places(self, actor: Actor) -> tuple[Place, ...]:
        """The institutions between which the operator can switch."""
        raise NotImplementedError

    def unlocks_with(self, actor: Actor) -> Wanted:
        """What unlocks the operator's desk: nothing in a demonstration clinic, a PIN or the password."""
        raise NotImplementedError

    def unlock(self, actor: Actor, secret: str) -> None:
        """Raises Forbidden as `sign_in` does; failures count together."""
        raise NotImplementedError

    def change_password(self, actor: Actor, old: str, new: str) -> None:
        """Choose another password. Raises Forbidden for a wrong old one, Invalid (field "password") for a
        new one that will not do."""
        raise NotImplementedError

    def change_pin(self, actor: Actor, secret: str, pin: str) -> None:
        """Choose a PIN, with the old PIN or the password (with "" where there is neither and an SSH key
        opened the line). Raises Forbidden, Invalid (field "pin")."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the register back, where no desk was opened."""
        raise NotImplementedError


def open_sign_in(settings: Settings) -> SignIn:
    """Open and check the register. Raises NoRegister where there is none yet, Unavailable."""
    raise NotImplementedError
