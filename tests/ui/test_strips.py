"""Lines of text that are made with less than Textual takes for them."""

from __future__ import annotations

import inspect
import re

from rich.segment import Segment
from textual import strip
from textual.strip import Strip

from dentui.ui.strips import SIZES, make_with_less


def test_a_line_has_the_caches_that_textual_gives_it() -> None:
    source = inspect.getsource(strip)
    made = re.findall(r"self\.(_\w+_cache)[^=]*= FIFOCache\((\d+)\)", source)
    assert {name: int(size) for name, size in made} == SIZES


def test_a_line_keeps_what_it_was_asked_for_and_has_nothing_before() -> None:
    make_with_less()
    line = Strip([Segment("Keller, Anna")], 12)
    assert line.crop(0, 6).text == "Keller"
    assert line.crop(0, 6) is line.crop(0, 6)
    assert [part.text for part in line.divide([6, 12])] == ["Keller", ", Anna"]
    assert line.divide([6, 12])[0] is line.divide([6, 12])[0]
    other = Strip([Segment("Keller, Anna")], 12)
    assert not len(other._crop_cache)
    assert other == line
    assert (other.cell_length, other.text, other.link_ids) == (12, "Keller, Anna", set())
