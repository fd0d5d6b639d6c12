"""Everything that a DICOM file says, element by element, and what dentui read in any other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import App
from textual.containers import Vertical
from textual.widget import Widget

from dentui.domain.images import FileKind, ImageFile, ImageItem
from dentui.ui.keys import DICOM_FACTS
from dentui.ui.sheets.base import Drawer, Sheet, ask
from dentui.ui.sheets.facts import FactsSheet
from dentui.ui.text import moment, number, plain
from dentui.ui.widgets.amounts import bytes_words
from dentui.ui.widgets.facts import Fact
from dentui.ui.widgets.found import kind_words
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.work import Workplace

Line = tuple[str, str, str]
"""Tag, name and value of an element."""


class ElementTable(RowTable[Line]):
    """An element a row."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        tag = 11
        name = max(8, min(30, (cells - tag - 2) * 2 // 5))
        return [
            ColumnPlan("tag", "Tag", tag),
            ColumnPlan("name", "Element", name),
            ColumnPlan("value", "Value", max(8, cells - tag - name - 2)),
        ]

    def cells_of(self, row: Line, columns: list[ColumnPlan]) -> list[Cell]:
        return [Cell(plain(text)) for text in row]


class DicomSheet(Sheet[None]):
    """The elements in a list; the one under the cursor whole."""

    PLACE = DICOM_FACTS
    BINDINGS = DICOM_FACTS.bindings
    TITLE = "DICOM"

    def __init__(self, work: Workplace, name: str, elements: Sequence[Line]) -> None:
        super().__init__()
        self.work = work
        self._file_name, self._elements = name, elements
        self._table = ElementTable()

    def heading(self) -> tuple[str, str]:
        return f"{self.TITLE}: {plain(self._file_name)}", f"{number(len(self._elements))} elements"

    def box(self) -> Vertical:
        return Drawer()

    def body(self) -> Iterable[Widget]:
        yield self._table

    def on_mount(self) -> None:
        self._table.tell("The file says nothing.")
        self._table.fill(self._elements, 0, len(self._elements))
        self.set_focus(self._table)

    def action_open(self) -> None:
        row = self._table.row_at_cursor
        if row is not None:
            self.work.flow(self._open(row))

    async def _open(self, row: Line) -> None:
        tag, name, value = row
        facts = [
            Fact("Tag", plain(tag), wide=True),
            Fact("Element", plain(name), wide=True),
            Fact("Value", "\n".join(map(plain, value.splitlines())) or "(empty)", wide=True),
        ]
        await ask(self.app, self.work, FactsSheet("An element", facts))


async def show_facts(app: App[int], work: Workplace, item: ImageItem, file: ImageFile) -> None:
    """Show all that is known of a file. Step of a flow; raises DentuiError."""
    if file.kind is FileKind.DICOM:
        desk = work.desk
        elements = await work.hands.run(lambda: desk.images.dicom_lines(desk.actor, file.uuid))
        await ask(app, work, DicomSheet(work, file.name, elements))
    else:
        await ask(app, work, FactsSheet("This file", file_facts(item, file)))


def file_facts(item: ImageItem, file: ImageFile) -> list[Fact]:
    """What was read in a file, as far as it says anything."""
    facts = file.facts
    told = {
        "Name": plain(file.name),
        "Shows": str(file.role),
        "Kind": kind_words(file.kind),
        "Size": bytes_words(file.size),
        "Pixels": f"{facts.width} x {facts.height}" if facts.width else "",
        "Bits": str(facts.bits) if facts.bits else "",
        "Frames": number(facts.frames) if facts.frames > 1 else "",
        "Triangles": number(facts.triangles) if facts.triangles else "",
        "Extent": " x ".join(f"{side:.1f}" for side in facts.box) + " mm" if facts.box else "",
        "Pixel spacing": " x ".join(f"{gap:g}" for gap in facts.spacing) + " mm" if facts.spacing else "",
        "Taken": moment(facts.taken) if facts.taken else moment(item.taken) if item.taken else "",
        "Device": plain(item.device.name) if item.device else "",
        "Added": moment(item.added.astimezone()),
    }
    return [Fact(label, value, wide=True) for label, value in told.items() if value]
