"""What the first paint does not need, imported behind it in a thread: first what the next key may open, then,
where hands rest, all other screens and sheets. Who opens one would wait for that, and the event loop too."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pkgutil import iter_modules

REST = 0.3
"""Seconds without a key after which something more is imported."""
ONCE = frozenset(("dentui.ui.screens.setup", "dentui.ui.screens.sign_in"))
"""What is seen before the list, if at all."""


def import_what_comes_next() -> None:
    """In a thread, once the list stands: the first Enter should not wait for an import."""
    import dentui.ui.screens.patient
    import dentui.ui.sheets.filter
    import dentui.ui.sheets.palette
    import dentui.ui.sheets.patient
    import dentui.ui.sheets.record
    import dentui.ui.sheets.ticket_move  # noqa: F401


def import_covers() -> None:
    """After it: what is seldom wanted, and then at once."""
    import dentui.ui.screens.curtain
    import dentui.ui.screens.lock
    import dentui.ui.sheets.operator  # noqa: F401


def left() -> Iterator[str]:
    """The names of the modules that are still to be imported."""
    from dentui.ui import screens, sheets

    for package in (screens, sheets):
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            if module.name not in ONCE and module.name not in sys.modules:
                yield module.name
