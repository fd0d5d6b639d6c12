"""What stands for a character where only ASCII may be sent. A letter loses its accent, a sign of ours becomes
one that means the same; for what has neither, as for a Chinese character, there stand question marks."""

from __future__ import annotations

import codecs
import unicodedata
from io import TextIOWrapper

ASCII_OF = {
    "…": "~", "▸": ">", "▾": "v", "‹": "<", "›": ">", "•": "*", "·": "-", "✓": "x", "✗": "x", "×": "x",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "−": "-",
    "’": "'", "‘": "'", "‚": ",", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"', "«": '"',
    "»": '"', "´": "'", "¨": '"', "¦": "|", "¡": "!", "¿": "?", "÷": "/", "⁄": "/", "€": "E", "£": "L",
    "↑": "^", "↓": "v", "←": "<", "→": ">", "↔": "-", "↕": "|", "⏎": "<", "↵": "<", "⇧": "^", "⌫": "<",
    "▲": "^", "▴": "^", "▼": "v", "◀": "<", "◂": "<", "▶": ">", "►": ">", "◄": "<", "●": "*", "○": "o",
    "◆": "*", "■": "#", "□": "o", "★": "*", "☆": "*", "⠿": "#",
}  # fmt: skip
"""Signs of ours, and what is common in what people write."""
LETTERS = {
    "ß": "s", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ı": "i", "ȷ": "j",
    "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "q", "ə": "e", "ɛ": "e", "ɔ": "o", "ɨ": "i", "ʉ": "u", "ɓ": "b",
    "ɗ": "d", "ƙ": "k", "ƴ": "y", "ǝ": "e", "ƶ": "z", "ƀ": "b", "ɖ": "d", "ɩ": "i", "ʋ": "v", "ɣ": "g",
    "ŀ": "l", "ŉ": "n",
}  # fmt: skip
"""Latin letters that Unicode does not take apart."""
LETTERS.update(
    zip(
        "абвгдежзиклмнопрстуфхцчшщъыьэюяієґђјљњћџ",
        "abvgdezziklmnoprstufhccss'y'euaiegdjlncd",
        strict=True,
    )
)
"""Cyrillic as ISO 9 has it, without its marks."""
LETTERS.update(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "avgdezitiklmnxoprsstyfhpo", strict=True))
NOTHING = "?"
HANDLER = "dentui.ascii"


def sign_for(char: str) -> str:
    """The one ASCII character that stands for this one."""
    found = char if char.isascii() else ASCII_OF.get(char) or _drawn(char) or _letter(char)
    return found if found.isprintable() else NOTHING


def in_cells(sign: str, cells: int) -> str:
    """What `sign_for` answered, in as many cells as the character had."""
    # Half of a wide Latin letter is nothing; of a wide character of which nothing is known both halves are.
    return sign.ljust(cells, NOTHING if sign == NOTHING else " ")[:cells]


def speak_ascii() -> str:
    """Name of a way to encode in ASCII that puts these in the place of what it lacks."""
    codecs.register_error(HANDLER, _encode)
    return HANDLER


def write_ascii(stream: object) -> None:
    """Have a text stream of the process write nothing but ASCII from now on."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="ascii", errors=speak_ascii())


def _encode(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_with_its_width, lacking)), error.end


def _with_its_width(char: str) -> str:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return ""
    return in_cells(sign_for(char), 2 if unicodedata.east_asian_width(char) in "WF" else 1)


def _drawn(sign: str) -> str:
    """Lines and blocks; "" for everything else."""
    code = ord(sign)
    if 0x2500 <= code <= 0x257F:
        name = unicodedata.name(sign)
        if "DIAGONAL" in name:
            return "X" if "CROSS" in name else "/" if "RIGHT TO LOWER LEFT" in name else "\\"
        across = any(word in name for word in ("HORIZONTAL", "LEFT", "RIGHT"))
        along = any(word in name for word in ("VERTICAL", "UP", "DOWN"))
        return "+" if across and along else "-" if across else "|"
    if 0x2580 <= code <= 0x259F:
        if sign in "▁▂▃▄▖▗":
            return "_"
        if sign in "▀▔▘▝":
            return "-"
        return "|" if sign in "▌▍▎▏▐▕" else "#"
    if 0x2800 <= code <= 0x28FF:
        dots = (code - 0x2800).bit_count()
        return " .:oO#####"[min(dots, 8) if dots else 0]
    return ""


def _letter(char: str) -> str:
    """A letter without its accent, a space as a space."""
    if unicodedata.category(char) == "No":
        # "10²" must not become "102".
        return NOTHING
    parts = [part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)]
    if len(parts) != 1:
        return NOTHING
    plain = parts[0] if parts[0].isascii() else LETTERS.get(parts[0].lower(), NOTHING)
    return plain.upper() if char.isupper() else plain
