"""What the detail screen of a patient is opened with, and the words of its head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.domain.patients import GENDER_WORDS, Gender, PatientChart, RecordLine, age_on
from dentui.ui.text import NOT_RECORDED, day, one_line, recorded
from dentui.ui.widgets.facts import Fact

if TYPE_CHECKING:
    from dentui.domain.merging import MergedProfile
    from dentui.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """What the detail screen opens with, fetched in one go."""

    chart: PatientChart
    records: tuple[RecordLine, ...]
    merged: tuple[MergedProfile, ...]
    """Profiles that were merged into it."""


def fetch_chart(desk: Desk, patient: UUID) -> Opened:
    """Open a chart; runs in a thread."""
    chart, records = desk.patients.chart(desk.actor, patient), desk.patients.records(desk.actor, patient)
    return Opened(chart, records, _merged_into(desk, chart))


def fetch_again(desk: Desk, patient: UUID) -> tuple[PatientChart, tuple[MergedProfile, ...]]:
    """The open chart as it is now, and who was merged into it; runs in a thread."""
    chart = desk.patients.chart_again(desk.actor, patient)
    return chart, _merged_into(desk, chart)


def _merged_into(desk: Desk, chart: PatientChart) -> tuple[MergedProfile, ...]:
    if not chart.merged_here:
        return ()
    merges = desk.merges.of_patient(desk.actor, chart.uuid)
    into = [merge for merge in merges if merge.main.uuid == chart.uuid and not merge.undone]
    return tuple(profile for merge in into for profile in merge.others)


def who_words(chart: PatientChart, today: date) -> str:
    """Gender, age and date of birth in a line."""
    gender = "gender " + NOT_RECORDED if chart.gender is Gender.UNKNOWN else GENDER_WORDS[chart.gender]
    if chart.birth_date is None:
        return f"{gender}, date of birth {NOT_RECORDED}"
    age = age_on(chart.birth_date, today)
    return f"{gender}, {age} {'year' if age == 1 else 'years'}, born {day(chart.birth_date)}"


def head_facts(chart: PatientChart, *, short: bool) -> list[Fact]:
    """What stands in the head, in order (S14, S15). A short head leaves out what is long or
    seldom needed; the Info tab has it all."""
    reach = [Fact("Mobile", recorded(chart.mobile)), Fact("Landline", recorded(chart.landline))]
    rest = [
        Fact("ID number", recorded(chart.id_number)),
        Fact("Insurance", recorded(chart.insurance_number)),
        Fact("E-mail", recorded(chart.email)),
        Fact("Tickets", f"{chart.open_tickets} open" if chart.open_tickets else "none open"),
        Fact("Address", recorded(chart.address), wide=True),
    ]
    types = ", ".join(map(one_line, chart.case_types)) or "none yet"
    last = [Fact("Note", recorded(chart.note), wide=True), Fact("Case types", types, wide=True)]
    return [*reach, *([] if short else rest), *last]
