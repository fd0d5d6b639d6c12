"""The first pictures of a large photo, a jaw and a CT slice; a page of thumbnails; slices in a row."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image

from dentui.domain.images import FileKind, Raster, Role
from dentui.domain.limits import Limits
from dentui.media.cache import Cache
from dentui.media.child import Children
from dentui.media.previews import THUMBNAIL, make
from dentui.media.slices import PLANES, Stack
from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure, percentile
from tests.media.scans import jaw, write_stl
from tests.media.volumes import head, slice_of

ROUNDS = 7
STARTING = 0.35
"""Seconds that the start of the process may add."""
SLICES = 500
HELD = 40
"""Slices that an arrow key that is held goes through, in each plane."""


def figures() -> Iterator[Figure]:
    """Each time as a desk waits for it: asked for from here, drawn in a process of its own."""
    with tempfile.TemporaryDirectory(dir=registers.folder()) as name:
        folder = Path(name)
        children = Children(Limits())
        try:
            yield from _firsts(folder, children)
            yield _page(folder, children)
            yield from _slices(folder, children)
        finally:
            children.close()


def _firsts(folder: Path, children: Children) -> Iterator[Figure]:
    photo, scan, slice_ = _photo(folder / "photo"), folder / "scan", folder / "slice"
    write_stl(scan, *jaw(upper=True, along=1000, across=125))
    slice_of(_ct(), 1, (0, 0, 0)).save_as(slice_, enforce_file_format=True)
    for figure, path, kind, bar in (
        ("look.photo", photo, FileKind.JPEG, 0.15),
        ("look.mesh", scan, FileKind.STL, 0.6),
        ("look.slice", slice_, FileKind.DICOM, 0.2),
    ):
        size = f"{path.stat().st_size / 1e6:.1f} MB"
        yield Figure(
            figure, _median(lambda path=path, kind=kind: _draw(path, kind, children)), "s", bar, size
        )
        cold = _median(lambda path=path, kind=kind: _cold(path, kind))
        python = _median(lambda: subprocess.run([sys.executable, "-c", "import numpy"], check=True))
        side = f"a Python that imports numpy: {python:.2f} s"
        yield Figure(f"{figure}.cold", cold, "s", bar + STARTING, side)


def _draw(path: Path, kind: FileKind, children: Children) -> Raster:
    return make(path, kind, THUMBNAIL, children, role=Role.UPPER)


def _cold(path: Path, kind: FileKind) -> None:
    children = Children(Limits())
    try:
        _draw(path, kind, children)
    finally:
        children.close()


def _page(folder: Path, children: Children) -> Figure:
    """Twenty thumbnails out of the cache, half of them photos, half X-rays of 16 bits."""
    cache = Cache(folder, days=30, most=1 << 30)
    names = []
    for number in range(20):
        kind = FileKind.JPEG if number % 2 else FileKind.DICOM
        names.append(str(number))
        cache.put(names[-1], THUMBNAIL, _draw(folder / ("photo" if number % 2 else "slice"), kind, children))
    took = _median(lambda: [cache.get(name, THUMBNAIL) for name in names])
    files = [file for file in folder.glob("cache/previews/*") if file.is_file()]
    bare = _median(lambda: [file.read_bytes() for file in files])
    kept = sum(file.stat().st_size for file in files) / 1e6
    return Figure(
        "look.page", 1000 * took, "ms", 60.0, f"{kept:.1f} MB; reading the files alone: {1000 * bare:.1f} ms"
    )


def _slices(folder: Path, children: Children) -> Iterator[Figure]:
    frame = _ct()
    paths = []
    for place in range(SLICES):
        paths.append(folder / f"{place}.dcm")
        slice_of(frame, place, (0, 0, 0.3 * place), spacing=(0.3, 0.3)).save_as(
            paths[-1], enforce_file_format=True
        )
    stack = Stack(paths, children)
    started = time.perf_counter()
    stack.slice("axial", None, 512)
    opened = time.perf_counter() - started
    series = SLICES * paths[0].stat().st_size / 1e6
    yield Figure("slices.open", opened, "s", 2.0, f"{SLICES} files, {series:.0f} MB")
    for plane in PLANES:
        _, middle, _ = stack.slice(plane, None, 512)
        times = []
        for index in range(middle, middle + HELD):
            started = time.perf_counter()
            stack.slice(plane, index, 512)
            times.append(1000 * (time.perf_counter() - started))
        side = f"worst {max(times):.0f} ms, of {HELD} in a row"
        yield Figure(f"slices.{plane}", percentile(times, 0.95), "ms", 33.0, side)


def _photo(path: Path) -> Path:
    """4096 x 5120, with as much detail as a cephalogram of 1.2 MB."""
    some = np.random.default_rng(6)
    light = np.zeros((5120, 4096), np.float32)
    for step, weight in ((512, 60), (128, 30), (32, 12), (8, 5), (2, 3)):
        coarse = Image.fromarray(some.normal(0, weight, (5120 // step, 4096 // step)).astype(np.float32))
        light += np.asarray(coarse.resize((4096, 5120), Image.Resampling.BICUBIC))
    Image.fromarray(np.clip(128 + light, 0, 255).astype(np.uint8)).save(path, "JPEG", quality=80)
    return path


def _ct() -> Any:
    """A slice of 512 x 512 in 16 bits, with noise."""
    noise = np.random.default_rng(7).integers(-40, 40, (512, 512), dtype=np.int16)
    return np.kron(head(20, 64, 64)[10], np.ones((8, 8), np.int16)) + noise


def _median(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return median(times)
