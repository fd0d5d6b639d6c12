"""What comes from a terminal is not always a key.

Textual 8.2 types a terminal's late answers ("I am a VT220") into whatever field has the focus. Private
names of that version are used here; pyproject.toml pins it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from time import monotonic

from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import (
    SPECIAL_SEQUENCES,
    XTermParser,
    _re_extended_key,
    _re_in_band_window_resize,
    _re_mouse_event,
    _re_terminal_mode_response,
)
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
ANSWER_TIME = 1.0
"""Seconds that the rest of an answer may take over a slow line."""
CSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]\Z")
CSI_SO_FAR = re.compile(r"\x1b\[[0-?]*[ -/]*\Z")
PASTE = ("\x1b[200~", "\x1b[201~")
FOCUS = ("\x1b[I", "\x1b[O")


def is_meant(sequence: str) -> bool:
    """Whether a complete control sequence is a key, a mouse report, or an answer that Textual
    asked for; every other one is a terminal talking."""
    if sequence in FOCUS:
        # Textual takes the focus off its field when the window loses it; nothing is won by that.
        return False
    if sequence in SPECIAL_SEQUENCES or sequence in ANSI_SEQUENCES_KEYS:
        return True
    known = (_re_mouse_event, _re_terminal_mode_response, _re_in_band_window_resize)
    if any(pattern.match(sequence) for pattern in known):
        return True
    return _re_extended_key.fullmatch(sequence) is not None and not sequence.endswith("R")


class DeskParser(XTermParser):
    """Textual's parser behind a sieve that lets only whole and known sequences through."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._begun = ""
        """A sequence whose end has not arrived."""
        self._deadline = 0.0
        self._pasting = False
        self.answered: Callable[[], None] | None = None
        """Told when the terminal answers `pace.QUERY`."""
        self._escaped = False
        """Esc was pressed, and what follows it is no sequence: keys that came in the same packet."""

    @property
    def wait(self) -> float | None:
        """Seconds until something must be decided although nothing arrives; None for never."""
        # The end of a paste is waited for, however slow the line is.
        own = self._deadline if self._begun and not self._pasting else None
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
        if self._begun:
            answer = len(self._begun) > 1
            self._deadline = monotonic() + (ANSWER_TIME if answer else constants.ESCAPE_DELAY)

    def tick(self) -> Iterable[Message]:
        """The messages that no further byte is awaited for, such as Esc alone."""
        if self._begun and not self._pasting and monotonic() >= self._deadline:
            begun, self._begun = self._begun, ""
            if begun == ESC:
                yield events.Key("escape", ESC)
            elif len(begun) == 2:
                # Esc and a key that also begins a sequence, as in Esc O.
                yield events.Key("escape", ESC)
                yield from super().feed(begun[1])
        yield from super().tick()

    def _sift(self, char: str) -> str:
        """What may go on to Textual now that `char` has come."""
        begun = self._begun
        if not begun:
            if char == ESC:
                self._begun = ESC
                return ""
            # Enter, typed before the terminal was taken over, was made a newline by its driver.
            return "\r" if char == "\n" and not self._pasting else char
        if char == ESC and not (len(begun) > 1 and begun[1] in STRINGS):
            # A new sequence begins; the old one never ended. Esc alone before it was the key.
            self._escaped = begun == ESC and not self._pasting
            self._begun = ESC
            return ""
        self._begun = whole = begun + char
        return self._judge(whole)

    def _judge(self, whole: str) -> str:
        if self._pasting:
            return self._in_paste(whole)
        kind = whole[1]
        if kind in STRINGS and len(whole) == 3 and whole[2] not in STRING_STARTS[kind]:
            return self._esc_and(whole)
        if kind in STRINGS:
            if whole.endswith(("\x07", "\x1b\\")) or len(whole) > LONGEST:
                self._begun = ""
            return ""
        if kind == "[":
            if CSI_SO_FAR.match(whole):
                return ""
            self._begun = ""
            if whole[2:3] == "[" and len(whole) == 3:
                # The Linux console sends F1 to F5 as ESC [ [ A to E.
                self._begun = whole
                return ""
            if whole == PASTE[0]:
                self._pasting = True
            if whole == ANSWER and self.answered is not None:
                self.answered()
            return whole if is_meant(whole) or whole.startswith("\x1b[M") else ""
        if kind in "ON" and len(whole) == 2:
            return ""
        if whole in ANSI_SEQUENCES_KEYS and kind in "ON":
            self._begun = ""
            return whole
        return self._esc_and(whole)

    def _in_paste(self, whole: str) -> str:
        """A paste is text up to its end. Textual would end it at any other sequence, and what follows
        would be typed: a q in it would leave the program."""
        if whole == PASTE[1]:
            self._pasting = False
        elif PASTE[1].startswith(whole):
            return ""
        self._begun = ""
        return whole if whole == PASTE[1] else whole[1:]

    def _esc_and(self, whole: str) -> str:
        """Esc and the keys behind it, which a slow line brings in one packet. Alt with a key looks the
        same: no key of dentui's needs Alt."""
        self._begun = ""
        self._escaped = True
        return whole[1:]
