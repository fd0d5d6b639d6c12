"""Ready texts of an institution: short ones that a key puts into a longer text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from dentui.domain.forms import tidy
from dentui.errors import Invalid

LONGEST = {"name": 40, "text": 500}
"""Characters of each."""
MOST = 200
"""Of a kind."""


class SnippetKind(StrEnum):
    """What a text is for."""

    INSTRUCTIONS = "instructions"
    """Of cases."""
    FINDINGS = "findings"
    """Of reports."""
    ADVICE = "advice"
    """Of reports."""


KIND_WORDS = {
    SnippetKind.INSTRUCTIONS: "instructions of a case",
    SnippetKind.FINDINGS: "findings of a report",
    SnippetKind.ADVICE: "advice in a report",
}
"""Each begins with another letter, which chooses it."""


@dataclass(frozen=True, slots=True)
class SnippetInput:
    """What the sheet of a ready text hands over."""

    kind: SnippetKind = SnippetKind.INSTRUCTIONS
    name: str = ""
    """How it is called where it is chosen; without one it is called as it begins."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A ready text of the institution."""

    id: int
    version: int
    kind: SnippetKind
    name: str
    text: str

    @property
    def form(self) -> SnippetInput:
        """What its sheet starts from."""
        return SnippetInput(self.kind, self.name, self.text)


def checked(form: SnippetInput, others: Iterable[str]) -> SnippetInput:
    """The form tidied, with a name; `others`: names of the same kind that are taken. Raises Invalid with the
    field."""
    text = tidy(form.text, several_lines=True)
    if not text:
        raise Invalid("The text is missing. Type what the key is to put in.", field="text")
    name = tidy(form.name)
    for field, value in (("text", text), ("name", name)):
        if len(value) > LONGEST[field]:
            raise Invalid(
                f"The {field} is too long: at most {LONGEST[field]} characters. Shorten it.", field=field
            )
    name = name or _beginning(text)
    if name.casefold() in {other.casefold() for other in others}:
        raise Invalid("There is a ready text of that name. Take another name.", field="name")
    return replace(form, name=name, text=text)


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= LONGEST["name"]:
        return line
    cut = line[: LONGEST["name"] - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def joined(text: str, snippet: str) -> str:
    """A text with a ready one behind it, on a line of its own."""
    before = text.rstrip()
    return f"{before}\n{snippet}" if before else snippet
