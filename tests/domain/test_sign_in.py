"""What a password, a PIN and a login name have to be, and how long to wait after failures."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.sign_in import (
    COMMON,
    FREE_FAILURES,
    KEY_ROWS,
    LONGEST_PASSWORD,
    LONGEST_WAIT,
    MOST_FAILURES,
    PIN_DIGITS,
    SHORTEST_PASSWORD,
    as_hashed,
    check_login,
    check_password,
    check_pin,
    check_wait,
    is_pin,
    normal_login,
    seconds_left,
    wait_after,
)
from dentui.errors import Forbidden, Invalid

FAILURES = st.integers(0, MOST_FAILURES - 1)
MOMENTS = st.floats(0, 4e9)
PINS = st.text(string.digits, min_size=PIN_DIGITS, max_size=PIN_DIGITS)


@given(FAILURES)
def test_a_wait_never_gets_shorter_with_another_failure(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


def test_people_may_mistype_a_few_times_and_then_each_failure_doubles_the_wait() -> None:
    assert [wait_after(n) for n in range(FREE_FAILURES + 1)] == [0] * (FREE_FAILURES + 1)
    waits = [wait_after(FREE_FAILURES + n) for n in range(1, 10)]
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900]


def test_no_more_than_a_hundred_guesses_are_looked_at_and_they_take_most_of_a_day() -> None:
    assert sum(wait_after(n) for n in range(MOST_FAILURES)) > 20 * 3600


@given(FAILURES, MOMENTS, st.floats(0, 2 * LONGEST_WAIT))
def test_the_wait_runs_down_and_is_over_after_its_time(failures: int, failed: float, later: float) -> None:
    left = seconds_left(failures, failed, failed + later)
    assert 0 <= left <= wait_after(failures)
    assert left == pytest.approx(max(0, wait_after(failures) - later), abs=1e-3)
    assert seconds_left(failures, failed, failed + LONGEST_WAIT + 1) == 0


@given(FAILURES, MOMENTS, st.floats(LONGEST_WAIT + 1, 4e9))
def test_a_clock_that_was_set_back_locks_nobody_out(failures: int, failed: float, back: float) -> None:
    check_wait(failures, failed, failed - back)


@given(st.integers(FREE_FAILURES + 1, MOST_FAILURES - 1), MOMENTS, st.floats(0, LONGEST_WAIT))
def test_another_machine_whose_clock_is_behind_gives_no_attempts_away(
    failures: int, failed: float, behind: float
) -> None:
    assert seconds_left(failures, failed, failed - behind) == wait_after(failures)


@pytest.mark.parametrize(
    ("failures", "after", "words"),
    [(5, 0, "Wait 5 seconds"), (5, 4.5, "Wait a second"), (12, 0, "Wait 11 minutes"), (13, 0, "15 minutes")],
)
def test_the_refusal_says_how_long(failures: int, after: float, words: str) -> None:
    with pytest.raises(Forbidden, match=words):
        check_wait(failures, 1e9, 1e9 + after)


@given(st.integers(MOST_FAILURES, 10**6), MOMENTS, MOMENTS)
def test_after_the_last_attempt_only_another_password_helps(failures: int, failed: float, now: float) -> None:
    with pytest.raises(Forbidden, match="administrator"):
        check_wait(failures, failed, now)


@given(st.text(max_size=LONGEST_PASSWORD * 2))
def test_a_password_that_is_taken_is_in_one_form_long_enough_and_not_one_thing_repeated(text: str) -> None:
    try:
        taken = check_password(text, "anna", "Anna Weber")
    except Invalid:
        return
    assert taken == as_hashed(text) == as_hashed(taken)
    assert SHORTEST_PASSWORD <= len(taken) <= LONGEST_PASSWORD
    assert len(set(taken)) >= 6


@given(st.text(min_size=1, max_size=7), st.integers(2, 40))
def test_something_short_said_again_and_again_is_no_password(text: str, times: int) -> None:
    with pytest.raises(Invalid):
        check_password(text * times)


@given(st.sampled_from(KEY_ROWS), st.integers(2, 4), st.booleans())
def test_rows_of_keys_are_no_password(row: str, times: int, backwards: bool) -> None:
    with pytest.raises(Invalid):
        check_password((row * times)[:: -1 if backwards else 1])


@given(st.lists(st.sampled_from(["anna", "Weber", "Dental", "Centre", *COMMON]), min_size=2, max_size=12))
def test_names_and_common_words_alone_are_no_password(words: list[str]) -> None:
    with pytest.raises(Invalid):
        check_password(" ".join(words), "Anna", "Anna Weber", "Dental Centre")


@given(st.permutations(["river", "candle", "obtuse", "marmot", "twelve"]))
def test_a_few_words_are_a_password_also_beside_a_name(words: list[str]) -> None:
    assert check_password(" ".join(words[:4]), "anna")
    assert check_password(" ".join([*words[:3], "anna"]), "anna")


@given(st.text(min_size=SHORTEST_PASSWORD, max_size=60))
def test_however_a_keyboard_composes_its_letters_a_password_is_the_same(text: str) -> None:
    assert as_hashed(unicodedata.normalize("NFD", text)) == as_hashed(unicodedata.normalize("NFC", text))


@given(PINS)
def test_a_pin_that_is_taken_is_as_it_was_typed_and_has_three_digits_at_least(pin: str) -> None:
    try:
        assert check_pin(pin) == pin
    except Invalid:
        return
    assert len(set(pin)) >= 3
    assert pin not in "01234567890"


@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567", "12345a", "１２３４５６", "123456", "654321", "111111", "121212"]
)
def test_these_are_no_pins(pin: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_pin(pin)
    assert refused.value.field == "pin"


@given(st.text())
def test_a_password_is_never_taken_for_a_pin(text: str) -> None:
    if is_pin(text):
        with pytest.raises(Invalid):
            check_password(text)


@given(st.text())
def test_a_login_name_is_compared_in_one_form(text: str) -> None:
    assert normal_login(normal_login(text)) == normal_login(text)
    assert normal_login(f"  {text}\t") == normal_login(text)


@given(st.text(string.ascii_letters, min_size=1))
def test_the_case_of_a_login_name_does_not_count(text: str) -> None:
    assert normal_login(text.upper()) == normal_login(text.lower())


@pytest.mark.parametrize("login", ["", "  ", "x" * 65, "two words", "-x", "a\x00b", "a\x1bb", "a\u202eb"])
def test_these_are_no_login_names(login: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_login(login)
    assert refused.value.field == "login"
