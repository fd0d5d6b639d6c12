"""Households of invented patients, block by block.

Every block of an institution has a random source of its own, so that any slice can be made alone and in any
process. It is done a million times: what can be looked up is drawn up beforehand, and a draw is one call.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import NamedTuple

from dentui.domain.intake import NewPatient
from dentui.domain.times import DAY, EPOCH_DAY
from dentui.services.demo import contacts, health, names
from dentui.services.demo.contacts import COUNTRIES, Country, Draw
from dentui.services.demo.diary import PATIENT, Diary
from dentui.services.demo.names import Culture

BLOCK = 512
"""Patients made from one random source. A household does not cross its end."""

UNIX_ORDINAL = EPOCH_DAY.toordinal()

# Of 100 households, how many speak what.
MIX = {
    "german": 34, "french": 9, "italian": 9, "english": 4, "irish": 2, "spanish": 4, "portuguese": 5,
    "polish": 3, "czech": 2, "turkish": 4, "nordic": 3, "vietnamese": 2, "balkan": 5, "hungarian": 1,
    "chinese": 5, "cyrillic": 3, "arabic": 3, "korean": 1, "japanese": 1,
}  # fmt: skip

# Ages at entry of 32 grown-ups and 16 children.
_ADULTS = (
    18, 19, 21, 22, 23, 25, 26, 27, 29, 30, 31, 33, 34, 36, 37, 39,
    40, 42, 44, 45, 47, 49, 51, 53, 56, 58, 61, 64, 68, 72, 77, 83,
)  # fmt: skip
_CHILDREN = (1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)

# Who of a household are patients: (grown-ups, children), each drawn alike.
_HOUSEHOLDS = ((1, 0),) * 10 + ((2, 0),) * 4 + ((2, 1), (2, 2), (2, 3), (1, 1), (1, 2), (0, 1))

# Where a wife seldom takes her husband's name.
_KEEP_NAMES = frozenset({"chinese", "korean", "vietnamese", "arabic", "spanish"})


_SECOND_NAMES = frozenset({"german", "french", "english", "nordic", "italian", "polish", "hungarian"})
_TWO_FAMILIES = frozenset({"spanish", "portuguese"})


class Maker:
    """Makes the patients of one institution."""

    def __init__(self, seed: int, institution: int, diary: Diary) -> None:
        self.seed = seed
        self.institution = institution
        self.diary = diary
        found = names.cultures()
        self.mix = [found[name] for name, share in MIX.items() for _ in range(share)]
        if institution > 1:
            # Every town has its own mixture: one language is heard more often there.
            favoured = found[Random(f"{seed}:{institution}:mix").choice(list(MIX))]
            self.mix += [favoured] * 15

    def responsible(self, index: int) -> int:
        """Whose patient this is: a member has exactly as many as the staff says, the rest are the
        administrators'."""
        staff = self.diary.staff
        # A prime larger than any institution deals the patients out in a mixed order, each once.
        place = index * 2_147_483_647 % self.diary.size
        member = place // staff.patients_a_member
        if member < len(staff.members):
            return staff.members[member]
        return staff.administrators[place % len(staff.administrators)]

    def block(self, number: int) -> list[NewPatient]:
        """The patients from index `number * BLOCK` on."""
        return _Block(self, number).make()


def typing_error(name: str, draw: Draw) -> str:
    """The name as somebody mistyped it: two letters swapped, one lost, one doubled."""
    if len(name) < 3:
        return name
    at = 1 + int(draw() * (len(name) - 2))
    kind = draw()
    if kind < 0.4:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind < 0.7:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at] + name[at:]


class _Household:
    """What the members of a household share."""

    __slots__ = ("address", "country", "culture", "family", "landline", "mobile")

    def __init__(self, maker: Maker, draw: Draw) -> None:
        culture: Culture = maker.mix[int(draw() * len(maker.mix))]
        self.culture = culture
        rank = draw()
        self.family = int(rank * rank * len(culture.families))
        home = contacts.HOME.get(culture.name, "CH") if draw() < 0.12 else "CH"
        self.country: Country = COUNTRIES[home]
        self.address = contacts.address(home, draw) if draw() < 0.9 else ""
        self.landline = contacts.landline(self.country, draw) if draw() < 0.45 else ""
        self.mobile = contacts.mobile(self.country, draw)


class _Name(NamedTuple):
    """A patient's name. `at` is the given name's place in its list."""

    family: str
    latin_family: str
    given: str
    at: int
    other: str
    former: str


