"""Cases of the demonstration clinic: some in every state, late and in time, for the newest patients and for
those whose charts try to break a screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from dentui.domain.cases import CaseAction, MoveInput
from dentui.domain.labs import LabInput
from dentui.domain.snippets import SnippetInput, SnippetKind
from dentui.domain.teeth import LOWER, UPPER
from dentui.domain.times import DAY, HOUR, day_start
from dentui.domain.work import Work, WorkKind, Works
from dentui.services.demo.diary import Staff
from dentui.services.demo.special import HOSTILE_NOTE
from dentui.services.demo.visits import DENTURE, IMPLANT, ORTHODONTICS, RESTORATION
from dentui.store.case_bulk import NewCase, NewStep

CASES = 66
NASTY_LAB = 3
"""Place of the lab whose name and address try to break a screen."""

LABS = (
    LabInput("Zahnwerk Zürich", "Hardstrasse 12\n8004 Zürich", "044 555 01 23", WorkKind.CROWN, "Zirconia"),
    LabInput("Labor Süd Dentaltechnik", "Seeweg 3\n6900 Lugano", "lab@example.ch", WorkKind.DENTURE),
    LabInput("AlignPro 正畸", "中山路 88 号\n200001 上海", "王先生", WorkKind.ALIGNER, "PETG"),
    LabInput(
        "Lab [/b] O'Neill [@click=app.quit] \x1b[31mred\x1b[0m",
        HOSTILE_NOTE[:400],
        "\x1b]52;c;ZGVudHVp\x07",
        WorkKind.OTHER,
        "Night guard [red]",
    ),
)
INSTRUCTIONS = (
    ("Shade", "Shade as on the photo."),
    ("Contacts", "Contact points tight, occlusion light."),
    ("Call first", "Please call before you begin."),
    ("Bite", "Bite as scanned; no new bite is taken."),
    ("Temporary", "Temporary first, then final in four weeks."),
)
SNIPPETS = (
    *(SnippetInput(SnippetKind.INSTRUCTIONS, name, text) for name, text in INSTRUCTIONS),
    SnippetInput(SnippetKind.FINDINGS, "Healthy", "Teeth and gums are healthy."),
    SnippetInput(SnippetKind.FINDINGS, "Tartar", "Tartar behind the lower front teeth."),
    SnippetInput(SnippetKind.ADVICE, "Between teeth", "Clean between the teeth once a day."),
    SnippetInput(SnippetKind.ADVICE, "Half a year", "Please come for a check-up in six months."),
)

_A = CaseAction
_SENT = (_A.SEND,)
_CONFIRMED = (*_SENT, _A.CONFIRM)
_DESIGNED = (*_CONFIRMED, _A.DESIGN)
_SHIPPED = (*_DESIGNED, _A.CONFIRM_SCHEME, _A.SHIP)
_WAYS: tuple[tuple[CaseAction, ...], ...] = (
    (),
    _SENT,
    _CONFIRMED,
    (*_SENT, _A.REJECT),
    _DESIGNED,
    (*_DESIGNED, _A.CONFIRM_SCHEME),
    (*_DESIGNED, _A.SEND_BACK),
    _SHIPPED,
    (*_SHIPPED, _A.DELIVER),
    (*_SHIPPED, _A.REDELIVER),
    (*_SENT, _A.CANCEL),
)
_REASONS = {
    _A.REJECT: "The margin of 16 cannot be seen in the scan",
    _A.SEND_BACK: "Contact to 15 is open",
    _A.REDELIVER: "The parcel was damaged",
    _A.CANCEL: "The patient has decided otherwise",
}
_WORKS: tuple[tuple[int, Works], ...] = (
    (RESTORATION, (Work(WorkKind.CROWN, (16,), (), "Zirconia", "A2"),)),
    (RESTORATION, (Work(WorkKind.BRIDGE, (24, 25, 26), (25,), "Zirconia", "A3"),)),
    (
        RESTORATION,
        tuple(Work(WorkKind.VENEER, (tooth,), (), "Zirconia", "BL2") for tooth in (12, 11, 21)),
    ),
    (
        IMPLANT,
        (
            Work(WorkKind.IMPLANT, (46,), (), "Titanium abutment"),
            Work(WorkKind.CROWN, (46,), (), "Zirconia", "A3.5"),
        ),
    ),
    (RESTORATION, tuple(Work(WorkKind.INLAY, (tooth,), (), "Composite", "B2") for tooth in (37, 45))),
    (ORTHODONTICS, (Work(WorkKind.ALIGNER, LOWER, (), "PETG"),)),
    (DENTURE, (Work(WorkKind.DENTURE, UPPER, (), "Acrylic", "A3"),)),
)


def cases(seed: int, staff: Staff, size: int, today: date) -> Iterator[NewCase]:
    """Cases of an institution of so many patients; charts are numbered up to `size`, the newest last."""
    random = Random(f"{seed}:cases")
    persons = staff.administrators + staff.members
    for n in range(CASES):
        way = _WAYS[n % len(_WAYS)]
        kind, works = _WORKS[random.randrange(len(_WORKS))]
        begun = today - timedelta(days=3 + 4 * len(way) + n // len(_WAYS) * 2)
        made = day_start(begun) + 9 * HOUR + random.randrange(8 * HOUR)
        first = n < len(_WAYS)
        steps, at = [], made
        for action in way:
            said = MoveInput(_REASONS.get(action, ""))
            if action is _A.SHIP:
                said = MoveInput("", "Post", f"99.00.{random.randrange(10**6):06}")
            steps.append(NewStep(action, at, random.choice(persons), said))
            at += DAY + random.randrange(2 * DAY)
        yield NewCase(
            uuid=(random.getrandbits(128) & ~(0xF << 76 | 0x3 << 62) | 4 << 76 | 2 << 62).to_bytes(16, "big"),
            # Each state once for the chart that tries to break a screen, the others for those before it.
            chart_number=size if first else max(1, size - n),
            case_type_id=staff.case_types[kind],
            doctor_id=random.choice(staff.doctors),
            lab=NASTY_LAB if first else random.randrange(NASTY_LAB),
            due=None if n == len(_WAYS) else today + timedelta(days=random.randrange(-4, 15)),
            works=works,
            instructions=HOSTILE_NOTE
            if first
            else " ".join(text for _, text in random.sample(INSTRUCTIONS, 2)),
            made=made,
            made_by_id=random.choice(persons),
            steps=tuple(steps),
        )
