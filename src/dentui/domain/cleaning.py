"""The one function that makes text from people and files safe to show.

A terminal obeys control characters wherever they stand, also in a name: ESC starts sequences that move the
cursor, write the clipboard or ask for answers that are then "typed". Direction overrides show a text as
another, and what has no width shifts a row of a table. Each such character becomes U+FFFD (�), so that
whoever reads sees that something is there; none is taken away, so that positions in the text stay right.
"""

from __future__ import annotations

import re
import unicodedata

REPLACEMENT = "\ufffd"

MARKS_IN_A_ROW = 8
"""Combining marks that one letter may carry; no script needs more, and hundreds of them paint over the
rows around."""

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_NEVER = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 (newline and tab with them), DEL, C1
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # invisible; direction
    "\u2028\u2029"  # line and paragraph separator
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\ufff0-\ufffb"  # format characters of some scripts
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters and marks that show nothing
    "\u180b-\u180d\u180f\ufe03-\ufe0f"  # variation selectors that change a character's width or shape
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags, and the rest of their plane
    "\ud800-\udfff"  # surrogates, which no output encoding takes
    f"{_NONCHARACTERS}]"
)

# Zero-width joiner and non-joiner are spelling in Arabic, Persian and the Indian scripts (علی‌رضا), and so
# they stay between two letters of these. They go in emoji: terminals disagree about the width of those.
_JOINING = (
    "\u0620-\u0669\u066e-\u06dc\u06df-\u06ef\u06fa-\u070e\u0710-\u08e1\u08e3-\u0dff\u0f00-\u109f\u1780-\u18af"
)
_SELECTED = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_MISPLACED = re.compile(
    f"(?<![{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINING}])"
    # Ideographic variation selectors choose the shape that a family's register has (葛󠄀城); elsewhere they go.
    f"|(?<![{_SELECTED}])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
)
_PERHAPS_MARKS = re.compile(rf"(?:\A|\n)[^\w\x00-\x7f]|[^\w\x00-\x7f]{{{MARKS_IN_A_ROW + 1}}}")


def clean(text: str) -> str:
    """The text for one line of the screen or of a command's output; as long as it was, and itself where it is
    clean. Newlines and tabs are replaced too."""
    if text.isascii() and text.isprintable():
        return text
    return _clean_beyond_ascii(_NEVER.sub(REPLACEMENT, text))


def clean_lines(text: str) -> str:
    """The text for several lines: newlines stay, carriage returns before them and tabs become spaces."""
    text = text.replace("\r\n", " \n").replace("\t", " ")
    return "\n".join(map(clean, text.split("\n"))) if "\n" in text else clean(text)


def _clean_beyond_ascii(text: str) -> str:
    if text.isascii():
        return text
    # Marks first: whether a joiner is misplaced depends on the letters that are left.
    text = _without_stray_marks(text) if _PERHAPS_MARKS.search(text) else text
    return _MISPLACED.sub(REPLACEMENT, text)


def _without_stray_marks(text: str) -> str:
    """Marks at the very beginning, which would change what stands to the left, and too many in a row."""
    characters = list(text)
    marks = MARKS_IN_A_ROW
    for position, character in enumerate(characters):
        if unicodedata.category(character)[0] != "M":
            marks = 0
        elif marks < MARKS_IN_A_ROW:
            marks += 1
        else:
            characters[position] = REPLACEMENT
    return "".join(characters)
