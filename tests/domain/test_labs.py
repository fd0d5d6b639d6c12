"""Labs: what their sheet may hold."""

from __future__ import annotations

import pytest

from dentui.domain.labs import LONGEST, LabInput, checked
from dentui.errors import Invalid


def test_a_lab_is_tidied_and_keeps_the_lines_of_its_address() -> None:
    form = checked(LabInput(" Dental\x00 Lab ", " Street 1\n Town ", material=" Zirconia "), ["Other"])
    assert (form.name, form.address, form.material) == ("Dental Lab", "Street 1\nTown", "Zirconia")


@pytest.mark.parametrize("field", LONGEST)
def test_what_is_too_long_is_refused_at_its_field(field: str) -> None:
    texts = {"name": "Lab", field: "x" * (LONGEST[field] + 1)}
    with pytest.raises(Invalid) as told:
        checked(LabInput(**texts), [])  # type: ignore[arg-type]
    assert told.value.field == field


@pytest.mark.parametrize("name", ["", " \n", "DENTAL lab"])
def test_a_lab_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(Invalid) as told:
        checked(LabInput(name), ["Dental Lab"])
    assert told.value.field == "name"
