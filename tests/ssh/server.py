"""An sshd of the tests' own, on a port of this machine only, with keys that name operators."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.pty.desk import Desk
from tests.servers import free_port

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
SOURCE = Path(__file__).resolve().parents[2] / "src"


def missing() -> str:
    """What is not there to sign in over SSH with, "" where all is."""
    return ", ".join(name for name in ("sshd", "ssh", "ssh-keygen") if not shutil.which(name, path=PATH))


def dentui(home: Path, *arguments: str) -> str:
    """The line that starts dentui, as an administrator writes it into command= or ForceCommand."""
    words = ["env", f"PYTHONPATH={SOURCE}", sys.executable, "-m", "dentui", "--home", str(home)]
    return " ".join([*map(shlex.quote, words), *arguments])


@dataclass
class Sshd:
    """A running sshd."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def let_in(self, name: str, command: str = "") -> None:
        """Make a key of that name, whose line may start this command and nothing else."""
        key = self.folder / name
        _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key))
        forced = command.replace('"', r"\"")
        start = f'command="{forced}",' if command else ""
        line = f"{start}restrict,pty {key.with_suffix('.pub').read_text('utf-8')}"
        with (self.folder / "authorized_keys").open("a", encoding="utf-8") as opened:
            opened.write(line)

    def client(self, name: str, *words: str, options: Sequence[str] = ()) -> list[str]:
        """The command line of ssh with the key of that name; `words` go to the server."""
        settings = (
            *("IdentityFile=" + str(self.folder / name), "IdentitiesOnly=yes", "BatchMode=yes"),
            *("StrictHostKeyChecking=accept-new", f"UserKnownHostsFile={self.folder / 'known_hosts'}"),
            *("SendEnv=LANG LC_*", "LogLevel=ERROR", *options),
        )
        given = [word for setting in settings for word in ("-o", setting)]
        account = pwd.getpwuid(os.geteuid()).pw_name
        return [
            "ssh",
            "-F",
            "none",
            "-tt",
            *given,
            "-p",
            str(self.port),
            f"{account}@127.0.0.1",
            "--",
            *words,
        ]

    def desk(
        self,
        name: str,
        *words: str,
        options: Sequence[str] = (),
        environment: dict[str, str] | None = None,
        rows: int = 24,
        columns: int = 80,
    ) -> Desk:
        """A terminal at which somebody came in with the key of that name."""
        program = self.client(name, *words, options=options)
        return Desk(self.folder, rows=rows, columns=columns, environment=environment, program=program)

    def stop(self) -> None:
        """End it; lines that are open go on."""
        self.process.terminate()
        self.process.wait(30)


def start_sshd(folder: Path, *lines: str) -> Sshd:
    """Start one with these lines in its configuration. It runs as root and as any other account, and lets in
    the account that runs it."""
    folder.mkdir()
    _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "host"))
    (folder / "authorized_keys").touch()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    port = free_port()
    configuration = (
        f"ListenAddress 127.0.0.1:{port}",
        f"HostKey {folder / 'host'}",
        f"AuthorizedKeysFile {folder / 'authorized_keys'}",
        "PidFile none",
        # Temporary folders belong to several accounts, and PAM needs root.
        "StrictModes no",
        "UsePAM no",
        "PermitRootLogin yes",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "AcceptEnv LANG LC_*",
        "PrintMotd no",
        *lines,
    )
    file = folder / "sshd_config"
    file.write_text("\n".join(configuration) + "\n", "utf-8")
    log = (folder / "log").open("wb")
    program = shutil.which("sshd", path=PATH)
    assert program
    process = subprocess.Popen([program, "-D", "-e", "-f", str(file)], stdout=log, stderr=log)
    for _ in range(200):
        if process.poll() is None and _answers(port):
            return Sshd(folder, port, process)
        time.sleep(0.05)
    raise RuntimeError(f"sshd does not start: {(folder / 'log').read_text('utf-8')}")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            return line.recv(4) == b"SSH-"
    except OSError:
        return False


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
