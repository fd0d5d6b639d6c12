"""Chinese names in Latin letters: the words under which somebody types them.

The readings lie in pinyin.txt beside this module, made by scripts/make_pinyin from the dictionaries of
pypinyin (MIT licence), and those of family names in surnames.txt. The library itself takes 55 MB of memory
and is not imported; the tables are read at the first use, in some milliseconds.
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from importlib import resources

MOST_FORMS = 24
"""More words are not made of one name, so that rare readings cannot fill the register."""

_LONGEST = 12
"""Characters of each part that are read: a longer one is no name."""

# The letter ü as keyboards without it write it: v as in input methods, u, and yu as in passports.
_SPELLINGS = {
    "lv": ("lv", "lu", "lyu"),
    "nv": ("nv", "nu", "nyu"),
    "lve": ("lve", "lue"),
    "nve": ("nve", "nue"),
}

_FIRST, _LAST = 0x3007, 0x323AF

_Readings = tuple[str, ...]


class _Table:
    """The readings of every character: an index into the groups by code point (0.4 MB)."""

    def __init__(self) -> None:
        self.groups: list[_Readings] = [()]
        self.index = array("H", bytes(2 * (_LAST - _FIRST + 1)))
        for line in _lines("pinyin.txt"):
            syllables, _, characters = line.partition("\t")
            self.groups.append(_spelt(syllables.split()))
            group = len(self.groups) - 1
            for code in map(ord, characters):
                self.index[code - _FIRST] = group
        self.family: dict[str, _Readings] = {}
        self.compounds: dict[str, tuple[_Readings, ...]] = {}
        for line in _lines("surnames.txt"):
            name, *spoken = line.split()
            if len(name) == 1:
                self.family[name] = _spelt(spoken)
            else:
                self.compounds[name] = tuple(_spelt([syllable]) for syllable in spoken)

    def of(self, character: str) -> _Readings:
        code = ord(character) - _FIRST
        return self.groups[self.index[code]] if 0 <= code <= _LAST - _FIRST else ()

    def of_family(self, character: str) -> _Readings:
        """Readings with those of a family name first."""
        found = self.of(character)
        preferred = self.family.get(character)
        if preferred is None or not found:
            return found
        return preferred + tuple(r for r in found if r not in preferred)


def _lines(table: str) -> list[str]:
    text = resources.files(__package__).joinpath(table).read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _spelt(readings: list[str]) -> _Readings:
    return tuple(spelling for r in readings for spelling in _SPELLINGS.get(r, (r,)))


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table()


def readings(character: str) -> tuple[str, ...]:
    """The toneless readings of one Han character, family-name readings included: 曾 gives "zeng" and
    "ceng"; () for any other character."""
    return _table().of_family(character) if len(character) == 1 and character >= "\u3007" else ()


def forms(family: str, given: str) -> frozenset[str]:
    """All words under which a Chinese name is found in Latin letters, each lower-case ASCII.

    张, 小明: the syllables "zhang", "xiao", "ming"; "xiaoming"; "zhangxiaoming" and "xiaomingzhang"; the
    initials "xm" and "zxm". Where a character has several readings each takes part, the likeliest first,
    until there are MOST_FORMS. A name that stands in one part alone is taken apart; a part that is not in
    Han throughout does not take part."""
    if family < "\u3007" and given < "\u3007":
        return frozenset()
    family_part, given_part = _parts(family, given)
    characters = family_part + given_part
    likeliest = [character[0] for character in characters]
    if not likeliest:
        return frozenset()
    split = len(family_part)
    found = dict.fromkeys(likeliest)
    for character in characters:
        if len(character) > 1:
            found.update(dict.fromkeys(character))
    _join(found, likeliest, split)
    # One character at a time in its other readings: all combinations would be too many words, and whoever
    # types two rare readings with a space between finds the syllables.
    for character in characters:
        for reading in character[1:]:
            if len(found) >= MOST_FORMS:
                return frozenset(list(found)[:MOST_FORMS])
            changed = [reading if c is character else r for c, r in zip(characters, likeliest, strict=True)]
            _join(found, changed, split)
    return frozenset(found if len(found) <= MOST_FORMS else list(found)[:MOST_FORMS])


def _join(found: dict[str, None], syllables: list[str], split: int) -> None:
    """Adds the joined words and the initials of one reading of a name; the first `split` are the family."""
    family, given = "".join(syllables[:split]), "".join(syllables[split:])
    initials = "".join([s[0] for s in syllables])
    for word in (family, given, family + given, given + family, initials):
        if len(word) > 1:
            found[word] = None
    if split and len(syllables) > split + 1:
        found[initials[split:]] = None


def _parts(family: str, given: str) -> tuple[tuple[_Readings, ...], tuple[_Readings, ...]]:
    """The readings of every character of both parts; () for a part that is not written in Han."""
    if not family or not given:
        whole = _han(family or given)
        split = 2 if whole[:2] in _table().compounds else 1
        return _family_part(whole[:split]), _given_part(whole[split:])
    return _family_part(_han(family)), _given_part(_han(given))


def _han(text: str) -> str:
    """The text without what parts names, at most _LONGEST characters; "" where it is not all in Han."""
    if not text.isalpha() or len(text) > _LONGEST:
        text = "".join([c for c in text[: 2 * _LONGEST] if not c.isspace() and c not in "·・‧•."])[:_LONGEST]
    return text if all(map(_table().of, text)) else ""


@lru_cache(maxsize=2048)
def _family_part(text: str) -> tuple[_Readings, ...]:
    table = _table()
    if compound := table.compounds.get(text):
        pairs = zip(compound, map(table.of, text), strict=True)
        return tuple(best + tuple(r for r in others if r not in best) for best, others in pairs)
    return tuple(map(table.of_family, text))


def _given_part(text: str) -> tuple[_Readings, ...]:
    return tuple(map(_table().of, text))


def prefix_length(text: str, typed: str) -> int | None:
    """How many characters of a Chinese name the typed letters cover: 2 for 小明 and "xiaom", or "xm". The
    last syllable may be unfinished. None where the text is not read so; the name's characters are taken
    in the order they stand."""
    table = _table()
    starts = {0}
    """Positions in `typed` that whole syllables reach; with initials every letter is a syllable."""
    for length, character in enumerate(text, 1):
        spoken = table.of_family(character)
        following: set[int] = set()
        for start in starts:
            rest = typed[start:]
            for reading in spoken:
                if reading.startswith(rest):
                    return length
                if rest.startswith(reading):
                    following.add(start + len(reading))
        if not following:
            break
        starts = following
    # Initials: one letter, one character.
    spoken_initials = [{reading[0] for reading in table.of_family(c)} for c in text[: len(typed)]]
    matches = [letter in initials for letter, initials in zip(typed, spoken_initials, strict=False)]
    return len(typed) if len(matches) == len(typed) and all(matches) else None
