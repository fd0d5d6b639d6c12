"""Records made by hand, renamed and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from time import tzset

import pytest

from dentui.config import Settings
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


def days_ago(days: int, hour: int, minute: int) -> datetime:
    """A time of day of the day that it is now: midnight may pass while the tests run."""
    return datetime.combine(date.today() - timedelta(days=days), time(hour, minute))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("030220261430", lambda: datetime(2026, 2, 3, 14, 30)),
        ("03.02.2026 14:30", lambda: datetime(2026, 2, 3, 14, 30)),
        ("t 0005", lambda: days_ago(0, 0, 5)),
        ("y 9:05", lambda: days_ago(1, 9, 5)),
    ],
)
async def test_a_record_is_made_with_its_time_typed_in_digits(
    settings: Settings, elsewhere: Elsewhere, typed: str, meant: Callable[[], datetime]
) -> None:
    understood = meant()
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("n", *"Control", "enter")
        await desk.at("visiting_time")
        await desk.press(*["backspace"] * 13, *typed)
        await desk.see("New record", "Müller, Jürg", f" {understood:%d.%m.%Y %H:%M}")
        await desk.press("enter", *"imp", "f2")
        await desk.see(
            "The new record is saved. z takes it back.", f"{understood:%d.%m.%Y %H:%M} Control", "2 visits"
        )
    record = next(record for record in elsewhere.records("muller") if record.name == "Control")
    assert (record.visiting_time, record.case_type) == (understood, "implant")


async def test_a_new_record_is_of_now_unless_told_otherwise(settings: Settings, elsewhere: Elsewhere) -> None:
    before = datetime.now().replace(second=0, microsecond=0)
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("n", *"Control", "f2")
        await desk.see("The new record is saved.")
    record = elsewhere.records("muller")[0]
    assert before <= record.visiting_time <= datetime.now()


@pytest.fixture
def move_to(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts this process into another time zone, as TZ names it."""
    with monkeypatch.context() as patch:

        def move(zone: str) -> None:
            patch.setenv("TZ", zone)
            tzset()

        yield move
    tzset()


async def test_today_is_the_day_on_which_it_was_typed_when_midnight_passes_before_the_save(
    settings: Settings, elsewhere: Elsewhere, move_to: Callable[[str], None]
) -> None:
    # West of the date line it is always an earlier day than east of it.
    move_to("WEST12")
    shown = days_ago(0, 0, 5)
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("n", *"Control", "enter")
        await desk.at("visiting_time")
        await desk.press(*["backspace"] * 13, *"t 0005")
        await desk.see(f" {shown:%d.%m.%Y %H:%M}")
        move_to("EAST-14")
        await desk.press("f2")
        await desk.see("The new record is saved.")
    (record,) = (record for record in elsewhere.records("muller") if record.name == "Control")
    assert record.visiting_time == shown


async def test_all_digits_of_the_time_are_seen_with_the_cursor_behind_them(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("muller")
        await desk.press("enter", "enter")
        await desk.at("visiting_time")
        await desk.see("Visiting time*  01082026 0930  01.08.2026 09:30")


async def test_a_record_is_renamed_and_nothing_else_of_it_changes(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    before = elsewhere.records("muller")[0]
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("enter")
        await desk.see("Edit record", "Name*           Visit", "Case type         orthodontics")
        await desk.press("end", *" one", "f2")
        await desk.see("The record is saved. z takes it back.", "Visit one")
        await desk.press("z")
        await desk.see("Undone: renaming the record (name), Müller, Jürg.")
        await desk.miss("Visit one")
        await desk.press("6")
        await desk.see("took back: renamed a")
    after = elsewhere.records("muller")[0]
    assert (after.name, after.form) == ("Visit", before.form)


async def test_beside_a_visiting_time_stands_why_there_is_none_and_below_how_to_type_one(
    settings: Settings,
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("enter", "enter")
        await desk.at("visiting_time")
        await desk.press(*["backspace"] * 13, *"3111")
        await desk.see("3111           …")
        await desk.press(*"2026")
        await desk.see("31112026       no such day")
        await desk.press("f2")
        await desk.see("! There is no such day in the calendar. Type", "day and time in digits")
        await desk.press(*["backspace"] * 5)
        await desk.see("311            …")
        await desk.press("f2")
        await desk.see("! That is not a date.", "311            not a date")


async def test_a_name_is_asked_for_before_the_time_and_does_not_stay_marked_when_it_is_there(
    settings: Settings,
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("n")
        await desk.at("name")
        await desk.press("enter", *["backspace"] * 13, *"31112026", "f2")
        await desk.see("! The name is missing.")
        await desk.miss("! There is no such day")
        await desk.at("name")
        await desk.press("x", "f2")
        await desk.see("! There is no such day")
        await desk.miss("! The name is missing.")
        await desk.press("up", "backspace", "f2")
        await desk.see("! The name is missing.")
        await desk.miss("! There is no such day")


async def test_today_means_today_in_an_old_record_too_and_a_day_alone_keeps_the_time(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("enter", "enter")
        await desk.at("visiting_time")
        await desk.press(*["backspace"] * 13, "t")
        await desk.see(f" {days_ago(0, 9, 30):%d.%m.%Y %H:%M}")
        await desk.press("backspace", *"02022026")
        await desk.see("02022026       02.02.2026 09:30")
        await desk.press("f2")
        await desk.see("The record is saved.", "02.02.2026 09:30")


@pytest.mark.parametrize(
    ("keys", "words", "at"),
    [
        (("f2",), "! The name is missing.", "name"),
        (
            (*"x", "enter", *["backspace"] * 13, *"250220262530", "f2"),
            "! There is no such time.",
            "visiting_time",
        ),
        (
            (*"x", "enter", *["backspace"] * 13, *"010120991200", "f2"),
            "! A visit lies in the past",
            "visiting_time",
        ),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    settings: Settings, keys: tuple[str, ...], words: str, at: str
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("n", *keys)
        await desk.see(words)
        await desk.at(at)


async def test_a_retired_case_type_stays_on_an_old_record(settings: Settings, elsewhere: Elsewhere) -> None:
    elsewhere.retire(11)
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("enter")
        await desk.see("Case type         orthodontics")
        await desk.press("end", *" one", "f2")
        await desk.see("The record is saved.", "Visit one")
        await desk.press("n", "enter", "enter", "o")
        await desk.see("New record", "‹ not chosen ›", "–/2")
    assert elsewhere.records("muller")[0].case_type == "orthodontics"


async def test_a_nasty_name_stays_letter_by_letter_when_only_the_type_changes(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("obrien")
        await desk.press("enter", "enter", "enter", *"check", "f2")
        await desk.see("The record is saved.", "check-up")
    (record,) = elsewhere.records("obrien")
    assert (record.name, record.case_type) == ("\x1b[31m[red]x[/red]", "check-up")


async def test_another_desks_change_of_the_same_record_is_put_beside_ours(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("enter", "end", *" ours")
        await desk.see("Visit ours")
        elsewhere.edit_record(
            elsewhere.records("muller")[0], name="Visit theirs", visiting_time=datetime(2026, 8, 2, 10)
        )
        await desk.press("f2")
        await desk.see("yours   Visit ours", "theirs  Visit theirs", "theirs  02.08.2026 10:00")
        await desk.press("y", "f2")
        await desk.see("The record is saved.", "02.08.2026 10:00 Visit ours")
