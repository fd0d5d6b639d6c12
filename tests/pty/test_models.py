"""The model preview at a real terminal."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dentui.domain.images import ImageType
from dentui.terminal.pictures.pixelled import END
from tests.pty.desk import PATIENCE, Desk
from tests.pty.test_redrawing import resize
from tests.ui.conftest import filled_home, settings_of  # noqa: F401 - a fixture
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured


def arch(path: Path, *, upper: bool) -> Path:
    """Half of a ring of teeth, as a binary STL of a few triangles."""
    turn, around = np.meshgrid(np.linspace(0, np.pi, 60), np.linspace(0, 2 * np.pi, 24), indexing="ij")
    tooth = 4 + np.cos(turn * 28)
    far, high = 24 + tooth * np.cos(around), tooth * np.sin(around) + (6 if upper else -6)
    ring = np.stack([far * np.cos(turn), far * np.sin(turn), high], axis=-1).astype("<f4")
    corners = [ring[:-1, :-1], ring[1:, :-1], ring[1:, 1:], ring[:-1, :-1], ring[1:, 1:], ring[:-1, 1:]]
    triangles = np.stack(corners, axis=2).reshape(-1, 3, 3)
    rows = np.zeros(len(triangles), np.dtype([("normal", "<f4", 3), ("at", "<f4", (3, 3)), ("more", "<u2")]))
    rows["at"] = triangles
    path.write_bytes(bytes(80) + struct.pack("<I", len(rows)) + rows.tobytes())
    return path


@pytest.fixture
def jaws(tmp_path: Path) -> list[str]:
    """Two jaws, and a file that is cut."""
    upper = arch(tmp_path / "UpperJaw.stl", upper=True)
    broken = tmp_path / "cut.stl"
    broken.write_bytes(upper.read_bytes()[:5_000])
    return [str(path) for path in (broken, arch(tmp_path / "LowerJaw.stl", upper=False), upper)]


def opened(tmp_path: Path, files: list[str], **environment: str) -> Desk:
    desk = Desk(tmp_path / "home", "mesh", *files, environment=environment)
    # Two can be seen, and of the third there is a sentence.
    desk.see("Upper jaw", "Lower jaw", "Turn")
    if len(files) > 2:
        desk.see("unreadable", "The file is cut off")
    desk.read(PATIENCE, lambda: "▄" in desk.text() or max(desk.text()) > "⠀" or END.encode() in desk.sent)
    desk.quiet()
    return desk


def measure(desk: Desk) -> None:
    """A distance, an angle and a label on the upper jaw."""
    desk.type("5d")
    # The cross stands on the jaw, although there is none in the middle of the picture.
    desk.see("first point", "occlusal of upper")
    desk.quiet()
    desk.press("Enter")
    desk.see("1 more")
    desk.press("Up")
    desk.see(" mm, Upper jaw")
    desk.press("Enter")
    desk.see("1 measurement", "until you leave")
    desk.type("a")
    for keys in (["Right"], ["Left", "Left"], []):
        desk.press("Enter", *keys)
        desk.quiet()
    desk.see("2 measurements", "°")
    desk.type("n")
    desk.press("Enter")
    desk.see("Comment:")
    desk.type("a crack\x1b]0;owned\x07")
    desk.press("Enter")
    desk.see("1 label, 2 measurements", "3 a crack")


def go_to_marks(desk: Desk) -> None:
    """One after the other; the last one is removed."""
    desk.type("t")
    desk.see("Distance 1 of 3: ", "▸ 1 ")
    desk.type("tt")
    desk.see("Label 3 of 3: a crack", "▸ 3 a crack")
    desk.quiet()
    desk.press("Delete")
    desk.see("Remove label 3? y or n")
    desk.type("n")
    desk.press("Delete", "y")
    desk.see("It is removed.")
    assert "a crack" not in desk.text()


def test_a_jaw_turns_is_hidden_measured_and_left(tmp_path: Path, jaws: list[str]) -> None:
    with opened(tmp_path, jaws) as desk:
        from_the_front = desk.text()
        desk.press(*["Right"] * 5)
        desk.quiet()
        assert desk.text() != from_the_front
        assert "▐" in desk.text(), (
            "while keys are held all cells are upper halves; the last picture is better"
        )
        desk.type("m")
        desk.see("Occlusion, mm", "▌▌▌▌", "x has gone through")
        desk.type("w")
        desk.see("The legend of the map stands in the list.", "Occlusion, mm")
        desk.press("Esc")
        desk.type("m")
        desk.type("bw")
        desk.see("bite open 4 mm")
        desk.type("wc")
        desk.press("Tab", " ")
        desk.see("○ Lower jaw", "hidden")
        measure(desk)
        go_to_marks(desk)
        desk.press("p", "q")
        desk.see("The picture is saved")
        assert [*(tmp_path / "home" / "outbox").glob("*/models_*.png")]
        desk.press("Esc")
        desk.press("F1")
        desk.see("Keys of the model preview")
        desk.press("Esc")
        desk.see("Turn")
        assert "being saved" not in desk.text()
        desk.press("q")
        assert desk.wait(10) == 0
        assert desk.text().strip() == ""
        assert b"\x1b[?1049l" in desk.sent


def test_a_view_that_is_typed_ahead_comes_with_the_model(tmp_path: Path, jaws: list[str]) -> None:
    with Desk(tmp_path / "home", "mesh", *jaws) as desk:
        desk.type("6")
        desk.see("occlusal of lower", "○ Upper jaw", "● Lower jaw")
        desk.read(PATIENCE, lambda: "▄" in desk.text())
        desk.press("Tab", " ", "Tab", "Tab", " ")
        desk.see("○ Upper jaw", "○ Lower jaw")
        desk.type("d")
        desk.see("No model is in sight")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_whatever_ends_it_the_terminal_is_given_back(
    tmp_path: Path, jaws: list[str], number: signal.Signals
) -> None:
    with opened(tmp_path, jaws) as desk:
        os.kill(desk.pid, number)
        assert desk.wait(10) == 128 + number
        assert desk.sent.rstrip().endswith(b"\x1b[?1049l")
        assert desk.text().strip() == ""


def test_it_follows_its_window_and_says_when_that_is_too_small(tmp_path: Path, jaws: list[str]) -> None:
    with opened(tmp_path, jaws, NO_COLOR="1") as desk:
        desk.screen.resize(19, 59)
        resize(desk, 19, 59)
        desk.see("59 columns and 19 rows")
        desk.screen.resize(20, 60)
        resize(desk, 20, 60)
        desk.see("Upper jaw", "Back")
        desk.press("Esc")
        assert desk.wait(10) == 0


def test_a_file_that_needs_more_memory_than_one_may_is_told(tmp_path: Path, jaws: list[str]) -> None:
    Image.new("P", (11_000, 11_000)).save(tmp_path / "skin.png")
    (tmp_path / "skin.mtl").write_text("newmtl skin\nmap_Kd skin.png\n")
    face = tmp_path / "face.obj"
    face.write_text(
        "mtllib skin.mtl\nv 0 0 0\nv 9 0 0\nv 0 9 0\nvt 0 0\nusemtl skin\n" + "f 1/1 2/1 3/1\n" * 9
    )
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "dentui.toml").write_text("[limits]\nmemory = 1\n")
    with Desk(tmp_path / "home", "mesh", jaws[1], str(face)) as desk:
        desk.see("Lower jaw", "unreadable", "There is not enough memory for it.")
        desk.press("q")
        assert desk.wait(10) == 0


@pytest.mark.parametrize("pictures", ["sixel", "kitty"])
def test_pixels_are_sent_where_a_terminal_shows_them(tmp_path: Path, jaws: list[str], pictures: str) -> None:
    begin = {"sixel": b'\x1bP0;0;0q"1;1;', "kitty": b"\x1b_Ga=T,f=24,"}[pictures]
    with opened(tmp_path, jaws, DENTUI_PICTURES=pictures) as desk:
        shown = desk.sent.count(begin)
        assert shown
        desk.press("Down")
        desk.quiet()
        assert desk.sent.count(begin) > shown
        desk.press("q")
        assert desk.wait(10) == 0
        assert (b"a=d" in desk.sent) == (pictures == "kitty")


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A register of one's own, with two jaws and a photo of Anna Smith."""
    return Path(shutil.copytree(filled_home, tmp_path / "home"))


