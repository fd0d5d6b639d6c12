"""Cases: which step can be made from where, what has to be said with it, and when one is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.case_finding import read_number
from dentui.domain.cases import (
    OVER,
    STEPS,
    CaseAction,
    CaseInput,
    CaseNumber,
    CaseState,
    Lateness,
    MoveInput,
    Scheme,
    checked_instructions,
    checked_said,
    choice_of,
    lateness,
    require_complete,
    require_one_record,
    steps_of,
)
from dentui.domain.images import ImageItem, ImageType
from dentui.domain.work import Work, WorkKind
from dentui.errors import Invalid

TODAY = date(2026, 11, 29)
CROWN = Work(WorkKind.CROWN, (16,))
WHOLE = CaseInput(doctor_id=1, lab_id=1, due=TODAY, works=(CROWN,))


def item(kind: ImageType, record: UUID) -> ImageItem:
    return ImageItem(uuid4(), 1, record, kind, (), datetime(2026, 1, 1), None, None)


def test_every_state_is_reached_from_a_new_case_and_only_what_is_over_for_good_ends() -> None:
    reached, left = set(), [CaseState.UNFINISHED]
    while left:
        state = left.pop()
        reached.add(state)
        left += [step.to for step in STEPS.values() if state in step.of and step.to not in reached]
    assert reached == set(CaseState)
    ends = {state for state in CaseState if not any(state in step.of for step in STEPS.values())}
    assert ends == {CaseState.CANCELLED}
    assert [step.action for step in STEPS.values()] == list(CaseAction)


def test_a_scheme_is_answered_once_and_nothing_is_shipped_before() -> None:
    def offered(scheme: Scheme) -> set[CaseAction]:
        return {step.action for step in steps_of(CaseState.DESIGNED, scheme)} - {CaseAction.CANCEL}

    assert offered(Scheme.WAITING) == {CaseAction.CONFIRM_SCHEME, CaseAction.SEND_BACK}
    assert offered(Scheme.SENT_BACK) == {CaseAction.DESIGN}
    assert offered(Scheme.CONFIRMED) == {CaseAction.DESIGN, CaseAction.SHIP}


@given(
    st.sampled_from(CaseAction),
    st.builds(MoveInput, st.text(max_size=600), st.text(max_size=100), st.text(max_size=100)),
)
def test_what_a_step_needs_is_there_or_it_is_refused(action: CaseAction, typed: MoveInput) -> None:
    step = STEPS[action]
    try:
        said = checked_said(step, typed)
    except Invalid:
        return
    assert all(getattr(said, name) for name in step.needs)
    assert checked_said(step, said) == said


@pytest.mark.parametrize("field", ["reason", "carrier", "tracking"])
def test_what_is_too_long_is_refused_at_its_field(field: str) -> None:
    with pytest.raises(Invalid) as told:
        checked_said(STEPS[CaseAction.SEND], MoveInput(**{field: "x" * 501}))
    assert told.value.field == field


@given(st.sampled_from(CaseState), st.none() | st.dates())
def test_a_case_is_late_after_its_day_and_never_when_it_is_over(state: CaseState, due: date | None) -> None:
    told = lateness(state, due, TODAY)
    assert (told is Lateness.LATE) == (due is not None and due < TODAY and state not in OVER)


@pytest.mark.parametrize(("day", "told"), [(28, Lateness.LATE), (29, Lateness.SOON), (30, Lateness.SOON)])
def test_a_case_is_due_soon_on_its_day_and_the_three_before(day: int, told: Lateness) -> None:
    assert lateness(CaseState.SENT, date(2026, 11, day), TODAY) is told
    assert lateness(CaseState.SENT, date(2026, 12, 2), TODAY) is Lateness.SOON
    assert lateness(CaseState.SENT, date(2026, 12, 3), TODAY) is Lateness.NONE


@pytest.mark.parametrize("missing", ["works", "lab_id", "doctor_id", "due"])
def test_what_a_lab_has_to_know_is_there_before_a_case_is_sent(missing: str) -> None:
    require_complete(WHOLE)
    with pytest.raises(Invalid, match="not sent") as told:
        require_complete(replace(WHOLE, **{missing: getattr(CaseInput(), missing)}))
    assert told.value.field == missing


def test_of_each_type_all_attachments_come_from_one_record() -> None:
    one, two = uuid4(), uuid4()
    photos = [item(ImageType.INTRAORAL_IMAGES, one), item(ImageType.INTRAORAL_IMAGES, one)]
    scan = item(ImageType.INTRAORAL_SCAN, two)
    require_one_record([*photos, scan])
    assert choice_of([*photos, scan]).items == tuple(each.uuid for each in (*photos, scan))
    other = item(ImageType.INTRAORAL_IMAGES, two)
    with pytest.raises(Invalid) as told:
        require_one_record([*photos, scan, other])
    assert told.value.field == "attachments"
    assert other.uuid not in choice_of([*photos, other])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("C-2026-00012", (2026, 12)),
        ("c2026-12", (2026, 12)),
        ("2026-12", (2026, 12)),
        (" 12 ", (None, 12)),
        ("c-12", (None, 12)),
        ("Keller", None),
        ("12a", None),
        ("", None),
    ],
)
def test_a_number_is_found_as_people_type_it(text: str, number: tuple[int | None, int] | None) -> None:
    assert read_number(text) == number


@given(st.integers(2000, 2100), st.integers(1, 10**9 - 1))
def test_a_number_that_is_read_aloud_is_found(year: int, number: int) -> None:
    assert read_number(str(CaseNumber(year, number))) == (year, number)


def test_instructions_keep_their_lines_and_have_an_end() -> None:
    assert checked_instructions(" a\x00 \nb ") == "a\nb"
    with pytest.raises(Invalid):
        checked_instructions("x" * 4_001)
