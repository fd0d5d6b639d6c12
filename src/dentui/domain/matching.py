"""What a find text asks for, and whether and where a patient's chart answers it.

This is the meaning of finding; the index of `store.finding` only gets there faster. The text is parts
between spaces; every part has to match, in any order. Quotes, stars, percent signs, colons and words
such as NOT are text like any other: they never steer anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from dentui.domain.dates import births_of
from dentui.domain.folding import folds, half_width, literal, prefix_length, words
from dentui.domain.patients import Mark, writes_family_first
from dentui.domain.terms import Findable, NameForms, after_apostrophe, compact, name_forms, phone_digits

PHONE_LEAST = 3
NUMBER_LEAST = 6
EMAIL_LEAST = 4
LONGEST = 200
"""Characters of a find text that count."""


class Tier(IntEnum):
    """How well a patient matches: the order of the list, before the newest visit."""

    LITERAL = 0
    FOLDED = 1
    PINYIN = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a find text, or several parts of digits in a row ("079 123 45 67")."""

    raw: str
    words: tuple[str, ...]
    digits: str
    """Its digits where it is nothing but digits and the marks people put between them."""
    number: str
    """Its letters and digits without the marks between, where there is a digit among them."""
    email: str
    """What an e-mail address would have to begin with, or "@..." for its domain."""
    births: tuple[date, ...]
    chart_number: int | None
    pieces: tuple[Part, ...] = ()
    """The parts it was made of, which may also match each on its own."""


@dataclass(frozen=True, slots=True)
class Question:
    """A find text understood. No parts and `nobody` false: everybody is found."""

    parts: tuple[Part, ...]
    nobody: bool = False
    """The text holds something, but no letter and no digit: nothing in a chart can match it."""
    by_visit_only: bool = False
    """One or two letters: ordered by newest visit only."""


_PHONE_MARKS = re.compile(r"[\d+\-/().]+")
_TRUNK = re.compile(r"\(0\)")


@lru_cache(maxsize=256)
def understand(text: str) -> Question:
    """The question that a find text asks. Any string is a question."""
    text = text[:LONGEST]
    tokens = [part for part in map(_part, _without_chart(text.split())) if part is not None]
    if not tokens:
        return Question((), nobody=bool(text.strip()))
    parts: list[Part] = []
    run: list[Part] = []
    for token in tokens:
        if token.digits:
            run.append(token)
            continue
        parts.extend(_joined(run))
        run = []
        parts.append(token)
    parts.extend(_joined(run))
    letters = sum(len(word) for part in parts for word in part.words)
    return Question(tuple(parts), by_visit_only=letters <= 2)


def _without_chart(tokens: list[str]) -> list[str]:
    """Without the word "chart" before a number, as a screen writes it: "chart 2042". Anywhere else it
    is the start of a name."""
    return [
        token
        for at, token in enumerate(tokens)
        if token.casefold() != "chart" or at + 1 == len(tokens) or _chart_number(tokens[at + 1]) is None
    ]


def _part(token: str) -> Part | None:
    found = tuple(word.text for word in words(token))
    if not found and not (token[0] in "@\uff20" and len(token) > 1):
        return None
    typed = half_width(token)
    digits = ""
    if typed.isascii() and _PHONE_MARKS.fullmatch(typed):
        digits = re.sub(r"\D", "", _TRUNK.sub("", typed))
    bare = compact(typed)
    # No address has characters such as NUL or half a surrogate pair, and databases refuse them.
    spelt = typed.isprintable() and (len(typed) >= EMAIL_LEAST or typed.startswith("@"))
    return Part(
        raw=token,
        words=found,
        digits=digits,
        number=bare if len(bare) >= NUMBER_LEAST and any("0" <= c <= "9" for c in bare) else "",
        email=typed.lower() if spelt else "",
        births=births_of(typed) if digits else (),
        chart_number=_chart_number(typed),
    )


def _joined(run: list[Part]) -> Iterator[Part]:
    """Parts of digits in a row as one part that may also match piece by piece."""
    if len(run) < 2:
        yield from run
        return
    digits = "".join(part.digits for part in run)
    yield Part(
        raw=" ".join(part.raw for part in run),
        words=tuple(word for part in run for word in part.words),
        digits=digits,
        number=digits if len(digits) >= NUMBER_LEAST else "",
        email="",
        births=births_of(" ".join(part.raw for part in run)),
        chart_number=None,
        pieces=tuple(run),
    )


def _chart_number(token: str) -> int | None:
    digits = half_width(token).removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def dialled(part: Part) -> tuple[str, ...]:
    """The digits to look for in phones, without the 00 that some dial for the plus sign."""
    if len(part.digits) < PHONE_LEAST:
        return ()
    if part.digits.startswith("00") and len(part.digits) >= PHONE_LEAST + 2:
        return (part.digits, part.digits[2:])
    return (part.digits,)