def preview_of(desk: int) -> int:
    """The process that shows models for a desk."""
    children = [
        int(child)
        for thread in Path(f"/proc/{desk}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]
    (found,) = (child for child in children if b"--desk" in Path(f"/proc/{child}/cmdline").read_bytes())
    return found


def test_a_jaw_of_a_chart_is_turned_and_measured_and_the_desk_is_where_it_was(
    home: Path, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(settings_of(home))
    pictured = Pictured(elsewhere, tmp_path / "scanner")
    files = [arch(tmp_path / "UpperJaw.stl", upper=True), arch(tmp_path / "LowerJaw.stl", upper=False)]
    pictured.add("4711", ImageType.OTHER, {"letter.txt": b"Dear colleague"})
    item = pictured.add("4711", ImageType.INTRAORAL_SCAN, {path.name: path.read_bytes() for path in files})
    with Desk(home) as desk:
        desk.see("308 found")
        desk.type("4711")
        desk.press("Enter")
        desk.see("[1 Records]")
        desk.type("2")
        desk.see("1 of 2 items")
        desk.quiet()
        desk.press("Enter")
        desk.see("Smith, Anna  Intraoral scan", "Models", "Upper jaw", "Esc Back")
        desk.read(PATIENCE, lambda: "▄" in desk.text())
        desk.press("Right", "Tab", " ")
        desk.see("○ Lower jaw")
        desk.type("5d")
        desk.see("first point")
        desk.press("Enter")
        desk.see("1 more")
        desk.press("Up")
        desk.see(" mm, Upper jaw")
        desk.press("Enter")
        desk.see("1 measurement", "Distance 1: ")
        desk.press("p")
        desk.see("The picture is saved", "It lies in your outbox")
        desk.press("Esc")
        desk.see("Models")
        desk.press("Esc")
        desk.see("1 of 2 items", "Download")
        desk.press("Enter")
        desk.see("Smith, Anna  Intraoral scan", "Models", "Upper jaw", "1 measurement")
        os.kill(preview_of(desk.pid), signal.SIGKILL)
        desk.see("The preview of the models has broken off", "1 of 2 items")
        desk.press("d")
        desk.see("outbox")
    (kept,) = elsewhere.desk.annotations.of_item(elsewhere.actor, item.uuid)
    assert kept.value is not None
    assert 0.5 < kept.value < 10
    assert not (home / "shown").exists(), "copies are gone"
    assert [*(home / "outbox").glob("*/models_*.png")]
    elsewhere.close()


def test_what_was_typed_for_a_label_waits_while_the_register_is_held_by_others(
    home: Path, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(settings_of(home))
    jaw = arch(tmp_path / "UpperJaw.stl", upper=True).read_bytes()
    item = Pictured(elsewhere, tmp_path / "scanner").add("4711", ImageType.INTRAORAL_SCAN, {"upper.stl": jaw})
    with Desk(home) as desk:
        desk.see("308 found")
        desk.type("4711")
        desk.press("Enter")
        desk.see("[1 Records]")
        desk.type("2")
        desk.see("1 item")
        desk.quiet()
        desk.press("Enter")
        desk.see("Upper jaw", "Esc Back")
        desk.read(PATIENCE, lambda: "▄" in desk.text())
        desk.type("n")
        desk.see("Label: move the cross")
        desk.quiet()
        desk.press("Enter")
        desk.see("Comment:")
        desk.type("a crack")
        with closing(sqlite3.connect(home / "register.db", isolation_level=None)) as others:
            others.execute("BEGIN IMMEDIATE")
            desk.press("Enter")
            desk.see("That was not done", "Comment: a crack")
        desk.press("Enter")
        desk.see("1 label", "Label 1: a crack.")
        assert "That was not done" not in desk.text()
        desk.press("q")
        desk.see("1 item")
    (kept,) = elsewhere.desk.annotations.of_item(elsewhere.actor, item.uuid)
    assert kept.comment == "a crack"
    elsewhere.close()


VIEWER = """#!/bin/sh
echo "$DISPLAY $(ulimit -v)" > "$1"
shift
printf '%s\\n' "$@" >> "$0.told"
mv "$0.told" "$0.said"
"""


@pytest.mark.parametrize("display", [":7", ""], ids=["a display", "over SSH"])
def test_models_open_in_another_program_where_there_is_a_display(
    tmp_path: Path, jaws: list[str], display: str
) -> None:
    viewer, said = tmp_path / "my viewer", tmp_path / "where it is shown"
    viewer.write_text(VIEWER)
    viewer.chmod(0o700)
    (tmp_path / "home").mkdir()
    words = json.dumps([str(viewer), str(said), "two words; $HOME"])
    (tmp_path / "home" / "dentui.toml").write_text(f"model_viewer = {words}\n")
    with opened(tmp_path, jaws[1:], DISPLAY=display, SSH_CONNECTION="" if display else "1 2 3 4") as desk:
        desk.type("x")
        if not display:
            desk.see("That was not done", "over plain SSH")
            assert not said.exists()
            return
        desk.see("Opened in")
        told = Path(f"{viewer}.said")
        desk.read(PATIENCE, told.exists)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = "unlimited" if hard == resource.RLIM_INFINITY else hard // 1024
        assert said.read_text() == f":7 {most}\n", "it may take what memory it wants"
        assert told.read_text().splitlines() == ["two words; $HOME", *jaws[:0:-1]]
