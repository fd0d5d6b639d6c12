"""How alike two texts are: typing errors between them, and whether two names sound the same."""

from __future__ import annotations

import re
from functools import lru_cache


def distance(a: str, b: str, most: int) -> int:
    """Letters inserted, left out, exchanged, or swapped with their neighbour (the restricted
    Damerau-Levenshtein distance), counted up to `most`; `most + 1` says more. The work is bounded by
    `most` times the length."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    start, end_a, end_b = 0, len(a), len(b)
    while start < end_a and start < end_b and a[start] == b[start]:
        start += 1
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a -= 1
        end_b -= 1
    if end_a == start or end_b == start:
        return max(end_a, end_b) - start
    if most < 2:
        return _one(a[start:end_a], b[start:end_b], most)
    a, b = a[start:end_a], b[start:end_b]
    # One error changes two letters of those that are there.
    if len(set(a).symmetric_difference(b)) > 2 * most:
        return most + 1
    return _counted(a, b, most)


def _one(a: str, b: str, most: int) -> int:
    """For texts that begin and end with other letters: 1, or more."""
    near = len(a) == len(b) and (len(a) == 1 or (len(a) == 2 and a == b[::-1]))
    return 1 if near and most else most + 1


def _counted(a: str, b: str, most: int) -> int:
    before: list[int] = []
    row = list(range(len(b) + 1))
    far = most + 1
    for i, left in enumerate(a, 1):
        after = [far] * (len(b) + 1)
        after[0] = i
        for j in range(max(1, i - most), min(len(b), i + most) + 1):
            right = b[j - 1]
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            after[j] = cost
        if min(after) > most:
            return far
        before, row = row, after
    return min(row[-1], far)


def errors_of(length: int) -> int:
    """So many typing errors a name of this length may have and still be the same one."""
    return 0 if length < 3 else 1 if length < 8 else 2


_DIGRAPHS = (
    ("sch", "s"), ("tsch", "s"), ("sz", "s"), ("cz", "s"), ("sh", "s"), ("ch", "k"), ("ph", "f"), ("th", "t"),
    ("dt", "t"), ("tz", "s"), ("ts", "s"), ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("c", "k"), ("q", "k"),
    ("w", "v"), ("z", "s"), ("j", "i"), ("y", "i"), ("ei", "ai"), ("eu", "oi"), ("ie", "i"), ("ae", "e"),
    ("oe", "o"), ("ue", "u"), ("ou", "u"), ("ee", "i"), ("d", "t"), ("b", "p"), ("g", "k"), ("h", ""),
)  # fmt: skip
_AGAIN = re.compile(r"(.)\1+")


@lru_cache(maxsize=4096)
def sound(name: str) -> str:
    """How a folded Latin name sounds, roughly and in any European language; two that sound alike get the same
    text: meier, maier, mayr and meyer, stefan and stephan, schmid and schmitt."""
    for written, spoken in _DIGRAPHS:
        if written in name:
            name = name.replace(written, spoken)
    name = _AGAIN.sub(r"\1", name)
    # What is written between the consonants at the end is hardly heard: Mayer and Mayr.
    return name[:-2] + name[-1] if len(name) > 3 and name[-2] == "e" else name


def one_digit(a: str, b: str) -> bool:
    """Whether one digit is wrong, too many or left out, or two neighbours are exchanged."""
    return distance(a, b, 1) == 1
