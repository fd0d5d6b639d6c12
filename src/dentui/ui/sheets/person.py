"""A person of the institution: added, changed, and taken away with the patients handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.actors import Role
from dentui.domain.history import Theirs
from dentui.domain.people import PersonInput, PersonLine
from dentui.domain.person import LONGEST_LOGIN, LONGEST_NAME
from dentui.domain.sign_in import LONGEST_PASSWORD, SHORTEST_PASSWORD
from dentui.errors import Conflict, Invalid
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import content, moment, number, one_line
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import ChoiceBox, FormField, PickBox, TextBox
from dentui.ui.work import Workplace

SHARED = (
    "Works for another institution as well: name, login name, password and PIN are not changed here, only "
    "what they may do here."
)

ROLES = "A member sees only the patients they are responsible for, an administrator all."


class PersonSheet(FormSheet[PersonInput, UUID]):
    """Answers whose data was saved."""

    def __init__(self, work: Workplace, person: PersonLine | None = None) -> None:
        super().__init__(work)
        self._person = person
        self._base = PersonInput("") if person is None else person.form
        self._uuid = uuid4() if person is None else person.uuid
        base = self._base
        self.known: ChoiceBox[bool] = ChoiceBox(
            "known", "This person", [Option(False, "is new"), Option(True, "has a login")], (False,)
        )
        self.name_box = TextBox("name", "Name", base.name, required=True, most=LONGEST_NAME + 1)
        self.login = TextBox(
            "login", "Login name", base.login, placeholder="none: works at no desk", most=LONGEST_LOGIN + 1
        )
        self.role: ChoiceBox[Role] = ChoiceBox(
            "role", "Role", [Option(role, role.value) for role in Role], (base.role,)
        )
        self.doctor: ChoiceBox[bool] = ChoiceBox(
            "doctor", "Doctor", [Option(False, "no"), Option(True, "yes")], (base.doctor,)
        )
        self.password = TextBox(
            "password",
            "New password",
            placeholder=f"at least {SHORTEST_PASSWORD} characters",
            most=LONGEST_PASSWORD + 1,
        )
        self.pin: ChoiceBox[bool] = ChoiceBox(
            "drop_pin", "PIN", [Option(False, "keep"), Option(True, "drop: forgotten")], (False,)
        )
        hint = "A new password is for the next sign-in: then they choose their own."
        self._hint = Static(content(hint), classes="foot-hint")
        self.known.display = person is None
        self.pin.display = person is not None and person.ours and "PIN" in person.signs_in_with
        if person is not None and not person.ours:
            for box in (self.name_box, self.login, self.password):
                box.display = False
        if person is not None and person.id == work.desk.actor.person_id:
            # One's own is changed with the one that was there, in the menu of the desk.
            self.password.display = self.pin.display = False

    def heading(self) -> tuple[str, str]:
        return ("New person" if self._person is None else "Edit person"), "* required"

    def body(self) -> Iterable[Widget]:
        if self._person is not None:
            yield Facts(_facts(self._person), whole=True)
            if not self._person.ours:
                yield Static(content(SHARED), classes="hint")
        yield self.known
        for field in self.fields():
            yield field
            if field is self.role:
                yield Static(content(ROLES), classes="foot-hint")

    def foot(self) -> Iterable[Widget]:
        self._hint.display = self.password.display
        yield self._hint
        yield from super().foot()

    def fields(self) -> Sequence[FormField]:
        return self.name_box, self.login, self.role, self.doctor, self.password, self.pin

    def first(self) -> FormField | None:
        return super().first() if self._person is not None else self.name_box

    @on(FormField.Edited)
    def _chosen(self) -> None:
        if self._person is None:
            is_new = not self.known.value
            self.name_box.display = self.password.display = self._hint.display = is_new

    def read(self) -> PersonInput:
        form = PersonInput(
            self.name_box.read(),
            self.login.read(),
            self.role.value or Role.MEMBER,
            bool(self.doctor.value),
            self.password.read(),
            bool(self.pin.value),
        )
        if self.known.value and not form.login.strip():
            raise Invalid("Type the login name that this person has, exactly.", field="login")
        return form

    def keep(self, form: PersonInput) -> UUID:
        desk = self.work.desk
        if self._person is not None:
            desk.people.edit(desk.actor, self._uuid, form, self._base)
        elif self.known.value:
            return desk.people.add_existing(desk.actor, form.login, form.role, form.doctor)
        else:
            desk.people.add(desk.actor, self._uuid, form)
        return self._uuid

    def base(self) -> PersonInput:
        return self._base

    def resolve(self, error: Conflict, theirs: Theirs, form: PersonInput) -> None:
        if isinstance(theirs.form, PersonInput):
            # What no desk is ever shown stays as it was typed here.
            kept = replace(theirs.form, password=form.password, drop_pin=form.drop_pin)
            theirs = replace(theirs, form=kept)
        super().resolve(error, theirs, form)

    def start_from(self, theirs: Theirs) -> None:
        if isinstance(theirs.form, PersonInput):
            self._base = replace(theirs.form, password="", drop_pin=False)


class HandOverSheet(FormSheet[UUID, int]):
    """Answers how many patients another member took over from the person who leaves."""

    TITLE = "Remove a person"

    def __init__(self, work: Workplace, person: PersonLine, heirs: Sequence[PersonLine]) -> None:
        super().__init__(work)
        self._person = person
        self.heir = PickBox(
            "hand_over_to", "Taken over by", [Option(heir.uuid, heir.name) for heir in heirs], required=True
        )

    def body(self) -> Iterable[Widget]:
        yield Facts([Fact("Name", one_line(self._person.name), wide=True)], whole=True)
        count = self._person.patients
        patients = "a patient" if count == 1 else f"{number(count)} patients"
        yield Static(
            content(
                f"This person is the responsible member of {patients}. Choose who takes over: F2 saves "
                "that and removes this person."
            )
        )
        yield self.heir

    def fields(self) -> Sequence[FormField]:
        return (self.heir,)

    def read(self) -> UUID:
        heir = self.heir.value
        if not isinstance(heir, UUID):
            raise Invalid("Choose who takes the patients over, by the first letters.", field="hand_over_to")
        return heir

    def keep(self, form: UUID) -> int:
        desk = self.work.desk
        return desk.people.remove(desk.actor, self._person.uuid, form)


def _facts(person: PersonLine) -> list[Fact]:
    last = moment(person.last_sign_in.astimezone()) if person.last_sign_in else "never"
    facts = []
    if not person.ours:
        facts += [
            Fact("Name", one_line(person.name), wide=True),
            Fact("Login name", one_line(person.login), wide=True),
        ]
    if person.login:
        facts += [
            Fact("Signs in with", " or ".join(person.signs_in_with) or "an SSH key only", wide=True),
            Fact("Last sign-in", last, wide=True),
        ]
    if person.failures:
        facts.append(Fact("Refused since", f"{number(person.failures)} times", wide=True))
    return [*facts, Fact("Patients", number(person.patients), wide=True)]
