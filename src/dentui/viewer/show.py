"""What a preview is given: models, and whoever does for it what lies beyond them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from shutil import which

from dentui.domain.limits import Limits
from dentui.viewer.marks import Keeper, SessionKeeper
from dentui.viewer.parts import Part


@dataclass(frozen=True, slots=True)
class Show:
    """Models to be shown."""

    title: str
    """Whose they are, or what: not clean."""
    parts: tuple[Part, ...]
    """In the order of the list, one at least."""
    save: Callable[[bytes], str]
    """Keeps a PNG and answers what is to be said. Raises DentuiError."""
    limits: Limits = field(default_factory=Limits)
    keeper: Keeper = field(default_factory=SessionKeeper)
    outside: Sequence[str] = ()
    """Program and arguments that show models in a window, the files come behind."""
    patience: float | None = None
    """Seconds without a key after which it leaves; None: never."""


def why_not_outside(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """Why models cannot be opened in a program with a window; "" where they can."""
    if not argv:
        return 'No other program is set for models. "model_viewer" in dentui.toml names one, as ["f3d"].'
    if not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
            return (
                "There is no display: over plain SSH a window would open nowhere. Use ssh -X, or go on here."
            )
        return "There is no display that a window could open on. Go on here."
    if which(argv[0]) is None:
        return f"{argv[0]}, which dentui.toml names as model_viewer, is not installed. Go on here."
    return ""
