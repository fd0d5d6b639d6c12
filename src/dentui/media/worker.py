"""What runs in the process that reads files: one job after another, each within its limits.

It is started by `child.py` with `Limits` and module paths as arguments, an environment of a few words, and
stdin and stdout to talk on. It can write no file, has no folder, and ends when the desk does.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.jobs import Answer, job_of
from dentui.media.wire import HEAD, RESTED, lengths, packed

OPEN_FILES = 64


def main() -> None:
    """Do what is asked for until nobody asks any more."""
    limits, rest = Limits(**json.loads(sys.argv[1])), float(sys.argv[3])
    asked, answers = _line()
    _confine(limits)
    _end_with_the_desk(asked.fileno())
    answers.write(packed("ready"))
    answers.flush()
    while True:
        if not select.select([asked], [], [], rest)[0]:
            os._exit(RESTED)
        head = _exactly(asked, HEAD.size)
        name, arguments = json.loads(_exactly(asked, lengths(head)[0]))
        _renew(limits)
        answers.write(_answer(name, arguments, limits))
        answers.flush()


def _line() -> tuple[BinaryIO, BinaryIO]:
    """Stdin and stdout for us alone: a library that prints must not answer."""
    asked = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(nothing, handle)
    os.close(nothing)
    return asked, answers


def _confine(limits: Limits) -> None:
    # Where memory runs out on the machine, this process goes and not the desk.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    # In a folder that is not there any more, nothing can be made.
    folder = tempfile.mkdtemp(prefix="dentui-")
    os.chdir(folder)
    Path(folder).rmdir()
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_AS, limits.memory),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _renew(limits: Limits) -> None:
    """Processor time for one more job. It is counted from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + limits.computing
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def _end_with_the_desk(asked: int) -> None:
    """End in the middle of a job too, when the desk is gone. (A signal at the parent's death comes at the end
    of
    the thread that started the process.)"""

    def watch() -> None:
        poll = select.poll()
        poll.register(asked, 0)
        poll.poll()
        os._exit(0)

    threading.stack_size(256 << 10)
    threading.Thread(target=watch, daemon=True).start()
    threading.stack_size(0)


def _exactly(asked: BinaryIO, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = asked.read(size - len(parts))
        if not part:
            os._exit(0)
        parts += part
    return bytes(parts)


def _answer(name: str, arguments: dict[str, Any], limits: Limits) -> bytes:
    try:
        answer = job_of(name)(arguments, limits)
        return _packed(answer)
    except Unreadable as error:
        return packed({"unreadable": str(error)})
    except MemoryError:
        return packed({"memory": True})
    except BaseException as error:
        return packed({"fault": _place(error)})


def _packed(answer: Answer) -> bytes:
    return packed({"value": answer.value}, answer.data)


def _place(error: BaseException) -> str:
    """Kind and place of a fault, without its message: that may hold what stood in the file."""
    frames = traceback.extract_tb(error.__traceback__)
    here = Path(__file__).parent
    ours = [frame for frame in frames if Path(frame.filename).parent == here][1:]
    places = dict.fromkeys(
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in (*ours[-1:], *frames[-1:])
    )
    return " ".join((type(error).__name__, *places))
