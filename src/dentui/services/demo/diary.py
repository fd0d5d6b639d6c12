"""The diary of one institution: when its patients were entered, came, and have to be scanned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from dentui.domain.intake import NewRecord, NewTicket
from dentui.domain.times import DAY, EPOCH_DAY
from dentui.services.demo import visits

RECORDS_AT_MOST = 16

# Visits of 32 patients; who was entered lately has had time for fewer.
_COUNTS = (0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 6, 7, 8, 9, 11, 14)
_ACTIVE_DAYS = 380
"""Open days, one and a half years, within which those came last who still come."""
_OPEN_TICKET_DAYS = 12

_TICKET_NOTES = (
    "",
    "",
    "",
    "Upper and lower jaw with bite",
    "Only upper jaw",
    "Before whitening",
    "With scan body",
)

PATIENT, RECORD, TICKET = range(3)

_Kind = tuple[str, int, int]
"""A visit's name with the ids of its case type and visit type."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who and what charts of one institution refer to, by their ids in the register."""

    administrators: tuple[int, ...]
    members: tuple[int, ...]
    patients_a_member: int
    doctors: tuple[int, ...]
    case_types: tuple[int, ...]
    """In the order of `visits.CASE_TYPES`."""
    visit_types: tuple[int, ...]


class Diary:
    """Makes visits. It holds no random source: who calls brings one."""

    def __init__(self, staff: Staff, today: date, size: int, offset: int) -> None:
        """`size` patients; `offset` is the number of those in the institutions before this one."""
        self.staff = staff
        self.size = size
        self.offset = offset
        self.days = visits.open_days(today)
        self.milliseconds = (today - EPOCH_DAY).days * DAY * 1_000
        courses = range(len(visits.CASE_TYPES))
        self.first = [self._kinds(visits.first_visits(course)) for course in courses]
        self.later = [self._kinds(visits.later_visits(course)) for course in courses]

    def _kinds(self, found: Sequence[visits.Visit]) -> tuple[_Kind, ...]:
        types, visit_types = self.staff.case_types, self.staff.visit_types
        return tuple((visit.name, types[visit.case_type], visit_types[visit.visit_type]) for visit in found)

    def uuid_base(self, kind: int, number: int) -> int:
        """A UUID of version 7 (RFC 9562) that ascends with the number, but for its last 38 bits, which are to
        be drawn: today in milliseconds, then the number."""
        return (
            (self.milliseconds + kind << 80)
            | 7 << 76
            | (number >> 24) << 64
            | 2 << 62
            | (number & 0xFFFFFF) << 38
        )

    def entered(self, index: int, draw: Callable[[], float]) -> tuple[int, int]:
        """The open day on which a patient was entered, and the second: ever later with the index, and more a
        year as the clinic grows."""
        place = ((index + draw()) / self.size) ** 0.8 * len(self.days)
        day = min(int(place), len(self.days) - 1)
        minutes = visits.MORNING if day == len(self.days) - 1 else visits.MINUTES
        within = (place - day) * minutes
        minute = min(int(within), minutes - 1)
        return day, self.days[day] + visits.SECONDS[minute] + int(within * 60) % 60

    def records(
        self, index: int, day: int, entered: int, years: int, random: Random
    ) -> tuple[NewRecord, ...]:
        """The visits of a patient who was entered on that open day at the age of `years`: the first one then,
        the others on later days up to today."""
        draw = random.random
        last_day = len(self.days) - 1
        span = last_day - day
        count = min(_COUNTS[int(draw() * 32)], 1 + span // 4)
        if not count:
            return ()
        course = visits.courses(years + span // 500)[int(draw() * 16)]
        doctors = self.staff.doctors
        doctor = doctors[int(draw() * len(doctors))]
        first = self.first[course]
        name, case_type, visit_type = first[int(draw() * len(first))]
        base = self.uuid_base(RECORD, (self.offset + index) * RECORDS_AT_MOST)
        bits = random.getrandbits
        uuid = (base + bits(38)).to_bytes(16, "big")
        found = [NewRecord(uuid, name, entered, case_type, visit_type, doctor)]
        if count == 1:
            return tuple(found)
        kinds, days, seconds = self.later[course], self.days, visits.SECONDS
        for at in _later_days(day, last_day, count - 1, draw):
            name, case_type, visit_type = kinds[int(draw() * len(kinds))]
            minute = int(draw() * (visits.MORNING if at == last_day else visits.MINUTES))
            base += 1 << 38
            uuid = (base + bits(38)).to_bytes(16, "big")
            found.append(NewRecord(uuid, name, days[at] + seconds[minute], case_type, visit_type, doctor))
        return tuple(found)

    def tickets(self, index: int, records: tuple[NewRecord, ...], random: Random) -> tuple[NewTicket, ...]:
        """Some patients of the last days have an open order to scan, a few an old one."""
        if not records:
            return ()
        last = records[-1]
        open_now = last.visiting_time > self.days[-_OPEN_TICKET_DAYS]
        chance = random.random()
        if chance > (0.4 if open_now else 0.03):
            return ()
        if open_now:
            state = "scheduled" if chance < 0.28 else "started"
        else:
            state = "completed" if chance < 0.025 else "cancelled"
        return (
            NewTicket(
                (self.uuid_base(TICKET, self.offset + index) + random.getrandbits(38)).to_bytes(16, "big"),
                "face" if random.random() < 0.15 else "intraoral",
                last.case_type_id,
                last.visit_type_id,
                last.doctor_id,
                random.choice(_TICKET_NOTES),
                state,
                last.visiting_time,
            ),
        )


def _later_days(day: int, last_day: int, count: int, draw: Callable[[], float]) -> list[int]:
    """The open days of the visits after the first, at most `count` and a little more, in their order."""
    span = last_day - day
    # Who still comes was here within the last one and a half years; who does not left some time.
    recent = last_day - int(draw() * _ACTIVE_DAYS)
    end = recent if recent > day and draw() < 0.66 else day + 1 + int(draw() * span)
    end = min(end, last_day)
    came = {end}
    while len(came) < count and len(came) < end - day:
        at = day + 1 + int(draw() * (end - day))
        came.add(at)
        if at + 9 < end and len(came) < count and draw() < 0.4:  # a treatment goes on after some days
            came.add(at + 3 + int(draw() * 6))
    return sorted(came)
