"""`dentui doctor`: whether everything dentui needs is there and sound. It shows no patient data."""

from __future__ import annotations

import argparse
import locale
import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib import metadata

from dentui import __version__
from dentui.commands.output import print_json, print_line
from dentui.config import Settings
from dentui.domain.doctor import Finding
from dentui.errors import DentuiError

_LIBRARIES = ("textual", "sqlalchemy", "alembic", "psycopg", "pyroaring", "phonenumbers")
_SMALLEST = (80, 24)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument(
        "--rebuild-index", action="store_true", help="first make the finding index anew from the charts"
    )


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Look at everything; the exit status is 1 where something is wrong."""
    if args.rebuild_index:
        from dentui.services.register import rebuild_index

        rebuild_index(settings)
    findings = [*_program(), *_home(settings), *_terminal(os.environ), *_register(settings)]
    good = all(finding.good for finding in findings)
    if args.json:
        print_json({"good": good, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            print_line(f"{'ok   ' if finding.good else 'WRONG'} {finding.name}: {finding.value}")
            if finding.advice:
                print_line(f"      {finding.advice}")
        print_line("Everything is as it should be." if good else "Something is wrong: see above.")
    return 0 if good else 1


def _program() -> Iterator[Finding]:
    yield Finding("dentui", __version__)
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding(
        "Python",
        f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        supported,
        "" if supported else "dentui is made for Python 3.11 to 3.13.",
    )
    for name in _LIBRARIES:
        yield _library(name, needed=True)
    yield _library("pysqlite3", needed=False)


def _library(name: str, *, needed: bool) -> Finding:
    try:
        return Finding(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        advice = "Install dentui again: it belongs to it." if needed else ""
        return Finding(name, "not installed", not needed, advice)


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    marked = ", a demonstration" if settings.demonstration else ""
    try:
        mode = home.stat().st_mode
    except OSError as error:
        yield Finding(
            "Home", f"{home} ({error.strerror})", False, "Check --home, or make one with: dentui demo."
        )
        return
    # An invented clinic has nothing to hide.
    private = settings.demonstration or not mode & (stat.S_IRWXG | stat.S_IRWXO)
    yield Finding(
        "Home",
        f"{home}{marked}",
        private,
        "" if private else f"Other accounts of this machine may look into it: chmod 700 {home}",
    )
    writable = os.access(home, os.W_OK | os.X_OK)
    yield Finding(
        "Home may be written",
        "yes" if writable else "no",
        writable,
        "" if writable else "Nothing can be saved.",
    )


def _terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    seen = sys.stdout.isatty()
    kind = environ.get("TERM", "")
    usable = not seen or kind not in ("", "dumb", "unknown")
    extras = [name for name in ("TMUX", "STY", "SSH_CONNECTION") if name in environ]
    words = {"TMUX": "in tmux", "STY": "in screen", "SSH_CONNECTION": "over SSH"}
    yield Finding(
        "Terminal",
        ", ".join([kind or "none", *(words[name] for name in extras)])
        + ("" if seen else ", output not shown in it"),
        usable,
        ""
        if usable
        else "The screen needs a terminal that can move its cursor; TERM says that this one cannot.",
    )
    if seen:
        size = shutil.get_terminal_size()
        large = size.columns >= _SMALLEST[0] and size.lines >= _SMALLEST[1]
        yield Finding(
            "Terminal size", f"{size.columns}x{size.lines}", large, "" if large else "Make it at least 80x24."
        )
    encoding = (sys.stdout.encoding or "unknown").lower()
    utf8 = encoding.replace("-", "") == "utf8"
    yield Finding(
        "Character encoding",
        f"{encoding} (locale {_locale(environ)})",
        utf8,
        ""
        if utf8
        else "Names lose their accents and Chinese is not shown: set a UTF-8 locale, such as C.UTF-8.",
    )


def _locale(environ: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if environ.get(name):
            return environ[name]
    return locale.getlocale()[0] or "not set"


def _register(settings: Settings) -> Iterator[Finding]:
    from dentui.services.register import inspect

    try:
        yield from inspect(settings)
    except DentuiError as error:
        yield Finding("Register", "cannot be looked at", False, str(error))
