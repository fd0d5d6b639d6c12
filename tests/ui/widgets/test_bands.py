"""Where tiles stand: whole ones only, each section under its label, and any of ten thousand at once."""

from __future__ import annotations

import pytest

from dentui.ui.widgets.bands import Bands

SIZES = [(80, 11), (60, 8), (40, 5), (200, 45), (19, 3), (1, 1)]


def seen(bands: Bands, top: int) -> list[int]:
    return [tile for row in bands.view(top) for tile in row.tiles]


def test_sections_stand_under_each_other_and_those_without_tiles_nowhere() -> None:
    bands = Bands([2, 0, 9], 80, 30)
    view = bands.view(0)
    assert [(row.section, list(row.tiles)) for row in view] == [
        (0, []),
        (0, [0, 1]),
        (2, []),
        (2, [2, 3, 4, 5]),
    ]
    assert list(bands.in_section(1)) == []
    assert list(bands.in_section(2)) == list(range(2, 11))


@pytest.mark.parametrize("size", SIZES)
def test_nothing_stands_outside_the_window_and_nothing_over_another(size: tuple[int, int]) -> None:
    columns, rows = size
    bands = Bands([3, 1, 40, 7], columns, rows)
    for top in range(len(bands)):
        taken = [y for row in bands.view(top) for y in range(row.y, row.y + row.height)]
        assert len(taken) == len(set(taken))
        assert all(0 <= y < rows for y in taken)
        assert bands.per_band * bands.tile_columns <= max(columns, 1)


@pytest.mark.parametrize("size", SIZES[:-1])
@pytest.mark.parametrize("labels", [True, False])
def test_every_tile_comes_into_sight_when_the_cursor_goes_to_it(size: tuple[int, int], labels: bool) -> None:
    columns, rows = size
    bands = Bands([3, 1, 40, 0, 7], columns, rows, labels=labels)
    top = 0
    for tile in [*range(51), *reversed(range(51)), 50, 0, 25]:
        top = bands.top_for(tile, top)
        assert tile in seen(bands, top)


def test_the_window_moves_no_further_than_it_has_to() -> None:
    bands = Bands([4] * 10, 80, 24)
    assert len(seen(bands, 0)) == 8
    assert bands.top_for(7, 0) == 0
    assert bands.top_for(8, 0) == 1
    assert bands.top_for(8, 2) == 2


def test_up_and_down_keep_the_column_as_far_as_there_is_one() -> None:
    bands = Bands([4, 2, 4], 80, 24)
    assert bands.beside(3, 1) == 5
    assert bands.beside(5, 1) == 7
    assert bands.beside(7, -1) == 5
    assert bands.beside(9, 5) == 9
    assert bands.beside(1, -9) == 1


def test_a_label_stands_before_the_first_band_also_in_the_middle_of_a_section() -> None:
    bands = Bands([40], 80, 12)
    assert [bool(row.tiles) for row in bands.view(5)] == [False, True]
    assert bands.section_of(39) == 0
