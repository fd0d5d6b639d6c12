"""Two patients side by side: are they one person?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

from textual.widget import Widget

from dentui.domain.doubles import Likely, Pair
from dentui.domain.finding import Find
from dentui.domain.glance import Glance
from dentui.domain.patients import GENDER_WORDS, Gender, PatientLine
from dentui.errors import DentuiError
from dentui.ui.keys import COMPARE_PAIR, COMPARE_TYPED
from dentui.ui.sheets.base import Drawer, Fields, Sheet
from dentui.ui.text import day, lines, plain
from dentui.ui.widgets.doubles import Beside, SideBySide
from dentui.ui.widgets.status import StatusLine, Warned
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk

A = TypeVar("A")

LABELS = {
    "name": "Name",
    "former": "Former names",
    "gender": "Gender",
    "born": "Born",
    "phone": "Phone",
    "landline": "Landline",
    "email": "E-mail",
    "id": "ID number",
    "insurance": "Insurance",
    "address": "Address",
    "last": "Last visit",
    "tickets": "Open tickets",
    "responsible": "Responsible",
}
"""What is compared, in this order."""
LAST_DIGITS = 9
"""Of a phone number that are compared: it is written with and without a country code."""
Person = Mapping[str, str]
"""What is known of somebody, by the names in LABELS, ready to be shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the list and the glance beside it tell of a patient; the chart is not opened for it."""

    line: PatientLine | None
    glance: Glance


def look(desk: Desk, likely: Likely) -> Seen:
    """In a thread: what is seen of somebody. Raises NotFound."""
    found = desk.patients.find(desk.actor, Find(f"chart {likely.chart_number}")).lines
    line = next((line for line in found if line.uuid == likely.uuid), None)
    return Seen(line, desk.patients.glance(desk.actor, likely.uuid))


def person_of(likely: Likely, seen: Seen | None) -> dict[str, str]:
    """What is known of a patient: at once, and when the rest came."""
    person = {
        "name": plain(likely.name),
        "gender": gender_words(likely.gender),
        "born": day(likely.birth_date) if likely.birth_date else "",
        "phone": plain(likely.phone),
    }
    if seen is None:
        return person
    if seen.line is not None:
        line = seen.line
        person |= {
            # With the rest it is known which of the two the phone is.
            "phone": "" if line.phone == line.landline else plain(line.phone),
            "landline": plain(line.landline),
            "email": plain(line.email),
            "id": plain(line.id_number),
            "insurance": plain(line.insurance_number),
            "last": day(line.last_visit) if line.last_visit else "none yet",
            "tickets": str(line.open_tickets or ""),
        }
    return person | {
        "former": ", ".join(map(plain, seen.glance.former_names)),
        "address": "\n".join(lines(seen.glance.address)).strip(),
        "responsible": plain(seen.glance.responsible),
    }


def gender_words(gender: str) -> str:
    """A gender that was asked for, in a word."""
    return "" if gender in ("", Gender.UNKNOWN) else GENDER_WORDS[Gender(gender)]


def beside(left: Person, right: Person) -> list[Beside]:
    """Both beside each other, without what neither has."""
    pairs = []
    for key, label in LABELS.items():
        one, other = left.get(key, ""), right.get(key, "")
        if one or other:
            pairs.append(Beside(label, one, other, _same(key, one, other)))
    return pairs


def _same(key: str, one: str, other: str) -> bool:
    if key in ("phone", "landline"):
        ours, theirs = ("".join(filter(str.isdigit, text)) for text in (one, other))
        return ours[-LAST_DIGITS:] == theirs[-LAST_DIGITS:]
    return one.casefold() == other.casefold()


class CompareSheet(Sheet[A], Generic[A]):
    """Shows them; what is done about it is a subclass's."""

    TITLE = "Is this one person?"

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.work = work
        self.status = StatusLine()
        self._why = Warned(classes="why")
        self._sides = SideBySide()
        self._seen: dict[UUID, Seen] = {}
        self._looking: Load[tuple[tuple[UUID, Seen], ...]] = Load(work)

    # What a subclass says

    def shown(self) -> Sequence[Likely]:
        """The patients that stand there now."""
        raise NotImplementedError

    def titles(self) -> tuple[str, str]:
        """What stands over either side."""
        raise NotImplementedError

    def people(self) -> tuple[Person, Person]:
        """What is compared."""
        raise NotImplementedError

    def why(self) -> str:
        """How likely it is that it is one person, and why."""
        raise NotImplementedError

    # The rest

    def box(self) -> Drawer:
        return Drawer()

    def body(self) -> Iterable[Widget]:
        yield self._why
        yield self._sides

    def foot(self) -> Iterable[Widget]:
        yield self.status

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        """Show who stands there now, and fetch what is not known of them yet."""
        self._why.show([(self.why(), "loud")])
        self._sides.show(self.titles(), beside(*self.people()))
        unknown = [likely for likely in self.shown() if likely.uuid not in self._seen]
        if unknown:
            desk = self.work.desk
            self._looking.start(
                lambda: tuple((likely.uuid, look(desk, likely)) for likely in unknown),
                self._take,
                self.refused,
            )

    def _take(self, seen: Sequence[tuple[UUID, Seen]]) -> None:
        self._seen |= dict(seen)
        self._sides.show(self.titles(), beside(*self.people()))

    def person(self, likely: Likely) -> Person:
        """What is known of one of them by now."""
        return person_of(likely, self._seen.get(likely.uuid))

    def refused(self, error: DentuiError) -> None:
        """Say why something was refused."""
        self.status.say(str(error), bad=True)

    def action_page(self, way: int) -> None:
        fields = self.query_one(Fields)
        (fields.scroll_page_down if way > 0 else fields.scroll_page_up)(animate=False)


