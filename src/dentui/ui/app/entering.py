"""Coming to the desk and going from it: the register is opened, somebody signs in, chooses where to work,
goes on elsewhere, signs out, or is no member any more.

Who comes anew gets a new workplace and new screens: nothing of the former one's patients stays in any.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

from dentui.config import Settings
from dentui.errors import DentuiError, NoMember, NoRegister
from dentui.ui.app import importing
from dentui.ui.app.watching import WatchingApp
from dentui.ui.screens.base import DeskScreen
from dentui.ui.screens.patients import PatientsScreen

if TYPE_CHECKING:
    from dentui.domain.people import Place
    from dentui.domain.sign_in import SignedIn
    from dentui.services.desk import Desk
    from dentui.services.setup import SetupInput
    from dentui.services.sign_in import SignIn
    from dentui.ui.screens.sign_in import SignInScreen

T = TypeVar("T")

CLOSE_WITHIN = 0.3
"""Seconds that the register gets to be closed, when the program is left."""
KEEP_WITHIN = 2.0
"""Seconds that a slow disk gets for what was typed last, when the desk is left."""


class EnteringApp(WatchingApp):
    """An app at whose desk people come and go."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.work.hands.on_no_member = self.taken_away
        self._door: SignIn | None = None
        """The open register, where somebody has to sign in."""

    def first_screen(self) -> Screen[None]:
        """The patient list from the first paint on, where nothing has to be asked for."""
        if self._asks_nothing:
            return PatientsScreen(self.work)
        # Where a clinic will be asked for, what is typed ahead is for that, and no login.
        return self._sign_in_screen(begins=not _is_new(self.settings))

    @property
    def _asks_nothing(self) -> bool:
        settings = self.settings
        return settings.demonstration or (settings.key_of is not None and not settings.pin)

    def _sign_in_screen(self, said: str = "", *, bad: bool = False, begins: bool = True) -> SignInScreen:
        from dentui.ui.screens.sign_in import SignInScreen

        return SignInScreen(self.work, self._sign_in, said, bad=bad, begins=begins)

    # Opening

    def on_ready(self) -> None:
        # The first paint is out. The register's libraries take longer to import than Textual.
        self.work.spawn(self._open_first())

    async def _open_first(self) -> None:
        await (self._enter_at_once() if self._asks_nothing else self._open_door())
        await self.work.hands.run(importing.import_what_comes_next)
        await self.work.hands.run(importing.import_covers)
        self.garbage.begin()  # see __main__
        for name in importing.left():
            await self._rested()
            await self.work.hands.run(partial(import_module, name))
        self.garbage.settle_when(self._nothing_is_open)

    def _nothing_is_open(self) -> bool:
        """Whether there is but the list: no other screen, none that is made ready or taken down."""
        closing = self._closed_sheets or self._taking_down
        return not (self.ending or len(self.desk_stack) > 1 or self.work.ahead.any_ready or closing)

    async def _rested(self) -> None:
        """Return when no key is at work, and none has come for a moment."""
        while not self.gate.rests or time.monotonic() - self._last_key < importing.REST:
            await asyncio.sleep(importing.REST)

    async def _enter_at_once(self) -> None:
        opened = await self._until_it_opens(lambda: _enter(self.settings))
        if opened is None:
            return
        signed, desk, door = opened
        if desk is None:
            self._door = door
            self.work.flow(self._choose_and_begin(door, signed))
        else:
            self._begin(desk, signed)

    async def _open_door(self) -> None:
        self._door = await self._until_it_opens(lambda: _open_sign_in(self.settings))
        if self._door is not None:
            self.work.opened.set()
            self.work.gate.begin()

    async def _until_it_opens(self, call: Callable[[], T]) -> T | None:
        """What `call` answers, tried as often as the person wants; None where there is no register yet."""
        while True:
            try:
                return await self.work.hands.run(call)
            except DentuiError as error:
                refused: DentuiError = error
            # Whom a key brings here is at the wrong place, and does not found a clinic.
            if isinstance(refused, NoRegister) and not (self.settings.demonstration or self.settings.key_of):
                try:
                    await self._ask_for_a_clinic()
                    return None
                except DentuiError as error:
                    refused = error
            await self._tell(refused)
            self.work.opened.clear()

    async def _tell(self, error: DentuiError) -> None:
        from dentui.ui.sheets.base import ask
        from dentui.ui.sheets.notice import NoticeSheet

        # What was typed ahead was meant for a list; here a letter could leave.
        self.work.refuse()
        self.work.gate.forget()
        self.work.gate.begin()
        await ask(self, self.work, NoticeSheet(str(error)))

    # The first start of a clinic

    async def _ask_for_a_clinic(self) -> None:
        from dentui.services.setup import can_set_up
        from dentui.ui.screens.setup import SetupScreen

        where = await self.work.hands.run(lambda: can_set_up(self.settings))
        self.work.refuse()
        if self.work.gate.begun:
            # It was typed for signing in.
            self.work.gate.forget()
        await self.show_first(SetupScreen(self.work, where, self._made))

    async def _made(self, form: SetupInput) -> None:
        """The register is made: whoever made it is signed in at once. Step of a flow."""
        self.settings = replace(self.settings, country=form.country.strip().upper())

        def enter() -> tuple[SignIn, SignedIn]:
            door = _open_sign_in(self.settings)
            return door, door.sign_in(form.login, form.password)

        try:
            door, signed = await self.work.hands.run(enter)
            self._door = door
            await self._begin_at(door, signed, signed.places[0])
        except DentuiError as error:
            self.leave_desk(str(error), bad=True)

    # Signing in

    async def _sign_in(self, screen: SignInScreen, login: str, secret: str) -> None:
        """Steps of a flow."""
        try:
            if self._asks_nothing:
                await self._sign_in_again()
            else:
                await self._sign_in_with(screen, login, secret)
        except DentuiError as error:
            screen.refused(error)

    async def _sign_in_again(self) -> None:
        signed, desk, door = await self.work.hands.run(lambda: _enter(self.settings))
        if desk is None:
            self._door = door
            await self._choose_and_begin(door, signed)
        else:
            await self._show_list(desk, signed)

    async def _sign_in_with(self, screen: SignInScreen, login: str, secret: str) -> None:
        from dentui.ui.sheets.base import ask

        await self.work.opened.wait()
        door = self._door
        if door is None:
            screen.begin_again()
            return
        signed = await self.work.hands.run(lambda: door.sign_in(login, secret))
        screen.begin_again()
        if signed.must_change and not await ask(self, self.work, self._other_secret(door, signed, secret)):
            screen.begin_again("Nobody is signed in: what you were given has to be changed first.")
        else:
            await self._choose_and_begin(door, signed)

    def _other_secret(self, door: SignIn, signed: SignedIn, secret: str) -> Any:
        from dentui.domain.sign_in import Wanted
        from dentui.ui.sheets.password import PasswordSheet

        return PasswordSheet(self.work, door, signed.places[0].actor, Wanted.NOTHING, secret)

    async def _choose_and_begin(self, door: SignIn, signed: SignedIn) -> None:
        from dentui.ui.sheets.base import ask
        from dentui.ui.sheets.operator import places_menu

        place: Place | None = signed.places[0]
        if len(signed.places) > 1 and signed.places[0].institution != self.settings.institution:
            place = await ask(self, self.work, places_menu(signed.places))
        if place is None:
            self.leave_desk("Nobody is signed in.")
            return
        try:
            await self._begin_at(door, signed, place)
        except DentuiError as error:
            self.leave_desk(str(error), bad=True)

    async def _begin_at(self, door: SignIn, signed: SignedIn, place: Place) -> None:
        desk = await self.work.hands.run(lambda: door.desk(place))
        await self._show_list(desk, signed)

    async def _show_list(self, desk: Desk, signed: SignedIn | None) -> None:
        if not isinstance(self.desk_stack[0], PatientsScreen):
            await self.show_first(PatientsScreen(self.work))
        self._begin(desk, signed)

    def _begin(self, desk: Desk, signed: SignedIn | None) -> None:
        """The operator is at the desk."""
        self._door = None
        first = self.desk_stack[0]
        if isinstance(first, PatientsScreen):
            first.welcome = f"{welcome(desk, signed)} {self.complaint}".rstrip()
        self.show_for(desk.login)
        self.work.open(desk)
        for screen in self.desk_stack:
            if isinstance(screen, DeskScreen):
                screen.desk_opened()
        self.watch_changes(desk)
        self._last_key = time.monotonic()
        self.watch_idle()

    async def show_first(self, screen: Screen[None]) -> None:
        """Show it in place of all screens that there are, of which nothing is kept."""
        with self.batch_update():
            while len(self.desk_stack) > 1:
                await self.pop_screen()
            await self.switch_screen(screen)
            await self.take_down()
            if self.line is not None:
                self.line.forget_texts()

    # Going

    def copy_to_clipboard(self, text: str) -> None:
        """For Ctrl+V, until its operator goes. A terminal would keep it for whoever comes next."""
        self._clipboard = text

    def taken_away(self, error: NoMember) -> None:
        if self.work.ready:
            self.leave_desk(str(error), bad=True)

    def leave_desk(self, said: str, *, bad: bool = False) -> None:
        """Take the screens down, and ask who comes next."""
        self.work.gate.close()
        self.call_later(self._leave_desk, self.work, said, bad)

    async def _leave_desk(self, work: object, said: str, bad: bool) -> None:
        if work is not self.work or self.ending:
            # Two answers said that it is over.
            return
        with self.batch_update():
            # Where the desk was locked, what lies under the lock is not seen for a moment either.
            # What is typed behind a sign-out is for the next sign-in; who was taken away did not mean that.
            former = await self._clear_desk(types_on=not bad)
            self.show_for(self.settings.operator or self.settings.key_of)
            await self.show_first(self._sign_in_screen(said, bad=bad))
        door, self._door = self._door, None
        if former is not None:
            self.work.spawn(self.work.hands.run(former.register.close))
        elif door is not None:
            self.work.spawn(self.work.hands.run(door.close))
        if not self._asks_nothing:
            self.work.spawn(self._open_door())

    def go_on_at(self, desk: Desk, said: str) -> None:
        """Take the screens down, and begin anew in another institution. `said`: about what was left where
        they come from."""
        self.work.gate.close()
        self.call_later(self._go_on_at, desk, said)

    async def _go_on_at(self, desk: Desk, said: str) -> None:
        with self.batch_update():
            former = await self._clear_desk(types_on=True)
            await self.show_first(PatientsScreen(self.work))
        if former is not None:
            former.register.end_watch()
        self._begin(desk, None)
        first = self.desk_stack[0]
        if said and isinstance(first, PatientsScreen):
            first.welcome += f" {said}"

    async def _clear_desk(self, *, types_on: bool) -> Desk | None:
        """Give up all that is under way, and begin a new workplace, for which what was typed ahead is meant
        where somebody `types_on`. Answers the desk that there was."""
        self.forget_idle()
        self._lock_wanted = False
        self.note_forms()
        self._clipboard = ""
        former = self.work
        former.stop()
        if (keeper := former.keeper) is not None:
            # Whoever signs in next finds what was left here. Not in one of the hands, which may all hang.
            keeper.close(KEEP_WITHIN)
        former.hands.on_no_member = self.taken_away
        self.work = self.new_work(former.hands)
        if types_on:
            self.work.gate.waiting.extend(former.gate.waiting)
        if self.covered:
            await self._uncover()
        return former.desk if former.ready else None

    async def close_register(self) -> None:
        """In a thread and not for long: a register that hangs must not keep the program."""
        work, door = self.work, self._door
        close = work.desk.register.close if work.ready else door.close if door is not None else None
        if close is None:
            return
        loop, closed = asyncio.get_running_loop(), asyncio.Event()

        def close_and_tell() -> None:
            try:
                close()
            finally:
                # The program may have left meanwhile.
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(closed.set)

        threading.Thread(target=close_and_tell, daemon=True).start()
        with suppress(TimeoutError):
            await asyncio.wait_for(closed.wait(), CLOSE_WITHIN)


