"""The PDFs of reports: drawn in a process of their own, put into the file store, shown page by page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from dentui.domain.reports import ReportNumber, ReportPage
from dentui.errors import Cancelled, DentuiError, Forbidden, Invalid, Unavailable, Unreadable
from dentui.services.images import TRIES
from dentui.store import sweep
from dentui.store.blobs import Blobs, whole_pieces
from dentui.store.database import Database
from dentui.store.publishing import Drawn, Ready
from dentui.store.staging import Staging

if TYPE_CHECKING:
    from dentui.media.child import Children
    from dentui.media.report import PdfAnswer, PrintedCode
    from dentui.media.report.prepared import Kept

TAKEN = (
    "The report was not published: something takes its PDF away where it is kept, again and again. Wait "
    "until the sweep of the file store is through, then publish again."
)
STOPPED = "Stopped. Nothing was published."


class Taken(Exception):
    """A PDF that was put into the store is gone before its row names it."""


class Press:
    """Draws, keeps and shows PDFs. Threads may ask at once."""

    def __init__(self, blobs: Blobs, children: Callable[[], Children]) -> None:
        self._blobs, self._children = blobs, children
        self._previewed: tuple[Ready, PdfAnswer] | None = None
        self._kept: Kept | None = None
        self._lock = threading.Lock()

    @property
    def children(self) -> Children:
        """The processes in which files are read."""
        return self._children()

    def draw(self, ready: Ready, stop: threading.Event | None, code: PrintedCode | None = None) -> PdfAnswer:
        """The PDF of what is ready, with the code that a patient's copy has. Raises NotFound for a file that
        is gone, Unreadable, Unavailable, Cancelled."""
        from dentui.media.report import report_pdf
        from dentui.media.report.prepared import Kept

        with self._lock:
            kept = self._kept = self._kept or Kept()
        names = sorted(ready.files)
        files = dict(zip(names, self._blobs.files(names, stop), strict=True))
        made = report_pdf(ready.content, files, ready.logo, self._children(), stop=stop, kept=kept, code=code)
        _heed(stop)
        return made

    def draw_for_good(self, ready: Ready, stop: threading.Event | None) -> PdfAnswer:
        """The same for what is published: from files that are what was taken in, all of which it shows.
        Raises also Unavailable for one that is damaged, and Invalid for one that cannot be drawn."""
        for name in sorted(ready.files):
            self._require_whole(name)
            _heed(stop)
        made = self.draw(ready, stop)
        if made.unseen:
            # What drew it may have been killed: pictures of before are not believed.
            with self._lock:
                self._kept = None
            made = self.draw(ready, stop)
        if made.unseen:
            raise Invalid(
                "The report was not published: a picture or a scan of it cannot be drawn. The preview says "
                "at its place that it cannot be shown: take it off, then publish again.",
                field="pictures",
            )
        return made

    def preview(self, ready: Ready, page: int, largest: int, stop: threading.Event | None) -> ReportPage:
        """A page of what would be published. What was drawn last is kept for the next page of it. Raises as
        `draw`."""
        with self._lock:
            before = self._previewed
        if before is not None and _same(before[0], ready):
            made = before[1]
        else:
            made = self.draw(ready, stop)
            with self._lock:
                self._previewed = ready, made
        with self._laid(made.data) as path:
            return self.page(path, made.pages, page, largest)

    def page(self, path: Path, pages: int, page: int, largest: int) -> ReportPage:
        """A page of a PDF of so many as a picture. Raises Unreadable, Unavailable."""
        from dentui.media.report_pages import page_picture

        page = max(0, min(page, pages - 1))
        return ReportPage(page_picture(path, page, largest, self._children()), page, pages)

    def keep(
        self,
        made: PdfAnswer,
        publish: Callable[[Drawn], ReportNumber],
        database: Database,
        stop: threading.Event | None,
    ) -> ReportNumber:
        """Put a PDF into the file store, on the disk, and then publish: that raises Taken where it is not
        there. What was put for nothing goes again; what cannot be taken away now, a sweep finds."""
        never = stop or threading.Event()
        staging = Staging(self._blobs.staging, uuid4())
        try:
            staging.require_room(len(made.data))
            staged = staging.put([made.data], _silent, never)
            drawn = Drawn(staged.sha256, staged.size, made.pages)
            try:
                for _ in range(TRIES):
                    self._blobs.keep([staged], _silent, never)
                    with suppress(Taken):
                        return publish(drawn)
                raise Unavailable(TAKEN)
            except BaseException:
                with suppress(DentuiError):
                    sweep.drop_unnamed(database, self._blobs, {staged.sha256})
                raise
        finally:
            staging.close()

    def is_gone(self, drawn: Drawn) -> bool:
        """Whether a PDF is not in the file store. The register may wait for the answer."""
        return bool(self._blobs.missing([drawn.sha256]))

    def pieces(self, drawn: Drawn) -> Iterator[bytes]:
        """The bytes of a PDF. Raises NotFound, and Unavailable where they are not those."""
        return self._blobs.pieces(drawn.sha256)

    def whole(self, drawn: Drawn) -> Path:
        """A file with the PDF, read once to its end. Raises NotFound, and Unavailable for one that is
        damaged."""
        return self._require_whole(drawn.sha256)

    def _require_whole(self, sha256: str) -> Path:
        path = self._blobs.file(sha256)
        for _ in whole_pieces(path, sha256, self._blobs.place):
            pass
        return path

    def logo_in(self, path: Path, allowed: Callable[[Path], bool]) -> bytes:
        """The logo in somebody's file. Raises Forbidden where it may not be read, Unreadable, Unavailable."""
        from dentui.media.logo import MOST_BYTES, TOO_LARGE

        if not allowed(path.resolve()):
            raise Forbidden("That file is dentui's own, and is no logo. Choose another one.")
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise Unreadable(f"The logo cannot be read: {error.strerror}. Choose another file.") from error
        if len(data) > MOST_BYTES:
            raise Unreadable(TOO_LARGE)
        return self.clean_logo(data)

    def clean_logo(self, data: bytes) -> bytes:
        """The PNG of a picture file that has these bytes. Raises Unreadable, Unavailable."""
        from dentui.media.logo import logo_of

        with self._laid(data) as path:
            return logo_of(path, self._children())

    @contextmanager
    def _laid(self, data: bytes) -> Iterator[Path]:
        """A file with these bytes, for the process that reads it."""
        staging = Staging(self._blobs.staging, uuid4())
        try:
            yield staging.put([data], _silent, threading.Event()).path
        finally:
            staging.close()


def _same(one: Ready, other: Ready) -> bool:
    """Whether both look alike but for the time."""
    published = other.content.get("published")
    return replace(one, content={**one.content, "published": published}) == other


def _heed(stop: threading.Event | None) -> None:
    if stop and stop.is_set():
        raise Cancelled(STOPPED)


def _silent(*_: int) -> None:
    """Nobody is told of bytes."""
