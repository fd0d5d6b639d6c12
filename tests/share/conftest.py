"""A shelf with its server, and a browser that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.share.served import Served, Visitor, serving
from tests.share.shared import Shelved


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelved:
    """A home in which reports can be shared."""
    return Shelved(tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="module")
def served(shelf: Shelved) -> Iterator[Served]:
    """Its server, behind a proxy at 127.0.0.1."""
    with serving(shelf.home, "--proxy", "127.0.0.1") as running:
        yield running


@pytest.fixture
def visitor(served: Served, request: pytest.FixtureRequest) -> Visitor:
    """Somebody who comes by TLS from an address that nobody else has."""
    number = hash(request.node.nodeid) % 65_000
    address = f"203.0.{number // 256}.{number % 256}"
    return Visitor(served, {"x-forwarded-for": address, "x-forwarded-proto": "https"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what a browser saves."""
    return tmp_path_factory.mktemp("saved")
