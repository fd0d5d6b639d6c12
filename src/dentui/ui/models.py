"""The model preview, as a desk opens it: a program of its own that has the terminal meanwhile, and asks the
desk for what is beyond the models. It runs in threads of the desk's; the screen stands still."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol
from uuid import UUID, uuid4

from dentui.config import Settings
from dentui.crash import write_crash_log
from dentui.domain.annotations import Annotation, AnnotationInput, AnnotationKind, Spot
from dentui.domain.images import MESHES, ImageFile, ImageItem
from dentui.domain.limits import read_limits
from dentui.errors import DentuiError, NotFound, Unavailable
from dentui.services.desk import Desk
from dentui.services.transfer import keep_picture
from dentui.terminal.profile import PARTS, Profile
from dentui.ui.hands import Hands

SHOWN = "shown"
"""In the home: copies of models that are being looked at."""
LEFT_ALONE = 4
"""Exit status of a preview that nobody pressed a key in for as long as the desk stays unlocked."""
LEAVES_WITHIN = 0.5
"""Seconds that it may take to give the terminal back."""


FAULT = "That was not done, by a fault in dentui, which is noted for who looks after it. Go on without it."


class ModelPreview:
    """One opening of the preview."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        item: ImageItem,
        files: Sequence[tuple[ImageFile, Path]],
        title: str,
    ) -> None:
        self._desk, self._settings, self._item, self._title = desk, settings, item, title
        self._files = [(file, path) for file, path in files if file.kind in MESHES]
        self._child: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = threading.Lock()
        self._patience: float | None = None

    def run(self, profile: Profile, patience: float | None) -> int:
        """Until it is left; answers its exit status. The terminal has to be free."""
        self._patience = patience
        ours, theirs = socket.socketpair()
        said = [word for part in PARTS for word in (f"--{part}", str(getattr(profile, part)))]
        with ours, theirs:
            with self._lock:
                if self._ended:
                    return 0
                self._child = subprocess.Popen(
                    [
                        *(sys.executable, "-P", "-m", "dentui", "--home", str(self._settings.home)),
                        *(*said, "mesh", "--desk", str(theirs.fileno())),
                    ],
                    stdin=sys.__stdin__,
                    stdout=sys.__stderr__,
                    stderr=sys.__stderr__,
                    pass_fds=[theirs.fileno()],
                )
            theirs.close()
            threading.Thread(target=self._serve, args=(ours,), daemon=True).start()
            return self._child.wait()

    @property
    def ended(self) -> bool:
        """Whether it was told to end."""
        return self._ended

    def end(self) -> None:
        """The desk leaves: so does the preview."""
        with self._lock:
            self._ended = True
            child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(LEAVES_WITHIN)

    def _serve(self, ours: socket.socket) -> None:
        with suppress(OSError, ValueError), ours.makefile("rb") as lines:
            for line in lines:
                asked = json.loads(line)
                try:
                    told = self._does[asked["ask"]](self, asked)
                except DentuiError as error:
                    told = {"refused": str(error)}
                except Exception as error:
                    write_crash_log(self._settings.home, error)
                    told = {"refused": FAULT}
                ours.sendall(json.dumps(told).encode() + b"\n")

    def _show(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        parts = [
            {"key": str(file.uuid), "path": str(path), "name": file.name, "role": str(file.role)}
            for file, path in self._files
        ]
        return {
            "title": self._title,
            "parts": parts,
            "outside": self._settings.model_viewer,
            "patience": self._patience,
            "limits": asdict(read_limits(self._settings.limits)),
        }

    def _save(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = keep_picture(self._settings, self._desk.login, b64decode(asked["png"]))
        words = f"It lies in your outbox: {kept.path}\nOn your own computer, this gets it: {kept.line}"
        return {"words": words}

    # Marks

    def _load(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = self._desk.annotations.of_item(self._desk.actor, self._item.uuid)
        return {"marks": [_told(annotation) for annotation in kept]}

    def _add(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        mark, desk = asked["mark"], self._desk
        uuid = UUID(mark["uuid"])
        desk.annotations.add(desk.actor, uuid4(), self._item.uuid, uuid, _form(mark))
        return {"mark": self._kept(uuid)}

    def _change(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        mark, desk = asked["mark"], self._desk
        uuid = UUID(mark["uuid"])
        desk.annotations.change(desk.actor, uuid4(), uuid, mark["version"], _form(mark))
        return {"mark": self._kept(uuid)}

    def _remove(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        mark, desk = asked["mark"], self._desk
        desk.annotations.remove(desk.actor, uuid4(), UUID(mark["uuid"]), mark["version"])
        return {}

    def _kept(self, uuid: UUID) -> Mapping[str, Any]:
        for annotation in self._desk.annotations.of_item(self._desk.actor, self._item.uuid):
            if annotation.uuid == uuid:
                return _told(annotation)
        raise NotFound("It was removed at another desk meanwhile. Open the models again.")

    _does: Mapping[str, Callable[[ModelPreview, Mapping[str, Any]], Mapping[str, Any]]] = {
        "show": _show,
        "save": _save,
        "load": _load,
        "add": _add,
        "change": _change,
        "remove": _remove,
    }


def _told(annotation: Annotation) -> Mapping[str, Any]:
    spots = [{"model": str(spot.file), "at": spot.at} for spot in annotation.spots]
    return {
        "uuid": str(annotation.uuid),
        "kind": str(annotation.kind),
        "spots": spots,
        "text": annotation.comment,
        "version": annotation.version,
    }


def _form(mark: Mapping[str, Any]) -> AnnotationInput:
    spots = []
    for spot in mark["spots"]:
        x, y, z = spot["at"]
        spots.append(Spot(UUID(spot["model"]), (x, y, z)))
    return AnnotationInput(AnnotationKind(mark["kind"]), tuple(spots), mark["text"])


@contextmanager
def laid_out(home: Path) -> Iterator[Path]:
    """A folder in the home for copies that a preview reads, for its account only. Who was killed leaves one,
    and the next one takes it away: whoever uses it holds a lock on it."""
    around = home / SHOWN
    around.mkdir(mode=0o700, exist_ok=True)
    for left in around.iterdir():
        with suppress(OSError), _locked(left):
            shutil.rmtree(left)
    folder = Path(mkdtemp(dir=around))
    try:
        with _locked(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            around.rmdir()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    opened = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(opened)


class Lender(Protocol):
    """The app, as far as it gives its terminal away."""

    profile: Profile
    lock_seconds: float
    away: bool

    def suspend(self) -> AbstractContextManager[None]:
        """Give the terminal back for as long as that lasts."""

    def came_back(self, *, nobody: bool) -> None:
        """The terminal is ours again; `nobody`: because no key had come for so long."""


async def lend_terminal(app: Lender, hands: Hands, preview: ModelPreview) -> None:
    """Give the terminal to a preview until it is left. Raises Unavailable where it cannot be started."""
    status, broken, failed = 0, False, None
    with app.suspend():
        app.away = True
        try:
            status = await hands.run(lambda: preview.run(app.profile, app.lock_seconds or None))
            broken = status not in (0, LEFT_ALONE) and not preview.ended
        except OSError as error:
            failed = error
        finally:
            app.away = False
            preview.end()
    app.came_back(nobody=status == LEFT_ALONE)
    if failed is not None:
        raise Unavailable(
            "The models cannot be shown: this machine has no room for one more program."
        ) from failed
    if broken:
        raise Unavailable(
            "The preview of the models has broken off, perhaps for want of memory. What was kept with them "
            "stays. Open them again."
        )


def can_lend(driver: object) -> bool:
    """Whether there is a terminal that can be given away."""
    return bool(getattr(driver, "can_suspend", False))
