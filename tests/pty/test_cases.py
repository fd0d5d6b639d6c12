"""A case for the lab at a real terminal: from chosen image data to an archive that other programs open."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from dentui.domain.cases import CaseState
from dentui.domain.images import ImageType
from dentui.domain.labs import LabInput
from dentui.domain.people import PersonInput
from dentui.domain.work import WorkKind
from tests.kept import kept
from tests.pty.desk import PATIENCE, Desk
from tests.pty.test_working import CONTROL, work
from tests.ui.conftest import filled_home, settings_of  # noqa: F401 - a fixture
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured, photo

COMMANDS = frozenset(("2", "c"))
"""Letters of this work that are no data: the tab, Create case, a crown."""


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A register of one's own."""
    return Path(shutil.copytree(filled_home, tmp_path / "home"))


@pytest.fixture
def other(home: Path) -> Iterator[Elsewhere]:
    """Another desk at it: two doctors and two labs, so that nothing is chosen by itself."""
    desk = Elsewhere(settings_of(home))
    for name in ("Weber", "Zangger"):
        desk.desk.people.add(desk.actor, uuid4(), PersonInput(name, doctor=True))
    for name in ("North", "Süd [/b]"):
        desk.desk.labs.add(desk.actor, LabInput(name))
    yield desk
    desk.close()


def test_a_case_whose_desk_is_killed_comes_back_with_its_work(home: Path, other: Elsewhere) -> None:
    with Desk(home) as desk:
        desk.see("308 found")
        work(desk, "4711", "Ctrl+N")
        desk.see("Create case", "F2 Send")
        work(desk, "orth", "Enter", "web", "Enter", "nor", "Enter", "31122030", "Enter", "24", " ", "26", "b")
        work(desk, "Tab", "Call [/b] 王")
        desk.see("Bridge 24-26", "Call [/b]")
        end = time.monotonic() + PATIENCE
        typed = json.dumps("Call [/b] 王").encode()
        while not any(typed in file.read_bytes() for file in kept(home)):
            assert time.monotonic() < end, "it was not kept"
            time.sleep(0.02)
        os.kill(desk.pid, signal.SIGKILL)
        assert desk.wait(PATIENCE) == -signal.SIGKILL
    with Desk(home) as desk:
        desk.see("Unfinished", "New case for the lab", "Smith, Anna")
        desk.press("Enter")
        desk.see("Create case", "orthodontics", "Weber", "North", "31122030", "24-26", "Call [/b]")
        # The cursor is where it was, behind what was typed.
        work(desk, "!", "F2")
        desk.see("is sent")
    (row,) = other.desk.cases.of_patient(other.actor, other.uuid("4711"))
    assert (row.state, row.due, row.lab) == (CaseState.SENT, date(2030, 12, 31), "North")
    assert [(each.kind, each.teeth) for each in row.works] == [(WorkKind.BRIDGE, (24, 25, 26))]
    assert other.desk.cases.open(other.actor, row.uuid).instructions == "Call [/b] 王!"


def said_by(*command: str | Path) -> str:
    """What another program says; it has to succeed."""
    name = str(command[0])
    if shutil.which(name) is None:
        pytest.skip(f"{name} IS NOT INSTALLED: the archive was opened by nothing but Python")
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_chosen_images_to_an_archive_that_other_programs_open(
    home: Path, other: Elsewhere, tmp_path: Path
) -> None:
    taken = {"smile.jpg": photo(1), "../O'Brien [b] 王.jpg": photo(2)}
    for name, content in taken.items():
        Pictured(other, tmp_path / name[:2]).add(
            "4711", ImageType.FACIAL_IMAGE, {Path(name).name: content}, "Visit 10"
        )
    with Desk(home) as desk:
        desk.see("308 found")
        work(desk, "4711", "Enter")
        desk.see("[1 Records]")
        work(desk, "2")
        desk.see("[2 Images]", "2 items")
        keys = (
            " ", "Right", " ",  # both pictures
            "c",  # create case, with them
            "orth", "Enter",  # case type
            "web", "Enter",  # doctor
            "nor", "Enter",  # lab
            "31122030", "Enter",  # due
            "16", "c",  # a crown
            "F2",  # sent
        )  # fmt: skip
        work(desk, *keys)
        number = f"C-{date.today().year}-00001"
        desk.see(f"{number} is sent", "write the ZIP for the lab now")
        control = sum(key in CONTROL or key in COMMANDS for key in keys)
        assert control <= 10
        assert control == 10
        desk.press("Enter")
        desk.see("Ready", "sftp", f"{number}.zip")
        desk.press("Esc")
        desk.see(f"{number} is sent. z takes it back.")
    (row,) = other.desk.cases.of_patient(other.actor, other.uuid("4711"))
    assert (row.state, row.lab, row.doctor, row.attachments) == (CaseState.SENT, "North", "Weber", 2)
    assert [(each.kind, each.teeth) for each in row.works] == [(WorkKind.CROWN, (16,))]
    archive = home / "outbox" / "anna" / f"{number}.zip"
    require_opened(archive, tmp_path / "unpacked", list(taken.values()))


def require_opened(archive: Path, folder: Path, taken: list[bytes]) -> None:
    """Info-ZIP finds no fault in it, libarchive unpacks it, Poppler reads the slip."""
    assert "No errors detected" in said_by("unzip", "-t", archive)
    folder.mkdir()
    said_by("bsdtar", "-x", "-f", archive, "-C", folder)
    assert {each.name for each in folder.iterdir()} == {"case.json", "case.pdf", "files"}
    told = json.loads((folder / "case.json").read_text("utf-8"))
    for each in told["files"]:
        content = (folder / each["path"]).read_bytes()
        assert sha256(content).hexdigest() == each["sha256"]
    assert sorted((folder / each["path"]).read_bytes() for each in told["files"]) == sorted(taken)
    slip = said_by("pdftotext", "-layout", folder / "case.pdf", "-")
    for words in ("Case C-", "Smith, Anna, chart 1", "North", "Weber", "2030-12-31", "Crown 16", "2 files"):
        assert words in slip, (words, slip)
