"""Whether a file says that it is of the patient to whose chart it is to be added."""

from __future__ import annotations

from dentui.domain.images import Facts
from dentui.domain.matching import match, understand
from dentui.domain.patients import PatientChart
from dentui.domain.terms import Findable

GROUPS = "="
"""Between the ways in which a DICOM name is written: letters, ideographs, sounds (DICOM PS3.5, 6.2)."""
COMPONENTS = "^"
"""Between family name, given name, middle name, prefix and suffix."""


def is_of_another(facts: Facts, chart: PatientChart) -> bool:
    """Whether a file names another patient, or another date of birth."""
    return names_another(facts.patient, chart) or is_born_on_another_day(facts.birth_date, chart)


def names_another(name: str, chart: PatientChart) -> bool:
    """Whether a name as a file says it is not this patient's. Accents, order, initials, pinyin and former
    names make no other name; what has no letters names nobody."""
    groups = [group for group in name.split(GROUPS) if any(map(str.isalnum, group))]
    return bool(groups) and not any(_is_theirs(group, chart) for group in groups)


def is_born_on_another_day(birth_date: str, chart: PatientChart) -> bool:
    """Whether a date of birth as a file says it (ISO 8601, "" for none) is not this patient's."""
    return bool(birth_date and chart.birth_date) and birth_date != str(chart.birth_date)


def _is_theirs(name: str, chart: PatientChart) -> bool:
    """Whether family and given name each have a word of the patient's; where the file does not tell them
    apart, two of its words have to be theirs."""
    theirs = Findable(
        names=(
            (chart.family, chart.given, chart.other),
            *((former, "", "") for former in chart.former_names),
            *((chart.family, former, "") for former in chart.former_names),
            *((former, chart.given, chart.other) for former in chart.former_names),
        ),
        phones=(),
        email="",
        id_number="",
        insurance_number="",
        birth_date=None,
        gender="",
        responsible_id=0,
        last_visit=0,
        entered=0,
        visits=(),
    )
    parts = name.replace(",", COMPONENTS).replace("-", " ").split(COMPONENTS)
    family, *given = (part.split() for part in parts[:2])
    agree = [[match(understand(word), theirs, 0) is not None for word in words] for words in (family, *given)]
    told = [words for words in agree if words]
    if len(told) == 2:
        return all(any(words) for words in told)
    return sum(map(sum, told)) >= min(2, sum(map(len, told)))
