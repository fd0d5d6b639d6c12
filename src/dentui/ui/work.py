"""Work beside the screen, in three named forms, and the keys that wait for it.

- load: fetch to show. The latest wins: an older answer is never shown after a newer question.
- save: change the register. The first wins: presses after it do nothing until it is done.
- flow: several steps with a person in between. While it works, keys are held back; they come
  to whatever screen stands there when it is done, in the order in which they were typed.

Services are synchronous and run in a few threads of our own. Those are daemons: a register that
does not answer must not keep the program from leaving within a second.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dentui.errors import DentuiError
from dentui.ui.ahead import Ahead
from dentui.ui.hands import Hands

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from dentui.config import Settings
    from dentui.domain.merging import Merge
    from dentui.services.desk import Desk
    from dentui.services.keeping import Keeper

T = TypeVar("T")
GiveUp = Callable[[], object]
"""Gives up a flow that works."""

LONGEST_ROW = 2_000
"""Keys that wait at most: nobody types so many ahead, a key that is held down comes to them in a minute."""
PATIENCE = 1.0
"""Seconds after which Esc gives up a flow that still works; before that it is typed-ahead."""


class KeyGate:
    """Lets keys through one at a time, and none while a flow works.

    Textual hands every key at once to the widget that has the focus then; a key typed right after
    one that moves the focus or opens a screen would go to the old place. So a key is dispatched
    when the one before it has been handled all the way up, which a second message that follows it
    along the same way tells.
    """

    def __init__(self) -> None:
        self.waiting: deque[Any] = deque()
        # Held until the first screen stands: keys typed before that are meant for its field.
        self._holds = 1
        self._begun = False
        self._since = 0.0
        self.busy = False
        """A key is on its way and its end was not heard of yet."""
        self.typed_at = 0.0
        """When that key came from the terminal, in seconds of the monotonic clock."""
        self.on_free: Callable[[], None] = lambda: None
        """Called when keys may go on."""
        self.on_work: Callable[[bool], None] = lambda _: None
        """Told when a flow begins to work, and when none does any more or a person is asked."""
        self._gives_up: dict[object, tuple[GiveUp | None, float | None]] = {}
        """What gives up each flow that works, and after how many seconds (None: `PATIENCE`), the latest
        last."""

    @property
    def held(self) -> bool:
        """Whether a flow works."""
        return self._holds > 0

    @property
    def rests(self) -> bool:
        """Whether no key is on its way, nor anything that one set off."""
        return not (self.held or self.busy or self.waiting)

    @property
    def begun(self) -> bool:
        """Whether keys are taken at all."""
        return self._begun

    def begin(self) -> None:
        """The first screen stands and its field has the focus; a later one changes nothing."""
        if not self._begun:
            self._begun = True
            self._holds -= 1
            self.on_free()

    def take(self, event: Any, *, escape: bool = False) -> None:
        """Put a key in the row; one too many is dropped. Esc gives up a flow that has worked for longer than
        its patience, and what was typed behind it, where it can be given up."""
        give_up, patience = next(reversed(self._gives_up.values()), (None, None))
        worked = time.monotonic() - self._since if self.held and self._since else 0.0
        if escape and give_up is not None and worked > (PATIENCE if patience is None else patience):
            self.waiting.clear()
            give_up()
            return
        if len(self.waiting) < LONGEST_ROW:
            self.waiting.append(event)

    def came(self) -> None:
        """What a flow worked for comes up: an Esc right behind is for that, and gives up nothing."""
        self._since = time.monotonic()

    def next(self) -> Any | None:
        """The key whose turn it is, or None; after it the gate is busy until `free`."""
        if self.busy or self.held or not self.waiting:
            return None
        self.busy = True
        return self.waiting.popleft()

    def free(self) -> None:
        """The key that was let through has been handled."""
        self.busy = False

    def put_back(self, event: Any) -> None:
        """The key that was let through could not be handled now; it stays the next."""
        self.waiting.appendleft(event)
        self.busy = False

    def close(self) -> None:
        """Let nothing through any more: what was typed ahead is for the workplace that follows."""
        self._holds += 1

    def forget(self) -> None:
        """Drop what was typed ahead: it was meant for a place that did not come."""
        self.waiting.clear()

    @property
    def give_up(self) -> GiveUp | None:
        """What gives up the flow that works, None where nothing does."""
        return next(reversed(self._gives_up.values()), (None, None))[0]

    @contextmanager
    def hold(self, give_up: GiveUp | None = None, patience: float | None = None) -> Iterator[None]:
        """Hold keys back for as long as this lasts; `give_up` ends it before, by an Esc that is typed when it
        has lasted so many seconds; for none, also by one that is in the row already."""
        flow = object()
        self._gives_up[flow] = (give_up, patience)
        if give_up is not None and patience == 0 and any(map(_is_escape, self.waiting)):
            self.waiting.clear()
            give_up()
        if not self._holds:
            self._since = time.monotonic()
        self._holds += 1
        self.on_work(True)
        try:
            yield
        finally:
            del self._gives_up[flow]
            self._holds -= 1
            if not self._holds or not self._gives_up:
                self.on_work(False)
            if not self._holds:
                self.on_free()

    @contextmanager
    def let_through(self) -> Iterator[Callable[[], None]]:
        """Inside a hold: a person is asked, who needs the keys. What is yielded ends it at the answer: the
        next key is for what that sets off, which may need a moment to go on."""
        holds, self._holds = self._holds, 0
        self.on_work(False)
        self.on_free()
        over = False

        def end() -> None:
            nonlocal over
            if not over:
                over = True
                self._holds += holds
                self._since = time.monotonic()
                self.on_work(True)

        try:
            yield end
        finally:
            end()


class Workplace:
    """What every screen works with: the settings, the desk once it is open, threads and keys."""

    def __init__(self, settings: Settings, hands: Hands | None = None) -> None:
        self.settings = settings
        self.hands = hands or Hands()
        self.brush = Hands(1)
        """Draws pictures, one at a time: two at once take no less, and what keys ask for does not wait for
        them."""
        self.drawn: dict[object, Any] = {}
        """Pictures that were drawn lately, the latest last: the brush's alone."""
        self.gate = KeyGate()
        self.gate.on_work = self._works
        self.ahead = Ahead()
        self._slow: asyncio.TimerHandle | None = None
        self.opened = asyncio.Event()
        """Set when the register is open, or was refused; see `desk`."""
        self.on_fault: Callable[[Exception], None] = _raise
        """Takes an error that is nobody's refusal but a fault of ours."""
        self.on_slow: Callable[[bool], None] = lambda _: None
        """Told when a flow has worked for `PATIENCE`, and whether Esc gives it up."""
        self.on_given_up: Callable[[], None] = lambda: None
        """Told when Esc gave up a flow."""
        self.paint: Callable[[], Awaitable[None]] = _nothing
        """Paints what was shown now, without waiting for the next frame."""
        self.foresee: Callable[[], Sequence[Callable[[], None]]] = tuple
        """What the screen below the forms will ask after a save; see `Load.foresee`."""
        self.keeper: Keeper | None = None
        """Keeps what is typed and not saved yet; None where nobody is at the desk."""
        self.aside: dict[UUID, Any] = {}
        """Who was chosen for a merge and put aside, by the main patient's UUID."""
        self.taken_back: tuple[Merge, datetime] | None = None
        """The merge that was taken back here last, and when."""
        self._desk: Desk | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether there is a desk to work at."""
        return self._desk is not None

    @property
    def desk(self) -> Desk:
        """The open desk; only where `ready`."""
        if self._desk is None:
            raise RuntimeError("There is no open register.")
        return self._desk

    def open(self, desk: Desk) -> None:
        """Take the desk that was opened."""
        self._desk = desk
        self.keeper = desk.drafts.keeper()
        self.opened.set()

    def refuse(self) -> None:
        """The register was refused: whoever waits for a desk goes on without one."""
        self._desk = None
        self.opened.set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run work beside the screen; an unexpected error in it is a crash, told as such."""
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # One that is given up before it has begun is never awaited.
        task.add_done_callback(lambda _: work.close())
        return task

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self.on_fault(error)

    def flow(self, steps: Coroutine[Any, Any, None], *, may_give_up: bool = True) -> None:
        """Run a flow: keys are held back from now until it is done, or given up by Esc."""
        hold = self.gate.hold((lambda: self._give_up(task)) if may_give_up else None)
        # Held at once, not when the task first runs: the next key may already be in the row.
        hold.__enter__()
        task = self.spawn(steps)
        task.add_done_callback(lambda _: hold.__exit__(None, None, None))

    async def finish(self, call: Callable[[], T]) -> T:
        """Inside a flow: run a call that takes effect also where nobody waits for it any more, and so is not
        given up by Esc."""
        with self.gate.hold():
            return await self.hands.run(call)

    def _works(self, works: bool) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None
        if works:
            self._slow = asyncio.get_running_loop().call_later(PATIENCE, self._tell_slow)

    def _tell_slow(self) -> None:
        self.on_slow(self.gate.give_up is not None)

    def _give_up(self, task: asyncio.Task[None]) -> None:
        task.cancel()
        self.on_given_up()

    def stop(self) -> None:
        """Give up everything that is under way; the program leaves, or the operator."""
        if self._slow is not None:
            self._slow.cancel()
        self.ahead.clear()
        for task in self._tasks:
            task.cancel()


