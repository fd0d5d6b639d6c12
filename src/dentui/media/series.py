"""A CBCT series: which of its files' frames belong together, in which order, where in the patient, and where
in the file.

DICOM PS3.3, C.7.6.2 (image plane): a slice's place is its position along the normal of its rows and
columns."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import radiographs
from dentui.media.radiographs import Grey, numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

PIXELS = 0x7FE00010
NATIVE = (radiographs.IMPLICIT, radiographs.EXPLICIT, radiographs.BIG_ENDIAN)
UNEVEN = "The files of the series do not fit together, so no slices can be shown. Download it instead."
LAID_OUT = {"axial": (2, 0, 1), "coronal": (1, 0, 2), "sagittal": (0, 1, 2)}
"""Which of the patient's axes (to the left, the back, the head) go through a plane, to the right of the
screen and down it. The head is up all the same."""
MOST_FRAMES = 10_000
"""Of one file. No device makes so many, and a number is quickly written."""
SQUARE = (1.0, 1.0)
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
TAGS = [
    *(0x00080016, 0x00180050, 0x00180088, 0x00181164, 0x00200013, 0x00200032, 0x00200037, 0x00280002),
    *(0x00280004, 0x00280008, 0x00280010, 0x00280011, 0x00280030, 0x00280100, 0x00280101, 0x00280102),
    *(0x00280103, 0x00281050, 0x00281051, 0x00281052, 0x00281053, 0x52009229, 0x52009230),
]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A frame of a file."""

    path: Path
    frame: int
    offset: int
    """Of its first sample in the file, where they lie as they are."""
    ds: Dataset
    """What is read of the file's header."""


