"""A desk at the list of some 300 patients."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.desk import Desk
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def _nothing_unfinished(filled_home: Path) -> None:  # noqa: F811
    """A desk that is killed in a form leaves it behind, and the home is shared."""
    shutil.rmtree(filled_home / "drafts", ignore_errors=True)


@pytest.fixture
def desk(filled_home: Path) -> Iterator[Desk]:  # noqa: F811
    """It has painted its list, and rests."""
    with Desk(filled_home) as desk:
        desk.see("308 found")
        desk.quiet()
        yield desk
