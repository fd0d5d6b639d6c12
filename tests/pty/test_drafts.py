"""A dropped line loses nothing: what was typed is on the disk, whatever ended the program, and is offered at
the next start."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.kept import kept
from tests.pty.desk import PATIENCE, Desk
from tests.ui.conftest import filled_home, settings_of  # noqa: F401 - a fixture
from tests.ui.elsewhere import Elsewhere

SOURCE = Path(__file__).resolve().parents[2] / "src"
LEAVES_WITHIN = 5.0
"""Seconds: generous, because other tests may run beside this one. The program means one."""
OFFERED = "New patient, Keller, Anna"


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A register of one's own."""
    return Path(shutil.copytree(filled_home, tmp_path / "home"))


def typed(home: Path) -> dict[str, Any]:
    """What lies in the only draft that there is; nothing while there is none."""
    files = kept(home)
    assert len(files) <= 1
    with suppress(FileNotFoundError):
        told: dict[str, Any] = json.loads(files[0].read_bytes())["typed"] if files else {}
        return told
    return {}


def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def begin(desk: Desk) -> None:
    """A new patient, half a date, half a number, letters of several scripts."""
    desk.see("308 found")
    desk.type("keller anna")
    desk.press("F6")
    desk.see("New patient")
    desk.press("f", "Enter", "1203", "Enter", "079 12", *["Down"] * 5)
    desk.type("Zürich 王小明 [/b]")
    desk.see("1203  ", "079 12", "[/b]")


def require_all(home: Path) -> None:
    """All of it is offered, and comes back where it was."""
    with Desk(home) as desk:
        desk.see("Unfinished", OFFERED, "typed")
        desk.press("Enter")
        desk.see("New patient", "(•) female", "1203  ", "079 12", "Zürich", "[/b]")
        assert typed(home)["address"] == "Zürich 王小明 [/b]"
        # The cursor is in the field it was in, behind what was typed.
        desk.type("!")
        desk.see("[/b]!")


def by_hang_up(desk: Desk) -> None:
    desk.hang_up()


def by_hang_up_signal(desk: Desk) -> None:
    os.kill(desk.pid, signal.SIGHUP)


def by_term(desk: Desk) -> None:
    os.kill(desk.pid, signal.SIGTERM)


WAYS = (by_hang_up, by_hang_up_signal, by_term)


@pytest.mark.parametrize("end", WAYS, ids=lambda way: way.__name__)
def test_whatever_ends_the_line_what_was_typed_is_offered_whole(
    home: Path, end: Callable[[Desk], None]
) -> None:
    with Desk(home, loads=True) as desk:
        begin(desk)
        # At once: not a moment for what keeps it.
        end(desk)
        # 1 where the end of the line was seen before its signal.
        assert desk.wait(LEAVES_WITHIN) in (1, 128 + signal.SIGHUP, 128 + signal.SIGTERM)
    assert not (home / "log").exists(), "nothing of it is a fault of ours"
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (home / "drafts").rglob("*")}
    assert modes == {0o700, 0o600}
    require_free(home)
    require_all(home)


def require_free(home: Path) -> None:
    """Nobody holds a lock on the register."""
    register = sqlite3.connect(home / "register.db", timeout=0)
    register.execute("BEGIN IMMEDIATE")
    register.execute("ROLLBACK")
    register.close()


def test_a_program_that_is_killed_had_kept_it_already(home: Path) -> None:
    with Desk(home) as desk:
        begin(desk)
        until(lambda: typed(home).get("address") == "Zürich 王小明 [/b]", "it was not kept")
        os.kill(desk.pid, signal.SIGKILL)
        assert desk.wait(LEAVES_WITHIN) == -signal.SIGKILL
    require_all(home)


def test_keys_that_came_before_the_signal_are_in_it(home: Path) -> None:
    with Desk(home) as desk:
        desk.see("308 found")
        desk.type("keller anna")
        desk.press("F6")
        desk.see("New patient")
        desk.press("f", *["Down"] * 9)
        desk.type("word " * 40 + "end")
        desk.see("word")
        os.kill(desk.pid, signal.SIGHUP)
        assert desk.wait(LEAVES_WITHIN) == 128 + signal.SIGHUP
    # The terminal's own buffer is the only place where a letter can still be.
    text = " ".join(str(value) for value in typed(home).values())
    assert "word" in text
    assert ("word " * 40 + "end").startswith(text[text.index("word") :])


