"""How much is under way, on a line that is simulated byte by byte."""

from __future__ import annotations

import heapq
import sys
import threading

from hypothesis import given
from hypothesis import strategies as st

from dentui.terminal.pace import ASK_AFTER, AT_LEAST, GIVE_UP_AFTER, MAY_QUEUE, QUERY, Pace


class Clock:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Simulated:
    """A line of so many bytes a second and so many seconds there and back, with a terminal at its end."""

    def __init__(self, rate: float, way: float, *, answers: bool = True) -> None:
        self.clock = Clock()
        self.pace = Pace(self.clock)
        self.rate, self.way, self.answers = rate, way, answers
        self.free_at = self.clock.now
        """When all that was sent has left."""
        self._answers: list[float] = []
        self.times_told = 0

    def told(self) -> None:
        self.times_told += 1

    def pass_time(self, seconds: float) -> None:
        end = self.clock.now + seconds
        while self._answers and self._answers[0] <= end:
            self.clock.now = max(self.clock.now, heapq.heappop(self._answers))
            self.pace.answer()
        self.clock.now = end

    def offer(self, size: int) -> bool:
        """Send a frame where it may be sent."""
        if self.pace.tell_when_free(self.told):
            return False
        query = self.pace.send(size)
        self.free_at = max(self.free_at, self.clock.now) + (size + len(query)) / self.rate
        if query and self.answers:
            heapq.heappush(self._answers, self.free_at + self.way)
        return True

    @property
    def behind(self) -> float:
        """Seconds of what was sent and has not left."""
        return max(0.0, self.free_at - self.clock.now)


@given(
    rate=st.floats(1_000, 1e8),
    way=st.floats(0.0005, 1.0),
    sizes=st.lists(st.integers(20, 4_000), min_size=1, max_size=200),
    every=st.floats(0.008, 0.2),
)
def test_what_waits_in_the_line_is_never_more_than_two_screens_or_a_moment(
    rate: float, way: float, sizes: list[int], every: float
) -> None:
    line = Simulated(rate, way)
    for size in sizes:
        line.offer(size)
        allowed = AT_LEAST + 2 * max(sizes) + 2 * ASK_AFTER
        assert line.behind <= allowed / rate + way + 2 * MAY_QUEUE
        line.pass_time(every)


@given(way=st.floats(0.0005, 0.5), sizes=st.lists(st.integers(20, 2_000), max_size=100))
def test_a_fast_line_that_is_not_hurried_never_waits(way: float, sizes: list[int]) -> None:
    line = Simulated(1e8, way)
    for size in sizes:
        assert line.offer(size)
        line.pass_time(way + 0.01)


def test_a_long_way_with_room_gets_as_many_frames_as_it_carries() -> None:
    line = Simulated(125_000, 0.3)
    taken = []
    for _ in range(1_000):
        taken.append(line.offer(2_000))
        line.pass_time(1 / 60)
    sent = sum(taken[500:]) * 2_000 / (500 / 60)
    assert 60_000 < sent < 125_000
    assert line.behind < 2 * MAY_QUEUE


def test_a_terminal_that_never_answers_is_given_up() -> None:
    line = Simulated(8_000, 0.3, answers=False)
    while line.offer(2_000):
        pass
    line.pass_time(GIVE_UP_AFTER + 0.1)
    assert all(line.offer(2_000) for _ in range(100))
    assert line.pace.send(10_000) == ""


def test_an_answer_that_is_lost_is_waited_for_once() -> None:
    line = Simulated(8_000, 0.3)
    line.offer(2_000)
    line.pass_time(2)
    line.answers = False
    while line.offer(2_000):
        pass
    line.pass_time(GIVE_UP_AFTER + 1)
    line.answers = True
    assert line.offer(2_000)
    assert line.pace.is_asking()
    line.pass_time(1)
    assert not line.pace.is_asking()


def test_small_changes_ask_nothing() -> None:
    pace = Pace(Clock())
    assert pace.send(300) == ""
    assert pace.send(300) == QUERY
    pace.answer()
    pace.answer()
    assert not pace.tell_when_free(lambda: None)


# Who waits is told


def full(clock: Clock) -> Pace:
    pace = Pace(clock)
    pace.send(3 * AT_LEAST)
    return pace


def test_who_waits_is_told_once_when_the_answer_comes() -> None:
    told: list[str] = []
    pace = full(Clock())
    assert pace.tell_when_free(lambda: told.append("first"))
    assert pace.tell_when_free(lambda: told.append("second"))
    pace.look()
    assert told == []
    pace.answer()
    pace.look()
    assert told == ["second"]


def test_who_waits_is_told_where_the_answer_never_comes() -> None:
    told: list[str] = []
    clock = Clock()
    pace = full(clock)
    assert pace.tell_when_free(lambda: told.append("it"))
    clock.now += GIVE_UP_AFTER + 1
    pace.look()
    assert told == ["it"]


def test_who_waits_is_told_where_nothing_is_asked_any_more() -> None:
    told: list[str] = []
    pace = full(Clock())
    assert pace.tell_when_free(lambda: told.append("it"))
    pace.stop()
    assert told == ["it"]
    assert not pace.is_asking()
    assert pace.send(3 * AT_LEAST) == ""


def test_threads_that_look_at_once_tell_once() -> None:
    told: list[int] = []
    paces = [full(Clock())]
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            paces[-1].look()

    threads = [threading.Thread(target=look) for _ in range(2)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for number in range(2_000):
            paces.append(full(Clock()))
            assert paces[-1].tell_when_free(lambda number=number: told.append(number))  # type: ignore[misc]
            paces[-1].answer()
    finally:
        sys.setswitchinterval(before)
        over.set()
        for thread in threads:
            thread.join()
    assert told == list(range(2_000))
