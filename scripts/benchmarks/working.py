"""Working on patients: opening forms and saving them in a pseudo-terminal, how soon another desk sees it, and
what a save costs at a million patients."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from uuid import uuid4

from dentui.config import read_settings
from dentui.domain.finding import Find
from dentui.domain.patients import Gender, PatientInput
from dentui.domain.tickets import TicketInput, TicketKind
from dentui.services.desk import open_desk
from scripts.benchmarks import registers
from scripts.benchmarks.desk import plain_echo
from scripts.benchmarks.figures import Figure, percentile
from scripts.benchmarks.terminal import Terminal, dentui

PATIENTS = 100_000
SAMPLES = 40
SEEN = 20
REST = 0.8
"""Seconds after a change in which the desk notices its own commit and looks again: that is another answer."""
F2, F6, ESC = "\x1bOQ", "\x1b[17~", "\x1b"
OTHER_NAMES = "\t\t\x1b[F"
"""From the first field of Edit patient to the end of the third."""


def sheets() -> Iterator[Figure]:
    """Opening forms, saving them, and taking it back, all at one desk."""
    home = registers.own_sqlite_home(PATIENTS)
    opening: dict[str, list[float]] = {"New patient": [], "Edit patient": [], "Create a scan ticket": []}
    saving: dict[str, list[float]] = {"an edit": [], "a ticket": []}
    undone: list[float] = []
    with Terminal(dentui(home)) as desk:
        desk.wait("found")
        desk.idle(1.0)
        for _ in range(SAMPLES + 1):
            desk.answer(F6, "Type the name first")
            opening["New patient"].append(desk.answer(F6, "New patient")[0])
            desk.answer(ESC, "Type the name first")
        desk.answer("#4711\r", "[1 Records]")
        for _ in range(SAMPLES + 1):
            desk.idle(REST)
            opening["Edit patient"].append(desk.answer("e", "Edit patient")[0])
            desk.answer(f"{OTHER_NAMES}x", "Edit patient")
            saving["an edit"].append(desk.answer(F2, "Saved. z takes it back.")[0])
            desk.idle(REST)
            undone.append(desk.answer("z", "Undone: the edit")[0])
            desk.idle(REST)
            opening["Create a scan ticket"].append(desk.answer("t", "Create a scan ticket")[0])
            desk.answer("i", "Create a scan ticket")
            saving["a ticket"].append(desk.answer(F2, "is open. z takes it back.")[0])
    beside = f"; plain Textual echoes in {plain_echo():.1f} ms"
    for name, bar, times in (
        ("work.sheet.p95", 60.0, opening),
        ("work.save.p95", 40.0, saving),
        ("work.undo.p95", 60.0, {"an edit": undone}),
    ):
        yield _worst_of(name, bar, times, beside)


def _worst_of(name: str, bar: float | None, times: dict[str, list[float]], beside: str = "") -> Figure:
    """The p95 of whichever is slowest; the first of each warmed it up and does not count."""
    counted = {what: values[1:] for what, values in times.items()}
    p95 = {what: percentile(values, 0.95) for what, values in counted.items()}
    each = ", ".join(
        f"{what} {percentile(values, 0.5):.1f} and {p95[what]:.1f}" for what, values in counted.items()
    )
    samples = min(map(len, counted.values()))
    return Figure(name, max(p95.values()), "ms", bar, f"{samples} of each, median and p95: {each}{beside}")


def seen() -> Iterator[Figure]:
    """From F2 at one desk until another one that looks at the same patient shows it."""
    for kind in ("sqlite", "postgresql"):
        with _opened(kind, "anna") as ours, _opened(kind, "otto") as theirs:
            for desk in (ours, theirs):
                desk.wait("found")
                desk.answer("#4711\r", "[1 Records]")
            times = [_until_seen(ours, theirs, number) for number in range(SEEN)]
        yield Figure(
            f"work.seen.{kind}",
            max(times),
            "ms",
            2_000.0,
            f"the worst of {SEEN}; median {percentile(times, 0.5):.0f} ms, from F2 to the other screen",
        )


def _opened(kind: str, operator: str) -> Terminal:
    command = dentui(registers.own_sqlite_home(PATIENTS), operator)
    if kind == "postgresql":
        command += ["--database", registers.postgresql_url(PATIENTS)]
    return Terminal(command)


def _until_seen(ours: Terminal, theirs: Terminal, number: int) -> float:
    text = f"Seen{number:03}"
    ours.answer(f"e{OTHER_NAMES}" + "\x7f" * 40 + text, text)
    theirs.idle(0.1 + 0.037 * number)  # at another moment between two looks each time
    started = time.perf_counter()
    ours.send(F2)
    if theirs.see(text, limit=10.0) != text:
        raise TimeoutError(f"the other desk never showed it:\n{theirs.text()}")
    took = (time.perf_counter() - started) * 1_000
    if ours.see("Saved. z takes it back.") == "":
        raise TimeoutError(ours.text())
    ours.idle(0.2)
    return took


def million() -> Iterator[Figure]:
    """Saving through the services, at a million patients."""
    for kind in ("sqlite", "postgresql"):
        home = registers.own_sqlite_home()
        url = registers.postgresql_url() if kind == "postgresql" else None
        desk = open_desk(read_settings(home=home, database=url, operator="anna", environ={}))
        times: dict[str, list[float]] = {"enter": [], "edit": [], "open_ticket": []}
        for line in desk.patients.find(desk.actor, Find("keller"), 0, 200).lines:
            chart = desk.patients.chart(desk.actor, line.uuid)
            form = PatientInput(family="Keller", given=f"Bench {line.chart_number}", gender=Gender.FEMALE)
            mended = replace(chart.form, mobile="+41791234567", note="as measured")
            order = TicketInput(TicketKind.INTRAORAL)
            for what, call in (
                ("enter", partial(desk.charts.enter, desk.actor, uuid4(), uuid4(), form)),
                ("edit", partial(desk.charts.edit, desk.actor, uuid4(), line.uuid, chart.version, mended)),
                (
                    "open_ticket",
                    partial(desk.charts.open_ticket, desk.actor, uuid4(), line.uuid, uuid4(), order),
                ),
            ):
                started = time.perf_counter()
                call()
                times[what].append((time.perf_counter() - started) * 1_000)
        desk.register.close()
        yield _worst_of(f"work.save.million.{kind}", None, times)


GROUPS: dict[str, Callable[[], Iterable[Figure]]] = {"sheets": sheets, "seen": seen, "million": million}
