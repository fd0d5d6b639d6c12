"""What stands on pages of paper, one below the other: blocks, and how they are parted into pages.

A block is never parted, so that a row of a table stays whole. One that is bound to the next stands on its
page, as headings do. Pages are filled first and drawn then, because each of them says how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Draw = Callable[[float], None]
"""Draws a block whose top is so far down, in millimetres."""


@dataclass(frozen=True, slots=True)
class Block:
    """Something that stays in one piece."""

    height: float
    """Millimetres."""
    draw: Draw
    bound: bool = False
    """To the next one."""
    gap: float = 0.0
    """Above it, where it is not the first of a page."""
    head: Block | None = None
    """What stands above it where it is the first of a page, as the head of a table goes on."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where its top is."""

    block: Block
    top: float


def paginated(blocks: Sequence[Block], top: float, bottom: float) -> list[list[Placed]]:
    """The blocks on pages between these heights."""
    pages: list[list[Placed]] = [[]]
    at = top
    for group in _groups(blocks):
        high = sum(block.height + block.gap * (number > 0 or at > top) for number, block in enumerate(group))
        if pages[-1] and at + high > bottom:
            pages.append([])
            at = top
        for block in group:
            # A group that is higher than a page is parted after all.
            if pages[-1] and at + block.gap + block.height > bottom:
                pages.append([])
                at = top
            if not pages[-1] and block.head is not None:
                pages[-1].append(Placed(block.head, at))
                at += block.head.height
            elif pages[-1]:
                at += block.gap
            pages[-1].append(Placed(block, at))
            at += block.height
    return pages


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.bound:
            groups.append(group)
            group = []
    return [*groups, group] if group else groups
