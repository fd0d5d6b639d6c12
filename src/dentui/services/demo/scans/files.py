"""Meshes as the bytes of files, as scanners write them: binary STL and binary PLY."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from dentui.services.demo.scans.surface import Mesh

_ROW = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_VERTEX = [("place", "<f4", 3)]
_COLOUR = [("colour", "u1", 3)]
_FACE = np.dtype([("count", "u1"), ("corners", "<i4", 3)])


def stl(mesh: Mesh, words: str) -> bytes:
    """Binary STL: 80 bytes with these words, a count, then 50 bytes for each triangle."""
    corners = mesh.vertices[mesh.faces]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    rows = np.zeros(len(corners), _ROW)
    rows["normal"] = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    rows["corners"] = corners
    head = words.encode("ascii")[:80].ljust(80)
    return head + len(rows).to_bytes(4, "little") + rows.tobytes()


def ply(mesh: Mesh, words: str) -> bytes:
    """Binary little-endian PLY with these words as its comment, and a colour of each vertex where the mesh
    has them (Turk, "The PLY Polygon File Format", 1994)."""
    vertices = np.zeros(len(mesh.vertices), np.dtype(_VERTEX + (_COLOUR if mesh.colours is not None else [])))
    vertices["place"] = mesh.vertices
    names = [f"float {axis}" for axis in "xyz"]
    if mesh.colours is not None:
        vertices["colour"] = mesh.colours
        names += [f"uchar {name}" for name in ("red", "green", "blue")]
    faces = np.zeros(len(mesh.faces), _FACE)
    faces["count"], faces["corners"] = 3, mesh.faces
    lines = [
        "ply",
        "format binary_little_endian 1.0",
        f"comment {words}",
        f"element vertex {len(vertices)}",
        *(f"property {name}" for name in names),
        f"element face {len(faces)}",
        "property list uchar int vertex_indices",
        "end_header",
    ]
    return ("\n".join(lines) + "\n").encode("ascii") + vertices.tobytes() + faces.tobytes()
