"""Which terminals are at the end of a serial line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dentui.terminal.flow import flow_control, is_serial


@pytest.mark.parametrize("name", ["/dev/ttyS0", "/dev/ttyUSB1", "/dev/ttyAMA0", "/dev/ttyACM0", "/dev/cuaU0"])
def test_a_serial_line_is_one(name: str) -> None:
    assert is_serial(name)


@pytest.mark.parametrize(
    "name", ["/dev/pts/0", "/dev/pts/123", "/dev/tty", "/dev/tty1", "/dev/console", "/dev/ttyp0"]
)
def test_a_window_and_the_machines_own_screen_are_none(name: str) -> None:
    assert not is_serial(name)


def test_what_is_no_terminal_has_no_flow_control() -> None:
    with Path(os.devnull).open() as nothing:
        assert flow_control(nothing.fileno()) == 0
    reader, line = os.openpty()
    try:
        assert flow_control(line) == 0
    finally:
        os.close(reader)
        os.close(line)
