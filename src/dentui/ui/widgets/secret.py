"""Fields for a password or a PIN."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import Input

from dentui.ui.widgets.form import TextBox


class SecretBox(TextBox):
    """What is typed is not shown, and cannot be copied from here."""

    def __init__(self, field: str, label: str, *, required: bool = False) -> None:
        super().__init__(field, label, required=required)
        self.password = True

    def refuse(self, sentence: str) -> None:
        """Say below it why it was refused; it is to be typed anew."""
        self.empty()
        self.complain(sentence)

    def empty(self) -> None:
        """Forget what was typed."""
        with self.prevent(Input.Changed):
            self.value = ""

    def action_copy(self) -> None:
        """Not a secret."""

    def action_cut(self) -> None:
        """Not a secret."""


class LastSecretBox(SecretBox):
    """Enter hands everything over."""

    BINDINGS = [Binding("enter", "screen.submit", "Enter", show=False)]
