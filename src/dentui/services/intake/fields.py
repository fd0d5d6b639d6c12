"""What a column of a CSV file can be, and what such a column is called in six languages."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache
from importlib.resources import files


class Field(Enum):
    """What a column is taken as; the value is how the report says it."""

    # Enum's own is written in Python and is asked a hundred times for every row.
    __hash__ = object.__hash__

    NAME = "name"
    """A column called "name" or "nom" alone: the family name beside a given name, else the full one."""
    FULL_NAME = "full name"
    FAMILY = "family name"
    GIVEN = "given name"
    OTHER = "other names"
    FORMER_NAME = "former name"
    GENDER = "gender"
    SALUTATION = "salutation (for the gender)"
    BIRTH_DATE = "date of birth"
    MOBILE = "mobile"
    LANDLINE = "landline"
    PHONE = "phone (mobile or landline by its number)"
    EMAIL = "e-mail"
    ID_NUMBER = "ID number"
    INSURANCE_NUMBER = "medical insurance card number"
    ADDRESS = "contact address"
    STREET = "contact address (street)"
    HOUSE_NUMBER = "contact address (house number)"
    POSTCODE = "contact address (postcode)"
    CITY = "contact address (town)"
    COUNTRY = "contact address (country)"
    NOTE = "note"
    ALLERGIES = "allergies"
    HISTORY = "past medical history"
    ORAL_HABITS = "oral habits"
    CHART_NUMBER = "chart number"
    LAST_VISIT = "last visit"
    ENTERED = "entered"


DATES = frozenset({Field.BIRTH_DATE, Field.LAST_VISIT, Field.ENTERED})
PHONES = frozenset({Field.MOBILE, Field.LANDLINE, Field.PHONE})
NAMES = frozenset({Field.NAME, Field.FULL_NAME, Field.FAMILY, Field.GIVEN, Field.OTHER, Field.FORMER_NAME})

# Words that say whose value it is, which is always the patient's.
_WHOSE = frozenset((
    "patient", "patients", "patienten", "patientin", "des", "der", "du", "de", "del", "della", "la", "le",
    "the", "of", "client", "customer", "kunde", "kunden", "paciente", "paziente", "pat", "main", "primary",
))  # fmt: skip
_FAMILY_WORDS = frozenset((
    "name", "nachname", "familienname", "last", "lastname", "surname", "family", "nom", "cognome", "apellido",
    "apellidos",
))  # fmt: skip


def field_of(header: str) -> Field | None:
    """What a header names, or None. "Patient's First Name (as in passport)" is a given name."""
    known = _known()
    header = header[:100]
    for attempt in (header, re.sub(r"[(\[（].*?[)\]）]", " ", header)):
        words = _words(attempt)
        for some in (words, [word for word in words if word not in _WHOSE], _without_count(words)):
            if found := known.get("".join(some)):
                return found
    return None


def family_comes_first(header: str) -> bool:
    """Whether a header of full names, such as "Name Vorname", puts the family name first."""
    words = _words(header)
    return len(words) > 1 and words[0] in _FAMILY_WORDS and words[1] not in ("and", "given", "full")


@lru_cache(maxsize=1)
def _known() -> dict[str, Field]:
    known: dict[str, Field] = {}
    field = Field.NAME
    for line in files(__package__).joinpath("headers.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            field = Field[line.strip("[]")]
        elif line and not line.startswith("#"):
            for called in line.split(";"):
                known.setdefault("".join(_words(called)), field)
    return known


def _words(header: str) -> list[str]:
    header = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", header.casefold())
    plain = "".join(" " if c in "'’" else c for c in plain if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFC", plain)
    words = re.findall(r"[^\W_]+", plain)
    return [word for word in words if word != "s"] if len(words) > 1 else words


def _without_count(words: list[str]) -> list[str]:
    """ "Telefon 2" is a "Telefon"."""
    return words[:-1] if len(words) > 1 and words[-1].isdecimal() else words
