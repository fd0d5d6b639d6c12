"""What stands in a cell: genders, names, and what has the form of a phone, an e-mail or a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dentui.domain import forms
from dentui.domain.patients import Gender, writes_family_first

LIMITS = {**forms.LIMITS, "former name": 200}
"""Characters that a field takes."""
HIGHEST_CHART_NUMBER = 999_999_999

_GENDERS = {
    Gender.FEMALE: """f female w weiblich frau fraulein fräulein mrs ms miss woman girl mädchen madchen
        femme féminin feminin mme madame mlle mademoiselle fille donna femmina femminile signora sig.ra sigra
        mujer femenino femenina hembra sra sra. señora srta srta. 女 女性 女士 小姐 여 여자 여성""",
    Gender.MALE: """m male männlich maennlich mannlich mann herr mr mr. man boy knabe junge
        homme masculin monsieur m. garçon uomo maschio maschile signor sig sig. signore
        hombre masculino varón varon señor sr sr. 男 男性 先生 남 남자 남성""",
    Gender.OTHER: "d divers x o other diverse non-binary nonbinary autre altro otro andere 其他",
    Gender.UNKNOWN: "u unknown unbekannt ? - -- n/a inconnu sconosciuto desconocido 未知 不详 null none",
}
_BY_WORD = {word: gender for gender, words in _GENDERS.items() for word in words.split()}
_BY_FIGURE = {"1": Gender.MALE, "2": Gender.FEMALE, "0": Gender.UNKNOWN, "9": Gender.OTHER}
"""ISO/IEC 5218, and GB/T 2261.1 in China."""

_PHONE = re.compile(r"\(?(?:\+|0)[\d\s()\-./]{6,20}|\d{2,4}[\s\-/.]\d[\d\s\-/.]{4,14}")
_MOBILE_OF_CHINA = re.compile(r"1[3-9]\d{9}")
_INSURANCE = re.compile(r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}")
_ID = re.compile(r"\d{17}[\dXx]")
_LONG = re.compile(r"[A-Z]{0,3}\d{11,20}")
_TWO_CHARACTER_FAMILIES = frozenset((
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "皇甫", "尉迟", "尉遲", "公孙", "公孫",
    "慕容", "令狐", "长孙", "長孫", "宇文", "司徒", "司空", "东方", "東方", "独孤", "獨孤", "南宫", "南宮",
    "端木", "轩辕", "軒轅", "百里", "呼延", "申屠", "澹台", "公冶", "淳于", "太史", "钟离", "鍾離", "闻人",
    "濮阳", "濮陽", "赫连", "赫連", "第五", "西门", "西門", "东郭", "南门", "羊舌", "完颜", "拓跋", "纳兰",
    "남궁", "황보", "제갈", "사공", "선우", "서문", "독고",
))  # fmt: skip
_PARTICLES = frozenset((
    "von", "van", "de", "del", "della", "di", "da", "dos", "du", "des", "der", "den", "la", "le", "zu", "zur",
    "vom", "ter", "ten", "al", "el", "bin", "ibn", "san", "st.", "d'",
))  # fmt: skip


class Genders:
    """How a column's genders are read: some words mean another thing beside others."""

    def __init__(self, words: Iterable[str]) -> None:
        found = {word.strip().casefold() for word in words} - {""}
        # Hombre and mujer: beside an H, and with no F, an M is a woman.
        self.spanish = "h" in found and "m" in found and not found & {"f", "w"}
        figures = found & {"0", "1", "2", "9"}
        # Only a 2 tells that the figures are those of ISO 5218; 0 and 1 are written either way round.
        self.figures = "2" in figures and found <= {*_BY_FIGURE, "-", "?"}

    def read(self, text: str) -> Gender | None:
        """The gender, unknown for an empty cell, None for what is not understood."""
        word = text.strip().casefold()
        if not word:
            return Gender.UNKNOWN
        if self.figures:
            return _BY_FIGURE.get(word, Gender.UNKNOWN)
        if word == "h":
            return Gender.MALE
        if word == "m" and self.spanish:
            return Gender.FEMALE
        return _BY_WORD.get(word)


def is_gender(text: str) -> bool:
    """Whether a text is a word for a gender, figures not counted."""
    return text.casefold() in _BY_WORD or text in ("H", "h")


def is_phone(text: str) -> bool:
    """Whether a text has the form of a telephone number and of nothing likelier."""
    if _MOBILE_OF_CHINA.fullmatch(text):
        return True
    return (
        len(text) <= 30 and _PHONE.fullmatch(text) is not None and 7 <= sum(c.isdigit() for c in text) <= 15
    )


def is_insurance_number(text: str) -> bool:
    """Whether a text has the form of a Swiss social insurance number."""
    return _INSURANCE.fullmatch(text) is not None


def is_id_number(text: str) -> bool:
    """Whether a text is a Chinese identity number, or another long number."""
    return _ID.fullmatch(text) is not None or _LONG.fullmatch(text) is not None


def unwrapped(text: str) -> str:
    """A cell without the ="..." that keeps a spreadsheet's hands off it."""
    return text[2:-1].replace('""', '"') if text[:2] == '="' and text[-1:] == '"' and len(text) > 2 else text


@lru_cache(maxsize=50_000)
def split_name(name: str, *, family_first: bool) -> tuple[str, str]:
    """Family and given name of a full one. A comma decides; so do capitals ("KELLER Anna"), and
    scripts that write the family name first; `family_first` decides the rest."""
    if "," in name or "，" in name:
        family, _, given = name.replace("，", ",").partition(",")
        return family.strip(), given.strip()
    words = name.split()
    if len(words) < 2:
        return _split_unspaced(name)
    if writes_family_first("".join(words)):
        return words[0], "".join(words[1:])
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        if words[: len(capitals)] == capitals:
            return " ".join(capitals), " ".join(words[len(capitals) :])
        if words[-len(capitals) :] == capitals:
            return " ".join(capitals), " ".join(words[: -len(capitals)])
    if family_first:
        end = next((i for i, word in enumerate(words) if word.lower() not in _PARTICLES), 0) + 1
        return " ".join(words[:end]), " ".join(words[end:])
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _split_unspaced(name: str) -> tuple[str, str]:
    if not writes_family_first(name) or len(name) < 2:
        return name, ""
    # Four characters are mostly two and two: Japanese, or a double or two-character family name.
    family = 2 if name[:2] in _TWO_CHARACTER_FAMILIES or len(name) > 3 else 1
    if family == 2 and len(name) == 2:
        family = 1
    return name[:family], name[family:]
