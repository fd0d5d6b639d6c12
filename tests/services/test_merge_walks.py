"""A sample of the walks that scripts/soak takes by the thousand."""

from __future__ import annotations

import pytest

from tests.services.merge_walks import walk


@pytest.mark.parametrize(("kind", "walks"), [("sqlite", 6), ("postgresql", 2)])
def test_whatever_two_operators_merge_and_take_apart_the_register_says_what_the_model_says(
    kind: str, walks: int, request: pytest.FixtureRequest
) -> None:
    walk(request.getfixturevalue("postgresql") if kind == "postgresql" else None, walks, 1)
