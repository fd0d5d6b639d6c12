"""Pictures of a report made ready: scans from their sides, photos upright, X-rays in their window; small
enough for paper, and with nothing in them but pixels."""

from __future__ import annotations

import base64
import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dentui.domain.images import MESHES, FileKind, Raster, Role
from dentui.domain.reports import Section
from dentui.domain.views import TEETH, View
from dentui.errors import Unreadable
from dentui.media import previews

if TYPE_CHECKING:
    from threading import Event

    from dentui.media.child import Children

_ARCHES = {role: view for view, role in TEETH.items()}
Picture = Mapping[str, Any]
Views = Mapping[str, Picture | None]

ARCH, SIDE, FACE = (680, 510), (480, 360), (440, 550)
"""Pixels of a view: 200 an inch and more where it is as large as it gets."""
LARGEST, SMALLEST = 1300, 700
"""Pixels of a picture's longer side, of a few and of many."""
BUDGET = 3_600_000
"""Bytes of all photos and X-rays together."""
QUALITIES = (86, 80, 72, 64)
"""Of JPEG, as Pillow counts; the first that is small enough is taken."""
MOST_KEPT = 24_000_000
"""Bytes of pictures that wait for the next preview."""


class Kept:
    """Pictures from one preview to the next, the latest used staying longest. Threads may ask at once."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[object, ...], tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: tuple[object, ...], make: Callable[[], Any], size: Callable[[Any], int]) -> Any:
        """What was made under this key, or is now."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key][0]
        made = make()
        if not size(made):
            # What could not be drawn is tried again the next time.
            return made
        with self._lock:
            self._made[key] = made, size(made)
            while sum(each for _, each in self._made.values()) > MOST_KEPT and len(self._made) > 1:
                self._made.popitem(last=False)
        return made


