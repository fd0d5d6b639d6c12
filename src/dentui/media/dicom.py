"""What a DICOM file says of itself, read without its pixels: a few milliseconds and a few pages of the file.

Tags are those of DICOM PS3.6; what they mean is said in PS3.3. Pixels must be there in full, by arithmetic.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from dentui.domain.images import Facts, Maker
from dentui.domain.limits import MB, Limits
from dentui.errors import Unreadable
from dentui.media.elements import PIXELS, UNDEFINED, Element, Encoding, fragments, guessed, walk
from dentui.media.reasons import CUT, too_large, too_many_pixels

MAGIC = b"DICM"
PREAMBLE = 128
DEFLATED = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
IMPLICIT = "1.2.840.10008.1.2"
_NATIVE = frozenset(("", IMPLICIT, "1.2.840.10008.1.2.1", DEFLATED, BIG_ENDIAN, "1.2.840.113619.5.2"))
"""Transfer syntaxes in which pixels lie as they are."""
OLDEST = 120
"""Years that anybody lives. Programs write 18991230 for a date they do not have."""

_ALLOCATED = (1, 8, 12, 16, 32, 64)
"""Bits of a sample (PS3.5, 8.1.1)."""
_SHARED, _PER_FRAME, _MEASURES = 0x52009229, 0x52009230, 0x00289110
_REGION, _STRUCTURE = 0x00082218, 0x00082228
_INTO = frozenset((_SHARED, _MEASURES, _REGION, _STRUCTURE))
_CODE_MEANING = 0x00080104
_NAMES: Mapping[int, str] = {
    0x00020002: "media_class",
    0x00020010: "syntax",
    0x00080005: "charset",
    0x00080008: "image_type",
    0x00080012: "made_date",
    0x00080013: "made_time",
    0x00080016: "sop_class",
    0x00080018: "sop_instance",
    0x00080020: "study_date",
    0x00080021: "series_date",
    0x00080022: "acquisition_date",
    0x00080023: "content_date",
    0x0008002A: "acquisition",
    0x00080030: "study_time",
    0x00080031: "series_time",
    0x00080032: "acquisition_time",
    0x00080033: "content_time",
    0x00080060: "modality",
    0x00080070: "maker",
    0x0008103E: "series_words",
    0x00081090: "model",
    0x00100010: "patient",
    0x00100030: "birth_date",
    0x00180050: "thickness",
    0x00180088: "between",
    0x00181000: "serial",
    0x00181164: "imager_spacing",
    0x00182010: "scanned_spacing",
    0x0020000E: "series",
    0x00200013: "number",
    0x00200032: "position",
    0x00200037: "orientation",
    0x00204000: "comments",
    0x00201041: "location",
    0x00280002: "samples",
    0x00280004: "photometric",
    0x00280008: "frames",
    0x00280010: "rows",
    0x00280011: "columns",
    0x00280030: "spacing",
    0x00280100: "allocated",
    0x00280101: "stored",
}
_LONGEST = 4096
"""Bytes of a value that is read; what is longer says nothing that is asked here."""
_CHARSETS: Mapping[str, str] = {
    "ISO_IR 100": "latin_1",
    "ISO_IR 101": "iso8859_2",
    "ISO_IR 109": "iso8859_3",
    "ISO_IR 110": "iso8859_4",
    "ISO_IR 144": "iso8859_5",
    "ISO_IR 127": "iso8859_6",
    "ISO_IR 126": "iso8859_7",
    "ISO_IR 138": "iso8859_8",
    "ISO_IR 148": "iso8859_9",
    "ISO_IR 203": "iso8859_15",
    "ISO_IR 13": "shift_jis",
    "ISO_IR 166": "tis_620",
    "ISO_IR 192": "utf_8",
    "ISO 2022 IR 13": "iso2022_jp_2",
    "ISO 2022 IR 87": "iso2022_jp_2",
    "ISO 2022 IR 159": "iso2022_jp_2",
    "ISO 2022 IR 149": "iso2022_kr",
    "ISO 2022 IR 58": "iso2022_jp_2",
    "GB18030": "gb18030",
    "GBK": "gbk",
}
"""Python's codecs for the defined terms of (0008,0005), PS3.3 C.12.1.1.2."""


