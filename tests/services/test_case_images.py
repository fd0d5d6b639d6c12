"""What is attached to a case, and what becomes of it when charts are merged and parted."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from dentui.errors import Conflict, Invalid
from tests.casework import begin, case, cases, lab, order
from tests.clinics import ADMINISTRATOR, Clinic
from tests.images import add, images, items_of
from tests.services.registers import register
from tests.services.test_merges import merge, merges
from tests.services.test_merges import undo as undo_merge
from tests.working import charts, enter, require_sound, rows


def attached(clinic: Clinic, of: UUID) -> UUID:
    """An item of image data of the patient, in a record of its own."""
    home = clinic.settings.home
    (item,) = add(clinic, home.parent / f"{home.name}-{uuid4().hex}", of, {"letter.bin": uuid4().bytes})
    return item.uuid


def test_attachments_keep_their_order_and_come_from_one_record(clinic: Clinic) -> None:
    of, form = enter(clinic), order(lab(clinic))
    one, other = attached(clinic, of), attached(clinic, of)
    made = begin(clinic, of, replace(form, attachments=(one,)))
    assert [item.uuid for item in case(clinic, made).attachments] == [one]
    assert case(clinic, made).row.attachments == 1
    with pytest.raises(Invalid, match="two records"):
        cases(clinic).edit(ADMINISTRATOR, uuid4(), made, 1, replace(form, attachments=(one, other)))
    cases(clinic).edit(ADMINISTRATOR, uuid4(), made, 1, replace(form, attachments=(other,)))
    assert case(clinic, made).form.attachments == (other,)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), charts(clinic).last_change(ADMINISTRATOR, of).save)  # type: ignore[union-attr]
    assert case(clinic, made).form.attachments == (one,)
    require_sound(clinic)


def test_only_what_is_in_the_patients_chart_is_attached(clinic: Clinic) -> None:
    theirs = attached(clinic, enter(clinic, "Meier"))
    for strange in (theirs, uuid4()):
        with pytest.raises(Invalid) as told:
            begin(clinic, enter(clinic), order(None, attachments=(strange,)))
        assert told.value.field == "attachments"


def test_image_data_that_a_case_holds_is_not_taken_back(clinic: Clinic) -> None:
    of = enter(clinic)
    item = attached(clinic, of)
    added = charts(clinic).last_change(ADMINISTRATOR, of)
    assert added is not None
    made = begin(clinic, of, order(None, attachments=(item,)))
    with pytest.raises(Conflict, match="an unfinished case holds"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), added.save)
    cases(clinic).edit(ADMINISTRATOR, uuid4(), made, 1, order(None))
    charts(clinic).undo(ADMINISTRATOR, uuid4(), added.save)
    assert items_of(images(clinic), of) == ()
    require_sound(clinic)


def test_cases_follow_their_patient_into_a_merge_and_out_of_it(clinic: Clinic) -> None:
    main, other = enter(clinic, mobile="+41791234567"), enter(clinic, mobile="+41791234567")
    item = attached(clinic, other)
    made = begin(clinic, other, order(lab(clinic), attachments=(item,)))
    before = register(clinic)
    preview = merges(clinic).preview(ADMINISTRATOR, main, [other])
    assert "case for the lab" in str(preview)
    done = merge(clinic, main, other)
    moved = case(clinic, made)
    assert (moved.row.patient, moved.form.attachments) == (main, (item,))
    later = uuid4()
    cases(clinic).keep(ADMINISTRATOR, uuid4(), other, later, order(None))
    assert case(clinic, later).row.patient == main
    plan = merges(clinic).plan_undo(ADMINISTRATOR, done.uuid)
    assert any("case without a number" in line for line in plan.stays_lines)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), charts(clinic).last_change(ADMINISTRATOR, main).save)  # type: ignore[union-attr]
    undo_merge(clinic, done)
    assert register(clinic) == before
    require_sound(clinic)


def test_what_is_in_another_chart_since_an_undo_is_counted_and_not_shown(clinic: Clinic) -> None:
    main, other = enter(clinic, mobile="+41791234567"), enter(clinic, mobile="+41791234567")
    item = attached(clinic, main)
    made = begin(clinic, other, order(None))
    done = merge(clinic, main, other)
    cases(clinic).edit(ADMINISTRATOR, uuid4(), made, 1, order(None, attachments=(item,)))
    undo_merge(clinic, done)
    there = case(clinic, made)
    assert (there.row.patient, there.attachments, there.elsewhere) == (other, (), 1)
    cases(clinic).edit(ADMINISTRATOR, uuid4(), made, 2, order(None, instructions="still"))
    assert rows(clinic, "case_image") == 1
