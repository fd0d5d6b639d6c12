"""The desk's menu and what it does: what is about the operator and not about a patient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dentui.errors import DentuiError, Forbidden, NoMember, Unavailable
from dentui.ui.app.resuming import ResumingApp

if TYPE_CHECKING:
    from dentui.domain.people import Place
    from dentui.services.desk import Desk
    from dentui.ui.screens.base import DeskScreen
    from dentui.ui.sheets.operator import Doing


class ErrandsApp(ResumingApp):
    """An app with a menu of the desk."""

    def why_not(self, action: str) -> str:
        """Why an action of the app cannot be done now, "" where it can, as far as is known without asking
        the register."""
        if not (action.startswith("errand") or action == "menu"):
            return ""
        if not self.work.ready:
            return "The register is not open yet."
        from dentui.ui.sheets.operator import Doing, errand, why_not

        desk = self.work.desk
        doing = next((each for each in Doing if errand(each) == action), None)
        known = {"demonstration": desk.demonstration, "administers": desk.administers}
        return why_not(doing, several=True, unfinished=True, **known) if doing is not None else ""

    async def action_errand(self, name: str) -> None:
        """Do what a line of the menu does."""
        if self.work.ready:
            self.work.flow(self._errand(name))

    async def _errand(self, name: str) -> None:
        from dentui.ui.sheets.operator import AT_ONCE, Doing, why_not

        desk, doing = self.work.desk, Doing(name)
        places: Sequence[Place] = ()
        try:
            if doing not in AT_ONCE:
                places = await self.work.hands.run(lambda: desk.sign_in.places(desk.actor))
            known = {"demonstration": desk.demonstration, "administers": desk.administers}
            refused = why_not(doing, several=len(places) > 1, unfinished=True, **known)
            if refused:
                self._say(refused, bad=True)
            else:
                await self._do_of_menu(desk, doing, places)
        except DentuiError as error:
            self._say(str(error), bad=True)

    async def action_menu(self) -> None:
        if self.work.ready:
            self.work.flow(self._menu())

    async def _menu(self) -> None:
        from dentui.ui.sheets.base import ask
        from dentui.ui.sheets.operator import operator_menu

        desk = self.work.desk
        try:
            places = await self._places(desk)
            unfinished = await self.has_unfinished(desk)
            doing = await ask(
                self,
                self.work,
                operator_menu(
                    desk.operator,
                    desk.institution,
                    demonstration=desk.demonstration,
                    several=len(places) > 1,
                    administers=desk.administers,
                    unfinished=unfinished,
                ),
            )
            if doing is not None:
                await self._do_of_menu(desk, doing, places)
        except DentuiError as error:
            self._say(str(error), bad=True)

    async def _places(self, desk: Desk) -> Sequence[Place]:
        """Where the operator works; nowhere, as far as can be told, while the register does not answer: the
        desk can be locked and left all the same."""
        try:
            return await self.work.hands.run(lambda: desk.sign_in.places(desk.actor))
        except Unavailable:
            return ()

    async def _do_of_menu(self, desk: Desk, doing: Doing, places: Sequence[Place]) -> None:
        from dentui.ui.sheets.base import ask
        from dentui.ui.sheets.operator import ON_SCREENS, Doing, places_menu
        from dentui.ui.sheets.password import PasswordSheet, PinSheet

        if doing is Doing.LOCK:
            await self.action_lock()
        elif doing is Doing.SIGN_OUT:
            if await self._may_go():
                self.leave_desk(" ".join(["Signed out.", *self.told_kept("when you sign in again")]))
        elif doing is Doing.UNFINISHED:
            await self.offer_unfinished(desk)
        elif doing in ON_SCREENS:
            await self._go_to(doing)
        elif doing is Doing.SHARE:
            await self._share_address()
        elif doing is Doing.SWITCH:
            others = [place for place in places if place.actor != desk.actor]
            place = await ask(self, self.work, places_menu(others))
            if place is not None and await self._may_go():
                there = await self.work.finish(lambda: _desk_at(desk, place))
                kept = " ".join(self.told_kept(f"when you work at {desk.institution} again"))
                self.go_on_at(there, kept)
        else:
            now = await self.work.hands.run(lambda: desk.sign_in.unlocks_with(desk.actor))
            sheet = PasswordSheet if doing is Doing.PASSWORD else PinSheet
            if await ask(self, self.work, sheet(self.work, desk.sign_in, desk.actor, now)):
                self._say(f"Your {sheet.NAME} is changed.")

    async def _share_address(self) -> None:
        from dentui.ui.sheets.link_opening import share_address

        address = await share_address(self, self.work)
        if address is not None:
            ended = (
                "No new links can be made. Those that were made work on, until F4 in their list ends them."
            )
            self._say(f"Reports are shared at {address}." if address else ended)

    async def _go_to(self, doing: Doing) -> None:
        from dentui.ui.screens.cases import CasesScreen
        from dentui.ui.screens.devices import DevicesScreen
        from dentui.ui.screens.doubles import DoublesScreen
        from dentui.ui.screens.labs import LabsScreen
        from dentui.ui.screens.listing import ListScreen
        from dentui.ui.screens.people import PeopleScreen
        from dentui.ui.screens.snippets import SnippetsScreen
        from dentui.ui.screens.types import TypesScreen
        from dentui.ui.sheets.operator import Doing

        screens: dict[Doing, type[DeskScreen]] = {
            Doing.PEOPLE: PeopleScreen, Doing.TYPES: TypesScreen, Doing.DEVICES: DevicesScreen,
            Doing.DOUBLES: DoublesScreen, Doing.LABS: LabsScreen, Doing.CASES: CasesScreen,
            Doing.TEXTS: SnippetsScreen,
        }  # fmt: skip
        wanted = screens[doing]
        if isinstance(self.screen, wanted):
            return
        if isinstance(self.screen, (ListScreen, CasesScreen)):
            # One takes the place of the other: a stack of them would load at every change.
            await self.pop_screen()
        await self.push_screen(wanted(self.work))

    async def _may_go(self) -> bool:
        """Whether nothing is open that would be lost, or the person throws it away."""
        from dentui.ui.sheets.base import ask
        from dentui.ui.sheets.confirm import ConfirmSheet

        if not self.loses_something:
            return True
        question = ConfirmSheet(
            self.work, "What you typed is not saved.", yes="throw it away", no="go on typing"
        )
        thrown_away = await ask(self, self.work, question)
        return thrown_away is True


def _desk_at(desk: Desk, place: Place) -> Desk:
    """In a thread: another desk of the same operator. Who has no place there stays where they are."""
    try:
        return desk.sign_in.desk(place)
    except NoMember as error:
        raise Forbidden(str(error)) from error
