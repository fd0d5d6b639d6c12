"""Names of many languages and scripts, with the skew that names have."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from random import Random
from typing import NamedTuple

from dentui.domain.folding import folds, words
from dentui.domain.pinyin import readings

MOST_FAMILIES = 3_000
"""Family names of one language; made ones fill up behind the real ones."""


class Culture(NamedTuple):
    """The names of one language. `men` and `women` are given names; the `latin` lists are the same in plain
    Latin letters for e-mail addresses, "" where a name has none."""

    name: str
    families: tuple[str, ...]
    feminine: tuple[str, ...]
    """The families as a woman bears them, in the same order."""
    latin_families: tuple[str, ...]
    women: tuple[str, ...]
    latin_women: tuple[str, ...]
    men: tuple[str, ...]
    latin_men: tuple[str, ...]
    middle: tuple[str, ...]


_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
        "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "",
        "э": "e", "ю": "yu", "я": "ya", "ё": "e", "і": "i", "ї": "i", "є": "ye", "ґ": "g",
    }
)  # fmt: skip


@lru_cache(maxsize=1)
def cultures() -> dict[str, Culture]:
    """All languages by their name in names.txt."""
    return {name: _culture(name, lists) for name, lists in sections("names.txt").items()}


def sections(file: str) -> dict[str, dict[str, list[str]]]:
    """The lists of a table beside this module, by section and kind of line."""
    found: dict[str, dict[str, list[str]]] = {}
    lists: dict[str, list[str]] = {}
    for line in resources.files(__package__).joinpath(file).read_text("utf-8").splitlines():
        if line.startswith("== "):
            lists = found[line[3:]] = {}
        elif line and not line.startswith("#"):
            kind, *entries = line.split()
            lists.setdefault(kind, []).extend(entry.replace("_", " ") for entry in entries)
    return found


def _culture(name: str, lists: dict[str, list[str]]) -> Culture:
    random = Random(name)
    made = [stem + ending for stem in lists.get("stem", ()) for ending in lists.get("ending", ())]
    random.shuffle(made)
    families = tuple(dict.fromkeys(lists["family"] + made))[:MOST_FAMILIES]
    rules = [rule.split(">") for rule in lists.get("feminine", ())]
    syllables = lists.get("syllable", [])
    pairs = [first + second for first in syllables for second in syllables]
    random.shuffle(pairs)
    women = tuple(dict.fromkeys(lists["women"] + pairs[::2]))
    men = tuple(dict.fromkeys(lists["men"] + pairs[1::2]))
    return Culture(
        name,
        families,
        tuple([_feminine(family, rules) for family in families]),
        tuple(map(_latin, families)),
        women,
        tuple(map(_latin, women)),
        men,
        tuple(map(_latin, men)),
        tuple(lists.get("middle", ())),
    )


def _feminine(family: str, rules: list[list[str]]) -> str:
    for ending, instead in rules:
        if ending == "*":
            return family + instead[1:]
        if family.endswith(ending):
            return family[: -len(ending)] + instead
    return family


def _latin(name: str) -> str:
    """A name as an e-mail address writes it."""
    if readings(name[0]):
        return "".join((readings(c) or ("",))[0] for c in name)
    plain = "".join(folds(word.text)[-1] for word in words(name.lower().translate(_CYRILLIC)))
    return plain if plain.isascii() else ""
