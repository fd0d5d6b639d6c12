"""The server as a process: it listens, gives its rights away, and serves until it is told to stop."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import uvicorn

from dentui.errors import Invalid, Unavailable
from dentui.share.app import make_app
from dentui.share.confining import Rights, confine, open_to_us, program
from dentui.share.guard import LARGEST_HEAD
from dentui.share.protocol import Line
from dentui.store.shelf import Shelf, ShelfPlace, open_shelf, shelf_place

PORT = 8090
NICE = 15
"""Desks come first."""
NOTHING_YET = (
    "dentui share: no report is shared there yet (home {home}). In dentui an administrator says with "
    "Ctrl+G, s under which address patients reach this server; then s at a report in the Reports tab makes "
    "a link."
)
LEAVING = 10
"""Seconds for answers that are under way when it is told to stop."""
IDLE = 5
"""Seconds for which a line without a request stays open."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served, and where."""

    home: Path
    database: str
    secrets: tuple[Path, ...]
    """Files that this process must not be able to read."""
    listen: str = "127.0.0.1"
    port: int = PORT
    """0 for any."""
    proxies: tuple[str, ...] = ()
    """Addresses and networks."""


def serve(serving: Serving) -> None:
    """Serve until a signal says to stop. Raises Invalid for addresses that are none, Unavailable where it
    cannot listen, where there is nothing to serve, and where its rights cannot be given away."""
    proxies = _checked(serving.proxies)
    # Nothing but what stands here is written anywhere: libraries would log addresses and links.
    logging.disable(logging.CRITICAL)
    listener = _listener(serving.listen, serving.port)
    try:
        shelf = open_shelf(serving.home, serving.database)
        try:
            config = _config(make_app(shelf, proxies))
            config.load()
            _warm(shelf)
            empty = shelf.is_empty()
            _last()
            confined = _confined(serving, shelf_place(serving.home, serving.database))
            host, port = listener.getsockname()[:2]
            print(f"dentui share: listening on {host} port {port}. {confined}", file=sys.stderr, flush=True)
            if empty:
                print(NOTHING_YET.format(home=serving.home), file=sys.stderr, flush=True)
            asyncio.run(_Server(config).serve([listener]))
        finally:
            shelf.close()
    finally:
        listener.close()


class _Server(uvicorn.Server):
    """Ends by itself when it is told to stop, and not by the signal."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """From now on a signal lets answers go out that are under way; a second one does not."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave)
        yield

    def _leave(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=Line,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=LEAVING,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    except ValueError as error:
        raise Invalid(
            "--listen wants an address of this machine, such as 127.0.0.1.", field="listen"
        ) from error
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except (OSError, OverflowError) as error:
        raise Unavailable(
            f"The server cannot listen on {host} port {port}: {getattr(error, 'strerror', None) or error}. "
            "Choose another one with --port, or stop who listens there."
        ) from error


def _checked(proxies: Sequence[str]) -> list[str]:
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            raise Invalid(
                "--proxy wants the address from which the proxy comes, such as 127.0.0.1, or a network such "
                "as 10.0.0.0/24.",
                field="proxy",
            ) from error
    return list(proxies)


def _last() -> None:
    """Desks come first. Where Linux shares a machine out between sessions (sched(7), autogroup), a
    process's own niceness counts in its session only, so a session that is the server's alone is made nice
    as well."""
    os.nice(NICE)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(NICE))


def _warm(shelf: Shelf) -> None:
    """Have everything loaded that is loaded late, while it can be read."""
    import_module("anyio._backends._asyncio")
    import_module("encodings.idna")
    from dentui.domain.links import LinkToken
    from dentui.store.sealing import seal, unseal

    token = LinkToken.new()
    unseal(token.content_key, token.digest, "", seal(token.content_key, token.digest, "", b""))
    shelf.prepare()
    shelf.find(token.digest, 0)


def _confined(serving: Serving, place: ShelfPlace) -> str:
    """Give the rights away; answers what is to be said of that."""
    secrets = [file for file in serving.secrets if file.exists()]
    version = confine(Rights((*program(), *place.read), place.write, place.ports))
    if not version:
        return (
            "THIS KERNEL HAS NO LANDLOCK: the server can read what its account can. Give it an account of "
            "its own, as docs/operating.md tells."
        )
    if readable := open_to_us(secrets):
        raise Unavailable(
            f"The server does not start, because it could read {readable[0]}, which lies among the programs "
            "of this machine. Move the home to a folder of its own."
        )
    tried = ": it cannot read the register; that was tried" if secrets else ""
    return f"Confined by Landlock (version {version}){tried}."
