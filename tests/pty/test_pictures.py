"""Pictures at a real terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.desk import PATIENCE, Desk
from tests.pty.test_redrawing import resize, stopped

ROOT = Path(__file__).resolve().parents[2]
SIXEL, KITTY = b"\x1bP0;0;0q", b"\x1b_Ga=T"


def pictures_at(tmp_path: Path, pictures: str, **environment: str) -> Desk:
    return Desk(
        tmp_path,
        program=[sys.executable, "-m", "tests.pty.picture_app"],
        environment={
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DENTUI_PICTURES": pictures,
            "TEXTUAL_ANIMATIONS": "none",
            **environment,
        },
    )


@pytest.fixture(params=[SIXEL, KITTY], ids=["sixel", "kitty"])
def picture(request: pytest.FixtureRequest) -> bytes:
    """The beginning of a picture in both protocols."""
    begin: bytes = request.param
    return begin


@pytest.fixture
def desk(tmp_path: Path, picture: bytes) -> Iterator[Desk]:
    """It shows a picture, and rests."""
    with pictures_at(tmp_path, "sixel" if picture == SIXEL else "kitty") as desk:
        desk.read(PATIENCE, lambda: picture in desk.sent)
        desk.quiet()
        yield desk


def answer(desk: Desk, keys: bytes) -> bytes:
    """What comes for these keys."""
    begin = len(desk.sent)
    desk.send(keys)
    desk.read(PATIENCE, lambda: len(desk.sent) > begin)
    desk.quiet()
    return desk.sent[begin:]


def test_a_picture_is_sent_once(desk: Desk, picture: bytes) -> None:
    assert desk.sent.count(picture) == 1
    assert picture not in answer(desk, b"t"), "its label changed"
    assert picture in answer(desk, b"p"), "another picture"


def test_a_sheet_over_a_part_of_it_stays_whole(desk: Desk, picture: bytes) -> None:
    sent = answer(desk, b"s")
    assert b"a sheet" in sent
    assert picture not in sent
    closed = answer(desk, b"x")
    assert closed.count(picture) == (1 if picture == SIXEL else 0), "kitty has it still, and gets its cells"


@pytest.mark.parametrize("picture", [SIXEL], indirect=True)
@pytest.mark.parametrize("key", [b"l", b"p"], ids=["drawn anew", "another one"])
def test_a_picture_that_comes_under_a_sheet_waits_until_the_sheet_closes(desk: Desk, key: bytes) -> None:
    answer(desk, b"s")
    # Of a picture that waits nothing comes: the label tells that the key before it was taken.
    assert SIXEL not in answer(desk, key + b"t")
    assert answer(desk, b"x").count(SIXEL) == 1


def test_it_is_sent_again_where_all_is_drawn_anew(desk: Desk, picture: bytes) -> None:
    assert answer(desk, b"l").count(picture) == 1
    begin = len(desk.sent)
    desk.screen.resize(30, 100)
    resize(desk, 30, 100)
    desk.read(PATIENCE, lambda: picture in desk.sent[begin:])
    desk.quiet()
    assert picture in desk.sent[begin:]
    os.kill(desk.pid, signal.SIGTSTP)
    desk.read(PATIENCE, lambda: stopped(desk))
    begin = len(desk.sent)
    os.kill(desk.pid, signal.SIGCONT)
    desk.read(PATIENCE, lambda: picture in desk.sent[begin:])
    assert picture in desk.sent[begin:]


def test_a_picture_that_is_in_sight_in_part_is_made_of_characters(desk: Desk, picture: bytes) -> None:
    sent = answer(desk, b"j")
    assert picture not in sent
    assert any(char.encode() in sent for char in ("▀▄░▒▓█" if picture == SIXEL else "\U0010eeee"))


@pytest.mark.parametrize("pictures", ["ascii", "braille", "half", "off"])
def test_nothing_but_characters_is_sent_where_the_profile_says_so(tmp_path: Path, pictures: str) -> None:
    with pictures_at(tmp_path, pictures) as desk:
        desk.see("the first")
        desk.read(PATIENCE, lambda: _signs(desk) or "no pictures" in desk.text())
        desk.quiet()
        assert SIXEL not in desk.sent
        assert KITTY not in desk.sent
        assert _signs(desk) == ({pictures} if pictures in SIGNS else set())


SIGNS = {"braille": "⣿⡇⠁⠿", "half": "▀▄▒░▓", "ascii": "@#&"}


def _signs(desk: Desk) -> set[str]:
    """Of what characters the picture on the screen is made."""
    return {name for name, chars in SIGNS.items() if any(char in desk.text() for char in chars)}


def test_in_the_ascii_profile_no_byte_is_above_7f(tmp_path: Path) -> None:
    with pictures_at(tmp_path, "half", LANG="C") as desk:
        desk.read(PATIENCE, lambda: desk.text().count("O") > 20)
        desk.quiet()
        assert desk.text().count("O") > 20, "what lies behind the teeth"
        assert desk.sent.isascii()


ASKING = """
import sys
from dentui.ui.widgets.painting import _diacritics
assert sys.__stdout__.isatty() and sys.__stdin__.isatty()
assert len(_diacritics()) > 200
from textual_image._sixel import image_to_sixels
sys.stderr.write("done")
"""


def test_the_library_for_pixels_asks_the_terminal_nothing_when_it_is_loaded(tmp_path: Path) -> None:
    with Desk(tmp_path, program=[sys.executable, "-c", ASKING]) as desk:
        assert desk.wait(PATIENCE) == 0
        assert desk.sent == b"done"


def test_it_is_not_loaded_where_no_pixels_are_drawn() -> None:
    heavy = "{'numpy', 'PIL', 'textual_image'}"
    code = f"import sys, dentui.ui.widgets.preview; print(sorted({heavy} & {{*sys.modules}}))"
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "[]"
