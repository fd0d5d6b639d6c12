"""Pictures are turned by quarters to the right."""

from __future__ import annotations

import pytest

from dentui.domain.images import SAMPLES, Raster
from dentui.media.turning import turned


def picture(mode: str, rows: list[str]) -> Raster:
    """A letter a pixel."""
    data = "".join(letter * SAMPLES[mode] for row in rows for letter in row).encode()
    return Raster(len(rows[0]), len(rows), mode, data, 7, 70)


@pytest.mark.parametrize("mode", SAMPLES)
def test_what_was_above_is_at_the_right(mode: str) -> None:
    upright = picture(mode, ["abc", "def"])
    assert turned(upright, 1) == picture(mode, ["da", "eb", "fc"])
    assert turned(upright, 2) == picture(mode, ["fed", "cba"])
    assert turned(upright, 3) == turned(upright, -1) == picture(mode, ["cf", "be", "ad"])
    assert turned(upright, 4) is turned(upright, 0) is upright


def test_what_is_no_picture_stays_as_it_is() -> None:
    for broken in (Raster(2, 2, "L", b"abc"), Raster(2, 2, "CMYK", bytes(16))):
        assert turned(broken, 1) is broken
