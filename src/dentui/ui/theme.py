"""Colours, and where the styles lie.

Every colour of DARK is one of the 216 of the xterm cube or of its greys, so that a terminal of 256 colours
shows exactly these; those of SIXTEEN are what rich takes for the 16, so that each becomes the one that is
meant. No state is told by colour alone.
"""

from __future__ import annotations

from pathlib import Path

from textual.theme import Theme

DARK = Theme(
    name="dentui",
    primary="#005f87",
    secondary="#5f87af",
    accent="#87d7ff",
    foreground="#d0d0d0",
    background="#121212",
    surface="#121212",
    panel="#262626",
    success="#87d787",
    warning="#ffd75f",
    error="#ff8787",
    dark=True,
    variables={
        "quiet": "#9e9e9e",
        "bright": "#ffffff",
        "bar": "#005f87",
        "bar-text": "#ffffff",
        "cursor": "#d0d0d0",
        "cursor-text": "#000000",
        "pale-cursor": "#3a3a3a",
        "field": "#303030",
        "hint": "#9e9e9e",
        "caret": "#ffffff",
        "alarm": "#870000",
        "alarm-text": "#ffffff",
    },
)

SIXTEEN = Theme(
    name="dentui-16",
    primary="#0000aa",
    secondary="#00aaaa",
    accent="#55ffff",
    foreground="#aaaaaa",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#55ff55",
    warning="#ffff55",
    error="#ff5555",
    dark=True,
    variables={
        # Backgrounds are of the first eight: a terminal of eight colours has no others.
        "quiet": "#00aaaa",
        "bright": "#ffffff",
        "bar": "#0000aa",
        "bar-text": "#ffffff",
        "cursor": "#aaaaaa",
        "cursor-text": "#000000",
        "pale-cursor": "#0000aa",
        "field": "#0000aa",
        "hint": "#aaaaaa",
        "caret": "#aaaaaa",
        "alarm": "#aa0000",
        "alarm-text": "#ffffff",
    },
)

PACKAGE = Path(__file__).resolve().parent.parent


def styles_folder() -> Path:
    """Where the styles lie: inside the package in a wheel, beside src in a clone."""
    inside = PACKAGE / "styles"
    return inside if inside.is_dir() else PACKAGE.parent.parent / "styles"


def styles() -> list[Path]:
    """Every style file. All are read at the start, which takes a few milliseconds: one that came
    later would make Textual parse all of them anew while somebody waits for a sheet."""
    return sorted(styles_folder().glob("*.tcss"), key=lambda file: (file.name != "base.tcss", file.name))
