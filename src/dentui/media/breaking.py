"""Where lines of text may break: at spaces and hyphens, and between the characters of Chinese and Japanese,
but not before a full stop nor after an opening bracket (UAX #14 in its simplest form)."""

from __future__ import annotations

from collections.abc import Iterator

NOT_FIRST = frozenset(
    "、。，．：；？！」』）】〕〉》”’…—・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}%‰℃"
)
"""What does not begin a line."""
NOT_LAST = frozenset("「『（【〔〈《“‘([{¥￥$£€#")
"""What does not end one."""
_WHOLE = ((0x2E80, 0x2FDF), (0x3000, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))
_BEYOND = 0x20000
_THAI = (0xE00, 0xE7F)


def pieces(text: str) -> Iterator[str]:
    """The text in pieces between which a line may break. Spaces stand at the end of theirs."""
    piece = ""
    for letter in text:
        if piece and _may_break(piece[-1], letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return False
    if before == " ":
        return True
    if before in "-–—/" and after.isalpha():
        return True
    if after in NOT_FIRST or before in NOT_LAST:
        return False
    return _alone(before) or _alone(after)


def _alone(letter: str) -> bool:
    """Whether it needs no space beside it."""
    code = ord(letter)
    return code >= _BEYOND or any(low <= code <= high for low, high in _WHOLE)
