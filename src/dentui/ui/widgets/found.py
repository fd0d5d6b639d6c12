"""What was found in files, line by line: items, the files of those that have several, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dentui.domain.adding import Plan
from dentui.domain.belonging import is_born_on_another_day, names_another
from dentui.domain.images import (
    MESHES,
    PICTURES,
    ROLES,
    TYPE_WORDS,
    FileKind,
    FoundFile,
    ImageType,
    Refused,
    Role,
)
from dentui.domain.patients import PatientChart
from dentui.ui.text import day, number, plain
from dentui.ui.widgets.amounts import bytes_words, files_words
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING

MOST_FILES = 200
"""Files of an item that have a line of their own: more are slices."""
KIND_WORDS = {FileKind.OTHER: "", FileKind.HPS: "3Shape mesh", FileKind.DICOM: "DICOM"}


@dataclass(frozen=True, slots=True)
class Line:
    """An item, a file of the item before it, or something that cannot be added at all."""

    plan: Plan | None = None
    file: FoundFile | None = None
    refused: Refused | None = None
    warns: bool = False
    """Whether it says that it is of another patient."""

    @property
    def key(self) -> tuple[UUID | None, UUID | str | None]:
        """What tells it from the others, however they are corrected."""
        if self.refused is not None:
            return None, self.refused.name
        return self.plan.uuid if self.plan else None, self.file.key if self.file else None


def lines_of(plans: Sequence[Plan], refused: Sequence[Refused], chart: PatientChart) -> list[Line]:
    """Everything that was found, in lines."""
    lines = []
    for plan in plans:
        files = plan.item.files
        lines.append(Line(plan, warns=warns(files, chart)))
        if 1 < len(files) <= MOST_FILES and has_roles(plan.type):
            lines += [Line(plan, file) for file in files]
    return lines + [Line(refused=each) for each in refused]


def has_roles(type_: ImageType) -> bool:
    """Whether files of a type show different things."""
    return len(ROLES[type_]) > 1


def warns(files: Sequence[FoundFile], chart: PatientChart) -> bool:
    """Whether one of the files says that it is of another patient."""
    return bool(others_of(files, chart))


def others_of(files: Sequence[FoundFile], chart: PatientChart) -> list[str]:
    """Whom the files name where that is another patient, each once and ready to be shown."""
    told: dict[str, None] = {}
    for name, born in dict.fromkeys((file.facts.patient, file.facts.birth_date) for file in files):
        if names_another(name, chart):
            words = plain(" ".join(part for part in name.replace("^", " ").split() if part != "="))
            told[f"{words}, {_born_words(born)}" if born else words] = None
        elif is_born_on_another_day(born, chart):
            told[_born_words(born)] = None
    return list(told)


def _born_words(born: str) -> str:
    try:
        return f"born {day(date.fromisoformat(born))}"
    except ValueError:
        return f"born {plain(born)}"


class FoundTable(RowTable[Line]):
    """What is going to be added, and what is left out."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        what = 22 if cells >= 56 else 18
        columns = [ColumnPlan("mark", "", 3), ColumnPlan("what", "Taken for", what)]
        rest = cells - 3 - 1 - what - 1
        more = []
        for key, label, width, least in (("taken", "Taken", 10, 20), ("device", "Device", 20, 34),
                                         ("size", "Size", 9, 40)):  # fmt: skip
            if rest - width - 1 >= least:
                more.append(ColumnPlan(key, label, width, to_right=key == "size"))
                rest -= width + 1
        return [*columns, ColumnPlan("name", "File", rest), *more]

    def cells_of(self, row: Line, columns: list[ColumnPlan]) -> list[Cell]:
        if row.refused is not None:
            return [Cell(" – "), Cell("not added"), Cell(plain(row.refused.name), columns=len(columns) - 2)]
        if row.plan is None:
            return [Cell("")] * len(columns)
        cells = _of_file(row.plan, row.file) if row.file else _of_item(row)
        return [cells[column.key] for column in columns]


