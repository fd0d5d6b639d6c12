"""Image data that was filed for nothing: removed with a reason, which the history keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.binding import Binding
from textual.widget import Widget

from dentui.domain.history import Theirs
from dentui.domain.images import TYPE_WORDS, ImageItem
from dentui.errors import Conflict, DentuiError, Invalid
from dentui.ui.keys import REMOVE_IMAGES
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import number, plain
from dentui.ui.widgets.amounts import bytes_words, files_words
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import ChoiceBox, FormField, TextBox
from dentui.ui.work import Workplace

REMOVED = "The image data is removed. z brings it back."
OTHER = ""
"""The choice of a reason that is typed."""
REASONS = ("wrong patient", "filed twice", "not usable")
"""Each begins with another letter, which chooses it."""
LONGEST = 200
"""Characters of a reason."""


class _WhyBox(ChoiceBox[str]):
    """Enter does it."""

    BINDINGS = [Binding("enter", "screen.save", "Do it", show=False)]


class _ReasonBox(TextBox):
    """The last field: Enter does it."""

    BINDINGS = [Binding("enter", "screen.save", "Do it", show=False)]


class RemoveSheet(FormSheet[str, bool]):
    """Answers True when it is removed."""

    PLACE = REMOVE_IMAGES
    BINDINGS = REMOVE_IMAGES.bindings
    TITLE = "Remove image data"

    def __init__(self, work: Workplace, item: ImageItem) -> None:
        super().__init__(work)
        self._item, self._version = item, item.version
        options = [Option(reason, reason) for reason in REASONS]
        self.why = _WhyBox("why", "Why", [*options, Option(OTHER, "other")], required=True)
        self.reason = _ReasonBox("reason", "Reason", required=True, most=LONGEST + 1)
        self.reason.display = False

    def body(self) -> Iterable[Widget]:
        item = self._item
        what = f"{TYPE_WORDS[item.type]}, {files_words(len(item.files))}, {bytes_words(item.size)}"
        facts = [Fact("Image data", what, wide=True)]
        facts.append(Fact("First file", plain(item.files[0].name), wide=True))
        notes = item.labels + item.measurements
        if notes:
            facts.append(Fact("With it", f"{number(notes)} note{'s' * (notes > 1)} on its models", wide=True))
        facts.append(Fact("Undo", "z brings it back for 12 hours; then its files are swept.", wide=True))
        yield Facts(facts, whole=True)
        yield from self.fields()

    def fields(self) -> Sequence[FormField]:
        return self.why, self.reason

    @on(FormField.Edited)
    def _chosen(self) -> None:
        other = self.why.value == OTHER
        if other and not self.reason.display:
            self.reason.display = True
            self.set_focus(self.reason)
        self.reason.display = other

    def read(self) -> str:
        if self.why.value is None:
            raise Invalid("Choose why it is removed, by its first letter.", field="why")
        return self.why.value or self.reason.read()

    def keep(self, form: str) -> bool:
        desk = self.work.desk
        desk.images.remove(desk.actor, self.save_id, self._item.uuid, self._version, form)
        return True

    def refused(self, error: DentuiError) -> None:
        super().refused(error)
        if isinstance(error, Conflict) and isinstance(error.theirs, Theirs):
            # Whoever goes on now has read how it stands.
            self._version = error.theirs.version

    def resolve(self, error: Conflict, theirs: Theirs, form: str) -> None:
        self.refused(error)
