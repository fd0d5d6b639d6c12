"""Whatever keys come, in any order and at any size: the desk goes on until it is asked to leave, no screen is
blank, no crash is written down, and what is in the register is whole afterwards."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dentui.crash import LOG_FOLDER
from scripts.benchmarks.figures import Figure
from scripts.soaks.checking import unsound
from tests.pty.desk import KEYS, Desk
from tests.ui.conftest import fill_home, settings_of
from tests.ui.elsewhere import Elsewhere
from tests.ui.reported import publish_home

SIZES = ((24, 80), (24, 80), (20, 60), (12, 40), (50, 160))
"""Rows and columns that a desk begins with."""
TOO_SMALL = (8, 30)
TERMINALS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"TERM": "vt100", "LANG": "C", "LC_ALL": "C"},
    {"TERM": "linux"},
    {"NO_COLOR": "1"},
)
WALK = ("Down", "Up", "Enter", "Esc", "Tab", "Left", "Right", "PgDn", "PgUp", "Home", "End")
FURTHER = {
    "Ctrl+S": b"\x13",
    "Ctrl+P": b"\x10",
    "Ctrl+R": b"\x12",
    "Ctrl+L": b"\x0c",
    "Ctrl+G": b"\x07",
    "F5": b"\x1b[15~",
    "Shift+Tab": b"\x1b[Z",
    "Shift+Right": b"\x1b[1;2C",
    "Shift+Left": b"\x1b[1;2D",
    "Space": b" ",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789/+-=[]?!.,"
TEXTS = (
    *(
        "[/b]",
        "[@click=app.quit]x",
        "王小明",
        "\u202eabc",
        "e\u0301",
        "👨‍👩‍👧",
        "ß",
        "İ",
        "'; DROP TABLE patient; --",
        "% _ \\",
    ),
    *(
        "31122030",
        "12.03.1985",
        "0",
        "-1",
        "9" * 20,
        "..",
        "/etc",
        "\x7f",
        "\x00",
        "\x9b31m",
        "a" * 300,
        "smi",
        "anna",
    ),
)
ANSWERS = (
    *(b"\x1b[1;1R", b"\x1b[?62;4c", b"\x1b]11;rgb:0000/0000/0000\x1b\\", b"\x1b[?2026;2$y"),
    *(b"\x1b[", b"\x1bP", b"\xff\xfe"),
)
"""What terminals answer without being asked, and what a bad line leaves of it."""
FINDS = (b"", b"sm", b"an", b"shel", b" 2")
SILENCE = 15.0
"""Seconds after which a desk that does not answer is taken for hung: the slowest machine paints in less."""
LOOK = 15
"""Bursts of keys after which is looked closely."""
FAULTY = ("Traceback", "Exception", "went wrong")

Keys = list[tuple[str, bytes]]
"""What each is called, and what a terminal sends for it; nothing is sent where somebody waits."""
WAIT = ("wait", b"")


@dataclass
class Trail:
    """What was done, and what came of it."""

    bursts: int = 0
    left: int = 0
    """Times that the desk was left, as its keys allow."""
    footers: set[str] = field(default_factory=set)
    """Keys that stood at the foot: how many different places were seen."""
    faults: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """Since the desk was opened."""

    def fault(self, what: str, screen: str) -> None:
        """Write down what was wrong, and the way there."""
        self.faults.append("\n".join((what, *self.keys[-25:], screen)))


class Hand:
    """Fingers that know the keys and not what they are for."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def burst(self, text: str) -> Keys:
        """Some keys; `text`: what stands on the screen. Now and then they lead somewhere: else most of the
        time is spent in the first form."""
        if self.random.random() < 0.1:
            return self._way(text)
        return [self._key() for _ in range(self.random.choice((1, 1, 2, 3, 8)))]

    def _key(self) -> tuple[str, bytes]:
        pick, part = self.random.choice, self.random.random()
        if part < 0.42:
            return (name := pick(WALK)), KEYS[name]
        if part < 0.55:
            return (name := pick([name for name in KEYS if name != "F10"])), KEYS[name]
        if part < 0.63:
            return (name := pick(list(FURTHER))), FURTHER[name]
        if part < 0.90:
            return (letter := pick(LETTERS)), letter.encode()
        text = pick(TEXTS)
        if part < 0.95:
            return repr(text), text.encode()
        if part < 0.98:
            return f"paste {text!r}", b"\x1b[200~" + f"{text}\n{text}".encode() + b"\x1b[201~"
        return "answer", pick(ANSWERS)

    def _way(self, text: str) -> Keys:
        pick, esc = self.random.choice, ("Esc", KEYS["Esc"])
        keys: Keys = [("F9", KEYS["F9"])] if "F9 Show" in text else []
        keys += [("Enter", KEYS["Enter"])] if "Enter Unlock" in text else []
        keys += [esc, ("y", b"y")] * 3 + [esc]
        goal = pick(("chart", "chart", "chart", "menu", "list"))
        if goal == "chart":
            keys += [("/", b"/"), ("find", b"\x15" + pick(FINDS)), ("Down", KEYS["Down"]), WAIT]
            keys += [("Enter", KEYS["Enter"]), WAIT, (tab := pick("1234567"), tab.encode()), WAIT]
        elif goal == "menu":
            keys += [("Ctrl+G", FURTHER["Ctrl+G"]), WAIT, (letter := pick(LETTERS[:26]), letter.encode())]
        return keys


