"""Drafts lie in the home, private and whole, and belong to a desk for as long as that works."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dentui.domain.drafts import KEPT_DAYS, LONGEST
from dentui.store.drafts import DAY, DeskFolder, left, place_of, remove, sweep

OPERATOR, INSTITUTION = uuid4(), uuid4()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return place_of(tmp_path, OPERATOR, INSTITUTION)


def left_behind(place: Path, *data: bytes) -> list[UUID]:
    """A desk that works no more, with these drafts."""
    desk, made = DeskFolder(place), [uuid4() for _ in data]
    for save, text in zip(made, data, strict=True):
        desk.put(save, text)
    desk.close()
    return made


def kept(place: Path) -> set[bytes]:
    return {each.data for each in left(place)}


def age(file: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(file, (then, then))


def test_every_folder_is_private_and_every_file_too(place: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        left_behind(place, b"one")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(there.stat().st_mode) for there in (tmp_path / "drafts").rglob("*")}
    assert modes == {0o700, 0o600}
    assert stat.S_IMODE((tmp_path / "drafts").stat().st_mode) == 0o700


def test_a_draft_replaces_the_older_one_of_the_same_form(place: Path) -> None:
    desk, save = DeskFolder(place), uuid4()
    for text in (b"K", b"Ke", b"Keller"):
        desk.put(save, text)
    desk.put(uuid4(), b"another")
    desk.close()
    assert kept(place) == {b"Keller", b"another"}


def test_what_is_typed_at_a_desk_that_works_is_not_left(place: Path) -> None:
    desk = DeskFolder(place)
    desk.put(uuid4(), b"typed now")
    assert left(place) == []
    desk.close()
    assert kept(place) == {b"typed now"}


def test_a_desk_that_kept_nothing_leaves_no_folder(place: Path) -> None:
    desk, save = DeskFolder(place), uuid4()
    desk.remove(save)
    assert not place.exists()
    desk.put(save, b"typed")
    desk.remove(save)
    desk.close()
    assert list(place.iterdir()) == []


def test_a_desk_whose_process_was_killed_works_no_more(place: Path) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom uuid import uuid4\n"
        "from dentui.store.drafts import DeskFolder\n"
        "DeskFolder(Path(sys.argv[1])).put(uuid4(), b'typed')\nprint('kept', flush=True)\ntime.sleep(600)"
    )
    source = Path(__file__).resolve().parents[2] / "src"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(place)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(source)},
    ) as desk:
        assert desk.stdout is not None
        assert desk.stdout.readline() == b"kept\n"
        assert left(place) == []
        desk.kill()
    assert kept(place) == {b"typed"}


def test_a_draft_is_taken_over_by_one_desk_and_by_no_second(place: Path) -> None:
    saves = left_behind(place, *(f"{number}".encode() for number in range(20)))
    (folder,) = place.iterdir()
    desks = [DeskFolder(place) for _ in range(4)]
    ready = threading.Barrier(len(desks))

    def take_all(desk: DeskFolder) -> list[UUID]:
        ready.wait()
        return [save for save in saves if desk.take(folder.name, save)]

    with ThreadPoolExecutor(len(desks)) as threads:
        taken = list(threads.map(take_all, desks))
    assert sorted(str(save) for each in taken for save in each) == sorted(map(str, saves))
    assert left(place) == []
    for desk in desks:
        desk.close()
    assert len(left(place)) == 20


@pytest.mark.parametrize("swept", [False, True], ids=["there still", "swept away"])
def test_a_draft_that_was_taken_over_and_put_back_is_left_again(place: Path, swept: bool) -> None:
    (save,) = left_behind(place, b"one")
    (folder,) = place.iterdir()
    desk = DeskFolder(place)
    assert desk.take(folder.name, save)
    if swept:
        sweep(place.parents[2])
        assert not folder.exists()
    desk.put_back(folder.name, save)
    assert kept(place) == {b"one"}
    assert desk.take(folder.name, save)
    desk.close()
    # It is left with the desk.
    desk.put_back(folder.name, save)
    assert kept(place) == {b"one"}


def test_two_that_look_at_the_same_time_both_see_what_was_left(place: Path) -> None:
    left_behind(place, b"one", b"two")
    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(lambda _: kept(place), range(200)))
    assert all(each == {b"one", b"two"} for each in seen)


def test_of_a_desk_that_works_nothing_is_taken_and_nothing_removed(place: Path) -> None:
    desk, save = DeskFolder(place), uuid4()
    desk.put(save, b"typed")
    (folder,) = place.iterdir()
    other = DeskFolder(place)
    assert not other.take(folder.name, save)
    remove(place, folder.name, save)
    sweep(place.parents[2])
    desk.close()
    assert kept(place) == {b"typed"}


def test_a_draft_is_thrown_away_with_its_folder_when_that_is_empty(place: Path) -> None:
    first, second = left_behind(place, b"one", b"two")
    (folder,) = place.iterdir()
    remove(place, folder.name, first)
    assert kept(place) == {b"two"}
    remove(place, folder.name, second)
    remove(place, folder.name, second)
    assert list(place.iterdir()) == []


def test_a_folder_that_was_taken_away_is_made_anew(place: Path) -> None:
    import shutil

    desk, save = DeskFolder(place), uuid4()
    desk.put(save, b"K")
    shutil.rmtree(place.parents[1])
    desk.put(save, b"Ke")
    desk.close()
    assert kept(place) == {b"Ke"}


def test_old_drafts_of_everybody_are_removed_and_others_stay(tmp_path: Path) -> None:
    mine, somebodys = place_of(tmp_path, OPERATOR, INSTITUTION), place_of(tmp_path, uuid4(), uuid4())
    for place in (mine, somebodys):
        left_behind(place, b"old", b"new")
        for file in place.glob("*/*.json"):
            if file.read_bytes() == b"old":
                age(file, KEPT_DAYS * DAY + 60)
            else:
                age(file, KEPT_DAYS * DAY - 60)
    sweep(tmp_path)
    assert kept(mine) == kept(somebodys) == {b"new"}


SWEEP = """
import os, sys
from pathlib import Path
from dentui.store.drafts import left, sweep
home, mine = map(Path, sys.argv[1:])
if os.geteuid() == 0:  # root may read everything: be somebody else
    os.seteuid(65534)
