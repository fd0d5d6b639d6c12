"""What merging moves and leaves, in words; and the field that picks one of several values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from dentui.domain.forms import WORDS
from dentui.domain.merging import JOINED, Choice, Count, Merge, MergedProfile, MergePreview
from dentui.domain.patients import GENDER_WORDS, Gender, PatientChart
from dentui.ui.text import day, lines, number, one_line, plain
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.form import PickBox

EMPTY = "(empty)"


def counts_words(counts: Sequence[Count], nothing: str = "nothing") -> str:
    """Such as "3 records, 1 scan ticket"."""
    return ", ".join(f"{number(count.number)} {count.words}" for count in counts if count.number) or nothing


def charts_words(count: int) -> str:
    """So many charts."""
    return "1 chart" if count == 1 else f"{number(count)} charts"


def profile_words(profile: MergedProfile) -> str:
    """A profile in a sentence, ready to be shown."""
    return f"{plain(profile.name)} (chart {profile.chart_number})"


def merged_words(merge: Merge) -> str:
    """What is said after a merge."""
    return f"Merged {charts_words(len(merge.others))} into {plain(merge.main.name)}. F8 takes it back."


def read_only_words(chart: PatientChart) -> str:
    """Why a merged profile is not changed, and where to do it."""
    if chart.merged_into is None:
        return (
            "This profile was merged into a chart that is not in your register, and is read-only. Ask an "
            "administrator."
        )
    return f"This profile is read-only: it was merged into {profile_words(chart.merged_into)}. o opens that."


def value_words(field: str, value: Any) -> str:
    """A value of a patient's field as people read it, in one line, ready to be shown."""
    if isinstance(value, date):
        return day(value)
    if field == "gender" and value:
        return GENDER_WORDS[Gender(value)]
    return one_line(str(value or "")) or EMPTY


def whole_words(field: str, value: Any) -> str:
    """The same with its line breaks."""
    if field == "gender" or not isinstance(value, str):
        return value_words(field, value)
    return "\n".join(lines(value)).strip() or EMPTY


def field_words(field: str) -> str:
    """What a field is called, with a capital."""
    words = WORDS.get(field, field)
    return words[:1].upper() + words[1:]


class MergePick(PickBox):
    """Of the values of a field the one that the main patient has afterwards: ← and → go to the next."""

    def __init__(self, choice: Choice, owners: Mapping[UUID, str]) -> None:
        """`owners`: what each profile is called at the right of its value, such as "#14"."""
        options = [Option(option.value, value_words(choice.field, option.value)) for option in choice.options]
        super().__init__(choice.field, field_words(choice.field), options, choice.options[0].value)
        self._whose = {option.value: _whose(choice, option.profiles, owners) for option in choice.options}

    def remark(self) -> str:
        return self._whose.get(self.value, "")

    def pick(self, value: Any) -> None:
        """Go to this value, where it is one of them."""
        at = self._index(value)
        self._at = self._at if at is None else at

    def _go(self, index: int | None) -> None:
        # None of the values is no choice: an empty one is not offered where there is another.
        if index is not None:
            super()._go(index)

    @property
    def instead(self) -> str:
        """The values that are not chosen, and whose they are."""
        others = [option for option in self.options if option.value != self.value]
        return ", ".join(f"{option.label} ({self._whose[option.value]})" for option in others)

    @property
    def whole(self) -> str:
        """What is chosen, with its line breaks."""
        return whole_words(self.field, self.value)


def _whose(choice: Choice, profiles: Sequence[UUID], owners: Mapping[UUID, str]) -> str:
    whose = owners[profiles[0]] if len(profiles) == 1 else "joined" if choice.field in JOINED else "several"
    return f"fills gap ({whose})" if choice.fills_gap else whose


def owners_of(preview: MergePreview) -> dict[UUID, str]:
    """What the profiles of a merge are called beside a value."""
    others = {profile.uuid: f"#{profile.chart_number}" for profile in preview.others}
    return {preview.main.uuid: "main", **others}
