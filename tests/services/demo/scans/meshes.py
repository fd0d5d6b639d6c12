"""What the tests ask a mesh."""

from __future__ import annotations

import numpy as np

from dentui.services.demo.scans.surface import Mesh, border


def loops(mesh: Mesh) -> int:
    """How many borders it has."""
    edges = border(mesh)
    group = np.arange(len(mesh.vertices))
    while True:
        lowest = group[edges].min(axis=1)
        after = group.copy()
        for end in (0, 1):
            np.minimum.at(after, edges[:, end], lowest)
        if np.array_equal(after, group):
            return len(np.unique(group[edges]))
        group = after


def most_faces_at_an_edge(mesh: Mesh) -> int:
    """Two, where a surface is one everywhere."""
    edges = np.sort(np.concatenate([mesh.faces[:, pair] for pair in ([0, 1], [1, 2], [2, 0])]), axis=1)
    return int(np.unique(edges, axis=0, return_counts=True)[1].max())


def nearest(points: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each point the distance to the nearest of the others, and which that is."""
    apart = ((points[:, None, :] - others[None, :, :]) ** 2).sum(axis=2)
    which = apart.argmin(axis=1)
    return np.sqrt(apart[np.arange(len(points)), which]), which
