"""What the sheet of a person may hold."""

from __future__ import annotations

import re
from dataclasses import replace

from dentui.domain.actors import Role
from dentui.domain.forms import tidy
from dentui.domain.people import PersonInput
from dentui.domain.sign_in import check_login, normal_login
from dentui.errors import Invalid

LONGEST_NAME = 200
SHORTEST_LOGIN, LONGEST_LOGIN = 2, 32

_LOGIN = re.compile(r"\w[\w.-]*")


def checked(form: PersonInput, was: str = "") -> PersonInput:
    """The form tidied; `was`: the login name until now, which may stay as it is. Raises Invalid with the
    field."""
    form = replace(form, name=tidy(form.name), login=form.login if form.login == was else _login(form.login))
    if not form.name:
        raise Invalid("The name is missing. Write it as patients and colleagues read it.", field="name")
    if len(form.name) > LONGEST_NAME:
        raise Invalid(f"The name is too long: at most {LONGEST_NAME} characters.", field="name")
    if not form.login and form.role is Role.ADMINISTRATOR:
        raise Invalid(
            "An administrator works at a desk and needs a login name for it. Type one, or choose member.",
            field="login",
        )
    if not form.login and form.password:
        raise Invalid("A password needs a login name. Type one, or leave the password empty.", field="login")
    return form


def _login(login: str) -> str:
    """A login name as it is kept, "" for none."""
    if not normal_login(login):
        return ""
    name = check_login(login)
    if not SHORTEST_LOGIN <= len(name) <= LONGEST_LOGIN or not _LOGIN.fullmatch(name):
        raise Invalid(
            f"A login name has {SHORTEST_LOGIN} to {LONGEST_LOGIN} letters and digits; . _ and - may stand "
            "among them. Mend it.",
            field="login",
        )
    return name