def prepared(
    content: Mapping[str, Any], files: Mapping[str, Path], children: Children, stop: Event | None, kept: Kept
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Views of jaws and face by their side, other pictures by their file; and the files that could not be
    drawn."""
    sections = {Section(name) for name in content["sections"]}
    maker = _Maker(files, content.get("beside", ()), children, stop, kept)
    shots = content["pictures"] if Section.PICTURES in sections else []
    wanted: dict[str, int] = {}
    for each in shots:
        wanted.setdefault(each["sha256"], each["turned"])
    # Views take longest, so they begin, in both processes; photos come after them.
    with ThreadPoolExecutor(2, "report") as pool:
        jaws = content["jaws"] if Section.JAWS in sections else {"upper": "", "lower": "", "together": True}
        arches, sides = pool.submit(maker.arches, jaws), pool.submit(maker.sides, jaws)
        made = {
            sha256: pool.submit(maker.picture, sha256, turns, max(1, len(wanted)))
            for sha256, turns in wanted.items()
        }
        face = pool.submit(maker.face, content["face"]) if Section.FACE in sections else None
        ready = {
            "jaws": {**arches.result(), **sides.result()},
            "face": face.result() if face else {},
            "pictures": {sha256: future.result() for sha256, future in made.items()},
        }
    unseen = [sha256 for sha256, picture in ready["pictures"].items() if picture is None]
    for views, sha256, view in (
        (ready["jaws"], content["jaws"]["upper"], View.UPPER),
        (ready["jaws"], content["jaws"]["lower"], View.LOWER),
        (ready["face"], content["face"], View.FRONT),
    ):
        if view in views and views[view] is None:
            unseen.append(sha256)
    return ready, tuple(dict.fromkeys(unseen))


class _Maker:
    def __init__(
        self,
        files: Mapping[str, Path],
        beside: Sequence[Sequence[str]],
        children: Children,
        stop: Event | None,
        kept: Kept,
    ) -> None:
        self._files, self._children, self._stop, self._kept = files, children, stop, kept
        self._beside = [(name, sha256) for name, sha256 in beside]

    def arches(self, wanted: Mapping[str, Any]) -> Views:
        """Each jaw that is there from its teeth."""
        scans = [(wanted[role], role) for role in (Role.UPPER, Role.LOWER) if wanted[role]]
        if wanted["together"]:
            views = self._views(scans, [_ARCHES[role] for _, role in scans], ARCH)
            if len(scans) < 2 or None not in views.values():
                return views
        # One that cannot be drawn does not take the other with it.
        alone = [self._views([scan], [_ARCHES[scan[1]]], ARCH) for scan in scans]
        return {view: picture for views in alone for view, picture in views.items()}

    def sides(self, wanted: Mapping[str, Any]) -> Views:
        """Both jaws from the front and the sides, where it is known how they meet."""
        scans = [(wanted[role], role) for role in (Role.UPPER, Role.LOWER) if wanted[role]]
        if len(scans) < 2 or not wanted["together"]:
            return {}
        return self._views(scans, [View.FRONT, View.RIGHT, View.LEFT], SIDE)

    def face(self, sha256: str) -> Views:
        """A face from three sides."""
        return self._views(
            [(sha256, Role.SMILE)] if sha256 else [], [View.RIGHT, View.FRONT, View.LEFT], FACE
        )

    def picture(self, sha256: str, turns: int, of: int) -> Picture | None:
        """A photo or an X-ray, turned by quarters to the right, one of so many."""
        largest = max(SMALLEST, min(LARGEST, round(LARGEST * (8 / max(of, 8)) ** 0.5)))

        def make() -> Picture | None:
            from dentui.media.turning import turned

            try:
                path = self._files[sha256]
                raster = previews.together(
                    [previews.Part(path, _kind(path))], largest, self._children, self._stop
                )
            except (Unreadable, KeyError, OSError):
                return None
            return _jpeg(turned(raster, turns), BUDGET // of)

        picture: Picture | None = self._kept.of(("picture", sha256, turns, of), make, _size)
        return picture

    def _views(
        self, scans: Sequence[tuple[str, Role]], views: Sequence[View], size: tuple[int, int]
    ) -> Views:
        def make() -> Views:
            try:
                parts = [self._part(sha256, role) for sha256, role in scans]
                parts += [self._part(sha256, Role.TEXTURE, name) for name, sha256 in self._beside]
                rasters = previews.portraits(parts, views, size, self._children, self._stop)
            except (Unreadable, KeyError, OSError):
                return dict.fromkeys(map(str, views))
            return {str(view): _jpeg(raster, 200_000) for view, raster in zip(views, rasters, strict=True)}

        if not scans or not views:
            return {}
        key = ("views", tuple(scans), tuple(views), tuple(self._beside))
        made: Views = self._kept.of(key, make, lambda made: sum(map(_size, made.values())))
        return made

    def _part(self, sha256: str, role: Role, name: str = "") -> previews.Part:
        path = self._files[sha256]
        kind = _kind(path)
        if role is not Role.TEXTURE and kind not in MESHES:
            # Others would be drawn without it.
            raise Unreadable(previews.UNDRAWN)
        return previews.Part(path, kind, role, name)


def _kind(path: Path) -> FileKind:
    from dentui.media.sniffing import HEAD, kind_of

    with path.open("rb") as file:
        return kind_of(file.read(HEAD), path.stat().st_size)


def _size(picture: Picture | None) -> int:
    return len(picture["jpeg"]) if picture else 0


def _jpeg(raster: Raster, most: int) -> Picture:
    """A picture no larger than so many bytes, unless it is hardly any picture then."""
    image = _image(raster)
    data = io.BytesIO()
    for quality in QUALITIES:
        data = io.BytesIO()
        image.save(data, "JPEG", quality=quality, optimize=True)
        if data.tell() <= most:
            break
    return {
        "jpeg": base64.b64encode(data.getvalue()).decode(),
        "width": image.width,
        "height": image.height,
    }


def _image(raster: Raster) -> Any:
    """With black and white where the window ends."""
    import numpy as np
    from PIL import Image

    size = (raster.width, raster.height)
    if raster.mode == "RGB":
        return Image.frombytes("RGB", size, raster.data)
    samples = np.frombuffer(raster.data, np.uint8 if raster.mode == "L" else "<u2").reshape(size[::-1])
    if (raster.low, raster.high) != (0, 255) or raster.mode != "L":
        part = (samples.astype(np.float32) - raster.low) / (raster.high - raster.low)
        samples = np.rint(np.clip(part, 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(samples)
