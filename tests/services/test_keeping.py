"""What is typed is kept soon, without being waited for, and whoever types hears once where it is not."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from dentui.domain.drafts import LONGEST, Draft, decode
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


def test_noting_waits_for_no_disk(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs, writing = threading.Event(), threading.Event()
    keeper, kept = Keeper(place), draft()
    put = keeper._folder.put

    def put_slowly(*what: object) -> None:
        writing.set()
        hangs.wait(PATIENCE)
        put(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(keeper._folder, "put", put_slowly)
    keeper.note(kept, nobody)
    assert writing.wait(PATIENCE)
    # The disk hangs for as long as this test wants; these return all the same.
    for number in range(200):
        keeper.note(replace(kept, typed={"family": str(number)}), nobody)
    keeper.drop(uuid4())
    assert keeper.holds(kept.save)
    keeper.flush(0.01)
    hangs.set()
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
