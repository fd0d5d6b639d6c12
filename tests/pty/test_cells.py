"""The cell diff at a real desk: every screen is the same with and without it, in two terminal emulators."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyte
import pytest

from tests.pty.desk import PATIENCE, Desk
from tests.pty.tmux import TMUX, Tmux
from tests.pty.walk import draws, real_home, stepping
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture

Seen = list[list[tuple[object, ...]]]
Step = tuple[str, bytes, str, Seen]
"""Its name, what was sent, and what pyte shows then: as text, and of each cell."""
TIME = re.compile(r"\d\d:\d\d")


def seen(screen: pyte.Screen) -> Seen:
    """What is seen of each cell: of a blank only its background and what underlines or reverses it."""

    def cell(char: pyte.screens.Char) -> tuple[object, ...]:
        visible = char.underscore or char.reverse
        ink = (char.fg, char.bold) if char.data.strip() or visible else ()
        return (char.data, char.bg, char.underscore, char.reverse, *ink)

    rows = [[cell(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]
    for row in rows:
        # Not when it was: one walk is later than the other.
        for found in TIME.finditer("".join(str(data)[:1] or " " for data, *_ in row)):
            row[slice(*found.span())] = []
    return rows


@dataclass(frozen=True)
class Walks:
    """The same way three times: what is the same at all of them is walked to once."""

    xterm: list[Step]
    """With the diff, as the next one."""
    tmux: list[Step]
    plain: list[Step]
    """Without it, at tmux."""


@pytest.fixture(scope="module")
def walks(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Walks:  # noqa: F811
    folder = tmp_path_factory.mktemp("walks")
    ways = (("xterm-256color", "1"), ("tmux-256color", "1"), ("tmux-256color", "0"))
    return Walks(*(walk(filled_home, folder, *way) for way in ways))


def walk(filled: Path, folder: Path, term: str, diff: str) -> list[Step]:
    """Go through every screen. The home always lies in the same place: where it lies stands on the screen."""
    home = real_home(filled, folder)
    steps: list[Step] = []
    begin = 0
    with Desk(home, environment={"DENTUI_CELL_DIFF": diff, "TERM": term}) as desk:
        for name in stepping(desk):
            rest(desk)
            steps.append((name, desk.sent[begin:], TIME.sub("", desk.text()), seen(desk.screen)))
            begin = len(desk.sent)
    shutil.rmtree(home)
    return steps


def rest(desk: Desk) -> None:
    """Wait until nothing comes any more: no picture either, whose sign of waiting may itself be late."""
    desk.quiet()
    while draws(desk.text()):
        desk.read(PATIENCE, lambda: not draws(desk.text()))
        assert not draws(desk.text()), f"a picture did not come; the screen was\n{desk.text()}"
        desk.quiet()


def test_pyte_shows_the_same_at_every_step_and_takes_far_fewer_bytes(walks: Walks) -> None:
    for ours in (walks.xterm, walks.tmux):
        for (name, _, text, cells), (_, _, plain_text, plain_cells) in zip(ours, walks.plain, strict=True):
            assert text == plain_text, name
            assert cells == plain_cells, name
        with_diff, without = (sum(len(sent) for _, sent, *_ in steps) for steps in (ours, walks.plain))
        assert with_diff < without / 3, (with_diff, without)


def test_tmux_shows_the_same_at_every_step(walks: Walks, tmp_path: Path) -> None:
    if TMUX is None:
        pytest.skip("tmux IS NOT INSTALLED: the diff was looked at in one emulator only")
    shown: list[list[Seen]] = []
    for steps in (walks.tmux, walks.plain):
        folder = tmp_path / f"tmux{len(shown)}"
        folder.mkdir()
        tmux = Tmux(folder, alternate_screen=True)
        try:
            shown.append(list(replayed(tmux, folder / "line", [sent for _, sent, *_ in steps])))
        finally:
            tmux.close()
    for (name, *_), ours, theirs in zip(walks.plain, *shown, strict=True):
        assert ours == theirs, name


def replayed(tmux: Tmux, line: Path, steps: list[bytes]) -> Iterator[Seen]:
    os.mkfifo(line)
    tmux.type(f"stty raw -echo; exec cat {line}", "Enter")
    with line.open("wb", buffering=0) as pipe:
        for number, sent in enumerate(steps):
            # A title tells that all before it has come. Queries would be answered into cat.
            pipe.write(sent + f"\x1b]2;step {number}\x07".encode())
            end = time.monotonic() + PATIENCE
            while f"step {number} " not in tmux.title():
                assert time.monotonic() < end, f"step {number} did not come"
                time.sleep(0.01)
            screen = pyte.Screen(80, 24)
            screen.set_mode(pyte.modes.LNM)
            pyte.Stream(screen).feed(tmux.screen().rstrip("\n"))
            yield seen(screen)
