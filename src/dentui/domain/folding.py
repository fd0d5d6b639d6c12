"""Words as they are compared: what a name or a find text is made of, and its spellings without accents.

A literal word is what was written, in lower case and composed (Unicode NFKC, then NFC): `Müller` is
"müller". Its folds are what somebody types who has no such letters on the keyboard: "muller", and where a
language has a rule for it, the transcription "mueller". Both sides of a comparison are folded, so that
"Müller" also finds a Mueller and a Muller.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

JOINERS = frozenset(
    "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u05f3\u2018\u2019\u201b\u2032\uff07"
    # What cannot be seen must not part a word either: soft hyphen, zero-width and direction marks,
    # variation selectors.
    "\u00ad\u034f\u061c\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
) | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Characters inside a word that are dropped from it: apostrophes with their lookalikes, and the invisible."""

MARKS_IN_A_ROW = 30
"""More combining marks on one letter are dropped (the limit of Unicode's stream-safe text, UAX #15):
normalising a long row of them takes quadratic time."""


class Word(NamedTuple):
    """One literal word, and where it stands: `original[start:end]`."""

    text: str
    start: int
    end: int


# Only marks can stand in a row so long that is neither letter nor ASCII.
_MARK_ROW = re.compile(rf"[^\w\x00-\x7f]{{{MARKS_IN_A_ROW + 1},}}")
_ASCII_WORD = re.compile(r"[0-9A-Za-z]+(?:['`]+[0-9A-Za-z]+)*")
_PLAIN_WORD = re.compile(r"[^\W_]+(?:['`]+[^\W_]+)*")
# What the pattern above cannot judge: anything beyond ASCII that is no letter or digit (a mark, a typographic
# apostrophe, a dash), letters that are joiners, and letters whose NFKC form is not all letters.
_NEEDS_WALK = re.compile(
    r"[^\w\x00-\x7f]|[\u02b0-\u02ff\u0300-\u037a\u0e33\u0eb3\u0eb2\u0149\u013f\u0140"
    r"\u1fbd-\u1fc1\u2074-\u209c\u2100-\u24ff\u2776-\u2793\u3131-\u318f\u3200-\u33ff\ufb00-\uffff\U0001f100-\U0001f1ff]"
)


def half_width(text: str) -> str:
    """A phone, a number or an address as it is compared: letters, digits and marks that an input method makes
    as wide as Han are those of ASCII (as NFKC has them), and digits of other scripts too. One character
    stays one."""
    return text if text.isascii() else "".join(map(_half, text))


def _half(character: str) -> str:
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    if code == 0x3000:
        return " "
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def words(text: str) -> tuple[Word, ...]:
    """The literal words of a name or a find text, in their order.

    Letters, digits and the marks on them make words; apostrophes join and are dropped ("O'Brien" is the one
    word "obrien", characters 0 to 7); everything else parts them. No string makes it fail."""
    if text.isascii():
        if text.isalnum():
            return (Word(text.lower(), 0, len(text)),)
        found = _ASCII_WORD.finditer(text.lower())
        if "'" not in text and "`" not in text:
            return tuple([Word(match[0], *match.span()) for match in found])
        return tuple([Word(match[0].replace("'", "").replace("`", ""), *match.span()) for match in found])
    if _NEEDS_WALK.search(text):
        return tuple(_walk(text))
    if text.isalnum():
        return (Word(literal(text), 0, len(text)),)
    return tuple(
        [
            Word(literal(match[0].replace("'", "").replace("`", "")), *match.span())
            for match in _PLAIN_WORD.finditer(text)
        ]
    )


def literal(word: str) -> str:
    """One word in its literal form, joiners and all that is neither letter, digit nor mark left out."""
    if word.isascii() and word.isalnum():
        return word.lower()
    if not JOINERS.isdisjoint(word):
        word = "".join([c for c in word if c not in JOINERS])
    if len(word) > MARKS_IN_A_ROW:
        word = _MARK_ROW.sub(lambda row: row[0][:MARKS_IN_A_ROW], word)
    kept = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).lower())
    if not kept.isalnum() or not JOINERS.isdisjoint(kept):
        # A mark, or one of the few letters that NFKC takes apart into more than letters.
        kept = "".join([c for c in kept if c not in JOINERS and (c.isalnum() or _is_mark(c))])
        while kept and not kept[0].isalnum():
            kept = kept[1:]
        kept = unicodedata.normalize("NFC", kept)
    return kept


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _walk(text: str) -> list[Word]:
    """The words, character by character."""
    found: list[Word] = []
    letters: list[str] = []
    start = end = marks = 0

    def close() -> None:
        if letters and (word := literal("".join(letters))):
            found.append(Word(word, start, end))
        letters.clear()

    for position, character in enumerate(text):
        if character in JOINERS:
            continue
        if character.isalnum():
            if not letters:
                start = position
            letters.append(character)
            end = position + 1
            marks = 0
        elif letters and _is_mark(character):
            marks += 1
            if marks <= MARKS_IN_A_ROW:
                letters.append(character)
            end = position + 1
        else:
            close()
    close()
    return found


