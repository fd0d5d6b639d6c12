"""A frame of a DICOM file as pixels: decoded, windowed as its tags say, upright in its grey or its colours.

The rules are those of DICOM PS3.3: C.7.6.3 (image pixel), C.11.1 (modality LUT), C.11.2 (VOI LUT), C.7.6.16
(frames)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.domain.images import Raster
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.sampling import DEEPEST, fitted, grey_raster, percentiles, size_within

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

DEFLATED = "1.2.840.10008.1.2.1.99"
TWELVE_BIT_JPEG = "1.2.840.10008.1.2.4.51"
IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
FEW = 64
"""Whole numbers in a window below which fractions are needed."""
NO_PICTURE = "This DICOM file holds no picture. Its facts can be shown, and it can be downloaded."


def expose(path: Path, ds: Dataset, largest: int, limits: Limits) -> Raster:
    """The middle frame of a DICOM file with this header. Grey with more than 8 bits a sample stays so, with
    its window.

    Raises Unreadable, and whatever a library raises at a damaged file."""
    frames = checked(ds, limits)
    index = frames // 2
    samples = decoded(path, ds, index if frames > 1 else 0)
    aspect = _aspect(ds, index)
    if samples.ndim == 3:
        return _coloured(samples, ds, largest, aspect)
    if ds.PhotometricInterpretation == "PALETTE COLOR":
        from pydicom.pixels.processing import apply_color_lut

        return _coloured(apply_color_lut(samples, ds), ds, largest, aspect)
    grey = Grey.of(ds, index)
    size = size_within(samples.shape[1], samples.shape[0], largest, aspect)
    looked_up = grey.looked_up(samples, ds)
    few = fitted(looked_up, *size)
    return grey.raster(few, grey.window or grey.told_apart(looked_up, ds))


def header(path: Path) -> Dataset:
    """All elements before the pixels; of a deflated file, which is one stream, all elements."""
    from pydicom import dcmread
    from pydicom.filereader import read_file_meta_info

    try:
        syntax = read_file_meta_info(path).get("TransferSyntaxUID")
    except Exception:
        syntax = None
    return dcmread(path, force=True, stop_before_pixels=syntax != DEFLATED)


def syntax_of(ds: Dataset) -> str:
    """Its transfer syntax, told by how its elements are written where it does not say."""
    said = ds.file_meta.get("TransferSyntaxUID") if hasattr(ds, "file_meta") else None
    if said:
        return str(said)
    implicit, little = ds.original_encoding
    return IMPLICIT if implicit else EXPLICIT if little else BIG_ENDIAN


def checked(ds: Dataset, limits: Limits) -> int:
    """How many frames there are. Raises Unreadable for a file without pixels, or with too many."""
    rows, columns = int(ds.get("Rows") or 0), int(ds.get("Columns") or 0)
    if not rows or not columns or "PhotometricInterpretation" not in ds:
        raise Unreadable(NO_PICTURE)
    if rows * columns > limits.dicom_pixels:
        raise Unreadable(
            f"The picture has more than {limits.dicom_pixels // 1_000_000} million pixels, which are too "
            "many to be shown here. Download it instead."
        )
    return max(1, int(ds.get("NumberOfFrames") or 1))


def decoded(path: Path, ds: Dataset, index: int) -> NDArray[Any]:
    """Samples of one frame, (rows, columns) or (rows, columns, 3) in RGB. `ds` is the file's header."""
    from pydicom.pixels.decoders.base import get_decoder
    from pydicom.pixels.utils import pixel_array
    from pydicom.uid import UID

    syntax = UID(syntax_of(ds))
    if syntax == TWELVE_BIT_JPEG and ds.get("BitsStored", 16) > 8:
        return _by_gdcm(path, ds, index)
    try:
        decoder = get_decoder(syntax)
    except NotImplementedError:
        decoder = None
    if decoder is None or not decoder.is_available:
        raise Unreadable(
            f"The picture is compressed as {syntax.name}, which cannot be shown here. Download it instead."
        )
    try:
        if syntax == DEFLATED:
            return pixel_array(ds, index=index)
        return pixel_array(path, index=index, transfer_syntax_uid=syntax)
    except AttributeError as error:
        # What it needs for a picture is not there: pixels, or what they mean.
        raise Unreadable(NO_PICTURE) from error


