"""A file becomes a model: looked at first, then its triangles are joined, smoothed and measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dentui.domain.images import MESHES, FileKind
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import meshes
from dentui.media.models.model import Model
from dentui.media.models.welding import normals_of, welded
from dentui.media.reasons import AS_IT_IS, DAMAGED, INSTEAD, KEEP
from dentui.media.sniffing import HEAD, kind_of
from dentui.media.telling import METRE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dentui.media.shading import Shape

LARGEST = 3000.0
"""Nothing is larger, so a GLB that seems to be was written in millimetres."""
SCATTERED = 100.0
"""Times the distance from its middle within which nearly all of a mesh lies: in a picture of what reaches out
farther that would be a dot."""
NEARLY_ALL = 0.98
FAR_OUT = (
    "Some corners of the mesh lie {:,.0f} m away from all others, and nothing of it could be made out. "
    "Have it exported again."
)
TOO_LARGE = (
    "The mesh is {:,.0f} m large: it seems not to be in millimetres, and what is measured here is not right."
)
METRES = "The file seems to be in metres: shown a thousand times as large."
MILLIMETRES = "The file seems to be in millimetres, though GLB is in metres: shown as millimetres."
MORE = "Behind the triangles of the file lie {:,} more bytes, which are not shown."
SAMPLE = 20_000
"""Corners that are asked where most of them lie."""
BESIDE = frozenset((".mtl", ".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"))
"""Endings of files that a mesh may ask for."""


def read_model(path: Path, limits: Limits, others: Mapping[str, Path] | None = None) -> Model:
    """The mesh in a file, with the pictures that it asks for: those of `others`, by names in small letters,
    or where that is None those in its folder.

    Raises Unreadable for one that is no mesh, too large, cut, damaged or empty, and OSError."""
    size = path.stat().st_size
    if not size:
        raise Unreadable("The file is empty.")
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD), size)
    if kind not in MESHES:
        raise Unreadable("The file is no mesh: STL, PLY, OBJ, GLB and 3Shape's HPS are shown.")
    try:
        return _model(path, kind, limits, others)
    except Unreadable as error:
        # It need not be kept anywhere, and what could be done with it there is no matter here.
        sentence = str(error)
        for words in (f" {KEEP}", f" {INSTEAD}", ", or keep it as other data", AS_IT_IS):
            sentence = sentence.replace(words, "")
        sentence = sentence.replace("Download it, or ask", "Ask")
        raise Unreadable(sentence, fault=error.fault) from None
    except MemoryError:
        raise
    except Exception as error:
        # Libraries meet what nobody foresaw, down to names that they never set.
        raise Unreadable("The file is damaged, or of a make that cannot be shown.") from error


def _model(path: Path, kind: FileKind, limits: Limits, others: Mapping[str, Path] | None) -> Model:
    corners = meshes.corners_of_stl(path, limits) if kind is FileKind.STL else None
    if corners is not None:
        points = corners.reshape(-1, 3)
        first, place = welded(points)
        vertices, faces = points[first], place.reshape(-1, 3)
        more = path.stat().st_size - 84 - 50 * len(corners)
        # The largest thing there is, and what comes next takes as much.
        del corners, points, first, place
        model = _measured(Model(path.name, vertices, faces, normals_of(vertices, faces)), kind)
        return model if more < 50 or model.remark else replace(model, remark=MORE.format(more))
    meshes.look(path, kind, limits)
    from dentui.media import geometry

    return _measured(
        _smooth(path.name, geometry.read(path, kind, limits, _beside(path) if others is None else others)),
        kind,
    )


def _smooth(name: str, shape: Shape) -> Model:
    """With normals over seams too, where the same point has several vertices: for its places in a picture, or
    because every triangle has its own."""
    shape = _of_faces(shape)
    points = np.ascontiguousarray(shape.points.reshape(-1, 3))
    own = np.arange(len(points)).reshape(-1, 3) if shape.faces is None else shape.faces
    first, place = welded(points)
    faces = place[own]
    normals = normals_of(points[first], faces)
    if shape.coloured:
        normals, faces = normals[place], np.ascontiguousarray(own, np.int32)
        return Model(name, points, faces, normals, shape.colours, shape.uv, shape.texture)
    return Model(name, points[first], faces, normals)


def _of_faces(shape: Shape) -> Shape:
    """Without points of no triangle: some programs leave them at the origin, far from the scan."""
    if shape.faces is None:
        return shape
    used = np.zeros(len(shape.points), np.bool_)
    used[shape.faces] = True
    if used.all():
        return shape
    number = np.cumsum(used, dtype=np.int32) - 1
    return replace(
        shape,
        points=shape.points[used],
        faces=number[shape.faces],
        colours=None if shape.colours is None else shape.colours[used],
        uv=None if shape.uv is None else shape.uv[used],
    )


def _measured(model: Model, kind: FileKind) -> Model:
    """In millimetres. Raises Unreadable for one without a surface."""
    low, high = model.bounds
    size = float((high - low).max())
    if not math.isfinite(size):
        raise Unreadable(DAMAGED)
    if size <= 0 or not model.normals.any():
        raise Unreadable(meshes.EMPTY)
    _require_together(model.vertices, size)
    metres, remark = kind is FileKind.GLB, ""
    if metres and size * 1000 > LARGEST:
        metres, remark = False, MILLIMETRES
    elif not metres and size < METRE:
        metres, remark = True, METRES
    elif not metres and size > LARGEST:
        remark = TOO_LARGE.format(size / 1000)
    scaled = model.vertices * np.float32(1000) if metres else model.vertices
    return replace(model, vertices=scaled, remark=remark)


def _require_together(vertices: NDArray[np.float32], size: float) -> None:
    """That not a few corners lie so far out that a picture of all shows nothing."""
    some = vertices[:: max(1, len(vertices) // SAMPLE)]
    away = np.abs(some - np.median(some, axis=0)).max(axis=1)
    if size > SCATTERED * 2 * float(np.quantile(away, NEARLY_ALL)):
        raise Unreadable(FAR_OUT.format(size / 1000))


def _beside(path: Path) -> Mapping[str, Path]:
    try:
        there = list(path.parent.iterdir())
    except OSError:
        return {}
    return {file.name.casefold(): file for file in there if file.suffix.casefold() in BESIDE}
