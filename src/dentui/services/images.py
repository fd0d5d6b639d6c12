"""Image data: taking it in, seeing it, correcting what it was taken for, getting it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.forms import tidy
from dentui.domain.images import (
    Download,
    Found,
    ImageFile,
    ImageType,
    ItemInput,
    Maker,
    PatientImages,
    Progress,
    Raster,
    RecordImages,
    Role,
    folder_of,
)
from dentui.domain.limits import Limits, read_limits
from dentui.domain.patients import RecordInput
from dentui.errors import DentuiError, Invalid, NotFound, Unavailable, Unreadable
from dentui.services.charts import checked_record
from dentui.services.copies import names_in_archive
from dentui.services.looks import OVER, Look, Looks, Source, Telling
from dentui.services.pictures import Pictures
from dentui.services.transfer import sftp_line
from dentui.store import devices, image_rows, images, outbox, people, saves, sweep
from dentui.store.blobs import Staged, open_blobs, refusing
from dentui.store.database import Database, Unit
from dentui.store.images import NewFile, NewItem
from dentui.store.scope import View

if TYPE_CHECKING:
    from dentui.media.child import Children
    from dentui.store.image_rows import Bytes

TRIES = 3
"""How often files are put anew that somebody takes away before their rows are written."""
TAKEN = (
    "Nothing was added: something takes these files away where they are kept, again and again. Wait until "
    "the sweep of the file store is through, then try again."
)


class Images:
    """The image data of the patients within the operator's scope."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._limits = limits_of(settings)
        self._blobs = open_blobs(settings)
        self._looks = Looks(settings, self._blobs.staging, self.children)
        self._pictures = Pictures(settings, self._blobs, self.children)
        self._children: Children | None = None
        self._lock = threading.Lock()

    def children(self) -> Children:
        """The processes in which files are read."""
        from dentui.media.child import Children

        with self._lock:
            if self._children is None:
                self._children = Children(self._limits)
            return self._children

    def close(self) -> None:
        """Throw every look away, and end the processes that read files."""
        for key in self._looks.open():
            self.forget(key)
        with self._lock:
            if self._children is not None:
                self._children.close()

    # Taking in

    def look(
        self, actor: Actor, paths: Sequence[Path], told: Callable[[Progress], None], stop: threading.Event
    ) -> Found:
        """Look at files and folders; what is found lives until `take_in` or `forget`. `told` is called in
        this thread. Raises Invalid, Forbidden, Unavailable, and Cancelled, when `stop` is set: then nothing
        stays."""
        login = self._database.read(actor, people.login_of)
        return self._looks.begin(actor, login, paths, told, stop)

    def sources(self, actor: Actor, key: UUID) -> Mapping[UUID, Path]:
        """The file of this machine that each file of a look is, or comes out of, by its key. Raises
        NotFound."""
        return self._looks.get(actor, key).sources

    def known(self, actor: Actor, key: UUID, patient: UUID) -> Mapping[UUID, UUID]:
        """The files of a look whose bytes the patient's chart has already, by their keys, each with a record
        that has them. Raises NotFound."""
        staged = {file: staged.sha256 for file, staged in self._looks.get(actor, key).staged.items()}
        digests = frozenset(staged.values())
        there = self._database.read(actor, lambda view: image_rows.records_with(view, patient, digests))
        return {file: there[digest] for file, digest in staged.items() if digest in there}

    def forget(self, key: UUID) -> None:
        """Throw a look away. What of it was kept already, and no row names, goes too; where that cannot be
        done now, a sweep does it."""
        look = self._looks.end(key)
        if look is not None:
            self._drop(look)

    def take_in(
        self,
        actor: Actor,
        save: UUID,
        found: UUID,
        patient: UUID,
        record: UUID,
        made: RecordInput | None,
        items: Sequence[ItemInput],
        told: Callable[[Progress], None],
        stop: threading.Event,
        then: Callable[[Unit], None] = lambda _: None,
    ) -> tuple[UUID, ...]:
        """Keep these items of what was found, in a record of the patient, or in a new one, `made`, under the
        UUID `record`; the items' UUIDs. What is not among them is thrown away. `then` goes on in the same
        transaction. Raises Invalid with the field, NotFound, Forbidden, Unavailable, and Cancelled: then
        nothing was added, and the look is still there."""
        uuids = tuple(item.uuid for item in items)
        if made is not None:
            made = checked_record(made)
        try:
            look = self._looks.get(actor, found)
        except NotFound:
            if self._database.read(actor, lambda view: saves.is_saved(view, save)):
                return uuids
            raise
        new, staged = _chosen(look, items)
        sources = [Source(each.sha256, each.path, each.size) for each in staged]
        names = {each.sha256 for each in staged}
        look.kept |= names

        def require() -> None:
            if self._blobs.missing(names):
                raise _Taken

        def add(unit: Unit) -> None:
            images.add(unit, save, patient, record, made, new, require)
            then(unit)

        for _ in range(TRIES):
            try:
                self._blobs.keep(staged, Telling("Keeping", sources, told).at, stop)
            except BaseException:
                self._drop(look)
                raise
            with suppress(_Taken):
                self._database.save(actor, save, add, _nothing)
                break
        else:
            raise Unavailable(TAKEN)
        self._looks.end(found)
        return uuids

    def _drop(self, look: Look) -> None:
        """Take away what a look put into the store, where no row names it. What cannot be told to the
        register now, or taken away, a sweep finds."""
        wanted, look.kept = look.kept, set()
        if not wanted:
            return
        with suppress(DentuiError):
            sweep.drop_unnamed(self._database, self._blobs, wanted)

    # Seeing

    def of_patient(
        self, actor: Actor, patient: UUID, visited_from: date | None = None, visited_to: date | None = None
    ) -> tuple[RecordImages, ...]:
        """The patient's records within the range, ends included, newest first, each with its image data.
        Raises NotFound."""
        return self._database.read(
            actor, lambda view: image_rows.of_patient(view, patient, visited_from, visited_to)
        )

    def of_patient_since(self, actor: Actor, patient: UUID, state: int | None) -> PatientImages:
        """All of the patient's records with their image data, where any of it may have changed since this
        state; None: whatever it is. Raises NotFound."""
        return self._database.read(actor, lambda view: image_rows.of_patient_since(view, patient, state))

    def thumbnail(self, actor: Actor, file: UUID, columns_px: int) -> Raster:
        """A picture of a file of at least so many pixels a side, where it has them. Raises NotFound,
        Unreadable, Unavailable."""
        files = self._database.read(actor, lambda view: image_rows.bytes_around(view, file))
        return _upright(self._pictures.thumbnail(files, columns_px), files)

    def kept_thumbnails(self, actor: Actor, files: Collection[UUID], columns_px: int) -> dict[UUID, Raster]:
        """Of these files the pictures that are there already. Raises Unavailable."""
        found = self._database.read(actor, lambda view: image_rows.bytes_around_each(view, files))
        kept = ((file, around, self._pictures.kept(around, columns_px)) for file, around in found.items())
        return {file: _upright(picture, around) for file, around, picture in kept if picture is not None}

    def preview(self, actor: Actor, file: UUID, largest: int = 2048) -> Raster:
        """A picture of a file with no side longer than that; the trail has it as seen. Raises NotFound,
        Unreadable, Unavailable."""
        files = self._noted(actor, image_rows.VIEW, file)
        return _upright(self._pictures.picture(files, largest), files)

    def expired(self, actor: Actor, items: Sequence[UUID]) -> tuple[UUID, ...]:
        """The items of which a temporary preview file was made and has expired (S21). Raises NotFound."""
        return tuple(
            item
            for item, files in self._files_of(actor, items)
            if any(self._pictures.has_expired(around) for around in files)
        )

    def regenerate(self, actor: Actor, items: Sequence[UUID]) -> None:
        """Make the temporary preview files of these items anew; what is no picture has none. Raises
        NotFound, Unavailable."""
        for _, files in self._files_of(actor, items):
            for around in files:
                with suppress(Unreadable):
                    self._pictures.regenerate(around)

    def _files_of(self, actor: Actor, items: Sequence[UUID]) -> list[tuple[UUID, list[Sequence[Bytes]]]]:
        """Of each item its files, each with those around it behind it."""

        def read(view: View) -> list[tuple[UUID, list[Sequence[Bytes]]]]:
            found = [(item, image_rows.bytes_of_item(view, item)) for item in items]
            return [(item, [image_rows.around(files, each) for each in files]) for item, files in found]

        return self._database.read(actor, read)

    def dicom_lines(self, actor: Actor, file: UUID) -> tuple[tuple[str, str, str], ...]:
        """Every element of a DICOM file: its tag, its name, and what stands in it. Raises NotFound,
        Unreadable, Unavailable."""
        from dentui.media import facts

        seen = self._noted(actor, image_rows.VIEW, file)[0]
        return facts.dicom_lines(self._blobs.file(seen.sha256), self.children())

    def slice(
        self,
        actor: Actor,
        item: UUID,
        plane: str,
        index: int | None,
        largest: int,
        told: Callable[[float], None] | None = None,
        stop: threading.Event | None = None,
    ) -> tuple[Raster, int, int]:
        """A slice of a series in "axial", "coronal" or "sagittal" plane, the middle one for None; with its
        index and how many there are. Where all of the series has to be decoded first, `told` how far that is,
        0 to 1. Raises NotFound, Unreadable, Unavailable, and Cancelled when `stop` is set."""
        from dentui.media.slices import Stack

        files = self._noted(actor, image_rows.VIEW, item, of_item=True)
        stack = Stack(self._blobs.files([each.sha256 for each in files], stop), self.children())
        return stack.slice(plane, index, largest, told, stop)

    def _noted(self, actor: Actor, action: str, wanted: UUID, *, of_item: bool = False) -> Sequence[Bytes]:
        """The files of an item, or a file and those around it, once the trail says that the item was looked
        at, or says so of the last hours."""
        read = image_rows.bytes_of_item if of_item else image_rows.bytes_around

        def there(view: View) -> tuple[Sequence[Bytes], bool]:
            found = read(view, wanted)
            return found, image_rows.was_noted(view, action, found[0].patient_id, found[0].item)

        def note(unit: Unit) -> Sequence[Bytes]:
            found = read(unit.view, wanted)
            unit.audit(action, found[0].patient_id, item=str(found[0].item))
            return found

        found, noted = self._database.read(actor, there)
        return found if noted else self._database.write(actor, note)

    # Getting and correcting

    def download(
        self, actor: Actor, item: UUID, told: Callable[[Progress], None], stop: threading.Event
    ) -> Download:
        """Copy an item into the operator's outbox: a file, or an archive of several. Raises NotFound,
        Unavailable, and Cancelled."""

        def note(unit: Unit) -> tuple[str, str, Sequence[Bytes]]:
            found = image_rows.bytes_of_item(unit.view, item)
            unit.audit(image_rows.DOWNLOAD, found[0].patient_id, item=str(item))
            login = people.login_of(unit.view)
            return login, image_rows.stem_of(unit.view, item), found

        login, stem, found = self._database.write(actor, note)
        names = names_in_archive([each.file.name for each in found], [each.file.kind for each in found])
        sources = [Source(name, Path(), each.file.size) for name, each in zip(names, found, strict=True)]
        tell = Telling("Copying", sources, told)
        files = [
            (name, lambda sha256=each.sha256: self._blobs.pieces(sha256))
            for name, each in zip(names, found, strict=True)
        ]
        path = outbox.copy(
            self._settings.home / outbox.OUTBOX / folder_of(login), stem, files, tell.bytes, stop
        )
        line = sftp_line(self._settings, folder_of(login), path)
        return Download(path, line, path.stat().st_size)

    def lay_out(self, actor: Actor, item: UUID, folder: Path) -> tuple[tuple[ImageFile, Path], ...]:
        """Copies of an item's files in a folder, each called as its maker called it, because files name each
        other. The trail says that the item was looked at. Raises NotFound, Unavailable."""
        laid = []
        for number, each in enumerate(self._noted(actor, image_rows.VIEW, item, of_item=True)):
            parts = [part for part in each.file.name.split("/") if part not in ("", ".", "..")]
            # Long names and those of several files that are called alike stand apart.
            path = folder.joinpath(*(part[-80:].replace("\0", "_") for part in parts or ["file"]))
            if path.exists():
                path = folder / str(number) / path.name
            with refusing(str(folder), "opened"):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as writing:
                    writing.writelines(self._blobs.pieces(each.sha256))
            laid.append((each.file, path))
        return tuple(laid)

    def correct(
        self,
        actor: Actor,
        save: UUID,
        item: UUID,
        version: int,
        type: ImageType,  # noqa: A002 - the field's word
        roles: Mapping[UUID, Role],
        taken: datetime | None,
        device: UUID | None,
        record: UUID | None = None,
    ) -> bool:
        """Say what an item that was read at this version is; whether that changed anything. `roles`: of
        files, the others stay. `record`: of the same patient, in which it belongs; None for its own. Raises
        NotFound, Invalid with the field, and Conflict, whose `theirs` is a Theirs of an ImageItem."""

        def write(unit: Unit) -> bool:
            chosen = None if device is None else devices.chosen(unit.view, device)
            return images.correct(
                unit,
                save,
                item,
                version,
                type,
                lambda row: roles.get(UUID(bytes=row.uuid), Role(row.role)),
                taken,
                chosen,
                record,
            )

        return self._database.save(actor, save, write, _something)

    def remove(self, actor: Actor, save: UUID, item: UUID, version: int, reason: str) -> None:
        """Show an item no more that was read at this version. The history has why; its bytes are swept when
        that cannot be taken back any more. Raises NotFound, Invalid with the field, and Conflict, where
        another desk has changed it or a case holds it."""
        reason = tidy(reason)
        if not reason:
            raise Invalid("Say in a few words why it is removed.", field="reason")
        if len(reason) > images.LONGEST_REASON:
            raise Invalid(f"The reason is longer than {images.LONGEST_REASON} characters.", field="reason")
        self._database.save(
            actor, save, lambda unit: images.remove(unit, save, item, version, reason), _nothing
        )

    def turn(self, actor: Actor, save: UUID, item: UUID, file: UUID, turned: int) -> bool:
        """Show a picture turned by so many quarters to the right of how its file has it; whether that changed
        anything. The file stays as it is. Raises NotFound."""
        return self._database.save(
            actor, save, lambda unit: images.turn(unit, save, item, file, turned), _something
        )


