"""The three forms of work, and the keys that wait for it."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.errors import DentuiError, Unavailable
from dentui.ui.work import LONGEST_ROW, PATIENCE, KeyGate, Load, Save, Workplace


@pytest.fixture
def work(tmp_path: Path) -> Workplace:
    return Workplace(Settings(home=tmp_path, database="sqlite://"))


def no_refusal(error: DentuiError) -> None:
    raise AssertionError(error)


@pytest.mark.parametrize(("every", "answers"), [(False, [3]), (True, [1, 3])])
async def test_of_several_questions_only_the_latest_is_answered_unless_what_came_is_to_be_seen(
    work: Workplace, every: bool, answers: list[int]
) -> None:
    load: Load[int] = Load(work, every=every)
    gate, shown = threading.Event(), list[int]()

    def slow() -> int:
        gate.wait(10)
        return 1

    load.start(slow, shown.append, no_refusal)
    await asyncio.sleep(0.01)
    for number in (2, 3):
        load.start(lambda number=number: number, shown.append, no_refusal)  # type: ignore[misc]
    gate.set()
    await load.settled()
    assert shown == answers
    assert not load.busy


async def test_what_the_thread_of_a_save_found_is_not_asked_again(work: Workplace) -> None:
    load: Load[str] = Load(work)
    shown = list[str]()
    load.foresee(lambda: "found")()
    load.start(lambda: "asked", shown.append, no_refusal, saved=True)
    assert shown == ["found"]
    load.start(lambda: "asked", shown.append, no_refusal, saved=True)
    await load.settled()
    assert shown == ["found", "asked"]


async def test_what_was_found_before_others_committed_more_is_asked_again(work: Workplace) -> None:
    load: Load[str] = Load(work)
    shown = list[str]()
    find = load.foresee(lambda: "found")
    load.start(lambda: "theirs", shown.append, no_refusal)
    find()
    load.start(lambda: "asked", shown.append, no_refusal, saved=True)
    await load.settled()
    assert shown[-1] == "asked"


@pytest.mark.parametrize("fails", [Unavailable("The register is locked."), ZeroDivisionError()])
async def test_what_cannot_be_found_with_a_save_is_refused_when_it_is_asked(
    work: Workplace, fails: Exception
) -> None:
    load: Load[str] = Load(work)
    shown = list[str]()

    def fail() -> str:
        raise fails

    load.foresee(fail)()
    load.start(lambda: "asked", shown.append, no_refusal, saved=True)
    await load.settled()
    assert shown == ["asked"]


async def test_a_refusal_is_told_as_such(work: Workplace) -> None:
    load: Load[int] = Load(work)
    told: list[str] = []

    def refuse() -> int:
        raise Unavailable("The register is locked.")

    load.start(refuse, lambda _: None, lambda error: told.append(str(error)))
    await load.settled()
    assert told == ["The register is locked."]


async def test_a_fault_in_a_thread_is_a_fault_of_ours(work: Workplace) -> None:
    faults: list[Exception] = []
    work.on_fault = faults.append
    load: Load[int] = Load(work)
    load.start(lambda: 1 // 0, lambda _: None, no_refusal)
    await load.settled()
    assert [type(fault) for fault in faults] == [ZeroDivisionError]


async def test_three_quick_presses_save_once(work: Workplace) -> None:
    save = Save(work)
    made, gate = list[int](), threading.Event()

    def change() -> int:
        gate.wait(10)
        made.append(1)
        return 1

    begun = [save.start(change, lambda _: None, no_refusal) for _ in range(3)]
    assert work.gate.held
    gate.set()
    while save.busy:
        await asyncio.sleep(0.01)
    assert begun == [True, False, False]
    assert made == [1]


async def test_keys_are_held_from_the_moment_a_flow_begins(work: Workplace) -> None:
    work.gate.begin()
    steps = asyncio.Event()

    async def flow() -> None:
        await steps.wait()

    work.flow(flow())
    work.gate.take("a")
    assert work.gate.next() is None
    steps.set()
    await asyncio.sleep(0.01)
    assert work.gate.next() == "a"


def gate_at_work() -> KeyGate:
    gate = KeyGate()
    gate.begin()
    return gate


def test_one_key_goes_at_a_time() -> None:
    gate = gate_at_work()
    gate.take("a")
    gate.take("b")
    assert gate.next() == "a"
    assert gate.next() is None
    gate.free()
    assert gate.next() == "b"


def test_a_key_that_is_held_down_while_the_register_hangs_fills_no_memory() -> None:
    gate = gate_at_work()
    with gate.hold():
        for number in range(100_000):
            gate.take(number)
        # Whoever typed something meant it in its order.
        assert list(gate.waiting) == list(range(LONGEST_ROW))
    assert gate.next() == 0


def test_keys_typed_before_the_first_screen_wait() -> None:
    gate = KeyGate()
    gate.take("a")
    assert gate.next() is None
    gate.begin()
    assert gate.next() == "a"


def test_what_waits_at_a_closed_gate_stays_for_who_comes_after_the_flow() -> None:
    gate = gate_at_work()
    with gate.hold():
        gate.take("a")
        gate.close()
    assert gate.next() is None
    assert [*gate.waiting] == ["a"]


def test_a_person_who_is_asked_gets_the_keys() -> None:
    gate = gate_at_work()
    with gate.hold():
        gate.take("a")
        with gate.let_through():
            assert gate.next() == "a"
            gate.free()
        gate.take("b")
        assert gate.next() is None
    assert gate.next() == "b"


def test_keys_behind_the_answer_are_for_what_it_sets_off() -> None:
    gate = gate_at_work()
    with gate.hold():
        with gate.let_through() as end:
            gate.take("y")
            gate.take("z")
            assert gate.next() == "y"
            end()
            gate.free()
            assert gate.next() is None
        assert gate.next() is None
    assert gate.next() == "z"


def test_escape_is_typed_ahead_at_first_and_gives_up_a_flow_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = gate_at_work()
    given_up: list[bool] = []
    with gate.hold(lambda: given_up.append(True)):
        gate.take("escape", escape=True)
        assert list(gate.waiting) == ["escape"]
        monkeypatch.setattr("dentui.ui.work.PATIENCE", -1.0)
        gate.take("escape", escape=True)
    assert given_up == [True]
    assert not gate.waiting


def test_escape_right_behind_what_has_come_is_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("dentui.ui.work.time.monotonic", lambda: now)
    gate, given_up = gate_at_work(), list[bool]()
    with gate.hold(lambda: given_up.append(True)):
        now += 5 * PATIENCE
        gate.came()
        now += PATIENCE / 2
        gate.take("escape", escape=True)
        assert (given_up, list(gate.waiting)) == ([], ["escape"])
        now += PATIENCE
        gate.take("escape", escape=True)
    assert (given_up, list(gate.waiting)) == ([True], [])


def test_escape_during_what_cannot_be_given_up_is_typed_ahead_as_any_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dentui.ui.work.PATIENCE", -1.0)
    gate = gate_at_work()
    with gate.hold():
        gate.take("a")
        gate.take("escape", escape=True)
        assert list(gate.waiting) == ["a", "escape"]


def test_after_a_save_inside_a_flow_escape_gives_the_flow_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dentui.ui.work.PATIENCE", -1.0)
    gate, given_up = gate_at_work(), list[bool]()
    with gate.hold(lambda: given_up.append(True)):
        with gate.let_through(), gate.hold():
            gate.take("escape", escape=True)
        assert not given_up
        gate.take("escape", escape=True)
    assert given_up == [True]


async def test_a_flow_that_goes_on_after_its_question_is_said_to_be_slow(
    work: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dentui.ui.work.PATIENCE", 0.01)
    work.gate.begin()
    answered, over, slow = asyncio.Event(), asyncio.Event(), list[bool]()
    work.on_slow = slow.append

    async def flow() -> None:
        with work.gate.let_through():
            await answered.wait()
        await over.wait()

    work.flow(flow())
    await asyncio.sleep(0.05)
    assert slow == []
    answered.set()
    while not slow:
        await asyncio.sleep(0.01)
    assert slow == [True]
    over.set()


async def test_what_takes_effect_anyway_is_not_given_up(
    work: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dentui.ui.work.PATIENCE", -1.0)
    work.gate.begin()
    goes_on, done = threading.Event(), list[int]()

    def change() -> int:
        goes_on.wait(10)
        return 1

    async def flow() -> None:
        done.append(await work.finish(change))

    work.flow(flow())
    while work.gate.give_up is not None:
        await asyncio.sleep(0.01)
    work.gate.take("escape", escape=True)
    goes_on.set()
    while not done:
        await asyncio.sleep(0.01)
    assert list(work.gate.waiting) == ["escape"]


async def test_what_is_asked_after_a_stop_is_answered(work: Workplace) -> None:
    load: Load[int] = Load(work)
    shown = list[int]()
    load.start(lambda: 1, shown.append, no_refusal)
    # Before its task has begun, and while it waits.
    load.stop()
    assert not load.busy
    load.start(lambda: 2, shown.append, no_refusal)
    await asyncio.sleep(0)
    load.stop()
    load.start(lambda: 3, shown.append, no_refusal)
    await load.settled()
    assert shown == [3]
    assert not load.busy
