"""Pens of the preview: those of the desk's theme, as the terminal has them. No state is told by colour
alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dentui.terminal.pens import PLAIN, Pen, pen
from dentui.terminal.profile import Colours, Profile
from dentui.terminal.xterm import COLOURS, FIRST

_ATTRIBUTES = {"bold": "1", "underline": "4", "reverse": "7"}
_MANY: Mapping[str, tuple[int, int]] = {
    "plain": (252, 233),
    "bar": (231, 24),
    "quiet": (247, 233),
    "loud": (231, 233),
    "cursor": (16, 252),
    "key": (117, 233),
    "good": (114, 233),
    "wrong": (210, 233),
    "field": (231, 236),
    "mark": (221, 16),
}
"""Numbers of text and ground among the 256."""
_SIXTEEN = {
    "plain": ("37", "40"),
    "bar": ("97", "44"),
    "quiet": ("36", "40"),
    "loud": ("97", "40"),
    "cursor": ("30", "47"),
    "key": ("96", "40"),
    "good": ("92", "40"),
    "wrong": ("91", "40"),
    "field": ("97", "44"),
    "mark": ("93", "40"),
}
_MONO = {
    "bar": "reverse",
    "cursor": "reverse",
    "loud": "bold",
    "key": "bold",
    "wrong": "bold",
    "field": "underline",
    "mark": "reverse",
}


@dataclass(frozen=True, slots=True)
class Inks:
    """One pen for each purpose."""

    plain: Pen
    bar: Pen
    quiet: Pen
    loud: Pen
    cursor: Pen
    key: Pen
    good: Pen
    wrong: Pen
    field: Pen
    mark: Pen


def inks(profile: Profile) -> Inks:
    """Those of a terminal."""
    if profile.colours is Colours.MONO:
        return Inks(**{name: _mono(name, profile) for name in _MANY})
    if profile.colours is Colours.SIXTEEN:
        return Inks(
            **{name: pen(foreground=front, background=back) for name, (front, back) in _SIXTEEN.items()}
        )
    return Inks(
        **{
            name: pen(
                foreground=_colour(front, profile.colours, "3"),
                background=_colour(back, profile.colours, "4"),
            )
            for name, (front, back) in _MANY.items()
        }
    )


def _mono(name: str, profile: Profile) -> Pen:
    attribute = _MONO.get(name, "")
    if attribute not in profile.attributes:
        return PLAIN
    return pen(frozenset({_ATTRIBUTES[attribute]}))


def _colour(number: int, colours: Colours, where: str) -> str:
    if colours is Colours.TRUE:
        return f"{where}8;2;" + ";".join(map(str, COLOURS[number - FIRST]))
    return f"{where}8;5;{number}"
