"""What is found at teeth and gums: kinds, surfaces, severities, what goes together, how it is kept and told.

Gums are scored by sextant as the Basic Periodontal Examination of the British Society of Periodontology
(2019) has it: 0 to 4, with an asterisk where a furcation is involved, X where fewer than two teeth are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dentui.domain.forms import tidy
from dentui.domain.teeth import (
    LOWER,
    TEETH,
    UPPER,
    Numbering,
    ToothKind,
    arch_order,
    deciduous,
    jaw,
    kind,
    spoken,
    written,
)
from dentui.errors import Invalid


class FindingKind(StrEnum):
    """What was found."""

    CARIES = "caries"
    CALCULUS = "calculus"
    MISSING = "missing"
    FILLING = "filling"
    CROWN = "crown"
    IMPLANT = "implant"
    ROOT_CANAL = "root canal"
    WEAR = "wear"
    FRACTURE = "fracture"
    GUM = "gum"
    OTHER = "other"


class Surface(StrEnum):
    """A side of a tooth, in the order in which they are written: MOD."""

    MESIAL = "M"
    OCCLUSAL = "O"
    """The edge of a front tooth, which is called incisal."""
    DISTAL = "D"
    BUCCAL = "B"
    """Of front teeth called labial."""
    LINGUAL = "L"
    """In the upper jaw called palatal."""


class Severity(StrEnum):
    """How far it went."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


WITH_SURFACES = frozenset(
    {
        FindingKind.CARIES,
        FindingKind.CALCULUS,
        FindingKind.FILLING,
        FindingKind.WEAR,
        FindingKind.FRACTURE,
        FindingKind.GUM,
        FindingKind.OTHER,
    }
)
"""Kinds that are at sides of a tooth, where somebody says so."""
WITH_SEVERITY = frozenset(
    {
        FindingKind.CARIES,
        FindingKind.CALCULUS,
        FindingKind.WEAR,
        FindingKind.FRACTURE,
        FindingKind.GUM,
        FindingKind.OTHER,
    }
)
"""Kinds that go further or less far, where somebody says so."""
WITHOUT_TOOTH = frozenset({FindingKind.MISSING, FindingKind.IMPLANT})
"""Kinds that mean that there is no tooth of its own."""
_OF_IMPLANT = frozenset(
    {FindingKind.IMPLANT, FindingKind.CROWN, FindingKind.CALCULUS, FindingKind.GUM, FindingKind.OTHER}
)
"""What an implant can have: a crown, and what is around it."""
_OF_GAP = frozenset({FindingKind.MISSING, FindingKind.GUM, FindingKind.OTHER})

LONGEST_NOTE = 120
"""Characters."""
FORMAT = 1
"""Version of the JSON form. A reader refuses a newer one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing at one tooth. There is one of each kind at a tooth."""

    tooth: int
    """FDI."""
    kind: FindingKind
    surfaces: tuple[Surface, ...] = ()
    """In the order of Surface; () where nobody said."""
    severity: Severity | None = None
    note: str = ""
    """Of an other finding, what it is."""


Findings = tuple[Finding, ...]
"""All findings of a report, as `checked` leaves them: tooth by tooth as a chart is read, then by kind."""


def surface_word(surface: Surface, tooth: int) -> str:
    """What the side is called at this tooth: mesial, distal, occlusal or incisal, buccal or labial, palatal
    or lingual."""
    front = kind(tooth) in (ToothKind.INCISOR, ToothKind.CANINE)
    if surface is Surface.OCCLUSAL:
        return "incisal" if front else "occlusal"
    if surface is Surface.BUCCAL:
        return "labial" if front else "buccal"
    if surface is Surface.LINGUAL:
        return "palatal" if jaw(tooth) == "upper" else "lingual"
    return "mesial" if surface is Surface.MESIAL else "distal"


def at(findings: Findings, tooth: int) -> Findings:
    """What was found at a tooth."""
    return tuple(finding for finding in findings if finding.tooth == tooth)


def checked(findings: Iterable[Finding]) -> Findings:
    """The findings tidied, in their order. Raises Invalid, field `findings`, for what cannot be."""
    answer: Findings = ()
    for finding in findings:
        clash = displaced(answer, finding)
        if clash:
            where, what = spoken(finding.tooth), clash[0].kind
            raise _refused(f"The {finding.kind} was not taken: the {where} has {what}. Take that off first.")
        answer = found(answer, finding)
    return answer


def found(findings: Findings, finding: Finding) -> Findings:
    """With this finding; the same kind there, and what cannot be beside it, give way. Raises Invalid."""
    finding = _sound(finding)
    gone = displaced(findings, finding)
    return _ordered((*(other for other in findings if other not in gone), finding))


def displaced(findings: Findings, finding: Finding) -> Findings:
    """What gives way to a finding: the same kind, and what cannot be beside it."""
    return tuple(other for other in at(findings, finding.tooth) if not _together(other.kind, finding.kind))


def removed(findings: Findings, tooth: int, which: FindingKind | None = None) -> Findings:
    """Without what was found at a tooth, or without one kind of it."""
    return tuple(
        each for each in findings if each.tooth != tooth or (which is not None and each.kind is not which)
    )


def _together(one: FindingKind, other: FindingKind) -> bool:
    if one is other:
        return False
    return not any(
        here in both and there not in both
        for here, there in ((one, other), (other, one))
        for sole, both in ((FindingKind.MISSING, _OF_GAP), (FindingKind.IMPLANT, _OF_IMPLANT))
        if here is sole
    )


