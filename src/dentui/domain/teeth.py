"""Teeth: their numbers in both ways of writing them, where they stand, and what they are called.

A tooth is an int, its number in the FDI system of ISO 3950:2016: the first digit is the quadrant as the
patient has it (1 upper right, 2 upper left, 3 lower left, 4 lower right; 5 to 8 the same of deciduous teeth),
the second counts from the middle. So 11 to 48 are permanent and 51 to 85 deciduous. The Universal system of
the American Dental Association is only a way to write them: 1 to 32, and A to T for deciduous teeth.
"""

from __future__ import annotations

from enum import StrEnum

from dentui.errors import Invalid


class Jaw(StrEnum):
    """Which of the two a tooth stands in."""

    UPPER = "upper"
    LOWER = "lower"


class ToothKind(StrEnum):
    """What a tooth is, by its form."""

    INCISOR = "incisor"
    CANINE = "canine"
    PREMOLAR = "premolar"
    MOLAR = "molar"


class Numbering(StrEnum):
    """How teeth are written."""

    FDI = "fdi"
    UNIVERSAL = "universal"


NUMBERING_WORDS = {Numbering.FDI: "FDI", Numbering.UNIVERSAL: "Universal"}


def _row(right: int, left: int, number: int) -> tuple[int, ...]:
    """A row as it is read: from the last tooth of the right quadrant to the last of the left one."""
    from_the_middle = range(1, number + 1)
    return (
        *(right * 10 + place for place in reversed(from_the_middle)),
        *(left * 10 + place for place in from_the_middle),
    )


UPPER = _row(1, 2, 8)
LOWER = _row(4, 3, 8)
UPPER_DECIDUOUS = _row(5, 6, 5)
LOWER_DECIDUOUS = _row(8, 7, 5)
"""Rows as a chart is read, facing the patient: the patient's right stands at the left."""

ROWS = (UPPER, UPPER_DECIDUOUS, LOWER, LOWER_DECIDUOUS)
PERMANENT = frozenset(UPPER + LOWER)
TEETH = frozenset(tooth for row in ROWS for tooth in row)

PLACES = 16
"""In a jaw. A deciduous tooth stands in the place of the permanent one that follows it: 55 in that of 15."""

_WRITTEN = {
    Numbering.FDI: {tooth: str(tooth) for tooth in TEETH},
    Numbering.UNIVERSAL: {
        **{tooth: str(number) for number, tooth in enumerate(UPPER + LOWER[::-1], 1)},
        **dict(zip(UPPER_DECIDUOUS + LOWER_DECIDUOUS[::-1], "ABCDEFGHIJKLMNOPQRST", strict=True)),
    },
}
_READ = {
    numbering: {text: tooth for tooth, text in written.items()} for numbering, written in _WRITTEN.items()
}

_SIDES = {1: "right", 4: "right", 2: "left", 3: "left"}
_KINDS = (ToothKind.INCISOR, ToothKind.INCISOR, ToothKind.CANINE, ToothKind.PREMOLAR, ToothKind.PREMOLAR)
_ORDINALS = ("first", "second", "third")


def written(tooth: int, numbering: Numbering = Numbering.FDI) -> str:
    """A tooth's number as it is written: 16, or 3 in the Universal system; 55 or A."""
    return _WRITTEN[numbering][tooth]


def read_tooth(text: str, numbering: Numbering = Numbering.FDI) -> int:
    """The tooth that a number stands for. Raises Invalid where there is none of that number."""
    tooth = _READ[numbering].get(text.strip().upper())
    if tooth is None:
        known = "11 to 48, deciduous 51 to 85" if numbering is Numbering.FDI else "1 to 32, deciduous A to T"
        raise Invalid(f"No tooth has that number. {NUMBERING_WORDS[numbering]} has {known}.", field="teeth")
    return tooth


def can_become(text: str, numbering: Numbering = Numbering.FDI) -> bool:
    """Whether the text is a tooth's number or the beginning of one."""
    return any(known.startswith(text.upper()) for known in _READ[numbering])


