"""`dentui people list`, `add`, `edit` and `remove`: the people of the institution."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from dentui.commands.output import Column, print_json, print_line, print_table
from dentui.config import Settings
from dentui.domain.actors import Role
from dentui.errors import Invalid, NotFound

if TYPE_CHECKING:
    from dentui.domain.people import PersonInput, PersonLine
    from dentui.services.desk import Desk

WHO = "login name or UUID, as `dentui people list` shows it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="who works here", description="Who works here.")
    listed.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    add = actions.add_parser(
        "add",
        help="add a person",
        description="Add a new person, or (with --existing) somebody who has a login name already.",
    )
    add.add_argument("name", nargs="?", metavar="NAME", help="as patients and colleagues read it")
    add.add_argument("--existing", metavar="LOGIN", help="who has this login name, exactly")
    _add_form(add)
    edit = actions.add_parser("edit", help="change a person", description="Change a person.")
    edit.add_argument("who", metavar="WHO", help=WHO)
    edit.add_argument("--name", metavar="NAME")
    _add_form(edit)
    edit.add_argument("--drop-pin", action="store_true", help="take away a PIN that was forgotten")
    remove = actions.add_parser(
        "remove",
        help="take away a person's place",
        description="Take away a person's place in the institution. What they did keeps their name.",
    )
    remove.add_argument("who", metavar="WHO", help=WHO)
    remove.add_argument("--hand-over-to", metavar="WHO", help="who takes over their patients")


def _add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--login-name", metavar="LOGIN", help='"" for who works at no desk')
    parser.add_argument("--role", choices=[role.value for role in Role])
    parser.add_argument("--doctor", action=argparse.BooleanOptionalAction, help="whether they are a doctor")
    parser.add_argument(
        "--password",
        action="store_true",
        help="give a password for the next sign-in: it is asked for, or read from a pipe",
    )


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Do it; answers the exit status."""
    from dentui.commands.signing_in import open_desk

    act: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
        "list": _list,
        "add": _add,
        "edit": _edit,
        "remove": _remove,
    }
    desk = open_desk(settings, args)
    try:
        act[args.action](desk, args)
    finally:
        desk.register.close()
    return 0


def _list(desk: Desk, args: argparse.Namespace) -> None:
    people = desk.people.everyone(desk.actor)
    if args.json:
        print_json({"people": [_as_json(person) for person in people]})
        return
    columns = (
        *(Column("Name", 12), Column("Login", 8), Column("Role"), Column("Doctor"), Column("Patients")),
        *(Column("Signs in with"), Column("Refused"), Column("UUID")),
    )
    print_table(columns, [_row(person) for person in people])


def _row(person: PersonLine) -> Sequence[str]:
    return (
        *(person.name, person.login, person.role.value if person.login else ""),
        *("doctor" if person.doctor else "", str(person.patients or ""), ", ".join(person.signs_in_with)),
        *(str(person.failures or ""), str(person.uuid)),
    )


def _as_json(person: PersonLine) -> dict[str, object]:
    return {
        "uuid": str(person.uuid),
        "name": person.name,
        "login": person.login or None,
        "role": person.role.value,
        "doctor": person.doctor,
        "patients": person.patients,
        "signs_in_with": list(person.signs_in_with),
        "refused_sign_ins": person.failures,
        "last_sign_in": person.last_sign_in.isoformat() if person.last_sign_in else None,
    }


def _add(desk: Desk, args: argparse.Namespace) -> None:
    from dentui.domain.people import PersonInput

    if args.existing is not None:
        if args.name or args.login_name is not None or args.password:
            raise Invalid("With --existing name, login name and password are theirs already: leave them out.")
        role = Role(args.role or Role.MEMBER)
        wanted = desk.people.add_existing(desk.actor, args.existing, role, bool(args.doctor))
    else:
        if not args.name:
            raise Invalid("The name is missing. Write it behind add, in quotes.", field="name")
        wanted = uuid4()
        desk.people.add(desk.actor, wanted, _form(PersonInput(args.name), args))
    print_line(f"Added as {wanted}.")


def _edit(desk: Desk, args: argparse.Namespace) -> None:
    person = _person(desk, args.who)
    form = _form(person.form, args)
    if args.name is not None:
        form = replace(form, name=args.name)
    desk.people.edit(desk.actor, person.uuid, replace(form, drop_pin=args.drop_pin), person.form)
    print_line("Saved.")


def _remove(desk: Desk, args: argparse.Namespace) -> None:
    person = _person(desk, args.who)
    heir = None if args.hand_over_to is None else _person(desk, args.hand_over_to).uuid
    handed = desk.people.remove(desk.actor, person.uuid, heir)
    patients = f"; {handed:,} {'patient' if handed == 1 else 'patients'} handed over" if handed else ""
    print_line(f"Removed{patients}.")


def _form(form: PersonInput, args: argparse.Namespace) -> PersonInput:
    """The form with what the options say."""
    if args.login_name is not None:
        form = replace(form, login=args.login_name)
    if args.role is not None:
        form = replace(form, role=Role(args.role))
    if args.doctor is not None:
        form = replace(form, doctor=args.doctor)
    return replace(form, password=_password()) if args.password else form


def _password() -> str:
    """Never an argument: those stand in the shell's history and in the list of processes."""
    if sys.stdin.isatty():
        from dentui.commands.signing_in import ask_secret

        password = ask_secret("Password for the next sign-in: ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Invalid("There is no password. Type one, or leave --password out.", field="password")
    return password


def _person(desk: Desk, who: str) -> PersonLine:
    """Somebody of the institution. Raises NotFound."""
    from dentui.domain.sign_in import normal_login

    people = desk.people.everyone(desk.actor)
    try:
        wanted = UUID(who)
    except ValueError:
        found = [
            person for person in people if person.login and normal_login(person.login) == normal_login(who)
        ]
    else:
        found = [person for person in people if person.uuid == wanted]
    if not found:
        raise NotFound("Nobody of your institution has that login name or UUID: dentui people list.")
    return found[0]
