"""Keeping what is typed at a desk, in a thread of its own that waits for nothing but the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from dentui.domain.drafts import LONGEST, Draft, encode
from dentui.store.drafts import DeskFolder

REST = 0.25
"""Seconds without a key after which what was typed is kept."""
MOST = 1.0
"""Seconds after which it is kept while typing goes on."""
AGAIN = 2.0
"""Seconds after which it is tried again where the disk did not take it."""

Told = Callable[[bool], None]
"""Told, in the keeper's thread, that what is typed into a form is not being kept, or is again."""


def _nobody(_: object) -> None:
    """Nobody is told."""


class Keeper:
    """The drafts of a desk at work."""

    def __init__(self, place: Path, on_fault: Callable[[Exception], object] = _nobody) -> None:
        """`place`: the operator's folder of drafts; nothing is made there before something is typed.
        `on_fault` is told, in the keeper's thread, of an error that is a fault of ours and not the disk's."""
        self._on_fault = on_fault
        self._folder = DeskFolder(place)
        self._at_folder = threading.Lock()
        self._change = threading.Condition()
        # All of these under the condition.
        self._waiting: dict[UUID, tuple[Draft | None, Told]] = {}
        self._known: set[UUID] = set()
        self._unkept: set[UUID] = set()
        self._first = self._last = self._not_before = 0.0
        self._hurry = self._busy = self._closing = False
        self._thread: threading.Thread | None = None

    def note(self, draft: Draft, told: Told) -> None:
        """Keep this, in place of what was kept of the same form. Returns at once."""
        with self._change:
            self._known.add(draft.save)
            self._put(draft.save, draft, told)

    def drop(self, save: UUID) -> None:
        """Keep nothing of this form any more: it was saved, or thrown away. Returns at once."""
        with self._change:
            if save in self._known:
                self._known.discard(save)
                # At once: what was saved is not to be offered where the program ends now.
                self._hurry = True
                # A draft that is not removed is looked at again at the next start.
                self._put(save, None, _nobody)

    def take(self, desk: str, save: UUID) -> bool:
        """Go on here with a draft that was left at another desk; answers whether it was there still, and this
        desk works. Raises OSError."""
        with self._at_folder:
            taken = not self._closing and self._folder.take(desk, save)
        if taken:
            with self._change:
                self._known.add(save)
        return taken

    def put_back(self, desk: str, save: UUID) -> None:
        """Leave it there again: nobody goes on with it here after all. Raises OSError."""
        with self._at_folder:
            self._folder.put_back(desk, save)
        with self._change:
            self._known.discard(save)

    def holds(self, save: UUID) -> bool:
        """Whether a draft of this form is on the disk or on its way, and nothing is known against it."""
        with self._change:
            return save in self._known and save not in self._unkept

    def flush(self, within: float) -> None:
        """Keep now what waits; returns when that is done, or was tried, or after so many seconds."""
        with self._change:
            self._hurry = True
            self._change.notify_all()
            self._change.wait_for(self._is_flushed, within)

    def close(self, within: float) -> None:
        """As `flush`, and then this desk works no more."""
        with self._change:
            self._closing = True
            self._start()
            self._change.notify_all()
            self._change.wait_for(lambda: self._thread is None, within)

    def _is_flushed(self) -> bool:
        return not self._busy and (not self._waiting or not self._hurry)

    def _put(self, save: UUID, draft: Draft | None, told: Told) -> None:
        if self._closing:
            return
        self._last = time.monotonic()
        self._first = self._first or self._last
        self._waiting[save] = (draft, told)
        self._start()
        self._change.notify_all()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="keeper", daemon=True)
            self._thread.start()

    # In the thread

    def _serve(self) -> None:
        while True:
            with self._change:
                while (left := self._seconds_left()) is None or left > 0:
                    self._change.wait(left)
                work, self._waiting = self._waiting, {}
                self._first = 0.0
                # Who asks for haste from here on means what is noted from here on.
                self._hurry, self._busy = False, True
            failed = {save: what for save, what in work.items() if not self._do(save, *what)}
            with self._change:
                over = self._closing and not self._waiting
                # What was typed meanwhile is newer.
                self._waiting = {**failed, **self._waiting}
                self._not_before = time.monotonic() + AGAIN if failed else 0.0
                self._busy = False
                self._change.notify_all()
            if over:
                break
        with self._at_folder:
            self._folder.close()
        with self._change:
            self._thread = None
            self._change.notify_all()

    def _seconds_left(self) -> float | None:
        """Until something is to be done; None for nothing."""
        if self._closing or (self._hurry and self._waiting):
            return 0.0
        self._hurry = False
        if not self._waiting:
            return None
        due = max(min(self._last + REST, (self._first or self._last) + MOST), self._not_before)
        return max(0.0, due - time.monotonic())

    def _do(self, save: UUID, draft: Draft | None, told: Told) -> bool:
        """Answers whether this is over; else it is tried again."""
        kept, over, fault = False, True, None
        try:
            kept = self._write(save, draft)
        except OSError:
            over = False
        except Exception as error:
            fault = error
        with self._change:
            is_news = kept is (save in self._unkept)
            (self._unkept.discard if kept else self._unkept.add)(save)
        if not is_news:
            return over
        if fault is not None:
            self._on_fault(fault)
        try:
            told(kept)
        except Exception as error:
            self._on_fault(error)
        return over

    def _write(self, save: UUID, draft: Draft | None) -> bool:
        """Answers whether it was: what is longer than anything that is read again is not."""
        data = b"" if draft is None else encode(draft)
        if len(data) > LONGEST:
            return False
        with self._at_folder:
            if draft is None:
                self._folder.remove(save)
            else:
                self._folder.put(save, data)
        return True
