"""Image data for the tests: files on a disk, and short ways to take them in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.images import Found, ImageItem, ItemInput, Progress, RecordImages
from dentui.domain.limits import Limits
from dentui.domain.patients import RecordInput
from dentui.media.child import Children
from dentui.services.images import Images
from tests.clinics import ADMINISTRATOR, Clinic
from tests.working import VISIT


def bucket_at(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings], Settings]:
    """Settings that keep image data in a new bucket there."""
    from urllib.request import Request, urlopen

    name = f"clinic-{uuid4().hex}"
    # The storage of the tests asks for no signature.
    urlopen(Request(f"{endpoint}/{name}", method="PUT")).close()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    return lambda settings: replace(
        settings, files=f"s3://{name}/images", files_endpoint=endpoint, files_region="us-east-1"
    )


def images(clinic: Clinic) -> Images:
    """The service. Its files are read by processes that are started once, not again for each service."""
    service = Images(clinic.database, clinic.settings)
    service._children = readers(service._limits)
    return service


@cache
def readers(limits: Limits) -> Children:
    """Processes that read files within these limits, the same for whoever asks."""
    return _Readers(limits)


class _Readers(Children):
    """They outlive the services that close them."""

    def close(self) -> None:
        pass


def put(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Files with these contents, somebody's on this machine."""
    paths = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return paths


def silent(_: Progress) -> None:
    """Nobody is told."""


def look(service: Images, paths: Sequence[Path], actor: Actor = ADMINISTRATOR) -> Found:
    """What these files are."""
    return service.look(actor, paths, silent, threading.Event())


def as_found(found: Found) -> list[ItemInput]:
    """All that was found, as it was taken for."""
    return [
        ItemInput(uuid4(), item.type, tuple((file.key, file.role) for file in item.files), item.taken, None)
        for item in found.items
    ]


def take_in(
    service: Images,
    found: Found,
    patient: UUID,
    *,
    record: UUID | None = None,
    made: RecordInput | None = VISIT,
    items: Sequence[ItemInput] | None = None,
    save: UUID | None = None,
    actor: Actor = ADMINISTRATOR,
) -> tuple[UUID, ...]:
    """Keep what was found, in a new record where none is named."""
    return service.take_in(
        actor, save or uuid4(), found.key, patient, record or uuid4(), None if record else made,
        as_found(found) if items is None else items, silent, threading.Event(),
    )  # fmt: skip


def add(
    clinic: Clinic, folder: Path, patient: UUID, files: Mapping[str, bytes], actor: Actor = ADMINISTRATOR
) -> tuple[ImageItem, ...]:
    """Take files in, in a new record; the items as they stand."""
    service = images(clinic)
    uuids = take_in(service, look(service, put(folder, files), actor), patient, actor=actor)
    return tuple(item for item in items_of(service, patient) if item.uuid in uuids)


def items_of(service: Images, patient: UUID, actor: Actor = ADMINISTRATOR) -> tuple[ImageItem, ...]:
    """All items of a patient."""
    return tuple(item for group in service.of_patient(actor, patient) for item in group.items)


def records_of(service: Images, patient: UUID) -> tuple[RecordImages, ...]:
    """All records of a patient with their items."""
    return service.of_patient(ADMINISTRATOR, patient)


def kept(home: Path) -> set[str]:
    """The names of all bytes in the file store."""
    return {path.name for path in (home / "files" / "blobs").rglob("*") if path.is_file()}


def left(home: Path) -> list[Path]:
    """What waits to be kept."""
    return sorted((home / "files" / "staging").rglob("*"))
