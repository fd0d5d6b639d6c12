"""The devices of an institution as a table."""

from __future__ import annotations

from dentui.domain.images import Device
from dentui.ui.text import number, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING

WHOSE = {True: "third", False: "own"}
REPORTS = {True: "yes", False: "no"}


class DeviceTable(RowTable[Device]):
    """What image data comes from. They are few: all of them are here."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        whose, reports, items = 5, 7, 8
        rest = cells - whose - reports - items - 3
        serial = min(24, rest // 3) if rest >= 30 else 0
        name = rest - (serial + 1 if serial else 0)
        columns = [
            ColumnPlan("name", "Device", max(8, min(name, 48))),
            ColumnPlan("serial", "Serial number", serial),
            ColumnPlan("whose", "Party", whose),
            ColumnPlan("reports", "Reports", reports),
            ColumnPlan("items", "Items", items, to_right=True),
        ]
        return [column for column in columns if column.width]

    def cells_of(self, row: Device, columns: list[ColumnPlan]) -> list[Cell]:
        texts = {
            "name": plain(row.name),
            "serial": plain(row.serial),
            "whose": WHOSE[row.third_party],
            "reports": REPORTS[row.authorised],
            "items": number(row.items),
        }
        return [Cell(texts[column.key] or NOTHING) for column in columns]
