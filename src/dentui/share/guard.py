"""What holds for every answer, errors too: strict headers, so many at a time, and nothing of a fault to
read."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dentui.crash import crash_lines
from dentui.errors import DentuiError

LARGEST_HEAD = 8 * 1024
"""Bytes of a request's headers."""
AT_A_TIME = 64
"""Requests that are worked on at the same time; others are told to come again."""

_NOT_USED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection"),
    *("magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get"),
    *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
_POLICY = (
    *("default-src 'none'", "style-src 'self'", "img-src 'self'", "form-action 'self'", "base-uri 'none'"),
    "frame-ancestors 'none'",
)
HEADERS = (
    (b"content-security-policy", "; ".join(_POLICY).encode()),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{name}=()" for name in _NOT_USED).encode()),
    (b"x-robots-tag", b"noindex, nofollow, noarchive"),
    (b"x-permitted-cross-domain-policies", b"none"),
)
"""On every answer. Nothing but the server's own style sheet and pictures is loaded, and forms go nowhere
else."""

HSTS = (b"strict-transport-security", b"max-age=31536000")
"""A year; other hosts below the same name are not ours to speak for."""

LOCAL = ("127.0.0.1", "::1")
MOST_TOLD = 100
_FORWARDED = {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded", b"via"}


class Guard:
    """Stands around the app. `fault` and `busy` are the answers where the app has none; `is_proxy` tells
    whether an address is that of a proxy that is believed."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        proxies: Sequence[str],
        fault: Callable[[Scope, int], ASGIApp],
        busy: Callable[[Scope], ASGIApp],
        too_large: Callable[[Scope], ASGIApp],
    ) -> None:
        self._app, self._fault, self._busy, self._too_large = app, fault, busy, too_large
        self._proxies = [ipaddress.ip_network(proxy) for proxy in proxies]
        self._working = 0
        self._told: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        started = False
        # Looked at before a proxy's word replaces the address.
        in_the_open = self._in_the_open(scope)
        scope = {**scope, "state": {"in_the_open": in_the_open}}
        headers = HEADERS if in_the_open else (*HEADERS, HSTS)

        async def strictly(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": [*message["headers"], *headers]}
            await send(message)

        if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEAD:
            await self._too_large(scope)(scope, receive, strictly)
            return
        if self._working >= AT_A_TIME:
            await self._busy(scope)(scope, receive, strictly)
            return
        self._working += 1
        try:
            await self._app(scope, receive, strictly)
        except Exception as error:
            if started:
                # Half a page has gone out: the line is closed.
                self._tell_fault(error)
                raise
            await self._fault(scope, self._tell_fault(error))(scope, receive, strictly)
        finally:
            self._working -= 1

    def _in_the_open(self, scope: Scope) -> bool:
        """Whether somebody tries the server on its own machine, without a proxy and so without TLS."""
        client = scope["client"][0] if scope.get("client") else ""
        forwarded = _FORWARDED & {name for name, _ in scope["headers"]}
        if forwarded and not self._is_proxy(client):
            self._tell(
                "a proxy sends visitors here that was not named: all of them count as one address, and wait "
                "for each other's wrong answers. Start it with --proxy and the proxy's address"
            )
        return scope["scheme"] == "http" and client in LOCAL and not forwarded

    def _is_proxy(self, client: str) -> bool:
        try:
            address = ipaddress.ip_address(client)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)

    def _tell_fault(self, error: Exception) -> int:
        """Say what is known of it; the status of the answer."""
        if isinstance(error, DentuiError):
            self._tell(str(error))
            return 503
        self._tell("a request failed: " + "; ".join(line.strip() for line in crash_lines(error)))
        return 500

    def _tell(self, sentence: str) -> None:
        """Once each, so that no flood of requests fills a disk. No sentence has a link or an address in
        it."""
        if sentence not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(sentence)
            print(f"dentui share: {sentence}", file=sys.stderr, flush=True)
