"""Reading a CSV file that nobody vouches for: its size, its encoding, its delimiter, its quotes.

The file is opened once and read as a stream, several times over, and must not change meanwhile.
"""

from __future__ import annotations

import codecs
import csv
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

from dentui.errors import Invalid, Unavailable

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

_CHUNK = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_MAGIC = (
    (b"PK\x03\x04", "an Excel workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
# Encodings of Python that are no encodings of text files, or let half characters through.
_NOT_FOR_FILES = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7"})
_FAULTS = (
    ("field larger", "holds a cell of more than 131,072 characters; a quotation mark may not be closed"),
    ("unexpected end", "is cut off: a quotation mark is not closed before the file ends"),
    ("expected after", "has a quotation mark in the middle of a quoted cell"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is believed. One hundred thousand patients take about 15 MB."""

    file_bytes: int = 256 << 20
    rows: int = 500_000
    columns: int = 400
    line: int = 1_000_000
    """Characters between two line ends."""


class Row(NamedTuple):
    """A row of the file, numbered from 1 as spreadsheets do. Where it cannot be read, `fault` says
    why and it has no cells."""

    number: int
    cells: list[str]
    fault: str = ""


class CsvFile:
    """An open CSV file whose encoding and delimiter are known. To be used in a `with`."""

    def __init__(self, path: Path, encoding: str | None = None, limits: Limits = Limits()) -> None:
        self.path = path
        self.limits = limits
        self.remarks: list[str] = []
        self._file = _open(path, limits)
        try:
            self._state = self._stamp()
            self._look_at_start(told=encoding is not None)
            self._codec, self.encoding = self._as_told(encoding) if encoding else self._detect()
            self._first_row, self._delimiter = self._detect_delimiter()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def delimiter(self) -> str:
        """The delimiter in a word."""
        return DELIMITERS[self._delimiter]

    def rows(self, progress: Callable[[int], None] | None = None) -> Iterator[Row]:
        """Every row from the first, with those that cannot be read. `progress` is told every now
        and then how many bytes were read. Raises Invalid where reading has to stop."""
        reader = csv.reader(
            self._lines(self._first_row), delimiter=self._delimiter, strict=True, skipinitialspace=True
        )
        number = self._first_row
        while True:
            number += 1
            if number > self.limits.rows:
                raise Invalid(
                    f"{_name(self.path)} has more than {self.limits.rows:,} rows. "
                    "Split it and import the parts."
                )
            if progress and not number & 1023:
                progress(os.lseek(self._file.fileno(), 0, os.SEEK_CUR))
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(number, [], _fault(str(error)))
                continue
            except UnicodeError as error:
                raise Invalid(
                    f"{_name(self.path)} is not written in {self.encoding} throughout. "
                    "Save it as CSV UTF-8, or name its encoding with --encoding."
                ) from error
            if len(cells) > self.limits.columns:
                raise Invalid(
                    f"Row {number} of {_name(self.path)} has more than {self.limits.columns} columns."
                )
            yield Row(number, cells)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._state[0]

    def check_unchanged(self) -> None:
        """Raises Invalid where the file was written to since it was opened."""
        if self._stamp() != self._state:
            raise Invalid(f"{_name(self.path)} changed while it was read. Nothing was taken in; try again.")

    def _stamp(self) -> tuple[int, int]:
        found = os.fstat(self._file.fileno())
        return found.st_size, found.st_mtime_ns

    def _lines(self, skip: int = 0) -> Iterator[str]:
        # A descriptor of its own, which shares the position: closing it leaves the file open.
        text = os.fdopen(os.dup(self._file.fileno()), encoding=self._codec, errors="strict", newline="")
        text.seek(0)
        try:
            while line := text.readline(self.limits.line + 1):
                if len(line) > self.limits.line:
                    raise Invalid(
                        f"{_name(self.path)} has a line of more than {self.limits.line:,} characters; "
                        "it does not look like a table."
                    )
                if skip:
                    skip -= 1
                else:
                    yield line
        except OSError as error:
            raise _unreadable(self.path, error) from error
        finally:
            text.close()

    def _look_at_start(self, *, told: bool) -> None:
        start = self._file.read(_CHUNK)
        if not start.strip():
            raise Invalid(f"{_name(self.path)} is empty.")
        for magic, what in _MAGIC:
            if start.startswith(magic):
                raise Invalid(
                    f"{_name(self.path)} is {what}, not a CSV file. Save the table as CSV UTF-8 first."
                )
        if told or start.startswith(tuple(bom for bom, _, _ in _BOMS)):
            return
        if start.count(0) * 10 <= len(start):
            return
        if _like_utf16(start):
            raise Invalid(
                f"{_name(self.path)} looks like UTF-16 without its mark. Name it: --encoding utf-16-le."
            )
        raise Invalid(f"{_name(self.path)} is not a text file. Save the table as CSV UTF-8 first.")

    def _as_told(self, encoding: str) -> tuple[str, str]:
        try:
            found = codecs.lookup(encoding)
            "".encode(encoding)
        except (LookupError, ValueError) as error:
            raise Invalid(
                "--encoding names no encoding that is known here. Try utf-8, cp1252, gb18030 or utf-16.",
                field="encoding",
            ) from error
        if found.name in _NOT_FOR_FILES:
            raise Invalid(
                "--encoding names no encoding of text files. Try utf-8 or cp1252.", field="encoding"
            )
        return ("utf-8-sig" if found.name == "utf-8" else found.name), found.name

    def _detect(self) -> tuple[str, str]:
        self._file.seek(0)
        start = self._file.read(4)
        for bom, codec, name in _BOMS:
            if start.startswith(bom):
                return codec, name
        if self._decodes("utf-8"):
            return "utf-8", "UTF-8"
        if self._pairs_of_bytes() and self._decodes("gb18030"):
            self.remarks.append(
                "The file is not UTF-8; it was read as GB 18030 (Chinese). Say otherwise with --encoding."
            )
            return "gb18030", "GB 18030"
        if self._decodes("cp1252"):
            self.remarks.append(
                "The file is not UTF-8; it was read as Windows-1252 (Western European). "
                "Say otherwise with --encoding."
            )
            return "cp1252", "Windows-1252"
        raise Invalid(
            f"{_name(self.path)} is neither UTF-8 nor UTF-16 nor Windows-1252. Save it as CSV UTF-8, or name "
            "its encoding with --encoding."
        )

    def _decodes(self, codec: str) -> bool:
        decoder = codecs.getincrementaldecoder(codec)("strict")
        self._file.seek(0)
        try:
            while chunk := self._file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def _pairs_of_bytes(self) -> bool:
        """Whether bytes above ASCII come in pairs, as Chinese characters do and the odd accented
        letter in Western text does not."""
        self._file.seek(0)
        lengths = [len(run) for run in re.findall(rb"[\xa1-\xfe]+", self._file.read(_CHUNK * 16))]
        return bool(lengths) and sum(length % 2 == 0 for length in lengths) >= 0.9 * len(lengths)

    def _detect_delimiter(self) -> tuple[int, str]:
        sample: list[str] = []
        length = 0
        try:
            for line in self._lines():
                sample.append(line)
                length += len(line)
                if length > _CHUNK or len(sample) >= 200:
                    break
        except UnicodeError:
            if not sample:
                raise Invalid(
                    f"{_name(self.path)} is not written in {self.encoding}. "
                    "Name its encoding with --encoding."
                ) from None
        if told := re.fullmatch(r'"?sep=([,;\t|])"?\s*', sample[0] if sample else "", re.IGNORECASE):
            return 1, told[1]
        return 0, max(DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _open(path: Path, limits: Limits) -> BinaryIO:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Invalid(f"{_name(path)} is a folder. Name the CSV file in it.")
        if not stat.S_ISREG(found.st_mode):
            raise Invalid(f"{_name(path)} is not an ordinary file.")
        if found.st_size > limits.file_bytes:
            raise Invalid(
                f"{_name(path)} has {found.st_size / (1 << 20):,.0f} MB; at most "
                f"{limits.file_bytes / (1 << 20):,.0f} MB are taken at a time. Split it and import the parts."
            )
        return path.open("rb")
    except ValueError as error:
        raise Invalid("The name of the file cannot be a file's name.") from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> Invalid | Unavailable:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Invalid(f"There is no file {_name(path)}.")
    if isinstance(error, PermissionError):
        return Invalid(f"{_name(path)} may not be read by this account.")
    return Unavailable(f"{_name(path)} cannot be read: {error.strerror or 'the system refuses'}.")


def _name(path: Path) -> str:
    return path.name or str(path)


def _like_utf16(start: bytes) -> bool:
    return min(start[0::2].count(0), start[1::2].count(0)) * 10 < max(
        start[0::2].count(0), start[1::2].count(0)
    )


def _fault(message: str) -> str:
    for part, words in _FAULTS:
        if part in message:
            return words
    return "cannot be read as CSV"


def _regularity(sample: list[str], delimiter: str) -> tuple[float, int]:
    """How much of a sample is a table with this delimiter: the share of rows that have the most
    common width, and that width."""
    widths: dict[int, int] = {}
    reader = csv.reader(sample, delimiter=delimiter, skipinitialspace=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            continue
        if any(cell.strip() for cell in cells):
            widths[len(cells)] = widths.get(len(cells), 0) + 1
    tables = {width: count for width, count in widths.items() if width > 1}
    if not tables:
        return 0.0, 0
    width = max(tables, key=lambda width: (tables[width], width))
    return round(tables[width] / sum(widths.values()), 1), width
