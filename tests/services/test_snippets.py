"""Ready texts, as an institution keeps them."""

from __future__ import annotations

import pytest

from dentui.domain.history import Theirs
from dentui.domain.snippets import SnippetInput, SnippetKind
from dentui.errors import Conflict, Invalid, NotFound
from dentui.services.snippets import Snippets
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, Clinic
from tests.working import require_sound

ADVICE = SnippetInput(SnippetKind.ADVICE, "Floss", "Clean between the teeth.")
SHADE = SnippetInput(SnippetKind.INSTRUCTIONS, "", " Shade\x00 as before ")


def test_ready_texts_are_kept_by_kind_changed_and_removed_by_everybody(clinic: Clinic) -> None:
    service = Snippets(clinic.database)
    advice = service.add(ADMINISTRATOR, ADVICE)
    shade = service.add(MEMBER, SHADE)
    assert [each.name for each in service.all(MEMBER)] == ["Shade as before", "Floss"]
    assert [each.id for each in service.of(MEMBER, SnippetKind.ADVICE)] == [advice]
    assert service.of(MEMBER, SnippetKind.FINDINGS) == ()
    assert service.edit(ADMINISTRATOR, shade, 1, SnippetInput(SnippetKind.FINDINGS, "Shade", "A2"))
    assert not service.edit(ADMINISTRATOR, shade, 2, SnippetInput(SnippetKind.FINDINGS, "Shade", "A2"))
    (found,) = service.of(MEMBER, SnippetKind.FINDINGS)
    assert (found.name, found.text, found.version) == ("Shade", "A2", 2)
    service.remove(MEMBER, shade)
    with pytest.raises(NotFound):
        service.edit(MEMBER, shade, 2, SHADE)
    require_sound(clinic)


def test_what_is_removed_twice_or_added_twice_is_no_fault(clinic: Clinic) -> None:
    service = Snippets(clinic.database)
    made = service.add(MEMBER, ADVICE)
    assert service.add(ADMINISTRATOR, ADVICE) == made
    service.remove(MEMBER, made)
    service.remove(MEMBER, made)
    assert service.all(MEMBER) == ()
    require_sound(clinic)


def test_a_name_is_given_once_for_a_kind_in_an_institution(clinic: Clinic) -> None:
    service = Snippets(clinic.database)
    service.add(MEMBER, ADVICE)
    service.add(ELSEWHERE, ADVICE)
    service.add(MEMBER, SnippetInput(SnippetKind.FINDINGS, "Floss", "Gums bleed."))
    with pytest.raises(Invalid) as told:
        service.add(MEMBER, SnippetInput(SnippetKind.ADVICE, "FLOSS", "Other"))
    assert told.value.field == "name"


def test_of_two_desks_that_change_a_text_the_second_is_told(clinic: Clinic) -> None:
    service = Snippets(clinic.database)
    made = service.add(MEMBER, ADVICE)
    theirs = SnippetInput(SnippetKind.ADVICE, "Floss", "Theirs")
    service.edit(MEMBER, made, 1, theirs)
    with pytest.raises(Conflict) as told:
        service.edit(ADMINISTRATOR, made, 1, SnippetInput(SnippetKind.ADVICE, "Floss", "Ours"))
    assert isinstance(told.value.theirs, Theirs)
    assert (told.value.theirs.version, told.value.theirs.form) == (2, theirs)
