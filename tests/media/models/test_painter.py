"""The picture is right: beside another way to render, that knows nothing of trees, packets or boxes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from dentui.domain.limits import Limits
from dentui.media.models import Camera, Look, Model, read_model
from dentui.media.models.embree import embree
from dentui.media.models.packets import EmbreeEngine
from dentui.media.models.painter import Painter, View
from dentui.media.models.raster import RasterEngine
from dentui.media.models.rays import Engine
from dentui.media.models.surface import IVORY
from tests.media.scans import jaw, write_ply, write_stl

DATA = Path(__file__).parents[2] / "data" / "media"
WIDTH, HEIGHT = 36, 27
MESHES = ["handle", "3shape", "jaw", "ball"]


def mesh(name: str, folder: Path) -> Model:
    if name == "handle":
        return read_model(DATA / "handle.stl", Limits())
    if name == "3shape":
        return read_model(DATA / "threeshape_hps_not_dicom.dcm", Limits())
    if name == "jaw":
        return read_model(write_stl(folder / "jaw.stl", *jaw(upper=True, along=90, across=16)), Limits())
    ball = trimesh.creation.icosphere(subdivisions=3, radius=9)
    return read_model(write_ply(folder / "ball.ply", ball.vertices, ball.faces), Limits())


def engine_of(kind: str, model: Model) -> Engine:
    if kind == "numpy":
        return RasterEngine([model])
    library = embree()
    if library is None:
        pytest.skip("there is no Embree for this machine")
    return EmbreeEngine(library, [model])


def rendered(model: Model, camera: Camera) -> tuple[Any, Any, Any]:
    """Depth and normal at each pixel, and whether a pixel lies on the edge of what is seen: every ray against
    every triangle (Möller and Trumbore, "Fast, minimum storage ray-triangle intersection", 1997)."""
    points = model.vertices.astype(np.float64)
    first, second, third = (points[model.faces[:, corner]] for corner in range(3))
    normals = np.zeros_like(points)
    areas = np.cross(second - first, third - first)
    for corner in range(3):
        np.add.at(normals, model.faces[:, corner], areas)
    # Scanners and programs write a point once for every triangle: the same points have the same normal.
    _, same = np.unique(points, axis=0, return_inverse=True)
    summed = np.zeros_like(points)
    np.add.at(summed, same.ravel(), normals)
    normals = summed[same.ravel()]
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    depth, normal = np.full((HEIGHT, WIDTH), np.inf), np.zeros((HEIGHT, WIDTH, 3))
    edge = np.zeros((HEIGHT, WIDTH), bool)
    a, b = second - first, third - first
    for row in range(HEIGHT):
        for column in range(WIDTH):
            origin, direction = camera.ray(*camera.place(column, row, WIDTH, HEIGHT))
            across = np.cross(direction, b)
            determinant = np.einsum("ij,ij->i", a, across)
            with np.errstate(divide="ignore", invalid="ignore"):
                u = np.einsum("ij,ij->i", origin - first, across) / determinant
                over = np.cross(origin - first, a)
                v = over @ direction / determinant
                away = np.einsum("ij,ij->i", b, over) / determinant
            least = np.minimum(np.minimum(u, v), 1 - u - v)
            hit = (np.abs(determinant) > 1e-12) & (least >= 0)
            # On a side that two triangles share it is chance which of them a renderer takes.
            edge[row, column] = bool(((np.abs(determinant) > 1e-12) & (np.abs(least) < 1e-3)).any())
            if hit.any():
                face = np.flatnonzero(hit)[np.argmin(away[hit])]
                depth[row, column] = away[face]
                weights = np.array([1 - u[face] - v[face], u[face], v[face]])
                its = weights @ normals[model.faces[face]]
                # A surface that is seen from behind is lit as its other side.
                its = its / np.linalg.norm(its) * (1 if areas[face] @ direction < 0 else -1)
                normal[row, column] = camera.rotation @ its
    return depth, normal, edge


def light(normal: Any) -> Any:
    """From above at the left, from the front, and a highlight, as media/lighting.py promises."""
    key, front = np.array([-0.42, 0.55, 0.72]), np.array([0, 0, 1.0])
    key /= np.linalg.norm(key)
    half = (key + front) / np.linalg.norm(key + front)
    lit, soft, shine = (np.maximum(normal @ one, 0) for one in (key, front, half))
    return 0.10 + 0.55 * lit + 0.33 * soft + 0.12 * shine**40


@pytest.mark.parametrize("name", MESHES)
def test_depth_silhouette_and_normals_are_those_of_another_renderer(name: str, tmp_path: Path) -> None:
    model = mesh(name, tmp_path)
    camera = Camera.fit(model.bounds, WIDTH / HEIGHT).turned(0.5, -0.7).turned(0.4, 0.3)
    depth, normal, edge = rendered(model, camera)
    there = np.isfinite(depth)
    assert 0.15 < there.mean() < 0.9
    expected = np.minimum(IVORY * light(normal)[..., None], 255) * there[..., None]
    view = View(camera, WIDTH, HEIGHT, (Look(),), None, 1)
    for kind in ("numpy", "embree"):
        painter = Painter([model], engine_of(kind, model))
        rgb, away, which = painter.paint(view, painter.share(view, 0, 1))
        sure = ~edge
        assert sure.mean() > 0.9
        assert ((which == 0) == there)[sure].all()
        assert np.abs(away[there & sure] - depth[there & sure]).max() < 1e-3
        assert np.abs(rgb - expected)[sure].max() < 1.6
