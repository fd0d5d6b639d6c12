"""What a key is: what it does, what it is called, and the place where it acts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from textual.binding import Binding, BindingType

SAFE = frozenset(
    [f"f{n}" for n in range(1, 11)]
    + ["tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"]
    + ["enter", "escape", "space", "backspace", "delete", "slash"]
    + [f"ctrl+{letter}" for letter in "sfnprg"]
    + list("abcdefghijklmnopqrstuvwxyz0123456789")
)
"""Keys that every terminal sends. Anything else may only stand beside one of these."""

NAMES = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "shift+tab": "Shift+Tab",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End",
    "pageup": "PgUp", "pagedown": "PgDn", "slash": "/", "backspace": "Backspace", "delete": "Del",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """What one action answers to, and how it is called."""

    action: str
    """As Textual runs it; empty for keys that the widget itself understands."""
    keys: tuple[str, ...]
    """The one to show comes first."""
    label: str
    """One or two words, for the footer."""
    tells: str
    """What it does, as a sentence without a subject."""
    shown: bool = True
    """Whether the footer has it."""

    def name(self, in_field: bool = False, taken: Collection[str] = ()) -> str:
        """How the key is written where it acts now: in a field the first that is no letter, and none that
        means something else there."""
        for key in self.keys:
            if not (in_field and is_typed(key)) and name_of(key) not in taken:
                return name_of(key)
        return ""

    @property
    def names(self) -> str:
        """All its keys, for the pages about keys."""
        return " or ".join(map(name_of, self.keys)) or self.label


@dataclass(frozen=True, slots=True)
class Place:
    """Where keys act."""

    name: str
    title: str
    keys: tuple[Key, ...]

    @property
    def bindings(self) -> list[BindingType]:
        """What Textual needs to know. A letter acts with and without Caps Lock."""
        return [
            Binding(",".join(_with_capitals(key.keys)), key.action, key.label, show=False)
            for key in self.keys
            if key.action
        ]


def is_typed(key: str) -> bool:
    """Whether a key is a character, which a field takes for itself."""
    return len(key) == 1 or key in ("slash", "space")


def name_of(key: str) -> str:
    """How a key is written for people."""
    if key in NAMES:
        return NAMES[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return key.upper() if len(key) > 1 else key


def _with_capitals(keys: tuple[str, ...]) -> list[str]:
    capitals = [key.upper() for key in keys if len(key) == 1 and key.isalpha()]
    return [*keys, *capitals]
