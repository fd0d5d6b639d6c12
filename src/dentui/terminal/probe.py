"""One question to the terminal: whether it shows pictures. Nothing else is worth asking.

Sixel is attribute 4 of the answer to DA1. The kitty protocol is asked for by a picture that is only checked,
and counts only together with a version from 0.28 on (XTVERSION): an older kitty says yes and shows a field of
boxes. Every terminal answers DA1, so its answer, which comes last, is the end; else there is a deadline.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass

from dentui.terminal.keyboard import Keyboard
from dentui.terminal.profile import Line, Pictures, Profile, Reasoned, Surroundings

QUESTION = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>0q\x1b[c"
CLEAN = b"\r\x1b[K"
"""What takes away the letters that a terminal prints which knows no such strings."""
FIRST_KITTY = (0, 28)
DEADLINES = {Line.LOCAL: 0.3, Line.SSH: 1.0}
"""Seconds. Over the other lines nobody is asked: what stands in between would answer."""
MUTE = re.compile(r"(linux|vt[125]\d\d|ansi|cons25|dumb|unknown|putty|screen|tmux|alacritty|Eterm)(-|\Z)")
"""Terminals that have no pictures, some of which would print the question."""

_KITTY = re.compile(rb"\x1b_Gi=31;([^\x1b]*)\x1b\\")
_VERSION = re.compile(rb"\x1bP>\|([^\x1b]*)\x1b\\")
_ATTRIBUTES = re.compile(rb"\x1b\[\?([0-9;]*)c")
_HALF = re.compile(
    rb"\x1b_G(?:i(?:=(?:3(?:1(?:;(?:[A-Z]+(?::[^\x1b]*)?)?)?)?)?)?)?\x1b?\Z"
    rb"|\x1bP(?:>(?:\|[^\x1b]*)?)?\x1b?\Z|\x1b\[\?[0-9;]*"
)
"""The beginning of an answer whose end never came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came."""

    kitty: bool = False
    version: str = ""
    attributes: tuple[int, ...] = ()
    whole: bool = False
    """Whether the last answer came before the deadline."""
    typed: bytes = b""
    """What somebody typed meanwhile, or before."""

    @property
    def pictures(self) -> Reasoned | None:
        """What the terminal can show beyond characters, and why; None: nothing."""
        if self.kitty and _kitty_version(self.version) >= FIRST_KITTY:
            return Pictures.KITTY, f"the terminal says that it is {self.version}"
        if 4 in self.attributes:
            return Pictures.SIXEL, "the terminal says that it has sixel"
        return None


def why_not(around: Surroundings, profile: Profile, told: frozenset[str]) -> str:
    """Why the terminal is not asked; "" where it is."""
    if "pictures" in told:
        return "pictures are told"
    if profile.line not in DEADLINES:
        return f"{profile.line} would answer in its place"
    if not around.term or MUTE.match(around.term):
        return f"TERM is {around.term or 'not set'}: it has none"
    if around.environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return "Terminal.app has none"
    return ""


def ask(keyboard: Keyboard, output: int, line: Line) -> Answer:
    """Ask, and wait for the answer until the deadline of this line. Raises EOFError where the line is
    gone."""
    end = time.monotonic() + DEADLINES[line]
    _write(output, QUESTION)
    came = b""
    while not _ATTRIBUTES.search(came):
        more = keyboard.read_until(end)
        came += more
        if not more and time.monotonic() >= end:
            break
    _write(output, CLEAN)
    return understood(came)


def understood(came: bytes) -> Answer:
    """What of that is answers, and what was typed."""
    kitty, version, attributes = (pattern.search(came) for pattern in (_KITTY, _VERSION, _ATTRIBUTES))
    rest = came
    for pattern in (_KITTY, _VERSION, _ATTRIBUTES):
        rest = pattern.sub(b"", rest)
    return Answer(
        kitty is not None and kitty[1] == b"OK",
        version[1].decode("ascii", "replace") if version else "",
        tuple(int(number) for number in attributes[1].split(b";") if number) if attributes else (),
        attributes is not None,
        _HALF.sub(b"", rest),
    )


def _kitty_version(version: str) -> tuple[int, ...]:
    found = re.fullmatch(r"kitty\((\d+)\.(\d+)[^)]*\)", version)
    return tuple(map(int, found.groups())) if found else (0,)


def _write(output: int, data: bytes) -> None:
    while data:
        data = data[os.write(output, data) :]
