"""Every screen at terminals that can do little: what they cannot is not sent, and all is told without it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.pty.desk import Desk
from tests.pty.matrix import ATTRIBUTES, codes
from tests.pty.walk import real_home, walk
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture


def walked(home: Path, environment: dict[str, str]) -> tuple[dict[str, str], bytes]:
    """The text of each step's screen, and what was sent on the way and on leaving: ASCII."""
    with Desk(home, environment=environment) as desk:
        screens = walk(desk)
        desk.press("F10")
        assert desk.wait(10) == 0
    assert [name for name, text in screens.items() if not text.isascii()] == []
    assert max(desk.sent) < 0x80
    assert "ASCII: no accents" in screens["a row down"]
    assert "Muller, Jurg" in screens["a row down"]
    assert "????" in screens["a row down"]
    # Our own signs are never question marks.
    for name in ("the sign-in", "the people", "the types", "info", "tickets", "the lock"):
        assert "?" not in screens[name], name
    return screens, desk.sent


def test_without_letters_and_colours_every_state_is_seen(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    """No letter but ASCII by its locale, and no colour."""
    seen, sent = walked(real_home(filled_home, tmp_path), {"LANG": "C", "NO_COLOR": "1"})
    assert codes(sent) <= ATTRIBUTES
    assert 7 in codes(sent)
    assert re.search("^> ", seen["a row down"], re.MULTILINE)
    assert "[4 Info]" in seen["info"]
    assert "! " in seen["a wrong date"]


def test_sixteen_colours_are_all_that_is_sent_of_all_that_is_drawn(
    filled_home: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Backgrounds are of the first eight. ASCII is asked for; without the diff, all is sent that is drawn."""
    environment = {"TERM": "linux", "COLORTERM": "", "DENTUI_ENCODING": "ascii", "DENTUI_CELL_DIFF": "0"}
    _, sent = walked(real_home(filled_home, tmp_path), environment)
    colours = {39, 49, *range(30, 38), *range(40, 48), *range(90, 98)}
    assert codes(sent) <= ATTRIBUTES | colours
    assert 44 in codes(sent)
