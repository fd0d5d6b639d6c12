"""The first start of a clinic: its register, and its first administrator."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from textual import events, on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.folding import folds
from dentui.domain.sign_in import SHORTEST_PASSWORD
from dentui.errors import DentuiError, Invalid
from dentui.services.setup import SetupInput, set_up
from dentui.ui.keys import SETUP
from dentui.ui.screens.base import DeskScreen
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.text import content
from dentui.ui.widgets.form import FormField, TextBox
from dentui.ui.widgets.secret import SecretBox
from dentui.ui.work import Save, Workplace


class SetupScreen(DeskScreen):
    """Asks for what a clinic begins with. Nothing is made before F2."""

    PLACE = SETUP
    BINDINGS = SETUP.bindings

    def __init__(self, work: Workplace, where: str, made: Callable[[SetupInput], Awaitable[None]]) -> None:
        """`where` the register would be made, in words; `made` goes on when it is."""
        super().__init__(work)
        self._where, self._made = where, made
        self.institution = TextBox("institution", "Clinic", required=True)
        self.country = TextBox("country", "Country", work.settings.country, required=True, most=2)
        self.person = TextBox("name", "Your name", required=True)
        self.login = TextBox("login", "Login name", required=True)
        self.password = SecretBox("password", "Password", required=True)
        self.again = SecretBox("again", "Password again", required=True)
        self._proposed = ""
        self._saving = Save(work)

    @property
    def fields(self) -> tuple[FormField, ...]:
        """In their order."""
        return (self.institution, self.country, self.person, self.login, self.password, self.again)

    @property
    def touched(self) -> bool:
        """Whether anything was typed."""
        return any(field.touched for field in self.fields)

    def body(self) -> Iterable[Widget]:
        words = (
            f"There is no register yet. It would be made as {self._where}. "
            "If that is not the place you meant, Esc leaves and nothing is made."
        )
        password = f"A password has at least {SHORTEST_PASSWORD} characters; four words are easy to keep."
        yield VerticalScroll(
            Static(content(words), classes="cover"),
            *self.fields,
            Static(content(password), classes="hint"),
            classes="cover-body",
            can_focus=False,
        )

    def on_mount(self) -> None:
        self.title_bar.show("dentui", "A new clinic")
        self.set_focus(self.institution)
        self.work.gate.begin()

    @on(FormField.Edited)
    def _edited(self, message: FormField.Edited) -> None:
        if self.status.said:
            self.status.say("")
        if message.field is self.person and self.login.value == self._proposed:
            self._proposed = proposed_login(self.person.value)
            self.login.value = self._proposed
            self.login.cursor_position = len(self._proposed)

    @on(events.DescendantFocus)
    def _gone_into(self, event: events.DescendantFocus) -> None:
        if event.widget is self.login and self._proposed and self.login.value == self._proposed:
            # Whoever wants another one types it in its place.
            self.login.select_all()

    def action_submit(self) -> None:
        if self.password.value != self.again.value:
            self.again.complain("The two passwords are not the same. Type the second one anew.")
            return
        form = SetupInput(
            institution=self.institution.value,
            name=self.person.value,
            login=self.login.value,
            password=self.password.value,
            country=self.country.value,
        )
        settings = self.work.settings
        self.status.say("Making the register …")
        self._saving.start(lambda: set_up(settings, form), lambda _: self._made(form), self.refused)

    def refused(self, error: DentuiError) -> None:
        self.work.gate.forget()
        name = error.field if isinstance(error, Invalid) else None
        field = next((field for field in self.fields if field.field == name), None)
        if field is None:
            self.status.say(str(error), bad=True)
        else:
            self.status.say("")
            if field is self.password:
                self.again.empty()
            field.complain(str(error))

    def action_cancel(self) -> None:
        """Leave; what was typed is not thrown away without asking."""

        def answered(throw_away: bool | None) -> None:
            if throw_away:
                self.app.exit(0)

        if self.touched:
            question = ConfirmSheet(self.work, "Leave? No register was made.", yes="leave", no="go on typing")
            self.app.push_screen(question, answered)
        else:
            self.app.exit(0)


def proposed_login(name: str) -> str:
    """A login name made of a person's name: their first word and the last, as a keyboard has them."""
    words = [next(iter(folds(word.casefold())), "") for word in name.replace("-", " ").split()]
    plain = ["".join(c for c in word if c.isascii() and c.isalnum()) for word in words]
    chosen = [word for word in plain if word]
    return ".".join(chosen[:1] + chosen[1:][-1:])[:40]
