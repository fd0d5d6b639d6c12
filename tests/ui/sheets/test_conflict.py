"""Two desks change the same: nothing is overwritten, the person chooses field by field."""

from __future__ import annotations

from datetime import datetime, timedelta

from dentui.config import Settings
from dentui.ui.sheets.conflict import _when
from dentui.ui.text import day
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_what_one_side_changed_is_chosen_and_what_both_changed_has_to_be(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "end", *"bell")
        await desk.see("Annabell")
        elsewhere.edit("4711", given="Annika", allergies="latex")
        await desk.press(*["down"] * 10, *" at 8")
        await desk.see("comes by train at 8")
        await desk.press("f2")
        await desk.see(
            "Changed meanwhile", "Anna saved this at", "What is to stay?",
            "Given name      ▸( ) yours   ( ) theirs", "yours   Annabell", "theirs  Annika",
            "Note             (•) yours   ( ) theirs", "yours   comes by train at 8",
            "Allergies        ( ) yours   (•) theirs", "theirs  latex",
        )  # fmt: skip
        await desk.at("given")
        await desk.press("f2")
        await desk.see("! Both desks changed this: choose which is", "right, by y or t.")
        await desk.press("t", "f2")
        await desk.see("Saved. z takes it back.", "Smith, Annika", "ALLERGIES: latex", "comes by train at 8")
    stored = elsewhere.stored("4711")
    assert (stored["given"], stored["allergies"], stored["note"]) == (
        "Annika", "latex", "comes by train at 8",
    )  # fmt: skip


async def test_ours_can_stay_and_theirs_is_in_the_history(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "end", *"bell")
        await desk.see("Annabell")
        elsewhere.edit("4711", given="Annika")
        await desk.press("f2")
        await desk.see("theirs  Annika")
        await desk.press("y", "f2")
        await desk.see("Saved.", "Smith, Annabell")
        await desk.press("6", "enter")
        await desk.see("A change of this chart", "Before  Annika", "After   Annabell")


async def test_escape_goes_back_to_the_form_with_all_that_was_typed(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "end", *"bell")
        await desk.see("Annabell")
        elsewhere.edit("4711", given="Annika")
        await desk.press("f2")
        await desk.see("Changed meanwhile")
        await desk.press("escape")
        await desk.see("Edit patient", "Given name      Annabell", "Another desk has changed this patient")
        await desk.at("given")
        await desk.press("f2")
        await desk.see("Changed meanwhile", "theirs  Annika")
    assert elsewhere.stored("4711")["given"] == "Annika"


async def test_a_third_desks_change_meanwhile_conflicts_again(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "end", *"bell")
        await desk.see("Annabell")
        elsewhere.edit("4711", given="Annika")
        await desk.press("f2")
        await desk.see("theirs  Annika")
        elsewhere.edit("4711", given="Annemarie", landline="+41443330000")
        await desk.press("y", "f2")
        await desk.see("yours   Annabell", "theirs  Annemarie", "theirs  +41443330000")
        await desk.press("y", "f2")
        await desk.see("Saved.", "Smith, Annabell", "+41443330000")


async def test_the_question_is_whole_in_a_narrow_sheet(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "end", *"bell")
        await desk.see("Annabell")
        elsewhere.edit("4711", given="Annika")
        await desk.press("f2")
        await desk.see("Changed meanwhile", "saved this", "to stay?")


async def test_two_desks_that_say_the_same_agree(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "end", *"bell")
        await desk.see("Annabell")
        elsewhere.edit("4711", given="Annabell")
        await desk.press("f2")
        await desk.see("Nothing was changed.", "Smith, Annabell")


async def test_a_field_that_was_not_touched_here_keeps_theirs(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    """Nobody is asked for more than there is to choose, and nothing of theirs is lost."""
    async with open_desk(settings) as desk:
        await desk.chart("obrien")
        await desk.press("e", *["down"] * 6)
        await desk.at("landline")
        await desk.press(*"0443334455")
        elsewhere.edit("obrien", email="o@example.org")
        await desk.press("f2")
        await desk.see(
            "Changed meanwhile", "Landline        ▸(•) yours", "E-mail           ( ) yours   (•) theirs"
        )
        assert "Note" not in "".join(line[30:] for line in desk.text().splitlines())
        await desk.press("f2")
        await desk.see("Saved.")
    stored = elsewhere.stored("obrien")
    assert (stored["email"], stored["landline"]) == ("o@example.org", "+41443334455")
    assert stored["note"] == "\x1b]0;owned\x07\x1b[2J[b]bold[/b]"


async def test_long_texts_are_shown_from_where_they_differ(settings: Settings, elsewhere: Elsewhere) -> None:
    story = "once upon a time " * 60
    elsewhere.edit("4711", note=story + "there was")
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * 11)
        await desk.at("note")
        await desk.press(*" a king")
        await desk.see("a king")
        elsewhere.edit("4711", note=story + "there was a queen")
        await desk.press("f2")
        text = await desk.see("Changed meanwhile", "a king", "a queen")
        assert text.count("once upon") < 8


async def test_both_texts_are_seen_with_the_choice_between_them(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "x")
        await desk.see("Smithx")
        names = ("given", "other", "email", "id_number", "address", "note", "allergies", "oral_habits")
        elsewhere.edit("4711", **{name: f"new@{name}.org" for name in names})
        await desk.press("f2")
        await desk.see("Changed meanwhile")
        for name in names:
            await desk.press("down")
            await desk.at(name)
            await desk.see(f"theirs  new@{name}.org")
        await desk.press("f2")
        await desk.see("Saved.", "Smithx, new@given.org")


def test_what_was_saved_on_another_day_says_which() -> None:
    now = datetime.now().replace(hour=14, minute=5)
    assert _when(now) == " at 14:05"
    before = now - timedelta(days=3)
    assert _when(before) == f" on {day(before.date())} at 14:05"
    assert _when(None) == ""
