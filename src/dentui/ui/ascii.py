"""What stands for a character where only ASCII may be sent: in as many cells as it had, so that no table is
shifted. A letter loses its accent, a sign of ours becomes one that means the same; for what has neither, as
for a Chinese character, there stand question marks."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import split_graphemes

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
NOTHING = "?"


def in_ascii(text: str) -> str:
    """A text in ASCII that takes the same cells."""
    if text.isascii():
        return text
    return "".join(_ascii(text[start:end], cells) for start, end, cells in split_graphemes(text)[0])


@lru_cache(2048)
def _ascii(shown: str, cells: int) -> str:
    """What stands for one character with its marks."""
    first = shown[:1]
    if first.isascii() and len(shown) == cells == 1:
        return first
    letter = first if first.isascii() else ASCII_OF.get(first) or _drawn(first) or _letter(first)
    if not letter.isprintable():
        letter = NOTHING
    # Half of a wide Latin letter is nothing; of a wide character of which nothing is known both halves are.
    return letter.ljust(cells, NOTHING if letter == NOTHING else " ")[:cells]


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
    plain = LETTERS.get(char.lower())
    if plain is not None:
        return plain.upper() if char.isupper() else plain
    if unicodedata.category(char) == "No":
        # "10²" must not become "102".
        return NOTHING
    parts = [part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)]
    return parts[0] if len(parts) == 1 and parts[0].isascii() else NOTHING
