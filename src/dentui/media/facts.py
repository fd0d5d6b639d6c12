"""All that a DICOM file says, as lines to read: private elements too, sequences indented, never the
pixels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.child import Children
from dentui.media.jobs import Answer
from dentui.media.reasons import told_of_kept

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

MOST_LINES = 4_000
DEEPEST = 12
"""Sequences within one another. Files of real devices nest four or five."""
LONGEST = 240
"""Characters of a value."""
BYTES = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN"))
"""Value representations that are no text: PS3.5, 6.2."""
Line = tuple[str, str, str]


def dicom_lines(path: Path, children: Children) -> tuple[Line, ...]:
    """Each element as (tag, name, value): "(0010,0010)", its keyword or its private owner's words, its value
    cut to `LONGEST`. Two blanks before the tag for each sequence it stands in.

    Values are as the file has them, and are to be cleaned before they are shown. Raises Unreadable,
    Unavailable."""
    with told_of_kept():
        lines = children.run("dentui.media.facts:tell", {"path": str(path)}).value
    return tuple((str(tag), str(name), str(value)) for tag, name, value in lines)


def tell(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """The job of it."""
    from dentui.media.radiographs import header

    del limits
    ds = header(Path(asked["path"]))
    lines: list[Line] = []
    for part in (getattr(ds, "file_meta", None), ds):
        for line in _lines(part, 0) if part else ():
            if len(lines) == MOST_LINES:
                lines.append(("", "", f"Only the first {MOST_LINES:,} elements are shown."))
                return Answer(lines)
            lines.append(line)
    if not lines:
        raise Unreadable("Nothing is said in this file. Download it instead.")
    return Answer(lines)


def _lines(ds: Dataset, depth: int) -> Iterator[Line]:
    before = "  " * depth
    for tag in sorted(ds.keys()):
        shown = f"{before}({tag.group:04X},{tag.element:04X})"
        try:
            element = ds[tag]
        except Exception:
            yield shown, "", "cannot be read"
            continue
        name = element.keyword or element.name.strip("[]")
        if element.VR != "SQ":
            yield shown, name, _value(element)
            continue
        count = len(element.value or ())
        yield shown, name, "1 item" if count == 1 else f"{count} items"
        if depth == DEEPEST:
            yield f"{before}  ", "", "What stands deeper is not shown."
            continue
        for number, item in enumerate(element.value or (), 1):
            if count > 1:
                yield f"{before}  ", "", f"Item {number}"
            yield from _lines(item, depth + 1)


def _value(element: DataElement) -> str:
    value = element.value
    if element.tag.group == 0x7FE0 or isinstance(value, bytes) or element.VR in BYTES:
        size = len(value) if isinstance(value, (bytes, str)) else 0
        return f"{size:,} bytes" if size else ""
    several = getattr(value, "__len__", None) and not isinstance(value, str)
    if several and element.VM > 1:
        # No more of a list of thousands than will be shown.
        text = " \\ ".join(str(one) for one in list(value[:LONGEST]))
    else:
        text = "" if value is None else str(value)
        named = getattr(value, "name", text) if element.VR == "UI" else text
        text = text if named == text else f"{text}: {named}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
