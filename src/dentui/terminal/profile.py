"""What a terminal is sent: its encoding, its colours, how pictures are drawn, over which line. Each with
the reason, in words, because somebody will ask.

Decided before the screen starts. The first that speaks wins: option, environment (DENTUI_*), what was saved
for this desk, what the terminal answered when it was asked about pictures, what the environment says of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dentui.errors import Invalid
from dentui.terminal.terminfo import ATTRIBUTES, Capabilities


class Encoding(StrEnum):
    """The characters that may be sent."""

    UTF_8 = "utf-8"
    ASCII = "ascii"


class Colours(StrEnum):
    """How many there are."""

    MONO = "mono"
    SIXTEEN = "16"
    MANY = "256"
    TRUE = "true"


class Pictures(StrEnum):
    """What pictures are made of."""

    OFF = "off"
    ASCII = "ascii"
    BRAILLE = "braille"
    HALF = "half"
    SIXEL = "sixel"
    KITTY = "kitty"


class Line(StrEnum):
    """What stands between the program and the terminal."""

    LOCAL = "local"
    SSH = "ssh"
    TMUX = "tmux"
    SCREEN = "screen"
    MOSH = "mosh"


PARTS: Mapping[str, type[StrEnum]] = {
    "encoding": Encoding,
    "colours": Colours,
    "pictures": Pictures,
    "line": Line,
}
"""What is decided, and what it can be."""

NO_COLOUR_NAMES = frozenset(("dumb", "unknown"))
UNMISTAKABLE = re.compile(
    r"(xterm|rxvt|screen|tmux|linux|putty|konsole|gnome|vte|kitty|ghostty|alacritty|foot|wezterm|contour|mintty"
    r"|iterm2?|st|vt\d\d\d)(-|\Z)|.*-(256color|direct)\Z"
)
"""Names that say enough also where this machine's terminfo lacks them."""
MANY_COLOURS = re.compile(r".*(256color|kitty|ghostty|alacritty|wezterm|contour)|foot(-|\Z)")
DRAWS_BLOCKS = re.compile(r".*(kitty|ghostty|alacritty|wezterm|contour)|foot(-|\Z)")
"""Terminals that draw blocks themselves, whatever their font has."""
SAYS_SO = ("VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID")
"""Variables of others that do."""
ASPECT = 2.0
LIKELY = (1.3, 3.2)
"""Between which a terminal is believed what it says of its cells."""
NO_BRAILLE = ("linux", "vt", "putty")
"""Terminals whose fonts lack it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a terminal without asking it."""

    environ: Mapping[str, str] = field(default_factory=dict)
    capabilities: Capabilities | None = None
    """What terminfo says; None where it knows no such terminal."""
    programs: Sequence[str] = ()
    """Names of the programs that this one runs in, the nearest first."""
    cell: tuple[int, int] | None = None
    """Width and height of a cell in pixels; None where the terminal does not say."""

    @property
    def term(self) -> str:
        """What the terminal is called; "" where nobody says."""
        return self.environ.get("TERM", "").strip()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a terminal is sent."""

    encoding: Encoding = Encoding.UTF_8
    colours: Colours = Colours.MANY
    pictures: Pictures = Pictures.HALF
    line: Line = Line.LOCAL
    attributes: frozenset[str] = frozenset(ATTRIBUTES)
    """Of bold, underline and reverse those that the terminal has."""
    aspect: float = ASPECT
    """How many times higher than wide a cell is."""
    quarters: bool = False
    """Whether it surely shows quarters of cells (U+2596 to U+259F), which many fonts lack."""
    why: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The reason for each part."""

    @property
    def ascii_only(self) -> bool:
        """Whether every byte sent has to be below 0x80."""
        return self.encoding is Encoding.ASCII

    @property
    def of_pixels(self) -> bool:
        """Whether pictures are of pixels, whatever text is of."""
        return self.pictures in (Pictures.SIXEL, Pictures.KITTY)


Reasoned = tuple[str, str]
"""A value of a part, and why."""


def decide(
    around: Surroundings,
    *,
    options: Mapping[str, str | None] | None = None,
    saved: Mapping[str, str] | None = None,
    answered: Reasoned | None = None,
) -> Profile:
    """The profile. `options` and `saved` go by the names in PARTS; `answered` is what the terminal said about
    pictures. Raises Invalid for a value in options or environment that means nothing."""
    told = _told(around.environ, options or {}, saved or {})
    encoding = Encoding(_take(told, "encoding", _encoding(around)))
    colours = Colours(_take(told, "colours", _colours(around)))
    line = Line(_take(told, "line", _line(around)))
    pictures = told.setdefault("pictures", answered or _pictures(around, encoding, colours))
    picture, why = _possible(Pictures(pictures[0]), pictures[1], encoding, colours)
    told["pictures"] = (picture, why)
    return Profile(
        encoding,
        colours,
        picture,
        line,
        _attributes(around),
        _aspect(around),
        encoding is Encoding.UTF_8 and _quarters(around),
        {part: told[part][1] for part in PARTS},
    )


def choice(part: str, text: str, where: str) -> str:
    """The value of a part that somebody wrote. Raises Invalid that says where it stands."""
    wanted = text.strip().casefold()
    value = "utf-8" if part == "encoding" and wanted == "utf8" else wanted
    values = [str(known) for known in PARTS[part]]
    if value not in values:
        raise Invalid(
            f"{where} has to be {', '.join(values[:-1])} or {values[-1]}. Mend it.",
            field=part,
        )
    return value


