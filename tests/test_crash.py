"""A crash log says where, and nothing of whom."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from dentui.crash import crash_lines, log_faults_of_threads, write_crash_log


def fail(patient: str) -> None:
    try:
        int(patient)
    except ValueError as error:
        raise RuntimeError(f"while reading {patient}") from error


def a_fault() -> Exception:
    try:
        fail("Keller, Anna")
    except RuntimeError as error:
        return error
    raise AssertionError


def test_it_names_types_files_lines_and_functions(tmp_path: Path) -> None:
    log = write_crash_log(tmp_path, a_fault())
    assert log is not None
    text = log.read_text("utf-8")
    assert "builtins.RuntimeError" in text
    assert "caused by builtins.ValueError" in text
    assert f"{__file__}:{fail.__code__.co_firstlineno + 4}: fail" in text


def test_it_holds_no_message_and_no_variable(tmp_path: Path) -> None:
    log = write_crash_log(tmp_path, a_fault())
    assert log is not None
    assert "Keller" not in log.read_text("utf-8")


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    log = write_crash_log(tmp_path / "home", a_fault())
    assert log is not None
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_two_crashes_in_one_second_are_two_logs(tmp_path: Path) -> None:
    assert write_crash_log(tmp_path, a_fault()) != write_crash_log(tmp_path, a_fault())


def test_where_it_cannot_be_written_the_first_fault_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file in the way")
    assert write_crash_log(tmp_path, a_fault()) is None


def test_a_group_tells_all_of_its_errors_and_a_circle_ends() -> None:
    inner = a_fault()
    inner.__context__ = group = ExceptionGroup("Keller, Anna", [inner, KeyError("Keller")])
    lines = crash_lines(group)
    assert "holding builtins.KeyError" in lines
    assert lines.count("holding builtins.RuntimeError") == 1


def test_what_ends_a_thread_is_logged_and_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_faults_of_threads(tmp_path)
    thread = threading.Thread(target=fail, args=("Keller, Anna",))
    thread.start()
    thread.join()
    (log,) = (tmp_path / "log").iterdir()
    assert f"{__file__}:{fail.__code__.co_firstlineno + 4}: fail" in log.read_text("utf-8")
    assert "Keller" not in log.read_text("utf-8")
    assert capsys.readouterr().err == ""
