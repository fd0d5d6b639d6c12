"""Why two profiles may be one person, in words."""

from __future__ import annotations

from collections.abc import Mapping

from dentui.domain.comparing import (
    FIELDS,
    Birth,
    Compared,
    Family,
    Given,
    Mail,
    Number,
    Order,
    Phone,
)

MOST = 5
LEAST = 0.7
"""A field that speaks less for it (natural logarithm of the likelihood ratio) is no reason."""

_SAYS: dict[str, dict[int, str]] = {
    "family": {
        Family.EQUAL: "same family name",
        Family.SPELLING: "family name but for accents",
        Family.READING: "pinyin of the family name",
        Family.SLIP: "family name but for a typing error",
        Family.SOUND: "family name sounds alike",
        Family.NEAR: "family name nearly the same",
        Family.SLIPS: "family name but for typing errors",
        Family.FORMER: "former family name",
        Family.PART: "part of the family name",
    },
    "given": {
        Given.EQUAL: "same given name",
        Given.SPELLING: "given name but for accents",
        Given.READING: "pinyin of the given name",
        Given.SLIP: "given name but for a typing error",
        Given.SOUND: "given name sounds alike",
        Given.NEAR: "given name nearly the same",
        Given.SLIPS: "given name but for typing errors",
        Given.PART: "one of the given names",
        Given.BEGINS: "given name begins alike",
    },
    "birth": {
        Birth.EQUAL: "same date of birth",
        Birth.EXCHANGED: "day and month of birth exchanged",
        Birth.TRANSPOSED: "two digits of the date of birth exchanged",
        Birth.DIGIT: "date of birth but for one digit",
    },
    "phone": {
        Phone.SAME: "same phone",
        Phone.DIGIT: "phone but for one digit",
        Phone.ENDING: "phone ends alike",
    },
    "email": {Mail.SAME: "same e-mail", Mail.ALIKE: "e-mail nearly the same"},
    "id_number": {Number.SAME: "same ID number", Number.DIGIT: "ID number but for one digit"},
    "insurance": {
        Number.SAME: "same insurance number",
        Number.DIGIT: "insurance number but for one digit",
    },
    "address": {Mail.SAME: "same address", Mail.ALIKE: "address nearly the same"},
}
_TOGETHER = {
    1: "same name",
    2: "same name but for accents",
    3: "pinyin of the name",
    4: "name but for typing errors",
    5: "name sounds alike",
}
"""Where family and given name agree on the same level."""


def reasons(pair: Compared, tells: Mapping[str, float]) -> tuple[str, ...]:
    """What speaks for one person, the most telling first; `tells` says of each field how much."""
    levels = dict(zip(FIELDS, pair.levels, strict=True))
    weighed = {
        name: tells[name]
        for name, level in levels.items()
        if level in _SAYS.get(name, {}) and tells[name] >= LEAST
    }
    said = {name: _SAYS[name][levels[name]] for name in weighed}
    if levels["order"] == Order.SWAPPED:
        weighed["family"] = weighed.pop("family", 0.0) + weighed.pop("given", 0.0)
        slip = max(levels["family"], levels["given"]) > Family.SPELLING
        reading = levels["family"] == Family.READING
        said["family"] = "family and given name swapped" + (
            ", in pinyin" if reading else ", with a typing error" if slip else ""
        )
    elif {"family", "given"} <= weighed.keys() and levels["family"] == levels["given"] in _TOGETHER:
        weighed["family"] += weighed.pop("given")
        said["family"] = _TOGETHER[levels["family"]]
    return tuple(said[name] for name in sorted(weighed, key=lambda name: -weighed[name]))[:MOST]
