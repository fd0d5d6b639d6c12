"""`dentui share`: the small server that shows a report to who has its link and knows the date of birth."""

from __future__ import annotations

import argparse

from dentui.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
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
    """Serve until it is told to stop; answers the exit status. Neither register nor audit key is opened."""
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
