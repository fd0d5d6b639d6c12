"""Without colours, and with few: what is told by a colour is told by a shape or a word too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.desk import Desk
from tests.pty.matrix import ATTRIBUTES, SGR, codes
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture


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
