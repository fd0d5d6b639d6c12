"""For how long each key holds a desk's event loop: charts, forms, reports, lists and pictures are opened, the
first time and again."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure
from scripts.benchmarks.terminal import Terminal

ROUNDS = 3
"""Programs that each walk is taken in; of each place the least counts."""
BAR = 20.0
REST = 0.8
"""Seconds after a key in which what it leaves is cleared away, and what comes next is made ready."""
TOLD = 3
"""Places that are named beside the figure."""
PATIENTS = 300
CHART = "#66"
"""Somebody who has scans, photos, a CBCT and reports in this clinic."""
ESC, DOWN, RIGHT, HOME, MENU = "\x1b", "\x1b[B", "\x1b[C", "\x1b[H", "\x07"
F1, F2, F3, F5, F6, F7 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1b[15~", "\x1b[17~", "\x1b[18~"

Step = tuple[str, str, str]
"""A place, "" where it is left, the keys that lead there, and what the screen shows then."""
_OPENED: tuple[Step, ...] = (("the list", CHART, "1 found"), ("a chart", "\r", "[1 Records]"))


def _form(name: str, keys: str, shows: str, behind: str) -> tuple[Step, ...]:
    return ((name, keys, shows), ("", ESC, behind)) * 2


def _of_menu(key: str, name: str, shows: str, form: str = "", keys: str = "") -> tuple[Step, ...]:
    there: tuple[Step, ...] = (("the menu", MENU, "Desk"), (name, key, shows))
    if form:
        there += ((form, keys, "F2"), ("", ESC, shows))
    return (*there, ("", ESC, "found"))


_TABS = (
    *(("Images", "2", "[2 Images]"), ("Reports", "3", "[3 Reports]"), ("Info", "4", "[4 Info]")),
    *(("Tickets", "5", "[5 Tickets]"), ("History", "6", "[6 History]"), ("Cases", "7", "[7 Cases]")),
    ("Records", "1", "[1 Records]"),
)
_REPORT = (
    *(("Create report", "r", "Create report:"), ("its settings", "\r", "Settings of Health")),
    *(("the editor", F2, "F2 Publish"), ("settings in the editor", F3, "Settings of Health")),
    *(("", ESC, "F2 Publish"), ("ready texts", F7, "put at the end"), ("", ESC, "F2 Publish")),
    *(("the preview", F5, "page 1"), ("", ESC, "F2 Publish"), ("caries", "c", "F2 Publish")),
    *(("publishing", F2, "for good"), ("", ESC, "F2 Publish"), ("", "x", "F2 Publish"), ("", ESC, "[")),
)
_SHOWN = (
    *(("a report", "\r", "Signed by"), ("", ESC, "[3 Reports]"), ("its pages", "v", "page 1")),
    *(("the next page", "n", "page 2"), ("", ESC, "[3 Reports]"), ("its links", "l", "inks")),
    *(("", ESC, "[3 Reports]"), ("a QR code", "s", "Works for"), ("", ESC, "[3 Reports]")),
)
_VIEWED = (
    *(("", RIGHT + RIGHT, "[2 Images]"), ("the zoom", "\r", "Esc"), ("closer", "i", "Esc")),
    *(("what DICOM says", F3, "Esc"), ("", ESC, "Esc"), ("", ESC, "[2 Images]")),
    *(("", RIGHT, "[2 Images]"), ("slices", "s", "xial"), ("the next slice", DOWN, "xial")),
    *(("", ESC, "[2 Images]"), ("a correction", "y", "F2"), ("", ESC, "[2 Images]")),
    *(("removing", "w", "Why"), ("", ESC, "[2 Images]"), ("labels", "l", "Esc")),
    *(("", ESC, "[2 Images]"), ("", HOME, "[2 Images]")),
)
WALKS: dict[str, Sequence[Step]] = {
    "held.chart": (*_OPENED, *_TABS * 2, ("", ESC, "found"), _OPENED[1], ("", ESC, "found")),
    "held.forms": (
        *(("", F6, "Type the name"), ("New patient", F6, "New patient"), ("", ESC, "found")) * 2,
        *_form("the filter", F3, "Filter", "found"),
        *_form("the page of keys", F1, "▸", "found"),
        *_OPENED,
        *_form("Edit patient", "e", "Edit patient", "[1"),
        *_form("a ticket", "t", "Create a scan ticket", "[1"),
        *_form("a case", "c", "F2 Send", "[1"),
        *_form("a merge", "m", "Merge", "[1"),
        *_form("files", "u", "F6", "[1"),
        *_form("a record", "n", "F2", "[1"),
    ),
    "held.report": (*_OPENED, *_REPORT * 2),
    "held.shown": (*_OPENED, ("", "3" + DOWN, "▸ R-"), *_SHOWN * 2),
    "held.desk": tuple(
        chain(
            _of_menu("c", "cases", "Cases"),
            _of_menu("e", "people", "People", "a person", "\r"),
            _of_menu("t", "types", "types", "a type", "\r"),
            _of_menu("v", "devices", "Devices", "a device", "\r"),
            _of_menu("b", "labs", "Labs", "a lab", "n"),
            _of_menu("r", "ready texts", "texts", "a text", "n"),
            _of_menu("s", "the address of links", "F2"),
            _of_menu("d", "doubles", "oubles"),
        )
    )
    * 2,
    "held.views": (*_OPENED, ("", "2", "[2 Images]"), *_VIEWED * 2),
}


def figures(names: Sequence[str]) -> Iterator[Figure]:
    """The place that holds the loop longest, of each walk."""
    with tempfile.TemporaryDirectory(prefix="dentui-bench-", dir=registers.folder()) as place:
        home = Path(place, "home")
        _fill(home)
        for name in names:
            rounds = [_walk(home, Path(place, "held.json"), WALKS[name]) for _ in range(ROUNDS)]
            least = {where: min(each[where] for each in rounds) for where in rounds[0]}
            worst = sorted(least, key=least.__getitem__, reverse=True)
            beside = ", ".join(
                f"{where} {least[where][0]:.1f} ({least[where][1]:.1f})" for where in worst[:TOLD]
            )
            yield Figure(
                name,
                least[worst[0]][0],
                "ms",
                BAR,
                f"of {len(least)} places, the best of {ROUNDS} (processor time): {beside}",
            )


def _walk(home: Path, told: Path, steps: Sequence[Step]) -> dict[str, tuple[float, float]]:
    """Milliseconds for which each place held the loop longest, and of that on the processor."""
    spans: list[tuple[str, float, float]] = []
    seen: set[str] = set()
    command = [sys.executable, "-m", "scripts.benchmarks.watched", str(home), str(told)]
    with Terminal(command) as desk:
        desk.wait("found")
        desk.idle(2.0)
        for name, keys, shows in steps:
            began = time.perf_counter()
            desk.answer(keys, shows)
            desk.idle(REST)
            where = f"{name}, again" if name in seen else name
            seen.add(name)
            spans.append((where if name else "going back", began, time.perf_counter()))
        desk.send("\x1b[21~")
        while desk.take(3.0):
            pass
    longest: dict[str, tuple[float, float]] = {}
    for where, begin, end in spans:
        inside = [
            (1000 * took, 1000 * ran)
            for at, took, ran in json.loads(told.read_text("ascii"))
            if begin <= at <= end
        ]
        longest[where] = max([longest.get(where, (0.0, 0.0)), *inside])
    return longest


def _fill(home: Path) -> None:
    """A demonstration clinic with scans and reports, and for one of its patients photos and a CBCT."""
    from dentui.config import read_settings
    from dentui.domain.finding import Find
    from dentui.domain.images import ImageType
    from dentui.services.demo import make_demo
    from dentui.services.demo.reporting import COARSE, add_reports
    from dentui.services.demo.scanning import add_scans, take_in
    from dentui.services.desk import open_desk
    from scripts.benchmarks.showing import _photo
    from tests.media.made import ct_slice

    make_demo(home, patients=PATIENTS, today=date(2026, 11, 20))
    desk = open_desk(read_settings(home=home, operator="anna", environ={}))
    try:
        add_scans(desk, lambda *_: None, COARSE)
        add_reports(desk, lambda *_: None)
        patient = desk.patients.find(desk.actor, Find(CHART)).lines[0].uuid
        record = desk.images.of_patient(desk.actor, patient)[0]
        photos = {f"photo{number}.jpg": _photo(number) for number in range(2)}
        slices = {f"{number}.dcm": ct_slice(number) for number in range(20)}
        sets = [(ImageType.INTRAORAL_IMAGES, photos), (ImageType.CBCT, slices)]
        take_in(desk, patient, record, iter(sets))
    finally:
        desk.register.close()
