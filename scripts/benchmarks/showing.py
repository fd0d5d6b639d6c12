"""Thumbnails on a desk's screen: how long a page of them takes, for how long they hold the event loop, and
what a desk with many of them takes of memory."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure
from scripts.benchmarks.terminal import Terminal
from scripts.benchmarks.watched import TOLD_FROM

ROWS, COLUMNS = 60, 100
PAGE = 20
"""Thumbnails that such a window shows."""
MANY = 10_000
"""Items of one patient."""
ROUNDS = 8
REST = 0.7
"""Seconds without a byte after which a page is taken for whole."""
PATIENCE = 10.0
"""Seconds in which all thumbnails of a page have to be there."""
BLOCKS = frozenset("▀▄▌▐")


def figures() -> Iterator[Figure]:
    """A desk opens the chart, and then its image data, again and again. The thumbnails are on the disk."""
    with tempfile.TemporaryDirectory(prefix="dentui-bench-", dir=registers.folder()) as place:
        home = Path(place, "home")
        _fill(home, Path(place))
        held = Path(place, "held.json")
        command = [sys.executable, "-m", "scripts.benchmarks.watched", str(home), str(held)]
        (first, *pages), memory = _page(command)
        longest = _longest(json.loads(held.read_text("ascii")), [page for page, _ in pages])
        many, whole = _many(command)
    (begin, end), _ = first
    times = [1000 * (end - begin) for (begin, end), _ in pages]
    yield Figure(
        "seen.first", 1000 * (end - begin), "ms", 150.0, f"{PAGE} thumbnails that were never drawn here"
    )
    yield Figure(
        "seen.page",
        median(times),
        "ms",
        150.0,
        f"{PAGE} thumbnails, {pages[0][1]:,} bytes; worst {max(times):.0f} of {len(times)}",
    )
    yield Figure(
        "seen.held",
        max(longest),
        "ms",
        20.0,
        f"the longest of all pages; median {median(longest):.1f} a page",
    )
    yield Figure("seen.memory", memory, "MB", 120.0, f"resident, after {len(times)} pages")
    yield Figure("seen.many", many, "ms", 150.0, f"the first page of {MANY:,} items that are here")
    yield Figure("seen.many.memory", whole, "MB", 120.0, f"resident, {MANY:,} items walked from end to end")


def _page(command: list[str]) -> tuple[list[tuple[tuple[float, float], int]], float]:
    """When each page was asked for and was there, and its bytes; what the desk holds at the end."""
    found = []
    with Terminal(command, rows=ROWS, columns=COLUMNS) as desk:
        desk.wait("Keller, Page")
        desk.answer("page", shows="1 found")
        for _ in range(ROUNDS + 1):
            desk.answer("\r", shows="[1 Records]", quiet=REST)
            began = time.perf_counter()
            took, size = desk.answer("2", shows="[2 Images]", quiet=REST)
            # The first one imports what draws, and may rest for longer.
            if not desk.until(lambda: sum(map(desk.text().count, BLOCKS)) >= PAGE * 40, PATIENCE):
                raise RuntimeError(f"not all thumbnails came; the screen shows:\n{desk.text()}")
            found.append(((began, began + took / 1000), size))
            desk.answer("\x1b", shows="1 found")
        memory = desk.memory()
        desk.send("q")
        desk.idle(3.0)
    return found, memory


def _many(command: list[str]) -> tuple[float, float]:
    """Milliseconds to the first page of many items, and megabytes after they were walked."""
    with Terminal(command, rows=ROWS, columns=COLUMNS) as desk:
        desk.wait("Keller, Page")
        desk.answer("many", shows="1 found")
        desk.answer("\r", shows="[1 Records]")
        desk.idle(5.0)
        took, _ = desk.answer("2", shows=f"{MANY:,} items", quiet=REST)
        for key in ("\x1b[F", *["\x1b[5~"] * 10, "\x1b[H", *["\x1b[6~"] * 10):
            desk.answer(key)
        return took, desk.memory()


def _longest(told: list[tuple[float, float, float]], pages: list[tuple[float, float]]) -> list[float]:
    """Milliseconds for which each page held the loop longest."""
    return [
        max((1000 * took for at, took, _ in told if begin <= at <= end), default=1000 * TOLD_FROM)
        for begin, end in pages
    ]


def _fill(home: Path, folder: Path) -> None:
    """A clinic with two patients: one has a page of photos, one many items."""
    from dentui.services.images import Images
    from tests.clinics import ADMINISTRATOR, empty_clinic
    from tests.working import enter, make_record

    home.mkdir()
    clinic = empty_clinic(home, f"sqlite:///{home / 'register.db'}")
    (home / "dentui.toml").write_text('demonstration = true\noperator = "anna"\n', "ascii")
    service = Images(clinic.database, clinic.settings)
    photos = {f"photo{number}.jpg": _photo(number) for number in range(PAGE)}
    letters = {f"letter{number}.txt": f"Letter {number}".encode() for number in range(MANY - PAGE)}
    for name, files in (("Many", photos | letters), ("Page", photos)):
        patient = enter(clinic, given=name)
        _take_in(service, patient, folder / name, files)
        # The record on which the cursor stands first shows nothing.
        make_record(clinic, patient)
    for images in service.of_patient(ADMINISTRATOR, patient):
        for item in images.items:
            service.thumbnail(ADMINISTRATOR, item.files[0].uuid, 160)
    service.close()


def _take_in(service: object, patient: UUID, folder: Path, files: Mapping[str, bytes]) -> None:
    """Each file as an item of its own, in a record of the year before."""
    from dataclasses import replace

    from dentui.domain.images import ItemInput
    from tests.images import look, put, take_in
    from tests.working import VISIT

    found = look(service, put(folder, files) and [folder])  # type: ignore[arg-type]
    items = [
        ItemInput(uuid4(), item.type, ((file.key, file.role),), item.taken)
        for item in found.items
        for file in item.files
    ]
    if len(items) != len(files):
        raise RuntimeError("files were left out")
    made = replace(VISIT, visiting_time=VISIT.visiting_time.replace(year=2020))
    take_in(service, found, patient, made=made, items=items)  # type: ignore[arg-type]


def _photo(number: int) -> bytes:
    """A JPEG with some detail."""
    import io

    import numpy as np
    from PIL import Image

    coarse = np.random.default_rng(number).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(coarse).resize((960, 720), Image.Resampling.BICUBIC).save(stream, "JPEG")
    return stream.getvalue()
