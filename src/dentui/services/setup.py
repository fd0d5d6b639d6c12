"""The first start of a real clinic: its register and its first administrator."""

from __future__ import annotations

from dataclasses import dataclass

from dentui.config import Settings


@dataclass(frozen=True, slots=True)
class SetupInput:
    """What the wizard hands over."""

    institution: str
    name: str
    login: str
    password: str
    country: str
    """ISO 3166."""


def can_set_up(settings: Settings) -> str:
    """Where the register would be made, in words; raises Unavailable where none can be made, with why."""
    raise NotImplementedError


def set_up(settings: Settings, form: SetupInput) -> None:
    """Make the register with an institution, the case and visit types that ship, and one administrator: all
    of it or nothing. Raises Invalid with the field, Unavailable; NoRegister is what led here."""
    raise NotImplementedError
