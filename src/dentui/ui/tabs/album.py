"""What the tabs of a chart share of its image data: what there is, and the thumbnails of what is in sight."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from dentui.domain.images import ImageItem, Raster, RecordImages
from dentui.errors import DentuiError
from dentui.ui.widgets.images import by_type, shots_of
from dentui.ui.widgets.painting import prepare
from dentui.ui.work import Load, Workplace

AT_ONCE = 2
"""Thumbnails that are made at the same time: the other threads are for keys."""
TOGETHER = 5
"""Files of which it is asked at once whether theirs are there already."""
KEPT_BYTES = 6_000_000
"""Of thumbnails that are kept while a chart is open."""
THUMBNAIL = 160
"""Pixels of a thumbnail's longer side: as many as a tile shows on a terminal that draws pixels."""
NO_PICTURE = "no picture"
PAGE = 20
"""Thumbnails that are brought before anybody looks at them."""
REST = 0.2
"""Seconds after which a chart that was opened is shown."""


class Thumbnails:
    """Thumbnails of what is in sight: a few at a time, those asked for last first, none twice."""

    def __init__(
        self,
        work: Workplace,
        kept: Callable[[Collection[UUID]], Mapping[UUID, Raster]],
        fetch: Callable[[UUID], Raster],
    ) -> None:
        """Both in a thread: `kept` brings those that are there already, `fetch` makes one where it has to."""
        self._work, self._kept, self._fetch = work, kept, fetch
        self._here: OrderedDict[UUID, Raster | str] = OrderedDict()
        self._wanted: list[UUID] = []
        self._to_make: set[UUID] = set()
        """Of those that are wanted, which are not there already."""
        self._show: Callable[[UUID, Raster | str], None] = lambda *_: None
        self._asked: set[UUID] = set()
        self._at_work = 0
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()

    def want(self, files: Sequence[UUID], show: Callable[[UUID, Raster | str], None]) -> None:
        """Have these shown, in this order; what was wanted before and is not begun is wanted no more. A
        sentence comes for a file that has none."""
        self._show, self._closed = show, False
        for file in files:
            if file in self._here:
                self._here.move_to_end(file)
                show(file, self._here[file])
        self._wanted = [file for file in files if file not in self._here]
        self._to_make.clear()
        self._go_on()

    async def bring(self, files: Sequence[UUID]) -> None:
        """Have of these here what was made already: they may be wanted next."""
        missing = [file for file in files if file not in self._here and file not in self._asked]
        if missing:
            with contextlib.suppress(DentuiError):
                found = await self._work.hands.run(lambda: self._kept(missing))
                for file, picture in found.items():
                    self._came(file, picture)

    def __len__(self) -> int:
        return len(self._here)

    def forget(self) -> None:
        """The chart is closed: keep none, because what is closed may lie about for a while."""
        self._here.clear()
        self._wanted = []
        self._closed = True

    def here(self, files: Sequence[UUID]) -> list[Raster]:
        """The pictures of these that are here."""
        found = (self._here.get(file) for file in files)
        return [picture for picture in found if isinstance(picture, Raster)]

    def renew(self, files: Collection[UUID]) -> None:
        """Ask again for what of these is here: they look otherwise now."""
        for file in files:
            if self._here.pop(file, None) is not None:
                self._wanted.append(file)
        self._go_on()

    def forget_refused(self) -> bool:
        """Ask again for what was refused; whether there was any."""
        refused = [file for file, picture in self._here.items() if isinstance(picture, str)]
        for file in refused:
            del self._here[file]
        return bool(refused)

    def _go_on(self) -> None:
        while self._at_work < AT_ONCE and (
            waiting := [file for file in self._wanted if file not in self._asked]
        ):
            looks = [file for file in waiting if file not in self._to_make][:TOGETHER]
            if not looks:
                self._begin(waiting[:1], self._make(waiting[0]))
            elif self._at_work:
                # More at once would only take the screen's turns.
                break
            else:
                self._begin(looks, self._look_up(looks))

    def _begin(self, files: Sequence[UUID], work: Coroutine[Any, Any, None]) -> None:
        self._asked.update(files)
        self._at_work += 1
        task = self._work.spawn(self._ask(files, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, files: Sequence[UUID], work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._asked.difference_update(files)
            self._at_work -= 1
        self._go_on()

    async def _look_up(self, files: Sequence[UUID]) -> None:
        found: Mapping[UUID, Raster] = {}
        with contextlib.suppress(DentuiError):
            found = await self._work.hands.run(lambda: self._kept(files))
        self._to_make.update(file for file in files if file not in found)
        for file, picture in found.items():
            self._came(file, picture)

    async def _make(self, file: UUID) -> None:
        try:
            picture: Raster | str = await self._work.hands.run(lambda: self._fetch(file))
        except DentuiError:
            # Why, is said where somebody opens it.
            picture = NO_PICTURE
        self._came(file, picture)

    def _came(self, file: UUID, picture: Raster | str) -> None:
        if self._closed:
            return
        if file in self._wanted:
            self._wanted.remove(file)
        self._keep(file, picture)
        self._show(file, picture)

    def _keep(self, file: UUID, picture: Raster | str) -> None:
        self._here[file] = picture
        held = sum(len(each.data) for each in self._here.values() if isinstance(each, Raster))
        while held > KEPT_BYTES and len(self._here) > 1:
            _, gone = self._here.popitem(last=False)
            held -= len(gone.data) if isinstance(gone, Raster) else 0

    async def settled(self) -> None:
        """Return when all that was wanted is here."""
        while self._tasks:
            await asyncio.wait(self._tasks)


class Contents:
    """Image data in the ways in which it is looked up."""

    def __init__(self, records: Sequence[RecordImages] = ()) -> None:
        self.records = tuple(records)
        """Newest first, those without image data too."""
        self._of_record = {each.record.uuid: each.items for each in records if each.items}
        self._items = {item.uuid: item for each in records for item in each.items}
        self._files = {file.uuid: item for item in self._items.values() for file in item.files}

    def of_record(self, record: UUID) -> tuple[ImageItem, ...]:
        """The image data of a record."""
        return self._of_record.get(record, ())

    def item(self, key: UUID) -> ImageItem | None:
        """The item that this is, or that has this file; None where it is gone."""
        return self._items.get(key) or self._files.get(key)

    def turned_since(self, before: Contents) -> list[UUID]:
        """The files that are turned otherwise than they were."""
        pairs = ((item, before.item(key)) for key, item in self._items.items())
        changed = [(item, old) for item, old in pairs if old is not None and old.version != item.version]
        turns = {file.uuid: file.turned for _, old in changed for file in old.files}
        return [
            file.uuid
            for item, _ in changed
            for file in item.files
            if turns.get(file.uuid, file.turned) != file.turned
        ]

    def __len__(self) -> int:
        return len(self._items)


Answer = tuple[int, Contents | None, Sequence[UUID]]
"""The state of the register; all there is, where anything changed; the files that are turned otherwise."""


class Reader(Protocol):
    """Who shows what is in an album."""

    def album_came(self) -> None:
        """Something else may be in it."""

    def album_refused(self, error: DentuiError) -> None:
        """It could not be asked for."""


class Album:
    """The image data of a chart, as the register has it."""

    def __init__(self, work: Workplace, patient: UUID) -> None:
        self._work, self._patient = work, patient
        self.contents = Contents()
        self.known = False
        """Whether it was asked for and came."""
        self._state: int | None = None
        self._loading: Load[Answer] = Load(work)
        self.readers: list[Reader] = []
        self.ahead: Callable[[Sequence[Raster]], Coroutine[Any, Any, None]] | None = None
        """Draws what may be looked at next."""
        desk = work.desk
        self.thumbnails = Thumbnails(
            work,
            lambda files: desk.images.kept_thumbnails(desk.actor, files, THUMBNAIL),
            lambda file: desk.images.thumbnail(desk.actor, file, THUMBNAIL),
        )

    def read_by(self, reader: Reader) -> None:
        """From now on tell this one too what comes; at once, where it is here already."""
        self.readers.append(reader)
        if self.known:
            reader.album_came()
        else:
            self.follow()

    def leave(self, reader: Reader) -> None:
        """Tell this one no more."""
        if reader in self.readers:
            self.readers.remove(reader)
        if not self.readers:
            self.thumbnails.forget()

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._loading.busy

    async def settled(self) -> None:
        """Return when what was asked is told."""
        await self._loading.settled()

    def follow(self, *, saved: bool = False) -> None:
        """Ask the register again: for all of it, where any of it may have changed. Ten thousand items take a
        second of the processor, and every desk's commit asks. `saved`: after a save made here, whose thread
        may have found it."""
        self._loading.start(self._ask(), self._take, self._refused, saved=saved)

    def foresee(self) -> Callable[[], None]:
        """What finds that, for the thread of a save."""
        return self._loading.foresee(self._ask())

    def _ask(self) -> Callable[[], Answer]:
        desk, patient, state, before = self._work.desk, self._patient, self._state, self.contents

        def ask() -> Answer:
            found = desk.images.of_patient_since(desk.actor, patient, state)
            if found.records is None:
                return found.state, None, ()
            contents = Contents(found.records)
            return found.state, contents, contents.turned_since(before)

        return ask

    def _take(self, answer: Answer) -> None:
        self._state, contents, turned = answer
        anew = self.thumbnails.forget_refused()
        if contents is not None:
            first = not self.known
            self.contents, self.known = contents, True
            self.thumbnails.renew(turned)
            if first and len(contents):
                self._work.spawn(self._prepare())
        elif not anew:
            return
        for reader in tuple(self.readers):
            reader.album_came()

    async def _prepare(self) -> None:
        """Make ready for the first page of what is here, once nobody waits for the chart any more."""
        await asyncio.sleep(REST)
        if self.readers:
            await self._work.brush.run(prepare)
            items = (item for record in self.contents.records for item in by_type(record.items))
            shots = (shots_of((item,), item.type) for item in items)
            files = [shot.file.uuid for shot, *_ in islice(filter(None, shots), PAGE)]
            await self.thumbnails.bring(files)
            if self.ahead is not None:
                await self.ahead(self.thumbnails.here(files))

    def _refused(self, error: DentuiError) -> None:
        for reader in tuple(self.readers):
            reader.album_refused(error)
