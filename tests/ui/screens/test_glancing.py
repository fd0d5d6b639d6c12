"""Wide terminals: more columns, and a glance at the patient under the cursor beside the list."""

from __future__ import annotations

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.glance import Glance
from dentui.services.patients import Patients
from dentui.store.database import Database
from tests.ui.conftest import LONG
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere

WIDE = (200, 60)
ADDRESS = "Bahnhofstrasse 1"


def beside(desk: Desk) -> str:
    """What stands at the right of the list."""
    return "\n".join(line.partition("│")[2] for line in desk.text().splitlines())


async def see_beside(desk: Desk, *words: str) -> None:
    await desk.until(lambda: all(word in beside(desk) for word in words))


@pytest.mark.parametrize(
    ("columns", "there", "not_there"),
    [
        (60, ("Name", "Gender", "Age", "Phone", "Last visit"), ("Case types", "Born")),
        (80, ("Name", "Case types", "Tickets"), ("Born", "Landline")),
        (132, ("Born", "Chart", "Tickets", "Landline"), ("ID number", "E-mail")),
        (200, ("Born", "Chart", "Tickets", "Landline"), ("Insurance card",)),
        (280, ("Landline", "ID number", "E-mail", "Insurance card"), ()),
    ],
)
async def test_where_there_is_room_the_list_has_more_columns(
    settings: Settings, columns: int, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    async with open_desk(settings, size=(columns, 30)) as desk:
        await desk.find("4711")
        await desk.see(" 1 found")
        header = desk.line_of("Last visit").partition("│")[0]
        assert all(title in header for title in there)
        assert not any(title in header for title in not_there)
        if columns == 280:
            words = ("+41443334455", "756.1111.2222.33", "anna@example.org", "80756000")
            await desk.until(lambda: all(word in desk.line_at_cursor() for word in words))


async def test_no_column_is_wider_than_it_needs(settings: Settings) -> None:
    async with open_desk(settings, size=(400, 30)) as desk:
        widths = {column.key: column.width for column in desk.list.table._plan}
        assert widths["name"] == 60
        assert widths["types"] == 34
        assert sum(widths.values()) < 300


async def test_columns_stay_where_they_are_while_somebody_types(settings: Settings) -> None:
    async with open_desk(settings, size=WIDE) as desk:
        headers = set()
        for letter in "smith zzz":
            await desk.find(letter)
            headers.add(desk.line_of("Last visit").partition("│")[0])
        assert len(headers) == 1


async def test_of_many_open_tickets_the_rest_is_told(settings: Settings, elsewhere: Elsewhere) -> None:
    for _ in range(8):
        elsewhere.open_ticket("4711")
    async with open_desk(settings, size=WIDE) as desk:
        await desk.find("4711")
        await see_beside(desk, "T-000009", "and 3 more")


async def test_why_somebody_was_found_takes_the_last_columns(settings: Settings) -> None:
    async with open_desk(settings, size=WIDE) as desk:
        await desk.find("zbrz")
        await desk.see("formerly Zbrzezny")
        assert "formerly Zbrzezny" in desk.line_at_cursor()


async def test_beside_the_list_stands_who_is_under_the_cursor(settings: Settings) -> None:
    async with open_desk(settings, size=WIDE) as desk:
        await desk.find("smi")
        await see_beside(
            desk, "Smith, Anna", ADDRESS, "anna@example.org", "T-0", "Intraoral, scheduled", "Berta"
        )
        await desk.press("down", "down")
        await see_beside(desk, "Smith, Peter", "No open ticket", "02.09.2026")
        assert ADDRESS not in beside(desk)


async def test_a_long_name_stands_there_whole(settings: Settings) -> None:
    async with open_desk(settings, size=(140, 40)) as desk:
        await desk.find("wolfeschlegel")
        await see_beside(desk, "Name", "No open ticket")
        words = "".join(line.strip() for line in beside(desk).splitlines())
        assert LONG[-20:] in words.replace(" ", "")


async def test_nothing_clinical_stands_there_and_nothing_is_written_into_the_trail(
    settings: Settings,
) -> None:
    async with open_desk(settings, size=WIDE) as desk:
        await desk.find("smi")
        await see_beside(desk, ADDRESS, "Enter opens the chart")
        for secret in ("penicillin", "comes by train", "appendix", "clenches", "Visit 10"):
            assert secret not in desk.text()
    database = Database(settings)
    with database.engine.connect() as connection:
        assert not connection.scalar(text("select count(*) from audit where action = 'open chart'"))
    database.close()


async def test_where_it_is_not_shown_nothing_is_asked_for_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register is real; the questions are counted."""
    stock, asked = Patients.glance, list[UUID]()

    def count(self: Patients, actor: Actor, patient: UUID) -> Glance:
        asked.append(patient)
        return stock(self, actor, patient)

    monkeypatch.setattr(Patients, "glance", count)
    async with open_desk(settings) as desk:
        await desk.press(*"smi", "down", "down")
        await desk.idle()
        assert not asked
        await desk.pilot.resize_terminal(*WIDE)
        await see_beside(desk, "Smith, Peter", "No open ticket")
        number = len(asked)
        await desk.pilot.resize_terminal(80, 24)
        await desk.press("up", "down", "up")
        await desk.idle()
        assert len(asked) == number
        await desk.miss("│")


async def test_a_slow_answer_about_the_patient_before_is_never_shown_and_no_key_waits(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register is real; only the first answer is kept back for a while."""
    stock, hold = Patients.glance, threading.Event()
    asked = threading.Event()

    def slow(self: Patients, actor: Actor, patient: UUID) -> Glance:
        glance = stock(self, actor, patient)
        if glance.address.startswith(ADDRESS):
            asked.set()
            hold.wait(10)
        return glance

    monkeypatch.setattr(Patients, "glance", slow)
    async with open_desk(settings, size=WIDE) as desk:
        await desk.find("smi")
        await desk.until(asked.is_set)
        assert ADDRESS not in beside(desk)
        await desk.press("down", "down")
        await see_beside(desk, "Smith, Peter")
        hold.set()
        await see_beside(desk, "Smith, Peter", "No open ticket")
        assert ADDRESS not in beside(desk)


async def test_another_desks_change_shows_there_too(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings, size=WIDE) as desk:
        await desk.find("4711")
        await see_beside(desk, ADDRESS)
        elsewhere.edit("4711", address="Seestrasse 9")
        await see_beside(desk, "Seestrasse 9")


async def test_a_patient_who_is_out_of_reach_by_now_leaves_nothing_there(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(replace(settings, operator="berta"), size=WIDE) as desk:
        await desk.find("4711")
        await see_beside(desk, ADDRESS)
        elsewhere.edit("4711", responsible_id=3)
        await desk.see(" 0 found")
        await desk.until(lambda: ADDRESS not in desk.text() and "Smith" not in desk.text())
