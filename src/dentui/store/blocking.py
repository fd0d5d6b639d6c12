"""Who is worth comparing with somebody: the candidates for likely doubles, from the finding index alone.

Two profiles are compared where they share a date of birth, or a likely mistake of it together with the
beginning of a name; a phone but for its first or its last digits; the beginning of an e-mail
address; the end of an ID or insurance number; or family and given name, in any order, without accents, in
pinyin. Sets are intersected within the scope, the most telling first, and no more than `most` are taken:
whatever is typed, the work is bounded.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from pyroaring import BitMap

from dentui.domain import pinyin
from dentui.domain import terms as t
from dentui.domain.folding import folds
from dentui.domain.profiles import Person

Sets = Mapping[str, BitMap]
"""Sets of the index, by term."""

NAMESAKES = 60
"""Patients of one name that are compared by the name alone: of more than that it tells nobody."""
PHONE_START, PHONE_END = 8, 6
NUMBER_END = 8


@dataclass(frozen=True, slots=True)
class Blocks:
    """The terms by which the candidates of one profile are found."""

    names: tuple[tuple[frozenset[str], ...], ...]
    """For each name: of each of its words the terms that are it, in any spelling."""
    starts: frozenset[str]
    """Terms of how its words begin; of the words themselves where it has to be quick."""
    birth: str
    births: frozenset[str]
    """Terms of days for which the date of birth is easily mistaken."""
    phones: tuple[tuple[str, tuple[str, ...]], ...]
    """Of each phone the term of its beginning, and those whose intersection is its end."""
    email: str
    """The term of how an e-mail address begins."""
    numbers: tuple[tuple[str, ...], ...]
    words: Mapping[str, tuple[str, ...]]
    """Of each word of the present name the terms that have it, to say how common it is."""

    def terms(self) -> set[str]:
        """All of them."""
        wanted = set(self.births)
        if self.birth or self.email:
            wanted |= self.starts
        if self.birth:
            wanted.add(self.birth)
        for name in self.names:
            for word in name:
                wanted |= word
        for start, end in self.phones:
            wanted.add(start)
            wanted.update(end)
        if self.email:
            wanted.add(self.email)
        for number in self.numbers:
            wanted.update(number)
        for having in self.words.values():
            wanted.update(having)
        return wanted


def blocks_of(person: Person, *, quick: bool = False) -> Blocks:
    """How the candidates of a profile are found. Quick, for while somebody types: with a mistaken date of
    birth a whole name has to be equal, since the sets of how names begin are large."""
    names: list[tuple[frozenset[str], ...]] = []
    starts: set[str] = set()
    words: dict[str, tuple[str, ...]] = {}
    for number, name in enumerate(person.names):
        written = (name.family_words, name.given_words)
        names.append(tuple([frozenset(_part_terms(part, han=name.han)) for part in written if part]))
        if quick:
            starts.update(*names[-1])
        for word in (*name.family_words, *name.given_words):
            if not quick:
                starts.update(_start_terms(word))
            if not number:
                words[word] = word_terms(word)
    return Blocks(
        names=tuple(names),
        starts=frozenset(starts),
        birth=t.BIRTH + person.birth if person.birth else "",
        births=frozenset(t.BIRTH + day for day in mistaken(person.birth)) if person.birth else frozenset(),
        phones=tuple(_phone_terms(phone) for phone in sorted(person.phones)),
        email=_email_term(person.email),
        numbers=tuple(_number_terms(number) for number in (person.id_number, person.insurance) if number),
        words=words,
    )


def word_terms(word: str) -> tuple[str, ...]:
    """The terms under which a word of a name stands, however it is spelt."""
    spellings = (word, *folds(word))
    if len(word) <= t.START_LENGTH:
        return tuple(dict.fromkeys(t.WORD_START + text for text in spellings))
    return tuple(
        dict.fromkeys((*(t.WORD + text for text in spellings), *(t.FOLDED + text for text in spellings[1:])))
    )


def _part_terms(part: tuple[str, ...], *, han: bool) -> Iterator[str]:
    """The terms of which one who shares a part of a name has at least one: that of its longest word."""
    word = max(part, key=len)
    joined = "".join(part)
    for spelling in {word, *folds(word)}:
        yield from _spelt(
            spelling, (t.WORD, t.FOLDED, t.PINYIN) if spelling.isascii() else (t.WORD, t.FOLDED)
        )
    if len(part) > 1:
        yield from _spelt(folds(joined)[0], (t.WORD, t.FOLDED))
    if han:
        # As who entered it in pinyin wrote it, in one word or in several.
        for reading in _readings(joined):
            yield from _spelt(reading, (t.WORD, t.FOLDED))


_START = {t.WORD: t.WORD_START, t.FOLDED: t.FOLDED_START, t.PINYIN: t.PINYIN_START}


def _spelt(spelling: str, kinds: Iterable[str]) -> Iterator[str]:
    for kind in kinds:
        yield (kind if len(spelling) > t.START_LENGTH else _START[kind]) + spelling


def _readings(text: str) -> list[str]:
    """The likeliest ways to read a part of a name in Han."""
    spoken = [pinyin.readings(character)[:2] for character in text[:3]]
    return ["".join(syllables) for syllables in product(*spoken)]


def _start_terms(word: str) -> Iterator[str]:
    for spelling in {word, *folds(word)}:
        start = spelling[: t.START_LENGTH]
        yield t.WORD_START + start
        if spelling.isascii():
            yield t.FOLDED_START + start
            yield t.PINYIN_START + start


def _phone_terms(phone: str) -> tuple[str, tuple[str, ...]]:
    """`phone` is its last digits; in the index stand those as dialled at home, with a zero."""
    end = phone[-PHONE_END:]
    return t.PHONE_START + ("0" + phone)[:PHONE_START], tuple(t.PHONE_4 + gram for gram in t.grams(end, 4))


def _email_term(email: str) -> str:
    length = max((n for n in t.EMAIL_LENGTHS if n <= len(email)), default=0)
    return t.EMAIL + email[:length] if length else ""


def _number_terms(number: str) -> tuple[str, ...]:
    end = number[-NUMBER_END:]
    return tuple(dict.fromkeys((t.NUMBER_4 + end[-4:], t.NUMBER_4 + end[:4])))


def mistaken(birth: str) -> set[str]:
    """Days (as 19900312) that are one likely mistake away: day and month exchanged, two neighbouring digits
    exchanged, or one digit wrong."""
    possible = {birth[:4] + birth[6:] + birth[4:6]}
    for i in range(8):
        if i < 7:
            possible.add(birth[:i] + birth[i + 1] + birth[i] + birth[i + 2 :])
        if i > 1:  # nobody is born in another millennium or century but this one
            possible.update(birth[:i] + digit + birth[i + 1 :] for digit in "0123456789")
    possible.update(century + birth[2:] for century in ("19", "20"))
    possible.discard(birth)
    return {day for day in possible if _is_day(day)}


_LAST_DAYS = {f"{month:02}": f"{monthrange(2000, month)[1]}" for month in range(1, 13)}


def _is_day(text: str) -> bool:
    """Whether the calendar has it, in a leap year: nobody was born on what it has not."""
    return "01" <= text[6:] <= _LAST_DAYS.get(text[4:6], "")


def candidates(blocks: Blocks, sets: Sets, base: BitMap, most: int) -> BitMap:
    """The patients of `base` who are worth comparing, at most so many, the most telling first."""
    found = BitMap()
    for docs in _by_telling(blocks, sets, base):
        fresh = docs - found
        if len(found) + len(fresh) > most:
            found |= BitMap(fresh[: most - len(found)])
            break
        found |= fresh
    return found


def _by_telling(blocks: Blocks, sets: Sets, base: BitMap) -> Iterator[BitMap]:
    for number in blocks.numbers:
        yield _all(number, sets, base)
    for start, end in blocks.phones:
        yield _any((start,), sets, base)
        yield _all(end, sets, base)
    named = [_name(name, sets, base) for name in blocks.names if len(name) > 1]
    born = _any((blocks.birth,), sets, base) if blocks.birth else BitMap()
    starts = _any(blocks.starts, sets, base) if blocks.births or len(born) > NAMESAKES else BitMap()
    for docs in named:
        yield docs & born
    yield born & starts if len(born) > NAMESAKES else born
    if blocks.births:
        yield _any(blocks.births, sets, base) & starts
    mailed = _any((blocks.email,), sets, base) if blocks.email else BitMap()
    yield mailed if len(mailed) <= NAMESAKES else mailed & starts
    for docs in named:
        if len(docs) <= NAMESAKES:
            yield docs


def _name(name: tuple[frozenset[str], ...], sets: Sets, base: BitMap) -> BitMap:
    """Who shares all parts of a name, in any order."""
    return BitMap.intersection(*[_any(part, sets, base) for part in name])


def _all(terms: Iterable[str], sets: Sets, base: BitMap) -> BitMap:
    found = [sets.get(term) for term in terms]
    if not found or any(docs is None for docs in found):
        return BitMap()
    return BitMap.intersection(base, *[docs for docs in found if docs is not None])


def _any(terms: Iterable[str], sets: Sets, base: BitMap) -> BitMap:
    found = [docs for term in terms if (docs := sets.get(term)) is not None]
    if not found:
        return BitMap()
    return (BitMap.union(*found) if len(found) > 1 else found[0]) & base
