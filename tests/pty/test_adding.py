"""Image data is added at a real terminal: from the inbox, and dropped, which a terminal tells as a paste."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.desk import Desk
from tests.ui.conftest import filled_home, settings_of  # noqa: F401 - a fixture
from tests.ui.elsewhere import Elsewhere


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A register of one's own, with two files in Anna's inbox."""
    home = Path(shutil.copytree(filled_home, tmp_path / "home"))
    inbox = home / "inbox" / "anna"
    inbox.mkdir(parents=True)
    for name in ("letter.txt", "order.txt"):
        (inbox / name).write_text(f"this is the {name}")
    return home


@pytest.fixture
def other(home: Path) -> Iterator[Elsewhere]:
    """Another desk at it."""
    desk = Elsewhere(settings_of(home))
    yield desk
    desk.close()


def names(other: Elsewhere, text: str) -> list[str]:
    """Of the files that a patient has."""
    records = other.desk.images.of_patient(other.actor, other.uuid(text))
    return sorted(file.name for record in records for item in record.items for file in item.files)


def test_what_was_sent_is_added_in_four_keys_and_leaves_the_inbox(home: Path, other: Elsewhere) -> None:
    with Desk(home) as desk:
        desk.see("308 found")
        desk.type("4711")
        desk.press("Enter")
        desk.see("[1 Records]")
        desk.press("u", "F3")
        desk.see("2 marked", "Your inbox")
        desk.press("F2")
        desk.see("Add to Smith, Anna", "letter.txt", "order.txt")
        desk.press("F2")
        desk.see("Added: 2 items, 2 files.", "2 files left your inbox.")
    assert names(other, "4711") == ["letter.txt", "order.txt"]
    assert list((home / "inbox" / "anna").iterdir()) == []


def test_files_that_are_dropped_on_the_chart_are_added(home: Path, other: Elsewhere, tmp_path: Path) -> None:
    folder = tmp_path / "on the desk"
    folder.mkdir()
    for name in ("Anna's jaw.txt", "b \\ c.txt"):
        (folder / name).write_text(name)
    with Desk(home) as desk:
        desk.see("308 found")
        desk.type("4711")
        desk.press("Enter")
        desk.see("[1 Records]")
        quoted = [str(folder / "Anna's jaw.txt").replace("'", "'\\''"), str(folder / "b \\ c.txt")]
        desk.send(b"\x1b[200~" + " ".join(f"'{path}'" for path in quoted).encode() + b" \x1b[201~")
        desk.see("Anna's jaw.txt", "b \\ c.txt", "2 of 2")
        desk.press("F2")
        desk.see("Added: 2 items, 2 files.")
        desk.send(b"\x1b[200~C:\\Users\\Anna\\jaw.stl\x1b[201~")
        desk.see("not on this machine", "Windows PC", "To send files here: sftp")
    assert names(other, "4711") == ["Anna's jaw.txt", "b \\ c.txt"]
    assert len(list(folder.iterdir())) == 2
