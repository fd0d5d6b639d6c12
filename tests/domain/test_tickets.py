"""The ways of a scan ticket."""

from __future__ import annotations

from dentui.domain.tickets import MOVE_WORDS, MOVES, OPEN, TicketState, ticket_number


def test_what_is_over_goes_nowhere_and_what_is_open_can_be_ended() -> None:
    for state, ways in MOVES.items():
        assert bool(ways) == (state in OPEN)
        assert state not in ways
        if ways:
            assert {TicketState.COMPLETED, TicketState.CANCELLED} <= set(ways)
    assert {way for ways in MOVES.values() for way in ways} == set(MOVE_WORDS)


def test_a_number_reads_the_same_aloud_and_on_paper() -> None:
    assert ticket_number(123) == "T-000123"
    assert ticket_number(1_234_567) == "T-1234567"
