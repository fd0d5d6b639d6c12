"""What comes from a terminal is not always a key.

Textual 8.2 types a terminal's late answers ("I am a VT220") into whatever field has the focus, and ends
the program at a key with an odd number. Private names of that version are used here; pyproject.toml pins it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from time import monotonic

from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import _MAX_SEQUENCE_SEARCH_THRESHOLD, XTermParser
from textual.message import Message

from dentui.terminal.pace import ANSWER

ESC = "\x1b"
STRINGS = "]P_^X"
"""What follows ESC at the start of a string (OSC, DCS, APC, PM, SOS), ended by ST or BEL."""
STRING_STARTS = {
    "]": "0123456789lLI",
    "P": "0123456789;:!$+>|",
    "_": "G",
    "^": "0123456789",
    "X": "0123456789",
}
"""What such a string goes on with; behind Esc and anything else somebody typed a name."""
LONGEST = 8192
"""Characters after which a string that does not end is given up."""
LONGEST_PASTE = 100_000
"""Characters of a paste; what comes beyond, to its end, is left out. No form takes as many."""
ANSWER_TIME = 1.0
"""Seconds that an answer may take over a slow line."""
PASTE_TIME = 10.0
"""Seconds without a sign after which the end of a paste is taken for lost."""
CSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]\Z")
CSI_SO_FAR = re.compile(r"\x1b\[[0-?]*[ -/]*\Z")
LINUX_CONSOLE = re.compile(r"\x1b\[\[[A-E]\Z")
"""F1 to F5."""
NUMBERED_KEY = re.compile(r"\x1b\[([\d:;]*)([u~ABCDEFHPQRS])\Z", re.ASCII)
HAS_SYNC = re.compile(r"\x1b\[\?2026;\d\$y\Z", re.ASCII)
"""The answer to what Textual asks at the start: whether the terminal has synchronised output."""
BEHIND_O = frozenset("ABCDFHMPQRS")
"""Arrows, Home, End, F1 to F4 and the keypad's Enter. Its digits would be small letters, and so is the second
letter of Oscar: but no terminal sends them unless it is told to."""
RXVT_BEHIND_O = frozenset("abcd")
"""Arrows with Ctrl, of rxvt alone."""
PASTE = ("\x1b[200~", "\x1b[201~")


def meant(sequence: str) -> str:
    """A complete control sequence that is a key, begins or ends a paste, or is an answer that Textual asked
    for, as Textual understands it; "" for every other one: that is a terminal talking."""
    if sequence in PASTE or HAS_SYNC.match(sequence):
        return sequence
    numbered = NUMBERED_KEY.match(sequence)
    if numbered and not constants.DISABLE_KITTY_KEY:
        plain = _plain(sequence, *numbered.groups())
        # Textual types what is longer.
        return plain if len(plain) <= _MAX_SEQUENCE_SEARCH_THRESHOLD else ""
    return sequence if sequence in ANSI_SEQUENCES_KEYS else ""


def _plain(sequence: str, numbers: str, end: str) -> str:
    """A key with its numbers (code; modifiers:event; text) without what was not asked for, which a terminal
    sends that another program told to: other keys at the same place and the sort of event."""
    code, modifiers, text, *more = [*numbers.split(";"), "", ""]
    code, more_of_code, _ = code.partition(":")
    modifiers, more_of_modifiers, event = modifiers.partition(":")
    released = event == "3"
    # R also ends where the cursor is.
    if any(more) or released or end == "R" or not (modifiers.isdecimal() or not modifiers):
        return ""
    if f"{code or '1'}{end}" not in FUNCTIONAL_KEYS and not (end == "u" and _is_character(code)):
        return ""
    if text and not all(map(_is_character, text.split(":"))):
        return ""
    return f"{ESC}[{code};{modifiers};{text}{end}" if more_of_code or more_of_modifiers else sequence


def _is_character(number: str) -> bool:
    return (
        number.isdecimal() and len(number) <= 7 and int(number) <= 0x10FFFF and chr(int(number)).isprintable()
    )


class DeskParser(XTermParser):
    """Textual's parser behind a sieve that lets only whole and known sequences through."""

    def __init__(self, *, rxvt: bool = False) -> None:
        # Not its debug: that writes down every key.
        super().__init__()
        self._behind_o = BEHIND_O | RXVT_BEHIND_O if rxvt else BEHIND_O
        self._begun = ""
        """A sequence whose end has not arrived."""
        self._began = 0.0
        """When its ESC came."""
        self._deadline = 0.0
        self._pasting = False
        self._pasted = 0
        """Characters of the paste so far."""
        self.answered: Callable[[], None] | None = None
        """Told when the terminal answers `pace.QUERY`."""
        self._escaped = False
        """Esc was pressed, and what follows it is no sequence: keys that came in the same packet."""

    @property
    def wait(self) -> float | None:
        """Seconds until something must be decided although nothing arrives; None for never."""
        own = self._deadline if self._begun or self._pasting else None
        deadlines = [time for time in (self._timeout_time, own) if time]
        return max(0.0, min(deadlines) - monotonic()) if deadlines else None

    def feed(self, data: str) -> Iterable[Message]:
        """The messages in what has arrived."""
        # Nothing may come of a read: half of a character, or bytes that are none. To Textual's parser
        # an empty text would be the end of all input.
        for char in data:
            passed = self._sift(char)
            if self._escaped:
                self._escaped = False
                yield events.Key("escape", ESC)
            if passed:
                yield from super().feed(passed)
        if self._pasting:
            self._deadline = monotonic() + PASTE_TIME
        elif self._begun:
            answer = len(self._begun) > 1
            self._deadline = self._began + (ANSWER_TIME if answer else constants.ESCAPE_DELAY)

    def tick(self) -> Iterable[Message]:
        """The messages that no further byte is awaited for, such as Esc alone."""
        if (self._begun or self._pasting) and monotonic() >= self._deadline:
            begun, self._begun = self._begun, ""
            if self._pasting:
                self._pasting = False
                yield from super().feed(PASTE[1])
            elif len(begun) <= 2:
                # Esc, and perhaps a key that also begins a sequence, as in Esc O.
                yield events.Key("escape", ESC)
                if begun != ESC:
                    yield from super().feed(begun[1])
        yield from super().tick()

    def _sift(self, char: str) -> str:
        """What may go on to Textual now that `char` has come."""
        begun = self._begun
        if char == ESC and not (len(begun) > 2 and begun[1] in STRINGS):
            # A new sequence begins; the old one never ended. Esc before it was the key.
            self._escaped = 0 < len(begun) <= 2 and not self._pasting
            self._begun, self._began = ESC, monotonic()
            return begun[1:] if self._escaped else ""
        if begun:
            self._begun = begun + char
            return self._judge(self._begun)
        if self._pasting:
            return self._in_paste(char)
        # Enter, typed before the terminal was taken over, was made a newline by its driver.
        return "\r" if char == "\n" else char

    def _judge(self, whole: str) -> str:
        if self._pasting:
            return self._perhaps_end(whole)
        kind = whole[1]
        if kind in STRINGS and len(whole) > 2:
            return self._in_string(whole) if whole[2] in STRING_STARTS[kind] else self._esc_and(whole)
        if kind == "[":
            return self._control(whole)
        if kind in STRINGS or whole == f"{ESC}O":
            return ""
        if kind == "O" and whole[2] in self._behind_o:
            self._begun = ""
            return whole
        return self._esc_and(whole)

    def _in_string(self, whole: str) -> str:
        before, last = whole[-2], whole[-1]
        if last == "\x07" or whole.endswith(f"{ESC}\\") or len(whole) > LONGEST:
            self._begun = ""
        elif before == ESC and len(whole) > 3:
            # Another sequence begins: this one never ended, or never was a string.
            self._begun, self._began = ESC, monotonic()
            return self._sift(last)
        elif last != ESC and (last < " " or last == "\x7f"):
            self._begun = ""
            return self._sift(last)
        return ""

    def _control(self, whole: str) -> str:
        if len(whole) <= LONGEST and (CSI_SO_FAR.match(whole) or whole == f"{ESC}[["):
            return ""
        self._begun = ""
        if not (CSI.match(whole) or LINUX_CONSOLE.match(whole)):
            # No sequence has that in it: it is a key.
            return self._sift(whole[-1])
        if whole == PASTE[0]:
            self._pasting, self._pasted = True, 0
        if whole == ANSWER and self.answered is not None:
            self.answered()
        return meant(whole)

    def _perhaps_end(self, whole: str) -> str:
        """A paste is text up to its end. Textual would end it at any other sequence, and what follows
        would be typed: a q in it would leave the program."""
        if whole == PASTE[1]:
            self._pasting, self._begun = False, ""
            return whole
        if PASTE[1].startswith(whole):
            return ""
        self._begun = ""
        return self._in_paste(whole[1:])

    def _in_paste(self, text: str) -> str:
        self._pasted += len(text)
        return text if self._pasted <= LONGEST_PASTE else ""

    def _esc_and(self, whole: str) -> str:
        """Esc and the keys behind it, which a slow line brings in one packet. Alt with a key looks the
        same: no key of dentui's needs Alt."""
        self._begun = ""
        self._escaped = True
        return whole[1:]
