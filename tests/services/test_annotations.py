"""Labels and measurements: kept with a model, changed, removed, taken back, counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from dentui.domain.annotations import Annotation, AnnotationInput, AnnotationKind, Spot
from dentui.domain.history import Theirs
from dentui.domain.images import ImageItem
from dentui.domain.merging import MergeInput, proposed
from dentui.errors import Conflict, Invalid, NotFound
from dentui.services.annotations import Annotations
from dentui.services.merges import Merges
from dentui.store import annotating, indexing, tables
from tests.clinics import ADMINISTRATOR, MEMBER, OTHER_MEMBER, Clinic
from tests.images import add, images, items_of
from tests.media.made import stl
from tests.working import charts, enter, require_sound, rows


@pytest.fixture
def patient(clinic: Clinic) -> UUID:
    return enter(clinic, actor=MEMBER)


@pytest.fixture
def jaw(clinic: Clinic, patient: UUID, elsewhere: Path) -> ImageItem:
    (item,) = add(clinic, elsewhere, patient, {"upper.stl": stl()})
    return item


def label(jaw: ImageItem, comment: str = "caries") -> AnnotationInput:
    return AnnotationInput(AnnotationKind.LABEL, (Spot(jaw.files[0].uuid, (1.5, -2.25, 3.125)),), comment)


def distance(jaw: ImageItem) -> AnnotationInput:
    file = jaw.files[0].uuid
    return AnnotationInput(AnnotationKind.DISTANCE, (Spot(file, (0, 0, 0)), Spot(file, (3, 4, 0))))


def service(clinic: Clinic) -> Annotations:
    return Annotations(clinic.database)


def keep(clinic: Clinic, jaw: ImageItem, form: AnnotationInput) -> Annotation:
    wanted = uuid4()
    service(clinic).add(MEMBER, uuid4(), jaw.uuid, wanted, form)
    return next(each for each in there(clinic, jaw) if each.uuid == wanted)


def there(clinic: Clinic, jaw: ImageItem) -> tuple[Annotation, ...]:
    return service(clinic).of_item(MEMBER, jaw.uuid)


def undo(clinic: Clinic) -> str:
    last = charts(clinic).last_change(MEMBER)
    assert last is not None
    return charts(clinic).undo(MEMBER, uuid4(), last.save).action


def test_what_is_kept_is_there_as_it_was_picked_and_is_counted(
    clinic: Clinic, patient: UUID, jaw: ImageItem
) -> None:
    first, second = keep(clinic, jaw, label(jaw, " caries \n distal")), keep(clinic, jaw, distance(jaw))
    assert there(clinic, jaw) == (first, second)
    assert first.form == label(jaw, "caries\ndistal")
    assert (first.made_by, first.value, second.value) == ("Berta", None, 5)
    (item,) = items_of(images(clinic), patient)
    assert (item.labels, item.measurements) == (1, 1)
    require_sound(clinic)


def test_history_tells_what_was_done_and_the_trail_no_comment(
    clinic: Clinic, patient: UUID, jaw: ImageItem
) -> None:
    one, other = keep(clinic, jaw, label(jaw)), keep(clinic, jaw, distance(jaw))
    service(clinic).change(MEMBER, uuid4(), one.uuid, 1, label(jaw, "crown"))
    service(clinic).remove(MEMBER, uuid4(), other.uuid, 1)
    told = [
        (change.action, [(field.field, field.before, field.after) for field in change.fields])
        for change in charts(clinic).history(MEMBER, patient)
    ]
    assert told[:4] == [
        ("remove measurement", [("points", "5.00 mm", "")]),
        ("change label", [("comment", "caries", "crown")]),
        ("add measurement", [("points", "", "5.00 mm")]),
        (
            "add label",
            [("comment", "", "caries"), ("points", "", "at 1.5, -2.2, 3.1 mm")],
        ),
    ]
    with clinic.database.engine.connect() as connection:
        indexing.enter(connection, 1)
        trail = connection.scalars(select(tables.audit.c.detail)).all()
    assert not [row for row in trail if "caries" in row or "crown" in row]


def test_the_last_change_is_taken_back_be_it_an_addition_a_change_or_a_removal(
    clinic: Clinic, patient: UUID, jaw: ImageItem
) -> None:
    made = keep(clinic, jaw, label(jaw))
    service(clinic).change(MEMBER, uuid4(), made.uuid, 1, label(jaw, "crown"))
    service(clinic).remove(MEMBER, uuid4(), made.uuid, 2)
    assert there(clinic, jaw) == ()
    assert undo(clinic) == "remove label"
    assert there(clinic, jaw) == (replace(made, version=4, comment="crown"),)
    assert undo(clinic) == "change label"
    assert there(clinic, jaw) == (replace(made, version=5),)
    assert undo(clinic) == "add label"
    assert there(clinic, jaw) == ()
    (item,) = items_of(images(clinic), patient)
    assert (item.labels, item.measurements) == (0, 0)
    require_sound(clinic)


def test_what_somebody_else_changed_since_is_not_taken_back(clinic: Clinic, jaw: ImageItem) -> None:
    made = keep(clinic, jaw, label(jaw))
    service(clinic).change(ADMINISTRATOR, uuid4(), made.uuid, 1, label(jaw, "crown"))
    with pytest.raises(Conflict, match="Anna changed the comment at"):
        undo(clinic)
    service(clinic).remove(ADMINISTRATOR, uuid4(), made.uuid, 2)
    with pytest.raises(Conflict, match="another desk has removed it"):
        undo(clinic)


def test_of_two_desks_that_change_the_same_the_second_is_told(clinic: Clinic, jaw: ImageItem) -> None:
    made = keep(clinic, jaw, label(jaw))
    service(clinic).change(ADMINISTRATOR, uuid4(), made.uuid, 1, label(jaw, "crown"))
    second: list[Callable[[], object]] = [
        lambda: service(clinic).change(MEMBER, uuid4(), made.uuid, 1, label(jaw, "inlay")),
        lambda: service(clinic).remove(MEMBER, uuid4(), made.uuid, 1),
    ]
    for call in second:
        with pytest.raises(Conflict) as told:
            call()
        theirs = told.value.theirs
        assert isinstance(theirs, Theirs)
        assert (theirs.form, theirs.version, theirs.by) == (there(clinic, jaw)[0], 2, "Anna")
    service(clinic).remove(ADMINISTRATOR, uuid4(), made.uuid, 2)
    for call in second:
        with pytest.raises(NotFound):
            call()


def test_a_save_that_is_tried_again_does_nothing_twice(clinic: Clinic, jaw: ImageItem) -> None:
    wanted, making, changing, removing = (uuid4() for _ in range(4))
    for _ in range(2):
        service(clinic).add(MEMBER, making, jaw.uuid, wanted, label(jaw))
    service(clinic).add(MEMBER, making, jaw.uuid, wanted, label(jaw, "typed since"))
    assert [each.comment for each in there(clinic, jaw)] == ["typed since"]
    for _ in range(2):
        assert service(clinic).change(MEMBER, changing, wanted, 2, label(jaw, "crown"))
    assert not service(clinic).change(MEMBER, uuid4(), wanted, 3, label(jaw, "crown"))
    for _ in range(2):
        service(clinic).remove(MEMBER, removing, wanted, 3)
    assert there(clinic, jaw) == ()


def test_points_lie_on_models_of_the_item_and_a_kind_stays(
    clinic: Clinic, patient: UUID, jaw: ImageItem, elsewhere: Path
) -> None:
    (other,) = add(clinic, elsewhere / "other", patient, {"letter.bin": b"no model"})
    for item, on in ((jaw, other), (other, other), (jaw, replace(jaw, files=()))):
        file = on.files[0].uuid if on.files else uuid4()
        with pytest.raises(Invalid, match="lies on no model of this image data"):
            service(clinic).add(
                MEMBER, uuid4(), item.uuid, uuid4(), replace(label(jaw), spots=(Spot(file, (0, 0, 0)),))
            )
    made = keep(clinic, jaw, distance(jaw))
    with pytest.raises(Invalid, match="A distance does not become a label"):
        service(clinic).change(MEMBER, uuid4(), made.uuid, 1, label(jaw))


def test_a_model_takes_only_so_many(clinic: Clinic, jaw: ImageItem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotating, "MOST", 2)
    first, _ = keep(clinic, jaw, label(jaw)), keep(clinic, jaw, distance(jaw))
    with pytest.raises(Invalid, match="takes no more"):
        keep(clinic, jaw, label(jaw))
    service(clinic).remove(MEMBER, uuid4(), first.uuid, 1)
    keep(clinic, jaw, label(jaw))
    assert len(there(clinic, jaw)) == 2


def test_image_data_with_labels_is_not_taken_back_and_those_removed_go_with_it(
    clinic: Clinic, jaw: ImageItem
) -> None:
    made = keep(clinic, jaw, label(jaw))
    last = charts(clinic).last_change(ADMINISTRATOR)
    assert last is not None
    with pytest.raises(Conflict, match="has labels or measurements by now"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), last.save)
    service(clinic).remove(MEMBER, uuid4(), made.uuid, 1)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), last.save)
    assert (rows(clinic, "annotation"), rows(clinic, "image_item")) == (0, 0)
    # What went with it is nothing that could be taken back: the entering of the patient is the last change.
    last = charts(clinic).last_change(MEMBER)
    assert last is not None
    assert last.action == "enter patient"


def test_they_go_with_their_record_in_a_merge_and_come_back(
    clinic: Clinic, patient: UUID, jaw: ImageItem
) -> None:
    keep(clinic, jaw, label(jaw))
    main, merges, save = enter(clinic, "Meier", actor=MEMBER), Merges(clinic.database, "CH"), uuid4()
    seen = merges.preview(MEMBER, main, [patient])
    others = ((patient, seen.others[0].version),)
    merges.merge(
        MEMBER, save, MergeInput(main, seen.main.version, others, proposed(seen.main.form, seen.choices))
    )
    (item,) = items_of(images(clinic), main)
    assert (item.labels, len(there(clinic, jaw))) == (1, 1)
    merges.undo(MEMBER, uuid4(), save, merges.plan_undo(MEMBER, save).version)
    (item,) = items_of(images(clinic), patient)
    assert (item.labels, len(there(clinic, jaw))) == (1, 1)


def test_another_members_model_is_not_there(clinic: Clinic, jaw: ImageItem) -> None:
    made = keep(clinic, jaw, label(jaw))
    calls: list[Callable[[], object]] = [
        lambda: service(clinic).of_item(OTHER_MEMBER, jaw.uuid),
        lambda: service(clinic).add(OTHER_MEMBER, uuid4(), jaw.uuid, uuid4(), label(jaw)),
        lambda: service(clinic).change(OTHER_MEMBER, uuid4(), made.uuid, 1, label(jaw, "crown")),
        lambda: service(clinic).remove(OTHER_MEMBER, uuid4(), made.uuid, 1),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()
    assert there(clinic, jaw) == (made,)
