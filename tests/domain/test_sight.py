"""Looking at a picture nearer, brighter, harder: never beyond its edges, and back again."""

from __future__ import annotations

from dentui.domain.sight import WIDEST, Sight


def test_zooming_in_and_out_comes_back_to_the_whole() -> None:
    sight = Sight(100, 300)
    for _ in range(40):
        sight = sight.zoomed(1)
    assert sight.zoom == 32
    for _ in range(40):
        sight = sight.zoomed(-1)
    assert sight == Sight(100, 300)


def test_what_is_in_sight_stays_within_the_picture() -> None:
    assert Sight().panned(1, 1) == Sight()
    sight = Sight().zoomed(1)
    for _ in range(20):
        sight = sight.panned(1, -1)
    assert sight.x + 0.5 / sight.zoom == 1
    assert sight.y - 0.5 / sight.zoom == 0
    assert sight.zoomed(-1) == Sight()


def test_brighter_moves_the_window_and_darker_moves_it_back() -> None:
    sight = Sight(200, 1200)
    assert (sight.brighter(1).low, sight.brighter(1).high) == (100, 1100)
    assert sight.brighter(1).brighter(-1) == sight


def test_a_window_is_told_by_how_much_brighter_and_harder_it_is_than_at_first() -> None:
    first = Sight(31744, 32743)
    assert first.compared(first) == (0, 0)
    assert first.brighter(1).compared(first) == (0.1, 0)
    assert first.brighter(-2).harder(1).compared(first) == (-0.2, 0.25)


def test_a_key_that_is_held_leads_no_further_than_pictures_reach() -> None:
    for way in (1, -1):
        sight = Sight(0, 255)
        for _ in range(4000):
            sight = sight.harder(-1).brighter(way)
        assert -WIDEST <= sight.low < sight.high <= WIDEST


def test_more_contrast_is_a_narrower_window_about_the_same_middle() -> None:
    sight = Sight(0, 1000).harder(1)
    assert (sight.low, sight.high) == (100, 900)
    for _ in range(60):
        sight = sight.harder(1)
    assert sight.low < sight.high
