"""The program: arguments and the terminal's environment first, then a command or the screen.

Only the module of the command that is asked for is imported, and Textual only for the screen: a
receptionist waits for every import at each start.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Protocol, cast

from dentui import __version__
from dentui.config import Settings, default_home, read_settings
from dentui.errors import DentuiError

COMMANDS: Mapping[str, str] = {
    "demo": "make a demonstration clinic of invented patients",
    "doctor": "look whether everything dentui needs is there and sound",
    "doubles": "go through the register for patients who are in it twice",
    "images": "add and get image data, verify and sweep the file store",
    "mesh": "turn, measure and label scans at this terminal",
    "password": "give somebody a new password, from the account that owns the home",
    "patients": "find and import patients",
    "people": "keep the people of the institution",
    "reports": "list a patient's health checking reports, get their PDFs, list and revoke links to them",
    "share": "show reports to who has a link to one, by a small server of its own",
    "terminal": "tell what this terminal is sent and why, try it out, and save a choice for this desk",
    "types": "keep case types and visit types",
}
"""Every command with one line about it; its module is `dentui.commands.<name>`."""

TERMINAL_OPTIONS: Mapping[str, str] = {
    "encoding": "utf-8 or ascii: the characters that are sent to this terminal (DENTUI_ENCODING)",
    "colours": "mono, 16, 256 or true (DENTUI_COLOURS)",
    "pictures": "off, ascii, braille, half, sixel or kitty: what pictures are made of (DENTUI_PICTURES)",
    "line": "local, ssh, tmux, screen or mosh: what is between here and the terminal (DENTUI_LINE)",
}
"""What can be said of the terminal, by the names of terminal.profile.PARTS."""

OPTIONS_WITH_VALUE = (
    *("--home", "--database", "--as", "--key-of", "--login"),
    *(f"--{part}" for part in TERMINAL_OPTIONS),
)

TELLTALES = ("TEXTUAL", "TEXTUAL_DEBUG", "TEXTUAL_LOG", "TEXTUAL_SCREENSHOT")
"""What makes Textual write down keys and screens, or hand them on: names and passwords are among them."""

FAILED = 1
INTERRUPTED = 128 + 2
PIPE_CLOSED = 128 + 13


class Command(Protocol):
    """What a module of `dentui.commands` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what the command takes to its parser."""

    def run(self, settings: Settings, args: argparse.Namespace) -> int:
        """Do it; answers the exit status. Raises DentuiError with the sentence to show."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run dentui with these arguments (the process's own by default); answers the exit status."""
    prepare_terminal(os.environ)
    home: Path | None = None
    try:
        args, command = parse(sys.argv[1:] if argv is None else argv)
        home = args.home
        settings = read_settings(
            home=home, database=args.database, operator=args.operator, key_of=args.key_of
        )
        said = {part: getattr(args, part) for part in TERMINAL_OPTIONS}
        if command is None:
            # Looking for garbage among what imports make costs a tenth of the start and finds
            # none; the screen turns the collector on again when its first rows are there.
            gc.disable()
            from dentui.terminal.deciding import look
            from dentui.ui.app import run

            return run(settings, look(settings.home, said))
        _prepare_output(settings, said)
        status = command.run(settings, args)
        sys.stdout.flush()
    except DentuiError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has left; the interpreter's last flush must not complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:
        return _crashed(home, error)
    return status


def prepare_terminal(environ: MutableMapping[str, str]) -> None:
    """Set what Textual and numpy read when they are imported; what an administrator has set stays.

    120 frames put the answer to a key on the line in 16 ms instead of 33 to 50; animations and
    smooth scrolling cost a slow line tens of kilobytes and show nothing. Threads of numpy's algebra, of which
    pictures need little, take memory for each core.
    """
    for name in TELLTALES:
        environ.pop(name, None)
    environ.setdefault("TEXTUAL_FPS", "120")
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        # Milliseconds: a key's escape sequence can arrive in two pieces over a line.
        environ.setdefault("ESCDELAY", "200")


def _prepare_output(settings: Settings, said: Mapping[str, str | None]) -> None:
    """What a command says has to come out. Raises Invalid for what was said of the terminal and means
    nothing."""
    if not isinstance(sys.stdout, TextIOWrapper):
        return
    # A name that the encoding of a file or a pipe lacks is no reason to stop.
    sys.stdout.reconfigure(errors="replace")
    terminals = [stream for stream in (sys.stdout, sys.stderr) if stream.isatty()]
    if terminals or any(value is not None for value in said.values()):
        from dentui.terminal.ascii import write_ascii
        from dentui.terminal.deciding import look

        if look(settings.home, said).profile(settings.operator or settings.key_of).ascii_only:
            for stream in terminals:
                write_ascii(stream)


def parse(words: Sequence[str]) -> tuple[argparse.Namespace, Command | None]:
    """What was asked for. Leaves with status 2 and a usage line where it makes no sense."""
    everywhere, rest = split_global_options(words)
    parser = argparse.ArgumentParser(
        prog="dentui",
        description="The patient desk of a dental clinic. Without a command it opens the patient list.",
        epilog="dentui COMMAND --help tells what a command takes.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dentui {__version__}")
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="where register, files and settings live (DENTUI_HOME)"
    )
    parser.add_argument("--database", metavar="URL", help="another register (DENTUI_DATABASE)")
    parser.add_argument(
        "--as",
        dest="operator",
        metavar="NAME",
        help="the operator's login name; only in a demonstration home",
    )
    parser.add_argument(
        "--key-of",
        metavar="NAME",
        help="the operator whose SSH key opened this line; only in command= or ForceCommand",
    )
    parser.add_argument("--login", metavar="NAME", help="who signs in, where a command asks for a password")
    for part, tells in TERMINAL_OPTIONS.items():
        parser.add_argument(f"--{part}", metavar="WHAT", help=tells)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    command: Command | None = None
    for name, line in COMMANDS.items():
        below = commands.add_parser(
            name,
            help=line,
            description=f"{line.capitalize()}.",
            epilog="--home, --database, --as, --login and what is said of the terminal may stand here too: "
            "dentui --help.",
            allow_abbrev=False,
        )
        if name in rest[:1]:
            command = cast("Command", import_module(f"dentui.commands.{name}"))
            command.add_arguments(below)
    return parser.parse_args([*everywhere, *rest]), command


def split_global_options(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The global options with their values, wherever they stand before a "--", and the rest.

    argparse alone would take them only before the command's name."""
    everywhere: list[str] = []
    rest: list[str] = []
    coming = iter(words)
    for word in coming:
        if word == "--":
            rest += [word, *coming]
        elif word in OPTIONS_WITH_VALUE:
            everywhere.append(word)
            value = next(coming, None)
            if value is None:
                # Alone, so that argparse says what is missing and takes no other word for it.
                return [word], []
            everywhere.append(value)
        elif word.startswith(tuple(f"{option}=" for option in OPTIONS_WITH_VALUE)):
            everywhere.append(word)
        else:
            rest.append(word)
    return everywhere, rest


def complain(sentence: str) -> None:
    """Say one sentence on standard error, with nothing in it that a terminal would obey."""
    from dentui.domain.cleaning import clean

    # The terminal may be gone, and nobody there to read it.
    with suppress(OSError):
        print(f"dentui: {clean(sentence)}", file=sys.stderr)


def _crashed(home: Path | None, error: Exception) -> int:
    from dentui.crash import write_crash_log

    log = write_crash_log((home or default_home(os.environ)).expanduser().absolute(), error)
    where = f" What is known about it, without patient data, is in {log}." if log else ""
    complain(f"something went wrong that dentui did not expect.{where}")
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