@pytest.mark.parametrize("sent", [b"\x1by", b"\x1bY", b"\x1b\x1bOP\x1b[B\r"], ids=["y", "Y", "F1"])
def test_alt_with_a_key_throws_no_form_away(home: Path, sent: bytes) -> None:
    with Desk(home) as desk:
        begin(desk)
        until(lambda: typed(home).get("address") == "Zürich 王小明 [/b]", "it was not kept")
        desk.send(sent)
        desk.see("What you typed is not saved.")
        desk.quiet()
        assert "New patient" in desk.text()
        assert typed(home)["address"] == "Zürich 王小明 [/b]"


def test_the_end_of_the_line_without_a_signal_is_the_same(home: Path) -> None:
    """As under a shell that was told to ignore it."""
    program = [sys.executable, "-m", "dentui", "--home", str(home)]
    script = "trap '' HUP\n\"$@\"\nexit $?\n"
    with Desk(home, program=["sh", "-c", script, "sh", *program]) as desk:
        begin(desk)
        desk.hang_up()
        assert desk.wait(LEAVES_WITHIN) == 1
    assert not (home / "log").exists(), "nothing of it is a fault of ours"
    require_all(home)


def test_a_line_that_takes_nothing_does_not_stop_the_keeping(home: Path) -> None:
    with Desk(home) as desk:
        begin(desk)
        # Nobody reads what the program paints, until the line is full; typing goes on.
        for number in range(160):
            desk.type(f" {number:04}")
            if number % 20 == 0:
                time.sleep(0.02)
        until(lambda: str(typed(home).get("address", "")).endswith(" 0159"), "it was not kept")
        os.kill(desk.pid, signal.SIGTERM)
        left_within(desk, 128 + signal.SIGTERM)
    assert typed(home)["address"] == "Zürich 王小明 [/b]" + "".join(f" {n:04}" for n in range(160))


SLOW_DISK = """
import os, time
os.fsync = lambda _: time.sleep(600)
"""


def test_a_terminal_that_was_given_back_is_left_alone_while_the_disk_hangs(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLOW_DISK)
    with Desk(home, environment={"PYTHONPATH": f"{tmp_path}{os.pathsep}{SOURCE}"}) as desk:
        begin(desk)
        desk.quiet()
        os.kill(desk.pid, signal.SIGTERM)
        assert desk.wait(LEAVES_WITHIN) == 128 + signal.SIGTERM
        # Blanked a second time, it would be what somebody else shows there.
        assert desk.sent.count(b"\x1b[?1049l") == 1


UNHURRIED = """
import dentui.ui.app as app, dentui.ui.wire as wire
app.LEAVE_WITHIN = 60.0
wire.DeskDriver.last_answers = 600.0
"""


