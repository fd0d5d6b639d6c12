"""While the list follows other desks, the pointer stays with the patient it was put at."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from dentui.config import Settings
from dentui.domain.finding import Page
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere


class Held:
    """Answers to a desk's questions that are kept back until they may come. The register is real."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self.may_come = threading.Event(), threading.Event()
        patients = desk.app.work.desk.patients
        stock = patients.find

        def find(*values: Any, **named: Any) -> Page:
            page = stock(*values, **named)
            self.asked.set()
            self.may_come.wait(20)
            return page

        monkeypatch.setattr(patients, "find", find)


def at_cursor(desk: Desk) -> str:
    line = desk.list.table.row_at_cursor
    return "" if line is None else line.name


async def walk_to(desk: Desk, row: int) -> None:
    await desk.press(*["down"] * row)
    await desk.see(f"{row} of 308")
    await desk.idle()


async def test_who_walks_on_before_the_list_is_fetched_anew_opens_whom_they_see(
    settings: Settings, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(settings) as desk:
        await walk_to(desk, 2)
        held = Held(desk, monkeypatch)
        elsewhere.edit("zbrz", note="is called back")
        await desk.until(held.asked.is_set)
        await desk.press("down", "down")
        await desk.see("4 of 308")
        seen = at_cursor(desk)
        await desk.press("enter")
        held.may_come.set()
        await desk.see("[1 Records]", seen.split(",")[0])
        assert seen in desk.text().splitlines()[0]


async def test_who_comes_back_from_a_chart_and_walks_on_orders_for_whom_they_see(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(settings) as desk:
        await walk_to(desk, 3)
        await desk.press("down")
        await desk.see("4 of 308")
        following = at_cursor(desk)
        await desk.press("up", "enter")
        await desk.see("[1 Records]")
        # The opening is a change too, of which the list below hears.
        await desk.until(lambda: desk.list._stale)
        held = Held(desk, monkeypatch)
        await desk.press("escape")
        await desk.until(held.asked.is_set)
        await desk.press("down", "t")
        held.may_come.set()
        await desk.see("Create a scan ticket", following)
