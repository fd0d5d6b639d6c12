"""Two profiles field by field: on which level each of their fields agrees.

The levels of a pair are a tuple of numbers, one for each of FIELDS; 0 where one of the two has nothing there,
or where nothing can be said. `compare` is symmetric: it does not matter who comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from dentui.domain import pinyin
from dentui.domain.likeness import distance, errors_of, one_digit, sound
from dentui.domain.profiles import Name, Person

FIELDS = (
    *("family", "given", "order", "birth", "phone", "email"),
    *("id_number", "insurance", "address", "gender"),
)
"""The fields of a pair's levels, in their order."""

Levels = tuple[int, ...]
Known = Callable[[str], int]
"""How many patients of the register have this folded word in their name."""

KNOWN_FROM = 3
KNOWN_SHARE = 1 / 20_000
"""A word that more than this share of the register (and KNOWN_FROM patients) has is a name, not a slip."""
PARTICLES = frozenset(
    (
        *("von", "van", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le"),
        *("el", "al", "bin", "ben", "zu", "zum", "zur", "ter"),
    )
)


class Family(IntEnum):
    """How two family names agree; Given has the same for given names."""

    NOTHING = 0
    EQUAL = 1
    SPELLING = 2  # but for accents and transcription
    READING = 3  # a name in Han and its pinyin
    SLIP = 4  # a typing error, and one of the two is no known name
    SOUND = 5
    NEAR = 6  # a letter or two apart, and both are known names
    SLIPS = 7  # two typing errors in a short name, and one of the two is no known name
    FORMER = 8  # equal to a former name
    PART = 9  # one of a double name
    OTHER = 10


class Given(IntEnum):
    """How two given names agree."""

    NOTHING = 0
    EQUAL = 1
    SPELLING = 2
    READING = 3
    SLIP = 4
    SOUND = 5
    NEAR = 6
    SLIPS = 7
    PART = 8  # one of several given names
    BEGINS = 9  # an initial, or a beginning
    OTHER = 10


class Order(IntEnum):
    """Whether family and given name stand in each other's field."""

    NOTHING = 0
    STRAIGHT = 1
    SWAPPED = 2


class Birth(IntEnum):
    """How two dates of birth agree."""

    NOTHING = 0
    EQUAL = 1
    EXCHANGED = 2  # day and month
    TRANSPOSED = 3  # two neighbouring digits
    DIGIT = 4  # one digit differs
    YEAR = 5  # only the year is the same
    OTHER = 6


class Phone(IntEnum):
    """How the phones agree: the best of all pairs of them."""

    NOTHING = 0
    SAME = 1
    DIGIT = 2
    ENDING = 3  # the last six digits
    OTHER = 4


class Mail(IntEnum):
    """How two e-mail addresses or two postal addresses agree."""

    NOTHING = 0
    SAME = 1
    ALIKE = 2
    OTHER = 3


class Number(IntEnum):
    """How two ID or insurance numbers agree."""

    NOTHING = 0
    SAME = 1
    DIGIT = 2
    OTHER = 3


class Gender(IntEnum):
    """Whether two genders agree; unknown and other say nothing."""

    NOTHING = 0
    SAME = 1
    OTHER = 2


LEVELS: dict[str, type[IntEnum]] = {
    "family": Family, "given": Given, "order": Order, "birth": Birth, "phone": Phone, "email": Mail,
    "id_number": Number, "insurance": Number, "address": Mail, "gender": Gender,
}  # fmt: skip


class Compared(NamedTuple):
    """The levels of a pair, and the words of the names in which both are equal."""

    levels: Levels
    family_words: tuple[str, ...]
    given_words: tuple[str, ...]


def compare(a: Person, b: Person, known: Known, patients: int) -> Compared:
    """On which levels two profiles agree, in a register of so many patients."""
    least = max(KNOWN_FROM, patients * KNOWN_SHARE)
    family, given, order, words = _names(a, b, lambda word: known(word) >= least)
    levels = (
        *(family, given, order),
        _birth(a, b),
        _phone(a, b),
        _email(a.email, b.email),
        _number(a.id_number, b.id_number, a.insurance, b.insurance),
        _number(a.insurance, b.insurance, a.id_number, b.id_number),
        _address(a.address, b.address),
        0 if not a.gender or not b.gender else Gender.SAME if a.gender == b.gender else Gender.OTHER,
    )
    return Compared(tuple(map(int, levels)), *words)


Words = tuple[tuple[str, ...], tuple[str, ...]]
_NO_WORDS: Words = ((), ())
_GOOD = (Family.EQUAL, Family.SPELLING, Family.READING, Family.SLIP, Family.SOUND)


def _names(a: Person, b: Person, is_name: Callable[[str], bool]) -> tuple[int, int, int, Words]:
    """Levels of family name, given name and order, and the equal words. The present names count; a former
    family name only where the present ones differ."""
    one, two = a.names[0], b.names[0]
    if one.han != two.han:
        return _read(one if one.han else two, two if one.han else one)
    family = _one_name(one.family, two.family, is_name)
    given = _given(one, two, is_name)
    if family == Family.OTHER and given in (Given.OTHER, Given.NOTHING, Given.PART):
        crossed = _crossed(one, two, is_name)
        if crossed is not None:
            return crossed
    if family == Family.OTHER:
        family = _other_family(a, b)
    words = (
        _shared(one.family_words, two.family_words) if family == Family.EQUAL else (),
        _shared(one.given_words, two.given_words) if given == Given.EQUAL else (),
    )
    return family, given, Order.STRAIGHT if family and given else Order.NOTHING, words


def _shared(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
    return one if one == two else tuple(sorted(set(one) & set(two)))


def _read(han: Name, latin: Name) -> tuple[int, int, int, Words]:
    """A name in Han and one in another script, which can only be its pinyin."""
    if not latin.latin:
        return 0, 0, 0, _NO_WORDS
    forms = pinyin.forms(han.written_family, han.written_given)
    # Tones may be written, or not.
    family, given = plain(latin.family), plain(latin.given)
    if family and given:
        if family + given in forms:
            # Chinese names are written in both orders in Latin letters, so that says nothing.
            return Family.READING, Given.READING, Order.NOTHING, _NO_WORDS
        if given + family in forms:
            return Family.READING, Given.READING, Order.SWAPPED, _NO_WORDS
        if len(given) > 1 and family in forms and any(form.startswith(family + given) for form in forms):
            # Somebody who is still typing it.
            return Family.READING, Given.BEGINS, Order.NOTHING, _NO_WORDS
        return 0, 0, 0, _NO_WORDS
    return (Family.READING if family in forms else 0), 0, 0, _NO_WORDS


def _crossed(one: Name, two: Name, is_name: Callable[[str], bool]) -> tuple[int, int, int, Words] | None:
    """The levels where family and given name stand in each other's field, or both in one."""
    if one.family and one.given and two.family and two.given:
        family = _one_name(one.family, two.given, is_name)
        given = _one_name(one.given, two.family, is_name)
        if family in _GOOD and given in _GOOD:
            # Whose field is the right one cannot be told, so the two come in a fixed order.
            (level, words), (other, more) = sorted(
                (
                    (family, _shared(one.family_words, two.given_words) if family == Family.EQUAL else ()),
                    (given, _shared(one.given_words, two.family_words) if given == Family.EQUAL else ()),
                )
            )
            return level, other, Order.SWAPPED, (words, more)
        return None
    full, lone = (one, two) if one.family and one.given else (two, one)
    if not (full.family and full.given):
        return None
    whole = lone.family or lone.given
    if whole in (full.family + full.given, full.given + full.family):
        return Family.EQUAL, Given.EQUAL, Order.SWAPPED, (full.family_words, full.given_words)
    if whole == full.given:
        return 0, Given.EQUAL, Order.SWAPPED, ((), full.given_words)
    return None


def _one_name(a: str, b: str, is_name: Callable[[str], bool]) -> int:
    """Two names as one word each, by levels that Family and Given share."""
    if not a or not b:
        return 0
    if a == b:
        return Family.EQUAL
    if transcribed(a) & transcribed(b):
        return Family.SPELLING
    shorter = min(len(a), len(b))
    most = errors_of(shorter)
    apart = distance(plain(a), plain(b), 2) if shorter > 3 else distance(plain(a), plain(b), most)
    near = apart <= most
    if apart <= 2 and not (is_name(a) and is_name(b)):
        return Family.SLIP if near else Family.SLIPS if shorter > 3 else Family.OTHER
    if a.isascii() and b.isascii() and shorter > 2 and sound(a) == sound(b):
        return Family.SOUND
    return Family.NEAR if near else Family.OTHER


def _given(one: Name, two: Name, is_name: Callable[[str], bool]) -> int:
    a, b = one.given, two.given
    level = _one_name(a, b, is_name)
    if level != Family.OTHER:
        return level
    mine, theirs = one.all_given, two.all_given
    if mine and theirs and (len(mine) > 1 or len(theirs) > 1):
        if not mine.isdisjoint(theirs):
            return Given.PART
        first, other = one.given_words[0], two.given_words[0]
        if _one_name(first, other, is_name) == Family.SLIP:
            return Given.PART
    shorter, longer = (a, b) if len(a) < len(b) else (b, a)
    if longer.startswith(shorter) and (len(shorter) == 1 or len(shorter) > 2):
        return Given.BEGINS
    return Given.OTHER


def _other_family(a: Person, b: Person) -> int:
    """For present family names that differ: whether a former one is equal, or a part of a double name."""
    one, two = a.names[0], b.names[0]
    former_a = {name.family for name in a.names[1:]}
    former_b = {name.family for name in b.names[1:]}
    if two.family in former_a or one.family in former_b or not former_a.isdisjoint(former_b):
        return Family.FORMER
    if len(one.family_words) > 1 or len(two.family_words) > 1:
        shared = set(one.family_words) & set(two.family_words) - PARTICLES
        if any(len(word) > 2 for word in shared):
            return Family.PART
    shorter, longer = sorted((one.family, two.family), key=len)
    # Somebody who is still typing it.
    return Family.PART if len(shorter) > 3 and longer.startswith(shorter) else Family.OTHER


@lru_cache(maxsize=4096)
def transcribed(name: str) -> frozenset[str]:
    """The spellings of a literal name without accents."""
    from dentui.domain.folding import folds

    return frozenset(folds(name))


def plain(name: str) -> str:
    """A literal name without accents, letter for letter."""
    if name.isascii():
        return name
    from dentui.domain.folding import folds

    return folds(name)[0]


def _birth(a: Person, b: Person) -> int:
    one, two = a.birth, b.birth
    if not one or not two:
        return 0
    if one == two:
        return Birth.EQUAL
    # As digits: year, month, day.
    if one[:4] == two[:4] and one[4:6] == two[6:] and one[6:] == two[4:6]:
        return Birth.EXCHANGED
    wrong = [i for i in range(8) if one[i] != two[i]]
    if len(wrong) == 1:
        return Birth.DIGIT
    if len(wrong) == 2:
        i, j = wrong
        if j == i + 1 and one[i] == two[j] and one[j] == two[i]:
            return Birth.TRANSPOSED
    return Birth.YEAR if one[:4] == two[:4] else Birth.OTHER


def _phone(a: Person, b: Person) -> int:
    if not a.phones or not b.phones:
        return 0
    if not a.phones.isdisjoint(b.phones):
        return Phone.SAME
    if any(one_digit(one, two) for one in a.phones for two in b.phones):
        return Phone.DIGIT
    if any(one[-6:] == two[-6:] for one in a.phones for two in b.phones):
        return Phone.ENDING
    # A mobile and a landline are two phones of anybody: only two of one kind differ.
    mobiles, landlines = a.mobile and b.mobile, a.landline and b.landline
    return Phone.OTHER if mobiles or landlines else 0


def _email(a: str, b: str) -> int:
    if not a or not b:
        return 0
    if a == b:
        return Mail.SAME
    if a.startswith(b) or b.startswith(a):
        return 0  # still typed
    name, _, domain = a.partition("@")
    other, _, elsewhere = b.partition("@")
    if name == other:
        # Namesakes call themselves alike too; a number in it is one's own.
        return Mail.ALIKE if any("0" <= c <= "9" for c in name) or distance(a, b, 2) <= 2 else 0
    same_place = domain == elsewhere and len(name) > 5
    return Mail.ALIKE if same_place and distance(name, other, 1) == 1 else Mail.OTHER


def _number(a: str, b: str, a_other: str, b_other: str) -> int:
    """Two numbers; one that stands in the field of the other kind counts where that is all there is."""
    if not a or not b:
        return Number.SAME if (a and a == b_other) or (b and b == a_other) else 0
    if a == b:
        return Number.SAME
    if a.startswith(b) or b.startswith(a):
        return 0  # still typed
    return Number.DIGIT if min(len(a), len(b)) > 5 and one_digit(a, b) else Number.OTHER


def _address(a: str, b: str) -> int:
    if not a or not b:
        return 0
    if a == b:
        return Mail.SAME
    one, two = address_words(a), address_words(b)
    if one == two:
        return Mail.SAME
    if not one or not two:
        return 0
    shared = len(one & two)
    if shared == min(len(one), len(two)) and (shared < 3 or a.startswith(b) or b.startswith(a)):
        return 0  # still typed, or the town alone
    numbers = {word for word in one ^ two if word[0].isdigit()}
    return Mail.ALIKE if shared * 2 >= max(len(one), len(two)) and not numbers else Mail.OTHER


@lru_cache(maxsize=1024)
def address_words(text: str) -> frozenset[str]:
    """The words of a postal address as they are compared; a street is one however it is shortened."""
    from dentui.domain.folding import folds, words

    found = []
    for word in words(text):
        folded = folds(word.text)[-1]
        for ending in ("strasse", "street", "str", "st"):
            if folded.endswith(ending) and (len(folded) > len(ending) or ending != "st"):
                folded = folded.removesuffix(ending)
                break
        if folded:
            found.append(folded)
    return frozenset(found)
