"""`dentui share`: the small server that shows a report to who has its link and knows the date of birth."""

from __future__ import annotations

import argparse

from dentui.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--grant",
        metavar="ROLE",
        help="serve nothing: let this role of the register's PostgreSQL server be that of the server",
    )
    instead.add_argument(
        "--take-in", action="store_true", help="serve nothing: take views into the audit trail, as desks do"
    )
    parser.add_argument("--port", type=int, default=8090, metavar="N", help="listen there (8090); 0 for any")
    parser.add_argument(
        "--listen", default="127.0.0.1", metavar="ADDRESS", help="an address of this machine (127.0.0.1)"
    )
    parser.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="address or network of the web server in front of it, which tells where visitors come from",
    )


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Serve until it is told to stop; answers the exit status. Neither register nor audit key is opened, but
    for what is done instead."""
    if args.grant is not None:
        return _grant(settings, args.grant)
    if args.take_in:
        return _take_in(settings)
    from dentui.share.server import Serving, serve

    serve(
        Serving(
            home=settings.home,
            database=settings.database,
            secrets=(settings.register_file, settings.home / "audit.key"),
            listen=args.listen,
            port=args.port,
            proxies=tuple(args.proxy),
        )
    )
    return 0


def _grant(settings: Settings, role: str) -> int:
    from dentui.commands.output import print_line
    from dentui.services.links import grant

    grant(settings, role)
    print_line(f"{role} can show shared reports now, and do nothing else in the register.")
    return 0


def _take_in(settings: Settings) -> int:
    from dentui.commands.output import print_line
    from dentui.services.link_views import take_in

    taken = take_in(settings)
    print_line(f"{taken} new {'view' if taken == 1 else 'views'} of shared reports.")
    return 0
