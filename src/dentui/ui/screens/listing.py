"""A screen with a list that is fetched as a whole, and again whenever somebody committed something."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from dentui.errors import DentuiError
from dentui.ui.keys import WALKING
from dentui.ui.screens.base import DeskScreen
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk

T = TypeVar("T")


class ListScreen(DeskScreen, Generic[T]):
    """A subclass says what is fetched, and shows it; what is under the cursor has to stay there."""

    ROW_KEYS: ClassVar[AbstractSet[str]] = WALKING
    """Keys that are about the row under the cursor."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._loading: Load[T] = Load(work)

    def fetch(self, desk: Desk) -> T:
        """Read all of the list; runs in a thread."""
        raise NotImplementedError

    def fetched(self, answer: T) -> None:
        """Show it."""
        raise NotImplementedError

    def not_fetched(self, error: DentuiError) -> None:
        """Say why it cannot be shown."""
        self.refused(error)

    def follow(self) -> None:
        """Fetch it again."""
        desk = self.work.desk
        self._loading.start(lambda: self.fetch(desk), self.fetched, self.not_fetched)

    def waits(self, key: str) -> bool:
        return key in self.ROW_KEYS and self._loading.busy

    async def settle(self) -> None:
        await self._loading.settled()

    def register_changed(self) -> None:
        self.follow()

    def action_refresh(self) -> None:
        self.follow()

    async def action_back(self) -> None:
        await self.app.pop_screen()
