"""Charts that try to break a screen. They are always the newest of the first institution."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dentui.domain.intake import NewPatient, NewRecord

HOSTILE_NOTE = (
    "ESC colours \x1b[31mred\x1b[0m, clear \x1b[2J\x1b[H, title \x1b]0;owned\x07, clipboard "
    "\x1b]52;c;ZGVudHVp\x07, C1 \x9b31m\x9d0;owned\x9c, bell \x07, backspace \x08\x08, DEL \x7f.\n"
    "Report \x1b[6n\x1b[c, link \x1b]8;;http://example.com\x1b\\here\x1b]8;;\x1b\\. "
    "[bold red]markup[/] [/b] [@click=app.quit]quit[/]"
)
HOSTILE_ADDRESS = (
    "Bahnhofstrasse \u202e1 tlok\u202c \u2066[link=x]\u2069\u200b\ufeff\u2028 8001 \U000e0041Zürich\r\n"
)
LONG_FAMILY = "Wolfeschlegelsteinhausenbergerdorfvoralternwarengewissenhaft"


def charts(today: date) -> tuple[Callable[[NewPatient], NewPatient], ...]:
    """What makes a special chart of the patient that would have stood there, the newest first."""
    leap = max(year for year in range(today.year - 12, today.year - 4) if year % 4 == 0)
    return (
        lambda made: made._replace(
            family="O'Brien [/b] [@click=app.quit]",
            given="",
            other="",
            note=HOSTILE_NOTE,
            address=HOSTILE_ADDRESS,
            email="o'brien+[/b]@example.com",
            allergies="Latex \x1b[5m[blink]",
            past_medical_history="'; DROP TABLE patient; --",
        ),
        lambda made: made._replace(family=LONG_FAMILY, given="Hubert Blaine", other="Maximilian Alexander"),
        lambda made: made._replace(
            family="A\u030angstro\u0308m-Ng\u0169\u0302ye\u0303\u0302n",
            given="👩\u200d⚕\ufe0f Zoe\u0308 🦷",
            other="",
            note="Z\u0351\u036b\u0343a\u0329\u0316l\u0357\u0300g\u0321\u0320o\u034d\u0301" + "\u0301" * 40,
        ),
        lambda made: made._replace(
            family="Schalttag", given="Lea", other="", gender="F", birth_date=date(leap, 2, 29)
        ),
    )


def at_the_desk(made: NewPatient, responsible: int, moment: int) -> NewPatient:
    """The patient in the hands of `responsible`, last seen at `moment`."""
    first = NewRecord(made.uuid[:6] + b"\x70\0\xbf" + made.uuid[9:], "First visit", moment, None, None, None)
    last = made.records[-1]._replace(visiting_time=moment) if made.records else first
    return made._replace(
        responsible_id=responsible,
        entered=min(made.entered, moment),
        former_names=(),
        records=(*made.records[:-1], last),
    )
