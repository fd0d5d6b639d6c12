"""Links: what they carry, which addresses they stand below, what is said of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.links import (
    About,
    LinkInput,
    LinkState,
    LinkToken,
    ReportLink,
    SharedPage,
    checked,
    checked_address,
    link_url,
    opened_words,
    state_of,
)
from dentui.errors import Invalid

NOW = datetime(2026, 11, 29, 14, 0)


@given(st.binary(min_size=16, max_size=16))
def test_a_token_is_read_in_either_case_and_has_one_text(secret: bytes) -> None:
    token = LinkToken(secret)
    assert len(token.text) == 26
    assert LinkToken.read(token.text) == LinkToken.read(token.text.lower()) == token
    after = {"A": "B", "E": "F", "I": "J", "M": "N", "Q": "R", "U": "V", "Y": "Z", "4": "5"}[token.text[-1]]
    assert LinkToken.read(token.text[:-1] + after) is None


@pytest.mark.parametrize(
    "text", ["", "A" * 25, "A" * 27, "A" * 25 + "1", "A" * 25 + "\n", "Ä" * 26, "=" * 26]
)
def test_what_is_no_token_is_none(text: str) -> None:
    assert LinkToken.read(text) is None


def test_what_is_derived_from_a_token_differs_and_does_not_show_it() -> None:
    one, other = LinkToken.new(), LinkToken.new()
    birth = date(1980, 3, 12)
    derived = [
        *(one.digest, one.content_key, one.birth_seal(birth), one.birth_seal(date(1980, 12, 3))),
        *(other.digest, other.content_key, other.birth_seal(birth)),
    ]
    assert len(set(derived)) == len(derived)
    assert {len(each) for each in derived} == {32}
    assert one.text not in repr(one)
    assert repr(one.secret)[2:-1] not in repr(one)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" https://Reports.Example.org/ ", "https://reports.example.org"),
        ("HTTPS://reports.example.org:8443", "https://reports.example.org:8443"),
        ("https://example.org/Our/reports/", "https://example.org/Our/reports"),
        ("http://localhost:8600", "http://localhost:8600"),
        ("http://127.0.0.1:8600/", "http://127.0.0.1:8600"),
        ("http://[::1]:8600", "http://[::1]:8600"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert checked_address(typed) == kept
    assert checked_address(kept) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("reports.example.org", "does not begin with https://"),
        ("ftp://example.org", "does not begin with https://"),
        ("http://reports.example.org", "anybody on the way"),
        ("http://127.0.0.1.example.org", "anybody on the way"),
        ("https://", "no name of a server"),
        ("https://example.org:x", "no web address"),
        ("https://example.org/?a=b", "nothing may stand in it"),
        ("https://example.org/#a", "nothing may stand in it"),
        ("https://example.org?", "nothing may stand in it"),
        ("https://anna:secret@example.org", "nothing may stand in it"),
        ("https://例.example.org", "no name of a server"),
        ("https://exam ple.org", "no name of a server"),
        ("https://example.org/a b", "its path"),
        ("https://example.org/../a%00", "its path"),
        ("https://example.org/\x1b[2J", "its path"),
        ("https://" + "a" * 120, "longer than 120"),
    ],
)
def test_an_address_that_would_not_work_or_not_be_safe_is_refused(typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as told:
        checked_address(typed)
    assert told.value.field == "address"


def test_a_link_is_in_upper_case_where_it_may_be() -> None:
    token = LinkToken(b"\xff" * 16)
    assert link_url("https://reports.example.org", token) == f"HTTPS://REPORTS.EXAMPLE.ORG/R/{token.text}"
    assert link_url("https://example.org/Our", token) == f"https://example.org/Our/r/{token.text}"


@pytest.mark.parametrize(
    ("form", "field"),
    [(LinkInput(0), "days"), (LinkInput(91), "days"), (LinkInput(1, 0), "most"), (LinkInput(1, 101), "most")],
)
def test_a_link_without_end_is_refused(form: LinkInput, field: str) -> None:
    with pytest.raises(Invalid) as told:
        checked(form)
    assert told.value.field == field
    assert checked(LinkInput()) == LinkInput(14, 20)
    assert checked(LinkInput(90, None)) == LinkInput(90, None)


@pytest.mark.parametrize(
    ("views", "last", "words"),
    [
        (0, None, "not opened yet"),
        (1, datetime(2026, 11, 29, 10, 12), "opened once, today 10:12"),
        (2, datetime(2026, 11, 29, 10, 12), "opened twice, last today 10:12"),
        (3, datetime(2026, 11, 28, 23, 59), "opened 3 times, last yesterday 23:59"),
        (4, datetime(2026, 11, 27, 10, 12), "opened 4 times, last 27.11.2026 10:12"),
    ],
)
def test_how_often_a_link_was_opened_is_told(views: int, last: datetime | None, words: str) -> None:
    uuid = UUID(int=0)
    link = ReportLink(
        uuid, uuid, NOW, "Anna", NOW, None, views, last, date(1980, 3, 12), False, LinkState.WORKS
    )
    assert opened_words(link, NOW) == words


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, LinkState.WORKS),
        ({"ended": True, "until": 0}, LinkState.REVOKED),
        ({"until": 100}, LinkState.EXPIRED),
        ({"views": 5}, LinkState.USED_UP),
        ({"most": None, "views": 500}, LinkState.WORKS),
        ({"wrong": 20}, LinkState.STOPPED),
        ({"wrong": 19}, LinkState.WORKS),
        ({"there": False}, LinkState.LOST),
    ],
)
def test_a_link_works_as_long_as_nothing_speaks_against_it(
    values: dict[str, object], state: LinkState
) -> None:
    usual = {"ended": False, "until": 101, "most": 5, "views": 4, "wrong": 0, "there": True, "now": 100}
    assert state_of(**{**usual, **values}) is state  # type: ignore[arg-type]


def test_what_is_said_of_a_shared_report_is_read_as_it_was_written() -> None:
    pages = (SharedPage(1080, 1527, "image/png"), SharedPage(1080, 1527, "image/jpeg"))
    about = About("Praxis [/b]\x1b", "R-2026-00001", date(2026, 11, 29), "zh", pages)
    assert About.from_json(about.to_json()) == about


def test_what_another_dentui_said_of_a_shared_report_is_still_read() -> None:
    said = b"""{"institution": "Praxis", "number": "R-2026-00001", "title": "Check",
    "published": "2026-11-29", "language": "en", "pages": [[1080, 1527, "image/png"]]}"""
    page = SharedPage(1080, 1527, "image/png")
    assert About.from_json(said) == About("Praxis", "R-2026-00001", date(2026, 11, 29), "en", (page,))


def test_whatever_may_still_be_read_can_be_revoked() -> None:
    moment, no = datetime(2026, 11, 29), UUID(int=0)
    can = {
        state
        for state in LinkState
        if ReportLink(
            no, no, moment, "", moment, None, 0, None, date(1980, 3, 12), outdated=False, state=state
        ).can_be_revoked
    }
    assert can == set(LinkState) - {LinkState.REVOKED, LinkState.EXPIRED}