def _sound(finding: Finding) -> Finding:
    if finding.tooth not in TEETH:
        raise _refused(f"The {finding.kind} was not taken: no tooth has that number. FDI has 11 to 85.")
    if finding.kind is FindingKind.IMPLANT and deciduous(finding.tooth):
        raise _refused("The implant was not taken: none replaces a deciduous tooth. Choose a permanent one.")
    if finding.surfaces and finding.kind not in WITH_SURFACES:
        raise _refused(f"The {finding.kind} was not taken: it is at no single surface. Leave surfaces out.")
    if finding.severity is not None and finding.kind not in WITH_SEVERITY:
        raise _refused(f"The {finding.kind} was not taken: it has no severity. Leave it out.")
    note = tidy(finding.note)
    if len(note) > LONGEST_NOTE:
        raise _refused(f"The note is too long: at most {LONGEST_NOTE} characters. Shorten it.")
    surfaces = tuple(surface for surface in Surface if surface in finding.surfaces)
    return replace(finding, surfaces=surfaces, note=note)


def _ordered(findings: Iterable[Finding]) -> Findings:
    kinds = list(FindingKind)
    return tuple(sorted(findings, key=lambda each: (arch_order(each.tooth), kinds.index(each.kind))))


def described(finding: Finding) -> str:
    """A finding in words, without its tooth: caries MOD, moderate."""
    what = f"{finding.kind} {''.join(finding.surfaces)}".rstrip()
    return ", ".join(text for text in (what, finding.severity or "", finding.note) if text)


def summary(findings: Findings, numbering: Numbering = Numbering.FDI) -> str:
    """All of them in one line: 16 caries MOD, moderate; 24 filling O."""
    return "; ".join(f"{written(each.tooth, numbering)} {described(each)}" for each in findings)


# Gums

SEXTANTS: tuple[tuple[int, ...], ...] = (
    UPPER[1:5],
    UPPER[5:11],
    UPPER[11:15],
    LOWER[1:5],
    LOWER[5:11],
    LOWER[11:15],
)
"""Their teeth, as a chart is read: upper right, front and left, then lower right, front and left. Wisdom
teeth are left out, as the examination has it."""
SEXTANT_WORDS = (
    *("upper right", "upper front", "upper left"),
    *("lower right", "lower front", "lower left"),
)
NOT_SCORED = ("",) * len(SEXTANTS)
_SCORE = re.compile(r"([0-4]\*?|X)?")

Gums = tuple[str, ...]
"""A score for each sextant: "0" to "4", with "*" where a furcation is involved; "X"; "" for none yet."""


def checked_gums(gums: Iterable[str]) -> Gums:
    """The scores in their form. Raises Invalid, field `gums`."""
    scores = tuple(score.strip().upper() for score in gums)
    if len(scores) != len(SEXTANTS) or not all(_SCORE.fullmatch(score) for score in scores):
        raise Invalid(
            "The gum scores were not taken: a sextant has 0 to 4, with * at a furcation, or X.", "gums"
        )
    return scores


# Kept

_KINDS: Mapping[str, FindingKind] = {each.value: each for each in FindingKind}


def findings_to_json(findings: Findings) -> dict[str, object]:
    """What `findings_from_json` reads: plain values for json.dumps. What nobody said is left out."""
    return {
        "version": FORMAT,
        "findings": [
            {
                "tooth": each.tooth,
                "kind": each.kind.value,
                **({"surfaces": "".join(each.surfaces)} if each.surfaces else {}),
                **({"severity": each.severity.value} if each.severity else {}),
                **({"note": each.note} if each.note else {}),
            }
            for each in findings
        ],
    }


def findings_from_json(value: object) -> Findings:
    """Findings as `findings_to_json` gave them. Raises Invalid for anything else, and for what cannot be."""
    if not isinstance(value, dict):
        raise _unreadable("it is no object with version and findings")
    version, entries = value.get("version"), value.get("findings")
    if type(version) is int and version > FORMAT:
        raise Invalid(
            "The findings cannot be read: a newer dentui wrote them. Bring this one up to date.", "findings"
        )
    if type(version) is not int or version < 1 or not isinstance(entries, list):
        raise _unreadable("version or findings is missing")
    if len(entries) > len(FindingKind) * len(TEETH):
        raise _unreadable("there are more than teeth can have")
    return checked(_from_json(entry) for entry in entries)


def _from_json(entry: object) -> Finding:
    if not isinstance(entry, dict):
        raise _unreadable("a finding is no object")
    tooth, what, note = entry.get("tooth"), entry.get("kind"), entry.get("note", "")
    surfaces, severity = entry.get("surfaces", ""), entry.get("severity")
    if type(tooth) is not int or not isinstance(what, str) or what not in _KINDS:
        raise _unreadable("a tooth or a kind of finding is unknown")
    if not isinstance(note, str) or not isinstance(surfaces, str) or set(surfaces) - set(Surface):
        raise _unreadable("a surface or a note is no text of its kind")
    if severity is not None and severity not in list(Severity):
        raise _unreadable("a severity is unknown")
    return Finding(
        tooth,
        _KINDS[what],
        tuple(Surface(letter) for letter in surfaces),
        None if severity is None else Severity(severity),
        note,
    )


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, field="findings")


def _unreadable(why: str) -> Invalid:
    return Invalid(f"The findings cannot be read: {why}. Enter them anew on the tooth chart.", "findings")