def match(question: Question, patient: Findable, chart_number: int) -> Tier | None:
    """How well the patient matches, or None. Scope and filters are not asked."""
    if question.nobody:
        return None
    forms = [name_forms(*name) for name in patient.names]
    worst = Tier.LITERAL
    for part in question.parts:
        tier = _match_part(part, patient, chart_number, forms)
        if tier is None:
            return None
        worst = max(worst, tier)
    return Tier.LITERAL if question.by_visit_only else worst


def _match_part(part: Part, patient: Findable, chart_number: int, forms: list[NameForms]) -> Tier | None:
    if matches_values(part, patient.phones, patient.email, patient.id_number, patient.insurance_number):
        return Tier.LITERAL
    if patient.birth_date is not None and patient.birth_date in part.births:
        return Tier.LITERAL
    if part.chart_number is not None and part.chart_number == chart_number:
        return Tier.LITERAL
    best = _match_words(part.words, forms)
    if part.pieces:
        tiers = [_match_part(piece, patient, chart_number, forms) for piece in part.pieces]
        if all(tier is not None for tier in tiers):
            worst = max(tier for tier in tiers if tier is not None)
            best = worst if best is None else min(best, worst)
    return best


def matches_values(
    part: Part, phones: tuple[str, ...], email: str, id_number: str, insurance_number: str
) -> bool:
    """Whether the part stands in a phone, the e-mail address, the ID or the insurance number."""
    for wanted in dialled(part):
        if any(wanted in digits for phone in phones for digits in phone_digits(phone)):
            return True
    if part.number and (part.number in compact(id_number) or part.number in compact(insurance_number)):
        return True
    if part.email and email:
        address = half_width(email).lower()
        if address.startswith(part.email):
            return True
        if part.email.startswith("@") and part.email in address:
            return address.partition("@")[2].startswith(part.email[1:])
    return False


def _match_words(wanted: tuple[str, ...], forms: list[NameForms]) -> Tier | None:
    if not wanted:
        return None
    worst = Tier.LITERAL
    for word in wanted:
        tier = _match_word(word, forms)
        if tier is None:
            return None
        worst = max(worst, tier)
    return worst


def _match_word(word: str, forms: list[NameForms]) -> Tier | None:
    if any(name.startswith(word) for form in forms for name in form.literal):
        return Tier.LITERAL
    spellings = folds(word)
    for form in forms:
        for name in form.literal | form.folded:
            if name.startswith(spellings):
                return Tier.FOLDED
    if any(name.startswith(spellings) for form in forms for name in form.pinyin):
        return Tier.PINYIN
    return None


def matches_name(part: Part, name: str) -> bool:
    """Whether a name alone, written in one piece, matches the part."""
    return _match_words(part.words, [name_forms(name, "", "")]) is not None


def marks_in_name(question: Question, shown: str) -> tuple[Mark, ...]:
    """What of a shown name the find text matched, literally or folded; a name that only pinyin
    matches is marked whole."""
    marks: list[Mark] = []
    standing = words(shown)
    for part in question.parts:
        for wanted in part.words:
            for word in standing:
                start, length = _matched(shown[word.start : word.end], word.text, wanted)
                if length:
                    marks.append(Mark("name", word.start + start, word.start + start + length))
                    break
    if not marks and shown and not shown.isascii():
        forms = name_forms(shown, "", "").pinyin
        spellings = tuple(s for part in question.parts for word in part.words for s in folds(word))
        if spellings and any(form.startswith(spellings) for form in forms):
            marks.append(Mark("name", 0, len(shown)))
    return tuple(marks)


def _matched(original: str, written: str, wanted: str) -> tuple[int, int]:
    """Where in a word the wanted one stands, and its length there: 0 where it does not."""
    if length := _matched_length(original, written, wanted):
        return 0, length
    tails: Iterable[int] = ()
    if len(original) > len(written):
        tails = (after_apostrophe(original),)
    elif not wanted.isascii() and writes_family_first(original):  # 小明 in 张小明
        tails = range(1, len(original))
    for tail in filter(None, tails):
        if length := _matched_length(original[tail:], literal(original[tail:]), wanted):
            return tail, length
    return 0, 0


def _matched_length(original: str, written: str, wanted: str) -> int:
    if written.startswith(wanted) or any(f.startswith(s) for f in folds(written) for s in folds(wanted)):
        for spelling in (wanted, *folds(wanted)):
            length = prefix_length(original, spelling)
            if length:
                return length
    return 0


def marks_in_phone(question: Question, shown: str) -> tuple[Mark, ...]:
    """What of a shown phone the find text's digits matched."""
    shown = half_width(shown)
    places = [i for i, c in enumerate(shown) if "0" <= c <= "9"]
    digits = "".join(shown[i] for i in places)
    for part in question.parts:
        for wanted in (*dialled(part), *(d for piece in part.pieces for d in dialled(piece))):
            for spelling in (wanted, wanted.lstrip("0")):
                at = digits.find(spelling) if len(spelling) >= PHONE_LEAST else -1
                if at >= 0:
                    return (Mark("phone", places[at], places[at + len(spelling) - 1] + 1),)
    return ()