def _by_gdcm(path: Path, ds: Dataset, index: int) -> NDArray[Any]:
    """What pydicom leaves alone, because GDCM says another number of bits than there are. All frames are
    decoded."""
    import gdcm

    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    buffer = reader.Read() and reader.GetImage().GetBuffer()
    if not buffer:
        raise Unreadable("The picture in the file is damaged. Download it instead.")
    samples = np.frombuffer(buffer.encode("utf-8", "surrogateescape"), "<u2")
    frame: NDArray[Any] = samples.reshape(-1, int(ds.Rows), int(ds.Columns))[index]
    return frame


@dataclass(frozen=True, slots=True)
class Grey:
    """How stored samples become grey. Windows are kept in stored samples, so that no sample has to be
    changed."""

    slope: float
    intercept: float
    window: tuple[float, float] | None
    """Stored samples shown as black and white; None where the file does not say, or a table is to be used."""
    inverted: bool
    """The least sample is white: MONOCHROME1."""
    bits: int
    floating: bool
    """Samples are fractions."""

    @classmethod
    def of(cls, ds: Dataset, index: int) -> Grey:
        """As a file says it for one of its frames."""
        slope, intercept = 1.0, 0.0
        if "ModalityLUTSequence" not in ds:
            scaling = of_frame(ds, index, "PixelValueTransformationSequence", "RescaleSlope")
            slope = _number(scaling, "RescaleSlope") or 1.0
            intercept = _number(scaling, "RescaleIntercept") or 0.0
        window = None
        if not ds.get("VOILUTSequence"):
            windowing = of_frame(ds, index, "FrameVOILUTSequence", "WindowCenter")
            centre, width = _number(windowing, "WindowCenter"), _number(windowing, "WindowWidth")
            if centre is not None and width is not None and width >= 1:
                # C.11.2.1.2.1: a window of width 1 is a threshold.
                ends = (centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2)
                low, high = ((end - intercept) / slope for end in ends)
                window = (low, high) if np.isfinite((low, high)).all() else None
        return cls(
            slope,
            intercept,
            window,
            ds.PhotometricInterpretation == "MONOCHROME1",
            int(ds.get("BitsStored") or ds.get("BitsAllocated") or 16),
            "BitsStored" not in ds,
        )

    def looked_up(self, samples: NDArray[Any], ds: Dataset) -> NDArray[Any]:
        """Samples after the tables of the file, where it has some."""
        from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

        if "ModalityLUTSequence" in ds:
            samples = apply_modality_lut(samples, ds)
        if ds.get("VOILUTSequence"):
            samples = apply_voi_lut(samples, ds, prefer_lut=True)
        return samples

    def told_apart(self, samples: NDArray[Any], ds: Dataset) -> tuple[float, float]:
        """A window where the file has none."""
        if ds.get("VOILUTSequence"):
            return 0.0, float(2 ** _bits_of_table(ds) - 1)
        if self.bits == 1:
            return 0.0, 1.0
        if self.bits == 8 and samples.dtype.itemsize == 1:
            return (0.0, 255.0) if samples.dtype.kind == "u" else (-128.0, 127.0)
        padding = ds.get("PixelPaddingValue")
        low, high = percentiles(samples, None if padding is None else samples == padding)
        return (high, low) if self.slope < 0 else (low, high)

    def raster(self, samples: NDArray[np.float32], window: tuple[float, float]) -> Raster:
        """Samples that were made as many as are wanted, moved and stretched into what a Raster can hold."""
        samples = np.nan_to_num(samples)
        low, high = window
        inverted = self.inverted
        if low > high:
            low, high, inverted = high, low, not inverted
        least, most = float(samples.min()), float(samples.max())
        if not (least < high and most > low):
            # All black or all white is no picture: such windows are mistakes.
            low, high = percentiles(samples)
        deep = self.bits > 8 or most - min(least, 0) > 255
        top = DEEPEST if deep else 255
        if self.bits == 1:
            samples, low, high = samples * 255, low * 255, high * 255
        elif most - min(least, 0) > top or (self.floating and high - low < FEW):
            stretch = top / max(most - least, 1e-9)
            samples, low, high = (
                (samples - least) * stretch,
                (low - least) * stretch,
                (high - least) * stretch,
            )
        elif least < 0:
            samples, low, high = samples - least, low - least, high - least
        if inverted:
            samples, low, high = top - samples, top - high, top - low
        return grey_raster(samples, low, high, deep)


