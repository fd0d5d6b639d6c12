"""Looking over a patient's form before it is saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dentui.domain import forms
from dentui.domain.patients import PatientInput


def checked(form: PatientInput, today: date, country: str, was: PatientInput | None = None) -> PatientInput:
    """The form tidied, its telephone numbers in one form; what does not differ from `was` is neither looked
    at nor tidied. `country`: ISO 3166. Raises Invalid with the field."""
    from dentui.services import phones

    form = forms.checked(form, today, was)
    read: dict[str, Any] = {}
    for name in forms.touched(form, was, ("mobile", "landline")):
        number = getattr(form, name)
        read[name] = phones.normalise(number, country) if number else ""
    return replace(form, **read)
