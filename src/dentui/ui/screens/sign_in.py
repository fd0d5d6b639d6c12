"""Signing in: login and password, or the PIN beside an SSH key, or Enter where nothing is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from dentui.config import Settings
from dentui.domain.sign_in import Wanted
from dentui.errors import DentuiError, Unavailable
from dentui.ui.keys import SIGN_IN
from dentui.ui.screens.base import DeskScreen
from dentui.ui.text import content
from dentui.ui.widgets.form import FormField, TextBox
from dentui.ui.widgets.secret import LastSecretBox
from dentui.ui.work import Workplace

Submit = Callable[["SignInScreen", str, str], Awaitable[None]]
"""Signs in with a login and a secret: steps of a flow."""


def wanted(settings: Settings) -> Wanted:
    """What is asked for: told by the settings alone, because the first paint shows it."""
    if settings.demonstration:
        return Wanted.NOTHING
    if settings.key_of:
        return Wanted.PIN if settings.pin else Wanted.NOTHING
    return Wanted.PASSWORD


class SignInScreen(DeskScreen):
    """Takes keys from the first paint on; the register may still be opening."""

    PLACE = SIGN_IN
    BINDINGS = SIGN_IN.bindings

    def __init__(
        self, work: Workplace, submit: Submit, said: str = "", *, bad: bool = False, begins: bool = True
    ) -> None:
        """Without `begins` keys wait until it is known whether there is a register to sign in to."""
        super().__init__(work)
        self._submit = submit
        self._begins = begins
        self._said, self._bad = said, bad
        self._wanted = wanted(work.settings)
        self.login = TextBox("login", "Login name", most=200)
        label = "PIN" if self._wanted is Wanted.PIN else "Password"
        self.secret = LastSecretBox("secret", label)
        self._sentence = Static(content(self._words()), classes="cover")

    def _words(self) -> str:
        settings = self.work.settings
        if settings.demonstration:
            return "This is a demonstration clinic: Enter signs in again."
        if self._wanted is Wanted.NOTHING:
            return f"Your SSH key signs you in as {settings.key_of}: press Enter."
        if self._wanted is Wanted.PIN:
            return f"Your SSH key says that you are {settings.key_of}. Type your PIN, then press Enter."
        return "Sign in with your login name and your password."

    @property
    def _fields(self) -> list[FormField]:
        if self._wanted is Wanted.NOTHING:
            return []
        return [self.login, self.secret] if self._wanted is Wanted.PASSWORD else [self.secret]

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(self._sentence, *self._fields, classes="cover-body", can_focus=False)

    def on_mount(self) -> None:
        self.title_bar.show("dentui", "Sign in")
        if self._said:
            self.status.say(self._said, bad=self._bad)
        if self._fields:
            self.set_focus(self._fields[0])
        if self._begins:
            self.work.gate.begin()

    def action_submit(self) -> None:
        login, secret = self.login.value.strip(), self.secret.value
        if self._wanted is Wanted.PASSWORD and not login:
            self.login.complain("The login name is missing.")
        elif self._fields and not secret:
            name = "PIN" if self._wanted is Wanted.PIN else "password"
            self.secret.complain(f"The {name} is missing.")
        else:
            self.status.say("Signing in …")
            # Not given up by Esc: what was asked counts all the same.
            self.work.flow(self._sign_in(login, secret), may_give_up=False)

    async def _sign_in(self, login: str, secret: str) -> None:
        await self._submit(self, login, secret)

    def refused(self, error: DentuiError) -> None:
        """Say it at the field; what was typed ahead was meant for the desk."""
        self.work.gate.forget()
        if isinstance(error, Unavailable) or not self._fields:
            self.status.say(str(error), bad=True)
        else:
            self.status.say("")
            self.secret.complain(str(error))

    def begin_again(self, sentence: str = "") -> None:
        """Nobody is signed in after all."""
        self.status.say(sentence)
        self.secret.empty()
        if self._fields:
            self.set_focus(self._fields[-1])
