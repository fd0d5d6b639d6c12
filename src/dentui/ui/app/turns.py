"""Keys, one at a time: each is handed on when the one before it has been handled all the way up.

What covers the desk (the lock) has a row of keys of its own; the desk's row stands still meanwhile.
"""

from __future__ import annotations

import asyncio

from textual import events
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

from dentui.config import Settings
from dentui.ui.app.closing import ClosingApp
from dentui.ui.garbage import Garbage
from dentui.ui.hands import Hands
from dentui.ui.screens.base import DeskScreen
from dentui.ui.theme import styles
from dentui.ui.whole import Whole
from dentui.ui.widgets.status import StatusLine
from dentui.ui.wire import DeskDriver
from dentui.ui.work import KeyGate, Workplace

FENCE_WATCH = 0.5
"""Seconds after which it is looked whether a key's widget is still there."""


class Fence(Message, bubble=True):
    """Follows a key along its way: when it has come up to the app, so has the key."""

    def __init__(self, number: int, gate: KeyGate, last: bool) -> None:
        super().__init__()
        self.number = number
        self.gate = gate
        self.last = last


class TurnsApp(ClosingApp, inherit_bindings=False):
    """An app whose keys wait for their turn."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(driver_class=DeskDriver, css_path=[*styles()])
        self.settings = settings
        if settings.cell_diff:
            self.draw_cells()
            self.show_as(self.profile)
        self.work = self.new_work(Hands())
        self.cover: Workplace | None = None
        """What covers the desk works with this."""
        self.left = False
        """The program leaves."""
        self.garbage = Garbage()
        self._on_its_way = False
        self._waiting: StatusLine | None = None
        """Where it is said that something takes long."""
        self._fence_number = 0
        self._fence_watch: asyncio.TimerHandle | None = None

    def new_work(self, hands: Hands) -> Workplace:
        """A workplace that tells this app what it has to know."""
        work = Workplace(self.settings, hands)
        work.on_fault = self._handle_exception
        work.gate.on_free = self._keys_free
        work.paint = self.paint
        work.ahead.mount, work.ahead.drop = self.make_ready, self.put_away
        work.ahead.rests = self._rests_at_a_screen
        work.on_slow = self._say_slow
        work.on_given_up = self._say_given_up
        return work

    @property
    def gate(self) -> KeyGate:
        """The row of keys that is served now."""
        return (self.cover or self.work).gate

    @property
    def ending(self) -> bool:
        """Whether there is no screen any more that a key could be for, or soon none."""
        return self._exit or not self._screen_stack

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes wait for their turn; everything else goes on as Textual has it."""
        if isinstance(event, events.InputEvent) and self.ending:
            return
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            if not await self.take_at_once(event):
                escape = isinstance(event, events.Key) and event.key == "escape"
                self.gate.take(event, escape=escape)
                await self._next_key()
            return
        await super().on_event(event)

    async def take_at_once(self, event: events.Key | events.Paste) -> bool:
        """Whether this is a key that waits for nothing, which is then done."""
        return False

    async def between_keys(self) -> None:
        """Do what waited for the end of a key, or of a flow."""

    async def _next_key(self) -> None:
        if not self._on_its_way and not self.ending:
            await self.between_keys()
        gate = self.gate
        event = gate.next() if not self.ending else None
        if event is None:
            return
        screen = self.screen
        if isinstance(screen, DeskScreen) and isinstance(event, events.Key) and screen.waits(event.key):
            self.work.flow(self._dispatch_when_settled(gate, screen, event))
        else:
            await self._dispatch(event)

    async def _dispatch(self, event: events.Event) -> None:
        self._on_its_way = True
        self.gate.typed_at = event.time
        if isinstance(event, events.Key) and isinstance(self.screen, DeskScreen):
            self.screen.before_key(event.key)
        await super().on_event(event)
        self._send_fence(last=False)

    async def _dispatch_when_settled(self, gate: KeyGate, screen: DeskScreen, event: events.Key) -> None:
        try:
            await screen.settle()
        except asyncio.CancelledError:
            gate.free()
            raise
        if gate is self.gate:
            await self._dispatch(event)
        else:
            # The desk was covered meanwhile. The key is the first when it is not any more.
            gate.put_back(event)

    def _send_fence(self, *, last: bool) -> None:
        if not self._screen_stack:
            return
        target = self.focused or self.screen
        self._fence_number += 1
        if not target.post_message(Fence(self._fence_number, self.gate, last)):
            self.post_message(Fence(self._fence_number, self.gate, last))
        self._watch_fence(target)

    def _watch_fence(self, target: MessagePump) -> None:
        """Where a widget goes away with the fence in its queue, keys must go on all the same."""
        if self._fence_watch is not None:
            self._fence_watch.cancel()
        self._fence_watch = asyncio.get_running_loop().call_later(FENCE_WATCH, self._look_at_fence, target)

    def _look_at_fence(self, target: MessagePump) -> None:
        if target.is_running:
            self._watch_fence(target)
        else:
            self.post_message(Fence(self._fence_number, self.gate, last=True))

    async def on_fence(self, fence: Fence) -> None:
        if fence.number != self._fence_number:
            return
        if not fence.last and fence.gate is self.gate:
            # What the key set off (a change told, a focus asked for) is behind the first fence.
            self._send_fence(last=True)
            return
        if self._fence_watch is not None:
            self._fence_watch.cancel()
            self._fence_watch = None
        fence.gate.free()
        self._on_its_way = False
        if self.ending:
            return
        await self._next_key()
        if not self._on_its_way:
            await self.paint()
        self.garbage.between_keys(flows=self.gate.held)
        self.work.ahead.rest(self._make_ahead)

    def _make_ahead(self) -> None:
        if self._rests_at_a_screen():
            self.work.spawn(self._make_ready_for(self.screen))

    def _rests_at_a_screen(self) -> bool:
        return not self.ending and self.gate.rests and isinstance(self.screen, DeskScreen)

    async def _make_ready_for(self, screen: Screen[object]) -> None:
        if isinstance(screen, DeskScreen):
            await self.work.ahead.make(await screen.forms())

    def _keys_free(self) -> None:
        if self._waiting is not None:
            self._waiting.resume()
            self._waiting = None
        self.call_later(self._next_key)
        self.work.ahead.rest(self._make_ahead)

    async def paint(self) -> None:
        """Paint now what is to be painted: the frame timer would let an answer lie for a frame."""
        # What was changed tells its widget, and that the screen.
        for _ in range(3):
            await asyncio.sleep(0)
        if self.ending:
            return
        screen = self.screen
        if isinstance(screen, Whole):
            await screen.paint()

    @property
    def _background_screens(self) -> list[Screen[object]]:
        """Screens that can be seen under the uppermost. Textual also counts and composes the one
        that an opaque screen hides."""
        return super()._background_screens if self.screen.is_modal else []

    def _say_slow(self, may_give_up: bool) -> None:
        screen = self.screen
        if self.gate.held and isinstance(screen, DeskScreen):
            screen.status.wait("Waiting for the register …" + (" Esc gives up." if may_give_up else ""))
            self._waiting = screen.status

    def _say_given_up(self) -> None:
        screen = self.screen
        if isinstance(screen, DeskScreen):
            screen.status.say("Given up.")
