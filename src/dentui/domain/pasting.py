"""Paths in what a terminal pastes when files are dropped on it.

No two terminals write them alike: bare, in single or double quotes, with backslashes, as file:// with %20,
several on one line or one a line. A text with spaces can be read in several ways, so what is there decides.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

Exists = Callable[[str], bool]

MOST_WORDS = 40
"""Words that one bare path is looked for in: 39 spaces in a name are enough."""
MOST_LINES = 8
"""Lines that one quoted path can go over."""

_TOKEN = re.compile(
    r"\$'(?P<ansi>(?:[^'\\]|\\.)*)'|'(?P<single>[^']*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\"|\\(?P<escaped>.)"
    r"|(?P<bare>(?:[^\s'\"\\$]|\$(?!'))+)|(?P<space>\s+)",
    re.DOTALL,
)
_IN_DOUBLE = re.compile(r'\\([$`"\\\n])')
_IN_ANSI = re.compile(
    r"\\(?:x(?P<hex>[0-9a-fA-F]{1,2})|(?P<oct>[0-7]{1,3})|u(?P<u>[0-9a-fA-F]{1,4})"
    r"|U(?P<U>[0-9a-fA-F]{1,8})|(?P<char>.))",
    re.DOTALL,
)
_ANSI = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "v": "\v",
}
_QUOTED = re.compile(r"""['"\\]""")
_WINDOWS = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\\w)")
_STARTS = re.compile(rf"(?:\$?['\"])?(?:/|~|\.\.?/|file:|{_WINDOWS.pattern})", re.IGNORECASE)
_WHOLE = re.compile(r"(?P<quote>['\"])(?P<inside>.+?)(?P=quote)(?!\S)", re.DOTALL)
_OF_FILE_MANAGERS = frozenset(("copy", "cut", "x-special/nautilus-clipboard"))
"""What stands before the paths that some of them copy."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted, each in its order and once."""

    paths: tuple[str, ...]
    """What is there; as it was written, without quotes: ~ stands for the home."""
    missing: tuple[str, ...] = ()
    """Paths at which nothing is."""
    none: tuple[str, ...] = ()
    """Texts that are no path."""


def read(text: str, exists: Exists) -> Pasted:
    """The paths in a text; `exists` says of one, without its quotes, whether something is there."""
    lines = re.sub("\r\n?", "\n", text).split("\n")
    with_links = any(line.startswith("file:") for line in lines)
    paths: dict[str, None] = {}
    unread: list[str] = []
    at = 0
    while at < len(lines):
        line, taken = lines[at], 1
        if not line.strip() or line.strip() in _OF_FILE_MANAGERS or (with_links and line.startswith("#")):
            at += 1
            continue
        found = _all_of(line, exists)
        if found is None and _QUOTED.search(line):
            found, taken = _over_lines(lines[at : at + MOST_LINES], exists)
        if found is None:
            found, left = _some_of(line, exists)
            unread += left
        paths |= dict.fromkeys(found)
        at += taken
    parts = [part for run in unread for part in _parts(run)]
    missing = [part for part in parts if looks_like_path(part)]
    none = [part for part in parts if not looks_like_path(part)]
    return Pasted(tuple(paths), tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(none)))


def looks_like_path(text: str) -> bool:
    """Whether a text could be the path of a file, here or on another machine."""
    return bool(_STARTS.match(text))


def of_windows(path: str) -> bool:
    """Whether it is a path of a Windows PC: files do not come over the line by being dropped."""
    return bool(_WINDOWS.match(path))


def _all_of(line: str, exists: Exists) -> list[str] | None:
    """The paths of a line of which every word is one, or which is one as a whole."""
    words = _words(line)
    if words is not None:
        found = [_unlinked(word) for word in words]
        if all(map(exists, found)):
            return found
    for whole in (line, line.strip(), _unlinked(line.strip())):
        if exists(whole):
            return [whole]
    return None


def _over_lines(lines: list[str], exists: Exists) -> tuple[list[str] | None, int]:
    """The same of a line that goes on in others, because a quote does; and of how many."""
    for taken in range(2, len(lines) + 1):
        words = _words("\n".join(lines[:taken]))
        if words is not None and all(exists(_unlinked(word)) for word in words):
            return [_unlinked(word) for word in words], taken
    return None, 1


def _some_of(line: str, exists: Exists) -> tuple[list[str], list[str]]:
    """The paths in a line, the longest that is there from each word on, and the texts between them."""
    words = list(re.finditer(r"\S+", line))
    found: list[str] = []
    unread: list[str] = []
    at = begun = 0
    while at < len(words):
        start = words[at].start()
        path, end = None, at
        if looks_like_path(line[start:]) or line[start] == "\\":
            for end in range(min(len(words), at + MOST_WORDS), at, -1):
                path = _one(line[start : words[end - 1].end()], exists)
                if path is not None:
                    break
        if path is None:
            at += 1
            continue
        if begun < at:
            unread.append(line[words[begun].start() : words[at - 1].end()])
        found.append(path)
        at = begun = end
    if begun < len(words):
        unread.append(line[words[begun].start() :].rstrip())
    return found, unread


def _one(text: str, exists: Exists) -> str | None:
    """The one path that a text is, however it is quoted."""
    words = _words(text)
    readings: list[str] = [*words] if words and len(words) == 1 else []
    for path in (*readings, text):
        if exists(path):
            return path
        if exists(_unlinked(path)):
            return _unlinked(path)
    return None


def _parts(run: str) -> Iterator[str]:
    """What somebody meant by a text in which nothing is there, for a sentence about each."""
    starts = [match.start() for match in re.finditer(r"\S+", run) if looks_like_path(match.group())]
    for start, end in zip([0, *starts], [*starts, len(run)], strict=True):
        part = run[start:end].strip()
        quoted = _WHOLE.match(part)
        if quoted:
            yield quoted["inside"]
            part = part[quoted.end() :].strip()
        words = None if of_windows(part) else _words(part)
        if part:
            yield words[0] if words and len(words) == 1 else part


def _words(text: str) -> list[str] | None:
    """The words of a line as a shell reads them; None where a quote is not closed."""
    words: list[str] = []
    pieces: list[str] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        at = match.end()
        kind, value = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "space":
            if pieces:
                words.append("".join(pieces))
            pieces = []
        elif kind == "double":
            pieces.append(_IN_DOUBLE.sub(r"\1", value))
        else:
            pieces.append(_ansi(value) if kind == "ansi" else value)
    return [*words, "".join(pieces)] if pieces else words


def _ansi(text: str) -> str:
    r"""What $'...' stands for; \xHH is a byte, of which several may be one character."""
    told, at = bytearray(), 0
    for match in _IN_ANSI.finditer(text):
        told += os.fsencode(text[at : match.start()])
        at = match.end()
        kind, value = match.lastgroup, match.group(match.lastgroup or 0)
        if kind in ("hex", "oct"):
            told.append(int(value, 16 if kind == "hex" else 8) & 0xFF)
        elif kind == "char":
            told += os.fsencode(_ANSI.get(value, value))
        else:
            code = int(value, 16)
            told += (chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd").encode()
    return os.fsdecode(bytes(told + os.fsencode(text[at:])))


def _unlinked(text: str) -> str:
    """The path that a file: link leads to, on whatever machine; another text as it is."""
    if not text.startswith("file:"):
        return text
    try:
        path = urlsplit(text.replace("?", "%3F").replace("#", "%23")).path
    except ValueError:
        return text
    return unquote(path, errors="surrogateescape")