def _is_escape(event: Any) -> bool:
    """Whether what waits is that key, and not a paste."""
    return getattr(event, "key", "") == "escape"


def _raise(error: Exception) -> None:
    raise error


async def _nothing() -> None:
    pass


class _Foreseen(Generic[T]):
    """An answer that was found before it was asked for; none yet, or one."""

    came: tuple[T] | tuple[()] = ()


class Load(Generic[T]):
    """Fetches something to show, in a thread. Of several questions only the latest is answered."""

    def __init__(self, work: Workplace, hands: Hands | None = None, *, every: bool = False) -> None:
        """`hands`: the threads that fetch it, those of services where none are named. `every`: what came is
        shown also where more was asked meanwhile, as by a key that is held down: else nothing would come."""
        self._work, self._hands, self._every = work, hands or work.hands, every
        self._next: tuple[Callable[[], T], Callable[[T], None], Callable[[DentuiError], None]] | None = None
        self._task: asyncio.Task[None] | None = None
        self._foreseen: _Foreseen[T] | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._task is not None

    def start(
        self,
        call: Callable[[], T],
        show: Callable[[T], None],
        refused: Callable[[DentuiError], None],
        *,
        saved: bool = False,
    ) -> None:
        """Ask. `show` or `refused` is called on the event loop, unless a newer question came; at once where
        this follows a save made here (`saved`) whose thread found the answer too, see `foresee`."""
        foreseen, self._foreseen = self._foreseen, None
        if saved and foreseen is not None and foreseen.came and not self.busy:
            show(foreseen.came[0])
            return
        self._next = (call, show, refused)
        if self._task is None:
            self._task = self._work.spawn(self._serve())

    async def _serve(self) -> None:
        try:
            while self._next is not None:
                (call, show, refused), self._next = self._next, None
                try:
                    answer = await self._hands.run(call)
                except DentuiError as error:
                    if self._next is None:
                        refused(error)
                else:
                    if self._every or self._next is None:
                        show(answer)
                        await self._work.paint()
        finally:
            # After `stop` it may be another's.
            if self._task is asyncio.current_task():
                self._task = None

    def foresee(self, call: Callable[[], T]) -> Callable[[], None]:
        """For the thread of a save, to be called there after it: finds what will be asked then, so that
        neither the loop nor another thread is waited for. Whatever is asked before that makes it void: others
        may have committed more."""
        foreseen = self._foreseen = _Foreseen[T]()

        def find() -> None:
            # What fails here fails when it is asked: the save is made.
            with suppress(Exception):
                foreseen.came = (call(),)

        return find

    async def settled(self) -> None:
        """Return when no answer is to come any more."""
        while (task := self._task) is not None:
            await asyncio.wait([task])

    def stop(self) -> None:
        """Show nothing any more, until it is asked again."""
        self._next = self._foreseen = None
        if self._task is not None:
            self._task.cancel()
            self._task = None


class Save:
    """Changes the register, in a thread. While one change is under way, further presses do
    nothing: a cancelled one would be committed all the same, and a second one be made twice."""

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether a change is under way."""
        return self._busy

    def start(
        self,
        call: Callable[[], T],
        saved: Callable[[T], Awaitable[None] | None],
        refused: Callable[[DentuiError], None],
        stop: GiveUp | None = None,
    ) -> bool:
        """Make the change unless one is under way; answers whether this one is made. `stop`: what Esc does
        meanwhile. The answer is waited for all the same: it may be made by then."""
        if self._busy:
            return False
        self._busy = True
        # Not given up by Esc: the thread would commit all the same, and nobody be told.
        self._work.flow(self._serve(call, saved, refused, stop), may_give_up=False)
        return True

    async def _serve(
        self,
        call: Callable[[], T],
        saved: Callable[[T], Awaitable[None] | None],
        refused: Callable[[DentuiError], None],
        stop: GiveUp | None,
    ) -> None:
        try:
            with self._work.gate.hold(stop, patience=0.0) if stop else nullcontext():
                outcome = await self._work.hands.run(call)
        except DentuiError as error:
            refused(error)
        else:
            after = saved(outcome)
            if after is not None:
                await after
        finally:
            self._busy = False
