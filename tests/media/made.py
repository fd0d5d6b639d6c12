"""Files as devices of an office write them, small, and with whatever a test wants to say in them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from PIL import Image

REAL = Path(__file__).parent.parent / "data" / "media"
THEIRS = sorted(
    file for file in (Path(pydicom.__file__).parent / "data" / "test_files").rglob("*.dcm") if file.is_file()
)
"""What pydicom is tested with, of every transfer syntax and much of it broken."""
CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"


def dicom(**said: Any) -> bytes:
    """A DICOM file of 8 x 8 pixels with these attributes; None for one to leave out."""
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import UID

    syntax = said.pop("syntax", EXPLICIT)
    data = Dataset()
    given: dict[str, Any] = {
        "SOPClassUID": CT,
        "SOPInstanceUID": "1.2.3.4",
        "Modality": "CT",
        "StudyDate": "20240301",
        "Rows": 8,
        "Columns": 8,
        "SamplesPerPixel": 1,
        "BitsAllocated": 16,
        "BitsStored": 12,
        "HighBit": 11,
        "PixelRepresentation": 0,
        "PhotometricInterpretation": "MONOCHROME2",
        "PixelData": bytes(128),
    }
    for name, value in (given | said).items():
        if value is not None:
            setattr(data, name, value)
    if "PixelData" in data:
        data["PixelData"].VR = "OW"
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = UID(syntax)
    data.file_meta.MediaStorageSOPClassUID = UID(str(data.get("SOPClassUID", CT)))
    data.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3.4")
    written = BytesIO()
    data.save_as(written, enforce_file_format=True)
    return written.getvalue()


def ct_slice(number: int, series: str = "1.2.3", **said: Any) -> bytes:
    """One of the slices of a series, 0.3 mm apart."""
    lying: dict[str, Any] = {
        "SeriesInstanceUID": series,
        "InstanceNumber": number,
        "ImagePositionPatient": [0, 0, 0.3 * number],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "PixelSpacing": [0.3, 0.3],
        "SliceThickness": 0.3,
        "SOPInstanceUID": f"{series}.{number}",
    }
    return dicom(**(lying | said))


def stl(triangles: int = 12, size: float = 60, words: bytes = b"") -> bytes:
    """A binary STL that is so many millimetres long."""
    rows = np.zeros(triangles, [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")])
    rows["corners"] = np.random.default_rng(triangles).random((triangles, 3, 3)) * size / 6
    rows["corners"][0, 0], rows["corners"][0, 1] = (0, 0, 0), (size, 0, 0)
    return words.ljust(80, b"\0") + struct.pack("<I", triangles) + rows.tobytes()


def exported(kind: str, **options: Any) -> bytes:
    """A ball of 320 triangles as a library writes it."""
    import trimesh

    ball = trimesh.creation.icosphere(2, radius=30)
    written = ball.export(file_type=kind, **options)
    return written.encode() if isinstance(written, str) else bytes(written)


def obj(materials: str = "") -> bytes:
    """A square in an OBJ, with an MTL where one is named."""
    named = f"mtllib {materials}\n" if materials else ""
    return f"# made\n{named}v 0 0 0\nv 60 0 0\nv 60 60 0\nv 0 60 5\nf 1 2 3\nf 1 3 4\n".encode()


def photo(kind: str = "JPEG", size: tuple[int, int] = (90, 60), mode: str = "RGB", **options: Any) -> bytes:
    """A photo of many colours, or of many greys."""
    seed = np.random.default_rng(size[0] * size[1]).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    written = BytesIO()
    Image.fromarray(seed).convert(mode).save(written, kind, **options)
    return written.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of one colour: some kilobytes for any size."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + 3 * width)) for _ in range(height)) + packer.flush()

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def deflated_bomb(megabytes: int) -> bytes:
    """A deflated DICOM file that unpacks to so much."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(b"\x08\x00\x60\x00CS\x02\x00OT\x09\x00\x10\x10UN\0\0")
    data += packer.compress(struct.pack("<I", megabytes << 20))
    data += b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()
    syntax = b"1.2.840.10008.1.2.1.99"
    return bytes(128) + b"DICM\x02\x00\x10\x00UI" + struct.pack("<H", len(syntax)) + syntax + data


def nested(depth: int) -> bytes:
    """A DICOM file of sequences within sequences."""
    deep = b"\x40\x00\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * depth
    syntax = b"1.2.840.10008.1.2.1\0"
    head = b"DICM\x02\x00\x10\x00UI" + struct.pack("<H", len(syntax)) + syntax
    return bytes(128) + head + b"\x08\x00\x60\x00CS\x02\x00OT" + deep