@dataclass(frozen=True, slots=True)
class Plane:
    """How slices in a plane are cut out of (slices, rows, columns), and laid out on a screen."""

    axis: int
    backwards: bool
    """The highest index of the axis comes first."""
    turned: bool
    """What is cut out has columns for rows."""
    bottom_up: bool
    right_to_left: bool
    aspect: float
    """Height of a sample by its width."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What all its slices have in common. Slices are in the order of their places."""

    slices: tuple[Slice, ...]
    rows: int
    columns: int
    bits: int
    signed: bool
    kind: np.dtype[Any]
    """Of a sample as it is stored."""
    native: bool
    """Samples lie in the files as they are."""
    inverted: bool
    window: tuple[float, float] | None
    """In stored samples made unsigned."""
    planes: Mapping[str, Plane]


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A frame with what tells where it belongs."""

    slice: Slice
    looks: tuple[Any, ...]
    """What has to be the same in a series."""
    position: tuple[float, ...]
    number: float


def read(paths: Sequence[Path], limits: Limits) -> Series:
    """The largest series in these files. Raises Unreadable where there is none."""
    found = [frame for path in paths for frame in _frames(path, limits)]
    if not found:
        raise Unreadable(radiographs.NO_PICTURE)
    looks = Counter(frame.looks for frame in found).most_common(1)[0][0]
    found = [frame for frame in found if frame.looks == looks]
    rows, columns, allocated, bits, signed, syntax, photometric, orientation, spacing = looks
    if allocated not in (8, 16) or not photometric.startswith("MONOCHROME"):
        raise Unreadable("Slices can be shown of grey pictures only. Download the series instead.")
    across, down = np.array(orientation[:3]), np.array(orientation[3:])
    normal = np.cross(across, down)
    found.sort(key=lambda frame: (_along(frame, normal), frame.number))
    middle = found[len(found) // 2]
    grey = Grey.of(middle.slice.ds, middle.slice.frame)
    half = 0x8000 if signed else 0
    order = ">" if syntax == radiographs.BIG_ENDIAN else "<"
    return Series(
        tuple(frame.slice for frame in found),
        rows,
        columns,
        bits,
        signed,
        np.dtype(f"{order}{'i' if signed else 'u'}{allocated // 8}"),
        syntax in NATIVE,
        grey.inverted != (grey.window is not None and grey.window[0] > grey.window[1]),
        None if grey.window is None else (min(grey.window) + half, max(grey.window) + half),
        _planes((normal, down, across), (_thickness(found, normal, spacing[0]), *spacing)),
    )


def decoded(one: Slice) -> NDArray[Any]:
    """Samples of a slice that is compressed."""
    deflated = radiographs.syntax_of(one.ds) == radiographs.DEFLATED
    return radiographs.decoded(one.path, radiographs.header(one.path) if deflated else one.ds, one.frame)


def _frames(path: Path, limits: Limits) -> Iterator[_Found]:
    from pydicom import dcmread

    with path.open("rb") as file:
        ds = dcmread(file, force=True, stop_before_pixels=True, specific_tags=TAGS)
        syntax = radiographs.syntax_of(ds)
        try:
            frames = radiographs.checked(ds, limits)
        except Unreadable:
            return
        start = _pixels(file.read(12), file.tell(), syntax) if syntax in NATIVE else 0
    if start is None or int(ds.get("SamplesPerPixel") or 1) != 1:
        return
    if frames > MOST_FRAMES:
        raise Unreadable(
            f"The series has more than {MOST_FRAMES:,} slices, which are too many. Download it instead."
        )
    size = int(ds.Rows) * int(ds.Columns) * int(ds.get("BitsAllocated") or 16) // 8
    first = (numbers(ds, "InstanceNumber") or (0.0,))[0]
    for index in range(frames):
        place = radiographs.of_frame(ds, index, "PlanePositionSequence", "ImagePositionPatient")
        position = numbers(place, "ImagePositionPatient")
        yield _Found(
            Slice(path, index, start + index * size, ds),
            _looks(ds, index, syntax),
            position if len(position) == 3 else (),
            first + index,
        )


def _looks(ds: Dataset, index: int, syntax: str) -> tuple[Any, ...]:
    lies = radiographs.of_frame(ds, index, "PlaneOrientationSequence", "ImageOrientationPatient")
    measures = radiographs.of_frame(ds, index, "PixelMeasuresSequence", "PixelSpacing")
    orientation = numbers(lies, "ImageOrientationPatient")
    spacing = numbers(measures, "PixelSpacing") or numbers(ds, "ImagerPixelSpacing")
    allocated = int(ds.get("BitsAllocated") or 16)
    return (
        int(ds.Rows),
        int(ds.Columns),
        allocated,
        max(1, min(int(ds.get("BitsStored") or allocated), allocated)),
        bool(ds.get("PixelRepresentation")),
        syntax,
        str(ds.PhotometricInterpretation),
        tuple(round(each, 3) for each in orientation) if len(orientation) == 6 else AXIAL,
        # Makers write spacings with more digits than they mean.
        tuple(round(each, 4) for each in spacing) if len(spacing) == 2 and min(spacing) > 1e-3 else SQUARE,
    )


def _pixels(head: bytes, end: int, syntax: str) -> int | None:
    """Where the first sample lies. `head` are the twelve bytes before `end`: PS3.5, 7.1."""
    order = ">" if syntax == radiographs.BIG_ENDIAN else "<"
    if len(head) < 12 or struct.unpack(f"{order}HH", head[:4]) != (PIXELS >> 16, PIXELS & 0xFFFF):
        return None
    return end - 4 if syntax == radiographs.IMPLICIT else end


def _along(frame: _Found, normal: NDArray[np.float64]) -> float:
    """Millimetres. Where no position is said, the number orders."""
    return float(np.dot(frame.position, normal)) if frame.position else frame.number


def _thickness(found: Sequence[_Found], normal: NDArray[np.float64], otherwise: float) -> float:
    """From the middle of a slice to that of the next, in millimetres."""
    if all(frame.position for frame in found) and len(found) > 1:
        steps = np.diff([_along(frame, normal) for frame in found])
        steps = steps[steps > 1e-4]
        if len(steps):
            return float(np.median(steps))
    one = found[len(found) // 2].slice
    measures = radiographs.of_frame(one.ds, one.frame, "PixelMeasuresSequence", "SliceThickness")
    for where, keyword in ((one.ds, "SpacingBetweenSlices"), (measures, "SliceThickness")):
        said = numbers(where, keyword)
        if said and said[0] > 0:
            return said[0]
    return otherwise


def _planes(axes: Sequence[NDArray[np.float64]], spacing: Sequence[float]) -> Mapping[str, Plane]:
    """`axes` are where slices, rows and columns go in the patient: to the left, the back and the head
    (C.7.6.2.1.1)."""
    directions = np.stack([axis / max(float(np.linalg.norm(axis)), 1e-9) for axis in axes])
    patient = _matched(np.abs(directions))
    of = {patient[axis]: axis for axis in range(3)}
    falls = {of[way]: directions[of[way], way] < 0 for way in range(3)}
    planes = {}
    for name, (through, right, down) in LAID_OUT.items():
        rows, columns = of[down], of[right]
        planes[name] = Plane(
            of[through],
            falls[of[through]],
            rows > columns,
            falls[rows] != (down == 2),
            falls[columns],
            spacing[rows] / spacing[columns],
        )
    return planes


def _matched(closeness: NDArray[np.float64]) -> list[int]:
    """For each axis of the series the one of the patient that it goes along, each once."""
    left = closeness.copy()
    patient = [0, 0, 0]
    for _ in range(3):
        axis, way = np.unravel_index(int(np.argmax(left)), left.shape)
        patient[int(axis)] = int(way)
        left[axis, :] = left[:, way] = -1
    return patient
