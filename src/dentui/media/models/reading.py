"""A file becomes a model."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dentui.domain.images import MESHES
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media import geometry, meshes
from dentui.media.models.model import Model
from dentui.media.models.welding import normals_of, welded
from dentui.media.sniffing import HEAD, kind_of


def read_model(path: Path, limits: Limits) -> Model:
    """The mesh in a file. Raises Unreadable for one that is none, too large, cut, damaged or empty."""
    size = path.stat().st_size
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD), size)
    if kind not in MESHES:
        raise Unreadable("The file is no mesh that is known here: STL, PLY, OBJ, GLB or 3Shape's HPS.")
    meshes.look(path, kind, limits)
    shape = geometry.read(path, kind, limits)
    if shape.faces is None:
        vertices, faces = welded(shape.points)
    else:
        vertices, faces = np.ascontiguousarray(shape.points), np.ascontiguousarray(shape.faces, np.int32)
    return Model(path.name, vertices, faces, normals_of(vertices, faces))
