"""Pictures of models that are written into an outbox."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.errors import Unavailable
from dentui.services.transfer import keep_picture


def test_a_picture_that_the_disk_does_not_take_was_not_saved(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database="")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(Unavailable, match=r"is full\. Nothing was saved\. Free some space"):
            keep_picture(settings, "anna", bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not [*(tmp_path / "outbox" / "anna").iterdir()]
    assert keep_picture(settings, "anna", bytes(100_000)).path.stat().st_size == 100_000
