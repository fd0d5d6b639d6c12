"""Blocks are parted into pages: none is cut, none that is bound stands alone."""

from __future__ import annotations

from dentui.media.flow import Block, paginated


def block(height: float, *, bound: bool = False, gap: float = 0, head: Block | None = None) -> Block:
    return Block(height, lambda _: None, bound, gap, head)


def tops(blocks: list[Block]) -> list[list[float]]:
    return [[placed.top for placed in page] for page in paginated(blocks, 10, 110)]


def test_blocks_stand_below_one_another_and_gaps_fall_away_at_the_top() -> None:
    assert tops([block(60), block(30, gap=5), block(60, gap=5)]) == [[10, 75], [10]]


def test_a_heading_goes_to_the_page_of_what_follows_it() -> None:
    assert tops([block(80), block(10, bound=True), block(30)]) == [[10], [10, 20]]


def test_what_is_bound_and_higher_than_a_page_is_parted() -> None:
    pages = tops([block(30, bound=True), block(60, bound=True), block(60)])
    assert pages == [[10, 40], [10]]


def test_a_block_that_is_higher_than_a_page_has_one_for_itself() -> None:
    assert tops([block(20), block(200), block(20)]) == [[10], [10], [10]]


def test_a_table_that_goes_on_has_its_head_again() -> None:
    head = block(5)
    rows = [block(30, head=head) for _ in range(4)]
    pages = paginated([head, *rows], 10, 110)
    assert [[placed.block is head for placed in page] for page in pages] == [
        [True, False, False, False],
        [True, False],
    ]


def test_nothing_is_one_empty_page() -> None:
    assert paginated([], 10, 110) == [[]]
