"""What the editor of a report hands over: its rules, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from dentui.domain import findings
from dentui.domain.forms import tidy
from dentui.domain.images import ImageFile, ImageItem, Role
from dentui.domain.reports import (
    LONGEST,
    MOST_PICTURES,
    Language,
    Letterhead,
    Paper,
    Placed,
    ReportInput,
    ReportSettings,
    Section,
    face_choices,
    jaw_choices,
    placeable,
)
from dentui.domain.teeth import Numbering
from dentui.errors import Invalid

OF_SETTINGS = tuple(each.name for each in fields(ReportSettings))
FIELDS = (*OF_SETTINGS, *(each.name for each in fields(ReportInput) if each.name != "settings"))
"""Names of all fields as a report is kept: the settings are among them."""
LONGEST_LINES = {"name": 120, "address": 400, "contact": 400}
"""Characters of what stands in a letterhead."""
ABSENT = "Its picture is not in the patient's chart (any more). Choose another one, or none."


def checked(form: ReportInput, was: ReportInput | None = None) -> ReportInput:
    """The form tidied. What does not differ from `was`, the form it started from, stays letter by letter.
    Raises Invalid with the field."""
    before = was or ReportInput()
    if len(form.pictures) > MOST_PICTURES:
        raise Invalid(
            f"There are too many pictures: at most {MOST_PICTURES}. Take one off first.", field="pictures"
        )
    captions = {each.file: each.caption for each in before.pictures}
    pictures = tuple(
        replace(each, caption=_text("caption", each.caption, captions.get(each.file, ""), "pictures"))
        for each in form.pictures
    )
    return replace(
        form,
        settings=replace(
            form.settings, title=_text("title", form.settings.title, before.settings.title, "title")
        ),
        findings=findings.checked(form.findings),
        gums=findings.checked_gums(form.gums),
        assessment=_text("assessment", form.assessment, before.assessment, "assessment"),
        advice=_text("advice", form.advice, before.advice, "advice"),
        pictures=pictures,
    )


def checked_reason(reason: str) -> str:
    """Why a report is revoked or corrected, tidied. Raises Invalid, field `reason`, for none and for one
    that is too long."""
    reason = tidy(reason, several_lines=True)
    if not reason:
        raise Invalid("The reason is missing. Say in a few words why.", field="reason")
    if len(reason) > LONGEST["reason"]:
        raise Invalid(
            f"The reason is too long: at most {LONGEST['reason']} characters. Shorten it.", field="reason"
        )
    return reason


def checked_letterhead(head: Letterhead) -> Letterhead:
    """The letterhead's texts tidied. Raises Invalid with the field."""
    texts: dict[str, Any] = {
        name: tidy(getattr(head, name), several_lines=name != "name") for name in LONGEST_LINES
    }
    for name, text in texts.items():
        if len(text) > LONGEST_LINES[name]:
            raise Invalid(
                f"The {name} is too long: at most {LONGEST_LINES[name]} characters. Shorten it.", field=name
            )
    return replace(head, **texts)


def require_among(form: ReportInput, items: Sequence[ImageItem]) -> None:
    """Raises Invalid, with the field, where a jaw, the face or a picture is none of these items'."""
    for name, choices in _choices(items).items():
        wanted = getattr(form, name)
        if wanted is not None and wanted not in choices:
            raise Invalid(ABSENT, field=name)
    there = {file.uuid for file in placeable(items)}
    if any(each.file not in there for each in form.pictures):
        raise Invalid(ABSENT, field="pictures")


def within(form: ReportInput, items: Sequence[ImageItem]) -> ReportInput:
    """The form with nothing but what these items have."""
    kept: dict[str, Any] = {
        name: getattr(form, name) if getattr(form, name) in choices else None
        for name, choices in _choices(items).items()
    }
    there = {file.uuid for file in placeable(items)}
    return replace(
        form,
        items=tuple(item.uuid for item in items),
        pictures=tuple(each for each in form.pictures if each.file in there),
        **kept,
    )


