"""Between Textual and the line: what comes from a terminal is not always a key.

The driver of Textual 8.2 ends the program at the first byte that is no UTF-8, and types a
terminal's late answers ("I am a VT220") into whatever field has the focus. Private names of
that version are used here and nowhere else; pyproject.toml pins it.
"""

from __future__ import annotations

import os
import re
import selectors
import termios
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic, sleep

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
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from dentui.terminal.pace import ANSWER, Pace
from dentui.ui.writer import DeskWriter

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
LAST_ANSWERS = 1.0
"""Seconds that leaving may take for them."""
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


def blank(rows: int) -> str:
    """What takes every character off the screen, row by row. ESC[2J would do it at once, and in PuTTY,
    Windows Terminal and tmux move all of it into the scroll-back."""
    erased = "".join(f"{ESC}[{row};1H{ESC}[2K" for row in range(1, rows + 1))
    return f"{ESC}[0m{erased}{ESC}[H"


class DeskDriver(LinuxDriver):
    """Textual's driver with that parser and that writer, bytes that are no UTF-8 left out, and nothing
    of a patient left on the screen: a terminal without an alternate one would go on showing it."""

    pace: Pace | None = None
    """Set where what waits for the line waits elsewhere than here."""
    _told: Callable[[], None] | None = None
    _cursor_shown = False
    ascii_only = False
    """Whether every byte sent has to be below 0x80. What is drawn is so already; this is for all the rest."""

    def write(self, data: str) -> None:
        """Write to the terminal."""
        super().write(self._as_sent(data))

    def _as_sent(self, data: str) -> str:
        if self.ascii_only and not data.isascii():
            return data.encode("ascii", "replace").decode()
        return data

    def show_cursor(self, shown: bool) -> None:
        """Show the terminal's own cursor from now on, or hide it."""
        if shown != self._cursor_shown:
            self._cursor_shown = shown
            if self._writer_thread is not None:
                self.write(f"{ESC}[?25{'h' if shown else 'l'}")

    def start_application_mode(self) -> None:
        """Take over the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        stock = self._writer_thread
        if stock is not None and self._file is not None:
            stock.stop()
            self._writer_thread = DeskWriter(self._file)
            self._writer_thread.start()
            if self._cursor_shown:
                self.write(f"{ESC}[?25h")

    def stop_application_mode(self) -> None:
        """Give the terminal back, with nothing on it."""
        self.write(blank(self._rows()))
        self._hear_out()
        super().stop_application_mode()

    def write_frame(self, text: str) -> None:
        """Write what changes the screen, and take note of it."""
        if self.pace:
            text += self.pace.send(len(text.encode()))
        if isinstance(self._writer_thread, DeskWriter):
            self._writer_thread.write_now(self._as_sent(text))
        else:
            self.write(text)

    def _hear_out(self) -> None:
        """An answer that comes later would be typed into the shell."""
        end = monotonic() + LAST_ANSWERS
        while self.pace and self.pace.is_asking() and monotonic() < end:
            if self._key_thread is None or not self._key_thread.is_alive():
                return
            sleep(0.005)

    def _answered(self) -> None:
        if self.pace:
            self.pace.answer()
            self._tell()

    def _tell(self) -> None:
        if self._told is not None and self.pace and not self.pace.is_full():
            told, self._told = self._told, None
            told()

    def wait_for_line(self, told: Callable[[], None]) -> bool:
        """Whether the line has still to take what it was given: then `told` is called when it has, in
        another thread, perhaps twice."""
        if self.pace and self.pace.is_full():
            self._told = told
            # An answer may have come in between.
            self._tell()
            return True
        writer = self._writer_thread
        return isinstance(writer, DeskWriter) and writer.tell_when_free(told)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and rows. The terminal is asked: COLUMNS and LINES, which Python prefers, do not follow a
        window that changes."""
        with suppress(OSError):
            columns, rows = os.get_terminal_size(self._output)
            if columns and rows:
                return columns, rows
        return super()._get_terminal_size()

    def _rows(self) -> int:
        # A window that grew a moment ago has more of them than Textual knows yet.
        return max(self._get_terminal_size()[1], self._app.size.height)

    def give_back(self) -> None:
        """Set the terminal as it was and blank it, where there is no time for more: in a quarter of a second,
        also where the line takes nothing, as far as it ever will."""
        if isinstance(self._writer_thread, DeskWriter):
            self._writer_thread.alive = False
        # CAN ends a sequence that was cut off.
        last = f"\x18{blank(self._rows())}{ESC}[?7h{ESC}[<u{ESC}[?1049l{ESC}[?25h{ESC}[?1004l{ESC}[?2004l"
        written = self._write_beside(last)
        for _ in range(20):
            written.join(0.01)
            if not written.is_alive():
                break
            with suppress(termios.error):
                # What was painted and not taken would come when the line is free again.
                termios.tcflush(self._output, termios.TCOFLUSH)
        else:
            # It may have been written just before it was flushed.
            self._write_beside(last).join(0.05)
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _write_beside(self, text: str) -> threading.Thread:
        """Write at once and not behind what waits, in a thread that may be left alone."""

        def write() -> None:
            data = text.encode()
            with suppress(OSError):
                while data:
                    data = data[os.write(self._output, data) :]

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        return thread

    @property
    def _output(self) -> int:
        return self._file.fileno() if self._file is not None else self.fileno

    def run_input_thread(self) -> None:
        """Read the terminal until the program leaves or the line is gone."""
        try:
            self._read_terminal()
        except Exception as error:
            # Here and not later: outside this block nobody could say where it happened.
            self._app.call_later(self._app._handle_exception, error)

    def _line_is_gone(self) -> None:
        """In the thread that reads: nothing comes any more, and nobody is there to see anything."""
        told = getattr(self._app, "line_is_gone", None)
        if told is not None:
            told()
        else:
            self._app.call_later(self._app.exit, return_code=1)

    def _read_terminal(self) -> None:
        parser = DeskParser(self._debug)
        parser.answered = self._answered
        decode = getincrementaldecoder("utf-8")("ignore").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                wait = parser.wait
                ready = selector.select(0.1 if wait is None else min(wait, 0.1))
                if ready:
                    try:
                        data = os.read(self.fileno, 4096)
                    except OSError:
                        data = b""
                    if not data:
                        self._line_is_gone()
                        return
                    for message in parser.feed(decode(data)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
                # Some answers never come.
                self._tell()
