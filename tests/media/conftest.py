"""Processes that read files, one pool for all tests that only look."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from dentui.domain.images import FoundItem, Refused
from dentui.domain.limits import Limits
from dentui.media.child import Children
from dentui.media.looking import Staged, look

Look = Callable[..., tuple[tuple[FoundItem, ...], tuple[Refused, ...]]]


@pytest.fixture(scope="session")
def reading() -> Iterator[Children]:
    """Processes with the limits of an office."""
    made = Children(Limits())
    yield made
    made.close()


@pytest.fixture
def look_at(reading: Children, tmp_path: Path) -> Look:
    """Look at files by name and content."""

    def looked(
        files: Mapping[str, bytes], limits: Limits | None = None
    ) -> tuple[tuple[FoundItem, ...], tuple[Refused, ...]]:
        children = Children(limits) if limits else reading
        staged = []
        for name, content in files.items():
            path = tmp_path / uuid4().hex
            path.write_bytes(content)
            staged.append(Staged(uuid4(), name, path, len(content), sha256(content).hexdigest()))
        found = look(staged, children, lambda _: None, threading.Event())
        if limits:
            children.close()
        return found

    return looked
