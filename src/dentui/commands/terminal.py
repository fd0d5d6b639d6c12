"""`dentui terminal`: what this terminal is sent and why, a test card, a test of keys, and a choice that is
kept for this desk: for the operator, where one is named, at terminals of this name."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from io import TextIOWrapper

from dentui.commands.output import print_json, print_line
from dentui.config import Settings
from dentui.errors import Unavailable
from dentui.terminal import probe
from dentui.terminal.ascii import speak_ascii
from dentui.terminal.card import card
from dentui.terminal.deciding import Terminal, look
from dentui.terminal.desks import NAMELESS, forget, save
from dentui.terminal.keyboard import Keyboard, put_back
from dentui.terminal.keys import IN_WORDS, NEEDED, KeyNames
from dentui.terminal.profile import PARTS, Colours, Encoding, Line, Profile

KEPT = ("encoding", "colours", "pictures")
"""What is saved where nothing in particular was said: not the line, which is another one tomorrow."""
ENDING = ("q", "esc", "f10", "ctrl+d")
LATE = 0.2
"""Seconds in which an answer of the terminal may still come, so that it is not typed into a shell."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument(
        "--json", action="store_true", help="the decision as one JSON object, and nothing else"
    )
    doing.add_argument(
        "--save", action="store_true", help="keep what the options say, else what was decided, for this desk"
    )
    doing.add_argument("--forget", action="store_true", help="forget what was kept for this desk")
    doing.add_argument("--keys", action="store_true", help="test keys at once")
    parser.add_argument(
        "--missing", action="store_true", help="after the test of keys: which of dentui's keys did not arrive"
    )


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Tell, and try it out where somebody sits at it."""
    visit = Visit(settings, args)
    if args.json:
        visit.tell_json()
        return 0
    if args.forget:
        visit.forget()
        return 0
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        if args.keys:
            raise Unavailable("Keys are tested at a terminal. Start it there, without a pipe.")
        visit.tell()
        if args.save:
            visit.save()
        return 0
    try:
        with Keyboard(sys.stdin.fileno()) as keyboard:
            visit.sit_down(keyboard)
    except EOFError:
        return 1
    visit.leave()
    return 0


class _Back(Exception):
    """A question is left without an answer."""


class Visit:
    """Somebody who asks about the terminal."""

    def __init__(self, settings: Settings, args: argparse.Namespace) -> None:
        self.home = settings.home
        self.args = args
        self.operator: str | None = settings.operator or settings.key_of or args.login
        self.options: dict[str, str | None] = {part: getattr(args, part) for part in PARTS}
        self.terminal: Terminal = look(settings.home, self.options)
        self.profile: Profile = self.terminal.profile(self.operator)
        self._typed = b""

    @property
    def term(self) -> str:
        """What the terminal is called."""
        return self.terminal.around.term or NAMELESS

    @property
    def desk(self) -> str:
        """Whose choice is kept, in words."""
        return f"{self.operator or 'everybody'} at {self.term}"

    # Telling

    def tell(self) -> None:
        """What was decided and why, one line each."""
        self._say(f"{'terminal':10} {self.term}, for {self.operator or 'everybody'}")
        for part in PARTS:
            self._say(f"{part:10} {getattr(self.profile, part):8} {self.profile.why[part]}")
        if self.terminal.complaint:
            self._say(f"! {self.terminal.complaint}")

    def tell_json(self) -> None:
        """The same for a program."""
        decided = {
            part: {"value": str(getattr(self.profile, part)), "why": self.profile.why[part]} for part in PARTS
        }
        complaint = self.terminal.complaint or None
        print_json({"terminal": self.term, "operator": self.operator, **decided, "complaint": complaint})

    def _say(self, text: str = "") -> None:
        if self.profile.ascii_only:
            text = "".join(IN_WORDS.get(character, character) for character in text)
            text = text.encode("ascii", speak_ascii()).decode()
        print_line(text)
        sys.stdout.flush()

    # Keeping

    def save(self, chosen: Mapping[str, str] | None = None) -> None:
        """Keep a choice: what was answered, what the options say, else what was decided."""
        values = dict(chosen or {part: value for part, value in self._said().items() if value})
        if not values:
            values = {part: str(getattr(self.profile, part)) for part in KEPT}
        if self.terminal.answered and "pictures" not in values:
            values["pictures"] = self.terminal.answered[0]
        save(self.home, self.operator, self.term, values)
        words = ", ".join(f"{part} {value}" for part, value in values.items())
        self._say(f"Saved for {self.desk}: {words}. The next desk that starts there has it.")

    def _said(self) -> dict[str, str]:
        """What the options say, as it was understood."""
        return {part: str(getattr(self.profile, part)) for part, value in self.options.items() if value}

    def forget(self) -> None:
        """Keep nothing for this desk any more."""
        there = forget(self.home, self.operator, self.term)
        self._say(f"Forgotten for {self.desk}." if there else f"Nothing was saved for {self.desk}.")

    # At the terminal

    def sit_down(self, keyboard: Keyboard) -> None:
        """All that needs a terminal."""
        if isinstance(sys.stdout, TextIOWrapper):
            # What is sent is decided here and not by Python: the card is there to see whether it works.
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        whole = self._ask_terminal(keyboard)
        self.tell()
        names = KeyNames(0.1 if self.profile.line is Line.LOCAL else 0.25)
        if self.args.save:
            self.save()
        elif self.args.keys:
            self._test_keys(keyboard, names)
        else:
            self._show_card()
            self._menu(keyboard, names)
        # What was typed and read by nobody, without an answer that came after its deadline.
        rest = keyboard.waiting
        while not whole and (more := keyboard.read(LATE)):
            rest += more
        self._typed = probe.understood(rest).typed

    def leave(self) -> None:
        """What was typed is for whoever reads the terminal next; everything is set as it was."""
        if self._typed and not put_back(sys.stdin.fileno(), self._typed):
            self._say("What you typed meanwhile could not be handed on: type it again.")

    def _ask_terminal(self, keyboard: Keyboard) -> bool:
        """Ask about pictures, where that can tell something; whether all answers are here."""
        if probe.why_not(self.terminal.around, self.profile, self.terminal.told(self.operator)):
            return True
        answer = probe.ask(keyboard, sys.stdout.fileno(), self.profile.line)
        keyboard.give_back(answer.typed)
        self.terminal = self.terminal.with_answer(answer.pictures)
        self.profile = self.terminal.profile(self.operator)
        return answer.whole

    @property
    def _signs(self) -> bool:
        """Whether signs that are not ASCII are shown: unless somebody said that there are none."""
        return not (self.profile.ascii_only and "encoding" in self.terminal.told(self.operator))

    def _show_card(self) -> None:
        self._say()
        self._say("Test card: what should be seen stands at the right.")
        for line in card(self.profile, signs=self._signs):
            # Not cleaned: these are our own lines, and colours are what they are about.
            print(line)
        sys.stdout.flush()

    def _menu(self, keyboard: Keyboard, names: KeyNames) -> None:
        while True:
            self._say()
            self._say("k test keys   a say what you see   s save this   f forget what was saved   q end")
            match _next(keyboard, names).casefold():
                case "k":
                    self._test_keys(keyboard, names)
                case "a":
                    self._answer(keyboard, names)
                case "s":
                    self.save()
                case "f":
                    self.forget()
                case name if name in ENDING:
                    return

    def _test_keys(self, keyboard: Keyboard, names: KeyNames) -> None:
        self._say("Press keys: each is named as it arrives. Esc twice, or q, ends.")
        seen: list[str] = []
        while True:
            name = _next(keyboard, names)
            if name == "q" or (name == "Esc" and seen[-1:] == ["Esc"]):
                break
            seen.append(name)
            self._say(f"  {name}")
        if self.args.missing:
            missing = [name for name in NEEDED if name not in seen]
            self._say(f"Not seen: {', '.join(missing)}." if missing else "Every key of dentui's was seen.")
        else:
            self._say(f"{len(seen)} keys arrived. With --missing it is told which did not.")

    def _answer(self, keyboard: Keyboard, names: KeyNames) -> None:
        """Ask what somebody sees, and keep it, unless they go back."""
        try:
            self._ask_what_is_seen(keyboard, names)
        except _Back:
            self._say("Nothing was saved.")

    def _ask_what_is_seen(self, keyboard: Keyboard, names: KeyNames) -> None:
        def sees(question: str) -> bool:
            self._say(f"{question} y or n")
            while (name := _next(keyboard, names).casefold()) not in ("y", "n"):
                if name in ENDING:
                    raise _Back
            return name == "y"

        chosen: dict[str, str] = {}
        if self._signs:
            right = sees("Do Letters, Signs and Lines look as it stands beside them?")
            chosen["encoding"] = str(Encoding.UTF_8 if right else Encoding.ASCII)
        if self.profile.colours is not Colours.MONO:
            chosen["colours"] = str(
                Colours.TRUE
                if sees("Is True colour one smooth band?")
                else Colours.MANY
                if sees("Is 256 colours a band from black to white?")
                else Colours.SIXTEEN
                if sees("Are there sixteen fields beside 16 colours?")
                else Colours.MONO
            )
        if chosen and sees(f"Save {' and '.join(chosen.values())} for {self.desk}?"):
            self.save(chosen)


def _next(keyboard: Keyboard, names: KeyNames) -> str:
    """The next key; what came with it is read afterwards."""
    while True:
        if names.ready:
            return names.ready.pop(0)
        deadline = names.deadline
        data = keyboard.read(None if deadline is None else max(0.0, deadline - time.monotonic()))
        if data:
            names.feed(data)
        else:
            names.over()