def quadrant(tooth: int) -> int:
    """1 upper right, 2 upper left, 3 lower left, 4 lower right, of deciduous teeth too."""
    return (tooth // 10 - 1) % 4 + 1


def jaw(tooth: int) -> Jaw:
    """The jaw that the tooth stands in."""
    return Jaw.UPPER if quadrant(tooth) <= 2 else Jaw.LOWER


def deciduous(tooth: int) -> bool:
    """Whether it is a milk tooth."""
    return tooth >= 51


def kind(tooth: int) -> ToothKind:
    """What the tooth is. A deciduous molar is one, although a premolar follows it."""
    number = tooth % 10
    if number > 5 or (deciduous(tooth) and number > 3):
        return ToothKind.MOLAR
    return _KINDS[number - 1]


def place(tooth: int) -> int:
    """Where in its jaw the tooth stands as a chart is read: 0 (18, 48) to 15 (28, 38)."""
    number = tooth % 10
    return 8 - number if _SIDES[quadrant(tooth)] == "right" else 7 + number


def arch_order(tooth: int) -> tuple[int, int, bool]:
    """What teeth are sorted by: the upper jaw, then the lower one, each as a chart is read."""
    return (quadrant(tooth) > 2, place(tooth), deciduous(tooth))


def in_arch_order(teeth: frozenset[int] | set[int] | tuple[int, ...]) -> tuple[int, ...]:
    """Each tooth once, in the order in which a chart is read."""
    return tuple(sorted(set(teeth), key=arch_order))


def row(tooth: int) -> tuple[int, ...]:
    """The row of its jaw and dentition."""
    return next(each for each in ROWS if tooth in each)


def neighbours(tooth: int) -> tuple[int, ...]:
    """Those beside it in its row, one or two, as a chart is read."""
    teeth = row(tooth)
    at = teeth.index(tooth)
    return teeth[max(at - 1, 0) : at] + teeth[at + 1 : at + 2]


def opposite(tooth: int) -> int:
    """The tooth of the other jaw in the same place."""
    return tooth // 10 * 10 + tooth % 10 + {1: 30, 2: 10, 3: -10, 4: -30}[quadrant(tooth)]


def between(first: int, last: int) -> tuple[int, ...]:
    """The teeth from one to the other with both, in a chart's order. They are of one row, else only
    the two are given."""
    teeth = row(first)
    if last not in teeth:
        return in_arch_order((first, last))
    start, end = sorted((teeth.index(first), teeth.index(last)))
    return teeth[start : end + 1]


def together(teeth: tuple[int, ...]) -> bool:
    """Whether they stand side by side in one jaw with none left out. In arch order."""
    places = [place(tooth) for tooth in teeth]
    return len({jaw(tooth) for tooth in teeth}) == 1 and places == list(
        range(places[0], places[0] + len(places))
    )


def spoken(tooth: int) -> str:
    """The tooth in words: upper right first molar; lower left second deciduous molar."""
    number, milk, what = tooth % 10, deciduous(tooth), kind(tooth)
    words = [str(jaw(tooth)), _SIDES[quadrant(tooth)]]
    if what is ToothKind.INCISOR:
        words.append("central" if number == 1 else "lateral")
    elif what is ToothKind.PREMOLAR or what is ToothKind.MOLAR:
        words.append(_ORDINALS[number - (4 if milk or what is ToothKind.PREMOLAR else 6)])
    if milk:
        words.append("deciduous")
    return " ".join((*words, what))


def listed(teeth: tuple[int, ...], numbering: Numbering = Numbering.FDI) -> str:
    """Teeth in arch order in few signs: 24-26, 28. Two side by side are named both: 14, 15."""
    runs: list[list[int]] = []
    for tooth in teeth:
        if runs and row(runs[-1][-1]) == row(tooth) and place(runs[-1][-1]) + 1 == place(tooth):
            runs[-1].append(tooth)
        else:
            runs.append([tooth])
    texts = []
    for run in runs:
        names = [written(tooth, numbering) for tooth in run]
        texts += names if len(names) < 3 else [f"{names[0]}-{names[-1]}"]
    return ", ".join(texts)
