"""Every terminal of the tests' matrix, in every locale, with and without colours: the same work at each."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.benchmarks.figures import Figure
from tests.pty.matrix import PLACES, work_at
from tests.ui.conftest import fill_home


def figures() -> Iterator[Figure]:
    """At how many of them something was not as it should be."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="dentui-soak-") as name:
        filled = fill_home(Path(name) / "filled")
        for number, place in enumerate(PLACES):
            try:
                work_at(place, Path(shutil.copytree(filled, Path(name) / str(number))))
            except AssertionError as error:
                failed += 1
                print(f"{place}: {error}", file=sys.stderr)
    yield Figure("terminals.failed", failed, "", 0, f"of {len(PLACES)} terminals")
