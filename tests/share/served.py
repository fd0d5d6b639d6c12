"""The server as a process of its own on loopback, and visitors who speak HTTP to it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RIGHT = {"day": "27", "month": "3", "year": "1984"}
WRONG = {"day": "28", "month": "3", "year": "1984"}
_LISTENING = re.compile(r"listening on \S+ port (\d+)\.")


@dataclass
class Served:
    """A running server, and all that it has said."""

    process: subprocess.Popen[str]
    port: int
    said: str

    @property
    def address(self) -> str:
        """Of its pages."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> tuple[int, str]:
        """Have it stop as a supervisor does; its status, and all that it has said."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.stderr is not None
        said = self.said + self.process.stderr.read()
        return self.process.wait(30), said

    def raw(self, request: bytes, seconds: float = 20.0) -> bytes:
        """What comes back for bytes that need not be HTTP, until the server ends the line."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as line:
            line.sendall(request)
            answer = b""
            with suppress(ConnectionResetError):  # it was hung up on before all had been sent
                while piece := line.recv(65_536):
                    answer += piece
        return answer


@dataclass(frozen=True)
class Answer:
    """What a visitor got. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode("utf-8")


@dataclass
class Visitor:
    """Keeps the cookies that it is given, by the path that a browser keeps them for."""

    served: Served
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        kept = [
            value for folder, value in self.cookies.items() if path.startswith(f"{folder}/") or path == folder
        ]
        if kept:
            sent["cookie"] = "; ".join(kept)
        line = HTTPConnection("127.0.0.1", self.served.port, timeout=30)
        try:
            line.request(method, path, body, sent)
            came = line.getresponse()
            answer = Answer(came.status, {k.lower(): v for k, v in came.getheaders()}, came.read())
        finally:
            line.close()
        if cookie := answer.headers.get("set-cookie"):
            self.cookies[path.rpartition("/")[0]] = cookie.partition(";")[0]
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """Look at a page."""
        return self.ask("GET", path, None, **headers)

    def answer(self, path: str, typed: Mapping[str, str], **headers: str) -> Answer:
        """Send the form of a link, opened anew; the form again where that was not the answer."""
        page = self.get(path)
        found = re.search(r'name="visit" value="([0-9a-f]+)"', page.text)
        fields = {**typed, "visit": found[1] if found else ""}
        sent = self.post(f"{path}/open", fields, **headers)
        back = sent.status == 303 and sent.headers["location"] == f"../{path.rpartition('/')[2]}"
        return self.get(path) if back else sent

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """Send fields."""
        sent = {
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
            **headers,
        }
        return self.ask("POST", path, urllib.parse.urlencode(fields).encode(), **sent)


@contextmanager
def serving(home: Path, *options: str, database: str | None = None, before: str = "") -> Iterator[Served]:
    """The server of a home; `before`: Python that its process runs before it becomes the server."""
    words = ["share", "--home", str(home), "--port", "0", *options]
    if database:
        words += ["--database", database]
    program = f"import sys\n{before}\nfrom dentui.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DENTUI_")}
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        env={**environment, "PYTHONPATH": str(PROJECT / "src")},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = _LISTENING.search(said)
        assert found, said
        yield Served(process, int(found[1]), said)
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()
