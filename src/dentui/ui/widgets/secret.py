"""Fields for a password or a PIN."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import Input

from dentui.ui.widgets.form import TextBox


class SecretBox(TextBox):
    """What is typed is not shown, is kept nowhere, and cannot be copied from here."""

    kept = False

    def __init__(self, field: str, label: str, *, required: bool = False) -> None:
        super().__init__(field, label, required=required)
        self.password = True

    def complain(self, sentence: str) -> None:
        """Say what is wrong below it. It is typed anew: nobody can mend what is not seen."""
        self.empty()
        super().complain(sentence)

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
