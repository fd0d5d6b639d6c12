"""Bytes, files and progress in words."""

from __future__ import annotations

from textual.widget import Widget

from dentui.domain.images import Progress
from dentui.ui.text import number, plain
from dentui.ui.widgets.status import OneLine, Parts

UNITS = ("bytes", "kB", "MB", "GB", "TB")
BAR = 10
"""Cells of the bar of a progress."""


def bytes_words(count: float) -> str:
    """Such as "12.3 MB", in powers of ten."""
    unit = 0
    while count >= 999.5 and unit < len(UNITS) - 1:
        count, unit = count / 1000, unit + 1
    if count == 1 and not unit:
        return "1 byte"
    return f"{count:.0f} {UNITS[unit]}" if unit == 0 or count >= 99.5 else f"{count:.1f} {UNITS[unit]}"


def files_words(count: int) -> str:
    """So many files."""
    return "1 file" if count == 1 else f"{number(count)} files"


class ProgressLine(OneLine):
    """How far something long is, and how it is given up; without height where there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._progress: Progress | None = None
        self._ending = False
        self.display = False

    def show(self, progress: Progress | None, *, ending: bool = False) -> None:
        """Show how far it is; `ending`: it was given up, and ends as soon as it can."""
        if (progress, ending) != (self._progress, self._ending):
            self._progress, self._ending = progress, ending
            self.refresh()
        self.display = progress is not None

    def left(self) -> Parts:
        progress = self._progress
        if progress is None:
            return ()
        parts = [(f" {plain(progress.doing)} ", "loud")]
        if progress.total:
            done = min(1.0, progress.done / progress.total)
            full = int(done * BAR)
            parts.append((f"[{'=' * full}{' ' * (BAR - full)}] {int(done * 100)} % ", ""))
        words = bytes_words(progress.done)
        if progress.total and self.size.width >= 60:
            words += f" of {bytes_words(progress.total)}"
        if progress.speed and self.size.width >= 72:
            words += f", {bytes_words(progress.speed)} a second"
        return [*parts, (words, "quiet")]

    def right(self) -> Parts:
        if self._ending:
            return ((" ending … ", "quiet"),)
        return ((" Esc ", "key"), ("Stop ", ""))


class Progressing:
    """The last that a thread told, shown a few times a second: a slow line has other things to carry."""

    EVERY = 0.25

    def __init__(self, line: ProgressLine) -> None:
        self._line = line
        self._told: Progress | None = None
        self.ending = False

    def told(self, progress: Progress) -> None:
        """In the thread that works."""
        self._told = progress

    def begin(self, owner: Widget) -> None:
        """Show from now on, unless it is over in a moment."""
        self.ending = False
        self._told = Progress("Working", 0, 0, 0, 0, 0.0)
        self._timer = owner.set_interval(self.EVERY, self._show)

    def end(self) -> None:
        """It is over."""
        self._timer.stop()
        self._line.show(None)

    def _show(self) -> None:
        self._line.show(self._told, ending=self.ending)
