"""The people of an institution, and its types, as tables."""

from __future__ import annotations

from collections.abc import Mapping

from dentui.domain.actors import Role
from dentui.domain.people import PersonLine
from dentui.domain.types import TypeLine
from dentui.ui.text import day, number, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING

ROLE_WORDS = {Role.MEMBER: "member", Role.ADMINISTRATOR: "admin"}

FIXED = (("login", "Login", 12), ("role", "Role", 6))
MORE = (
    ("doctor", "Doctor", 6),
    ("refused", "Refused", 7),
    ("patients", "Patients", 9),
    ("last", "Signed in", 10),
)
ORDER = ("name", "login", "role", "doctor", "patients", "last", "refused", "with")
NAME_LEAST = 22
NAME_ENOUGH = 40


class PeopleTable(RowTable[PersonLine]):
    """Who works here, by name. They are few: all of them are here."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        columns = {key: (label, width) for key, label, width in FIXED}
        name = cells - sum(width + 1 for _, width in columns.values())
        for key, label, width in MORE:
            if name - width - 1 >= NAME_LEAST:
                columns[key] = (label, width)
                name -= width + 1
        if name > NAME_ENOUGH + 14:
            columns["with"] = ("Signs in with", 13)
            name -= 14
        if name > NAME_ENOUGH:
            more = min(name - NAME_ENOUGH, 20)
            columns["login"] = ("Login", 12 + more)
            name -= more
        columns["name"] = ("Name", max(name, 8))
        return [
            ColumnPlan(key, *columns[key], key in ("patients", "refused")) for key in ORDER if key in columns
        ]

    def cells_of(self, row: PersonLine, columns: list[ColumnPlan]) -> list[Cell]:
        texts = {
            "name": plain(row.name),
            "login": plain(row.login),
            "role": ROLE_WORDS[row.role] if row.login else "",
            "doctor": "doctor" if row.doctor else "",
            "patients": number(row.patients) if row.patients else "",
            "last": day(row.last_sign_in.astimezone()) if row.last_sign_in else "",
            "refused": f"! {row.failures}" if row.failures else "",
            "with": ", ".join(row.signs_in_with),
        }
        return [Cell(texts[column.key] or NOTHING) for column in columns]


class TypeTable(RowTable[TypeLine]):
    """One of the two lists of types, the retired ones last."""

    def __init__(self) -> None:
        self._uses: Mapping[int, int] | None = None
        super().__init__()

    def take_uses(self, uses: Mapping[int, int]) -> None:
        """Show how many records have each; until then nothing is said about that."""
        self._uses = uses
        self._repaint()

    def plan(self, cells: int) -> list[ColumnPlan]:
        place, used, state = 5, 9, 7
        name = max(8, min(44, cells - place - used - state - 3))
        return [
            ColumnPlan("place", "Place", place, to_right=True),
            ColumnPlan("name", "Name", name),
            ColumnPlan("state", "State", state),
            ColumnPlan("used", "Records", used, to_right=True),
        ]

    def cells_of(self, row: TypeLine, columns: list[ColumnPlan]) -> list[Cell]:
        texts = {
            "place": NOTHING if row.place is None else str(row.place),
            "name": plain(row.name),
            "state": "retired" if row.retired else "offered",
            "used": "…" if self._uses is None else number(self._uses.get(row.id, 0)),
        }
        return [Cell(texts[column.key]) for column in columns]
