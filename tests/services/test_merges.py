"""Profiles of one person become one, and apart again as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from dentui.domain.actors import Actor
from dentui.domain.merging import Count, Merge, MergeInput, MergePreview, UndoPlan, proposed
from dentui.domain.patients import Gender
from dentui.errors import Conflict, DentuiError, Forbidden, Invalid, NotFound
from dentui.services.merges import Merges
from dentui.store import indexing, moves, tables
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic, at, patient, ticket, visit
from tests.services.registers import register
from tests.working import (
    SCAN,
    VISIT,
    chart,
    charts,
    edit,
    enter,
    form,
    make_record,
    open_ticket,
    record,
    require_sound,
)


def merges(clinic: Clinic) -> Merges:
    """The service, in Switzerland."""
    return Merges(clinic.database, "CH")


def merge_input(preview: MergePreview, **values: object) -> MergeInput:
    """What a drawer hands over: what is proposed, with some fields chosen otherwise."""
    chosen = replace(proposed(preview.main.form, preview.choices), **values)  # type: ignore[arg-type]
    return MergeInput(
        preview.main.uuid,
        preview.main.version,
        tuple((each.uuid, each.version) for each in preview.others),
        chosen,
    )


def merge(clinic: Clinic, main: UUID, *others: UUID, actor: Actor = ADMINISTRATOR, **values: object) -> Merge:
    """Merge as it is proposed, with some fields chosen otherwise."""
    preview = merges(clinic).preview(actor, main, others)
    return merges(clinic).merge(actor, uuid4(), merge_input(preview, **values))


def undo(clinic: Clinic, merge: Merge, *give_back: str, actor: Actor = ADMINISTRATOR) -> Merge:
    """Undo a merge as it is planned."""
    plan = merges(clinic).plan_undo(actor, merge.uuid)
    return merges(clinic).undo(actor, uuid4(), merge.uuid, plan.version, frozenset(give_back))


def three(clinic: Clinic) -> list[UUID]:
    """Anna Keller, once as she is, once misspelt with another phone, once under the name that she was born
    with."""
    return clinic.take_in(
        patient(
            "Keller", "Anna", mobile="+41791110000", birth_date=date(1990, 3, 12), allergies="Latex",
            records=(visit(at(2024)),), tickets=(ticket(),),
        ),
        patient(
            "Kelelr", "Anna", mobile="+41792220000", birth_date=date(1990, 3, 12), allergies="Penicillin",
            email="anna@example.org", records=(visit(at(2025)), visit(at(2021))),
        ),
        patient(
            "Schmidt", "Anna", gender="U", landline="+41443330000", former_names=("Schmid",),
            records=(visit(at(2019)),), tickets=(ticket(), ticket("completed")),
        ),
    )  # fmt: skip


def test_a_preview_shows_what_moves_and_what_is_to_be_chosen(clinic: Clinic) -> None:
    main, *others = three(clinic)
    preview = merges(clinic).preview(MEMBER, main, others)
    assert preview.main.name == "Keller, Anna"
    assert preview.moves == (
        Count("records", 3),
        Count("scan tickets", 2),
        Count("former name or phone", 1),
    )
    assert preview.others[1].rows == (
        Count("record", 1),
        Count("scan tickets", 2),
        Count("former name or phone", 1),
    )
    by_field = {choice.field: choice for choice in preview.choices}
    assert set(by_field) == {"family", "mobile", "landline", "email", "allergies"}
    assert by_field["allergies"].options[0].value == "Latex\nPenicillin"
    assert by_field["landline"].fills_gap
    assert preview.must_type == ""


def test_charts_that_a_preview_shows_are_in_the_trail_as_opened(sqlite_clinic: Clinic) -> None:
    main, *others = three(sqlite_clinic)

    def opened() -> int:
        with sqlite_clinic.database.engine.connect() as connection:
            return len(
                connection.execute(select(tables.audit).where(tables.audit.c.action == "open chart")).all()
            )

    merges(sqlite_clinic).preview(MEMBER, main, others)
    assert opened() == 3
    merges(sqlite_clinic).preview(MEMBER, main, others[:1])
    assert opened() == 3


def test_all_that_hangs_on_a_profile_moves_and_nothing_is_lost(clinic: Clinic) -> None:
    main, *others = three(clinic)
    done = merge(clinic, main, *others)
    assert [each.name for each in done.others] == ["Kelelr, Anna", "Schmidt, Anna"]
    assert (done.by, done.undone, done.blocked) == ("Anna", False, "")
    now = chart(clinic, main)
    assert now.allergies == "Latex\nPenicillin"
    assert (now.mobile, now.landline, now.email) == ("+41791110000", "+41443330000", "anna@example.org")
    assert set(now.former_names) == {"Kelelr", "Schmidt", "Schmid"}
    assert now.former_phones == ("+41792220000",)
    assert (now.merged, now.merged_here, now.last_visit) == (False, 2, datetime(2025, 1, 1, 9, 30))
    assert len(clinic.patients.records(MEMBER, main)) == 4
    assert len(charts(clinic).tickets(MEMBER, main)) == 3
    for other in others:
        theirs = chart(clinic, other)
        assert theirs.merged
        assert theirs.merged_into is not None
        assert (theirs.merged_into.uuid, theirs.merged_into.name) == (main, "Keller, Anna")
        assert clinic.patients.records(MEMBER, other) == ()
    require_sound(clinic)


def test_a_merge_undone_at_once_leaves_the_register_as_it_was(clinic: Clinic) -> None:
    main, *others = three(clinic)
    before = register(clinic)
    done = merge(clinic, main, *others, family="Schmidt", mobile="+41792220000")
    assert register(clinic) != before
    assert undo(clinic, done).undone
    assert register(clinic) == before
    require_sound(clinic)


def test_both_histories_and_the_trail_tell_of_a_merge_and_of_its_undo(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    done = merge(clinic, main, other)
    (newest, *_) = charts(clinic).history(ADMINISTRATOR, main)
    told = {field.field: (field.before, field.after) for field in newest.fields}
    assert newest.action == "merge patients"
    assert told["email"] == ("", "anna@example.org")
    assert told["former_name"] == ("", "Kelelr")
    assert told["merged"] == ("", "#2")
    assert charts(clinic).history(ADMINISTRATOR, other)[0].action == "merged into another"
    undo(clinic, done)
    assert [change.undoes for change in charts(clinic).history(ADMINISTRATOR, main)] == ["merge patients", ""]
    assert [change.undone for change in charts(clinic).history(ADMINISTRATOR, other)] == [False, True]
    assert [merge.undone for merge in merges(clinic).of_patient(ADMINISTRATOR, other)] == [True]


def test_what_was_changed_since_stays_unless_it_is_given_back(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    done = merge(clinic, main, other, mobile="+41792220000")
    edit(clinic, main, email="new@example.org", mobile="+41795550000", note="since")
    plan = merges(clinic).plan_undo(ADMINISTRATOR, done.uuid)
    unclear = {
        field.field: (field.before, field.merged, field.now) for field in plan.fields if field.changed_since
    }
    assert unclear == {
        "email": ("", "anna@example.org", "new@example.org"),
        "mobile": ("+41791110000", "+41792220000", "+41795550000"),
    }
    undo(clinic, done, "email")
    now = chart(clinic, main)
    assert (now.email, now.mobile, now.note, now.allergies) == ("", "+41795550000", "since", "Latex")
    assert "+41791110000" in now.former_phones
    assert clinic.names("0791110000") == ["Keller, Anna"]
    require_sound(clinic)


def test_rows_made_since_stay_and_are_listed_and_rows_that_are_gone_are_counted(clinic: Clinic) -> None:
    main, other = enter(clinic, "Keller"), enter(clinic, "Kelelr")
    line = make_record(clinic, other)
    moved = open_ticket(clinic, other)
    done = merge(clinic, main, other)
    save = next(c.save for c in charts(clinic).history(ADMINISTRATOR, main) if c.action == "make record")
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    since = make_record(clinic, main, name="Since")  # in SQLite under the number of the one that went
    plan = merges(clinic).plan_undo(ADMINISTRATOR, done.uuid)
    assert plan.stays == (Count("record", 1),)
    assert plan.stays_lines == ("record 04.03.2025 Since",)
    assert plan.gone == (Count("record", 1),)
    assert [back.rows for back in plan.comes_back] == [(Count("scan ticket", 1),)]
    undo(clinic, done)
    assert [each.uuid for each in clinic.patients.records(ADMINISTRATOR, main)] == [since.uuid]
    assert clinic.patients.records(ADMINISTRATOR, other) == ()
    assert [each.uuid for each in charts(clinic).tickets(ADMINISTRATOR, other)] == [moved.uuid]
    assert line.uuid != since.uuid
    require_sound(clinic)


def test_what_cannot_be_merged_is_refused_with_a_sentence(clinic: Clinic) -> None:
    main, other, third = three(clinic)
    (far,) = clinic.take_in(patient("Far", responsible_id=4), actor=ELSEWHERE)
    (carlos,) = clinic.take_in(patient("Carlo's", responsible_id=3))

    def refusal(kind: type[DentuiError], actor: Actor, *chosen: UUID) -> str:
        with pytest.raises(kind) as told:
            merges(clinic).preview(actor, chosen[0], chosen[1:])
        with pytest.raises(kind) as again:
            merges(clinic).merge(
                actor, uuid4(), MergeInput(chosen[0], 1, tuple((each, 1) for each in chosen[1:]), form())
            )
        assert str(told.value) == str(again.value)
        return str(told.value)

    assert "at least one" in refusal(Invalid, MEMBER, main)
    assert "twice" in refusal(Invalid, MEMBER, main, main)
    assert "twice" in refusal(Invalid, MEMBER, main, other, other)
    nobody = refusal(NotFound, MEMBER, main, uuid4())
    assert refusal(NotFound, MEMBER, main, far) == nobody
    assert refusal(NotFound, ADMINISTRATOR, main, far) == nobody
    assert refusal(NotFound, MEMBER, main, carlos) == nobody
    assert refusal(NotFound, MEMBER, carlos, main) == nobody
    many = clinic.take_in(*(patient("Many", f"N{n}") for n in range(21)))
    assert "at most 20" in refusal(Invalid, MEMBER, main, *many)
    merge(clinic, main, other)
    assert "#2 was merged into another already: choose chart #1" in refusal(Conflict, MEMBER, third, other)
    assert "#2 was merged" in refusal(Conflict, MEMBER, other, third)
    require_sound(clinic)


def test_a_chart_that_was_changed_meanwhile_is_shown_afresh(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    seen = merge_input(merges(clinic).preview(MEMBER, main, [other]))
    edit(clinic, other, note="since")
    with pytest.raises(Conflict, match="Nothing was merged") as told:
        merges(clinic).merge(MEMBER, uuid4(), seen)
    assert isinstance(told.value.theirs, MergePreview)
    assert told.value.theirs.others[0].form.note == "since"


def test_of_two_desks_that_merge_the_same_in_opposite_directions_one_wins(clinic: Clinic) -> None:
    one, two, _ = three(clinic)
    ours = merge_input(merges(clinic).preview(ADMINISTRATOR, one, [two]))
    theirs = merge_input(merges(clinic).preview(MEMBER, two, [one]))
    merges(clinic).merge(ADMINISTRATOR, uuid4(), ours)
    with pytest.raises(Conflict, match="#2 was merged into another already: choose chart #1 instead"):
        merges(clinic).merge(MEMBER, uuid4(), theirs)
    assert chart(clinic, two).merged
    assert not chart(clinic, one).merged
    require_sound(clinic)


def test_a_merge_and_an_undo_that_are_pressed_again_are_made_once(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    save, again = uuid4(), uuid4()
    seen = merge_input(merges(clinic).preview(MEMBER, main, [other]))
    done = [merges(clinic).merge(MEMBER, save, seen) for _ in range(3)]
    assert done[0] == done[1] == done[2]
    assert merges(clinic).of_save(MEMBER, save) == done[0]
    assert merges(clinic).of_save(MEMBER, again) is None
    version = merges(clinic).plan_undo(MEMBER, save).version
    for _ in range(3):
        assert merges(clinic).undo(MEMBER, again, save, version).undone
    assert len(merges(clinic).of_patient(MEMBER, main)) == 1
    require_sound(clinic)


def test_the_last_merge_is_undone_first_and_what_comes_first_is_said(clinic: Clinic) -> None:
    main, other, third = three(clinic)
    (fourth,) = clinic.take_in(patient("Keller", "Ann"))
    before = register(clinic)
    one = merge(clinic, main, other)
    two = merge(clinic, main, third)
    further = merge(clinic, fourth, main)
    assert [each.blocked for each in merges(clinic).of_patient(MEMBER, main)] == [
        "",
        "Chart #1 was itself merged into chart #4 since: undo that merge first.",
        "Chart #1 was itself merged into chart #4 since: undo that merge first.",
    ]
    with pytest.raises(Conflict, match="merged into chart #4"):
        undo(clinic, one)
    undo(clinic, further)
    with pytest.raises(Conflict, match="undo the merge of #3 first"):
        undo(clinic, one)
    undo(clinic, two)
    undo(clinic, one)
    with pytest.raises(Conflict, match="undone already"):
        undo(clinic, one)
    assert register(clinic) == before
    require_sound(clinic)


def test_a_plan_that_is_out_of_date_is_made_anew(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    done = merge(clinic, main, other)
    plan = merges(clinic).plan_undo(MEMBER, done.uuid)
    edit(clinic, main, note="since")
    with pytest.raises(Conflict, match="Nothing was undone") as told:
        merges(clinic).undo(MEMBER, uuid4(), done.uuid, plan.version)
    assert isinstance(told.value.theirs, UndoPlan)
    assert told.value.theirs.version == plan.version + 1


def test_a_merge_of_patients_who_are_another_members_by_now_is_an_administrators_to_undo(
    clinic: Clinic,
) -> None:
    main, other, _ = three(clinic)
    done = merge(clinic, main, other, actor=MEMBER)
    edit_responsible(clinic, other, 3)
    (seen,) = merges(clinic).of_patient(MEMBER, main)
    assert "Ask an administrator" in seen.blocked
    assert seen.others == ()
    with pytest.raises(Forbidden):
        undo(clinic, done, actor=MEMBER)
    assert merges(clinic).of_patient(OTHER_MEMBER, other) == ()
    theirs = chart(clinic, other, OTHER_MEMBER)
    assert (theirs.merged, theirs.merged_into) == (True, None)
    with pytest.raises(Forbidden, match="not in your register"):
        charts(clinic).open_ticket(OTHER_MEMBER, uuid4(), other, uuid4(), SCAN)
    undo(clinic, done)
    require_sound(clinic)


def edit_responsible(clinic: Clinic, wanted: UUID, person_id: int) -> None:
    """Another member gets a profile, as when somebody leaves the institution."""
    from sqlalchemy import update

    with clinic.database.engine.begin() as connection:
        indexing.enter(connection, 1)
        connection.execute(
            update(tables.patient)
            .where(tables.patient.c.uuid == wanted.bytes)
            .values(responsible_id=person_id)
        )
        indexing.rebuild(connection)


def test_a_merged_profile_is_read_only_and_what_is_made_for_it_goes_to_the_main_patient(
    clinic: Clinic,
) -> None:
    one, two, three_ = three(clinic)
    save = edit(clinic, one, note="before")
    merge(clinic, two, one)
    merge(clinic, three_, two)
    now = chart(clinic, one)
    assert now.merged_into is not None
    assert now.merged_into.uuid == three_
    assert chart(clinic, three_).merged_here == 2
    with pytest.raises(Invalid, match="merged into chart #3 and is read-only"):
        charts(clinic).edit(ADMINISTRATOR, uuid4(), one, now.version, replace(now.form, note="x"))
    with pytest.raises(Conflict, match="merged into chart #3 and is read-only"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    made, order = uuid4(), uuid4()
    charts(clinic).make_record(MEMBER, uuid4(), one, made, VISIT)
    charts(clinic).open_ticket(MEMBER, uuid4(), two, order, SCAN)
    assert record(clinic, three_, made).name == VISIT.name
    assert order in [line.uuid for line in charts(clinic).tickets(MEMBER, three_)]
    require_sound(clinic)


def test_open_forms_of_moved_rows_still_save_and_are_taken_back_for_who_has_them_now(clinic: Clinic) -> None:
    main, other = enter(clinic, "Keller"), enter(clinic, "Kelelr")
    line, order = make_record(clinic, other), open_ticket(clinic, other)
    done = merge(clinic, main, other)
    save = uuid4()
    charts(clinic).edit_record(
        ADMINISTRATOR, save, line.uuid, line.version, replace(VISIT, visiting_time=datetime(2026, 1, 2, 9, 0))
    )
    charts(clinic).edit_ticket(ADMINISTRATOR, uuid4(), order.uuid, order.version, replace(SCAN, note="x"))
    assert chart(clinic, main).last_visit == datetime(2026, 1, 2, 9, 0)
    require_sound(clinic)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert chart(clinic, main).last_visit == VISIT.visiting_time
    require_sound(clinic)
    undo(clinic, done)
    assert chart(clinic, other).last_visit == VISIT.visiting_time
    assert charts(clinic).tickets(ADMINISTRATOR, other)[0].note == "x"
    require_sound(clinic)


def test_the_last_change_is_the_merge_and_an_ordinary_undo_refuses_it(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    done = merge(clinic, main, other)
    for of, action in ((other, "merged into another"), (main, "merge patients"), (None, "merge patients")):
        last = charts(clinic).last_change(ADMINISTRATOR, of)
        assert last is not None
        assert last.action == action
        assert merges(clinic).of_save(ADMINISTRATOR, last.save) == done
    with pytest.raises(Conflict, match="history of the main patient"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), done.uuid)
    undo(clinic, done)
    assert charts(clinic).last_change(ADMINISTRATOR) is None


def test_merged_profiles_are_found_by_a_find_text_only(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    merge(clinic, main, other)
    assert len(clinic.names("")) == 2
    assert clinic.names("", MEMBER, genders=frozenset({Gender.FEMALE})) == ["Keller, Anna"]
    from dentui.domain.finding import Find

    for actor in (ADMINISTRATOR, MEMBER):
        lines = clinic.patients.find(actor, Find("kelelr")).lines
        assert [(line.name, line.merged) for line in lines] == [
            ("Keller, Anna", False),
            ("Kelelr, Anna", True),
        ]
        assert clinic.patients.count(actor, Find("")) == 2
    seen = clinic.patients.glance(MEMBER, other)
    assert seen.merged_into is not None
    assert (seen.merged, seen.merged_into.uuid) == (True, main)
    clinic.database.system(indexing.rebuild, writes=True)
    assert len(clinic.names("")) == 2
    require_sound(clinic)


def test_every_table_with_a_path_to_patient_moves_or_says_why_it_stays() -> None:
    metadata = tables.metadata
    direct = {table.name for table in metadata.sorted_tables if moves.patient_columns(table)}
    moving = {table.name for table in moves.MOVING}
    assert direct == moving | set(moves.STAY)
    hanging = {column.table.name for column in moves.HANGING}
    assert moving == set(moves.WORDS) - hanging == set(moves.LINES)
    for table in moves.MOVING:
        assert len(moves.patient_columns(table)) == 1
        assert [column.name for column in table.primary_key] == ["id"]
        assert "institution_id" in table.columns
    assert hanging == {
        table.name
        for table in metadata.sorted_tables
        if table.name not in direct and any(key.column.table.name in direct for key in table.foreign_keys)
    }, "what hangs on a table that moves goes with it, and is told of"
    assert {table.name for table in tables.OF_PATIENT} == direct - {"patient"} | {"moved"}


def test_nobody_may_type_what_no_form_would_take(clinic: Clinic) -> None:
    main, other, _ = three(clinic)
    preview = merges(clinic).preview(MEMBER, main, [other])
    with pytest.raises(Invalid) as told:
        merges(clinic).merge(MEMBER, uuid4(), merge_input(preview, email="nonsense"))
    assert told.value.field == "email"


def test_a_merge_that_was_undone_is_made_again_with_what_was_chosen_where_it_still_fits(
    clinic: Clinic,
) -> None:
    main, other, _ = three(clinic)
    undone = undo(clinic, merge(clinic, main, other, mobile="+41792220000", family="Kelelr"))
    assert undone.blocked == ""
    edit(clinic, main, family="Nakamura")
    edit(clinic, other, allergies="Nickel")
    again = merges(clinic).redo(MEMBER, uuid4(), undone.uuid)
    assert again.uuid != undone.uuid
    now = chart(clinic, main)
    assert (now.mobile, now.email, now.family) == ("+41792220000", "anna@example.org", "Nakamura")
    assert now.allergies == "Latex\nNickel"
    assert set(now.former_names) == {"Keller", "Kelelr"}
    newer, older = merges(clinic).of_patient(MEMBER, other)
    assert (newer, older.undone, older.blocked) == (
        again,
        True,
        "Chart #2 is merged into another now: undo that merge first.",
    )
    with pytest.raises(Conflict, match="merged into another now"):
        merges(clinic).redo(MEMBER, uuid4(), undone.uuid)
    with pytest.raises(Conflict, match="nothing to make again"):
        merges(clinic).redo(MEMBER, uuid4(), again.uuid)
    undo(clinic, again)
    assert chart(clinic, main).mobile == "+41791110000"
    require_sound(clinic)


def test_an_edit_taken_back_leaves_nobody_without_their_name(clinic: Clinic) -> None:
    main, other = enter(clinic, "Nakamura"), enter(clinic, "Keller")
    save = edit(clinic, main, family="Keller")
    merge(clinic, main, other)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert sorted(clinic.names("keller")) == ["Keller, Anna", "Nakamura, Anna"]
    assert clinic.names("nakamura") == ["Nakamura, Anna"]
    require_sound(clinic)
