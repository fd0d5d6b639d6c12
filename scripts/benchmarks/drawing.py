"""Pictures of 80 by 24 cells: bytes on the line and time to draw them, beside plain half cells and chafa."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from dentui.domain.images import Raster
from dentui.domain.sight import Sight
from dentui.terminal.pictures import palette
from dentui.terminal.pictures.drawing import Drawn
from dentui.terminal.pictures.pixels import pixels
from dentui.terminal.pictures.view import Room, plain, seen
from dentui.terminal.profile import Colours, Encoding, Pictures, Profile
from dentui.ui.widgets.painting import Canvas, draw, strips
from scripts.benchmarks.figures import Figure, percentile
from tests.pictures import FOLDER, PHOTOS, X_RAY, Sent, raster, to_fill

ROOM = Room(80, 24)
TIMES = 15
MANY = Profile()
ASCII = Profile(Encoding.ASCII, Colours.MONO, Pictures.ASCII)
BRAILLE = Profile(colours=Colours.MONO, pictures=Pictures.BRAILLE)
SAMPLES = 2_048


def figures() -> Iterator[Figure]:
    """Photos and an X-ray that fill all cells."""
    photos, x_ray = [to_fill(name) for name in PHOTOS], to_fill(X_RAY)
    simple = max(_bytes(_plain(photo), MANY) for photo in photos)
    beside = (
        f"worst of {len(photos)} that fill all cells; plain half cells {simple:,}{_chafa('256', *PHOTOS)}"
    )
    yield Figure("drawn.photo", max(_size(photo, MANY) for photo in photos), "B", 12_000, beside)
    beside = f"plain half cells {_bytes(_plain(x_ray), MANY):,}{_chafa('256', X_RAY)}"
    yield Figure("drawn.grey", _size(x_ray, MANY), "B", 8_000, beside)
    true = max(_size(photo, Profile(colours=Colours.TRUE)) for photo in photos)
    yield Figure("drawn.true", true, "B", 24_500, f"true colours{_chafa('full', *PHOTOS)}")
    for name, profile, bar in (("ascii", ASCII, 2_048), ("braille", BRAILLE, 6_000)):
        yield Figure(f"drawn.{name}", max(_size(each, profile) for each in (*photos, x_ray)), "B", bar)
    times = {
        name: _median(lambda each=each: _size(each, MANY)) for name, each in zip(PHOTOS, photos, strict=True)
    }
    times[X_RAY] = _median(lambda: _size(x_ray, MANY))
    yield Figure(
        "drawn.time",
        max(times.values()),
        "ms",
        40,
        f"from the raster to the bytes, median of {TIMES}: {_each(times)}",
    )
    shown = draw(photos[1], plain(photos[1]), ROOM, Canvas(MANY, finished=True))
    yield Figure(
        "drawn.loop", _median(lambda: _sent(MANY).bytes(shown.rows)), "ms", 20, "of these on the event loop"
    )
    views = dict(_views())
    yield Figure("drawn.view", max(views.values()), "ms", 15, f"a part of 2048x2048 samples: {_each(views)}")


def _size(picture: Raster, profile: Profile) -> int:
    shown = draw(picture, plain(picture), ROOM, Canvas(profile, finished=True))
    return len(_sent(profile).bytes(shown.rows).encode())


@cache
def _sent(profile: Profile) -> Sent:
    return Sent(profile)


def _plain(picture: Raster) -> Drawn:
    """Upper halves in the nearest colours, as others draw them."""
    box = seen(plain(picture), picture.width, picture.height, ROOM)
    found = pixels(picture, plain(picture), box, box.columns, box.rows * 2)
    rgb = np.stack([found] * 3, axis=-1) if found.ndim == 2 else found
    whole = palette.many()
    near = ((palette.lab(rgb)[..., None, :] - whole.lab) ** 2).sum(axis=-1).argmin(axis=-1)
    colours = whole.triplets()
    lines = (
        tuple(
            ("▀", colours[above], colours[below]) for above, below in zip(*near[row : row + 2], strict=True)
        )
        for row in range(0, box.rows * 2, 2)
    )
    return Drawn(box.columns, box.rows, tuple(lines))


def _bytes(drawn: Drawn, profile: Profile) -> int:
    return len(_sent(profile).bytes(strips(drawn)).encode())


def _chafa(colours: str, *names: str) -> str:
    """What chafa sends of these files, which do not fill all cells; "" where it is not installed."""
    if not (chafa := shutil.which("chafa")):
        return ""
    sizes = []
    for name in names:
        command = [chafa, "--size", "80x24", "--colors", colours, str(FOLDER / name)]
        sizes.append(len(subprocess.run(command, capture_output=True, check=True).stdout))
    ours = Profile(colours=Colours.TRUE if colours == "full" else Colours.MANY)
    whole = (f"{_size(raster(name), ours):,} to {size:,}" for name, size in zip(names, sizes, strict=True))
    return f"; whole pictures, ours to chafa's: {', '.join(whole)}"


def _views() -> Iterator[tuple[str, float]]:
    noise = np.random.default_rng(1).integers(0, 256, SAMPLES * SAMPLES * 3, np.uint8).tobytes()
    for mode, samples in (("L", 1), ("RGB", 3), ("I;16", 2)):
        picture = Raster(SAMPLES, SAMPLES, mode, noise[: SAMPLES * SAMPLES * samples], 0, 4_095)
        for zoom in (1.0, 4.0):
            sight = Sight(0, 4_095, zoom=zoom)
            box = seen(sight, SAMPLES, SAMPLES, ROOM)
            wide, high = box.columns * 2, box.rows * 2
            took = _median(lambda: pixels(picture, sight, box, wide, high))  # noqa: B023
            yield f"{mode} {zoom:.0f}x", took


def _median(call: Callable[[], object]) -> float:
    """Milliseconds."""
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return percentile(times, 0.5)


def _each(times: dict[str, float]) -> str:
    return ", ".join(f"{name} {took:.1f}" for name, took in times.items())
