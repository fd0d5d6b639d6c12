"""Reports in few pixels, for tests to which it does not matter how their scans look."""

from __future__ import annotations

from collections.abc import Callable

from dentui.media.report import prepared

VIEWS = {"ARCH": (96, 72), "SIDE": (68, 51), "FACE": (60, 75)}
"""A fiftieth of the pixels. Drawing them all would take a second of the processor a report."""


def draw_small(put: Callable[[object, str, object], None] = setattr) -> None:
    """Have the views of scans drawn so from here on; `put` can take that back."""
    for name, size in VIEWS.items():
        put(prepared, name, size)
