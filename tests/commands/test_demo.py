"""The command that makes a demonstration clinic."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dentui.__main__ import main


def test_it_says_what_was_made_and_how_to_open_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "my clinic"
    assert main(["demo", "--home", str(home), "--patients", "50", "--today", "2026-11-22"]) == 0
    said = capsys.readouterr()
    assert "50 invented patients" in said.out
    assert f"dentui --home '{home}'" in said.out
    assert "--as berta" in said.out
    assert said.err == ""


def test_the_same_day_and_seed_make_the_same_patients(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for name, seed in (("one", "5"), ("two", "5"), ("three", "6")):
        home = str(tmp_path / name)
        assert (
            main(["demo", "--home", home, "--patients", "60", "--seed", seed, "--today", "2026-11-22"]) == 0
        )
        capsys.readouterr()
        assert main(["patients", "find", "--home", home, "--json", ""]) == 0
        found.append(capsys.readouterr().out)
    assert found[0] == found[1] != found[2]


def test_a_register_that_is_there_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--home", str(tmp_path), "--patients", "5"]) == 0
    capsys.readouterr()
    assert main(["demo", "--home", str(tmp_path), "--patients", "5"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "already" in said


def test_what_is_no_day_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["demo", "--home", str(tmp_path), "--today", "22.11.2026"])
    assert left.value.code == 2
    assert "2026-11-22" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_demo_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    home = tmp_path / "home"
    program = subprocess.Popen(
        [sys.executable, "-m", "dentui", "demo", "--home", str(home), "--patients", "150000"],
        env=os.environ | {"PYTHONPATH": "src"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        began = time.monotonic()
        while not list(home.glob(".building-*/shard-*")):
            assert program.poll() is None
            assert time.monotonic() - began < 30
            time.sleep(0.05)
        program.send_signal(number)
        said, complained = program.communicate(timeout=10)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == 130
    assert said == complained == b""
    assert not home.exists()
