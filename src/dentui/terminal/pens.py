"""Pens: the attributes and colours of a cell, and the shortest way from one to another (ECMA-48, SGR)."""

from __future__ import annotations

from functools import lru_cache

OFF = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29",
    "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
"""SGR code of each attribute: what takes it off."""
ON_BLANKS = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
"""Attributes that are seen where nothing is written."""

MOST = 16_384
"""Pens that are known: a picture in 256 colours has some hundreds."""


class Pen:
    """One way to write. There is one object for each: `pen` makes it, and `is` compares."""

    __slots__ = ("attributes", "background", "blank", "foreground")

    def __init__(self, attributes: frozenset[str], foreground: str, background: str) -> None:
        self.attributes = attributes
        """SGR codes that are on, as "1" for bold."""
        self.foreground = foreground
        """SGR parameters, as "31" or "38;5;208"; "" for the terminal's own colour."""
        self.background = background
        self.blank: Pen
        """The pen with which a space looks the same, and that has no more than it needs."""

    @property
    def erases(self) -> bool:
        """Whether erasing leaves what a space written with it would."""
        return not self.attributes & ON_BLANKS


def pen(attributes: frozenset[str] = frozenset(), foreground: str = "", background: str = "") -> Pen:
    """The pen with these SGR parameters."""
    return _pen(attributes, foreground, background)


@lru_cache(MOST)
def _pen(attributes: frozenset[str], foreground: str, background: str) -> Pen:
    made = Pen(attributes, foreground, background)
    if attributes & ON_BLANKS or not (attributes or foreground):
        made.blank = made
    else:
        made.blank = pen(background=background)
    return made


PLAIN = pen()


@lru_cache(MOST)
def change(old: Pen | None, new: Pen, single_off: bool = True) -> str:
    """The shortest control sequence from one pen to another; from None where the terminal's is not known.
    `single_off`: whether one attribute alone can be taken off; a VT100 only takes off all."""
    anew = [*sorted(new.attributes, key=int), *filter(None, (new.foreground, new.background))]
    whole = f"\x1b[0;{';'.join(anew)}m" if anew else "\x1b[m"
    if old is None:
        return whole
    if old is new:
        return ""
    off = {OFF[code] for code in old.attributes - new.attributes}
    fades = (old.foreground and not new.foreground) or (old.background and not new.background)
    if (off or fades) and not single_off:
        return whole
    # One code takes two attributes off: the other one may have to stay.
    on = {code for code in new.attributes if code not in old.attributes or OFF[code] in off}
    codes = sorted(off, key=int) + sorted(on, key=int)
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    # Without codes it would be a reset: a pen that fell out of the cache was made twice.
    return min(f"\x1b[{';'.join(codes)}m", whole, key=len) if codes else ""
