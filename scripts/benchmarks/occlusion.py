"""How long it takes to measure how near two jaws come: those of the demonstration, of a scanner's size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from dentui.media.models import Model
from dentui.media.models.welding import normals_of
from dentui.media.occlusion import occlusion
from dentui.services.demo.scans.arch import Variation
from dentui.services.demo.scans.jaws import scans
from scripts.benchmarks.figures import Figure

ROUNDS = 5


def figures() -> Iterator[Figure]:
    """Of both jaws each way, as the preview does it at `m`."""
    made = scans(Variation(seed=1))
    jaws = [
        Model("jaw", mesh.vertices, mesh.faces, normals_of(mesh.vertices, mesh.faces))
        for mesh in (made.upper, made.lower)
    ]
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        occlusion(*jaws)
        times.append(time.perf_counter() - began)
    triangles = " and ".join(f"{len(jaw.faces):,}" for jaw in jaws)
    yield Figure("models.occlusion", median(times), "s", 1.0, f"{triangles} triangles, median of {ROUNDS}")