def of_frame(ds: Dataset, index: int, sequence: str, keyword: str) -> Dataset:
    """The part of a file in which a value of this frame stands: the file itself, or a functional group of its
    frame or of all frames."""
    if keyword in ds:
        return ds
    for group in _groups(ds, index):
        items = group.get(sequence)
        if items and keyword in items[0]:
            item: Dataset = items[0]
            return item
    return ds


def _groups(ds: Dataset, index: int) -> Iterator[Dataset]:
    frames = ds.get("PerFrameFunctionalGroupsSequence") or ()
    if index < len(frames):
        yield frames[index]
    yield from (ds.get("SharedFunctionalGroupsSequence") or ())[:1]


def _number(ds: Dataset, keyword: str) -> float | None:
    """The first value of an element."""
    values = numbers(ds, keyword)
    return values[0] if values else None


def numbers(ds: Dataset, keyword: str) -> tuple[float, ...]:
    """Finite values of an element; () where one of them is none."""
    from pydicom.multival import MultiValue

    value = ds.get(keyword)
    if value is None or value == "":
        return ()
    try:
        found = tuple(float(part) for part in (value if isinstance(value, (MultiValue, list)) else [value]))
    except (TypeError, ValueError):
        return ()
    return found if all(np.isfinite(found)) else ()


def _bits_of_table(ds: Dataset) -> int:
    described = ds.VOILUTSequence[0].get("LUTDescriptor")
    return min(16, max(1, int(described[2]))) if described and len(described) > 2 else 16


def _aspect(ds: Dataset, index: int) -> float:
    """Height of a pixel by its width: C.7.6.3.1.7, and the spacings."""
    measured = of_frame(ds, index, "PixelMeasuresSequence", "PixelSpacing")
    for where, keyword in (
        (measured, "PixelSpacing"),
        (ds, "ImagerPixelSpacing"),
        (ds, "NominalScannedPixelSpacing"),
        (ds, "PixelAspectRatio"),
    ):
        down = numbers(where, keyword)
        if len(down) == 2 and min(down) > 0:
            return down[0] / down[1]
    return 1.0


def _coloured(samples: NDArray[Any], ds: Dataset, largest: int, aspect: float) -> Raster:
    """RGB, with 8 bits of what may be 16."""
    channels = samples[..., :3]
    size = size_within(samples.shape[1], samples.shape[0], largest, aspect)
    few = np.stack([fitted(channels[..., n], *size) for n in range(channels.shape[2])], axis=2)
    if samples.dtype.itemsize > 1:
        stored = int(ds.get("BitsStored") or 16)
        top = DEEPEST if "PALETTE" in ds.PhotometricInterpretation else 2**stored - 1
        few = few * (255 / top)
    pixels = np.clip(np.rint(few), 0, 255).astype(np.uint8)
    return Raster(size[0], size[1], "RGB", np.ascontiguousarray(pixels).tobytes())
