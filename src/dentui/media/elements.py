"""Walks the elements of a DICOM file by arithmetic, without reading their values (DICOM PS3.5, 7 and A.4).

No value is read before its length is known to fit into the file, nothing recurses, and pixels are never
touched.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from dentui.errors import Unreadable
from dentui.media.reasons import CUT

Bytes = memoryview

MOST_ELEMENTS = 200_000
"""Of one file; multi-frame volumes have some tens of thousands."""
DEEPEST = 64
"""Sequences within sequences."""
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS = 0x7FE00010
_LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
"""VRs whose length takes four bytes after two that are reserved (PS3.5, 7.1.2)."""
_VRS = _LONG | {
    *(
        b"AE",
        b"AS",
        b"AT",
        b"CS",
        b"DA",
        b"DS",
        b"DT",
        b"FL",
        b"FD",
        b"IS",
        b"LO",
        b"LT",
        b"PN",
        b"SH",
        b"SL",
    ),
    *(b"SS", b"ST", b"TM", b"UI", b"UL", b"US"),
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the elements of a data set are written."""

    explicit: bool
    big: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element's value lies."""

    tag: int
    """Group and element in one, 0x7FE00010."""
    vr: bytes
    """b"" where the file does not say."""
    offset: int
    length: int
    """Bytes; UNDEFINED for pixels in fragments."""
    inside: tuple[int, ...]
    """Tags of the sequences that it is in."""


def guessed(data: Bytes, at: int) -> Encoding | None:
    """The encoding of a data set that begins there, by its first element; None where there is none."""
    if len(data) < at + 8:
        return None
    first = bytes(data[at : at + 6])
    group = struct.unpack_from("<H", first)[0]
    big = not 0 < group <= 0x0010
    if big:
        group = struct.unpack_from(">H", first)[0]
    if not 0 < group <= 0x0010 or group % 2:
        return None
    return Encoding(first[4:6] in _VRS, big)


def walk(data: Bytes, at: int, encoding: Encoding, into: frozenset[int]) -> Iterator[Element]:
    """The elements from there on, those of the sequences `into` among them; others are passed over. Ends
    after the
    pixels, or with the data. Raises Unreadable where a length leads beyond the data."""
    walker = _Walker(data, at, encoding, into)
    for _ in range(MOST_ELEMENTS):
        if walker.at >= len(data):
            return
        element = walker.next()
        if element is not None:
            yield element
            if element.tag == PIXELS and not element.inside:
                return
    raise Unreadable("The file has too many elements to be a picture. It can be kept as other data.")


class _Walker:
    """A place in the data, and the sequences and items around it."""

    def __init__(self, data: Bytes, at: int, encoding: Encoding, into: frozenset[int]) -> None:
        self.at = at
        self._data = data
        self._encoding = encoding
        self._into = into
        # Tag (0 for one to pass over), where it ends (None: at its delimiter), encoding outside of it.
        self._around: list[tuple[int, int | None, Encoding]] = []

    def next(self) -> Element | None:
        """The next element, or None after a step that leads to none."""
        while self._around and self._around[-1][1] is not None and self.at >= self._around[-1][1]:
            self._leave()
        if self.at >= len(self._data):
            return None
        tag, vr, length, start = self._head()
        if tag == ITEM:
            # An item that says its length may be passed over; in the others its elements come next.
            passed = bool(self._around) and self._around[-1][0] == 0 and length != UNDEFINED
            self.at = self._within(start, length) if passed else start
            return None
        if tag in (ITEM_END, SEQUENCE_END):
            self.at = start
            if tag == SEQUENCE_END and self._around:
                self._leave()
            return None
        # UN of undefined length is a sequence in implicit little endian (PS3.5, 6.2.2 note).
        if vr == b"SQ" or (length == UNDEFINED and tag != PIXELS):
            self._enter(tag, vr, length, start)
            return None
        hidden = any(around[0] == 0 for around in self._around)
        element = Element(tag, vr, start, length, tuple(around[0] for around in self._around))
        if tag == PIXELS and length == UNDEFINED and not self._around:
            self.at = start
            return element
        self.at = self._within(start, length)
        return None if hidden else element

    def _enter(self, tag: int, vr: bytes, length: int, start: int) -> None:
        if length != UNDEFINED and tag not in self._into:
            self.at = self._within(start, length)
            return
        if len(self._around) >= DEEPEST:
            raise Unreadable("The file is nested too deeply to be a picture. It can be kept as other data.")
        end = None if length == UNDEFINED else self._within(start, length)
        self._around.append((tag if tag in self._into else 0, end, self._encoding))
        if vr == b"UN":
            self._encoding = Encoding(explicit=False)
        self.at = start

    def _leave(self) -> None:
        self._encoding = self._around.pop()[2]

    def _head(self) -> tuple[int, bytes, int, int]:
        """Tag, VR, length, and where the value begins."""
        data, at = self._data, self.at
        if at + 8 > len(data):
            raise Unreadable(CUT)
        order = ">" if self._encoding.big else "<"
        group, number = struct.unpack_from(order + "HH", data, at)
        tag = group << 16 | number
        if group != 0xFFFE and self._encoding.explicit:
            vr = bytes(data[at + 4 : at + 6])
            if vr in _VRS and vr not in _LONG:
                return tag, vr, struct.unpack_from(order + "H", data, at + 6)[0], at + 8
            if vr in _LONG:
                if at + 12 > len(data):
                    raise Unreadable(CUT)
                return tag, vr, struct.unpack_from(order + "I", data, at + 8)[0], at + 12
            # Some writers fall back to implicit elements in the middle of a file.
        return tag, b"", struct.unpack_from(order + "I", data, at + 4)[0], at + 8

    def _within(self, start: int, length: int) -> int:
        end = start + length
        if length == UNDEFINED or end > len(self._data):
            raise Unreadable(CUT)
        return end


def fragments(data: Bytes, at: int) -> int:
    """How many fragments of pixels, without the offset table, lie from there on (PS3.5, A.4). Raises
    Unreadable
    where one is cut."""
    count = -1
    while at + 8 <= len(data):
        group, number, length = struct.unpack_from("<HHI", data, at)
        tag = group << 16 | number
        if tag != ITEM:
            break
        at += 8 + length
        if length == UNDEFINED or at > len(data):
            raise Unreadable(CUT)
        count += 1
    return max(count, 0)
