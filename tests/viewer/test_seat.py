"""The terminal while a preview has it."""

from __future__ import annotations

import os
import pty
import socket

import pytest

from dentui.terminal.profile import Profile
from dentui.viewer.seat import Seat


def test_an_answer_of_the_desk_is_left_to_who_waits_for_it_and_its_end_is_heard() -> None:
    """A picture is saved by another thread while keys are waited for."""
    terminal, program = pty.openpty()
    ours, desk = socket.socketpair()
    with ours, desk, Seat(Profile(), "xterm-256color", (program, program)) as seat:
        seat.leave_with(ours.fileno())
        desk.sendall(b"saved\n")
        assert seat.wait(5) == []
        assert ours.recv(100) == b"saved\n"
        desk.close()
        with pytest.raises(EOFError):
            seat.wait(5)
    for end in (terminal, program):
        os.close(end)
