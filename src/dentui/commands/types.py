"""`dentui types list`, `add`, `rename`, `retire` and `bring-back`: case types and visit types."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dentui.commands.output import Column, print_json, print_line, print_table
from dentui.config import Settings
from dentui.domain.types import TypeInput, TypeKind, TypeLine
from dentui.errors import NotFound

if TYPE_CHECKING:
    from dentui.services.desk import Desk

KINDS = {"case": TypeKind.CASE, "visit": TypeKind.VISIT}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = actions.add_parser(
        "list", help="both lists, or one of them", description="Case types and visit types, in their order."
    )
    listed.add_argument("kind", nargs="?", choices=KINDS)
    listed.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    add = _action(actions, "add", "add a type")
    add.add_argument("--place", type=int, metavar="N", help="its place in the list, from 1 on (the end)")
    rename = _action(actions, "rename", "rename a type, or give it another place")
    rename.add_argument("new_name", nargs="?", metavar="NEW-NAME")
    rename.add_argument("--place", type=int, metavar="N", help="its place in the list, from 1 on")
    _action(actions, "retire", "offer a type no more; it stays where it is used")
    _action(actions, "bring-back", "offer a retired type again")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, line: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=line, description=f"{line.capitalize()}.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("name", metavar="NAME")
    return parser


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Do it; answers the exit status."""
    from dentui.commands.signing_in import open_desk

    act: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
        "list": _list,
        "add": _add,
        "rename": _rename,
        "retire": _retire,
        "bring-back": _bring_back,
    }
    desk = open_desk(settings, args)
    try:
        act[args.action](desk, args)
    finally:
        desk.register.close()
    return 0


def _list(desk: Desk, args: argparse.Namespace) -> None:
    uses = desk.type_lists.uses(desk.actor)
    lists = {
        word: [(line, uses[kind].get(line.id, 0)) for line in desk.type_lists.lines(desk.actor, kind)]
        for word, kind in KINDS.items()
        if args.kind in (None, word)
    }
    if args.json:
        print_json(
            {f"{word}_types": [_as_json(line, used) for line, used in lines] for word, lines in lists.items()}
        )
        return
    columns = (Column("List"), Column("Place"), Column("Name", 12), Column("State"), Column("Records"))
    rows = [
        (
            *(word, str(line.place or ""), line.name, "retired" if line.retired else "offered"),
            str(used),
        )
        for word, lines in lists.items()
        for line, used in lines
    ]
    print_table(columns, rows)


def _as_json(line: TypeLine, used: int) -> dict[str, object]:
    return {
        "id": line.id,
        "name": line.name,
        "place": line.place,
        "retired": line.retired,
        "records": used,
    }


def _add(desk: Desk, args: argparse.Namespace) -> None:
    desk.type_lists.add(desk.actor, KINDS[args.kind], TypeInput(args.name, args.place))
    print_line("Added.")


def _rename(desk: Desk, args: argparse.Namespace) -> None:
    line = _type(desk, args)
    form = line.form if args.new_name is None else replace(line.form, name=args.new_name)
    if args.place is not None:
        form = replace(form, place=args.place)
    desk.type_lists.edit(desk.actor, KINDS[args.kind], line.id, form, line.form)
    print_line("Saved.")


def _retire(desk: Desk, args: argparse.Namespace) -> None:
    desk.type_lists.retire(desk.actor, KINDS[args.kind], _type(desk, args).id)
    print_line("Retired.")


def _bring_back(desk: Desk, args: argparse.Namespace) -> None:
    desk.type_lists.bring_back(desk.actor, KINDS[args.kind], _type(desk, args).id)
    print_line("Offered again.")


def _type(desk: Desk, args: argparse.Namespace) -> TypeLine:
    """The type of that name, however it is cased. Raises NotFound."""
    kind = KINDS[args.kind]
    for line in desk.type_lists.lines(desk.actor, kind):
        if line.name.casefold() == args.name.casefold():
            return line
    raise NotFound(f"There is no {kind} of that name: dentui types list {args.kind}.")