def why_words(word: str, reasons: Sequence[str]) -> str:
    """How likely, and why."""
    return f"{word}: {', '.join(map(plain, reasons))}" if reasons else word


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found out by comparing."""

    use: Likely | None
    """Whose chart is to be used."""
    others: frozenset[UUID]
    """Who was said not to be the same person."""


class TypedSheet(CompareSheet[Compared]):
    """Somebody who is typed, beside those who may be the same person."""

    PLACE = COMPARE_TYPED
    BINDINGS = COMPARE_TYPED.bindings

    def __init__(self, work: Workplace, typed: Person, doubles: Sequence[Likely]) -> None:
        super().__init__(work)
        self._typed, self._doubles = typed, list(doubles)
        self._at = 0
        self._others: set[UUID] = set()

    @property
    def _likely(self) -> Likely:
        return self._doubles[self._at]

    def shown(self) -> Sequence[Likely]:
        return (self._likely,)

    def titles(self) -> tuple[str, str]:
        of = f", {self._at + 1}/{len(self._doubles)} →" if len(self._doubles) > 1 else ""
        return "Typed now", f"Chart {self._likely.chart_number}{of}"

    def people(self) -> tuple[Person, Person]:
        return self._typed, self.person(self._likely)

    def why(self) -> str:
        return why_words(self._likely.word, self._likely.reasons)

    def action_step(self, way: int) -> None:
        self._at = (self._at + way) % len(self._doubles)
        self.show()

    def action_not_same(self) -> None:
        self._others.add(self._likely.uuid)
        if len(self._doubles) > 1:
            del self._doubles[self._at]
            self._at %= len(self._doubles)
            self.show()
        else:
            # It stands there until the sheet is gone: what was asked about them may still come.
            self.action_cancel()

    def action_use(self) -> None:
        self.dismiss(Compared(self._likely, frozenset(self._others)))

    def action_cancel(self) -> None:
        self.dismiss(Compared(None, frozenset(self._others)))


class PairSheet(CompareSheet[str]):
    """Two patients of the register. Answers "merge" or "not the same", None where the person went back."""

    PLACE = COMPARE_PAIR
    BINDINGS = COMPARE_PAIR.bindings

    def __init__(self, work: Workplace, pair: Pair) -> None:
        super().__init__(work)
        self._pair = pair

    def shown(self) -> Sequence[Likely]:
        return self._pair.first, self._pair.second

    def titles(self) -> tuple[str, str]:
        return f"Chart {self._pair.first.chart_number}", f"Chart {self._pair.second.chart_number}"

    def people(self) -> tuple[Person, Person]:
        return self.person(self._pair.first), self.person(self._pair.second)

    def why(self) -> str:
        return why_words(self._pair.first.word, self._pair.reasons)

    def action_merge(self) -> None:
        self.dismiss("merge")

    def action_not_same(self) -> None:
        self.dismiss("not the same")
