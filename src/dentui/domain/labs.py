"""Labs that cases are sent to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from dentui.domain.forms import tidy
from dentui.domain.work import LONGEST_MATERIAL, LONGEST_SHADE, WorkKind
from dentui.errors import Invalid

LONGEST = {
    "name": 100,
    "address": 500,
    "contact": 200,
    "material": LONGEST_MATERIAL,
    "shade": LONGEST_SHADE,
}
"""Characters of each text of a lab."""


@dataclass(frozen=True, slots=True)
class LabInput:
    """What the sheet of a lab hands over."""

    name: str = ""
    address: str = ""
    contact: str = ""
    """A person, a telephone number, an e-mail address: whatever reaches it."""
    work_kind: WorkKind | None = None
    material: str = ""
    shade: str = ""
    """These three are what a new work for it begins with."""


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab of the institution. One that is withdrawn is offered no more and stays on what has it."""

    id: int
    version: int
    name: str
    address: str
    contact: str
    work_kind: WorkKind | None
    material: str
    shade: str
    withdrawn: bool

    @property
    def form(self) -> LabInput:
        """What its sheet starts from."""
        return LabInput(**{each.name: getattr(self, each.name) for each in fields(LabInput)})


def checked(form: LabInput, others: Iterable[str]) -> LabInput:
    """The form tidied; `others`: names that are taken. Raises Invalid with the field."""
    tidied: dict[str, Any] = {
        name: tidy(getattr(form, name), several_lines=name == "address") for name in LONGEST
    }
    form = replace(form, **tidied)
    if not form.name:
        raise Invalid("The lab's name is missing. Type how you call it.", field="name")
    for name, most in LONGEST.items():
        if len(getattr(form, name)) > most:
            raise Invalid(f"The {name} is too long: at most {most} characters. Shorten it.", field=name)
    if form.name.casefold() in {other.casefold() for other in others}:
        raise Invalid(
            "There is a lab of that name, offered or withdrawn. Take another name, or bring that one back.",
            field="name",
        )
    return form