def _of_item(row: Line) -> dict[str, Cell]:
    plan = row.plan
    if plan is None:
        return {}
    files, item = plan.item.files, plan.item
    one = files[0] if len(files) == 1 else None
    name = plain(one.name) if one else f"{files_words(len(files))}: {plain(files[0].name)} …"
    sign = "!! " if row.warns else ""
    return {
        "mark": Cell("[ ]" if plan.out else "[x]"),
        "what": Cell(type_words(plan, one)),
        "name": Cell(sign + name),
        "taken": Cell(day(plan.taken.date()) if plan.taken else NOTHING),
        "device": Cell("chosen by hand" if plan.device else plain(item.maker.name) or NOTHING),
        "size": Cell(bytes_words(plan.size)),
    }


def _of_file(plan: Plan, file: FoundFile) -> dict[str, Cell]:
    role = plan.role(file)
    return {
        "mark": Cell(""),
        "what": Cell(f"  {role.value or NOTHING}"),
        "name": Cell(f"  {plain(file.name)}"),
        "taken": Cell(""),
        "device": Cell(""),
        "size": Cell(bytes_words(file.size)),
    }


def type_words(plan: Plan, one: FoundFile | None) -> str:
    """What an item was taken for, with what its file shows where it is one."""
    role = plan.role(one) if one else Role.NONE
    return f"{TYPE_WORDS[plan.type]}{f': {role.value}' if role else ''}"


def about_words(row: Line, chart: PatientChart, device: str, there: str) -> str:
    """All about a line, in sentences ready to be shown. `device`: name of the one that was chosen by hand;
    `there`: the record that has it already."""
    if row.refused is not None:
        return f"{plain(row.refused.name)}: {plain(row.refused.reason)}"
    plan = row.plan
    if plan is None:
        return ""
    files = (row.file,) if row.file else plan.item.files
    words = []
    others = others_of(files, chart)
    if others:
        words.append(f"!! Of another patient? The file names {'; '.join(others)}.")
    if there:
        words.append(f"This chart has it already, in {there}.")
    if plan.wrong:
        words.append(f"{plain(plan.wrong)} {'Space adds it' if plan.out else 'It is added'} as other data.")
    elif row.file is None and plan.item.why:
        taken = "Taken for " if plan.type is plan.item.type else "Changed by hand; it was taken for "
        words.append(f"{taken}{TYPE_WORDS[plan.item.type]}: {_clause(plan.item.why)}.")
    named = files[0]
    words.append(plain(named.name) if len(files) == 1 else files_words(len(files)))
    facts = [facts_words(named)] if len(files) == 1 else []
    maker = plain(device) if device else _maker_words(plan)
    told = [*facts, bytes_words(sum(file.size for file in files)), maker]
    return " ".join(words) + "".join(f", {part}" for part in told if part)


def _clause(sentence: str) -> str:
    """A sentence as it goes on behind a colon, ready to be shown."""
    words = plain(sentence).rstrip(".")
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2].isspace() else words


def _maker_words(plan: Plan) -> str:
    maker = plan.item.maker
    serial = f" {plain(maker.serial)}" if maker.serial else ""
    return f"{plain(maker.name)}{serial}" if maker.name else ""


def kind_words(kind: FileKind) -> str:
    """What a kind of file is called, "" for other data."""
    return KIND_WORDS.get(kind, kind.value.upper())


def facts_words(file: FoundFile) -> str:
    """What was read in a file, in few words."""
    facts = file.facts
    words = [kind_words(file.kind)]
    if file.kind in MESHES and facts.triangles:
        words.append(f"{number(facts.triangles)} triangles")
    elif facts.width and (file.kind in PICTURES or file.kind is FileKind.DICOM):
        words.append(f"{facts.width} x {facts.height}")
    if facts.modality:
        words.append(plain(facts.modality))
    return " ".join(word for word in words if word)
