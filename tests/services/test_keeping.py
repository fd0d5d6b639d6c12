"""What is typed is kept soon, without being waited for, and whoever types hears once where it is not."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from dentui.domain.drafts import LONGEST, Draft, Typed, decode
from dentui.services import keeping
from dentui.services.keeping import Keeper
from dentui.store.drafts import left, place_of
from tests.domain.test_drafts import draft

PATIENCE = 20.0
"""Seconds after which what should come is taken for lost: a limit, not a measure."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return place_of(tmp_path, uuid4(), uuid4())


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def written(place: Path) -> list[Draft]:
    """What lies there, at desks that work too."""
    found = [decode(file.read_bytes()) for file in place.glob("*/*.json")]
    assert None not in found, "half a draft"
    return [each for each in found if each is not None]


def nobody(_: bool) -> None:
    raise AssertionError("nothing is wrong")


class SlowDisk:
    """A keeper whose disk takes what it is given first only when it may go on."""

    def __init__(self, place: Path) -> None:
        self.keeper = Keeper(place)
        self.busy, self.goes_on = threading.Event(), threading.Event()
        put = self.keeper._folder.put

        def put_slowly(save: UUID, data: bytes) -> None:
            self.busy.set()
            self.goes_on.wait(PATIENCE)
            put(save, data)

        self.keeper._folder.put = put_slowly  # type: ignore[method-assign]


@pytest.fixture
def slow_disk(place: Path) -> Iterator[SlowDisk]:
    disk = SlowDisk(place)
    yield disk
    disk.goes_on.set()


def test_the_newest_is_kept_without_being_asked_for(place: Path) -> None:
    keeper, kept = Keeper(place), draft()
    for length in range(1, 30):
        keeper.note(replace(kept, typed={"family": "x" * length}), nobody)
    until(lambda: [each.typed for each in written(place)] == [{"family": "x" * 29}])
    keeper.close(PATIENCE)


def test_while_somebody_never_rests_it_is_kept_all_the_same(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "REST", PATIENCE)
    keeper, kept = Keeper(place), draft()
    length = 0

    def type_on() -> list[Draft]:
        nonlocal length
        length += 1
        keeper.note(replace(kept, typed={"family": "x" * length}), nobody)
        return written(place)

    until(type_on)
    keeper.close(PATIENCE)


def test_what_was_noted_before_a_flush_is_on_the_disk_after_it(place: Path) -> None:
    keeper, kept = Keeper(place), draft()
    keeper.flush(PATIENCE)
    for word in ("K", "Ke", "Kel"):
        keeper.note(replace(kept, typed={"family": word}), nobody)
        keeper.flush(PATIENCE)
        assert [each.typed["family"] for each in written(place)] == [word]
    keeper.close(PATIENCE)


def test_a_flush_while_the_disk_is_busy_with_what_was_noted_before_is_no_other(
    place: Path, slow_disk: SlowDisk
) -> None:
    keeper, kept = slow_disk.keeper, draft()
    keeper.note(replace(kept, typed={"family": "K"}), nobody)
    assert slow_disk.busy.wait(PATIENCE)
    keeper.note(replace(kept, typed={"family": "Ke"}), nobody)
    flush = threading.Thread(target=keeper.flush, args=(PATIENCE,))
    flush.start()
    until(lambda: keeper._hurry)
    slow_disk.goes_on.set()
    flush.join()
    assert [each.typed["family"] for each in written(place)] == ["Ke"]
    keeper.close(PATIENCE)


def test_closing_waits_no_longer_in_all_than_it_may(slow_disk: SlowDisk) -> None:
    waits = list[float]()

    class Impatient(threading.Condition):
        def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
            waits.append(timeout or 0.0)
            return predicate()

    keeper = slow_disk.keeper
    keeper._change = Impatient()
    keeper.note(draft(), nobody)
    assert slow_disk.busy.wait(PATIENCE)
    keeper.close(2.0)
    slow_disk.goes_on.set()
    assert sum(waits) <= 2.0


def test_closing_keeps_what_was_noted_and_leaves_it(place: Path) -> None:
    keeper, kept = Keeper(place), draft()
    keeper.note(kept, nobody)
    keeper.close(PATIENCE)
    assert [decode(each.data) for each in left(place)] == [kept]
    # A form that says something late says it to nobody.
    keeper.note(draft(), nobody)
    keeper.drop(kept.save)
    keeper.close(PATIENCE)
    assert len(left(place)) == 1


def test_what_is_saved_or_thrown_away_is_gone_and_stays_gone(place: Path) -> None:
    keeper, first, second = Keeper(place), draft(), draft()
    keeper.note(first, nobody)
    keeper.note(second, nobody)
    keeper.flush(PATIENCE)
    keeper.drop(first.save)
    until(lambda: [each.save for each in written(place)] == [second.save])
    keeper.note(second, nobody)
    keeper.drop(second.save)
    keeper.close(PATIENCE)
    assert list(place.iterdir()) == []