def welcome(desk: Desk, signed: SignedIn | None) -> str:
    """What is said when somebody has come to the desk."""
    if desk.demonstration:
        return f"Demonstration clinic: signed in as {desk.operator} without a password."
    if signed is None:
        return f"You work at {desk.institution} now."
    refused = ""
    if signed.failures == 1:
        refused = " 1 attempt was refused since the last time."
    elif signed.failures:
        refused = f" {signed.failures} attempts were refused since the last time."
    unlocked = "" if signed.unlockable else " You have no PIN to unlock this desk with: Ctrl+G, then n."
    return f"Signed in as {desk.operator}.{refused}{unlocked}"


def _open_sign_in(settings: Settings) -> SignIn:
    from dentui.services.sign_in import open_sign_in

    return open_sign_in(settings)


def _is_new(settings: Settings) -> bool:
    """Whether the file of the register is not there: told before what reads one is loaded."""
    scheme, _, file = settings.database.partition(":///")
    return scheme == "sqlite" and not settings.key_of and not Path(file.partition("?")[0]).exists()


def _enter(settings: Settings) -> tuple[SignedIn, Desk | None, SignIn]:
    """In a thread: sign in where nothing is asked for. No desk where the person has to say which."""
    from dentui.services.desk import place_for

    door = _open_sign_in(settings)
    try:
        signed = door.automatically()
        asks = len(signed.places) > 1 and not settings.demonstration and not settings.institution
        return signed, None if asks else door.desk(place_for(settings, signed)), door
    except BaseException:
        door.close()
        raise
