"""The process that reads files, with the worst that files do to one."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dentui.domain.limits import MB, Limits
from dentui.errors import Cancelled, Unavailable, Unreadable
from dentui.media.child import Children

DESK = """
import sys
sys.path[:] = sys.argv[2].split(":")
from dentui.domain.limits import Limits
from dentui.media.child import Children
children = Children(Limits())
print(children.run("tests.media.hostile:who", {}).value, flush=True)
children.run(sys.argv[1], {})
input()
"""
SMALL = Limits(memory=300 * MB, seconds=20, computing=10)


def job(name: str) -> str:
    return f"tests.media.hostile:{name}"


@pytest.fixture
def children() -> Iterator[Children]:
    made = Children(SMALL)
    yield made
    made.close()


def pid(children: Children) -> int:
    found = children.run(job("who"), {}).value
    assert isinstance(found, int)
    return found


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_answer_is_json_and_bytes(children: Children) -> None:
    value = {"text": "Müller\n\x00", "number": 1.5, "none": None}
    answer = children.run(job("echo"), {"value": value, "bytes": 1_000_000})
    assert answer.value == value
    assert answer.data == b"\x00\xff" * 1_000_000


def test_a_long_question_arrives(children: Children) -> None:
    value = ["/a/path/of/a/slice.dcm"] * 100_000
    assert children.run(job("echo"), {"value": value}).value == value


def test_one_process_reads_file_after_file(children: Children) -> None:
    assert len({pid(children) for _ in range(20)}) == 1


def test_threads_may_ask_at_once(children: Children) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: children.run(job("echo"), {"value": n}).value, range(200)))
        processes = set(pool.map(lambda _: pid(children), range(50)))
    assert answers == list(range(200))
    assert len(processes) <= 2


def test_a_crash_is_an_answer_and_the_next_file_is_read(children: Children) -> None:
    first = pid(children)
    with pytest.raises(Unreadable, match="ends the program"):
        children.run(job("crash"), {})
    assert pid(children) != first


def test_who_comes_after_a_file_that_did_damage_is_judged_anew(children: Children) -> None:
    children.run(job("leak"), {"bytes": 1})
    assert children.run(job("crash_if_used"), {}).value == "read"


def test_memory_that_other_files_left_behind_is_not_held_against_this_one(children: Children) -> None:
    first = children.run(job("leak"), {"bytes": 200 * MB}).value
    assert children.run(job("eat"), {"bytes": 150 * MB}).value == 150 * MB
    assert pid(children) != first


def test_too_much_memory_is_an_answer(children: Children) -> None:
    with pytest.raises(Unreadable, match="more than 300 MB of memory"):
        children.run(job("eat"), {"bytes": 400 * MB})


def test_the_clock_ends_what_hangs() -> None:
    children = Children(Limits(seconds=1))
    process = pid(children)
    with pytest.raises(Unreadable, match="given up on after 1 s"):
        children.run(job("hang"), {})
    assert not alive(process)
    assert pid(children) != process
    children.close()


def test_the_processor_time_of_each_file_is_limited_and_not_that_of_all() -> None:
    children = Children(Limits(computing=1))
    for _ in range(2):
        with pytest.raises(Unreadable, match="1 s of computing"):
            children.run(job("compute"), {})
    children.close()


def test_who_stops_waits_for_nothing(children: Children) -> None:
    stop = threading.Event()
    process = pid(children)
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(Cancelled):
        children.run(job("hang"), {}, stop)
    assert not alive(process)


def test_it_can_write_nothing(children: Children, tmp_path: Path) -> None:
    said = children.run(job("write"), {"folder": str(tmp_path)}).value
    assert said == ["No such file or directory", "File too large"]


def test_it_knows_nothing_of_the_desk(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENTUI_DATABASE", "postgresql://a:secret@b/c")
    found = children.run(job("surroundings"), {}).value
    assert set(found["environment"]) <= {
        *("LC_ALL", "LC_CTYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"),
        *("MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"),
    }


def test_it_starts_without_heavy_libraries(children: Children) -> None:
    assert children.run(job("surroundings"), {}).value["heavy"] == []


def test_what_a_library_prints_is_no_answer(children: Children) -> None:
    assert children.run(job("chatter"), {}).value == "said"
    assert children.run(job("echo"), {"value": 1}).value == 1


def test_a_job_says_itself_why_it_cannot_read(children: Children) -> None:
    with pytest.raises(Unreadable, match=r"^The file is upside down\.$"):
        children.run(job("refuse"), {})


@pytest.mark.parametrize("name", ["stumble", "give_up", "recurse"])
def test_whatever_a_job_raises_the_answer_holds_nothing_of_the_file(children: Children, name: str) -> None:
    process = pid(children)
    with pytest.raises(Unreadable) as caught:
        children.run(job(name), {})
    assert "Muster" not in str(caught.value) + caught.value.fault
    assert "hostile.py" in caught.value.fault
    assert pid(children) == process


def test_a_file_that_ends_the_process_in_good_order_is_told_too(children: Children) -> None:
    with pytest.raises(Unreadable, match="ends the program"):
        children.run(job("leave"), {})


def test_a_process_that_does_not_start_is_no_fault_of_the_file() -> None:
    children = Children(Limits(memory=1))
    with pytest.raises(Unavailable, match="dentui doctor"):
        children.run(job("echo"), {"value": 1})
    children.close()


def test_a_process_is_given_back_after_a_rest_and_another_goes_on() -> None:
    children = Children(SMALL, rest=0.05)
    process = pid(children)
    # Readable once the process has ended.
    ending = os.pidfd_open(process)
    assert select.select([ending], [], [], 10)[0]
    os.close(ending)
    assert pid(children) != process
    children.close()


def test_what_rested_leaves_nothing_behind_though_nobody_asks_again() -> None:
    before = {*threading.enumerate()}
    children = Children(SMALL, rest=0.05)
    process = pid(children)
    for thread in {*threading.enumerate()} - before:
        thread.join(10)
    assert not alive(process)
    children.close()


def test_closing_ends_the_processes(children: Children) -> None:
    process = pid(children)
    children.close()
    assert not alive(process)


@pytest.mark.parametrize("what", ["who", "hang"])
def test_it_ends_with_the_desk_also_in_the_middle_of_a_file(what: str) -> None:
    desk = subprocess.Popen(
        [
            sys.executable,
            "-c",
            DESK,
            f"tests.media.hostile:{what}",
            ":".join(folder for folder in sys.path if folder),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert desk.stdin
    assert desk.stdout
    process = int(desk.stdout.readline())
    ending = os.pidfd_open(process)
    desk.kill()
    desk.wait()
    desk.stdin.close()
    desk.stdout.close()
    # Readable once the process has ended.
    assert select.select([ending], [], [], 10)[0]
    os.close(ending)