class Header:
    """Values of a data set, as text and numbers; what a file does not say is empty."""

    def __init__(self, data: memoryview, at: int, encoding: Encoding) -> None:
        self.values: dict[str, bytes] = {}
        self.meanings: list[str] = []
        self.pixels: Element | None = None
        self.seen = 0
        self._encoding = encoding
        for element in walk(data, at, encoding, _INTO):
            self.seen += 1
            if element.tag == PIXELS and not element.inside:
                self.pixels = element
            elif element.tag in _NAMES and element.length <= _LONGEST:
                value = bytes(data[element.offset : element.offset + element.length])
                # What all frames share stands within; what stands outside goes before it.
                self.values.setdefault(_NAMES[element.tag], value)
            elif element.tag == _CODE_MEANING and element.inside and element.length <= _LONGEST:
                value = bytes(data[element.offset : element.offset + element.length])
                self.meanings.append(value.decode("latin_1").strip(" \0"))

    def text(self, name: str) -> str:
        """The value in the file's character set, without padding."""
        value = self.values.get(name, b"")
        said = self.values.get("charset", b"").decode("latin_1").replace("\0", "").split("\\")
        codecs = [_CHARSETS[term.strip()] for term in said if term.strip() in _CHARSETS]
        codec = codecs[-1] if codecs else "latin_1"
        return value.decode(codec, "replace").strip(" \0")

    def numbers(self, name: str) -> tuple[float, ...]:
        """Decimal strings, as far as they are numbers."""
        try:
            found = tuple(float(part) for part in self.text(name).split("\\") if part.strip())
        except ValueError:
            return ()
        return found if all(abs(number) < 1e9 for number in found) else ()

    def whole(self, name: str, otherwise: int = 0) -> int:
        """An unsigned short, or an integer string."""
        value = self.values.get(name, b"")
        if name in {"frames", "number"}:
            numbers = self.numbers(name)
            return int(numbers[0]) if numbers else otherwise
        order = ">" if self._encoding.big else "<"
        return int(struct.unpack_from(order + "H", value)[0]) if len(value) >= 2 else otherwise

    def date(self, name: str) -> date | None:
        """A DA value that is a date (PS3.5, 6.2)."""
        return _date(self.text(name).replace(".", ""))


def looks_like(head: bytes) -> bool:
    """Whether these first bytes can be those of a DICOM file, with preamble or without."""
    return head[PREAMBLE : PREAMBLE + 4] == MAGIC or guessed(memoryview(head), 0) is not None


def look(path: Path, limits: Limits) -> Mapping[str, Any] | None:
    """What the file says; None where it is no DICOM after all. Raises Unreadable for one that is too large,
    cut, or a bomb."""
    size = path.stat().st_size
    with path.open("rb") as file:
        # No more than may be read, else a large one is refused for want of memory.
        most = min(size, limits.dicom_bytes)
        data = memoryview(mmap.mmap(file.fileno(), most, access=mmap.ACCESS_READ))
    marked = bytes(data[PREAMBLE : PREAMBLE + 4]) == MAGIC
    if marked and size > limits.dicom_bytes:
        raise too_large("DICOM files", size, limits.dicom_bytes)
    try:
        header, data_set, syntax = _header(data, PREAMBLE + 4 if marked else 0, limits)
        if not marked and not header.text("sop_class") and not header.text("modality"):
            return None
        return _said(header, data_set, syntax, limits)
    except Unreadable:
        # Without its mark, bytes that lead nowhere are just not DICOM.
        if marked:
            raise
        return None


def _header(data: memoryview, at: int, limits: Limits) -> tuple[Header, memoryview, str]:
    """Its values, the bytes in which its pixels lie, and its transfer syntax."""
    at, meta = _meta(data, at)
    syntax = meta.get("syntax", "")
    if syntax == DEFLATED:
        data, at = _inflated(data[at:], limits), 0
    encoding = guessed(data, at)
    if encoding is None:
        if at >= len(data):
            raise Unreadable("The DICOM file is empty after its head. It can be kept as other data.")
        encoding = Encoding(syntax != IMPLICIT, syntax == BIG_ENDIAN)
    header = Header(data, at, encoding)
    header.values.setdefault("sop_class", meta.get("media_class", "").encode())
    return header, data, syntax


def _meta(data: memoryview, at: int) -> tuple[int, dict[str, str]]:
    """Where the file meta information ends, which is always explicit and little endian, and what it says."""
    said: dict[str, str] = {}
    elements = walk(data, at, Encoding(explicit=True), frozenset())
    # What comes behind it may be written otherwise: the walk must not step into it.
    while bytes(data[at : at + 2]) == b"\x02\x00":
        element = next(elements)
        at = element.offset + element.length
        if element.tag in _NAMES and element.length <= _LONGEST:
            said[_NAMES[element.tag]] = bytes(data[element.offset : at]).decode("latin_1").strip(" \0")
    return at, said


def _inflated(data: memoryview, limits: Limits) -> memoryview:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacked = unpacker.decompress(data, limits.dicom_bytes + 1)
    except zlib.error:
        raise Unreadable(CUT) from None
    if len(unpacked) > limits.dicom_bytes:
        raise Unreadable(
            f"The file unpacks to more than {limits.dicom_bytes / MB:,.0f} MB. It can be kept as other data."
        )
    if not unpacker.eof:
        raise Unreadable(CUT)
    return memoryview(unpacked)


