"""`dentui mesh FILE...`: the model preview, for files that need not be in any chart."""

from __future__ import annotations

import argparse
import os
import pwd
from contextlib import suppress
from functools import partial
from pathlib import Path

from dentui.config import Settings
from dentui.domain.limits import Limits, read_limits
from dentui.errors import Invalid, NotFound, Unavailable
from dentui.terminal.deciding import look
from dentui.terminal.profile import PARTS
from dentui.viewer.calling import LEFT_ALONE, Caller
from dentui.viewer.confining import confine
from dentui.viewer.parts import Part, arranged, part_of
from dentui.viewer.show import Show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="STL, PLY, OBJ or GLB")
    parser.add_argument("--desk", type=int, help=argparse.SUPPRESS)


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Show the files; answers the exit status."""
    from dentui.viewer.seat import Seat, is_terminal

    if not is_terminal():
        raise Unavailable("Models are shown at a terminal. Start it there, without a pipe.")
    terminal = look(settings.home, {part: getattr(args, part) for part in PARTS})
    profile = terminal.profile(settings.operator or settings.key_of or args.login)
    caller = None if args.desk is None else Caller(args.desk)
    show = _show(settings, args) if caller is None else caller.show()
    confine(len(show.parts), show.limits)
    try:
        with Seat(profile, terminal.around.term) as seat:
            # What is seen first needs none of this.
            from dentui.viewer.program import Program

            seat.leave_with(None if caller is None else caller.socket.fileno())
            return LEFT_ALONE if Program(seat, profile, show).run() else 0
    except EOFError:
        return 1


def _show(settings: Settings, args: argparse.Namespace) -> Show:
    if not args.files:
        raise Invalid("Name the files of one scan, as: dentui mesh upper.stl lower.stl", field="files")
    parts = _parts(args.files)
    login = settings.operator or settings.key_of or args.login or _account()
    return Show(
        args.files[0].name if len(parts) == 1 else f"{len(parts)} models",
        parts,
        partial(_save, settings, login),
        _limits(settings),
        outside=settings.model_viewer,
    )


def _parts(files: list[Path]) -> tuple[Part, ...]:
    """Raises Invalid for a folder, NotFound for what is not there: what was mistyped is not looked at."""
    for file in files:
        if file.is_dir():
            raise Invalid(f"{file} is a folder. Name the files in it, as {file}/upper.stl.", field="files")
        if not file.is_file():
            raise NotFound(f"There is no file {file}. Name the files of one scan, as upper.stl lower.stl.")
    return arranged([part_of(file, key=str(place)) for place, file in enumerate(files)])


def _limits(settings: Settings) -> Limits:
    try:
        return read_limits(settings.limits)
    except ValueError as error:
        raise Invalid(f"[limits] in dentui.toml knows no {error}. Mend it.", field="limits") from error


def _account() -> str:
    with suppress(KeyError):
        return pwd.getpwuid(os.getuid()).pw_name
    return str(os.getuid())


def _save(settings: Settings, login: str, png: bytes) -> str:
    from dentui.services.transfer import keep_picture

    kept = keep_picture(settings, login, png)
    return f"It lies in your outbox: {kept.path}\nOn your own computer, this gets it: {kept.line}"
