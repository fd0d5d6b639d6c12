"""A download: its progress, and then plainly where the files lie and how to fetch them (S41)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.app import App
from textual.containers import Vertical
from textual.widget import Widget

from dentui.domain.images import TYPE_WORDS, ImageItem, Progress
from dentui.errors import DentuiError
from dentui.ui.keys import DOWNLOAD
from dentui.ui.sheets.base import Drawer, Sheet, ask
from dentui.ui.text import plain
from dentui.ui.widgets.amounts import Progressing, ProgressLine, bytes_words, files_words
from dentui.ui.widgets.status import StatusLine
from dentui.ui.widgets.unbroken import Unbroken
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.domain.images import Download


class DownloadSheet(Sheet[None]):
    """Writes files to the operator's outbox, at once."""

    PLACE = DOWNLOAD
    BINDINGS = DOWNLOAD.bindings

    def __init__(
        self,
        work: Workplace,
        title: str,
        write: Callable[[Callable[[Progress], None], threading.Event], Download],
    ) -> None:
        """`write`: what does it in a thread, tells how far it is, and ends where it is stopped."""
        super().__init__()
        self.work = work
        self._title, self._write = title, write
        self._stop = threading.Event()
        self._lines = [Unbroken() for _ in range(4)]
        self._line = ProgressLine()
        self._progressing = Progressing(self._line)
        self._status = StatusLine()

    def box(self) -> Vertical:
        return Drawer()

    def heading(self) -> tuple[str, str]:
        return self._title, ""

    def body(self) -> Iterable[Widget]:
        yield from self._lines

    def foot(self) -> Iterable[Widget]:
        yield self._line
        yield self._status

    def on_mount(self) -> None:
        self._progressing.begin(self)
        self.work.spawn(self._download())

    async def _download(self) -> None:
        try:
            done = await self.work.hands.run(lambda: self._write(self._progressing.told, self._stop))
        except DentuiError as error:
            self._end(str(error), bad=True)
        else:
            self._show(done)

    def _show(self, done: Download) -> None:
        # Nothing stands beside the two: they are there to be copied whole.
        said = (
            "It lies on this machine in",
            str(done.path),
            "On your own computer, fetch it with",
            done.line,
        )
        for line, text in zip(self._lines, said, strict=True):
            line.show(plain(text))
        self._end(f"Ready: {bytes_words(done.size)}. {done.lacks}".rstrip())

    def _end(self, sentence: str, *, bad: bool = False) -> None:
        # Whoever has left waits for nothing any more.
        if not self._stop.is_set():
            self._progressing.end()
            self._status.say(sentence, bad=bad)

    def action_cancel(self) -> None:
        self._stop.set()
        super().action_cancel()


async def download(app: App[int], work: Workplace, item: ImageItem) -> None:
    """Write an item's files to the outbox, and say how to fetch them. Step of a flow."""
    desk = work.desk
    what = f"{TYPE_WORDS[item.type]}, {files_words(len(item.files))}, {bytes_words(item.size)}"
    sheet = DownloadSheet(
        work, f"Download: {what}", lambda told, stop: desk.images.download(desk.actor, item.uuid, told, stop)
    )
    await ask(app, work, sheet)
