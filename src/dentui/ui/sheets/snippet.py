"""A ready text: added and changed, and chosen where it is put into another text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import App
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.drafts import Kind, Subject
from dentui.domain.history import Theirs
from dentui.domain.snippets import KIND_WORDS, LONGEST, Snippet, SnippetInput, SnippetKind
from dentui.ui.keys.case_list import SNIPPET_CHOICE
from dentui.ui.sheets.base import Sheet, ask
from dentui.ui.sheets.form import FormSheet
from dentui.ui.sheets.operator import LETTERS
from dentui.ui.text import content, one_line, plain
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.form import ChoiceBox, FormField, TextBox
from dentui.ui.widgets.menu import Line, Menu
from dentui.ui.widgets.notes import NoteBox
from dentui.ui.work import Workplace


class SnippetSheet(FormSheet[SnippetInput, int]):
    """Answers the id of the text."""

    def __init__(self, work: Workplace, base: SnippetInput, snippet: Snippet | None = None) -> None:
        """`base`: what it starts from; `snippet`: one that is there."""
        super().__init__(work)
        self._snippet, self._base = snippet, base
        self._version = 0 if snippet is None else snippet.version
        self.kind: ChoiceBox[str] = ChoiceBox(
            "kind",
            "For",
            [Option(kind.value, KIND_WORDS[kind]) for kind in SnippetKind],
            (base.kind.value,),
            required=True,
        )
        self.text = NoteBox("text", "Text*", base.text)
        self.name_box = TextBox(
            "name", "Name", base.name, placeholder="as it begins", most=LONGEST["name"] + 1
        )

    def heading(self) -> tuple[str, str]:
        return "New ready text" if self._snippet is None else "Edit ready text", "* required"

    def fields(self) -> Sequence[FormField]:
        return self.kind, self.name_box, self.text

    def read(self) -> SnippetInput:
        kind = SnippetKind(self.kind.value or self._base.kind)
        return SnippetInput(kind, self.name_box.read(), self.text.read())

    def keep(self, form: SnippetInput) -> int:
        desk = self.work.desk
        if self._snippet is None:
            return desk.snippets.add(desk.actor, form)
        desk.snippets.edit(desk.actor, self._snippet.id, self._version, form)
        return self._snippet.id

    def subject(self) -> Subject:
        there = self._snippet
        kind = Kind.NEW_SNIPPET if there is None else Kind.EDIT_SNIPPET
        return Subject(kind, version=self._version, base=self._base, number=there.id if there else None)

    def base(self) -> SnippetInput:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, SnippetInput):
            self._base = theirs.form


class SnippetChoice(Sheet[Snippet]):
    """Answers the text that is put in."""

    PLACE = SNIPPET_CHOICE
    BINDINGS = SNIPPET_CHOICE.bindings

    def __init__(self, work: Workplace, kind: SnippetKind, snippets: Sequence[Snippet]) -> None:
        super().__init__()
        self.work = work
        self._kind, self._snippets = kind, snippets
        letters = [*LETTERS, *[""] * len(snippets)]
        self.menu = Menu(
            [Line(each, letter, _words(each)) for each, letter in zip(snippets, letters, strict=False)]
        )

    def heading(self) -> tuple[str, str]:
        return "Ready texts", KIND_WORDS[self._kind]

    def body(self) -> Iterable[Widget]:
        there = "It is put at the end." if self._snippets else "There is none yet. F6 adds one."
        yield Static(content(there), classes="hint")
        if self._snippets:
            yield self.menu

    def on_mount(self) -> None:
        if self._snippets:
            self.set_focus(self.menu)

    def action_move(self, way: int) -> None:
        if self._snippets:
            self.menu.move(way)

    @on(Menu.Chosen)
    def action_choose(self) -> None:
        if self._snippets:
            self.dismiss(self.menu.chosen)

    def action_new(self) -> None:
        self.work.flow(self._new())

    async def _new(self) -> None:
        """One that is added here is put in as well."""
        made = await ask(self.app, self.work, SnippetSheet(self.work, SnippetInput(self._kind)))
        if made is None:
            return
        desk = self.work.desk
        there = await self.work.hands.run(lambda: desk.snippets.of(desk.actor, self._kind))
        new = next((each for each in there if each.id == made), None)
        if new is not None:
            self.dismiss(new)


def _words(snippet: Snippet) -> str:
    name, text = plain(snippet.name), one_line(snippet.text)
    return text if text.startswith(name.rstrip("…")) else f"{name}: {text}"


async def choose_snippet(app: App[int], work: Workplace, kind: SnippetKind) -> str | None:
    """The ready text that is to be put in, None where the person went back. Step of a flow; raises
    DentuiError."""
    desk = work.desk
    there = await work.hands.run(lambda: desk.snippets.of(desk.actor, kind))
    chosen = await ask(app, work, SnippetChoice(work, kind, there))
    return None if chosen is None else chosen.text