def told_by_hand(
    environ: Mapping[str, str], options: Mapping[str, str | None], saved: Mapping[str, str]
) -> frozenset[str]:
    """The parts for which somebody said what they want."""
    return frozenset(_told(environ, options, saved))


def _told(
    environ: Mapping[str, str], options: Mapping[str, str | None], saved: Mapping[str, str]
) -> dict[str, Reasoned]:
    told: dict[str, Reasoned] = {}
    for part in PARTS:
        name = f"DENTUI_{part.upper()}"
        option, variable = options.get(part), environ.get(name, "")
        if option is not None:
            told[part] = choice(part, option, f"--{part}"), f"set by --{part}"
        elif variable:
            told[part] = choice(part, variable, name), f"{name} is set"
        elif part in saved:
            told[part] = saved[part], "saved for this desk"
    return told


def _take(told: dict[str, Reasoned], part: str, found: Reasoned) -> str:
    return told.setdefault(part, found)[0]


def _nameless(around: Surroundings) -> str:
    """Why nothing can be said by the terminal's name; "" where something can."""
    term = around.term
    if not term:
        return "TERM is not set"
    if term in NO_COLOUR_NAMES:
        return f"TERM is {term}"
    if around.capabilities is None and not UNMISTAKABLE.match(term):
        return f"TERM is {term}, which this machine does not know"
    return ""


def _encoding(around: Surroundings) -> Reasoned:
    if nameless := _nameless(around):
        return Encoding.ASCII, nameless
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if value := around.environ.get(name, ""):
            charset = value.partition("@")[0].rpartition(".")[2]
            spoken = charset.replace("-", "").casefold() == "utf8"
            return Encoding.UTF_8 if spoken else Encoding.ASCII, f"{name} is {value}"
    return Encoding.ASCII, "neither LC_ALL, LC_CTYPE nor LANG is set"


def _colours(around: Surroundings) -> Reasoned:
    environ, term = around.environ, around.term
    if environ.get("NO_COLOR"):
        return Colours.MONO, "NO_COLOR is set"
    if nameless := _nameless(around):
        return Colours.MONO, nameless
    known = around.capabilities
    if known is not None and not known.colours and not MANY_COLOURS.match(term):
        return Colours.MONO, f"TERM is {term}, which has no colours"
    colorterm = environ.get("COLORTERM", "").strip()
    # Screen, and mosh for long, take such a sequence for something else.
    if colorterm.casefold() in ("truecolor", "24bit") and _line(around)[0] not in (Line.SCREEN, Line.MOSH):
        return Colours.TRUE, f"COLORTERM is {colorterm}"
    if (known is not None and known.colours >= 1 << 24) or term.endswith("-direct"):
        return Colours.TRUE, f"TERM is {term}"
    if (known is not None and known.colours >= 256) or MANY_COLOURS.match(term):
        return Colours.MANY, f"TERM is {term}"
    if known is None and term.startswith("vt"):
        return Colours.MONO, f"TERM is {term}, which has no colours"
    return Colours.SIXTEEN, f"TERM is {term}"


def _line(around: Surroundings) -> Reasoned:
    environ, term = around.environ, around.term
    for name, line in (("TMUX", Line.TMUX), ("STY", Line.SCREEN)):
        if environ.get(name):
            return line, f"{name} is set"
    for line in (Line.TMUX, Line.SCREEN):
        # Over SSH out of one of them only the name comes along.
        if term == line or term.startswith((f"{line}-", f"{line}.")):
            return line, f"TERM is {term}"
    if "mosh-server" in around.programs:
        return Line.MOSH, "mosh-server runs it"
    for name in sorted(environ):
        if name.startswith("MOSH_"):
            return Line.MOSH, f"{name} is set"
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        if environ.get(name):
            return Line.SSH, f"{name} is set"
    return Line.LOCAL, "nothing says that it comes over a network"


def _pictures(around: Surroundings, encoding: Encoding, colours: Colours) -> Reasoned:
    if encoding is Encoding.ASCII:
        return Pictures.ASCII, "the encoding is ascii"
    if colours in (Colours.MANY, Colours.TRUE):
        return Pictures.HALF, "the most that such a terminal surely shows"
    if around.term.startswith(NO_BRAILLE):
        return Pictures.ASCII, f"TERM is {around.term}, whose font may have no Braille"
    return Pictures.BRAILLE, "there are few colours"


def _possible(wanted: Pictures, why: str, encoding: Encoding, colours: Colours) -> tuple[Pictures, str]:
    """What of that the other parts leave."""
    if encoding is Encoding.ASCII and wanted in (Pictures.BRAILLE, Pictures.HALF, Pictures.KITTY):
        return Pictures.ASCII, f"{wanted} ({why}) needs utf-8"
    if colours is Colours.MONO and wanted is Pictures.HALF:
        return Pictures.BRAILLE, f"{wanted} ({why}) needs colours"
    return wanted, why


def _attributes(around: Surroundings) -> frozenset[str]:
    if around.capabilities is not None:
        return around.capabilities.attributes
    return frozenset() if _nameless(around) else frozenset(ATTRIBUTES)


def _aspect(around: Surroundings) -> float:
    width, height = around.cell or (0, 0)
    least, most = LIKELY
    return height / width if width and least <= height / width <= most else ASPECT


def _quarters(around: Surroundings) -> bool:
    if _line(around)[0] in (Line.TMUX, Line.SCREEN, Line.MOSH):
        # What draws on the screen in the end is another.
        return False
    return bool(DRAWS_BLOCKS.match(around.term)) or any(around.environ.get(name) for name in SAYS_SO)
