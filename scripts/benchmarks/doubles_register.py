"""A synthetic register with doubles of which it is known who they are.

Households of invented people (single, couples, with children, twins, father and son of one name) who share
address, phones and e-mail as households do, with the names of the demonstration clinic in their frequencies.
The share DOUBLES of the profiles is of somebody who was entered before, with the errors of MIX. What the mix
is and where it comes from stands in docs/doubles.md. The same seed makes the same register.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from dentui.domain.intake import NewPatient
from dentui.services.demo import contacts, names
from dentui.services.demo.contacts import COUNTRIES
from dentui.services.demo.names import Culture
from dentui.services.demo.patients import MIX as CULTURES

DOUBLES = 0.05
THIRD = 0.1
"""Of the people with a double, how many have one more."""

MIX = {
    "given misspelt": 0.5314,
    "family misspelt": 0.3362,
    "two errors in a misspelt name": 0.15,
    "names swapped": 0.04,
    "other names left out": 0.583,
    "given name shortened": 0.02,
    "married name": 0.06,  # of grown-up women; half of the charts know the former one
    "birth missing": 0.05,
    "birth day and month exchanged": 0.02,
    "birth digits transposed": 0.03,
    "birth digit wrong": 0.04,
    "mobile changed": 0.20,
    "mobile missing": 0.08,
    "mobile digits transposed": 0.04,
    "landline missing": 0.40,
    "number missing": 0.45,  # ID and insurance, each
    "number digits transposed": 0.085,  # both together the 53.54 % of the social security number
    "e-mail missing": 0.35,
    "e-mail changed": 0.10,
    "address missing": 0.12,
    "address changed": 0.20,
    "address written otherwise": 0.10,
    "gender wrong": 0.01,
}

_KINDS = ("single",) * 9 + ("couple",) * 5 + ("family",) * 8 + ("parent",) * 3 + ("generations",)
_KEYS = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "n": "bm", "r": "et", "s": "ad", "l": "k", "t": "rz"}
_TODAY = date(2026, 11, 20)


@dataclass
class Register:
    """The profiles in the order in which they were entered, and which of them are of one person."""

    patients: list[NewPatient]
    pairs: set[tuple[int, int]]
    """By their places in `patients`, the lower first."""


def make(size: int, seed: int) -> Register:
    """A register of so many profiles."""
    return _Maker(size, seed).make()


@dataclass
class _Household:
    culture: Culture
    family: int
    address: str
    landline: str
    mobile: str
    email: str = ""
    given: set[int] = field(default_factory=set)


class _Maker:
    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.random = Random(f"doubles:{seed}")
        self.draw = self.random.random
        known = names.cultures()
        self.mix = [known[name] for name, share in CULTURES.items() for _ in range(share)]
        self.culture_of: dict[bytes, tuple[Culture, int, int, str]] = {}
        self.emails: set[str] = set()

    def make(self) -> Register:
        people = self.size - int(self.size * DOUBLES)
        made: list[NewPatient] = []
        while len(made) < people:
            made += self._household()
        del made[people:]
        profiles: list[tuple[float, int, NewPatient]] = [(self.draw(), n, one) for n, one in enumerate(made)]
        number = 0
        while len(profiles) < self.size:
            number = self.random.randrange(people)
            times = 2 if self.draw() < THIRD else 1
            profiles += [(self.draw(), number, self._double(made[number])) for _ in range(times)]
        del profiles[self.size :]
        profiles.sort(key=lambda one: one[0])
        places: dict[int, list[int]] = {}
        for place, (_, person, _) in enumerate(profiles):
            places.setdefault(person, []).append(place)
        pairs = {
            (low, high) for same in places.values() for at, low in enumerate(same) for high in same[at + 1 :]
        }
        return Register([one for _, _, one in profiles], pairs)

    def _household(self) -> list[NewPatient]:
        draw = self.draw
        culture = self.random.choice(self.mix)
        rank = draw()
        home = _Household(
            culture,
            int(rank * rank * len(culture.families)),
            contacts.address("CH", draw) if draw() < 0.92 else "",
            contacts.landline(COUNTRIES["CH"], draw) if draw() < 0.4 else "",
            contacts.mobile(COUNTRIES["CH"], draw),
        )
        kind = self.random.choice(_KINDS)
        age = 19 + int(draw() * 65)
        if kind == "single":
            return [self._adult(home, "FM"[draw() < 0.5], age)]
        if kind == "couple":
            return [self._adult(home, "M", age), self._adult(home, "F", age + self.random.randint(-6, 4))]
        if kind == "generations":
            older = self._adult(home, "M", 45 + int(draw() * 35))
            age = 45 - int(draw() * 25)
            return [older, self._adult(home, "M", age)._replace(given=older.given, other="")]
        age = 26 + int(draw() * 24)
        adults = [self._adult(home, "F", age)]
        if kind == "family":
            adults.append(self._adult(home, "M", age + self.random.randint(-3, 7)))
        children: list[NewPatient] = []
        for _ in range(self.random.choice((1, 1, 2, 2, 3))):
            child = self._child(home, 1 + int(draw() * 16))
            if children and draw() < 0.06:  # a twin
                child = child._replace(birth_date=children[-1].birth_date)
            children.append(child)
        return adults + children

    def _adult(self, home: _Household, gender: str, age: int) -> NewPatient:
        draw = self.draw
        person = self._person(home, gender, age)
        email = ""
        if draw() < 0.65:
            if home.email and draw() < 0.15:
                email = home.email
            else:
                email = home.email = self._email(person)
        return person._replace(
            mobile="" if draw() < 0.05 else home.mobile if draw() < 0.2 else self._mobile(),
            email=email,
            id_number=contacts.id_number(draw) if draw() < 0.5 else "",
        )

    def _child(self, home: _Household, age: int) -> NewPatient:
        draw = self.draw
        person = self._person(home, "FM"[draw() < 0.5], age)
        shared = draw() < (0.8 if age < 12 else 0.3)
        return person._replace(
            mobile=home.mobile if shared else self._mobile() if draw() < 0.6 else "",
            email=home.email if draw() < 0.3 else "",
        )

    def _person(self, home: _Household, gender: str, age: int) -> NewPatient:
        draw, culture = self.draw, home.culture
        called = culture.women if gender == "F" else culture.men
        rank = draw()
        at = int(rank * (0.3 + 0.7 * rank) * len(called))
        while at in home.given:
            at = (at + 1) % len(called)
        home.given.add(at)
        families = culture.feminine if gender == "F" else culture.families
        other = called[int(draw() * len(called))] if draw() < 0.25 else ""
        uuid = UUID(int=self.random.getrandbits(128), version=4).bytes
        self.culture_of[uuid] = (culture, home.family, at, gender)
        birth = _TODAY - timedelta(days=age * 365 + int(draw() * 365))
        return NewPatient(
            uuid=uuid,
            family=families[home.family],
            given=called[at],
            other=other,
            gender=gender,
            birth_date=birth if draw() < 0.98 else None,
            mobile="",
            landline=home.landline,
            email="",
            id_number="",
            insurance_number=contacts.insurance_number(draw) if draw() < 0.85 else "",
            address=home.address,
            note="",
            past_medical_history="",
            oral_habits="",
            allergies="",
            responsible_id=1,
            entered=0,
        )

    def _mobile(self) -> str:
        return contacts.mobile(COUNTRIES["CH"], self.draw)

    def _email(self, person: NewPatient) -> str:
        culture, family, at, gender = self.culture_of[person.uuid]
        latin = culture.latin_women if gender == "F" else culture.latin_men
        domains = COUNTRIES["CH"].domains
        email = contacts.email(culture.latin_families[family], latin[at], domains, self.draw)
        while email in self.emails:  # an address is somebody's alone
            name, _, domain = email.partition("@")
            email = f"{name}{self.random.randrange(10)}@{domain}"
        self.emails.add(email)
        return email

    def _happens(self, what: str) -> bool:
        return self.draw() < MIX[what]

    def _double(self, known: NewPatient) -> NewPatient:
        family, given, former = self._names(known)
        return known._replace(
            uuid=UUID(int=self.random.getrandbits(128), version=4).bytes,
            family=family,
            given=given,
            other="" if self._happens("other names left out") else known.other,
            former_names=former,
            gender={"F": "M", "M": "F"}[known.gender] if self._happens("gender wrong") else known.gender,
            birth_date=self._birth(known.birth_date),
            mobile=self._phone(known.mobile),
            landline="" if self._happens("landline missing") else known.landline,
            email=self._other_email(known),
            id_number=self._number(known.id_number),
            insurance_number=self._number(known.insurance_number),
            address=self._address(known.address),
        )

    def _names(self, known: NewPatient) -> tuple[str, str, tuple[str, ...]]:
        family, given = known.family, known.given
        former: tuple[str, ...] = ()
        culture, family_at, at, gender = self.culture_of[known.uuid]
        misspelt = self._happens("given misspelt"), self._happens("family misspelt")
        if culture.name == "chinese" and any(misspelt):
            # Whoever cannot type it writes it as it sounds.
            latin = culture.latin_women if gender == "F" else culture.latin_men
            family, given = culture.latin_families[family_at].title(), latin[at].title()
        else:
            given = self._misspelt(given) if misspelt[0] else given
            family = self._misspelt(family) if misspelt[1] else family
        grown = known.birth_date is None or _TODAY.year - known.birth_date.year > 25
        if gender == "F" and grown and self._happens("married name"):
            former = (family,) if self.draw() < 0.5 else ()
            rank = self.draw()
            family = culture.feminine[int(rank * rank * len(culture.feminine))]
        if self._happens("given name shortened") and len(given) > 4:
            given = given[: self.random.choice((1, 3, 4))]
        return (given, family, former) if self._happens("names swapped") else (family, given, former)

    def _misspelt(self, name: str) -> str:
        for _ in range(2 if self._happens("two errors in a misspelt name") else 1):
            name = self._mistyped(name)
        return name

    def _mistyped(self, name: str) -> str:
        if len(name) < 3:
            return name
        at = self.random.randrange(1, len(name) - 1)
        kind = self.draw()
        if kind < 0.25:
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        if kind < 0.5:
            return name[:at] + name[at + 1 :]
        if kind < 0.65:
            return name[:at] + name[at] + name[at:]
        letter = self.random.choice(_KEYS.get(name[at], "aeinrst"))
        return name[:at] + letter + name[at + (kind < 0.85) :]

    def _birth(self, birth: date | None) -> date | None:
        if birth is None or self._happens("birth missing"):
            return None
        if self._happens("birth day and month exchanged"):
            return birth.replace(day=birth.month, month=birth.day) if birth.day <= 12 else birth
        for what in ("birth digits transposed", "birth digit wrong"):
            if self._happens(what):
                return self._wrong_digits(birth, swap=what.endswith("transposed"))
        return birth

    def _wrong_digits(self, birth: date, *, swap: bool) -> date:
        for _ in range(50):
            text = f"{birth:%Y%m%d}"
            at = self.random.randrange(2, 7 if swap else 8)
            digits = (
                text[:at] + text[at + 1] + text[at] + text[at + 2 :]
                if swap
                else text[:at] + str(self.random.randrange(10)) + text[at + 1 :]
            )
            try:
                wrong = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            except ValueError:
                continue
            if wrong != birth and date(1915, 1, 1) < wrong <= _TODAY:
                return wrong
        return birth

    def _phone(self, phone: str) -> str:
        if not phone or self._happens("mobile missing"):
            return ""
        if self._happens("mobile changed"):
            return self._mobile()
        return self._transposed(phone, 5) if self._happens("mobile digits transposed") else phone

    def _number(self, number: str) -> str:
        if not number or self._happens("number missing"):
            return ""
        return self._transposed(number, 4) if self._happens("number digits transposed") else number

    def _transposed(self, text: str, first: int) -> str:
        at = self.random.randrange(first, len(text) - 1)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def _other_email(self, known: NewPatient) -> str:
        if not known.email or self._happens("e-mail missing"):
            return ""
        if not self._happens("e-mail changed"):
            return known.email
        return f"{self.random.randrange(10**8)}@{self.random.choice(COUNTRIES['CH'].domains)}"

    def _address(self, address: str) -> str:
        if not address or self._happens("address missing"):
            return ""
        if self._happens("address changed"):
            return contacts.address("CH", self.draw)
        if self._happens("address written otherwise"):
            return address.replace("strasse", "str.").replace(", ", " ")
        return address
