"""What was changed on a chart, in words and as a table."""

from __future__ import annotations

from datetime import date

from dentui.domain.forms import WORDS
from dentui.domain.history import Change
from dentui.ui.text import moment, one_line, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable

ACTIONS = {
    "enter patient": "entered the patient",
    "edit patient": "edited",
    "open ticket": "opened a scan ticket",
    "edit ticket": "changed a scan ticket",
    "start ticket": "started a scan ticket",
    "complete ticket": "completed a scan ticket",
    "cancel ticket": "cancelled a scan ticket",
    "make record": "made a record",
    "edit record": "changed a record",
    "rename record": "renamed a record",
    "add images": "added image data",
    "correct images": "corrected image data",
    "remove images": "removed image data",
    "turn picture": "turned a picture",
    "begin case": "began a case",
    "edit case": "changed a case",
    "send case": "sent a case",
    "confirm case": "confirmed a case",
    "reject case": "rejected a case",
    "design case": "got the scheme of a case",
    "confirm scheme of case": "confirmed the scheme of a case",
    "send back scheme of case": "sent the scheme of a case back",
    "ship case": "shipped a case",
    "deliver case": "got a case delivered",
    "require redelivery of case": "required redelivery of a case",
    "cancel case": "cancelled a case",
    "add label": "labelled a model",
    "change label": "changed a label",
    "remove label": "removed a label",
    "add measurement": "measured a model",
    "change measurement": "changed a measurement",
    "remove measurement": "removed a measurement",
    "not the same person": "said: not the same person",
    "perhaps the same person": "said: perhaps the same person",
    "merge patients": "merged others into it",
    "merged into another": "merged into another",
}
MERGES = ("merge patients", "merged into another")
"""What a merge leaves in the history of the main patient, and of those who were merged."""
NOT_SAME = "not the same person"
NOUNS = {
    "edit patient": "the edit",
    "open ticket": "opening the scan ticket",
    "edit ticket": "the change of the scan ticket",
    "start ticket": "starting the scan ticket",
    "complete ticket": "completing the scan ticket",
    "cancel ticket": "cancelling the scan ticket",
    "make record": "making the record",
    "edit record": "the change of the record",
    "rename record": "renaming the record",
    "add images": "adding the image data",
    "correct images": "the correction of the image data",
    "remove images": "the removal of the image data",
    "turn picture": "the turn of the picture",
    "begin case": "beginning the case",
    "edit case": "the change of the case",
    "send case": "sending the case",
    "confirm case": "the lab's confirming of the case",
    "reject case": "the lab's rejecting of the case",
    "design case": "the coming of the scheme",
    "confirm scheme of case": "confirming the scheme",
    "send back scheme of case": "sending the scheme back",
    "ship case": "the shipping of the case",
    "deliver case": "the delivery of the case",
    "require redelivery of case": "requiring redelivery",
    "cancel case": "cancelling the case",
    "add label": "the label",
    "change label": "the change of the label",
    "remove label": "removing the label",
    "add measurement": "the measurement",
    "change measurement": "the change of the measurement",
    "remove measurement": "removing the measurement",
}

AFTER = {
    "open ticket": "which is cancelled",
    "make record": "which is gone",
    "add images": "which is gone",
    "remove images": "which is there again",
    "begin case": "which is gone",
    "add label": "which is gone",
    "add measurement": "which is gone",
    "remove label": "which is there again",
    "remove measurement": "which is there again",
}
"""What becomes of a thing whose making is taken back."""


def undone_words(change: Change | None) -> str:
    """What is said after an undo."""
    if change is None:
        return "There is nothing to undo: you changed nothing here within the last 12 hours."
    after = f", {AFTER[change.action]} now" if change.action in AFTER else ""
    return f"Undone: {_what(change)}{after}, {plain(change.patient_name)}."


def undo_words(change: Change, today: date) -> str:
    """What an undo would take back, of whom, and from when."""
    what, at = _what(change), moment(change.at)
    when = f"today at {at[-5:]}" if change.at.date() == today else at
    return f"{what[0].upper()}{what[1:]}, {plain(change.patient_name)}, {when}."


def _what(change: Change) -> str:
    noun = NOUNS.get(change.action, change.action)
    if change.action in AFTER:
        return noun
    return f"{noun} ({', '.join(WORDS.get(field.field, field.field) for field in change.fields)})"


def action_words(change: Change) -> str:
    """What was done, as a verb."""
    if change.undoes:
        return f"took back: {ACTIONS.get(change.undoes, change.undoes)}"
    return ACTIONS.get(change.action, change.action) + (" (taken back)" if change.undone else "")


def change_words(change: Change) -> str:
    """Fields with what stood in them before and after, in one line."""
    parts = []
    for field in change.fields:
        before, after = one_line(field.before), one_line(field.after)
        name = WORDS.get(field.field, field.field)
        parts.append(f"{name}: {before} → {after or '(empty)'}" if before else f"{name}: {after}")
    return "; ".join(parts)


class HistoryTable(RowTable[Change]):
    """The changes of a chart, the newest first."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        when, who = 16, 14 if cells >= 76 else 0
        did = 22 if cells >= 56 else 16
        rest = cells - when - 1 - (who + 1 if who else 0) - did - 1
        columns = [
            ColumnPlan("when", "When", when),
            ColumnPlan("who", "Who", who),
            ColumnPlan("did", "What", did),
            ColumnPlan("fields", "Before and after", max(8, rest)),
        ]
        return [column for column in columns if column.width]

    def cells_of(self, row: Change, columns: list[ColumnPlan]) -> list[Cell]:
        texts = {
            "when": moment(row.at),
            "who": plain(row.person),
            "did": action_words(row),
            "fields": change_words(row),
        }
        return [Cell(texts[column.key]) for column in columns]