def test_a_disk_that_takes_nothing_is_told_once_and_that_it_does_again_too(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AGAIN", 0.02)
    (tmp_path / "drafts").write_text("in the way", "utf-8")
    keeper, kept, told = Keeper(place), draft(), list[bool]()
    for word in ("K", "Ke"):
        keeper.note(replace(kept, typed={"family": word}), told.append)
        keeper.flush(PATIENCE)
    assert told == [False]
    assert not keeper.holds(kept.save)
    (tmp_path / "drafts").unlink()
    # Without another letter.
    until(lambda: told == [False, True])
    assert keeper.holds(kept.save)
    assert [each.typed["family"] for each in written(place)] == ["Ke"]
    keeper.close(PATIENCE)


class Counted(dict[str, Typed]):
    """What was typed, and how often it was read to be kept."""

    reads = 0

    def keys(self) -> Any:
        self.reads += 1
        return super().keys()

    def __iter__(self) -> Iterator[str]:
        self.reads += 1
        return super().__iter__()


def test_what_is_too_long_is_not_tried_again_before_it_changes(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AGAIN", 0.0)
    keeper, typed = Keeper(place), Counted({"note": "x" * LONGEST})
    keeper.note(replace(draft(), typed=typed), lambda _: None)
    keeper.flush(PATIENCE)
    once = typed.reads
    assert once
    # Something else to do, and so another look at what waits.
    for _ in range(3):
        keeper.note(draft(), nobody)
        keeper.flush(PATIENCE)
    assert typed.reads == once
    keeper.close(PATIENCE)


def test_a_fault_of_ours_is_told_once_and_the_rest_is_kept(place: Path) -> None:
    faults, told = list[Exception](), list[bool]()
    keeper, kept = Keeper(place, faults.append), draft()
    for _ in range(2):
        # Of a sort that no draft can hold.
        keeper.note(replace(kept, typed={"family": object()}), told.append)  # type: ignore[dict-item]
        keeper.flush(PATIENCE)
    assert ([type(fault) for fault in faults], told) == ([TypeError], [False])
    assert not keeper.holds(kept.save)
    keeper.note(kept, told.append)
    keeper.note(draft(), nobody)
    keeper.flush(PATIENCE)
    assert (told, keeper.holds(kept.save), len(written(place))) == ([False, True], True, 2)
    keeper.close(PATIENCE)


def test_a_form_that_cannot_be_told_keeps_nothing_from_being_kept(place: Path, tmp_path: Path) -> None:
    def fail(_: bool) -> None:
        raise RuntimeError("the form is gone")

    (tmp_path / "drafts").write_text("in the way", "utf-8")
    faults = list[Exception]()
    keeper, kept = Keeper(place, faults.append), draft()
    keeper.note(kept, fail)
    keeper.flush(PATIENCE)
    (tmp_path / "drafts").unlink()
    keeper.note(kept, lambda _: None)
    keeper.flush(PATIENCE)
    assert [str(fault) for fault in faults] == ["the form is gone"]
    assert [each.save for each in written(place)] == [kept.save]
    keeper.close(PATIENCE)


def test_leaving_waits_for_no_disk_that_takes_nothing(place: Path, tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("in the way", "utf-8")
    keeper, told = Keeper(place), list[bool]()
    keeper.note(draft(), told.append)
    keeper.flush(PATIENCE)
    keeper.note(draft(), told.append)
    keeper.close(PATIENCE)
    assert told == [False, False]


def test_what_would_not_be_read_again_is_not_kept(place: Path) -> None:
    keeper, told = Keeper(place), list[bool]()
    kept = draft(note="x" * LONGEST)
    keeper.note(kept, told.append)
    keeper.flush(PATIENCE)
    assert (told, written(place)) == ([False], [])
    keeper.note(replace(kept, typed={"note": "x"}), told.append)
    keeper.flush(PATIENCE)
    assert (told, len(written(place))) == ([False, True], 1)
    keeper.close(PATIENCE)


def test_noting_waits_for_no_disk(place: Path, slow_disk: SlowDisk) -> None:
    keeper, kept = slow_disk.keeper, draft()
    keeper.note(kept, nobody)
    assert slow_disk.busy.wait(PATIENCE)
    # The disk hangs for as long as this test wants; these return all the same.
    for number in range(200):
        keeper.note(replace(kept, typed={"family": str(number)}), nobody)
    keeper.drop(uuid4())
    assert keeper.holds(kept.save)
    keeper.flush(0.01)
    slow_disk.goes_on.set()
    keeper.close(PATIENCE)
    assert [each.typed["family"] for each in written(place)] == ["199"]


@pytest.mark.parametrize("seed", range(3))
def test_two_desks_at_once_keep_what_each_typed_last(place: Path, seed: int) -> None:
    def work(number: int) -> dict[str, str]:
        chosen, keeper = random.Random(100 * seed + number), Keeper(place)
        forms, last = [draft() for _ in range(4)], dict[str, str]()
        for step in range(150):
            form = chosen.choice(forms)
            if chosen.random() < 0.2:
                keeper.drop(form.save)
                last.pop(str(form.save), None)
            else:
                last[str(form.save)] = str(step)
                keeper.note(replace(form, typed={"family": str(step)}), nobody)
            if chosen.random() < 0.1:
                keeper.flush(PATIENCE)
            if chosen.random() < 0.1:
                left(place)
        keeper.close(PATIENCE)
        return last

    expected: dict[str, str] = {}
    answers: list[dict[str, str]] = []
    desks = [threading.Thread(target=lambda n=n: answers.append(work(n))) for n in range(2)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    for answer in answers:
        expected |= answer
    found = [decode(each.data) for each in left(place)]
    assert {str(each.save): each.typed["family"] for each in found if each} == expected
