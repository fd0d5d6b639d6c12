"""How long somebody waits after wrong answers."""

from __future__ import annotations

import pytest

from dentui.domain.links import MOST_WRONG
from dentui.share.sessions import MINUTES, Sessions
from dentui.share.sessions import MOST as MOST_SESSIONS
from dentui.share.throttle import (
    FORGOTTEN_AFTER,
    MOST_ADDRESSES,
    OF_ADDRESS,
    OF_LINK,
    Addresses,
    line_of,
    of_link,
)


class Clock:
    """Goes on when it is told to."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_waits_for_a_link_grow_and_end() -> None:
    assert [of_link(wrong, 1_000, 1_000) for wrong in range(len(OF_LINK))] == list(OF_LINK)
    assert list(OF_LINK) == sorted(OF_LINK)
    assert of_link(4, 1_000, 1_059.5) == 1
    assert of_link(4, 1_000, 1_060) == 0
    assert of_link(0, None, 1_000) == 0
    # All that there are take hours.
    assert sum(of_link(wrong, 0, 0) for wrong in range(MOST_WRONG)) > 6 * 3_600


def test_a_clock_that_was_set_back_makes_nobody_wait_longer() -> None:
    assert [of_link(4, 1_000_000, now) for now in (1_000, 5_000, 999_990)] == [0, 0, 0]
    assert of_link(4, 1_000_000, 1_000_000) == OF_LINK[4]


def test_an_address_waits_longer_each_time_and_is_forgotten() -> None:
    clock = Clock()
    addresses = Addresses(clock)
    waits = []
    for _ in range(len(OF_ADDRESS)):
        waits.append(addresses.wait("192.0.2.1"))
        clock.now += waits[-1]
        addresses.charge("192.0.2.1")
    assert waits == list(OF_ADDRESS)
    assert addresses.wait("192.0.2.2") == 0
    clock.now += FORGOTTEN_AFTER
    assert addresses.wait("192.0.2.1") == 0


def test_a_right_answer_takes_back_only_itself() -> None:
    addresses = Addresses(Clock())
    for _ in range(6):
        addresses.charge("192.0.2.1")
    addresses.charge("192.0.2.1")
    addresses.forgive("192.0.2.1")
    assert addresses.wait("192.0.2.1") == OF_ADDRESS[6]
    addresses.forgive("198.51.100.1")


def test_addresses_take_no_more_than_so_much_memory() -> None:
    addresses = Addresses(Clock())
    for number in range(MOST_ADDRESSES + 100):
        addresses.charge(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(addresses._counts) == MOST_ADDRESSES


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::1%eth1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("nobody", "<script>", True),
    ],
)
def test_who_counts_as_one(one: str, other: str, same: bool) -> None:
    assert (line_of(one) == line_of(other)) is same


def test_a_session_ends_and_there_are_only_so_many() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    cookie = sessions.cookie(b"link", "visit")
    assert cookie == sessions.cookie(b"link", "visit") != sessions.cookie(b"link", "other")
    assert cookie != Sessions(clock).cookie(b"link", "visit")
    sessions.begin(b"link", cookie)
    assert sessions.holds(b"link", cookie)
    assert not sessions.holds(b"other", cookie)
    clock.now += MINUTES * 60 - 1
    assert sessions.holds(b"link", cookie)
    clock.now += 1
    assert not sessions.holds(b"link", cookie)
    for number in range(MOST_SESSIONS + 1):
        sessions.begin(b"link", str(number))
    assert not sessions.holds(b"link", "0")
    assert sessions.holds(b"link", str(MOST_SESSIONS))
    assert not sessions.holds(b"link", "\ud800")
