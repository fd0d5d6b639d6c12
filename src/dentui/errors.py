"""What a desk can be told when something is refused: one clear sentence each.

The text of every error is meant for the person at the desk: what was refused, why, and what to
do now. It never holds patient data, because it may also be written to a log.
"""


class DentuiError(Exception):
    """Base of everything dentui refuses. `str(error)` is the sentence to show."""


class Invalid(DentuiError):
    """A value was refused. `field` names the form field (or option) it stands in."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Conflict(DentuiError):
    """Somebody else changed the same thing since it was read. `theirs` is how it stands now."""

    def __init__(self, sentence: str, theirs: object = None) -> None:
        super().__init__(sentence)
        self.theirs = theirs


class NotFound(DentuiError):
    """There is nothing of that id within the operator's scope."""


class Forbidden(DentuiError):
    """The operator may not do this."""


class NoMember(Forbidden):
    """The operator has no place in the institution (any more): the desk has to be left."""


class Unavailable(DentuiError):
    """The register cannot be used now: locked, missing, read-only, damaged, full, or newer.

    With `unknown`, what was being saved may be there or not."""

    def __init__(self, sentence: str, *, unknown: bool = False) -> None:
        super().__init__(sentence)
        self.unknown = unknown


class NoRegister(Unavailable):
    """There is no register yet where one was looked for."""


class Unreadable(DentuiError):
    """A file cannot be read. `fault`: kind and place of what went wrong in it, where nobody foresaw that."""

    def __init__(self, sentence: str, *, fault: str = "") -> None:
        super().__init__(sentence)
        self.fault = fault


class Cancelled(DentuiError):
    """Stopped by whoever had asked for it. Nothing of it stays."""
