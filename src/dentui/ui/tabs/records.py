"""Records: the visits of a patient, newest first, which of them are shown, and the image data of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from dentui.domain.finding import Filters
from dentui.domain.images import ImageType
from dentui.domain.patients import PatientChart, RecordLine
from dentui.errors import DentuiError, Forbidden
from dentui.ui.keys import RECORDS
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.filter import RangeSheet, range_words
from dentui.ui.tabs.album import Album
from dentui.ui.tabs.in_record import InRecord
from dentui.ui.tabs.seeing import SeeingTab, Viewer
from dentui.ui.tabs.table import TableTab
from dentui.ui.text import number
from dentui.ui.widgets.merging import read_only_words
from dentui.ui.widgets.records import RecordTable
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.tiles import Tiles
from dentui.ui.work import Workplace

SHORT = 20
"""Lines of the tab below which the pictures take the room of the list while one is at them."""
LEAST = 6
"""Lines below which the list takes all the room while one is at it."""


class RecordsTab(TableTab[RecordLine], SeeingTab):
    """The visits (S32, S33), and what each has of image data (S36)."""

    PLACE = RECORDS
    BINDINGS = RECORDS.bindings

    def __init__(
        self,
        work: Workplace,
        chart: PatientChart,
        records: Sequence[RecordLine],
        album: Album,
        viewer: Viewer,
    ) -> None:
        self.records = RecordTable()
        super().__init__(work, chart, self.records, "records")
        self.album, self.viewer = album, viewer
        self.in_record = InRecord(self)
        self.tiles = self.in_record.tiles
        self.range = Filters()
        self._first = records
        self._inside = False
        """Whether one is at the pictures."""

    @property
    def foremost(self) -> tuple[str, ...]:
        """Actions that the footer always has room for: what can be done where there is nothing yet."""
        return () if self.table.row_count else ("new",)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield self.in_record

    def on_mount(self) -> None:
        self.put(self._first, anew=True)
        self.album.ahead = self.draw_ahead
        self.album.read_by(self)

    @property
    def focus_target(self) -> Widget:
        return self.tiles if self._inside else self.table

    def waits(self, key: str) -> bool:
        # The list is walked, and a record is edited, before its image data is there.
        inside = self._inside or key in ("tab", "shift+tab")
        return super().waits(key) or (inside and self.waits_for_album(key, ("tab", "shift+tab")))

    async def settled(self) -> None:
        await super().settled()
        await self.album.settled()

    @property
    def record_at_cursor(self) -> UUID | None:
        row = self.table.row_at_cursor
        return None if row is None else row.uuid

    def point(self, record: UUID) -> None:
        self.point_at = record

    def action_new(self) -> None:
        self.work.flow(self._record(None))

    async def open(self, row: RecordLine) -> None:
        await self._record(row)

    async def _record(self, record: RecordLine | None) -> None:
        from dentui.ui.sheets import opening
        from dentui.ui.sheets.form import saved_words

        if self.chart.merged:
            self.refused(Forbidden(read_only_words(self.chart)))
            return

        try:
            saved = await opening.record(self.app, self.work, self.chart, record)
        except DentuiError as error:
            self.refused(error)
            return
        if saved is not None:
            self.point_at = saved if isinstance(saved, UUID) else None
            done = "The new record is saved." if record is None else "The record is saved."
            self.post_message(self.Said(saved_words(saved, done)))

    def action_filter(self) -> None:
        self.work.flow(self._filter())

    async def _filter(self) -> None:
        chosen = await ask(self.app, self.work, RangeSheet(self.range))
        if chosen is not None and chosen != self.range:
            self.range = chosen
            self.load(anew=True)

    def action_reset(self) -> None:
        if self.range != Filters():
            self.range = Filters()
            self.load(anew=True)

    def fetch(self) -> Callable[[], Sequence[RecordLine]]:
        desk, patient, range_ = self.work.desk, self.chart.uuid, self.range
        return lambda: desk.patients.records(desk.actor, patient, range_.visited_from, range_.visited_to)

    def key_of(self, row: RecordLine) -> UUID:
        return row.uuid

    def put(self, rows: Sequence[RecordLine], *, anew: bool) -> None:
        super().put(rows, anew=anew)
        self._share_room()

    def tell(self, rows: Sequence[RecordLine]) -> None:
        self.table.tell(
            "No visit in these days."
            if self.range != Filters()
            else "No visit is recorded yet. n enters one."
        )
        words = range_words(self.range.visited_from, self.range.visited_to)
        count = f" {number(len(rows))} {'visit' if len(rows) == 1 else 'visits'} "
        self.words.show([(f" {words or 'all visits'}", "loud" if words else "quiet")], [(count, "loud")])

    # Image data of the record under the cursor

    def album_came(self) -> None:
        self.records.know(self.items_of)
        self._show_record()

    @on(RowTable.Moved)
    def _show_record(self) -> None:
        row = self.table.row_at_cursor
        record = None if row is None else row.uuid
        items = () if record is None else self.items_of(record)
        self.in_record.show(record, items, known=self.album.known)
        if not items and self._inside:
            self.leave_record()

    @on(Tiles.Moved)
    def _tell_place(self) -> None:
        self.in_record.tell()
        self.tell_keys()

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "types(1)" and not self.in_record.kinds:
            return "There is no image data in this record."
        return super().why_not(action)

    def action_types(self, way: int) -> None:
        """From the list: into the record below the cursor, or on to the next one where it has nothing."""
        kinds = self.in_record.kinds
        if way > 0 and kinds:
            self._enter(kinds[0])
        else:
            self.step_record(way)

    def walk_types(self, way: int) -> None:
        """From the pictures: to the next type, and behind the last one to the next record."""
        kinds = self.in_record.kinds
        at = kinds.index(self.in_record.kind) + way if self.in_record.kind in kinds else -1
        if 0 <= at < len(kinds):
            self._enter(kinds[at])
            return
        self.leave_record()
        if way > 0:
            self.step_record(way)

    def _enter(self, kind: ImageType) -> None:
        self.in_record.open(kind)
        self._go(inside=True)

    def leave_record(self) -> None:
        """Go from the pictures back to the list."""
        self._go(inside=False)

    def _go(self, *, inside: bool) -> None:
        self._inside = inside
        self._share_room()
        self.screen.set_focus(self.focus_target)

    def step_record(self, way: int) -> None:
        """Go to the record below or above; from pictures to its own, or to the list where it has none."""
        self.table.move_cursor(row=max(0, min(self.table.cursor_row + way, self.table.row_count - 1)))
        self._show_record()

    def on_resize(self, _: events.Resize) -> None:
        self._share_room()

    def _share_room(self) -> None:
        """Give list and pictures their lines: where there are few, most to what one is at."""
        lines, inside = self.size.height - 1, self._inside
        # What a list of few records leaves is for the pictures.
        # What is said where there is none stands in the second line.
        room = max(lines // 2, lines - 1 - (self.table.row_count or 2)) if lines > LEAST else 0
        if lines < SHORT and inside:
            room = lines - 2
        self.in_record.display = room > 1
        self.in_record.styles.height = max(room, 1)
