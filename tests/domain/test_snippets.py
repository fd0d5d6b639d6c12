"""Ready texts: what their sheet may hold, and how one is put into another text."""

from __future__ import annotations

import pytest

from dentui.domain.snippets import KIND_WORDS, LONGEST, SnippetInput, checked, joined
from dentui.errors import Invalid


def test_a_text_is_tidied_and_called_as_it_begins_where_it_has_no_name() -> None:
    form = checked(SnippetInput(text=" Shade\n as  before\x00 "), [])
    assert (form.name, form.text) == ("Shade as before", "Shade\nas before")
    long = checked(SnippetInput(text="Contact points tight, occlusion light, margins on the gum"), [])
    assert long.name == "Contact points tight, occlusion light,…"
    assert len(long.name) <= LONGEST["name"]
    assert checked(SnippetInput(name=" A\x1b ", text="b"), []).name == "A"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (SnippetInput(text=" \x00\n "), "text"),
        (SnippetInput(text="x" * (LONGEST["text"] + 1)), "text"),
        (SnippetInput(name="x" * (LONGEST["name"] + 1), text="x"), "name"),
        (SnippetInput(name="SHADE", text="x"), "name"),
        (SnippetInput(text="shade"), "name"),
    ],
)
def test_what_is_missing_too_long_or_there_already_is_refused_at_its_field(
    form: SnippetInput, field: str
) -> None:
    with pytest.raises(Invalid) as told:
        checked(form, ["Shade"])
    assert told.value.field == field


def test_it_stands_on_a_line_of_its_own_behind_what_is_there() -> None:
    assert joined("", "Call.") == "Call."
    assert joined("Shade A2 \n", "Call.") == "Shade A2\nCall."


def test_each_kind_is_chosen_by_a_letter_of_its_own() -> None:
    assert len({words[0] for words in KIND_WORDS.values()}) == len(KIND_WORDS)
