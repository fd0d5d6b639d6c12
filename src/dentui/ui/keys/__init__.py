"""Every key, by the place where it acts. The footer, the F1 page, docs/keys.md and the bindings
themselves come from here, so that they cannot tell different things.

A key stands here when what it does exists. Letters act outside fields; what a letter does has a
function key too, because in a field the letter is typed.
"""

from __future__ import annotations

from dentui.ui.keys.adding import FILE_LIST, FILES, INTO, PATH, REVIEW_FILES
from dentui.ui.keys.case_list import (
    CASE_FILES,
    CASE_FIND,
    CASE_MOVE,
    CASES,
    CASES_OF_PATIENT,
    LABS,
    SNIPPET_CHOICE,
    SNIPPETS,
)
from dentui.ui.keys.cases import ATTACH, ATTACHMENTS, CASE_FORM, TOOTH_CHART, WORK_DETAIL
from dentui.ui.keys.covers import CURTAIN, LOCK, SETUP, SIGN_IN, SMALL
from dentui.ui.keys.everywhere import DESK, EVERYWHERE, IN_SHEETS, WALKING
from dentui.ui.keys.images import DEVICES, DICOM_FACTS, DOWNLOAD, IMAGES, IN_RECORD, LABELS, SLICES, ZOOM
from dentui.ui.keys.links import CODE, LINK, LINKS
from dentui.ui.keys.merging import (
    CHOSEN,
    COMPARE_PAIR,
    COMPARE_TYPED,
    MERGE,
    MERGE_CHECK,
    MERGE_FIND,
    NAME_CHECK,
    REVIEW,
    UNDO_MERGE,
)
from dentui.ui.keys.reports import (
    FINDINGS,
    GUMS,
    PAGES,
    REPORT,
    REPORT_FORM,
    REPORT_IMAGES,
    REPORT_LINE,
    REPORT_PICTURES,
    REPORT_SETTINGS,
    REPORTS,
    TEXT,
)
from dentui.ui.keys.screens import (
    FIND,
    HISTORY,
    INFO,
    LIST,
    PATIENT,
    PATIENTS,
    PEOPLE,
    RECORDS,
    TICKETS,
    TYPES,
)
from dentui.ui.keys.sheets import (
    CHOICES,
    CONFIRM,
    CONFLICT,
    DRAFTS,
    FACTS,
    FIELD,
    FORM,
    MENU,
    NEW_PATIENT,
    NOTES,
    NOTICE,
    PALETTE,
    PICK,
    REMOVE_IMAGES,
    SHEET,
    TICKET_MOVE,
    UPDATE,
)
from dentui.viewer.keys import LOOKING, POINTING

__all__ = [
    "ATTACH",
    "ATTACHMENTS",
    "CASES",
    "CASES_OF_PATIENT",
    "CASE_FILES",
    "CASE_FIND",
    "CASE_FORM",
    "CASE_MOVE",
    "CHOICES",
    "CHOSEN",
    "CODE",
    "COMPARE_PAIR",
    "COMPARE_TYPED",
    "CONFIRM",
    "CONFLICT",
    "CURTAIN",
    "DESK",
    "DEVICES",
    "DICOM_FACTS",
    "DOWNLOAD",
    "DRAFTS",
    "EVERYWHERE",
    "FACTS",
    "FIELD",
    "FILES",
    "FILE_LIST",
    "FIND",
    "FINDINGS",
    "FORM",
    "GUMS",
    "HISTORY",
    "IMAGES",
    "INFO",
    "INTO",
    "IN_RECORD",
    "IN_SHEETS",
    "LABELS",
    "LABS",
    "LINK",
    "LINKS",
    "LIST",
    "LOCK",
    "MENU",
    "MERGE",
    "MERGE_CHECK",
    "MERGE_FIND",
    "NAME_CHECK",
    "NEW_PATIENT",
    "NOTES",
    "NOTICE",
    "PAGES",
    "PALETTE",
    "PATH",
    "PATIENT",
    "PATIENTS",
    "PEOPLE",
    "PICK",
    "PLACES",
    "RECORDS",
    "REMOVE_IMAGES",
    "REPORT",
    "REPORTS",
    "REPORT_FORM",
    "REPORT_IMAGES",
    "REPORT_LINE",
    "REPORT_PICTURES",
    "REPORT_SETTINGS",
    "REVIEW",
    "REVIEW_FILES",
    "SETUP",
    "SHEET",
    "SIGN_IN",
    "SLICES",
    "SMALL",
    "SNIPPETS",
    "SNIPPET_CHOICE",
    "TEXT",
    "TICKETS",
    "TICKET_MOVE",
    "TOOTH_CHART",
    "TYPES",
    "UNDO_MERGE",
    "UPDATE",
    "WALKING",
    "WORK_DETAIL",
    "ZOOM",
    "page",
]

PLACES = (
    *(EVERYWHERE, DESK, FIND, LIST, PATIENTS, PATIENT, RECORDS, TICKETS, HISTORY, INFO, PEOPLE, TYPES),
    *(
        SHEET,
        FACTS,
        FORM,
        FIELD,
        NEW_PATIENT,
        TICKET_MOVE,
        UPDATE,
        NOTES,
        PICK,
        CONFLICT,
        CONFIRM,
        CHOICES,
        NOTICE,
    ),
    *(FILES, FILE_LIST, PATH, REVIEW_FILES, INTO),
    *(IMAGES, IN_RECORD, REMOVE_IMAGES, LABELS, ZOOM, SLICES, DOWNLOAD, DICOM_FACTS, DEVICES),
    *(CASE_FORM, TOOTH_CHART, WORK_DETAIL, ATTACHMENTS, ATTACH),
    *(REPORT_IMAGES, REPORT_SETTINGS, REPORT_FORM, FINDINGS, GUMS, REPORT_PICTURES, REPORT_LINE, TEXT, PAGES),
    *(REPORTS, REPORT, LINK, CODE, LINKS),
    *(MERGE, MERGE_FIND, CHOSEN, MERGE_CHECK, NAME_CHECK, UNDO_MERGE, COMPARE_TYPED, COMPARE_PAIR, REVIEW),
    *(CASES, CASE_FIND, CASES_OF_PATIENT, CASE_MOVE, CASE_FILES, LABS, SNIPPETS, SNIPPET_CHOICE),
    *(MENU, DRAFTS, CURTAIN, SMALL, LOCK, SIGN_IN, SETUP, PALETTE),
)


def page() -> str:
    """docs/keys.md."""
    parts = [
        "# Keys",
        "",
        "Made by `python -m dentui.ui.keys > docs/keys.md` from `src/dentui/ui/keys`; a test compares.",
        "Letters act outside fields; in a field use the function key. Every key here is one that",
        "all terminals send, or stands beside one that is. On a real serial line with flow control",
        "Ctrl+S is the terminal's own: F2 saves everywhere.",
    ]
    for place in PLACES:
        parts += ["", f"## {place.title}", "", "| key | does |", "| --- | --- |"]
        parts += [f"| {place.names(key)} | {key.tells} |" for key in place.keys]
    for title, keys in (
        ("In the model preview", LOOKING),
        ("In the model preview, while points are set", POINTING),
    ):
        parts += ["", f"## {title}", "", "| key | does |", "| --- | --- |"]
        parts += [f"| {key.shown or ' or '.join(key.keys)} | {key.tells} |" for key in keys if key.tells]
    return "\n".join(parts) + "\n"
