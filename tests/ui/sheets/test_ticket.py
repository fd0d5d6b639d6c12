"""Create a scan ticket, from a row and from the chart, and change one."""

from __future__ import annotations

from dentui.config import Settings
from dentui.domain.tickets import TicketState
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_a_ticket_is_opened_from_a_row_without_opening_the_chart(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "f7")
        await desk.see("Create a scan ticket", "Müller, Jürg", "Scan*")
        await desk.at("kind")
        await desk.press("i", "enter", *"imp", "enter", *"ch", "f2")
        await desk.see("T-000002 is open for Müller, Jürg.")
        assert desk.app.screen is desk.list
    (ticket,) = elsewhere.tickets("muller")
    assert (ticket.kind, ticket.case_type, ticket.visit_type) == ("intraoral", "implant", "check-up")


async def test_t_in_the_list_waits_for_the_row_that_was_typed_for(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"wxm", "down", "t", "f", "f2")
        await desk.see("is open for 王小明.")
    assert [ticket.kind for ticket in elsewhere.tickets("wxm")] == ["face"]


async def test_where_nobody_is_found_it_is_said(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"qqqq", "f7")
        await desk.see("! There is no patient under the cursor to create a scan ticket for.")


async def test_the_last_choices_are_offered_first(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.press(
            *"muller", "f7", "f", "enter", *"orth", "enter", *"imp", "down", "down", *"once", "f2"
        )
        await desk.see("is open for Müller")
        await desk.press(*["backspace"] * 6, *"wxm", "f7")
        text = " ".join((await desk.see("王小明", "(•) Face Scan", "orthodontics", "implant")).split())
        assert "As last time: Scan Face Scan, Case type" in text
        assert "once" not in desk.text()
        await desk.press("f2")
        await desk.see("is open for 王小明")
    (ticket,) = elsewhere.tickets("wxm")
    assert (ticket.kind, ticket.case_type, ticket.visit_type) == ("face", "orthodontics", "implant")


async def test_what_is_scanned_has_to_be_chosen(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("t", "enter", *"imp", "f2")
        await desk.see("! Choose what is to be scanned: i for", "* required", "Case type         implant")
        await desk.at("kind")


async def test_an_open_ticket_is_changed_and_the_change_taken_back(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("5", "enter", "e", "f2")
        await desk.see("Scan ticket T-000001", "(•) Intraoral", "implant")
        await desk.press("f", *["down"] * 4, *"upper only", "f2")
        await desk.see("T-000001 is changed. z takes it back.", "Face Scan", "upper only")
        await desk.press("z")
        await desk.see(
            "Undone: the change of the scan ticket (kind of scan, note), Smith, Anna.", "Intraoral"
        )
    (ticket,) = elsewhere.tickets("4711")
    assert (ticket.kind, ticket.note) == ("intraoral", "")


async def test_another_desks_change_of_the_same_ticket_is_put_beside_ours(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("5", "enter", "e", "f2")
        await desk.see("Scan ticket T-000001")
        await desk.press(*["down"] * 4, *"ours")
        await desk.see("Information     ours")
        (ticket,) = elsewhere.tickets("4711")
        elsewhere.edit_ticket(ticket, note="theirs indeed", case_type_id=11)
        await desk.press("f2")
        await desk.see("yours   ours", "theirs  theirs indeed", "theirs  orthodontics")
        await desk.press("y", "f2")
        await desk.see("T-000001 is changed.", "orthodontics", "ours")


async def test_a_ticket_that_was_completed_elsewhere_is_not_changed_any_more(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("5", "enter", "e", "f2")
        await desk.see("Scan ticket T-000001")
        await desk.press(*["down"] * 4, *"ours")
        await desk.see("Information     ours")
        (ticket,) = elsewhere.tickets("4711")
        elsewhere.move(ticket, TicketState.COMPLETED)
        await desk.press("f2")
        await desk.see("Changed meanwhile", "(•) yours")
        await desk.press("f2")
        await desk.see("! T-000001 is completed: nothing about it", "Information     ours")


async def test_a_doctor_is_found_among_a_hundred_by_letters(settings: Settings, elsewhere: Elsewhere) -> None:
    from sqlalchemy import insert

    from dentui.store import tables

    with elsewhere.database.engine.begin() as connection:
        for n in range(100):
            name = "Zürcher Zoë" if n == 57 else f"Doctor{n:02} {'Long' * 15}"
            connection.execute(
                insert(tables.person),
                {"id": 100 + n, "uuid": bytes([n]) * 16, "login": f"d{n}", "name": name},
            )
            connection.execute(
                insert(tables.membership),
                {"institution_id": 1, "person_id": 100 + n, "role": "member", "doctor": True},
            )
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("4711")
        await desk.press("t", "i", "enter", "enter", "enter")
        await desk.see("‹ not chosen ›", "–/100")
        await desk.press(*"doctor4")
        await desk.see("‹ Doctor40 Long", "/100")
        await desk.press("right")
        await desk.see("‹ Doctor41 Long")
        await desk.press("backspace", "q", *"zur")
        await desk.see("‹ Zürcher Zoë ›", "100/100")
        await desk.press("right")
        await desk.see("1/100")
        await desk.press("delete")
        await desk.see("–/100")
        await desk.press(*"zoe", "f2")
        await desk.see("T-000002 is open.")
    assert elsewhere.tickets("4711")[0].doctor == "Zürcher Zoë"
