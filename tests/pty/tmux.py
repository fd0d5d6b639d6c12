"""A real tmux: the terminal that many work in, and an emulator that is not pyte."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from tests.pty.desk import PATIENCE

TMUX = shutil.which("tmux")


class Tmux:
    """A tmux server of its own."""

    def __init__(self, folder: Path, *, alternate_screen: bool) -> None:
        self._socket = str(folder / "tmux")
        self._run("new-session", "-d", "-x", "80", "-y", "24", "sh")
        self._run("set", "-g", "status", "off")
        self._run("set", "-g", "alternate-screen", "on" if alternate_screen else "off")
        self._run("set", "-g", "history-limit", "10000")
        self._run("set", "-g", "set-titles", "on")
        self._run("new-window", "sh")

    def _run(self, *words: str) -> str:
        assert TMUX
        return subprocess.run(
            [TMUX, "-S", self._socket, "-f", os.devnull, *words],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PS1": "shell> "},
        ).stdout

    def type(self, *keys: str) -> None:
        self._run("send-keys", *keys)

    def everything(self) -> str:
        """The screen and the scroll-back."""
        return self._run("capture-pane", "-p", "-S", "-")

    def screen(self) -> str:
        """The screen with its colours, as a terminal takes them; every row whole."""
        return self._run("capture-pane", "-p", "-e", "-N")

    def title(self) -> str:
        return self._run("display-message", "-p", "#{pane_title} #{window_name}")

    def pid(self) -> int:
        """Of what runs in the shell."""
        shell = self._run("display-message", "-p", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])

    def see(self, *words: str) -> str:
        end = time.monotonic() + PATIENCE
        while not all(word in (text := self.everything()) for word in words):
            assert time.monotonic() < end, text
            time.sleep(0.05)
        return text

    def close(self) -> None:
        self._run("kill-server")
