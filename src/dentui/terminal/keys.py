"""Bytes of a keyboard as names of keys, for the test of keys: what arrives, and what of it dentui needs."""

from __future__ import annotations

import re
import time
from codecs import getincrementaldecoder

ESC = "\x1b"
SEQUENCES: dict[str, str] = {
    **{f"{ESC}O{letter}": f"F{number}" for number, letter in enumerate("PQRS", 1)},
    **{f"{ESC}[{code}~": f"F{code - 10}" for code in range(11, 16)},
    **{f"{ESC}[{code}~": f"F{code - 11}" for code in range(17, 22)},
    # The Linux console.
    **{f"{ESC}[[{letter}": f"F{number}" for number, letter in enumerate("ABCDE", 1)},
    **{
        f"{ESC}{kind}{letter}": name
        for kind in "[O"
        for letter, name in zip("ABCDHF", ("↑", "↓", "→", "←", "Home", "End"), strict=True)
    },
    **dict.fromkeys((f"{ESC}[1~", f"{ESC}[7~"), "Home"),
    **dict.fromkeys((f"{ESC}[4~", f"{ESC}[8~"), "End"),
    f"{ESC}[3~": "Del",
    f"{ESC}[5~": "PgUp",
    f"{ESC}[6~": "PgDn",
    **dict.fromkeys((f"{ESC}[Z", f"{ESC}[~"), "Shift+Tab"),
    f"{ESC}OM": "Enter",
    **{
        f"{ESC}{code}": f"Shift+{arrow}"
        # Those after the first four are rxvt's.
        for codes in (("[1;2A", "[1;2B", "[1;2C", "[1;2D"), ("[a", "[b", "[c", "[d"))
        for code, arrow in zip(codes, "↑↓→←", strict=True)
    },
    f"{ESC}[200~": "Paste",
    f"{ESC}[201~": "Pasted",
}
CHARACTERS: dict[str, str] = {
    "\r": "Enter",
    "\n": "Enter",
    "\t": "Tab",
    " ": "Space",
    "\x7f": "Backspace",
    "\x08": "Backspace",
}
NEEDED = (
    *(f"F{number}" for number in range(1, 11)),
    *("Tab", "Shift+Tab", "↑", "↓", "←", "→", "Home", "End", "PgUp", "PgDn"),
    *("Enter", "Esc", "Space", "Backspace", "/"),
    *(f"Ctrl+{letter}" for letter in "SFNPRG"),
)
"""Keys that dentui uses, beside letters and digits."""
IN_WORDS = {"↑": "Up", "↓": "Down", "←": "Left", "→": "Right"}
"""Names for a terminal that has no arrows."""
TAKEN = f"{ESC}[0n"
"""How a terminal answers when it is asked whether it has taken everything (DSR, see terminal.pace)."""

_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROL_SO_FAR = re.compile(r"\x1b\[[0-?]*[ -/]*\Z")
_ANSWER = re.compile(r"\x1b\[[?>][0-9;]*[cu]|\x1b\[[0-9;?]*(?:\$y|R)|\x1b\[[IO]")
"""What a terminal says of itself, and when its window gets or loses the focus."""
_STRING = re.compile(r"\x1b[P_^X\]][^\x07\x1b]*(?:\x07|\x1b\\)")
_STRING_SO_FAR = re.compile(r"\x1b[P_^X\]][^\x07\x1b]*(?:\x1b)?\Z")


class KeyNames:
    """Names the keys in what arrives, of which a sequence can come in pieces."""

    def __init__(self, patience: float) -> None:
        """`patience` is how many seconds the rest of a sequence may take."""
        self.patience = patience
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self.ready: list[str] = []
        """Names of keys that have arrived, for whoever takes them out."""
        self.taken = 0
        """Answers that the terminal has taken everything, for whoever counts them."""
        self._begun = ""
        self._deadline = 0.0

    @property
    def deadline(self) -> float | None:
        """Moment of the monotonic clock at which what has begun is over; None where nothing has."""
        return self._deadline if self._begun else None

    def feed(self, data: bytes) -> None:
        """Take what has arrived."""
        self._begun += self._decode(data)
        while (text := self._begun) and (taken := self._first(text)):
            length, name = taken
            self._begun = text[length:]
            if name:
                self.ready.append(name)
        self._deadline = time.monotonic() + self.patience

    def over(self) -> None:
        """Nothing more has come: what had begun is all there is of it."""
        begun, self._begun = self._begun, ""
        if begun:
            self.ready += ["Esc", *map(name_of, begun[1:])]

    def _first(self, text: str) -> tuple[int, str] | None:
        """How much of it the first key takes, and its name, "" for an answer; None where more has to come."""
        if not text.startswith(ESC):
            return 1, name_of(text[0])
        if text.startswith(ESC + ESC):
            return 1, "Esc"
        if text.startswith(TAKEN):
            self.taken += 1
            return len(TAKEN), ""
        for length in (3, 4, 5, 6):
            if text[:length] in SEQUENCES:
                return length, SEQUENCES[text[:length]]
        if text == ESC or text in (f"{ESC}[[", f"{ESC}O") or _CONTROL_SO_FAR.match(text):
            return None
        if found := _STRING.match(text):
            return found.end(), ""
        if _STRING_SO_FAR.match(text):
            return None
        if found := _ANSWER.match(text):
            return found.end(), ""
        if found := _CONTROL.match(text):
            return found.end(), f"another key ({written(found.group())})"
        return 1, "Esc"


def name_of(character: str) -> str:
    """How the key of one character is called."""
    if character in CHARACTERS:
        return CHARACTERS[character]
    if character == ESC:
        return "Esc"
    if character < " ":
        return f"Ctrl+{chr(ord(character) + 64)}"
    return character


def written(sequence: str) -> str:
    """A sequence as it is written down: ESC [ 3 4 ~."""
    return " ".join("ESC" if character == ESC else character for character in sequence)
