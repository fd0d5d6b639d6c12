"""Taking image data in is killed at its system calls: no row is without its file, no file is half, what is
left over goes, and the same save can be tried again.

Of each point: a copy of a clinic, in which one of the files is there already because a row names it, and one
because somebody was killed; a program that looks at files and keeps them, and gets SIGKILL; then the register
is opened as the next desk would, looked over, and the same is done once more.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from dentui.domain.images import Found, ItemInput
from dentui.services.file_store import FileStore
from dentui.services.images import Images
from dentui.store import sweep
from dentui.store.blobs import Staged, open_blobs
from scripts.benchmarks.figures import Figure
from scripts.soaks import tracing
from scripts.soaks.kills import at_home, opened
from tests.clinics import ADMINISTRATOR, Clinic, empty_clinic
from tests.images import add, images, items_of, look, silent
from tests.working import VISIT, enter, require_sound

SAVE, RECORD = UUID(int=1), UUID(int=2)
FILES = {
    "upper.stl": b"\0" * 80 + struct.pack("<I12fH", 1, *range(12), 0),
    "notes.txt": b"there already, because a row names it",
    "left.txt": b"there already, because somebody was killed",
    "new.bin": bytes(range(256)) * 3_000,
}


def figures() -> Iterator[Figure]:
    """How many points left something broken."""
    program = [sys.executable, "-m", "scripts.soaks.import_kills"]
    answers = json.loads(subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout)[
        "images"
    ]
    told = ", ".join(f"{count:,} {what}" for what, count in sorted(answers.items()) if what != "broken")
    yield Figure("kills.images", answers["broken"], "broken", 0.0, f"of {sum(answers.values()):,}: {told}")


class Case:
    """Files that are taken in at copies of the same clinic."""

    def __init__(self, folder: Path) -> None:
        self.start, self.work, self.files = folder / "start", folder / "work", folder / "files"
        self.start.mkdir(parents=True)
        clinic = empty_clinic(self.start, f"sqlite:///{self.start / 'register.db'}")
        self.patient = enter(clinic)
        add(clinic, folder / "before", self.patient, {"named.txt": FILES["notes.txt"]})
        _leave(clinic, folder / "left", FILES["left.txt"])
        clinic.database.close()
        self.files.mkdir()
        for name, content in FILES.items():
            (self.files / name).write_bytes(content)

    def do(self, clinic: Clinic, readers: Images | None = None) -> None:
        """Take the files in, with these processes or with some of its own."""
        service = readers or Images(clinic.database, clinic.settings)
        try:
            found = look(service, [self.files])
            service.take_in(
                ADMINISTRATOR, SAVE, found.key, self.patient, RECORD, VISIT, _items(found), silent,
                threading.Event(),
            )  # fmt: skip
        finally:
            service.close()

    def killed(self, at: int | None) -> int:
        """Do it at a fresh copy, and kill who does at this system call; how many there were."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.start, self.work)
        return tracing.run_and_kill(self._prepare, at)

    def _prepare(self) -> Callable[[], None]:
        clinic = at_home(self.work)
        return lambda: self.do(clinic)

    def told(self) -> str:
        """What is left: done, not done, or broken."""
        try:
            with opened(None, self.work) as clinic:
                before = self._items(clinic)
                self.do(clinic, images(clinic))
                if before not in (0, len(FILES)) or self._items(clinic) != len(FILES):
                    return "broken"
                if list(open_blobs(clinic.settings).staging.iterdir()):
                    return "broken"
                return "done" if before else "not done"
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return "broken"

    def _items(self, clinic: Clinic) -> int:
        """How many items there are of the save. Raises where a row is without its file, a file is half, or
        the sweep leaves more than rows name."""
        require_sound(clinic)
        store, blobs = FileStore(clinic.settings), open_blobs(clinic.settings)
        kept = list(blobs.all())
        half = [each for each in kept if _digest(blobs.file(each.sha256)) != each.sha256]
        done = store.verify(lambda _done, _total: None, threading.Event())
        store.sweep(lambda _: None, threading.Event())
        store.close()
        items = items_of(Images(clinic.database, clinic.settings), self.patient)
        named = {each.sha256 for each in blobs.all()}
        if half or done.wrong or len(named) != done.files:
            raise RuntimeError(f"{len(half)} half, {done.wrong} wrong, {len(named)} of {done.files} kept")
        return sum(item.record == RECORD for item in items)


def _items(found: Found) -> list[ItemInput]:
    """The same items whenever it is tried."""
    return [
        ItemInput(UUID(int=10 + number), item.type, tuple((file.key, file.role) for file in item.files))
        for number, item in enumerate(sorted(found.items, key=lambda item: item.files[0].name))
    ]


def _leave(clinic: Clinic, folder: Path, content: bytes) -> None:
    """What an import left in the file store that was killed."""
    folder.mkdir()
    file = folder / "left"
    file.write_bytes(content)
    left = Staged(hashlib.sha256(content).hexdigest(), file, len(content))
    open_blobs(clinic.settings).keep([left], lambda _done, _files: None, threading.Event())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> None:
    """Prints what was left as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int)
    wanted = parser.parse_args().sample
    sweep.GRACE = -1
    answers = Counter({"broken": 0})
    with tempfile.TemporaryDirectory(prefix="dentui-kills-") as folder:
        case = Case(Path(folder))
        for point in tracing.points(case.killed(None), wanted):
            case.killed(point)
            answers[case.told()] += 1
    print(json.dumps({"images": answers}))


if __name__ == "__main__":
    main()
