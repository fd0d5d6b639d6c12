"""A process beside this one that paints half of every picture.

It is forked when the models are there and their trees are built: so it has them without a copy, and nothing
is built twice. Threads would not do: between two packets each waits for the other to let go of Python."""

from __future__ import annotations

import signal
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from dentui.media.models.painter import Gone, Painter, View
from dentui.media.models.scene import Look

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dentui.media.models.painter import Part

    Paint = NDArray[np.uint8] | None

ANSWERS_WITHIN = 10.0
"""Seconds. A fork of a process that does several things at once may stand still for ever."""


class Helper:
    """Paints what it is asked for while this process goes on."""

    def __init__(self, painter: Painter) -> None:
        """Raises OSError where there can be no other process."""
        here, there = get_context("fork").Pipe()
        self._process = get_context("fork").Process(target=_serve, args=(painter, here, there), daemon=True)
        self._process.start()
        there.close()
        self._line = here
        self._paints: dict[int, Paint] = {}

    def ask(self, view: View) -> None:
        """To paint the second half of a picture. Raises Gone."""
        paints: dict[int, Paint] = {}
        for number, look in enumerate(view.looks):
            # Colours of a million corners go over once, not with every picture.
            if self._paints.get(number) is not look.paint:
                paints[number] = self._paints[number] = look.paint
        bare = replace(view, looks=tuple(replace(look, paint=None) for look in view.looks))
        try:
            self._line.send((bare, paints))
        except OSError:
            raise Gone from None

    def answer(self) -> Part:
        """What it painted. Raises Gone."""
        try:
            if not self._line.poll(ANSWERS_WITHIN):
                raise Gone
            part: Part = self._line.recv()
        except (OSError, EOFError):
            raise Gone from None
        return part

    def close(self) -> None:
        """End it: it has nothing to lose. A helper that was forked later may hold the line open."""
        self._line.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _serve(painter: Painter, here: Connection, there: Connection) -> None:
    # The end of the other process closes the line only where nobody else holds its end open.
    here.close()
    signal.set_wakeup_fd(-1)
    for which in (signal.SIGINT, signal.SIGWINCH, signal.SIGTSTP):
        signal.signal(which, signal.SIG_IGN)
    for which in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(which, signal.SIG_DFL)
    paints: dict[int, Paint] = {}
    try:
        while True:
            bare, new = there.recv()
            paints.update(new)
            view = replace(bare, looks=tuple(_painted(look, paints, n) for n, look in enumerate(bare.looks)))
            there.send(painter.paint(view, painter.share(view, 1, 2)))
    except (OSError, EOFError):
        return


def _painted(look: Look, paints: dict[int, Paint], number: int) -> Look:
    return replace(look, paint=paints.get(number))
