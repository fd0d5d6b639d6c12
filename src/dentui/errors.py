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
    """Somebody else changed the same thing since it was read."""


class NotFound(DentuiError):
    """There is nothing of that id within the operator's scope."""


class Forbidden(DentuiError):
    """The operator may not do this."""


class Unavailable(DentuiError):
    """The register cannot be used now: locked, missing, read-only, damaged, full, or newer."""
