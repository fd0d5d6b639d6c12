"""Pictures of kept files: out of the cache, else drawn in a process of their own and kept there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dentui.config import Settings
from dentui.domain.images import MESHES, Raster, Role
from dentui.errors import Unreadable
from dentui.store.blobs import Blobs
from dentui.store.image_rows import Bytes

if TYPE_CHECKING:
    from dentui.media.cache import Cache
    from dentui.media.child import Children

MOST = 1 << 30
"""Bytes that pictures take together."""
REFUSED_FOR = 600.0
"""Seconds before a picture that could not be drawn is tried again unasked: it may have taken all of a child's
time, and each look at its record would ask for it anew."""
REFUSED = 1_000
"""Of those that are remembered at most."""


class Pictures:
    """What files look like. Threads may ask at once."""

    def __init__(self, settings: Settings, blobs: Blobs, children: Callable[[], Children]) -> None:
        self._settings, self._blobs, self._children = settings, blobs, children
        self._opened: Cache | None = None
        self._refused: dict[str, tuple[float, str]] = {}
        """By its name in the cache, when a picture could not be drawn, and why."""
        self._lock = threading.Lock()

    def thumbnail(self, files: Sequence[Bytes], least: int) -> Raster:
        """A small picture of the first of these, with what of the others belongs to it, of at least so many
        pixels where it has them. Raises as `picture`."""
        return self.picture(files, _largest(least))

    def kept(self, files: Sequence[Bytes], least: int) -> Raster | None:
        """The same where it is there already."""
        return self._cache().get(_name(files), _largest(least))

    def regenerate(self, files: Sequence[Bytes]) -> None:
        """Draw the large picture anew. Raises as `picture`."""
        from dentui.media.previews import PREVIEW

        self.picture(files, PREVIEW, anew=True)

    def has_expired(self, files: Sequence[Bytes]) -> bool:
        """Whether a large picture was there and has expired."""
        from dentui.media.previews import PREVIEW

        return self._cache().has_expired(_name(files), PREVIEW)

    def picture(self, files: Sequence[Bytes], largest: int, *, anew: bool = False) -> Raster:
        """A picture with no side longer than that. Raises NotFound, Unreadable, Unavailable."""
        from dentui.media import previews

        cache, name = self._cache(), _name(files)
        kept = None if anew else cache.get(name, largest)
        if kept is not None:
            return kept
        tried, refusal = self._refused.get(name, (0.0, ""))
        if refusal and not anew and time.monotonic() - tried < REFUSED_FOR:
            raise Unreadable(refusal)
        parts = [
            previews.Part(self._blobs.file(each.sha256), each.file.kind, each.file.role, each.file.name)
            for each in shown_with(files)
        ]
        try:
            drawn = previews.together(parts, largest, self._children())
        except Unreadable as error:
            if len(self._refused) >= REFUSED:
                self._refused.clear()
            self._refused[name] = time.monotonic(), str(error)
            raise
        self._refused.pop(name, None)
        cache.put(name, largest, drawn)
        return drawn

    def _cache(self) -> Cache:
        from dentui.media.cache import Cache

        with self._lock:
            if self._opened is None:
                self._opened = Cache(self._settings.home, self._settings.preview_days, MOST)
            return self._opened


def _largest(least: int) -> int:
    from dentui.media.previews import PREVIEW, THUMBNAIL

    return THUMBNAIL if least <= THUMBNAIL else PREVIEW


def _name(files: Sequence[Bytes]) -> str:
    from dentui.media.cache import name_of

    return name_of([each.sha256 for each in shown_with(files)])


def shown_with(files: Sequence[Bytes]) -> list[Bytes]:
    """The first of these, with the textures among the others where it is a mesh."""
    first, *rest = files
    if first.file.kind not in MESHES:
        return [first]
    return [first, *(each for each in rest if each.file.role is Role.TEXTURE)]