def _upright(picture: Raster, files: Sequence[Bytes]) -> Raster:
    """The picture of the first of these files as a person turned it."""
    quarters = files[0].file.turned
    if not quarters:
        return picture
    from dentui.media.turning import turned

    return turned(picture, quarters)


class _Taken(Exception):
    """What was put into the store, or met there, is gone before any row names it."""


def limits_of(settings: Settings) -> Limits:
    """What a file may cost. Raises Invalid for a limit that is unknown."""
    try:
        return read_limits(settings.limits)
    except ValueError as error:
        raise Invalid(
            f"{error} under [limits] in dentui.toml is no limit that dentui knows. Mend it.", field="limits"
        ) from None


def _chosen(look: Look, items: Sequence[ItemInput]) -> tuple[list[NewItem], list[Staged]]:
    """What is to be kept of a look. Raises Invalid, NotFound."""
    if not items:
        raise Invalid("Nothing is chosen. Choose what is to be added.", field="items")
    known = look.files
    seen: set[UUID] = set()
    staged: dict[str, Staged] = {}
    new = []
    for item in items:
        files = []
        for key, role in item.files:
            if key not in known or key in seen:
                raise NotFound(OVER)
            seen.add(key)
            file, lies = known[key], look.staged[key]
            if file.wrong and item.type is not ImageType.OTHER:
                raise Invalid(f"{file.wrong} It can be added as other data, without a preview.", field="type")
            staged[lies.sha256] = lies
            files.append(NewFile(file.name, file.size, lies.sha256, file.kind, role, file.facts))
        if not files:
            raise Invalid("There is no file in it. Choose what is to be added.", field="items")
        images.require_roles(item.type, (file.role for file in files))
        maker = next((known[key].maker for key, _ in item.files if known[key].maker != Maker()), Maker())
        new.append(NewItem(item.uuid, item.type, tuple(files), item.taken, item.device, maker))
    return new, list(staged.values())


def _nothing(_: View) -> None:
    """What a save without an answer comes to."""


def _something(_: View) -> bool:
    """What a correction comes to that is found in the history."""
    return True
