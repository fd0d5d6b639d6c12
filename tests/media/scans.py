"""Jaws as a scanner delivers them, made of arithmetic: shells with fourteen teeth, in common coordinates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np


def jaw(*, upper: bool, along: int = 250, across: int = 40) -> tuple[Any, Any]:
    """Corners (n, 3) in mm and faces (2 * along * across, 3): x to the left, y to the back, z up."""
    place, side = np.meshgrid(
        np.linspace(-1, 1, along + 1), np.linspace(-0.5, 0.5, across + 1), indexing="ij"
    )
    angle = place * np.pi * 0.53
    outwards = np.stack([np.sin(angle) * 46, -np.cos(angle) * 32], axis=-1)
    outwards /= np.linalg.norm(outwards, axis=-1, keepdims=True)
    gap = np.abs(np.mod((place + 1) * 7, 1) - 0.5) * 2
    crown = np.sqrt(np.clip(1 - 2.4 * np.abs(side), 0, 1)) * (1 - 0.75 * gap**6)
    height = 9 * crown - 36 * np.clip(np.abs(side) - 0.25, 0, 1) ** 1.2
    ground = np.stack([32 * np.sin(angle), 30 - 46 * np.cos(angle)], axis=-1)
    ground += outwards * (side * (9 + 6 * np.abs(place)))[..., None]
    points = np.concatenate([ground, (17 - height if upper else height)[..., None]], axis=-1)
    first = (np.arange(along)[:, None] * (across + 1) + np.arange(across)).ravel()
    over = first + across + 1
    faces = np.concatenate([np.stack([first, over, first + 1], 1), np.stack([first + 1, over, over + 1], 1)])
    # Outwards is to where the teeth are.
    return points.reshape(-1, 3).astype(np.float32), faces if upper else faces[:, ::-1]


def write_stl(path: Path, points: Any, faces: Any) -> Path:
    """A binary STL file."""
    rows = np.zeros(len(faces), [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")])
    rows["corners"] = points[faces]
    path.write_bytes(bytes(80) + len(faces).to_bytes(4, "little") + rows.tobytes())
    return path


def write_ply(path: Path, points: Any, faces: Any, colours: Any = None) -> Path:
    """A binary PLY file, with a colour (n, 3) of each corner where there are some."""
    fields: list[Any] = [("xyz", "<f4", 3), *([("rgb", "u1", 3)] if colours is not None else [])]
    rows = np.zeros(len(points), fields)
    rows["xyz"] = points
    painted = ""
    if colours is not None:
        rows["rgb"] = colours
        painted = "".join(f"property uchar {name}\n" for name in ("red", "green", "blue"))
    ends = np.zeros(len(faces), [("size", "u1"), ("corners", "<i4", 3)])
    ends["size"], ends["corners"] = 3, faces
    head = (
        f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n"
        + "".join(f"property float {axis}\n" for axis in "xyz")
        + f"{painted}element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    path.write_bytes(head.encode() + rows.tobytes() + ends.tobytes())
    return path