def _said(header: Header, data: memoryview, syntax: str, limits: Limits) -> Mapping[str, Any]:
    frames = _checked(header, data, syntax, limits)
    rows, columns = header.whole("rows"), header.whole("columns")
    facts = Facts(
        width=columns if frames else 0,
        height=rows if frames else 0,
        bits=header.whole("stored") if frames else 0,
        frames=frames,
        spacing=_spacing(header),
        modality=header.text("modality"),
        sop_class=header.text("sop_class"),
        sop_instance=header.text("sop_instance"),
        series=header.text("series"),
        syntax=syntax,
        axes=tuple(round(part, 3) for part in header.numbers("orientation")[:6]),
        position=_position(header),
        number=header.whole("number") if header.text("number") else None,
        taken=_taken(header),
        patient=_patient(header.text("patient")),
        birth_date=_birth_date(header.date("birth_date")),
    )
    return {
        "facts": facts,
        "maker": Maker(header.text("maker"), header.text("model"), header.text("serial")),
        "words": " ".join((*header.meanings, header.text("series_words"))),
        "scout": "LOCALIZER" in header.text("image_type").upper(),
        "grey": header.whole("samples", 1) == 1 and header.text("photometric") != "PALETTE COLOR",
    }


def _checked(header: Header, data: memoryview, syntax: str, limits: Limits) -> int:
    """How many frames of pixels there are, 0 where it holds no picture. Raises Unreadable where not all of
    them are there."""
    pixels = header.pixels
    if pixels is None:
        return 0
    rows, columns = header.whole("rows"), header.whole("columns")
    frames = max(1, header.whole("frames", 1))
    if not rows or not columns:
        raise Unreadable("The picture in the file has no size. It can be kept as other data.")
    if rows * columns > limits.dicom_pixels:
        raise too_many_pixels(rows * columns, limits.dicom_pixels)
    if pixels.length == UNDEFINED:
        if syntax in _NATIVE - {""}:
            raise Unreadable("The picture is not packed as the file says. It can be kept as other data.")
        if fragments(data, pixels.offset) < frames:
            raise Unreadable(CUT)
        return frames
    samples = header.whole("samples", 1)
    if header.text("photometric") == "YBR_FULL_422":
        samples = 2
    if header.whole("allocated") not in _ALLOCATED:
        raise Unreadable("The picture in the file has no depth that is known. It can be kept as other data.")
    needed = (rows * columns * samples * frames * header.whole("allocated") + 7) // 8
    if pixels.length < needed:
        raise Unreadable(CUT)
    return frames


def _spacing(header: Header) -> tuple[float, ...]:
    """PS3.3 10.7: in the patient, else at the detector, else of the film that was scanned."""
    for name in ("spacing", "imager_spacing", "scanned_spacing"):
        found = header.numbers(name)
        if len(found) == 2 and min(found) > 0:
            between = header.numbers("between") or header.numbers("thickness")
            deep = between and between[0] > 0 and header.text("orientation")
            return (*found, between[0]) if deep else found
    return ()


def _position(header: Header) -> float | None:
    """Along the normal of its plane (PS3.3 C.7.6.2.1.1), in millimetres."""
    place, axes = header.numbers("position"), header.numbers("orientation")
    if len(place) == 3 and len(axes) == 6:
        (a, b, c), (d, e, f) = axes[:3], axes[3:]
        normal = (b * f - c * e, c * d - a * f, a * e - b * d)
        return round(sum(p * n for p, n in zip(place, normal, strict=True)), 4)
    location = header.numbers("location")
    return location[0] if location else None


def _taken(header: Header) -> datetime | None:
    at = header.text("acquisition")
    names = ("acquisition", "content", "series", "study", "made")
    dated = [(header.text(f"{name}_date"), header.text(f"{name}_time")) for name in names]
    for day_text, time_text in ((at[:8], at[8:]), *dated):
        day = _date(day_text.replace(".", ""))
        if day and date(1970, 1, 1) <= day <= date.today() + timedelta(days=1):
            return datetime.combine(day, datetime.min.time()) + _time(time_text)
    return None


def _time(text: str) -> timedelta:
    digits = text.replace(":", "").split(".")[0].split("+")[0].split("-")[0].strip()
    if not digits.isascii() or not digits.isdigit():
        return timedelta()
    hours, minutes, seconds = (int(digits[at : at + 2] or 0) for at in (0, 2, 4))
    fits = hours < 24 and minutes < 60 and seconds < 60
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) if fits else timedelta()


def _date(text: str) -> date | None:
    if len(text) < 8 or not text[:8].isascii() or not text[:8].isdigit():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def _patient(text: str) -> str:
    """The first way of writing that is not empty, family name first (PS3.5, 6.2.1)."""
    groups = (" ".join(group.replace("^", " ").split()) for group in text.split("="))
    return next((group for group in groups if group), "")


def _birth_date(born: date | None) -> str:
    today = date.today()
    return born.isoformat() if born and born <= today and today.year - born.year <= OLDEST else ""
