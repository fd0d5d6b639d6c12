"""The image data of a case as a table: what was attached, and what the lab sent."""

from __future__ import annotations

from dataclasses import dataclass

from dentui.domain.cases import Case
from dentui.domain.images import TYPE_WORDS, ImageFile, ImageItem
from dentui.ui.text import day, plain
from dentui.ui.widgets.amounts import bytes_words, files_words
from dentui.ui.widgets.found import MOST_FILES, has_roles
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An item of a case, or a file of the item before it."""

    item: ImageItem
    from_lab: bool
    file: ImageFile | None = None


def files_of(case: Case) -> list[CaseFile]:
    """What came from the lab, then what was attached; under an item its files where they show different
    things."""
    rows = []
    for items, from_lab in ((case.answers, True), (case.attachments, False)):
        for item in items:
            rows.append(CaseFile(item, from_lab))
            if 1 < len(item.files) <= MOST_FILES and has_roles(item.type):
                rows += [CaseFile(item, from_lab, file) for file in item.files]
    return rows


def kept_words(item: ImageItem, file: ImageFile | None) -> str:
    """What an item, or a file of it, was kept as."""
    one = file or (item.files[0] if len(item.files) == 1 else None)
    role = str(one.role) if one is not None else ""
    return f"{TYPE_WORDS[item.type]}{f': {role}' if role else ''}"


def names_words(item: ImageItem) -> str:
    """The names of an item's files, as far as they are few."""
    names = [plain(file.name.rpartition("/")[2]) for file in item.files]
    if len(names) > 4:
        return f"{files_words(len(names))}, {names[0]} …"
    return ", ".join(names)


class CaseFileTable(RowTable[CaseFile]):
    """The files of one case: all of them are here."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        whose, what, added, size = 8, 24 if cells >= 70 else 18, 10 if cells >= 64 else 0, 9
        rest = cells - whose - what - size - 3 - (added + 1 if added else 0)
        columns = [
            ColumnPlan("whose", "", whose),
            ColumnPlan("what", "Kept as", what),
            ColumnPlan("name", "File", max(8, rest)),
            ColumnPlan("added", "Added", added),
            ColumnPlan("size", "Size", size, to_right=True),
        ]
        return [column for column in columns if column.width]

    def cells_of(self, row: CaseFile, columns: list[ColumnPlan]) -> list[Cell]:
        item, file = row.item, row.file
        if file is not None:
            named = ("", f"  {file.role or '–'}", f"  {plain(file.name)}", "", bytes_words(file.size))
        else:
            whose = "from lab" if row.from_lab else "attached"
            added = day(item.added.date())
            named = (whose, kept_words(item, None), names_words(item), added, bytes_words(item.size))
        texts = dict(zip(("whose", "what", "name", "added", "size"), named, strict=True))
        return [Cell(texts[column.key]) for column in columns]