def work(
    home: Path, seed: int, goes_on: Callable[[Trail], bool], program: Sequence[str] | None = None
) -> Trail:
    """Press keys at the desk of this home, which is opened again whenever it was left; `program`: another one
    instead of it."""
    hand, trail = Hand(seed), Trail()
    while goes_on(trail):
        rows, columns = hand.random.choice(SIZES)
        terminal = hand.random.choice(TERMINALS)
        with Desk(home, rows=rows, columns=columns, environment=terminal, program=program) as desk:
            trail.keys = [f"{columns}x{rows} {terminal}"]
            _sit(desk, hand, trail, goes_on)
    return trail


def _sit(desk: Desk, hand: Hand, trail: Trail, goes_on: Callable[[Trail], bool]) -> None:
    """At one desk, until it is left or it has been long enough."""
    faults = len(trail.faults)
    desk.read(SILENCE, lambda: desk.text().strip() or _is_over(desk))
    while goes_on(trail) and len(trail.faults) == faults:
        if _is_over(desk):
            trail.left += 1
            if desk.status != 0:
                trail.fault(f"It ended with {desk.status}.", desk.text())
            break
        _press(desk, hand, trail)
        trail.bursts += 1
        if trail.bursts % LOOK == 0 or not goes_on(trail):
            _look(desk, trail)
    for log in sorted((desk.home / LOG_FOLDER).glob("*")):
        trail.fault(f"A crash was written down: {log.read_text('utf-8')}", desk.text())
        log.unlink()


def _press(desk: Desk, hand: Hand, trail: Trail) -> None:
    if "Too small" in desk.text():
        _resize(desk, trail, SIZES[0])
    elif hand.random.random() < 0.02:
        _resize(desk, trail, hand.random.choice((*SIZES, TOO_SMALL)))
    keys = hand.burst(desk.text())
    trail.keys.append(" ".join(name for name, _ in keys))
    for name, data in keys:
        try:
            desk.send(data)
        except OSError:
            # It was left by the key before.
            return
        # Esc is known by what does not follow it.
        pause = {"wait": 0.4, "Esc": 0.13}.get(name, hand.random.choice((0.0, 0.02)))
        desk.read(pause)
    desk.read(0.06)


def _resize(desk: Desk, trail: Trail, size: tuple[int, int]) -> None:
    trail.keys.append(f"{size[1]}x{size[0]}")
    desk.resize(*size)


def _look(desk: Desk, trail: Trail) -> None:
    begun = time.monotonic()
    desk.quiet()
    text = desk.text()
    if _is_over(desk):
        return
    if time.monotonic() - begun > SILENCE and not _answers(desk):
        # It may go through a register in a process of its own: then it answers all the same.
        trail.fault("It does not answer.", text)
    if not text.strip():
        trail.fault("Nothing stands on the screen.", text)
    if any(word in text for word in FAULTY):
        trail.fault("A fault of the program is shown.", text)
    trail.footers.add(text.rstrip().rpartition("\n")[2].strip())


def _answers(desk: Desk) -> bool:
    before = len(desk.sent)
    desk.send(FURTHER["Ctrl+L"])
    desk.read(SILENCE, lambda: len(desk.sent) > before)
    return len(desk.sent) > before


def _is_over(desk: Desk) -> bool:
    if desk.status is None and desk.ended():
        desk.read(0.3)
    return desk.status is not None


def figures(minutes: float) -> Iterator[Figure]:
    """What was wrong at the desk, and in the register afterwards."""
    seed, end = random.SystemRandom().randrange(1_000_000), time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory(prefix="dentui-soak-") as name:
        folder = Path(name)
        home = publish_home(fill_home(folder / "filled"), folder)
        trail = work(home, seed, lambda _: time.monotonic() < end)
        wrong = list(wrong_in(home))
    for told in (*trail.faults, *wrong):
        print(told, file=sys.stderr)
    about = (
        f"{trail.bursts} bursts of keys, seed {seed}, {len(trail.footers)} footers, left {trail.left} times"
    )
    yield Figure("any_keys.faults", len(trail.faults), "", 0, about)
    yield Figure("any_keys.unsound", len(wrong), "", 0, "findings of doctor and integrity_check")


def wrong_in(home: Path) -> Iterator[str]:
    """What is not as it should be in the register of this home."""
    settings = settings_of(home)
    elsewhere = Elsewhere(settings)
    try:
        yield from unsound(settings, elsewhere.database)
    finally:
        elsewhere.close()
