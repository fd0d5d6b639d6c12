"""The app: what it says of a register that cannot be used, and what it keeps of a fault."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import dentui
from dentui.config import Settings
from dentui.ui.app import DeskApp
from dentui.ui.screens.patients import PatientsScreen
from dentui.ui.sheets.notice import NoticeSheet
from tests.ui.conftest import settings_of
from tests.ui.desk import PATIENCE, Desk, open_desk


async def test_a_register_that_cannot_be_used_is_one_sentence_and_two_keys(tmp_path: Path) -> None:
    async with open_desk(settings_of(tmp_path), ready=False) as desk:
        text = await desk.see("The register cannot be used", "There is no register", "Try again", "Leave")
        assert "Traceback" not in text


async def test_trying_again_goes_on_where_one_was(settings: Settings, home: Path) -> None:
    good = home / "register.db"
    aside = good.rename(home / "aside.db")
    async with open_desk(settings, ready=False) as desk:
        await desk.type("smi")
        await desk.until(lambda: isinstance(desk.app.screen, NoticeSheet))
        aside.rename(good)
        await desk.press("r")
        await desk.see("Smith, Anna")
        await desk.until(desk.settled)
        assert desk.app.focused is desk.list.box


async def test_keys_typed_ahead_do_not_leave_a_refused_start(settings: Settings, home: Path) -> None:
    (home / "register.db").unlink()
    async with open_desk(settings, ready=False) as desk:
        await desk.press(*"smi", "enter", "q", "q")
        await desk.see("The register cannot be used")
        await desk.pilot.pause()
        assert isinstance(desk.app.screen, NoticeSheet)


async def test_a_fault_leaves_a_private_log_and_one_neutral_sentence(
    settings: Settings, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(self: PatientsScreen) -> None:
        patient = "Keller, Anna"
        raise RuntimeError(f"cannot show {patient}")

    monkeypatch.setattr(PatientsScreen, "action_filter", fail)
    app = DeskApp(settings)

    async def meet_the_fault() -> None:
        async with app.run_test() as pilot:
            desk = Desk(app, pilot)
            await desk.see("found")
            await desk.press("f3")
            await desk.until(lambda: app.farewell)

    # Textual hands the fault on to its tests; a person sees only the farewell.
    with pytest.raises(RuntimeError, match="cannot show"):
        await meet_the_fault()
    [log] = (home / "log").iterdir()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    kept = log.read_text("utf-8")
    assert "RuntimeError" in kept
    assert "Keller" not in kept
    assert "Keller" not in app.farewell
    assert str(log) in app.farewell
    said = capsys.readouterr()
    assert "Keller" not in said.out + said.err
    assert app.return_code == 1


def test_without_a_terminal_one_sentence_says_so(settings: Settings) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "dentui", "--home", str(settings.home)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(dentui.__file__).parents[1])},
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("dentui: The screen needs a terminal")
    assert ended.stdout == ""


async def test_every_key_bar_tells_how_to_leave_and_how_to_get_help(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        assert desk.text().splitlines()[-1].endswith("F1 Keys  F10 Leave")
        await desk.press("down")
        await desk.see("F1 Keys  q Leave")
        await desk.press("enter")
        await desk.see("[1 Records]", "F1 Keys  q Leave")


async def test_letters_act_with_caps_lock_too(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("down", "F")
        await desk.see("Filter patients")


async def test_a_sheet_that_is_closed_is_taken_down_behind_what_follows(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f3")
        await desk.see("Filter patients")
        sheet = desk.app.screen
        await desk.press("escape")
        await desk.miss("Filter patients")
        assert sheet.is_running
        await desk.until(lambda: not sheet.is_running)
        await desk.press("f3")
        await desk.see("Filter patients")
        again = desk.app.screen
        desk.app.leave_desk("Signed out.")
        await desk.see("Signed out.")
        await desk.until(lambda: not again.is_running)


async def test_a_desk_that_was_left_leaves_no_thread_behind(settings: Settings) -> None:
    def hands() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if thread.name.startswith("hand-")}

    before = hands()
    async with open_desk(settings) as desk:
        await desk.find("smith")
        began = hands() - before
        assert began
    for thread in began:
        await asyncio.to_thread(thread.join, PATIENCE)
    assert not hands() & began
