"""Image data: taking it in, seeing it, correcting what it was taken for, getting it."""

from __future__ import annotations

import os
import pwd
import shlex
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.images import (
    Download,
    FileKind,
    Found,
    ImageType,
    ItemInput,
    Maker,
    Progress,
    Raster,
    RecordImages,
    Role,
    folder_of,
)
from dentui.domain.limits import Limits
from dentui.domain.patients import RecordInput
from dentui.errors import Invalid, NotFound
from dentui.services.charts import checked_record
from dentui.services.looks import OVER, Look, Looks, Source, Telling
from dentui.store import blobs, devices, images, outbox, people, saves, sweep
from dentui.store.blobs import Blobs, Staged
from dentui.store.database import Database, Unit
from dentui.store.images import NewFile, NewItem
from dentui.store.scope import View

if TYPE_CHECKING:
    from dentui.store.images import Bytes

ENDINGS: Mapping[FileKind, str] = {
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.WEBP: ".webp",
    FileKind.TIFF: ".tif",
    FileKind.BMP: ".bmp",
    FileKind.DICOM: ".dcm",
    FileKind.STL: ".stl",
    FileKind.PLY: ".ply",
    FileKind.OBJ: ".obj",
    FileKind.MTL: ".mtl",
    FileKind.GLB: ".glb",
    FileKind.HPS: ".hps",
    FileKind.OTHER: ".bin",
}


