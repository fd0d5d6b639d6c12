"""How fast image data is taken in, beside what copying and hashing the same files takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure

FILES, SIDE = 500, 512
"""Slices of a CBCT series, and pixels of a side: two bytes each, half a megabyte."""
TURNS = 5


def figures() -> Iterator[Figure]:
    """The middle of the turns; each copies and hashes, then a new program takes the same files in."""
    with tempfile.TemporaryDirectory(prefix="dentui-bench-", dir=registers.folder()) as place:
        folder = Path(place)
        _write(folder / "series")
        turns = [_turn(folder, number) for number in range(TURNS + 1)][1:]
    shares = sorted(bare / told["seconds"] for bare, told in turns)
    bare, told = sorted(turns, key=lambda turn: turn[0] / turn[1]["seconds"])[TURNS // 2]
    size = FILES * SIDE * SIDE * 2 / 1e6
    yield Figure(
        "take_in.images",
        shares[TURNS // 2],
        "",
        0.5,
        f"of the speed of cp and sha256sum: {size:.0f} MB in {FILES} DICOM files, {told['seconds']:.2f} s "
        f"(looked at in {told['looked']:.2f}, kept in {told['kept']:.2f}) beside {bare:.2f} s; "
        f"worst {shares[0]:.2f}",
        at_least=True,
    )
    yield Figure(
        "take_in.images.memory",
        max(told["memory"] for _, told in turns),
        "MB",
        120.0,
        f"the most that the program took; what reads files {max(told['child'] for _, told in turns):.0f} MB",
    )


def _turn(folder: Path, number: int) -> tuple[float, dict[str, float]]:
    copies = folder / f"copies-{number}"
    copies.mkdir()
    files = sorted((folder / "series").iterdir())
    os.sync()
    started = time.perf_counter()
    subprocess.run(["cp", *files, copies], check=True)
    subprocess.run(["sha256sum", *files], check=True, stdout=subprocess.DEVNULL)
    bare = time.perf_counter() - started
    os.sync()
    program = [
        *(sys.executable, "-m", "scripts.benchmarks.images_taken_in"),
        *(str(folder / f"home-{number}"), str(folder / "series")),
    ]
    told = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout
    return bare, json.loads(told)


def _write(folder: Path) -> None:
    """A series as a CBCT writes it, with noise in it, which does not shrink."""
    import numpy as np

    from tests.media.made import ct_slice

    folder.mkdir()
    noise = np.random.default_rng(1)
    for number in range(FILES):
        pixels = noise.integers(0, 4_096, (SIDE, SIDE), dtype=np.uint16).tobytes()
        data = ct_slice(number, Rows=SIDE, Columns=SIDE, PixelData=pixels)
        (folder / f"{number:04}.dcm").write_bytes(data)


def main() -> None:
    """Takes the files of a folder in, in a new clinic, and prints how long it took."""
    import resource
    import threading
    from uuid import uuid4

    from dentui.services.images import Images
    from tests.clinics import ADMINISTRATOR, empty_clinic
    from tests.images import as_found, silent
    from tests.working import VISIT, enter

    home, series = map(Path, sys.argv[1:])
    home.mkdir()
    clinic = empty_clinic(home, f"sqlite:///{home / 'register.db'}")
    patient, service = enter(clinic), Images(clinic.database, clinic.settings)
    started = time.perf_counter()
    found = service.look(ADMINISTRATOR, [series], silent, threading.Event())
    looked = time.perf_counter() - started
    if [len(item.files) for item in found.items] != [FILES]:
        raise RuntimeError("the series is not one item")
    service.take_in(
        ADMINISTRATOR, uuid4(), found.key, patient, uuid4(), VISIT, as_found(found), silent, threading.Event()
    )
    took = time.perf_counter() - started
    service.close()
    # Not what getrusage has, which begins with what the program that started this one took.
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines())
    most = int(said["VmHWM"].split()[0]) / 1e3
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    told = {"seconds": took, "looked": looked, "kept": took - looked, "memory": most, "child": child}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
