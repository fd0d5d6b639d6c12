"""Crowns: as many cusps as the tooth has."""

from __future__ import annotations

import numpy as np
import pytest

from dentui.services.demo.scans.crown import outline, roof
from dentui.services.demo.scans.teeth import FORMS, SIZES

CUSPS = {
    **{(upper, place): 1 for upper in (True, False) for place in (1, 2, 3)},
    (True, 4): 2,
    (True, 5): 2,
    (True, 6): 4,
    (True, 7): 4,
    (False, 4): 2,
    (False, 5): 3,
    (False, 6): 5,
    (False, 7): 4,
}


@pytest.mark.parametrize("tooth", CUSPS, ids=lambda tooth: f"{'upper' if tooth[0] else 'lower'} {tooth[1]}")
def test_a_tooth_has_its_cusps(tooth: tuple[bool, int]) -> None:
    size, form = SIZES[tooth], FORMS[tooth]
    side = np.arange(-6, 6.01, 0.1, dtype=np.float32)
    u, v = side[:, None], side[None, :]
    # A little askew, so that of two equal heights one is higher.
    high = roof(size, form, u, v) + u * np.float32(1e-4)
    inside = outline(size, form, u, v, np.float32(size.height - 1) * np.ones_like(high)) < 0
    around = np.stack(
        [np.roll(high, (a, b), (0, 1)) for a in range(-4, 5) for b in range(-4, 5) if (a, b) != (0, 0)]
    )
    # At both ends are ridges from cusp to cusp.
    table = inside & (np.abs(u) < 0.8 * size.wide / 2) & (high > size.height - 2.8)
    tops = (high > around.max(axis=0)) & table
    if tooth[1] < 3:
        assert (high[inside] > size.height - 0.3).sum() > 100, "an edge, no point"
    else:
        assert tops.sum() == CUSPS[tooth]


@pytest.mark.parametrize("tooth", SIZES, ids=str)
def test_a_crown_is_as_wide_and_as_deep_as_the_table_says(tooth: tuple[bool, int]) -> None:
    size, form = SIZES[tooth], FORMS[tooth]
    side = np.arange(-7, 7.01, 0.1, dtype=np.float32)
    w = np.arange(0, size.height, 0.2, dtype=np.float32)
    inside = outline(size, form, side[:, None, None], side[None, :, None], w[None, None, :]) < 0
    wide, deep = (np.ptp(side[inside.any(axis=axes)]) for axes in ((1, 2), (0, 2)))
    assert wide == pytest.approx(size.wide, abs=1.3 if form.skew else 0.4)
    assert deep == pytest.approx(size.deep, abs=0.4)
