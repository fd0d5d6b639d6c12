"""What a form of patient data may hold: lengths, what is required, how text is tidied.

Everything here is a rule over what was typed; telephone numbers, which need the numbering plans of
every country, are read in `services.phones`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from dentui.domain.folding import half_width
from dentui.domain.likeness import distance
from dentui.domain.patients import Gender, PatientInput
from dentui.errors import Invalid

LIMITS: dict[str, int] = {
    each.name: each.metadata["most"] for each in fields(PatientInput) if "most" in each.metadata
}
"""Characters that a field takes."""

WORDS: dict[str, str] = {each.name: each.metadata["words"] for each in fields(PatientInput)} | {
    "name": "name",
    "visiting_time": "visiting time",
    "case_type_id": "case type",
    "visit_type_id": "visit type",
    "doctor_id": "doctor",
    "state": "state",
    "reason": "reason",
    "kind": "kind of scan",
    "former_name": "former name",
    "former_mobile": "former mobile",
    "former_landline": "former landline",
    "merged": "merged charts",
    "images": "image data",
    "record": "record",
    "type": "type",
    "roles": "what the files show",
    "record_id": "record",
    "turns": "turned",
    "taken": "time taken",
    "device_id": "device",
    "other_chart": "other chart",
    "points": "points",
    "comment": "comment",
    "lab_id": "lab",
    "due": "due date",
    "works": "work",
    "instructions": "instructions",
    "attachments": "attachments",
    "scheme": "scheme",
    "number": "number",
    "carrier": "carrier",
    "tracking": "tracking number",
    "sent": "sent",
    "title": "title",
    "language": "language",
    "sections": "sections",
    "paper": "paper",
    "numbering": "numbering of teeth",
    "items": "chosen image data",
    "upper": "upper jaw",
    "lower": "lower jaw",
    "face": "face",
    "findings": "findings",
    "gums": "gum scores",
    "assessment": "assessment",
    "advice": "advice",
    "pictures": "pictures",
}
"""What each field is called in a sentence."""

SEVERAL_LINES = frozenset(each.name for each in fields(PatientInput) if each.metadata.get("several_lines"))
"""Fields whose line breaks are kept."""

NUMBERS = frozenset(("mobile", "landline", "email", "id_number", "insurance_number"))
"""Fields in which letters and digits of an input method are those of ASCII."""

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}")


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return len(text) <= LIMITS["email"] and _EMAIL.fullmatch(text) is not None


def tidy(text: str, *, several_lines: bool = False) -> str:
    """Without space at the ends and without runs of it; characters that no keyboard means are dropped."""
    lines = [" ".join(_meant(line).split()) for line in text.splitlines()]
    return "\n".join(lines).strip() if several_lines else " ".join(" ".join(lines).split())


def _tidied(name: str, text: str) -> str:
    text = half_width(text) if name in NUMBERS else text
    return tidy(text, several_lines=name in SEVERAL_LINES)


def _meant(line: str) -> str:
    """Without control and format characters (but the joiners, which are spelling) and halves of characters:
    PostgreSQL takes neither NUL nor a half."""
    if line.isascii() and line.isprintable():
        return line
    return "".join(
        c
        for c in line
        if c.isspace() or c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )


def touched(form: object, was: object | None, names: Iterable[str]) -> frozenset[str]:
    """Fields in which a form differs from the one that it started from; all of a new one."""
    return frozenset(name for name in names if was is None or getattr(form, name) != getattr(was, name))


def checked(form: PatientInput, today: date, was: PatientInput | None = None) -> PatientInput:
    """The form tidied. Raises Invalid, with the field, for the first that is missing, too long or impossible.
    What does not differ from `was`, the form that it started from, stays as it is, however it came there."""
    typed = touched(form, was, (*LIMITS, "birth_date"))
    tidied: dict[str, Any] = {
        # What is too long is refused below, not cut.
        name: _tidied(name, getattr(form, name))
        for name in LIMITS
        if name in typed
    }
    form = replace(form, **tidied)
    if not form.family and not form.given:
        raise Invalid("A name is missing. Type the family name, or the given name alone.", field="family")
    for each in fields(PatientInput):
        if each.name in typed or each.name == "gender":
            _check(each.name, getattr(form, each.name), today)
    return form


def _check(name: str, value: Any, today: date) -> None:
    """Raises Invalid for a field that cannot hold this."""
    if name == "gender" and value is None:
        raise Invalid("The gender is missing. Choose one; unknown is one of them.", field=name)
    if name in LIMITS and len(value) > LIMITS[name]:
        raise Invalid(
            f"The {WORDS[name]} is too long: at most {LIMITS[name]:,} characters. Shorten it.", field=name
        )
    if name == "birth_date" and value is not None and value > today:
        raise Invalid("A date of birth cannot be in the future. Mend the year.", field=name)
    if name in ("mobile", "landline") and value and not any("0" <= c <= "9" for c in value):
        raise Invalid("A phone number has digits. Mend it, or leave it empty.", field=name)
    if name == "email" and value and not is_email(value):
        raise Invalid(
            "That is no e-mail address. Write it as name@example.org, or leave it empty.", field=name
        )


def required(name: str) -> bool:
    """Whether a form of a patient has to have this field."""
    return name in ("family", "gender")


def is_correction(old: str, new: str) -> bool:
    """Whether a text was mended rather than changed for another one: one letter in four differs, at most
    two (inserted, left out, exchanged or swapped; the restricted Damerau-Levenshtein distance). Short names
    are other names soon: Li and Lu, Meyer and Weber."""
    a, b = old.casefold(), new.casefold()
    most = min(2, max(len(a), len(b)) // 4)
    return distance(a, b, most) <= most


def genders() -> tuple[Gender, ...]:
    """The genders in the order in which a form offers them."""
    return (Gender.FEMALE, Gender.MALE, Gender.OTHER, Gender.UNKNOWN)
