"""`dentui password LOGIN`: a new password from the account that owns the home."""

from __future__ import annotations

import argparse

from dentui.commands.output import print_line
from dentui.config import Settings
from dentui.errors import Invalid


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("name", metavar="LOGIN", help="whose password it is")


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Ask twice, and set it."""
    from dentui.commands.signing_in import ask_secret, require_terminal
    from dentui.services.sign_in import reset_password

    def new() -> str:
        require_terminal("type a password")
        chosen = ask_secret("New password: ")
        if ask_secret("Once more: ") != chosen:
            raise Invalid("These were two different passwords. Nothing was changed.", field="password")
        return chosen

    reset_password(settings, args.name, new)
    print_line("The password is set, and refused attempts are forgotten. It stands in the audit trail.")
    return 0
