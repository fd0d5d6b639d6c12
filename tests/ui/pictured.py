"""Real image data in the register of the screen's tests: files on a disk, taken in as a desk does it."""

from __future__ import annotations

import io
import struct
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from dentui.domain.images import ImageItem, ImageType, ItemInput, Progress
from tests.ui.elsewhere import Elsewhere


class Pictured:
    """Takes files in at another desk."""

    def __init__(self, elsewhere: Elsewhere, folder: Path) -> None:
        self.elsewhere, self.folder = elsewhere, folder
        self.desk, self.actor = elsewhere.desk, elsewhere.actor
        self._taken = datetime(2026, 10, 1, 9)

    def add(
        self, text: str, kind: ImageType, files: Mapping[str, bytes], record: str | None = None
    ) -> ImageItem:
        """One item of these files, in the record of this name, else in the newest, of whom the text finds."""
        records = self.elsewhere.records(text)
        wanted = next(each for each in records if record in (None, each.name))
        return self.add_to(self.elsewhere.uuid(text), wanted.uuid, kind, files)

    def add_to(self, patient: UUID, record: UUID, kind: ImageType, files: Mapping[str, bytes]) -> ImageItem:
        """One item of these files in this record."""
        images, item = self.desk.images, uuid4()
        self._taken += timedelta(minutes=1)
        found = images.look(self.actor, self._written(files), silent, threading.Event())
        kept = tuple((file.key, file.role) for each in found.items for file in each.files)
        kept_as = ItemInput(item, kind, kept, self._taken)
        images.take_in(
            self.actor, uuid4(), found.key, patient, record, None, [kept_as], silent, threading.Event()
        )
        return self.item(patient, item)

    def item(self, patient: UUID, item: UUID) -> ImageItem:
        """An item as it stands."""
        return next(each for each in self.items(patient) if each.uuid == item)

    def items(self, patient: UUID) -> Sequence[ImageItem]:
        """All items of a patient, in the order of their records."""
        return [item for each in self.desk.images.of_patient(self.actor, patient) for item in each.items]

    def correct(self, item: ImageItem, kind: ImageType) -> None:
        """Say that an item is of another type."""
        roles = {file.uuid: file.role for file in item.files}
        device = item.device.uuid if item.device else None
        self.desk.images.correct(
            self.actor, uuid4(), item.uuid, item.version, kind, roles, item.taken, device
        )

    def _written(self, files: Mapping[str, bytes]) -> list[Path]:
        folder = self.folder / str(uuid4())
        paths = []
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            paths.append(path)
        return paths


def silent(_: Progress) -> None:
    """Nobody is told."""


def photo(shade: int = 0, width: int = 64, height: int = 48) -> bytes:
    """A JPEG."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (width, height), (200, shade % 256, 40)).save(stream, "JPEG")
    return stream.getvalue()


def scan(size: float = 10) -> bytes:
    """A binary STL of four triangles; no two of other sizes are the same file."""
    corners = ((0, 0, 0), (size, 0, 0), (0, size, 0), (0, 0, size))
    faces = ((0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3))
    triangles = b"".join(
        struct.pack("<12fH", 0, 0, 0, *(side for corner in face for side in corners[corner]), 0)
        for face in faces
    )
    return bytes(80) + struct.pack("<I", len(faces)) + triangles


def dicom(
    modality: str = "DX",
    number: int = 1,
    *,
    series: str = "1.2.3.4",
    size: int = 32,
    maker: str = "Testray",
) -> bytes:
    """A DICOM file of 12 bits, windowed from 500 to 1500, of a ramp."""
    import pydicom
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import (
        UID,
        CTImageStorage,
        DigitalXRayImageStorageForPresentation,
        ExplicitVRLittleEndian,
    )

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = (
        CTImageStorage if modality == "CT" else DigitalXRayImageStorageForPresentation
    )
    meta.MediaStorageSOPInstanceUID = UID(f"{series}.{number}")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    made.SeriesInstanceUID, made.StudyInstanceUID = series, "1.2.3"
    made.Modality, made.Manufacturer, made.ManufacturerModelName = modality, maker, "Pan 3D"
    made.DeviceSerialNumber = "SN-1"
    made.PatientName, made.PatientID = "Test^Patient", "0"
    made.StudyDate, made.StudyTime = "20261030", "101500"
    made.Rows = made.Columns = size
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 12, 11, 0
    made.WindowCenter, made.WindowWidth = 1000, 1000
    made.PixelSpacing, made.InstanceNumber = [0.1, 0.1], number
    if modality == "CT":
        made.ImagePositionPatient = [0, 0, number * 0.5]
        made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        made.SliceThickness, made.RescaleSlope, made.RescaleIntercept = 0.5, 1, 0
    made.PixelData = b"".join(
        struct.pack("<H", (x * 4000 // size + number * 10) % 4096) for _ in range(size) for x in range(size)
    )
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, made, enforce_file_format=True)
    return stream.getvalue()


def series(slices: int = 8) -> dict[str, bytes]:
    """The files of a small CBCT."""
    return {f"slice{number}.dcm": dicom("CT", number, series="1.2.3.9") for number in range(1, slices + 1)}
