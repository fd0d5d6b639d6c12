"""A dropped SSH line: what was typed is offered to the owner of the key, and to nobody else."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from tests.kept import kept
from tests.pty.desk import PATIENCE
from tests.ssh.server import Sshd


def test_what_was_typed_over_a_line_that_dropped_is_offered_to_its_owner_alone(
    sshd: Sshd, home: Path
) -> None:
    with sshd.desk("anna") as desk:
        desk.see("2 found")
        desk.type("keller maria")
        desk.press("F6")
        desk.see("New patient")
        desk.press("f", "Enter")
        desk.type("1203")
        desk.see("1203  ")
        # The client is gone, as with a network that failed; sshd closes the terminal.
        os.kill(desk.pid, signal.SIGKILL)
        desk.wait(PATIENCE)
    end = time.monotonic() + PATIENCE
    while not kept(home):
        assert time.monotonic() < end, "it was not kept"
        time.sleep(0.05)
    with sshd.desk("berta") as desk:
        desk.see("1 found", "Berta")
        desk.quiet()
        assert "Unfinished" not in desk.text()
        assert "Keller" not in desk.text()
    with sshd.desk("anna") as desk:
        desk.see("Unfinished", "New patient, Keller, Maria")
        desk.press("Enter")
        desk.see("Given name      Maria", "1203  ")
        desk.type("1990")
        desk.press("F2")
        desk.see("born 12.03.1990")
        end = time.monotonic() + PATIENCE
        while kept(home):
            assert time.monotonic() < end, "it is still there"
            time.sleep(0.05)
