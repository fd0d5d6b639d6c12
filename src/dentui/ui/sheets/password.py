"""One's own password and PIN."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.actors import Actor
from dentui.domain.sign_in import PIN_DIGITS, SHORTEST_PASSWORD, Wanted
from dentui.errors import DentuiError, Forbidden, Invalid, NoMember
from dentui.services.sign_in import SignIn
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import content
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.secret import SecretBox
from dentui.ui.work import Workplace


class SecretSheet(FormSheet[tuple[str, str], bool]):
    """Asks for what one has and twice for what one wants; answers True when it was changed."""

    HINT = ""
    NAME = ""
    FIELD = ""

    def __init__(
        self, work: Workplace, sign_in: SignIn, actor: Actor, now: Wanted, given: str | None = None
    ) -> None:
        """`given` is what the person signed in with a moment ago, which an administrator chose: then it is
        not asked for again, and another one has to be chosen."""
        super().__init__(work)
        self.sign_in, self.actor, self._given = sign_in, actor, given
        self.now = now
        self.old = SecretBox("old", self.old_label(now), required=True)
        self.new = SecretBox(self.FIELD, f"New {self.NAME}", required=True)
        self.again = SecretBox("again", "Once more", required=True)
        self.old.display = given is None and now is not Wanted.NOTHING

    def old_label(self, now: Wanted) -> str:
        """What the person has to type first."""
        raise NotImplementedError

    def fields(self) -> Sequence[FormField]:
        return (self.old, self.new, self.again)

    def body(self) -> Iterable[Widget]:
        if self._given is not None:
            yield Static(
                content(f"An administrator gave you this {self.NAME}. Choose one that only you know."),
                classes="hint",
            )
        yield Static(content(self.HINT), classes="hint")
        yield from super().body()

    def read(self) -> tuple[str, str]:
        if self.new.value != self.again.value:
            raise Invalid("What you typed twice is not the same. Type both anew.", field=self.FIELD)
        return self._given if self._given is not None else self.old.value, self.new.value

    def refused(self, error: DentuiError) -> None:
        if isinstance(error, Forbidden) and not isinstance(error, NoMember) and self.old.display:
            self.status.say("")
            self.old.complain(str(error))
        else:
            if isinstance(error, Invalid):
                # It has to be typed twice anew.
                self.again.empty()
            super().refused(error)


class PasswordSheet(SecretSheet):
    """Another password."""

    TITLE = "Change your password"
    HINT = f"At least {SHORTEST_PASSWORD} characters; four words are easy to keep."
    NAME = "password"
    FIELD = "password"

    def old_label(self, now: Wanted) -> str:
        return "Old password"

    def keep(self, form: tuple[str, str]) -> bool:
        self.sign_in.change_password(self.actor, *form)
        return True


class PinSheet(SecretSheet):
    """Another PIN."""

    TITLE = "Change your PIN"
    HINT = f"{PIN_DIGITS} digits, for an SSH key and for unlocking the desk."
    NAME = "PIN"
    FIELD = "pin"

    def heading(self) -> tuple[str, str]:
        title, hint = super().heading()
        return (title if self.now is Wanted.PIN else "Choose a PIN"), hint

    def old_label(self, now: Wanted) -> str:
        return "PIN now" if now is Wanted.PIN else "Your password"

    def keep(self, form: tuple[str, str]) -> bool:
        self.sign_in.change_pin(self.actor, *form)
        return True
