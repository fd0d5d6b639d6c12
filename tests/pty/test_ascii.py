"""The ASCII profile at a real terminal: every byte is below 0x80, whatever is said and done there."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from dentui.terminal.desks import save
from tests.pty.desk import Desk
from tests.pty.walk import real_home
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture
from tests.ui.people import PASSWORD


@pytest.mark.parametrize(
    ("environment", "options", "name"),
    [
        ({"LANG": "C.UTF-8"}, (), "Müller, Jürg"),
        ({"LANG": "C", "LC_ALL": "C"}, (), "Muller, Jurg"),
        ({"LANG": "", "LC_ALL": "C", "PYTHONUTF8": "0"}, ("--encoding", "utf-8"), "Müller, Jürg"),
        ({"LANG": "de_CH.ISO-8859-1", "PYTHONIOENCODING": "latin-1"}, ("--encoding=UTF8",), "Müller, Jürg"),
        ({"LANG": "C.UTF-8", "DENTUI_ENCODING": "ascii"}, (), "Muller, Jurg"),
        ({"LANG": "C.UTF-8", "TERM": "never-heard-of"}, (), "Muller, Jurg"),
    ],
    ids=str,
)
def test_the_encoding_is_the_profiles_whatever_pythons_is(
    filled_home: Path,  # noqa: F811
    environment: dict[str, str],
    options: tuple[str, ...],
    name: str,
) -> None:
    with Desk(filled_home, *options, environment=environment) as desk:
        desk.see("308 found", name)


CRASHING = """
import dentui.ui.screens.patients as patients

def crash(self):
    raise RuntimeError

patients.PatientsScreen.action_new = crash
"""


def test_what_is_said_of_a_fault_is_ascii_too(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "sitecustomize.py").write_text(CRASHING)
    source = Path(__file__).resolve().parents[2] / "src"
    home = Path(shutil.copytree(filled_home, tmp_path / "höme"))
    with Desk(home, environment={"LANG": "C", "PYTHONPATH": f"{tmp_path}{os.pathsep}{source}"}) as desk:
        desk.see("308 found")
        desk.press("F6")
        assert desk.wait(20) == 1
        assert "home/log/crash-" in "".join(desk.text().split())
    assert max(desk.sent) < 0x80


def test_what_a_command_complains_of_is_ascii_too(tmp_path: Path) -> None:
    program = ["sh", "-c", '"$@" >/dev/null', "sh", sys.executable, "-m", "dentui"]
    words = ("--home", str(tmp_path / "höme"), "patients", "find", "x")
    with Desk(tmp_path, *words, program=program, environment={"LANG": "C"}) as desk:
        assert desk.wait(20) == 1
        assert "/home" in "".join(desk.text().split())
    assert max(desk.sent) < 0x80


def test_what_a_field_cannot_show_is_saved_as_it_was_typed(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    home = real_home(filled_home, tmp_path)
    with Desk(home, environment={"LANG": "C"}) as desk:
        desk.see("Login name")
        desk.type(f"anna\r{PASSWORD}\r")
        desk.see("308 found")
        desk.type("Çelik Zoë")
        desk.see("Find  Celik Zoe")
        desk.press("F6")
        desk.see("New patient", "Celik")
        desk.press("f", "F2")
        desk.see("Saved as chart 309.", "Celik, Zoe")
    with Desk(home) as desk:
        desk.see("Login name")
        desk.type(f"anna\r{PASSWORD}\r")
        desk.see("309 found")
        desk.type("celik")
        desk.see("Çelik, Zoë")


def test_a_command_at_such_a_terminal_writes_ascii_too(filled_home: Path) -> None:  # noqa: F811
    with Desk(filled_home, "patients", "find", "muller", environment={"LANG": "C"}) as desk:
        assert desk.wait(20) == 0
        assert "Muller, Jurg" in desk.text()
        assert max(desk.sent) < 0x80


def test_who_signs_in_has_what_was_kept_for_them_and_before_that_the_terminal_alone_counts(
    filled_home: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    home = real_home(filled_home, tmp_path)
    save(home, "anna", "xterm-256color", {"encoding": "ascii", "colours": "mono"})
    with Desk(home) as desk:
        desk.see("Login name")
        desk.type(f"anna\r{PASSWORD}")
        desk.see("•" * len(PASSWORD))
        assert b"48;5;" in desk.sent
        desk.press("Enter")
        desk.see("308 found", "ASCII: no accents", "Muller, Jurg")
        desk.quiet()
        assert desk.text().isascii()
        begun = len(desk.sent)
        desk.press("Down", "Down")
        desk.see("> Wolfesch")
        assert desk.sent[begun:].isascii()
        assert b"48;5;" not in desk.sent[begun:]
        desk.send(b"\x07o")
        desk.see("Signed out")
        begun = len(desk.sent)
        desk.type("a\rx")
        desk.see("•")
        assert b"48;5;" in desk.sent[begun:]


def test_a_broken_file_of_what_was_kept_is_said_at_the_desk(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    home = Path(shutil.copytree(filled_home, tmp_path / "home"))
    (home / "desks.json").write_text("{", "utf-8")
    with Desk(home, rows=30, columns=200) as desk:
        desk.see("308 found", "Müller, Jürg", "does not count", "cannot be read.")