def require_complete(form: ReportInput) -> None:
    """Raises Invalid, with the field, for what a report lacks that is to be published."""
    if Section.SIGNATURE in form.settings.sections and form.settings.doctor_id is None:
        raise Invalid(
            "The report was not published: nobody signs it. Choose the doctor in its settings, or leave the "
            "signature out there.",
            field="doctor_id",
        )


def _choices(items: Sequence[ImageItem]) -> Mapping[str, frozenset[UUID]]:
    return {
        "upper": _uuids(jaw_choices(items, Role.UPPER)),
        "lower": _uuids(jaw_choices(items, Role.LOWER)),
        "face": _uuids(face_choices(items)),
    }


def _uuids(files: Iterable[ImageFile]) -> frozenset[UUID]:
    return frozenset(file.uuid for file in files)


def _text(name: str, text: str, was: str, field: str) -> str:
    if text == was:
        return text
    text = tidy(text, several_lines=name in ("assessment", "advice"))
    if len(text) > LONGEST[name]:
        raise Invalid(f"The {name} is too long: at most {LONGEST[name]:,} characters. Shorten it.", field)
    return text


# Kept


def to_json(form: ReportInput) -> dict[str, Any]:
    """What `from_json` reads: plain values for json.dumps, by the names of FIELDS."""
    return {
        **settings_to_json(form.settings),
        "items": [str(each) for each in form.items],
        **{name: _kept(getattr(form, name)) for name in ("upper", "lower", "face")},
        "findings": findings.findings_to_json(form.findings),
        "gums": list(form.gums),
        "assessment": form.assessment,
        "advice": form.advice,
        "pictures": [[str(each.file), each.caption] for each in form.pictures],
    }


def from_json(value: object) -> ReportInput:
    """A form as `to_json` gave it; what is left out is as in an empty one. Raises Invalid for anything
    else."""
    said = _object(value)
    blank = to_json(ReportInput())
    said = {name: said.get(name, blank[name]) for name in FIELDS}
    try:
        return ReportInput(
            settings=settings_from_json(said),
            items=tuple(UUID(each) for each in said["items"]),
            upper=_uuid(said["upper"]),
            lower=_uuid(said["lower"]),
            face=_uuid(said["face"]),
            findings=findings.findings_from_json(said["findings"]),
            gums=findings.checked_gums(said["gums"]),
            assessment=_string(said["assessment"]),
            advice=_string(said["advice"]),
            pictures=tuple(Placed(UUID(file), _string(caption)) for file, caption in said["pictures"]),
        )
    except (TypeError, ValueError, AttributeError):
        raise _unreadable() from None


def settings_to_json(settings: ReportSettings) -> dict[str, Any]:
    """Plain values for json.dumps, by the names of the settings' fields."""
    return {
        "title": settings.title,
        "language": settings.language.value,
        "sections": [section.value for section in Section if section in settings.sections],
        "paper": settings.paper.value,
        "numbering": settings.numbering.value,
        "doctor_id": settings.doctor_id,
    }


def settings_from_json(value: object) -> ReportSettings:
    """Settings as `settings_to_json` gave them; what is left out is as usual. Raises Invalid for anything
    else."""
    said = {**settings_to_json(ReportSettings()), **_object(value)}
    doctor = said["doctor_id"]
    try:
        if doctor is not None and type(doctor) is not int:
            raise TypeError
        return ReportSettings(
            title=_string(said["title"]),
            language=Language(said["language"]),
            sections=frozenset(Section(each) for each in said["sections"]),
            paper=Paper(said["paper"]),
            numbering=Numbering(said["numbering"]),
            doctor_id=doctor,
        )
    except (TypeError, ValueError):
        raise _unreadable() from None


def _kept(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _uuid(value: object) -> UUID | None:
    return None if value is None else UUID(_string(value))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unreadable()
    return value


def _unreadable() -> Invalid:
    return Invalid("The report cannot be read: it is none that dentui wrote. Begin another one.")
