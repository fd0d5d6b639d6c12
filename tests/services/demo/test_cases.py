"""Cases of the demonstration clinic: some in every state, and what they hold can be sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.case_finding import CaseFilter
from dentui.domain.cases import CaseState, Lateness, Scheme
from dentui.services.cases import Cases
from dentui.services.demo.making import make_demo
from dentui.services.labs import Labs
from dentui.store.database import Database

TODAY = date(2026, 11, 20)


def test_every_state_is_there_also_for_the_chart_that_tries_to_break_a_screen(tmp_path: Path) -> None:
    file = make_demo(tmp_path, patients=300, today=TODAY)
    database = Database(Settings(home=tmp_path, database=f"sqlite:///{file}"))
    anna, service = Actor(1, 1), Cases(database)
    rows = service.find(anna, CaseFilter(), limit=1_000).rows
    nasty = [row for row in rows if row.patient_name.startswith("O'Brien")]
    for some in (rows, nasty):
        assert {row.state for row in some} == set(CaseState)
        assert {row.scheme for row in some} == {*Scheme, None}
    assert {row.lateness(TODAY) for row in rows} == set(Lateness)
    numbers = [row.number for row in rows if row.number is not None]
    assert len(set(numbers)) == len(numbers) > 50
    assert len(Labs(database).offered(anna)) == 4
    for row in nasty:
        case = service.open(anna, row.uuid)
        assert all(move.person and move.at.date() <= TODAY for move in case.moves)
        assert (row.number is None) == (not case.moves)
    assert make_demo(tmp_path / "one", patients=1, today=TODAY).exists()
    database.close()
