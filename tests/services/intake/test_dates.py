"""The dates of a column are read in the one order that suits them all."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.services.intake.dates import NotADateError, Order, is_date_like, order_in_header, understand

TODAY = date(2026, 3, 1)


def read(*texts: str, country: str = "CH", hint: Order | None = None) -> list[date | None]:
    column = understand(texts, country=country, latest=TODAY, hint=hint)
    found = [column.read(text) for text in texts]
    return [moment.date() if moment else None for moment in found]


@pytest.mark.parametrize(
    "text",
    [
        "1990-03-12",
        "1990/3/12",
        "12.03.1990",
        "12. 3. 1990",
        "12/03/1990",
        "12 March 1990",
        "12-MAR-1990",
        "12. März 1990",
        "12 mars 1990",
        "12 de marzo de 1990",
        "March 12, 1990",
        "1990年3月12日",
        "19900312",
        "1990-03-12T00:00:00Z",
        "12.03.1990 00:00",
        "12.03.90",
        "'12.03.1990",
    ],
)
def test_a_date_is_read_in_whatever_form_lists_have_it(text: str) -> None:
    assert read(text) == [date(1990, 3, 12)]


def test_one_value_decides_for_the_whole_column() -> None:
    assert read("03/04/1990", "03/25/1990") == [date(1990, 3, 4), date(1990, 3, 25)]
    assert read("03/04/1990", "25/03/1990") == [date(1990, 4, 3), date(1990, 3, 25)]
    assert read("01021990", "31121990") == [date(1990, 2, 1), date(1990, 12, 31)]


def test_a_column_that_leaves_its_order_open_says_so() -> None:
    column = understand(["03/04/1990", "05/06/1991"], country="CH", latest=TODAY)
    assert column.ambiguous
    assert column.order is Order.DMY
    assert understand(["03/04/1990"], country="US", latest=TODAY).order is Order.MDY
    assert not understand(["03/03/1990"], country="CH", latest=TODAY).ambiguous
    assert not understand(["03/25/1990"], country="CH", latest=TODAY).ambiguous


def test_the_header_can_say_the_order() -> None:
    assert order_in_header("Geburtsdatum (TT.MM.JJJJ)") is Order.DMY
    assert order_in_header("DOB MM/DD/YYYY") is Order.MDY
    assert order_in_header("date (yyyy-mm-dd)") is Order.YMD
    assert order_in_header("Date of birth") is None
    assert read("03/04/1990", hint=Order.MDY) == [date(1990, 3, 4)]


def test_years_of_two_figures_never_lie_in_the_future() -> None:
    assert read("12.03.25", "12.03.26", "12.03.27", "28.02.26") == [
        date(2025, 3, 12),
        date(1926, 3, 12),
        date(1927, 3, 12),
        date(2026, 2, 28),
    ]


def test_a_spreadsheets_days_are_read_where_the_column_holds_nothing_else() -> None:
    assert read("32944", "25569") == [date(1990, 3, 12), date(1970, 1, 1)]


@pytest.mark.parametrize("text", ["", "-", "0000-00-00", "00.00.0000", "0", "n/a", "1900-01-00"])
def test_what_stands_for_no_date_is_none(text: str) -> None:
    assert read("12.03.1990", text)[1] is None


@pytest.mark.parametrize("text", ["30.02.1990", "soon", "12.13.1990", "1990", "12.03.199", "99999999"])
def test_what_is_no_date_is_refused_in_words(text: str) -> None:
    column = understand(["12.03.1990", "25.03.1990"], country="CH", latest=TODAY)
    with pytest.raises(NotADateError, match="is not a date"):
        column.read(text)


def test_a_time_of_day_is_kept() -> None:
    column = understand(["2024-05-01 14:30"], country="CH", latest=TODAY)
    assert column.read("2024-05-01 14:30") == datetime(2024, 5, 1, 14, 30)
    assert column.read("2024-05-01 2:30 PM") == datetime(2024, 5, 1, 14, 30)


WRITTEN = {
    Order.DMY: ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d%m%Y", "%d %b %Y"),
    Order.MDY: ("%m/%d/%Y", "%m-%d-%Y", "%m%d%Y", "%B %d, %Y"),
    Order.YMD: ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"),
}


@given(
    st.lists(st.dates(date(1900, 1, 2), TODAY - timedelta(days=1)), min_size=1, max_size=12),
    st.sampled_from([written for forms in WRITTEN.values() for written in forms]),
)
def test_a_column_written_in_one_form_is_read_back_or_called_ambiguous(days: list[date], form: str) -> None:
    texts = [day.strftime(form) for day in days]
    column = understand(texts, country="CH", latest=TODAY)
    found = [column.read(text) for text in texts]
    if not column.ambiguous and form not in ("%d%m%Y", "%m%d%Y"):
        assert [moment.date() for moment in found if moment] == days


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    is_date_like(text)
    column = understand([text], country="CH", latest=TODAY)
    with suppress(NotADateError):
        column.read(text)
