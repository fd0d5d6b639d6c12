"""The footer: as many keys as there is room for, those that matter most before all others."""

from __future__ import annotations

import pytest

from dentui.config import Settings
from dentui.ui.keys import PLACES
from tests.ui.desk import Desk, open_desk

SIZES = [(50, 12), (60, 20), (80, 24), (200, 60)]

STOPS: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (("down",), ("Enter Open", "F1 Keys", "q Leave")),
    (("f3",), ("Enter Apply", "Esc Back", "F1 Keys")),
    (("escape", "enter"), ("Esc Back", "Enter Edit record", "F1 Keys", "q Leave")),
    (("e",), ("F2 Save", "Esc Back", "F1 Keys")),
    (("x", "escape"), ("Enter No", "y Yes", "F1 Keys")),
    (("y", "t"), ("F2 Save", "Esc Back", "F1 Keys")),
    (("escape", "ctrl+g"), ("Enter Do it", "Esc Back", "F1 Keys")),
    (("e",), ("Esc Back", "Enter Edit", "F1 Keys", "q Leave")),
    (("escape", "escape", "slash", "*", "*", "f6", "f7"), ("F2 Save", "Esc Back", "F1 Keys")),
]


def footer(desk: Desk) -> str:
    return desk.text().splitlines()[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_the_keys_that_matter_most_are_there_in_every_size(
    settings: Settings, size: tuple[int, int]
) -> None:
    async with open_desk(settings, size=size) as desk:
        await desk.press(*"4711")
        await desk.see(" 1 found")
        for keys, essential in STOPS:
            await desk.press(*keys)
            await desk.idle()
            words = " ".join(footer(desk).split())
            assert all(key in words for key in essential), (keys, words)


async def test_keys_that_have_no_room_are_told_of_beside_f1(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("4711")
        assert "… " in footer(desk)
        assert "Next tab" not in footer(desk)
        await desk.pilot.resize_terminal(200, 60)
        await desk.until(lambda: "Next tab" in footer(desk))
        assert "…" not in footer(desk)


def test_every_place_has_a_key_that_is_never_left_out() -> None:
    """Where one can be stuck: a place with a way back or a way on that changes something."""
    for place in PLACES:
        for key in place.keys:
            if key.shown and key.label in ("Save", "Back", "Apply", "Keys", "Leave", "No", "Yes"):
                assert key.rank == 0, f"{place.name}: {key.label}"
