"""What is found at teeth: what gives way, what goes together, and how it is kept."""

from __future__ import annotations

import json
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.findings import (
    LONGEST_NOTE,
    NOT_SCORED,
    SEXTANTS,
    WITH_SEVERITY,
    WITH_SURFACES,
    Finding,
    FindingKind,
    Findings,
    Severity,
    Surface,
    at,
    checked,
    checked_gums,
    described,
    displaced,
    findings_from_json,
    findings_to_json,
    found,
    removed,
    summary,
    surface_word,
)
from dentui.domain.teeth import TEETH, Numbering, deciduous
from dentui.errors import Invalid

SOME_TEETH = (16, 11, 21, 36, 48, 55, 81)


@st.composite
def single(draw: st.DrawFn) -> Finding:
    """A finding that can be."""
    tooth = draw(st.sampled_from(SOME_TEETH))
    kinds = [kind for kind in FindingKind if not (kind is FindingKind.IMPLANT and deciduous(tooth))]
    kind = draw(st.sampled_from(kinds))
    surfaces = draw(st.lists(st.sampled_from(list(Surface)), max_size=7)) if kind in WITH_SURFACES else ()
    severity = draw(st.none() | st.sampled_from(list(Severity))) if kind in WITH_SEVERITY else None
    note = draw(st.text(max_size=30))
    return Finding(tooth, kind, tuple(surfaces), severity, note)


NONE: Findings = ()
many = st.lists(single(), max_size=40).map(lambda made: reduce(found, made, NONE))


@given(many)
def test_nothing_that_is_found_is_refused_and_it_comes_back_from_json(findings: Findings) -> None:
    assert checked(findings) == findings
    assert checked(reversed(findings)) == findings
    assert findings_from_json(json.loads(json.dumps(findings_to_json(findings)))) == findings


@given(many, single())
def test_what_is_found_is_there_and_only_what_cannot_be_beside_it_gives_way(
    findings: Findings, finding: Finding
) -> None:
    gone, after = displaced(findings, finding), found(findings, finding)
    (new,) = [each for each in at(after, finding.tooth) if each.kind is finding.kind]
    assert set(new.surfaces) == set(finding.surfaces)
    assert {each.tooth for each in gone} <= {finding.tooth}
    assert [each for each in findings if each not in gone] == [each for each in after if each is not new]
    assert displaced(after, finding) == (new,)
    assert found(after, finding) == after


@given(many)
def test_no_tooth_has_two_of_a_kind_or_is_there_and_not(findings: Findings) -> None:
    for tooth in TEETH:
        kinds = [each.kind for each in at(findings, tooth)]
        assert len(kinds) == len(set(kinds))
        if FindingKind.MISSING in kinds:
            assert set(kinds) <= {FindingKind.MISSING, FindingKind.GUM, FindingKind.OTHER}
        if FindingKind.IMPLANT in kinds:
            assert not {FindingKind.CARIES, FindingKind.ROOT_CANAL, FindingKind.FILLING} & set(kinds)


@given(many, st.sampled_from(SOME_TEETH))
def test_what_is_taken_off_a_tooth_is_gone_and_nothing_else(findings: Findings, tooth: int) -> None:
    assert at(removed(findings, tooth), tooth) == ()
    for each in findings:
        assert (each in removed(findings, tooth)) == (each.tooth != tooth)
        left = removed(findings, tooth, each.kind)
        assert (each in left) == (each.tooth != tooth)


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (Finding(19, FindingKind.CARIES), "no tooth"),
        (Finding(55, FindingKind.IMPLANT), "deciduous"),
        (Finding(16, FindingKind.CROWN, (Surface.MESIAL,)), "surface"),
        (Finding(16, FindingKind.MISSING, (), Severity.MILD), "severity"),
        (Finding(16, FindingKind.OTHER, note="x" * (LONGEST_NOTE + 1)), "too long"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(finding: Finding, words: str) -> None:
    with pytest.raises(Invalid, match=words) as told:
        found(NONE, finding)
    assert told.value.field == "findings"
    with pytest.raises(Invalid, match=words):
        checked([finding])


def test_two_that_cannot_be_together_are_refused_where_nobody_chose() -> None:
    with pytest.raises(Invalid, match="has missing"):
        checked([Finding(16, FindingKind.MISSING), Finding(16, FindingKind.CROWN)])
    assert checked([Finding(16, FindingKind.IMPLANT), Finding(16, FindingKind.CROWN)])
    assert checked([Finding(16, FindingKind.CROWN), Finding(16, FindingKind.CARIES)])


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"version": 1},
        {"version": True, "findings": []},
        {"version": 2, "findings": []},
        {"version": 1, "findings": [1]},
        {"version": 1, "findings": [{"tooth": "16", "kind": "caries"}]},
        {"version": 1, "findings": [{"tooth": True, "kind": "caries"}]},
        {"version": 1, "findings": [{"tooth": 16, "kind": ["caries"]}]},
        {"version": 1, "findings": [{"tooth": 16, "kind": "caries", "surfaces": "X"}]},
        {"version": 1, "findings": [{"tooth": 16, "kind": "caries", "surfaces": ["M"]}]},
        {"version": 1, "findings": [{"tooth": 16, "kind": "caries", "severity": []}]},
        {"version": 1, "findings": [{"tooth": 16, "kind": "caries", "note": 1}]},
        {"version": 1, "findings": [{"tooth": 16, "kind": "caries"}] * 1_000},
    ],
)
def test_json_that_is_none_of_ours_is_refused_and_never_a_fault(value: object) -> None:
    with pytest.raises(Invalid):
        findings_from_json(value)


def test_findings_are_told_in_the_order_of_a_chart_and_in_either_numbering() -> None:
    findings = checked(
        [
            Finding(36, FindingKind.FILLING, (Surface.OCCLUSAL,)),
            Finding(16, FindingKind.CARIES, (Surface.DISTAL, Surface.MESIAL), Severity.MODERATE, " deep\n"),
        ]
    )
    assert summary(findings) == "16 caries MD, moderate, deep; 36 filling O"
    assert summary(findings, Numbering.UNIVERSAL).startswith("3 caries MD")
    assert described(Finding(16, FindingKind.MISSING)) == "missing"
    assert surface_word(Surface.OCCLUSAL, 11) == "incisal"
    assert surface_word(Surface.LINGUAL, 16) == "palatal"
    assert surface_word(Surface.LINGUAL, 36) == "lingual"
    assert surface_word(Surface.BUCCAL, 33) == "labial"


def test_every_tooth_but_the_wisdom_teeth_has_its_sextant() -> None:
    teeth = [tooth for sextant in SEXTANTS for tooth in sextant]
    assert sorted(teeth) == sorted(tooth for tooth in TEETH if not deciduous(tooth) and tooth % 10 != 8)
    assert SEXTANTS[0] == (17, 16, 15, 14)
    assert SEXTANTS[5] == (34, 35, 36, 37)


def test_gums_are_scored_as_the_examination_has_it() -> None:
    assert checked_gums(("0", "4*", " x ", "", "2", "1*")) == ("0", "4*", "X", "", "2", "1*")
    assert checked_gums(NOT_SCORED) == NOT_SCORED
    for wrong in (("5", *NOT_SCORED[1:]), NOT_SCORED[1:], ("X*", *NOT_SCORED[1:]), ("٣", *NOT_SCORED[1:])):
        with pytest.raises(Invalid) as told:
            checked_gums(wrong)
        assert told.value.field == "gums"
