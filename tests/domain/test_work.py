"""Work for the lab: what goes together, what is refused, how it is kept and told."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.forms import tidy
from dentui.domain.teeth import LOWER, TEETH, UPPER, UPPER_DECIDUOUS, Numbering, in_arch_order, together
from dentui.domain.work import (
    APPLIANCES,
    FORMAT,
    KIND_WORDS,
    LONGEST_MATERIAL,
    LONGEST_SHADE,
    MATERIALS,
    SHADES,
    SINGLE,
    VITA_3D_MASTER,
    VITA_CLASSICAL,
    Work,
    WorkKind,
    Works,
    added,
    bridge,
    checked,
    described,
    displaced,
    layer,
    materials,
    removed,
    replaced,
    shades,
    summary,
    with_pontics,
    work_at,
    works_from_json,
    works_to_json,
)
from dentui.errors import Invalid

CROWN = Work(WorkKind.CROWN, (16,), material="zirconia", shade="A2")
BRIDGE = Work(WorkKind.BRIDGE, (24, 25, 26), (25,))
IMPLANT = Work(WorkKind.IMPLANT, (16,))

any_teeth = st.lists(st.sampled_from(sorted(TEETH)), max_size=6).map(tuple)
any_work = st.builds(
    Work,
    st.sampled_from(WorkKind),
    any_teeth | st.sampled_from((UPPER, LOWER, (24, 25, 26), (11, 21), (36,), (16,))),
    st.just(()) | any_teeth,
    st.none() | st.text(max_size=70),
    st.none() | st.sampled_from(SHADES) | st.text(max_size=50),
)


def taken(offered: list[Work]) -> Works:
    """Each that can be made, the later ones in the place of the earlier."""
    works: Works = ()
    for work in offered:
        try:
            works = replaced(works, work)
        except Invalid:
            continue
    return works


any_works = st.lists(any_work, max_size=12).map(taken)


@given(any_works)
@settings(max_examples=60, deadline=None)
def test_what_can_be_made_keeps_every_rule_and_comes_back_from_json(works: Works) -> None:
    assert checked(works) == checked(reversed(works)) == works
    assert works_from_json(json.loads(json.dumps(works_to_json(works)))) == works
    for tooth in TEETH:
        layers = [layer(work.kind) for work in work_at(works, tooth)]
        assert layers == sorted(set(layers), reverse=True)
    for work in works:
        assert work.teeth == in_arch_order(work.teeth)
        assert work.teeth
        assert set(work.pontics) <= set(work.teeth)
        if work.kind in SINGLE:
            assert len(work.teeth) == 1
        if work.kind is WorkKind.BRIDGE:
            assert together(work.teeth)
            assert work.abutments
            assert len(work.teeth) > 1
        assert described(work) == tidy(described(work)), "what no keyboard means was dropped"
        assert str(work.kind) in summary(works).lower()


@given(any_works, any_work)
@settings(max_examples=60, deadline=None)
def test_adding_refuses_exactly_where_replacing_takes_something_off(works: Works, work: Work) -> None:
    try:
        after = replaced(works, work)
    except Invalid:
        with pytest.raises(Invalid):
            added(works, work)
        return
    assert len(after) == len(works) + 1 - len(displaced(works, work))
    if displaced(works, work):
        with pytest.raises(Invalid):
            added(works, work)
    else:
        assert added(works, work) == after


@given(any_works, any_teeth)
@settings(max_examples=40, deadline=None)
def test_taking_off_leaves_the_other_teeth_as_they_were(works: Works, teeth: tuple[int, ...]) -> None:
    after = removed(works, teeth)
    assert set(after) <= set(works)
    assert checked(after) == after
    for work in set(works) - set(after):
        assert any(work_at(works, tooth)[0] == work for tooth in teeth if work_at(works, tooth))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("crown"),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["version", "works", "kind", "teeth", "pontics", "material"]), inner
            )
        ),
        max_leaves=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_garbage_is_refused_in_a_sentence(value: object) -> None:
    for each in (value, {"version": FORMAT, "works": value}, {"version": FORMAT, "works": [value]}):
        try:
            works = works_from_json(each)
        except Invalid:
            continue
        assert checked(works) == works


def test_what_a_newer_version_wrote_is_not_guessed_at() -> None:
    with pytest.raises(Invalid, match="newer"):
        works_from_json({"version": FORMAT + 1, "works": []})


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (Work(WorkKind.CROWN, ()), "for no tooth"),
        (Work(WorkKind.CROWN, (19,)), "no tooth has that number"),
        (Work(WorkKind.CROWN, (16, 17)), "for one tooth"),
        (Work(WorkKind.CROWN, (16,), (16,)), "only a bridge"),
        (Work(WorkKind.IMPLANT, (55,)), "deciduous"),
        (Work(WorkKind.BRIDGE, (24,)), "two teeth"),
        (Work(WorkKind.BRIDGE, (24, 26)), "side by side"),
        (Work(WorkKind.BRIDGE, (18, 48)), "side by side"),
        (Work(WorkKind.BRIDGE, (24, 25), (26,)), "none of its teeth"),
        (Work(WorkKind.BRIDGE, (24, 25), (24, 25)), "nothing would carry it"),
        (Work(WorkKind.DENTURE, (16, 46)), "for one jaw"),
        (Work(WorkKind.CROWN, (16,), material="x" * (LONGEST_MATERIAL + 1)), "material is too long"),
        (Work(WorkKind.CROWN, (16,), shade="x" * (LONGEST_SHADE + 1)), "shade is too long"),
    ],
)
def test_what_cannot_be_made_is_refused(work: Work, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        checked((work,))


@pytest.mark.parametrize(
    "work",
    [
        Work(WorkKind.BRIDGE, (24, 25), (25,)),  # a cantilever
        Work(WorkKind.BRIDGE, (12, 11), (12,), "Maryland, zirconia"),
        Work(WorkKind.BRIDGE, (32, 31, 41, 42), (41, 31)),
        Work(WorkKind.BRIDGE, (11, 21)),  # joined crowns
        Work(WorkKind.VENEER, (36,)),
        Work(WorkKind.DENTURE, UPPER),
        Work(WorkKind.ALIGNER, UPPER_DECIDUOUS),
        Work(WorkKind.OTHER, (18, 48), material="Night guard"),
    ],
)
def test_what_is_only_unusual_is_taken(work: Work) -> None:
    assert len(checked((work,))) == 1


def test_a_tooth_has_one_work_and_a_crown_or_a_bridge_on_an_implant() -> None:
    with pytest.raises(Invalid, match="the upper right first molar has a crown already"):
        added((CROWN,), Work(WorkKind.INLAY, (16,)))
    assert added((CROWN,), IMPLANT) == (IMPLANT, CROWN)
    assert work_at((IMPLANT, CROWN), 16) == (CROWN, IMPLANT)
    with pytest.raises(Invalid, match="no tooth to carry the inlay"):
        added((IMPLANT,), Work(WorkKind.INLAY, (16,)))
    under_bridge = (Work(WorkKind.IMPLANT, (24,)), Work(WorkKind.IMPLANT, (26,)))
    assert added(under_bridge, BRIDGE)
    with pytest.raises(Invalid, match="a pontic hangs"):
        added((BRIDGE,), Work(WorkKind.IMPLANT, (25,)))


def test_a_denture_can_be_worn_on_crowns_and_implants() -> None:
    works = checked((CROWN, IMPLANT, Work(WorkKind.DENTURE, UPPER)))
    assert [work.kind for work in work_at(works, 16)] == ["denture", "crown", "implant"]
    with pytest.raises(Invalid, match="has a denture already"):
        added(works, Work(WorkKind.ALIGNER, (11,)))


def test_what_is_for_a_jaw_is_at_its_milk_teeth_too() -> None:
    splint = Work(WorkKind.ALIGNER, UPPER)
    assert work_at((splint,), 55) == (splint,)
    assert work_at((splint,), 85) == ()
    with pytest.raises(Invalid, match="has one already"):
        added((splint,), Work(WorkKind.ALIGNER, (55,)))


def test_a_bridge_goes_whole_where_one_of_its_teeth_gets_a_crown() -> None:
    at_24 = Work(WorkKind.CROWN, (24,))
    assert replaced((BRIDGE,), at_24) == (at_24,)
    assert displaced((CROWN, BRIDGE), at_24) == (BRIDGE,)
    assert removed((CROWN, BRIDGE), (25,)) == (CROWN,)


def test_taking_off_goes_from_the_top() -> None:
    assert removed((IMPLANT, CROWN), (16,)) == (IMPLANT,)
    assert removed((IMPLANT,), (16, 17)) == ()


def test_a_pontic_is_turned_there_and_back() -> None:
    assert bridge((26, 24, 25)) == BRIDGE
    assert bridge((11, 21)).pontics == ()
    (cantilever,) = with_pontics((BRIDGE,), (26,))
    assert cantilever.pontics == (25, 26)
    assert cantilever.abutments == (24,)
    assert with_pontics((cantilever,), (25, 26))[0].pontics == ()
    with pytest.raises(Invalid, match="nothing would carry"):
        with_pontics((BRIDGE,), (24, 26))
    for teeth in ((16,), (25, 16)):
        with pytest.raises(Invalid, match="part of a bridge"):
            with_pontics((CROWN, BRIDGE), teeth)


def test_work_is_told_in_one_line() -> None:
    second = Work(WorkKind.CROWN, (17,), material="zirconia", shade="A2")
    works = checked((CROWN, second, BRIDGE, Work(WorkKind.DENTURE, LOWER, material="Acrylic")))
    assert summary(works) == ("Crown 17, 16 zirconia A2; bridge 24-26, pontic 25; denture lower jaw Acrylic")
    assert summary(works[:3], Numbering.UNIVERSAL) == "Crown 2, 3 zirconia A2; bridge 12-14, pontic 13"
    assert described(bridge((11, 12, 13, 14), "PFM", "A3")) == "bridge 14-11, pontics 13, 12, PFM A3"
    assert summary(()) == ""


def test_usual_texts_are_ones_that_are_taken() -> None:
    assert len(VITA_CLASSICAL) == 16
    assert len(VITA_3D_MASTER) == 29
    assert set(MATERIALS) == set(KIND_WORDS) == set(WorkKind)
    assert all(len(each) <= LONGEST_MATERIAL for each in sum(MATERIALS.values(), ()))
    assert shades("a3") == ("A3", "A3.5")
    assert materials(WorkKind.CROWN, "zir") == ("Zirconia",)
    assert {layer(kind) for kind in APPLIANCES} == {2}
