"""Image data is chosen for a report (S17): what is sensible is chosen already, and Enter goes on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from dentui.domain.choosing import Choice
from dentui.domain.images import ImageType, RecordImages
from dentui.domain.report_choosing import items_of
from dentui.domain.reports import NONE_THERE, require_reportable
from dentui.errors import DentuiError, Invalid
from dentui.ui.keys.reports import REPORT_IMAGES
from dentui.ui.screens.attach import AttachSheet
from dentui.ui.tabs.album import Thumbnails
from dentui.ui.work import Save, Workplace

EXPIRED = "The temporary preview file has been expired. r regenerates it and goes on."
"""S21, in the words of the web page."""
LEFT_OUT = "The CBCT that was chosen is left out: none can go into a report."


class ReportImagesSheet(AttachSheet):
    """Answers what is chosen, of which a report can be made."""

    PLACE = REPORT_IMAGES
    BINDINGS = REPORT_IMAGES.bindings
    TITLE = "Create report: its image data"

    def __init__(
        self,
        work: Workplace,
        records: Sequence[RecordImages],
        thumbnails: Thumbnails,
        choice: Choice,
        expired: Collection[UUID],
        said: str = "",
    ) -> None:
        """`expired`: items whose temporary preview files have expired; `said`: what stands there at first."""
        super().__init__(work, records, thumbnails, choice)
        self.work = work
        self._expired = set(expired)
        self._said, self._pointed = said, False
        self._saving = Save(work)

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        return self._choice

    def _show(self, said: str = "") -> None:
        super()._show(said or self._said)
        self._said = ""
        first = next(iter(self._choice.items), None)
        if first is not None and not self._pointed:
            # Where the cursor goes after that is the person's business.
            self._pointed = True
            self._tiles.go_to(first)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        return "" if action != "again" or self._chosen_expired else "No preview has expired."

    @property
    def _chosen_expired(self) -> list[UUID]:
        return [key for key in self._choice.items if key in self._expired]

    def action_choose(self) -> None:
        tile = self._tiles.tile_at_cursor
        item = None if tile is None else self._items.get(tile.key)
        if item is not None and item.type is ImageType.CBCT and item.uuid not in self._choice:
            self._status.say("A CBCT cannot be chosen: none can go into a report.", bad=True)
        else:
            super().action_choose()

    def _is_sound(self) -> bool:
        """Whether a report can be made of what is chosen; else why not is said."""
        scanned = any(item.type is ImageType.INTRAORAL_SCAN for item in self._items.values())
        try:
            if not scanned:
                raise Invalid(NONE_THERE, field="items")
            require_reportable(items_of(self._records, self._choice))
        except Invalid as error:
            self.work.gate.forget()
            self._status.say(str(error), bad=True)
            return False
        return True

    def action_apply(self) -> None:
        if not self._is_sound():
            return
        if self._chosen_expired:
            self.work.gate.forget()
            self._status.say(EXPIRED, bad=True)
        else:
            self.dismiss(self._choice)

    def action_again(self) -> None:
        """Make anew what has expired, and go on."""
        expired = self._chosen_expired
        if not expired or not self._is_sound():
            return
        desk = self.work.desk
        self._status.say("The previews are made anew …")
        self._saving.start(
            lambda: desk.images.regenerate(desk.actor, expired), lambda _: self._go_on(), self._refused
        )

    def _go_on(self) -> None:
        self._expired.clear()
        self.dismiss(self._choice)

    def _refused(self, error: DentuiError) -> None:
        self._status.say(str(error), bad=True)


def left_out(before: Choice) -> str:
    """What is said of a CBCT that was chosen before."""
    return LEFT_OUT if ImageType.CBCT in before.of else ""