sweep(home)
print(*(each.data.decode() for each in left(mine)))
"""


def test_a_folder_that_cannot_be_read_keeps_nobody_from_theirs(tmp_path: Path) -> None:
    home, mine = tmp_path, place_of(tmp_path, OPERATOR, INSTITUTION)
    left_behind(mine, b"old", b"new")
    for file in mine.glob("*/*.json"):
        age(file, (KEPT_DAYS + 1) * DAY if file.read_bytes() == b"old" else 0)
    if os.geteuid() == 0:
        for path in (mine.parents[1], *mine.parents[1].rglob("*")):
            os.chown(path, 65534, 65534)
        for path in (home, *home.parents):
            if path.stat().st_mode & 0o011 != 0o011:
                path.chmod(path.stat().st_mode | 0o011)
    closed = [place_of(home, uuid4(), uuid4()) for _ in range(3)]
    for place in closed:
        left_behind(place, b"somebody's")
    # An operator's, an institution's, a desk's.
    shut = [closed[0].parent, closed[1], *closed[2].iterdir()]
    for path in shut:
        path.chmod(0)
    command = [sys.executable, "-c", SWEEP, str(home), str(mine)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    for path in shut:
        path.chmod(0o700)
    assert (done.stdout, done.returncode) == ("new\n", 0), done.stderr
    assert [kept(place) for place in closed] == [{b"somebody's"}] * 3


def test_what_was_begun_and_not_finished_is_removed(place: Path, tmp_path: Path) -> None:
    left_behind(place, b"whole")
    (folder,) = place.iterdir()
    (folder / f".{uuid4()}").write_bytes(b"ha")
    begun, new = place / ".begun", place / ".new"
    begun.mkdir()
    new.mkdir()
    age(begun, DAY + 60)
    sweep(tmp_path)
    assert [file.suffix for file in folder.iterdir()] == [".json"]
    assert (begun.exists(), new.exists()) == (False, True)


def test_strange_things_among_the_drafts_are_left_out(place: Path, tmp_path: Path) -> None:
    left_behind(place, b"good")
    (folder,) = place.iterdir()
    (folder / "notes.json").write_bytes(b"no uuid")
    (folder / f"{uuid4()}.json").mkdir()
    (folder / f"{uuid4()}.json").symlink_to("/etc/passwd")
    os.mkfifo(folder / f"{uuid4()}.json")
    with (folder / f"{uuid4()}.json").open("wb") as huge:
        huge.truncate(LONGEST + 1)
    (place / "a file").write_bytes(b"")
    (place / "elsewhere").symlink_to(tmp_path)
    assert kept(place) == {b"good"}
    sweep(tmp_path)
    assert kept(place) == {b"good"}


def test_nothing_was_ever_kept_is_no_fault(tmp_path: Path) -> None:
    assert left(place_of(tmp_path, OPERATOR, INSTITUTION)) == []
    sweep(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the descriptors of this process")
def test_no_descriptor_is_left_open(place: Path) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = count()
    for _ in range(5):
        left_behind(place, b"one")
        left(place)
        sweep(place.parents[2])
    assert count() == before


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path, place: Path) -> None:
    (tmp_path / "drafts").write_text("in the way", "utf-8")
    desk = DeskFolder(place)
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        desk.put(uuid4(), b"typed")
    (tmp_path / "drafts").unlink()
    desk.put(uuid4(), b"typed")
    desk.close()
    assert kept(place) == {b"typed"}
