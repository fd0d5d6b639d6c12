"""The app: which address leads where, with all that stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from dentui.errors import NotFound
from dentui.share.guard import Guard
from dentui.share.site import Site, dead, notice
from dentui.store.shelf import Shelf

_WAYS = ("/r", "/R")
"""A link is printed in either case."""


def make_app(shelf: Shelf, proxies: Sequence[str] = ()) -> Starlette:
    """The server of a shelf. What a proxy at one of these addresses or networks says of a visitor's
    address is believed, and of nobody else."""
    site = Site(shelf)
    routes: list[BaseRoute] = [Route("/health", site.health), Route("/robots.txt", site.robots)]
    for way in _WAYS:
        link = f"{way}/{{token}}"
        routes += [
            Route(f"{way}/style.css", site.style),
            Route(link, site.form),
            Route(f"{link}/open", site.open, methods=["POST"]),
            Route(f"{link}/close", site.close, methods=["POST"]),
            Route(f"{link}/report", site.report),
            Route(f"{link}/page-{{number}}", site.picture),
            Route(f"{link}/report.pdf", site.pdf),
        ]
    around = [
        Middleware(Guard, proxies=proxies, fault=_fault, busy=_busy, too_large=_too_large),
        Middleware(ProxyHeadersMiddleware, trusted_hosts=list(proxies)),
    ]
    app = Starlette(
        routes=routes, middleware=around, exception_handlers={HTTPException: _refused, NotFound: _gone}
    )
    app.router.redirect_slashes = False
    app.middleware_stack = app.build_middleware_stack()
    return app


async def _refused(request: Request, error: Exception) -> Response:
    """What was asked for in a way that no page of ours does."""
    if not isinstance(error, HTTPException) or error.status_code == 404:
        return dead(request)
    answer = notice("refused", request, error.status_code)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _gone(request: Request, _error: Exception) -> Response:
    return dead(request)


def _fault(scope: Scope, status: int) -> ASGIApp:
    return notice("fault", Request(scope), status)


def _busy(scope: Scope) -> ASGIApp:
    answer = notice("busy", Request(scope), 503)
    answer.headers["retry-after"] = "60"
    return answer


def _too_large(scope: Scope) -> ASGIApp:
    return notice("refused", Request(scope), 431)
