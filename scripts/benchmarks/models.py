"""Models that turn: the first picture, the next ones, and memory, beside VTK's software rendering of the same
file in the same run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure
from tests.media.scans import jaw, write_stl

ROUNDS = 7
TURNS = 120
PROJECT = Path(__file__).parents[2]
MB = 1 << 20

_OURS = """
import sys, time
from pathlib import Path
from dentui.domain.limits import Limits
from dentui.media.models import Camera, Caster, Look, read_model
model = read_model(Path(sys.argv[1]), Limits())
with Caster([model]) as caster:
    # Of the sheet all triangles are seen, on a little more than 60 % of the picture.
    camera = Camera.fit(model.bounds, 320 / 240).zoomed(0.95)
    drawn = caster.draw(camera, 320, 240, [Look()])
    print((drawn.model >= 0).mean(), flush=True)
    times = []
    for number in range(int(sys.argv[2])):
        began = time.perf_counter()
        caster.draw(camera.turned(0.1 * number / 60, 0), 320, 240, [Look()])
        times.append(time.perf_counter() - began)
    import multiprocessing, re
    def said(which, name):
        text = Path(f"/proc/{which}").read_text()
        return sum(int(size) for size in re.findall(rf"{name}:\\s+(\\d+) kB", text))
    memory = said("self/status", "VmHWM")
    for child in multiprocessing.active_children():
        memory += said(f"{child.pid}/smaps_rollup", "Private_(?:Clean|Dirty)")
    times.sort()
    print(times[len(times) // 2] if times else 0, memory, flush=True)
"""
_VTK = """
import sys, time
from vtkmodules.vtkIOGeometry import vtkSTLReader
from vtkmodules.vtkRenderingCore import (
    vtkActor, vtkPolyDataMapper, vtkRenderer, vtkRenderWindow, vtkWindowToImageFilter
)
import vtkmodules.vtkRenderingOpenGL2
reader = vtkSTLReader()
reader.SetFileName(sys.argv[1])
mapper = vtkPolyDataMapper()
mapper.SetInputConnection(reader.GetOutputPort())
actor = vtkActor()
actor.SetMapper(mapper)
renderer = vtkRenderer()
renderer.AddActor(actor)
window = vtkRenderWindow()
window.SetOffScreenRendering(1)
window.SetSize(320, 240)
window.AddRenderer(renderer)
renderer.GetActiveCamera().ParallelProjectionOn()
renderer.ResetCamera()
def picture():
    window.Render()
    grab = vtkWindowToImageFilter()
    grab.SetInput(window)
    grab.ReadFrontBufferOff()
    grab.Update()
    return grab.GetOutput().GetPointData().GetScalars().GetRange()[1]
if picture() < 50:
    sys.exit("VTK drew nothing")
print(window.GetClassName(), flush=True)
times = []
for number in range(int(sys.argv[2])):
    began = time.perf_counter()
    renderer.GetActiveCamera().Azimuth(0.1)
    picture()
    times.append(time.perf_counter() - began)
times.sort()
print(times[len(times) // 2] if times else 0, flush=True)
"""


def figures() -> Iterator[Figure]:
    """Medians of starts by turns, so that both meet the same machine; then a held key."""
    vtk = _vtk()
    with tempfile.TemporaryDirectory(dir=registers.folder()) as name:
        scan = write_stl(Path(name) / "jaw.stl", *jaw(upper=True, along=1000, across=125))
        _first(_OURS, sys.executable, scan), _first(_VTK, vtk, scan)
        pairs = [(_first(_OURS, sys.executable, scan), _first(_VTK, vtk, scan)) for _ in range(ROUNDS)]
        ratio = median(ours / theirs for ours, theirs in pairs)
        times = f"{median(o for o, _ in pairs):.2f} s to {median(t for _, t in pairs):.2f} s of VTK"
        yield Figure("models.first", ratio, "times", 1.3, f"250,000 triangles from process start: {times}")

        sheet = _sheet(Path(name) / "million.stl")
        said = _run(_OURS, sys.executable, sheet, TURNS).split()
        covers, took, memory = float(said[0]), float(said[1]), int(said[2]) * 1024
        theirs = float(_run(_VTK, vtk, sheet, 10).split()[-1])
        side = f"1,000,000 triangles on {covers:.0%} of 320x240; VTK {1 / theirs:.1f} a second"
        yield Figure("models.turning", 1 / took, "/s", 45.0, side, at_least=True)
        yield Figure("models.memory", memory / MB, "MB", 300.0, "of both processes, at most, the same file")


def _first(program: str, python: str, scan: Path) -> float:
    """Seconds from the start of a process to its first picture."""
    began = time.perf_counter()
    with _started(program, python, scan, 0) as process:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError(f"no picture was drawn by {python}")
        return time.perf_counter() - began


def _run(program: str, python: str, scan: Path, turns: int) -> str:
    with _started(program, python, scan, turns) as process:
        return process.communicate()[0]


def _started(program: str, python: str, scan: Path, turns: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    return subprocess.Popen(
        [python, "-c", program, str(scan), str(turns)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    )


def _sheet(path: Path) -> Path:
    """A surface with bumps like a palate's, all of whose million triangles can be seen at once."""
    x, y = np.meshgrid(np.linspace(-30, 30, 1001), np.linspace(-19, 19, 501), indexing="ij")
    z = 5 * np.sin(x / 2) * np.cos(y / 3) - 0.02 * (x * x + y * y)
    first = (np.arange(1000)[:, None] * 501 + np.arange(500)).ravel()
    over = first + 501
    rows = np.stack([first, over, first + 1, first + 1, over, over + 1], 1).reshape(-1, 3)
    return write_stl(path, np.stack([x, y, z], -1).reshape(-1, 3).astype(np.float32), rows)


def _vtk() -> str:
    """A Python that has VTK, made at the first run, for nothing else: requirements/bench.txt."""
    place, wanted = registers.folder() / "vtk", PROJECT / "requirements" / "bench.txt"
    python, stamp = place / "bin" / "python", place / "requirements.txt"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
        install = ["install", "--quiet", "--no-deps", "--require-hashes", "--requirement", str(wanted)]
        subprocess.run([sys.executable, "-m", "pip", "--python", str(python), *install], check=True)
        stamp.write_bytes(wanted.read_bytes())
    return str(python)