class _Block:
    """One block while it is made."""

    def __init__(self, maker: Maker, number: int) -> None:
        self.maker = maker
        self.diary = maker.diary
        self.first = number * BLOCK
        self.stop = min(self.first + BLOCK, maker.diary.size)
        self.random = Random(f"{maker.seed}:{maker.institution}:{number}")
        self.draw: Draw = self.random.random
        self.made: list[NewPatient] = []

    def make(self) -> list[NewPatient]:
        draw, made, room = self.draw, self.made, self.stop - self.first
        while len(made) < room:
            if draw() < 0.02 and made:
                made.append(self._double())
                continue
            adults, children = _HOUSEHOLDS[int(draw() * len(_HOUSEHOLDS))]
            household = _Household(self.maker, draw)
            woman_first = draw() < 0.5
            years = _ADULTS[int(draw() * 32)]
            if children:
                years = 24 + years // 3
            for adult in range(adults):
                gender = "F" if woman_first != bool(adult) else "M"
                age = years + int(draw() * 5)
                made.append(self._patient(household, gender, age, married=adults == 2, child=False))
            for _ in range(children):
                gender = "F" if draw() < 0.49 else "M"
                age = _CHILDREN[int(draw() * 16)]
                made.append(self._patient(household, gender, age, married=False, child=True))
        del made[room:]
        return made

    def _patient(
        self, home: _Household, gender: str, years: int, *, married: bool, child: bool
    ) -> NewPatient:
        """One patient of that age when entered."""
        draw, diary, culture = self.draw, self.diary, home.culture
        index = self.first + len(self.made)
        day, entered = diary.entered(index, draw)
        birth = date.fromordinal(UNIX_ORDINAL + entered // DAY - years * 365 - int(draw() * 365))
        name = self._name(home, gender, married=married)
        email = id_number = ""
        chance = draw()
        if chance < 0.6 and not child:
            latin = culture.latin_women if gender == "F" else culture.latin_men
            email = contacts.email(name.latin_family, latin[name.at], home.country.domains, draw)
        insurance = contacts.insurance_number(draw) if chance > 0.15 else ""
        if draw() < 0.5:
            if culture.name == "chinese":
                id_number = contacts.chinese_id(birth, gender, draw)
            elif not child:
                id_number = contacts.id_number(draw)
        chance = draw()
        if chance < 0.012:
            gender = "O" if chance < 0.004 else "U"
        records = diary.records(index, day, entered, years, self.random)
        return NewPatient(
            (diary.uuid_base(PATIENT, diary.offset + index) + self.random.getrandbits(38)).to_bytes(
                16, "big"
            ),
            name.family,
            name.given,
            name.other,
            gender,
            birth if chance < 0.98 else None,
            self._mobile(home, years, married=married, child=child),
            home.landline,
            email,
            id_number,
            insurance,
            home.address,
            *self._health(years),
            self.maker.responsible(index),
            entered,
            (name.former,) if name.former else (),
            (contacts.mobile(home.country, draw),) if draw() < 0.05 else (),
            records,
            diary.tickets(index, records, self.random),
        )

    def _mobile(self, home: _Household, years: int, *, married: bool, child: bool) -> str:
        """A child has the mobile of the household, and so has who lives alone."""
        chance = self.draw()
        if child:
            return home.mobile if years < 13 or chance < 0.5 else contacts.mobile(home.country, self.draw)
        if chance < 0.05:
            return ""
        return contacts.mobile(home.country, self.draw) if married and chance < 0.8 else home.mobile

    def _health(self, years: int) -> tuple[str, str, str, str]:
        """Note, past medical history, oral habits, allergies."""
        draw = self.draw
        note = history = habits = allergies = ""
        chance = draw()
        if chance < 0.12:
            note = health.NOTES[int(draw() * len(health.NOTES))]
        if chance > 0.8:
            histories = health.HISTORIES if years > 20 else health.CHILD_HISTORIES
            history = histories[int(draw() * len(histories))]
        chance = draw()
        if chance < 0.1:
            habits = health.HABITS[int(draw() * len(health.HABITS))]
        if chance < 0.02 or chance > 0.9:
            allergies = health.ALLERGIES[int(draw() * len(health.ALLERGIES))]
        return note, history, habits, allergies

    def _name(self, home: _Household, gender: str, *, married: bool) -> _Name:
        draw, culture = self.draw, home.culture
        women = gender == "F"
        families = culture.feminine if women else culture.families
        family, latin_family = families[home.family], culture.latin_families[home.family]
        given_names = culture.women if women else culture.men
        rank = draw()
        at = int(rank * (0.3 + 0.7 * rank) * len(given_names))
        former = other = ""
        if married and women:
            rank = draw()
            own = int(rank * rank * len(families))
            kept = draw()
            if culture.name in _KEEP_NAMES or kept < 0.2:
                family, latin_family = families[own], culture.latin_families[own]
            elif kept < 0.3 and family.isalpha():
                family = f"{family}-{families[own]}"
            elif kept < 0.75:
                former = families[own]
        chance = draw()
        if culture.middle:
            if chance < 0.6:
                other = culture.middle[int(draw() * len(culture.middle))]
                if women and culture.name == "cyrillic":  # a patronymic
                    other = other[:-2] + "на"
        elif culture.name in _SECOND_NAMES:
            if chance < 0.08:
                other = given_names[int(draw() * len(given_names))]
        elif culture.name in _TWO_FAMILIES and chance < 0.5:
            family = f"{family} {culture.families[int(draw() * 60)]}"
        return _Name(family, latin_family, given_names[at], at, other, former)

    def _double(self) -> NewPatient:
        """A patient of this block who was entered a second time: with a typing error, the names swapped, or
        something left out."""
        draw, diary = self.draw, self.diary
        index = self.first + len(self.made)
        known = self.made[-1 - int(draw() * min(len(self.made), 100))]
        day, entered = diary.entered(index, draw)
        family, given = known.family, known.given
        kind = draw()
        if kind < 0.3:
            family, given = given, family
        elif kind < 0.65:
            family = typing_error(family, draw)
        elif kind < 0.85:
            given = typing_error(given, draw)
        records = diary.records(index, day, entered, 40, self.random)
        return known._replace(
            uuid=(diary.uuid_base(PATIENT, diary.offset + index) + self.random.getrandbits(38)).to_bytes(
                16, "big"
            ),
            family=family,
            given=given,
            other="",
            birth_date=known.birth_date if draw() < 0.8 else None,
            email=known.email if draw() < 0.5 else "",
            id_number="",
            insurance_number=known.insurance_number if draw() < 0.5 else "",
            note="",
            responsible_id=self.maker.responsible(index),
            entered=entered,
            former_names=(),
            former_phones=(),
            records=records,
            tickets=diary.tickets(index, records, self.random),
        )
