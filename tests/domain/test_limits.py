"""Limits of files as settings."""

from __future__ import annotations

import pytest

from dentui.domain.limits import Limits, read_limits


def test_what_is_not_set_stands_at_its_default() -> None:
    assert read_limits({}) == Limits()
    assert read_limits({"photo_bytes": 1000}) == Limits(photo_bytes=1000)


@pytest.mark.parametrize("stored", [{"photos": 1}, {"seconds": 0}, {"seconds": "30"}, {"seconds": True}])
def test_what_means_nothing_is_named(stored: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(stored))):
        read_limits(stored)