class Images:
    """The image data of the patients within the operator's scope."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._looks = Looks(settings)
        self._limits = Limits()
        self._blobs: Blobs = blobs.Folder(settings.home / blobs.FOLDER)

    # Taking in

    def look(
        self, actor: Actor, paths: Sequence[Path], told: Callable[[Progress], None], stop: threading.Event
    ) -> Found:
        """Look at files and folders; what is found lives until `take_in` or `forget`. `told` is called in
        this thread. Raises Invalid, Forbidden, Unavailable, and Cancelled, when `stop` is set: then nothing
        stays."""
        self._database.read(actor, _anybody)
        return self._looks.begin(actor, paths, told, stop)

    def sources(self, actor: Actor, key: UUID) -> Mapping[UUID, Path]:
        """Where the files of a look lie on this machine, by their keys. Raises NotFound."""
        return self._looks.get(actor, key).sources

    def forget(self, key: UUID) -> None:
        """Throw a look away. What of it was kept already, and no row names, goes too."""
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
    ) -> tuple[UUID, ...]:
        """Keep these items of what was found, in a record of the patient, or in a new one, `made`, under the
        UUID `record`; the items' UUIDs. What is not among them is thrown away. Raises Invalid with the field,
        NotFound, Forbidden, Unavailable, and Cancelled: then nothing was added, and the look
        is still there."""
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
        look.kept.update(each.sha256 for each in staged)
        try:
            self._blobs.keep(staged, Telling("Keeping", sources, told).at, stop)
        except BaseException:
            self._drop(look)
            raise

        def put() -> None:
            # What was there before may have been swept since: it is staged still.
            missing = set(self._blobs.missing({each.sha256 for each in staged}))
            self._blobs.keep([each for each in staged if each.sha256 in missing], _silent, threading.Event())

        self._database.save(
            actor,
            save,
            lambda unit: images.add(unit, save, patient, record, made, new, put),
            _nothing,
        )
        self._looks.end(found)
        return uuids

    def _drop(self, look: Look) -> None:
        """Take away what a look put into the store, where no row names it."""
        wanted, look.kept = look.kept, set()
        if wanted:
            sweep.drop_unnamed(self._database, self._blobs, wanted)

    # Seeing

    def of_patient(
        self, actor: Actor, patient: UUID, visited_from: date | None = None, visited_to: date | None = None
    ) -> tuple[RecordImages, ...]:
        """The patient's records within the range, ends included, newest first, each with its image data.
        Raises NotFound."""
        return self._database.read(
            actor, lambda view: images.of_patient(view, patient, visited_from, visited_to)
        )

    def thumbnail(self, actor: Actor, file: UUID, columns_px: int) -> Raster:
        """A small picture of a file, at most so many pixels wide and high. Raises NotFound, Unreadable."""
        return self._raster(self._bytes(actor, file), columns_px)

    def preview(self, actor: Actor, file: UUID, largest: int = 2048) -> Raster:
        """A large picture of a file; the trail has it as seen. Raises NotFound, Unreadable."""
        return self._raster(self._seen(actor, file), largest)

    def expired(self, actor: Actor, items: Sequence[UUID]) -> tuple[UUID, ...]:
        """The items whose temporary preview files have expired. Raises NotFound."""
        cache: Any = import_module("dentui.media.cache")
        found = self._database.read(actor, lambda view: _all_bytes(view, items))
        return tuple(
            item
            for item, files in found.items()
            if not all(cache.is_there(self._settings.home, each.sha256) for each in files)
        )

    def regenerate(self, actor: Actor, items: Sequence[UUID]) -> None:
        """Make the temporary preview files of these items anew. Raises NotFound, Unreadable."""
        for files in self._database.read(actor, lambda view: _all_bytes(view, items)).values():
            for each in files:
                self._raster(each, 2048)

    def dicom_lines(self, actor: Actor, file: UUID) -> tuple[tuple[str, str, str], ...]:
        """Every element of a DICOM file: its tag, its name, and what stands in it. Raises NotFound,
        Unreadable."""
        facts: Any = import_module("dentui.media.facts")
        seen = self._seen(actor, file)
        lines: tuple[tuple[str, str, str], ...] = facts.dicom_lines(self._blobs.file(seen.sha256))
        return lines

    def slice(
        self, actor: Actor, item: UUID, plane: str, index: int | None, largest: int
    ) -> tuple[Raster, int, int]:
        """A slice of a series in "axial", "coronal" or "sagittal" plane, the middle one for None; with its
        index and how many there are. Raises NotFound, Unreadable."""
        slices: Any = import_module("dentui.media.slices")
        files = self._noted(actor, images.VIEW, item, of_item=True)
        stack = slices.Stack([self._blobs.file(each.sha256) for each in files])
        found: tuple[Raster, int, int] = stack.slice(plane, index, largest)
        return found

    def _raster(self, seen: Bytes, largest: int) -> Raster:
        previews: Any = import_module("dentui.media.previews")
        path = self._blobs.file(seen.sha256)
        made: Raster = previews.make(path, seen.file.kind, largest, self._limits)
        return made

    def _bytes(self, actor: Actor, file: UUID) -> Bytes:
        return self._database.read(actor, lambda view: images.bytes_of(view, file))[0]

    def _seen(self, actor: Actor, file: UUID) -> Bytes:
        return self._noted(actor, images.VIEW, file)[0]

    def _noted(self, actor: Actor, action: str, wanted: UUID, *, of_item: bool = False) -> Sequence[Bytes]:
        """The files, once the trail says that they were looked at, or says so of the last hours."""

        def there(view: View) -> tuple[Sequence[Bytes], bool]:
            found = images.bytes_of(view, wanted, of_item=of_item)
            return found, images.was_noted(view, action, found[0].patient_id, found[0].item)

        def note(unit: Unit) -> Sequence[Bytes]:
            found, _ = there(unit.view)
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
            found = images.bytes_of(unit.view, item, of_item=True)
            unit.audit(images.DOWNLOAD, found[0].patient_id, item=str(item))
            login = people.login_of(unit.view)
            return login, images.stem_of(unit.view, item), found

        login, stem, found = self._database.write(actor, note)
        names = _names([each.file.name for each in found], [each.file.kind for each in found])
        sources = [Source(name, Path(), each.file.size) for name, each in zip(names, found, strict=True)]
        tell = Telling("Copying", sources, told)
        files = [
            (name, lambda sha256=each.sha256: self._blobs.file(sha256))
            for name, each in zip(names, found, strict=True)
        ]
        path = outbox.copy(
            self._settings.home / outbox.OUTBOX / folder_of(login), stem, files, tell.bytes, stop
        )
        return Download(path, _sftp_line(path), path.stat().st_size)

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
    ) -> bool:
        """Say what an item that was read at this version is; whether that changed anything. `roles`: of
        files, the others stay. Raises NotFound, Invalid with the field, and Conflict, whose `theirs` is a
        Theirs of an ImageItem."""

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
            )

        return self._database.save(actor, save, write, _something)


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


def _all_bytes(view: View, items: Sequence[UUID]) -> dict[UUID, Sequence[Bytes]]:
    return {item: images.bytes_of(view, item, of_item=True) for item in items}


def _names(names: Sequence[str], kinds: Sequence[FileKind]) -> list[str]:
    """What files of an archive are called: their number, and what of their names no system minds."""
    made = []
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True), 1):
        stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in Path(name).stem)[:40].strip("_")
        made.append(f"{number:03}{'_' if stem else ''}{stem}{ENDINGS[kind]}")
    return made


def _sftp_line(path: Path) -> str:
    """What an operator types on their own computer to get a file."""
    connection = os.environ.get("SSH_CONNECTION", "").split()
    host, port = (connection[2], connection[3]) if len(connection) == 4 else (socket.gethostname(), "22")
    host = f"[{host}]" if ":" in host else host
    way = "sftp " if port == "22" else f"sftp -P {port} "
    return way + shlex.quote(f"{_account()}@{host}:{path}")


def _account() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _silent(_done: int, _files: int) -> None:
    """Nobody is told."""


def _anybody(_: View) -> None:
    """Whoever is a member may."""


def _nothing(_: View) -> None:
    """What a save without an answer comes to."""


def _something(_: View) -> bool:
    """What a correction comes to that is found in the history."""
    return True
