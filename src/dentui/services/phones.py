"""Telephone numbers in one form, so that the same number is found however it was written.

`phonenumbers` says what is valid. It takes about 25 microseconds a number; an import has 200,000
of them, so the plain cases are decided from the same metadata with patterns compiled once per
country code, and everything else is left to `phonenumbers`. A test holds the two ways together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dentui.domain.folding import half_width

_SEPARATORS = str.maketrans("", "", " \u00a0-./()")
_DIGITS = re.compile(r"[0-9]{4,17}")
# Digits of any script and the punctuation of numbers. Anything else (a word, an extension, a
# question mark) says something that E.164 cannot hold, and so the text stays as it was given.
_NUMBER_ONLY = re.compile(
    r"[+\uff0b]?[\d\s\-.()/\[\]~\u00ad\u200b\u2010-\u2015\u2060\u2212\uff08\uff09\uff0d]+"
)
_SPREADSHEET = re.compile(r"\d[.,]?\d*[eE]\+?\d{1,2}")
_TYPES = (
    "fixed_line", "mobile", "premium_rate", "toll_free", "shared_cost", "voip", "personal_number",
    "pager", "uan", "voicemail",
)  # fmt: skip


def normalise(text: str, country: str) -> str:
    """E.164 ("+41791234567") where the text is a valid number and nothing else, otherwise the text
    with its whitespace tidied. `country` is the ISO 3166 region whose numbers may be written
    nationally. Numbers with an extension or a remark stay as they are: E.164 would lose it."""
    text = half_width(text)
    digits = text.translate(_SEPARATORS)
    found = _international(digits[1:]) if digits[:1] == "+" else _national(digits, country)
    if found is not None:
        return found
    tidy = " ".join(text.split())
    if not _NUMBER_ONLY.fullmatch(tidy):
        return tidy
    return _by_library(tidy, country) or tidy


def is_landline(number: str) -> bool | None:
    """Whether an E.164 number is a landline's; None where its country does not tell them apart
    (as in North America), or where it is neither."""
    if number[:1] != "+" or not _DIGITS.fullmatch(number[1:]):
        return None
    code, national = _split(number[1:])
    for numbering in _numberings(code):
        if numbering.valid.fullmatch(national):
            fixed = numbering.fixed.fullmatch(national) is not None
            mobile = numbering.mobile.fullmatch(national) is not None
            return None if fixed == mobile else fixed
    return None


def is_country(code: str) -> bool:
    """Whether it is the ISO 3166 code of a country with telephone numbers of its own."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def spoiled_by_spreadsheet(text: str) -> bool:
    """Whether a spreadsheet turned a long number into a rounded one ("4.17912E+10"): its last
    digits are lost for good."""
    return _SPREADSHEET.fullmatch(text) is not None


def _by_library(text: str, country: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@dataclass(frozen=True, slots=True)
class _Numbering:
    """What a region's national numbers look like, as `phonenumbers` tests them."""

    leading: re.Pattern[str] | None
    """Start that alone decides for this region among those that share a country code."""
    valid: re.Pattern[str]
    fixed: re.Pattern[str]
    mobile: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Dialling:
    """How a number is dialled within a region."""

    code: str
    abroad: re.Pattern[str]
    prefix: re.Pattern[str]
    rewritten: bool
    """Whether the prefix is not only dropped but makes another number of the rest."""


def _international(digits: str) -> str | None:
    """For the digits after a plus sign; None where `phonenumbers` has to look."""
    if not _DIGITS.fullmatch(digits):
        return None
    code, national = _split(digits)
    if not code:
        return None
    dialling = _dialling_of_code(code)
    if dialling is None or dialling.prefix.match(national) or not _valid(code, national):
        return None
    return "+" + digits


def _national(digits: str, country: str) -> str | None:
    if not _DIGITS.fullmatch(digits):
        return None
    dialling = _dialling(country.upper())
    if dialling is None or digits.startswith(dialling.code) or dialling.abroad.match(digits):
        return None
    national = digits
    if prefix := dialling.prefix.match(digits):
        if dialling.rewritten:
            return None
        national = digits[prefix.end() :]
    return f"+{dialling.code}{national}" if _valid(dialling.code, national) else None


def _valid(code: str, national: str) -> bool:
    for numbering in _numberings(code):
        if numbering.leading is not None:
            if numbering.leading.match(national):
                return numbering.valid.fullmatch(national) is not None
        elif numbering.valid.fullmatch(national):
            return True
    return False


def _split(digits: str) -> tuple[str, str]:
    """Country code and the rest. No country code is the start of another one."""
    known = _codes()
    for length in (1, 2, 3):
        if digits[:length] in known:
            return digits[:length], digits[length:]
    return "", digits


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    import phonenumbers

    return frozenset(str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@lru_cache(maxsize=512)
def _numberings(code: str) -> tuple[_Numbering, ...]:
    import phonenumbers
    from phonenumbers.phonemetadata import PhoneMetadata

    found = []
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code or 0), ()):
        data = PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
        if data is None:
            continue
        kinds = [_kind(data, kind) for kind in _TYPES]
        leading = re.compile(data.leading_digits) if data.leading_digits and region != "001" else None
        found.append(
            _Numbering(
                leading=leading,
                valid=re.compile("|".join(kind for kind in kinds if kind) or "(?!)"),
                fixed=re.compile(kinds[0] or "(?!)"),
                mobile=re.compile(kinds[1] or "(?!)"),
            )
        )
    return tuple(found)


def _kind(data: Any, name: str) -> str:
    """One pattern for numbers of a type: the general one, the type's own, and its lengths."""
    own, general = getattr(data, name), data.general_desc
    if own is None or not own.national_number_pattern or not general.national_number_pattern:
        return ""
    lengths = set(general.possible_length) & set(own.possible_length or general.possible_length)
    if not lengths:
        return ""
    counted = "|".join(f"[0-9]{{{length}}}" for length in sorted(lengths))
    return (
        rf"(?:(?=(?:{counted})\Z)(?=(?:{general.national_number_pattern})\Z)"
        rf"(?:{own.national_number_pattern}))"
    )


@lru_cache(maxsize=512)
def _dialling(region: str) -> _Dialling | None:
    from phonenumbers.phonemetadata import PhoneMetadata

    return _as_dialling(PhoneMetadata.metadata_for_region(region, None))


@lru_cache(maxsize=512)
def _dialling_of_code(code: str) -> _Dialling | None:
    import phonenumbers
    from phonenumbers.phonemetadata import PhoneMetadata

    main = phonenumbers.region_code_for_country_code(int(code))
    return _as_dialling(PhoneMetadata.metadata_for_region_or_calling_code(int(code), main))


def _as_dialling(data: Any) -> _Dialling | None:
    if data is None:
        return None
    return _Dialling(
        code=str(data.country_code),
        abroad=re.compile(data.international_prefix or "(?!)"),
        prefix=re.compile(data.national_prefix_for_parsing or "(?!)"),
        rewritten=bool(data.national_prefix_transform_rule),
    )
