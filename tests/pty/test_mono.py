"""Without colours, and with few: what is told by a colour is told by a shape or a word too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pty.desk import Desk
from tests.pty.matrix import ATTRIBUTES, SGR, codes
from tests.pty.walk import real_home, walk
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture


def test_no_colour_is_sent_and_every_state_is_seen(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    with Desk(real_home(filled_home, tmp_path), environment={"NO_COLOR": "1"}) as desk:
        seen = walk(desk)
    assert codes(desk.sent) <= ATTRIBUTES
    assert 7 in codes(desk.sent)
    assert re.search("^▸ ", seen["a row down"], re.MULTILINE)
    assert "[4 Info]" in seen["info"]
    assert "! " in seen["a wrong date"]


def test_a_terminal_that_has_no_attributes_is_sent_none(filled_home: Path) -> None:  # noqa: F811
    with Desk(filled_home, environment={"TERM": "dumb", "LANG": "C.UTF-8"}) as desk:
        desk.see("308 found")
        desk.press("Down", "Down")
        desk.see("> Wolfesch")
        desk.type("/smi")
        desk.see("Find  smi")
        desk.quiet()
        # The terminal's own cursor shows where one types.
        assert not desk.screen.cursor.hidden
        assert (desk.screen.cursor.y, desk.screen.cursor.x) == (1, 10)
    assert codes(desk.sent) <= {0}


def test_a_terminal_without_colours_is_sent_none_with_all_that_is_drawn(filled_home: Path) -> None:  # noqa: F811
    with Desk(filled_home, environment={"TERM": "vt100", "DENTUI_CELL_DIFF": "0"}) as desk:
        desk.see("308 found")
        desk.press("Down", "F3")
        desk.see("Filter patients")
    assert 7 in codes(desk.sent)
    assert codes(desk.sent) <= ATTRIBUTES


def test_sixteen_colours_are_all_that_is_sent_and_backgrounds_are_of_the_first_eight(
    filled_home: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    environment = {"TERM": "linux", "COLORTERM": ""}
    with Desk(real_home(filled_home, tmp_path), environment=environment) as desk:
        walk(desk)
    colours = {39, 49, *range(30, 38), *range(40, 48), *range(90, 98)}
    assert codes(desk.sent) <= ATTRIBUTES | colours
    assert 44 in codes(desk.sent)


@pytest.mark.parametrize(
    ("environment", "options", "code"),
    [
        ({"TERM": "xterm-256color"}, (), b"38;5;"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, (), b"38;2;"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, ("--colours", "true"), b"38;2;"),
        ({"TERM": "xterm-256color", "DENTUI_COLOURS": "16"}, (), b"97"),
    ],
    ids=str,
)
def test_the_colours_are_the_profiles(
    filled_home: Path,  # noqa: F811
    environment: dict[str, str],
    options: tuple[str, ...],
    code: bytes,
) -> None:
    with Desk(filled_home, *options, environment=environment) as desk:
        desk.see("308 found")
        assert any(code in found for found in SGR.findall(desk.sent))
