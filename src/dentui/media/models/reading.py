"""A file becomes a model: looked at first, then its triangles are joined, smoothed and measured."""

from __future__ import annotations

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
from dentui.media.reasons import INSTEAD, KEEP
from dentui.media.sniffing import HEAD, kind_of
from dentui.media.telling import METRE

if TYPE_CHECKING:
    from dentui.media.shading import Shape

LARGEST = 3000.0
"""Nothing is larger, so a GLB that seems to be was written in millimetres."""
METRES = "The file seems to be in metres: shown a thousand times as large."
MILLIMETRES = "The file seems to be in millimetres, though GLB is in metres: shown as millimetres."
MORE = "Behind the triangles of the file lie {:,} more bytes, which are not shown."
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
        for words in (f" {KEEP}", f" {INSTEAD}", ", or keep it as other data"):
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
    points = np.ascontiguousarray(shape.points.reshape(-1, 3))
    own = np.arange(len(points)).reshape(-1, 3) if shape.faces is None else shape.faces
    first, place = welded(points)
    faces = place[own]
    normals = normals_of(points[first], faces)
    if shape.coloured:
        normals, faces = normals[place], np.ascontiguousarray(own, np.int32)
        return Model(name, points, faces, normals, shape.colours, shape.uv, shape.texture)
    return Model(name, points[first], faces, normals)


def _measured(model: Model, kind: FileKind) -> Model:
    """In millimetres. Raises Unreadable for one without a surface."""
    low, high = model.bounds
    size = float((high - low).max())
    if size <= 0 or not model.normals.any():
        raise Unreadable(meshes.EMPTY)
    metres, remark = kind is FileKind.GLB, ""
    if metres and size * 1000 > LARGEST:
        metres, remark = False, MILLIMETRES
    elif not metres and size < METRE:
        metres, remark = True, METRES
    scaled = model.vertices * np.float32(1000) if metres else model.vertices
    return replace(model, vertices=scaled, remark=remark)


def _beside(path: Path) -> Mapping[str, Path]:
    try:
        there = list(path.parent.iterdir())
    except OSError:
        return {}
    return {file.name.casefold(): file for file in there if file.suffix.casefold() in BESIDE}
