"""The jobs of `previews.py`, as they run beside the desk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dentui.domain.images import MESHES, PICTURES, FileKind, Raster, Role
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.jobs import Answer

Drawn = tuple[Path, FileKind, Role, str]


def draw(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """One picture of all meshes, or of the first file that is none."""
    parts = [(Path(path), FileKind(kind), Role(role), name) for path, kind, role, name in asked["parts"]]
    return packed(picture(parts, asked["largest"], limits))


def packed(raster: Raster, **more: Any) -> Answer:
    """A picture, and what else is said about it."""
    return Answer(
        {"raster": [raster.width, raster.height, raster.mode, raster.low, raster.high], **more}, raster.data
    )


def picture(parts: list[Drawn], largest: int, limits: Limits) -> Raster:
    """Of (path, kind, role, name) of each file. Raises Unreadable, and whatever a library raises at a damaged
    one.

    Libraries are imported for the kind at hand: a photo needs not wait for what reads DICOM."""
    if any(kind in MESHES for _, kind, *_ in parts):
        return _meshes(parts, largest, limits)
    path, kind, *_ = parts[0]
    if kind in PICTURES:
        from dentui.media import developing

        return developing.develop(path, kind, largest, limits)
    if kind is FileKind.DICOM:
        return _dicom(parts[0], largest, limits)
    raise Unreadable("There is no picture of such a file. Download it instead.")


def _dicom(part: Drawn, largest: int, limits: Limits) -> Raster:
    from dentui.media import radiographs

    path, _, role, _ = part
    ds = radiographs.header(path)
    # DICOM PS3.3, A.85.1: a scan in a DICOM file.
    if ds.get("MIMETypeOfEncapsulatedDocument") == "model/stl":
        from dentui.media import geometry, shading, views

        shapes = [geometry.stl(ds.EncapsulatedDocument)]
        return shading.shaded(shapes, views.view_of(shapes, [role]), largest)
    return radiographs.expose(path, ds, largest, limits)


def _meshes(parts: list[Drawn], largest: int, limits: Limits) -> Raster:
    from dentui.media import geometry, shading, views

    others = {name.rsplit("/", 1)[-1].casefold(): path for path, _, _, name in parts if name}
    drawn = [part for part in parts if part[1] in MESHES]
    if {Role.UPPER, Role.LOWER}.issubset(role for _, _, role, _ in drawn):
        # Bites are scans of teeth that the jaws show better.
        drawn = [part for part in drawn if part[2] is not Role.BITE]
    shapes = [geometry.read(path, kind, limits, others) for path, kind, *_ in drawn]
    return shading.shaded(shapes, views.view_of(shapes, [role for _, _, role, _ in drawn]), largest)
