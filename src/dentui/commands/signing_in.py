"""Who a command works for: nobody is asked in a demonstration clinic and with an SSH key, everybody else
signs in at the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from typing import TYPE_CHECKING

from dentui.config import Settings
from dentui.errors import Forbidden, Unavailable

if TYPE_CHECKING:
    from dentui.domain.sign_in import SignedIn
    from dentui.services.desk import Desk
    from dentui.services.sign_in import SignIn


def open_desk(settings: Settings, args: argparse.Namespace) -> Desk:
    """The desk for a command, in the institution of the settings, else the operator's first. Raises Forbidden
    for who is not let in, Unavailable without a terminal to ask at."""
    from dentui.domain.sign_in import Wanted
    from dentui.services.desk import place_for
    from dentui.services.sign_in import open_sign_in

    sign_in = open_sign_in(settings)
    try:
        if sign_in.wanted is Wanted.NOTHING:
            signed = sign_in.automatically()
        else:
            signed = _ask(sign_in, settings, args)
        return sign_in.desk(place_for(settings, signed))
    except BaseException:
        sign_in.close()
        raise


def _ask(sign_in: SignIn, settings: Settings, args: argparse.Namespace) -> SignedIn:
    require_terminal("sign in")
    login = settings.key_of or args.login or ask("Login name: ")
    signed = sign_in.sign_in(login, ask_secret(f"{sign_in.wanted[:1].upper()}{sign_in.wanted[1:]}: "))
    if signed.must_change:
        raise Forbidden(
            "Your password was given to you and has to be changed first. Start dentui without a command, and "
            "choose another one."
        )
    if signed.failures:
        attempts = "attempt" if signed.failures == 1 else "attempts"
        print(f"{signed.failures:,} {attempts} refused since your last sign-in.", file=sys.stderr)
    return signed


def require_terminal(what: str) -> None:
    """Raises Unavailable where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Unavailable(f"There is no terminal at which to {what}. Run the command in one.")


def ask(words: str) -> str:
    """What was typed, on the terminal and not where the command's output goes."""
    print(words, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.strip()


def ask_secret(words: str) -> str:
    """What was typed, without showing it."""
    try:
        return getpass(words, stream=sys.stderr)
    except EOFError:
        raise KeyboardInterrupt from None


@contextmanager
def at_desk(settings: Settings, args: argparse.Namespace) -> Iterator[Desk]:
    """The same for a while."""
    desk = open_desk(settings, args)
    try:
        yield desk
    finally:
        desk.register.close()
