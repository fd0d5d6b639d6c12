"""CBCT series as devices write them: a head that one can tell the sides of, in DICOM files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, EnhancedCTImageStorage, ExplicitVRLittleEndian, generate_uid

AXIAL = (1, 0, 0, 0, 1, 0)
NOSE, EAR, CROWN = 900, 1500, 2400
"""At the front, at the patient's right, at the top."""


def head(slices: int = 20, rows: int = 24, columns: int = 32) -> Any:
    """(to the head, to the back, to the left): soft, with three marks."""
    made = np.full((slices, rows, columns), 100, np.int16)
    made[slices // 2 - 2 : slices // 2 + 2, :4, columns // 2 - 3 : columns // 2 + 3] = NOSE
    made[slices // 2 - 2 : slices // 2 + 2, rows // 2 - 3 : rows // 2 + 3, :4] = EAR
    made[-3:, rows // 2 - 3 : rows // 2 + 3, columns // 2 - 3 : columns // 2 + 3] = CROWN
    return made


def slice_of(
    samples: Any,
    number: int,
    position: Sequence[float] | None,
    orientation: Sequence[float] = AXIAL,
    spacing: tuple[float, float] = (1.0, 1.0),
) -> Dataset:
    """One CT image."""
    ds = _image(samples, CTImageStorage)
    ds.InstanceNumber = number
    if position is not None:
        ds.ImagePositionPatient = [*position]
    ds.ImageOrientationPatient = [*orientation]
    ds.PixelSpacing = [*spacing]
    ds.WindowCenter, ds.WindowWidth = 1000, 4000
    return ds


def many_frames(samples: Any, step: float) -> Dataset:
    """All slices in one file, with where each lies in its functional group."""
    ds = _image(samples, EnhancedCTImageStorage)
    ds.NumberOfFrames = len(samples)
    shared, lies, measures = Dataset(), Dataset(), Dataset()
    lies.ImageOrientationPatient = [*AXIAL]
    measures.PixelSpacing, measures.SliceThickness = [1, 1], step
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [lies], [measures]
    ds.SharedFunctionalGroupsSequence = [shared]
    groups = []
    for number in range(len(samples)):
        group, place, window = Dataset(), Dataset(), Dataset()
        place.ImagePositionPatient = [0, 0, number * step]
        window.WindowCenter, window.WindowWidth = 1000, 4000
        group.PlanePositionSequence, group.FrameVOILUTSequence = [place], [window]
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = groups
    return ds


def _image(samples: Any, kind: str) -> Dataset:
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID, ds.SOPInstanceUID, ds.Modality = kind, generate_uid(), "CT"
    ds.Rows, ds.Columns = samples.shape[-2:]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated = ds.BitsStored = 8 * samples.dtype.itemsize
    ds.HighBit, ds.PixelRepresentation = ds.BitsStored - 1, int(samples.dtype.kind == "i")
    ds.PixelData = samples.tobytes()
    ds["PixelData"].VR = "OW"
    return ds


def series(folder: Path, volume: Any = None, step: float = 1.0, **how: Any) -> list[Path]:
    """A file of each slice. They are numbered against their places, as some devices do."""
    volume = head() if volume is None else volume
    paths = []
    for place, samples in enumerate(volume):
        ds = slice_of(samples, len(volume) - place, (0, 0, place * step), **how)
        paths.append(folder / f"{(place * 7) % len(volume):03}.dcm")
        ds.save_as(paths[-1], enforce_file_format=True)
    return sorted(paths)
