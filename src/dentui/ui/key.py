"""What a key is: what it does, what it is called, and the place where it acts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from textual.binding import Binding, BindingType

SAFE = frozenset(
    [f"f{n}" for n in range(1, 11)]
    + ["tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"]
    + ["enter", "escape", "space", "backspace", "slash"]
    + [f"ctrl+{letter}" for letter in "sfnprg"]
    + list("abcdefghijklmnopqrstuvwxyz0123456789")
)
"""Keys that every terminal sends. Anything else may only stand beside one of these."""

NAMES = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "shift+tab": "Shift+Tab",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End",
    "shift+right": "Shift+→", "shift+left": "Shift+←",
    "pageup": "PgUp", "pagedown": "PgDn", "slash": "/", "backspace": "Backspace", "delete": "Del",
}  # fmt: skip

ALSO = {
    "Add data": "images upload files photos scans x-ray import drop",
    "Again": "refresh reload update",
    "All visits": "clear reset remove filter",
    "Apply": "ok save done accept confirm",
    "Back": "cancel close exit leave abort discard return",
    "Case types and visit types": "lists settings",
    "Change your PIN": "account code unlock",
    "Change your password": "account secret",
    "Clear": "delete remove reset",
    "Desk": "menu settings options account",
    "Do it": "run ok choose",
    "Compare": "side by side doubles duplicates same",
    "Choose": "select mark pick attach tick",
    "Copy": "print paper pdf patient hand out",
    "Correct": "type role change edit fix wrong retag",
    "DICOM": "tags header metadata facts information",
    "Devices": "scanners authorised third party",
    "Download": "save export file get fetch copy sftp",
    "Doubles": "duplicates entered twice merge same person review",
    "Edit": "change modify correct update rename open",
    "Filter": "narrow search date range days today week month",
    "Find": "search look patient name phone",
    "Go to": "jump labels records index",
    "Hide": "curtain privacy blank cover boss",
    "History": "log changes who audit",
    "Images": "scans photos x-ray models pictures",
    "Info": "address insurance allergies habits note facts",
    "Keys": "help commands palette shortcuts manual",
    "Leave": "quit exit close end",
    "List": "results rows",
    "Link": "url address web type text",
    "Links": "share qr phone patient views opened revoke",
    "QR": "code share phone patient link scan mobile hand out",
    "QR code": "share phone patient link scan mobile hand out",
    "Address of shared reports": "share qr code link url server base web phone",
    "Lock now": "away break pause",
    "Merge": "join combine unite doubles duplicates",
    "Model": "3d mesh jaw stl turn rotate measure distance annotate preview",
    "New": "add create register walk-in visit person",
    "No": "cancel back abort",
    "Not the same": "different two persons dismiss recall",
    "Open": "chart show view details edit",
    "People, login names and first passwords": "members users staff doctors accounts operators",
    "Records": "visits appointments",
    "Redraw": "refresh repaint clean garbled broken",
    "Remove": "delete user member dismiss trash twice wrong patient image",
    "Edit record": "edit rename visit modify correct",
    "Report": "health checking certificate pdf findings create",
    "Reports": "health checking pdf",
    "Revoke": "withdraw cancel delete remove discard",
    "Publish": "save finish done print release pdf",
    "PNG": "picture image code download",
    "Preview": "print look page pdf",
    "Pages": "view read print pdf show",
    "Reset": "clear remove empty all patients",
    "Retire or offer": "remove delete hide bring back",
    "Save": "store keep ok done finish accept confirm",
    "Save so": "store keep ok accept",
    "Sign out": "log out logout log off logoff leave exit",
    "Swap": "invert light dark contrast",
    "Switch": "inbox folders disk sent uploads sftp",
    "Slices": "cbct ct volume planes axial coronal sagittal",
    "Scroll": "more down further page",
    "Swap names": "exchange first last surname turn",
    "Take back": "undo unmerge split revert restore",
    "Ticket": "scan order scanner intraoral face add new",
    "Tickets": "orders scans",
    "Turn": "rotate upright sideways",
    "Try again": "retry reconnect refresh",
    "Undo": "revert back mistake restore",
    "ZIP": "export download save archive lab sftp fetch",
    "Work in another institution": "switch change clinic practice place",
    "Yes": "ok go on confirm",
}
"""What people call it too: further words that find a key with this label."""


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
    rank: int = 1
    """Where the footer has little room, what has a higher rank goes first, and 0 last."""

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
    behind: str = ""
    """The key that comes before these, such as the one that opens their menu."""

    def names(self, key: Key, *, in_field: bool = False) -> str:
        """All that does what a key of this place does, for the pages about keys; in a field no letters, which
        are typed there."""
        if self.behind:
            return f"{self.behind}, then {key.names}"
        acting = [name_of(each) for each in key.keys if not (in_field and is_typed(each))]
        return " or ".join(acting) or key.names

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
