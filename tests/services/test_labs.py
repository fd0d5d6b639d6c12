"""Labs, as an institution keeps them."""

from __future__ import annotations

import pytest

from dentui.domain.history import Theirs
from dentui.domain.labs import LabInput
from dentui.domain.work import WorkKind
from dentui.errors import Conflict, Invalid
from tests.casework import labs
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, Clinic
from tests.working import require_sound

FORM = LabInput("Dental Lab", "Street 1\nTown", "Ms Frei", WorkKind.CROWN, "Zirconia", "A2")


def test_a_lab_is_kept_changed_withdrawn_and_brought_back(clinic: Clinic) -> None:
    made = labs(clinic).add(ADMINISTRATOR, FORM)
    (there,) = labs(clinic).offered(MEMBER)
    assert (there.id, there.form, there.version) == (made, FORM, 1)
    assert labs(clinic).edit(ADMINISTRATOR, made, 1, LabInput("Other"))
    assert not labs(clinic).edit(ADMINISTRATOR, made, 2, LabInput("Other"))
    labs(clinic).withdraw(ADMINISTRATOR, made)
    assert labs(clinic).offered(ADMINISTRATOR) == ()
    assert [each.withdrawn for each in labs(clinic).all(ADMINISTRATOR)] == [True]
    labs(clinic).bring_back(ADMINISTRATOR, made)
    assert [each.name for each in labs(clinic).offered(ADMINISTRATOR)] == ["Other"]
    require_sound(clinic)


def test_of_two_desks_that_change_a_lab_the_second_is_told(clinic: Clinic) -> None:
    made = labs(clinic).add(ADMINISTRATOR, FORM)
    labs(clinic).edit(ADMINISTRATOR, made, 1, LabInput("Theirs"))
    with pytest.raises(Conflict) as told:
        labs(clinic).edit(ADMINISTRATOR, made, 1, LabInput("Ours"))
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert (theirs.version, theirs.form) == (2, LabInput("Theirs"))


def test_a_name_is_given_once_in_an_institution(clinic: Clinic) -> None:
    labs(clinic).add(ADMINISTRATOR, FORM)
    labs(clinic).add(ELSEWHERE, FORM)
    with pytest.raises(Invalid, match="of that name"):
        labs(clinic).add(ADMINISTRATOR, LabInput("dental LAB"))
