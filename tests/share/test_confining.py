"""What the server's process can touch, tried from within a server that runs."""

from __future__ import annotations

import json
import signal
import socket
from pathlib import Path

import pytest

from dentui.share.confining import landlock
from dentui.store.engine import sqlite_module
from tests.clinics import Clinic
from tests.share.served import RIGHT, Visitor, serving
from tests.share.shared import Shelved
from tests.working import enter

# Runs in the server's own process when a signal comes: in its first thread, and in one that it starts then.
INTRUDER = """
import json, os, sys, signal, socket, subprocess, threading

def attempts(files, folder, port):
    def reads(file): return lambda: open(file, "rb").read()
    yield from ((file, reads(file)) for file in files)
    yield "list", lambda: os.listdir(folder)
    yield "make", lambda: open(os.path.join(folder, "mine"), "wb")
    yield "remove", lambda: os.unlink(files[0])
    yield "links", lambda: open(os.path.join(folder, "share", "links.db"), "r+b")
    yield "program", lambda: subprocess.run(["/bin/true"], check=True)
    yield "connect", lambda: socket.create_connection(("127.0.0.1", port), 2)
    yield "listen", lambda: socket.create_server(("127.0.0.1", 0))
    yield "signal", lambda: os.kill(os.getppid(), 0)
    yield "row", lambda: rows(os.path.join(folder, "register.db"))
    yield "views", lambda: open(os.path.join(folder, "share", "views", "tried"), "wb")

def rows(register):
    from dentui.store.engine import sqlite_module
    return sqlite_module().connect(register).execute("SELECT * FROM patient").fetchall()

def told(plan):
    found = {}
    for name, attempt in attempts(*plan):
        try:
            attempt()
            found[name] = "done"
        except Exception as error:
            found[name] = type(error).__name__
    return found

def intrude(*_):
    plan, found = json.loads(os.environ["PLAN"]), []
    thread = threading.Thread(target=lambda: found.append(told(plan)))
    thread.start()
    thread.join()
    found.append(told(plan))
    print(json.dumps(found), file=sys.stderr, flush=True)

signal.signal(signal.SIGUSR1, intrude)
"""

NEEDS_LANDLOCK = pytest.mark.skipif(not landlock(), reason="this kernel has no Landlock")


@NEEDS_LANDLOCK
def test_the_server_cannot_read_a_patient_row(sqlite_clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    home = sqlite_clinic.settings.home
    enter(sqlite_clinic, "Keller")
    token = Shelved(home).share()
    (home / "audit.key").touch()
    files = [f"{home}/register.db", f"{home}/register.db-wal", f"{home}/audit.key", "/etc/passwd"]
    assert sqlite_module().connect(files[0]).execute("SELECT count(*) FROM patient").fetchone()[0]
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PLAN", json.dumps([files, str(home), other.getsockname()[1]]))
        with serving(home, before=INTRUDER) as served:
            assert "it cannot read the register; that was tried" in served.said
            served.process.send_signal(signal.SIGUSR1)
            assert served.process.stderr is not None
            of_a_thread, of_the_first = json.loads(served.process.stderr.readline())
            # It goes on doing what it is for.
            assert Visitor(served).answer(f"/r/{token.text}", RIGHT).status == 303
    refused = dict.fromkeys([*files, "list", "make", "remove", "links"], "PermissionError")
    refused |= dict.fromkeys(("program", "connect", "listen", "signal"), "PermissionError")
    assert of_the_first == of_a_thread == {**refused, "row": "OperationalError", "views": "done"}


@NEEDS_LANDLOCK
def test_a_home_among_the_programs_of_the_machine_is_refused(tmp_path: Path) -> None:
    register = tmp_path / "register.db"
    register.touch()
    Shelved(tmp_path).share()
    before = (
        "from pathlib import Path\nfrom dentui.share import server\n"
        f"known = server.program()\nserver.program = lambda: (*known, Path({str(tmp_path)!r}))"
    )
    with pytest.raises(AssertionError, match=r"could read .*register\.db"), serving(tmp_path, before=before):
        pass


def test_a_server_that_has_nothing_to_show_says_so_and_what_is_to_be_done(tmp_path: Path) -> None:
    with serving(tmp_path / "empty") as served:
        assert Visitor(served).get("/health").text == "ok\n"
        status, said = served.stop()
    assert status == 0
    (told,) = [line for line in said.splitlines() if "no report is shared there yet" in line]
    assert str(tmp_path / "empty") in told
    assert "Ctrl+G, s" in told


def test_it_says_where_it_cannot_listen_and_what_is_no_address(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = f"cannot listen on 127.0.0.1 port {port}: Address already in use"
        with pytest.raises(AssertionError, match=said), serving(tmp_path, "--port", str(port)):
            pass
    for options, said in (
        (("--proxy", "caddy"), "--proxy wants the address"),
        (("--listen", "x"), "--listen wants"),
    ):
        with pytest.raises(AssertionError, match=said), serving(tmp_path, *options):
            pass
