"""A desk at the list of some 300 patients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.desk import Desk
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture


@pytest.fixture
def desk(filled_home: Path) -> Iterator[Desk]:  # noqa: F811
    """It has painted its list, and rests."""
    with Desk(filled_home) as desk:
        desk.see("308 found")
        desk.quiet()
        yield desk