# Marks that are dropped: accents of any letter, Cyrillic titlo, Hebrew points, Arabic and Syriac vowel signs.
# Marks elsewhere (Devanagari, Thai, kana's voicing) are letters of their script and stay.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

_LETTERS: dict[str, str] = {
    # Latin letters that Unicode does not take apart
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ȷ": "j",
    "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "q", "ə": "e", "ɛ": "e", "ɔ": "o", "ɨ": "i", "ʉ": "u", "ɓ": "b",
    "ɗ": "d", "ƙ": "k", "ƴ": "y", "ǝ": "e", "ƶ": "z", "ƀ": "b", "ɖ": "d", "ɩ": "i", "ʋ": "v", "ɣ": "g",
    "ȼ": "c", "ƈ": "c", "ǥ": "g", "ɠ": "g", "ƚ": "l", "ɫ": "l", "ɲ": "n", "ƞ": "n", "ƥ": "p", "ɍ": "r",
    "ƭ": "t", "ʈ": "t", "ⱥ": "a", "ɇ": "e", "ɉ": "j", "ⱦ": "t", "ɏ": "y", "ȥ": "z", "ᵽ": "p", "ȿ": "s",
    # Greek and Cyrillic
    "ς": "σ", "ґ": "г", "ғ": "г", "қ": "к", "ң": "н", "ұ": "у", "ү": "у", "һ": "х", "ҳ": "х", "ҷ": "ч",
    "ө": "о", "ә": "а",
    # Arabic, Persian and Urdu: one letter for its forms
    "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه",
    "ە": "ه", "ۃ": "ه", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا", "ٶ": "و", "ٸ": "ي",
}  # fmt: skip
_LETTERS.update((chr(first + digit), str(digit)) for first in (0x660, 0x6F0, 0x966) for digit in range(10))
# Katakana as hiragana: the two write the same name.
_LETTERS.update((chr(code), chr(code - 0x60)) for code in range(0x30A1, 0x30F7))
_PLAIN = str.maketrans(_LETTERS)
_TRANSCRIBED_LETTERS = "äöüåøǿ"
_TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ǿ": "oe"})
_HAS_TRANSCRIBED = re.compile(f"[{_TRANSCRIBED_LETTERS}]")


def folds(word: str) -> tuple[str, ...]:
    """Every folded spelling of a literal word, the plain one first; the word itself where it has no accents.

    Plain: accents dropped, ß ss, ø o, ł l, Arabic without vowel signs and with one letter for its forms,
    katakana as hiragana. Second, where it differs: the transcription ä ae, ö oe, ü ue, å aa, ø oe."""
    if word.isascii():
        return (word,)
    return _folds(word)


@lru_cache(maxsize=4096)
def _folds(word: str) -> tuple[str, ...]:
    composed = unicodedata.normalize("NFC", word)
    plain = _plain(composed)
    if not _HAS_TRANSCRIBED.search(composed):
        return (plain,)
    transcribed = _plain(composed.translate(_TRANSCRIBED))
    return (plain, transcribed)


def _plain(composed: str) -> str:
    apart = _ACCENTS.sub("", unicodedata.normalize("NFD", composed)).translate(_PLAIN)
    return unicodedata.normalize("NFC", apart) or composed  # a lone tatweel


def same_name(typed: str, name: str) -> bool:
    """Whether a name was typed whole: case, accents, commas and the order of its words do not matter."""
    wanted = [_spellings(word) for word in words(name)]
    left = [_spellings(word) for word in words(typed)]
    if not wanted or len(wanted) != len(left):
        return not wanted and typed.strip().casefold() == name.strip().casefold()
    for spellings in wanted:
        at = next((i for i, other in enumerate(left) if spellings & other), None)
        if at is None:
            return False
        del left[at]
    return True


def _spellings(word: Word) -> set[str]:
    return {word.text, *folds(word.text)}


def prefix_length(original: str, folded_prefix: str) -> int | None:
    """How many characters of a word as it was written cover the beginning that was found: 3 for the "mue"
    or "mul" of "Müller", 5 for the "obri" of "O'Brien". Marks on the last letter belong to it. The prefix
    may be a literal or a folded one; None where the word does not begin so."""
    if original.isascii() and original[: len(folded_prefix)].lower() == folded_prefix:
        return len(folded_prefix)
    if not folded_prefix:
        return 0
    wanted = folded_prefix.replace("ς", "σ")

    def covers(length: int) -> bool:
        word = literal(original[:length])
        return any(form.replace("ς", "σ").startswith(wanted) for form in (word, *folds(word)))

    if not covers(len(original)):
        return None
    length = bisect_left(range(len(original)), True, lo=1, key=covers)
    while length < len(original) and _is_mark(original[length]):
        length += 1
    return length
