"""What merging says in words."""

from __future__ import annotations

from datetime import date

import pytest

from dentui.domain.patients import Gender
from dentui.ui.widgets.merging import whole_words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("gender", "F", "female"),
        ("gender", Gender.MALE, "male"),
        ("birth_date", date(1990, 3, 12), "12.03.1990"),
        ("birth_date", None, "(empty)"),
        ("note", " \n", "(empty)"),
        ("note", "by train\n\x1b[31mtwice", "by train\n\N{REPLACEMENT CHARACTER}[31mtwice"),
    ],
)
def test_a_value_is_shown_whole_and_in_words(field: str, value: object, words: str) -> None:
    assert whole_words(field, value) == words
