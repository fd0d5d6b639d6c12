"""What a file may cost before it is given up on. Each is a setting; the defaults are for a dental office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

MB = 1 << 20
GB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of reading image data. Sizes are bytes."""

    photo_bytes: int = 50 * MB
    photo_pixels: int = 64_000_000
    mesh_bytes: int = 300 * MB
    mesh_triangles: int = 5_000_000
    dicom_bytes: int = 512 * MB
    dicom_pixels: int = 64_000_000
    """Of one frame."""
    series_bytes: int = 2 * GB
    series_files: int = 2_000
    archive_bytes: int = 2 * GB
    """Of all that an archive holds, unpacked."""
    archive_files: int = 4_000
    archive_ratio: int = 200
    """Times that an archive may grow."""
    memory: int = 1536 * MB
    """Address space of the process that reads files."""
    seconds: int = 25
    """For one file, on the clock."""
    computing: int = 20
    """For one file, seconds of the processor."""


def read_limits(stored: Mapping[str, Any]) -> Limits:
    """Limits from settings, where each has the name of its field; in the others the default stands.
    Raises ValueError with the name of one that is unknown or no whole number above 0."""
    known = {field.name for field in fields(Limits)}
    for name, value in stored.items():
        if name not in known or isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(name)
    return Limits(**stored)
