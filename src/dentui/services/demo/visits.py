"""When patients came and for what: visiting times in opening hours, records and scan tickets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from dentui.domain.times import EPOCH_DAY, day_start

YEARS = 10
OPENS = 7 * 3600 + 1800
LUNCH = 12 * 3600
LUNCH_LASTS = 3600
MINUTES = 10 * 60
"""Minutes in which patients are received: 07:30 to 12:00 and 13:00 to 18:30."""
MORNING = 4 * 60
"""Minutes of today that have passed: nobody has visited in what may be the future."""

SECONDS = tuple(
    seconds if seconds < LUNCH else seconds + LUNCH_LASTS
    for seconds in range(OPENS, OPENS + MINUTES * 60 + 60, 60)
)
"""Seconds from midnight of every minute in which patients are received."""

CASE_TYPES = (
    "Restoration", "Implant", "Orthodontics", "Denture", "Paediatric", "Periodontics", "Check-up", "Other",
)  # fmt: skip
RESTORATION, IMPLANT, ORTHODONTICS, DENTURE, PAEDIATRIC, PERIODONTICS, CHECK_UP, OTHER = range(8)
VISIT_TYPES = ("First visit", "Return visit", "Follow-up", "Emergency", "Other")
FIRST, RETURN, FOLLOW_UP, EMERGENCY, OTHER_VISIT = range(5)


class Visit(NamedTuple):
    """What a visit can be: places in CASE_TYPES and VISIT_TYPES."""

    name: str
    case_type: int
    visit_type: int


FIRST_VISITS = {
    RESTORATION: ("First visit", "First visit, X-ray status", "Pain 36", "Broken filling 16"),
    IMPLANT: ("First visit", "Implant consultation", "Second opinion implant 46"),
    ORTHODONTICS: ("First visit", "Orthodontic consultation", "Scan both jaws", "Bite check"),
    DENTURE: ("First visit", "Denture does not hold", "Scan both jaws"),
    PAEDIATRIC: ("First visit", "School dental check", "First tooth check"),
    PERIODONTICS: ("First visit", "Bleeding gums", "Periodontal status"),
    CHECK_UP: ("First visit", "Check-up", "First visit, X-ray status"),
    OTHER: ("First visit", "Trauma 11", "Jaw joint pain"),
}

LATER_VISITS = {
    RESTORATION: (
        "Filling 26", "Filling 36", "Crown preparation 16", "Scan upper jaw", "Scan lower jaw",
        "Crown 16 cemented", "Inlay 45", "Root canal 46", "Root canal 46, second session", "Veneers 12-22",
        "Shade for crown 11", "Bridge 24-26, try-in", "Onlay 37",
    ),
    IMPLANT: (
        "Implant planning", "CBCT", "Implant 46", "Suture removal", "Abutment 46",
        "Scan lower jaw with scan body", "Crown on implant 46", "Healing check", "Sinus lift left",
        "Implants 14 and 15",
    ),
    ORTHODONTICS: (
        "Bracket check", "Wire change", "Aligner 3 of 14", "Aligner 8 of 22", "Aligner check",
        "Scan both jaws", "Face scan", "Retainer", "Retainer check", "Brackets removed", "Progress scan",
        "Photo status", "Headgear",
    ),
    DENTURE: (
        "Denture try-in", "Denture delivered", "Sore spot", "Relining", "Scan upper jaw", "Bite registration",
        "Clasp repaired", "Tooth added to denture",
    ),
    PAEDIATRIC: (
        "Check-up", "Sealing molars", "Fluoride varnish", "Milk tooth filling 75", "Space maintainer",
        "Brushing lesson", "Extraction 64",
    ),
    PERIODONTICS: (
        "Scaling", "Root planing right", "Root planing left", "Periodontal status", "Recall hygiene",
        "Gum graft 33", "Re-evaluation",
    ),
    CHECK_UP: (
        "Check-up", "Recall", "Recall hygiene", "Bitewing X-rays", "Yearly scan", "Hygiene",
        "Check-up and polish",
    ),
    OTHER: (
        "Night guard scan", "Night guard", "Sports guard", "Jaw joint check", "Whitening", "Face scan",
        "Report",
    ),
}  # fmt: skip
_EMERGENCIES = (
    "Pain 36",
    "Crown 16 lost",
    "Swelling lower right",
    "Trauma 11",
    "Bracket lost",
    "Broken tooth 25",
)

# What a patient of an age comes for, by decade; each entry is drawn alike.
_BY_DECADE = (
    (PAEDIATRIC,) * 12 + (ORTHODONTICS, ORTHODONTICS, CHECK_UP, OTHER),
    (ORTHODONTICS,) * 9 + (PAEDIATRIC, PAEDIATRIC, CHECK_UP, CHECK_UP, CHECK_UP, RESTORATION, OTHER),
    (CHECK_UP,) * 6 + (ORTHODONTICS,) * 4 + (RESTORATION,) * 4 + (OTHER, PERIODONTICS),
    (RESTORATION,) * 6 + (CHECK_UP,) * 5 + (ORTHODONTICS, PERIODONTICS, PERIODONTICS, IMPLANT, OTHER),
    (RESTORATION,) * 7 + (PERIODONTICS,) * 3 + (CHECK_UP,) * 3 + (IMPLANT, IMPLANT, OTHER),
    (RESTORATION,) * 6 + (IMPLANT,) * 4 + (PERIODONTICS,) * 3 + (CHECK_UP, CHECK_UP, OTHER),
    (IMPLANT,) * 5 + (RESTORATION,) * 4 + (DENTURE,) * 3 + (PERIODONTICS,) * 3 + (CHECK_UP,),
    (DENTURE,) * 7 + (IMPLANT,) * 3 + (RESTORATION,) * 3 + (CHECK_UP, PERIODONTICS, OTHER),
)


def courses(age: int) -> tuple[int, ...]:
    """What a patient of this age comes for mostly: case types, each drawn alike."""
    return _BY_DECADE[min(max(age, 0) // 10, len(_BY_DECADE) - 1)]


def first_visits(course: int) -> tuple[Visit, ...]:
    """What the first visit can be."""
    return tuple(Visit(name, course, FIRST) for name in FIRST_VISITS[course])


def later_visits(course: int) -> tuple[Visit, ...]:
    """What every later visit can be, each drawn alike: of the course, some check-ups, few emergencies."""
    own = [Visit(name, course, RETURN) for name in LATER_VISITS[course]]
    own += [Visit(name, course, FOLLOW_UP) for name in LATER_VISITS[course][::2]]
    checks = [Visit(name, CHECK_UP, RETURN) for name in LATER_VISITS[CHECK_UP]]
    urgent = [Visit(name, RESTORATION, EMERGENCY) for name in _EMERGENCIES[:2]]
    return (*own, *checks, *urgent, Visit("Prescription collected", OTHER, OTHER_VISIT))


def open_days(today: date) -> list[int]:
    """The starts, in wall-clock seconds, of the days on which the clinic was open in the last ten years:
    weekdays, every other Saturday, no feasts; and today, whatever day it is."""
    day = today - timedelta(days=round(YEARS * 365.2425))
    found = []
    while day < today:
        saturday_open = day.weekday() == 5 and (day - EPOCH_DAY).days % 14 < 7
        feast = (day.month, day.day) in {
            (1, 1),
            (1, 2),
            (5, 1),
            (8, 1),
            (12, 24),
            (12, 25),
            (12, 26),
            (12, 31),
        }
        if (day.weekday() < 5 or saturday_open) and not feast:
            found.append(day_start(day))
        day += timedelta(days=1)
    return [*found, day_start(today)]