def test_who_is_told_to_leave_waits_for_no_answer_that_does_not_come(home: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(UNHURRIED)
    environment = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{SOURCE}"}
    with Desk(home, "--line", "ssh", environment=environment) as desk:
        begin(desk)
        desk.quiet()
        desk.answers = False
        desk.press("F1")
        desk.see("Does")
        os.kill(desk.pid, signal.SIGTERM)
        assert desk.wait(PATIENCE) == 128 + signal.SIGTERM
        assert "is kept and offered at the next start" in " ".join(desk.text().split())


def left_within(desk: Desk, status: int) -> None:
    """The program has left, although nobody reads its line."""
    end = time.monotonic() + LEAVES_WITHIN
    while not desk.ended():
        assert time.monotonic() < end, "it has not left"
        time.sleep(0.02)
    assert desk.status == status


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another program writes, and does not come to an end."""
    register = sqlite3.connect(home / "register.db", isolation_level=None)
    register.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        register.execute("ROLLBACK")
        register.close()


def test_a_save_that_hangs_keeps_nobody_from_leaving_and_loses_nothing(home: Path) -> None:
    with Desk(home) as desk:
        begin(desk)
        desk.press(*["Up"] * 5, "Backspace", *["Backspace"] * 5, *["Up"] * 1, "End", "1990")
        desk.see("12031990")
        with locked(home):
            desk.press("F2")
            desk.see("Saving …")
            desk.hang_up()
            assert desk.wait(LEAVES_WITHIN) > 0
    require_free(home)
    other = Elsewhere(settings_of(home))
    assert other.count() == 308
    with Desk(home) as desk:
        desk.see("Unfinished", OFFERED)
        desk.press("Enter")
        desk.see("12031990")
        desk.press("F2")
        desk.see("Saved as chart 309.")
        until(lambda: not typed(home), "it is still there")
    assert other.count() == 309
    other.close()


# In its process: the register gets the patient, and then the program is gone before anybody hears of it.
KILLED_AFTER_THE_COMMIT = """
import os
import dentui.store.database as database

save = database.Database.save

def save_and_die(self, *what):
    save(self, *what)
    os.kill(os.getpid(), 9)

database.Database.save = save_and_die
"""


def test_what_was_committed_and_never_answered_is_not_offered_again(home: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(KILLED_AFTER_THE_COMMIT)
    with Desk(home, environment={"PYTHONPATH": f"{tmp_path}{os.pathsep}{SOURCE}"}) as desk:
        desk.see("308 found")
        desk.type("keller anna")
        desk.press("F6")
        desk.see("New patient")
        desk.press("f")
        until(lambda: typed(home), "it was not kept")
        desk.press("F2")
        assert desk.wait(PATIENCE) == -signal.SIGKILL
    assert typed(home)
    with Desk(home) as desk:
        desk.see("309 found")
        until(lambda: not typed(home), "it is still there")
        desk.quiet()
        assert "Unfinished" not in desk.text()


CRASHING = """
import dentui.ui.sheets.patient as patient

def crash(self):
    raise RuntimeError(f"cannot swap {self.lines['given'].value}")

patient.NewPatientSheet.action_swap = crash
"""


def test_a_fault_of_ours_is_private_and_keeps_what_was_typed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CRASHING)
    with Desk(home, environment={"PYTHONPATH": f"{tmp_path}{os.pathsep}{SOURCE}"}) as desk:
        begin(desk)
        desk.press("F6")
        assert desk.wait(PATIENCE) == 1
        said = " ".join(desk.text().split())
        assert "What you typed in New patient is kept and offered at the next start." in said
        assert [word for word in ("Keller", "Anna", "1203", "Zürich") if word in desk.text()] == []
    (log,) = (home / "log").iterdir()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    kept = log.read_text("utf-8")
    assert "RuntimeError" in kept
    assert [word for word in ("Keller", "Anna", "1203", "Zürich") if word in kept] == []
    require_all(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own takes root")
def test_a_disk_that_is_full_is_said_and_typing_and_leaving_go_on(home: Path) -> None:
    import subprocess

    drafts = home / "drafts"
    drafts.mkdir(mode=0o700)
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", str(drafts)],
        capture_output=True,
        check=False,
    )
    if mount.returncode:
        pytest.skip("NO FILE SYSTEM CAN BE MOUNTED HERE: a full disk was not tried")
    try:
        (drafts / "filler").write_bytes(b"x" * 16_384)
        with Desk(home) as desk:
            desk.see("308 found")
            desk.type("keller anna")
            desk.press("F6")
            desk.see("New patient")
            desk.press("f", *["Down"] * 7)
            desk.type("x")
            desk.see("! What you type is not kept for now: the disk", "Save it soon.")
            desk.type("y")
            desk.see("xy", "! What you type is not kept")
            (drafts / "filler").unlink()
            until(lambda: typed(home), "it was never kept again")
            desk.read(PATIENCE, lambda: "is not kept" not in desk.text())
            assert "is not kept" not in desk.text()
            desk.press("F2")
            desk.see("Saved as chart 309.")
    finally:
        subprocess.run(["umount", str(drafts)], check=True)


def test_two_desks_that_are_cut_at_once_lose_nothing_of_either(home: Path) -> None:
    with Desk(home) as first, Desk(home) as second:
        for desk, name in ((first, "ada"), (second, "bea")):
            desk.see("308 found")
            desk.type(f"keller {name}")
            desk.press("F6")
            desk.see("New patient")
            desk.press("f", "Enter", "1203")
            desk.see("1203  ")
        first.hang_up()
        second.hang_up()
        assert first.wait(LEAVES_WITHIN) > 0
        assert second.wait(LEAVES_WITHIN) > 0
    with Desk(home) as desk:
        desk.see("Unfinished", "New patient, Keller, Ada", "New patient, Keller, Bea")
