"""What a style becomes on the line."""

from __future__ import annotations

from rich.color import ColorSystem
from rich.style import Style

from dentui.ui.line import _pen

CURSOR = Style(color="#000000", bgcolor="#aaaaaa", bold=True)


def test_black_is_never_bold_in_sixteen_colours_where_that_may_be_grey() -> None:
    assert not _pen(CURSOR, ColorSystem.STANDARD).attributes
    assert _pen(CURSOR, ColorSystem.EIGHT_BIT).attributes == {"1"}
    assert _pen(Style(color="#aaaaaa", bold=True), ColorSystem.STANDARD).attributes == {"1"}
