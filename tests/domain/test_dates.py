"""Dates as they are typed and shown."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.dates import (
    NoDate,
    interpretations,
    read_date,
    read_moment,
    this_month,
    this_week,
    write_date,
)
from dentui.errors import Invalid

TODAY = date(2026, 11, 22)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
births = st.dates(date(1927, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12031990", date(1990, 3, 12)),
        ("120390", date(1990, 3, 12)),
        ("19900312", date(1990, 3, 12)),
        ("1990-03-12", date(1990, 3, 12)),
        ("1990/3/12", date(1990, 3, 12)),
        ("12.3.1990", date(1990, 3, 12)),
        (" 12. 3. 90 ", date(1990, 3, 12)),
        ("12/03/1990", date(1990, 3, 12)),
        ("12-03-1990", date(1990, 3, 12)),
        ("12 03 1990", date(1990, 3, 12)),
        ("１２.３.１９９０", date(1990, 3, 12)),
        ("１２０３１９９０", date(1990, 3, 12)),
        ("12252025", date(2025, 12, 25)),
        ("12/25/2025", date(2025, 12, 25)),
        ("29022024", date(2024, 2, 29)),
        ("20101112", date(2010, 11, 12)),
        ("1203", date(2026, 3, 12)),
        ("12.3.", date(2026, 3, 12)),
        ("240327", date(2027, 3, 24)),
        ("t", TODAY),
        ("Today", TODAY),
        ("yesterday", date(2026, 11, 21)),
    ],
)
def test_a_date_is_understood(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


def test_month_first_is_an_order_too() -> None:
    assert read_date("03/12/1990", TODAY, "mdy") == date(1990, 3, 12)
    assert read_date("03121990", TODAY, "mdy") == date(1990, 3, 12)
    assert read_date("31121990", TODAY, "mdy") == date(1990, 12, 31)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22.11.26", TODAY),
        ("23.11.26", date(1926, 11, 23)),
        ("231126", date(1926, 11, 23)),
        ("010130", date(1930, 1, 1)),
        ("010105", date(2005, 1, 1)),
    ],
)
def test_two_digits_of_a_year_never_make_a_birth_in_the_future(text: str, day: date) -> None:
    assert read_date(text, TODAY, born=True) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "There is no date."),
        ("31021990", "There is no such day"),
        ("29.02.2023", "There is no such day"),
        ("01012099", "cannot be in the future"),
        ("01.01.1750", "more than 130 years"),
        ("1203", "The year is missing."),
        ("12.3.", "The year is missing."),
        ("1234567", "That is not a date."),
        ("soon", "That is not a date."),
        ("9" * 5000, "That is not a date."),
        ("٣٣", "That is not a date."),
    ],
)
def test_what_is_no_date_of_birth_is_refused_in_a_sentence(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_date(text, TODAY, born=True)
    assert reason in str(refused.value)
    assert "12031990" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "short", "unfinished", "why"),
    [
        ("31.12.2027", "in the future", False, "A date of birth cannot be in the future."),
        ("30112026", "in the future", False, "A date of birth cannot be in the future."),
        ("1.1.1850", "too long ago", False, "The year is more than 130 years away."),
        ("31022020", "no such day", False, "There is no such day in the calendar."),
        ("32.1.1985", "no such day", False, "There is no such day in the calendar."),
        ("3 März 1985", "not a date", False, "That is not a date."),
        ("120319850", "not a date", False, "That is not a date."),
        ("12.03", "no year", True, "The year is missing."),
        ("1.1.198", "not a date", True, "That is not a date."),
        ("3102198", "not a date", True, "That is not a date."),
        ("yest", "not a date", True, "That is not a date."),
    ],
)
def test_the_reason_in_few_cells_says_what_the_sentence_says(
    text: str, short: str, unfinished: bool, why: str
) -> None:
    with pytest.raises(NoDate) as refused:
        read_date(text, TODAY, born=True)
    error = refused.value
    assert (error.short, error.unfinished, error.why) == (short, unfinished, why)
    assert len(error.short) <= 16


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(Invalid) as refused:
        read_date("31.02.1985", TODAY)
    assert "1985" not in str(refused.value)


@given(days)
def test_a_date_that_is_shown_can_be_typed(day: date) -> None:
    assert read_date(write_date(day), TODAY) == day
    assert read_date(day.isoformat(), TODAY) == day
    assert read_date(f"{day:%d%m%Y}", TODAY) == day


@given(births)
def test_six_digits_are_a_birth_of_the_last_hundred_years(day: date) -> None:
    assert read_date(f"{day:%d%m%y}", TODAY, born=True) == day


@given(st.text(), st.booleans(), st.sampled_from(["dmy", "mdy"]))
def test_every_text_is_a_date_or_refused(text: str, born: bool, order: str) -> None:
    try:
        day = read_date(text, TODAY, order, born=born)
    except Invalid:
        return
    assert not born or day <= TODAY


@given(births)
def test_a_birth_is_among_what_its_digits_can_mean(day: date) -> None:
    for written in ("%d%m%Y", "%Y%m%d", "%m%d%Y", "%d%m%y", "%y%m%d"):
        assert day in interpretations(day.strftime(written), TODAY)


@given(st.text(alphabet="0123456789", max_size=9))
def test_no_run_of_digits_means_a_birth_in_the_future(digits: str) -> None:
    found = interpretations(digits, TODAY)
    assert all(day <= TODAY for day in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("text", ["", "1990", "120319900", "12.03.1990", "١٢٠٣١٩٩٠", "99999999"])
def test_other_text_means_no_birth(text: str) -> None:
    assert interpretations(text, TODAY) == ()


@given(days)
def test_a_week_begins_on_monday_and_holds_its_day(day: date) -> None:
    monday, sunday = this_week(day)
    assert monday.isoweekday() == 1
    assert monday <= day <= sunday == monday + timedelta(days=6)


@given(days)
def test_a_month_goes_from_the_first_to_its_last_day(day: date) -> None:
    first, last = this_month(day)
    assert first.day == 1
    assert first <= day <= last
    assert (last + timedelta(days=1)).day == 1


NOW = datetime(2026, 11, 25, 8, 15)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("251120261430", datetime(2026, 11, 25, 14, 30)),
        ("25112026 1430", datetime(2026, 11, 25, 14, 30)),
        ("25.11.2026 14:30", datetime(2026, 11, 25, 14, 30)),
        ("25.11.2026, 14.30", datetime(2026, 11, 25, 14, 30)),
        ("25.11. 9:05", datetime(2026, 11, 25, 9, 5)),
        ("t 1430", datetime(2026, 11, 25, 14, 30)),
        ("T 14h30", datetime(2026, 11, 25, 14, 30)),
        ("y 905", datetime(2026, 11, 24, 9, 5)),
        ("24112026", datetime(2026, 11, 24, 8, 15)),
        ("t", datetime(2026, 11, 25, 8, 15)),
        ("25.11.2026 00:00", datetime(2026, 11, 25, 0, 0)),
        ("25 11 2026", datetime(2026, 11, 25, 8, 15)),
        ("25.11.26 1430", datetime(2026, 11, 25, 14, 30)),
    ],
)
def test_a_moment_is_a_day_and_a_time(text: str, moment: datetime) -> None:
    assert read_moment(text, NOW) == moment


@pytest.mark.parametrize("text", ["251120262430", "25.11.2026 14:60", "t 2500"])
def test_there_is_no_such_time(text: str) -> None:
    with pytest.raises(Invalid, match="no such time"):
        read_moment(text, NOW)


@pytest.mark.parametrize("text", ["", "1430", "soon", "310220261430", "31.02.2026 14:30"])
def test_a_moment_without_a_day_is_none(text: str) -> None:
    with pytest.raises(Invalid):
        read_moment(text, NOW)


@pytest.mark.parametrize(
    ("text", "short", "unfinished"),
    [
        ("31.11.2026", "no such day", False),
        ("31.11.2026 14:30", "no such day", False),
        ("1.1.2200", "too far ahead", False),
        ("soon", "not a date", False),
        ("25.11.2026 14", "no such time", True),
        ("25112026143", "no such time", True),
        ("25.11.2026 2500", "no such time", False),
        ("2511202", "not a date", True),
    ],
)
def test_why_a_moment_is_none_is_told_in_few_cells_and_how_to_type_a_day_and_a_time(
    text: str, short: str, unfinished: bool
) -> None:
    with pytest.raises(NoDate) as refused:
        read_moment(text, NOW)
    assert (refused.value.short, refused.value.unfinished) == (short, unfinished)
    assert ("12031990 1430" in str(refused.value)) != (short == "no such time")


@given(st.datetimes(datetime(1950, 1, 1), datetime(2040, 1, 1)))
def test_a_moment_that_is_written_is_read_again(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    for written in (f"{moment:%d%m%Y%H%M}", f"{moment:%d%m%Y} {moment:%H%M}", f"{moment:%d.%m.%Y %H:%M}"):
        assert read_moment(written, NOW) == moment
