"""Merges of merges, what leads through them for members, and what is asked before one is made again."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from dentui.domain.merging import Count
from dentui.errors import Conflict, NotFound
from dentui.store import indexing, merged, patients, tables
from dentui.store.scope import View
from tests.clinics import ADMINISTRATOR, MEMBER, OTHER_MEMBER, Clinic, patient, ticket, visit
from tests.services.test_merges import edit_responsible, merge, merges, three, undo
from tests.working import SCAN, chart, charts, edit, require_sound


def test_a_chain_leads_to_its_end_past_a_profile_of_another_member(clinic: Clinic) -> None:
    first, middle, end = three(clinic)
    merge(clinic, middle, first)
    merge(clinic, end, middle)
    edit_responsible(clinic, middle, 3)
    now = chart(clinic, first, MEMBER)
    assert now.merged_into is not None
    assert now.merged_into.uuid == end
    assert chart(clinic, end, MEMBER).merged_here == 1
    charts(clinic).open_ticket(MEMBER, uuid4(), first, uuid4(), SCAN)
    assert len(charts(clinic).tickets(MEMBER, end)) == 4
    # The middle one's own chain ends beyond who sees it.
    assert chart(clinic, middle, OTHER_MEMBER).merged_into is None
    with pytest.raises(NotFound):
        clinic.patients.chart(MEMBER, middle)
    require_sound(clinic)


@pytest.mark.parametrize("clinic", ["postgresql"], indirect=True)
def test_a_transaction_that_followed_a_chain_sees_no_more_afterwards(clinic: Clinic) -> None:
    first, middle, end = three(clinic)
    merge(clinic, middle, first)
    merge(clinic, end, middle)
    edit_responsible(clinic, middle, 3)

    def look(view: View) -> tuple[bool, int]:
        found = merged.end_of(view, patients.id_of(view, first))
        everybody = select(func.count()).select_from(tables.patient)
        return found is not None, view.connection.scalar(everybody) or 0

    assert clinic.database.read(MEMBER, look) == (True, 2)


def test_who_cannot_be_merged_is_found_out_without_opening_a_chart(clinic: Clinic) -> None:
    main, other, third = three(clinic)
    (carlos,) = clinic.take_in(patient("Carlo's", responsible_id=3))
    merge(clinic, main, other)

    def trail() -> int:
        with clinic.database.engine.connect() as connection:
            indexing.enter(connection, 1)
            return connection.scalar(select(func.count()).select_from(tables.audit)) or 0

    before, nobody = trail(), uuid4()
    refused = merges(clinic).refusals(MEMBER, [third, other, carlos, nobody])
    assert set(refused) == {other, carlos, nobody}
    assert "choose chart #1 instead" in refused[other]
    assert refused[carlos] == refused[nobody]
    assert trail() == before


def test_what_a_merge_made_again_moves_and_changes_is_told_before(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    done = merge(clinic, main, other, family="Kelelr")
    with pytest.raises(Conflict, match="nothing to make again"):
        merges(clinic).plan_redo(MEMBER, done.uuid)
    undo(clinic, done)
    plan = merges(clinic).plan_redo(MEMBER, done.uuid)
    assert plan.moves == (Count("records", 2),)
    assert plan.fields == ("family", "email", "allergies")
    assert plan.must_type == ""
    edit(clinic, other, birth_date=date(1960, 1, 1))
    assert merges(clinic).plan_redo(MEMBER, done.uuid).must_type == "Keller, Anna"


def test_a_merge_made_again_joins_texts_in_the_order_in_which_profiles_were_chosen(clinic: Clinic) -> None:
    main, earlier, later = three(clinic)
    undone = undo(clinic, merge(clinic, main, later, earlier))
    edit(clinic, later, allergies="Nickel")
    merges(clinic).redo(MEMBER, uuid4(), undone.uuid)
    assert chart(clinic, main).allergies == "Latex\nNickel\nPenicillin"
    require_sound(clinic)


def test_what_somebody_has_changed_back_already_is_not_asked_about(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    done = merge(clinic, main, other, mobile="+41792220000")
    edit(clinic, main, mobile="+41791110000")
    plan = merges(clinic).plan_undo(MEMBER, done.uuid)
    assert [field.field for field in plan.fields if field.changed_since] == []
    undo(clinic, done)
    assert chart(clinic, main).mobile == "+41791110000"
    (newest, *_) = charts(clinic).history(ADMINISTRATOR, main)
    assert "mobile" not in [field.field for field in newest.fields]
    require_sound(clinic)


def test_a_former_name_that_came_from_another_members_profile_stays_when_an_edit_is_taken_back(
    clinic: Clinic,
) -> None:
    (main,) = clinic.take_in(patient("Keller"))
    save = edit(clinic, main, MEMBER, family="Nakamura")
    (theirs,) = clinic.take_in(patient("Nakamura", former_names=("Keller",), responsible_id=3))
    done = merge(clinic, main, theirs)
    charts(clinic).undo(MEMBER, uuid4(), save)
    undo(clinic, done)
    assert chart(clinic, theirs).former_names == ("Keller",)
    assert chart(clinic, main).former_names == ()
    require_sound(clinic)


def test_of_two_addresses_each_stays_whole(clinic: Clinic) -> None:
    one, two, three_ = clinic.take_in(
        patient("Keller", address="Seeweg 3\n8001 Zürich", tickets=(ticket(),)),
        patient("Keller", address="Bahnhofstrasse 1\n8001 Zürich", records=(visit(1),)),
        patient("Keller", address="Seeweg 3"),
    )
    preview = merges(clinic).preview(MEMBER, one, [two, three_])
    (address,) = [choice for choice in preview.choices if choice.field == "address"]
    assert address.options[0].value == "Seeweg 3\n8001 Zürich\nBahnhofstrasse 1\n8001 Zürich"
    merge(clinic, one, two, three_)
    assert chart(clinic, one).form.address == address.options[0].value
