"""What a find text asks for."""

from __future__ import annotations

import pytest

from dentui.domain.matching import Tier, match, understand
from dentui.domain.terms import Findable

SOMEBODY = Findable((("Keller", "Anna", ""),), (), "", "", "", None, "F", 1, 0, 0, ())
CHARTIER = SOMEBODY._replace(names=(("Chartier", "Luc", ""),))


@pytest.mark.parametrize("text", ["2042", "#2042", "chart 2042", "Chart #2042", "keller CHART 2042"])
def test_a_chart_number_is_found_as_a_screen_writes_it(text: str) -> None:
    assert match(understand(text), SOMEBODY, 2042) is Tier.LITERAL
    assert match(understand(text), SOMEBODY, 2043) is None


@pytest.mark.parametrize("text", ["chart", "chart luc", "luc chart"])
def test_chart_is_the_start_of_a_name_where_no_number_follows(text: str) -> None:
    assert match(understand(text), CHARTIER, 7) is Tier.LITERAL
    assert match(understand(text), SOMEBODY, 7) is None
