"""Jobs that do what the worst files do to a process that reads them."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.jobs import Answer

_kept: list[bytes] = []


def echo(asked: Mapping[str, Any], limits: Limits) -> Answer:
    return Answer(asked["value"], b"\x00\xff" * asked.get("bytes", 0))


def who(asked: Mapping[str, Any], limits: Limits) -> Answer:
    return Answer(os.getpid())


def surroundings(asked: Mapping[str, Any], limits: Limits) -> Answer:
    return Answer(
        {"environment": dict(os.environ), "heavy": [m for m in ("numpy", "PIL") if m in sys.modules]}
    )


def hang(asked: Mapping[str, Any], limits: Limits) -> Answer:
    while True:
        time.sleep(10)


def compute(asked: Mapping[str, Any], limits: Limits) -> Answer:
    while True:
        pass


def eat(asked: Mapping[str, Any], limits: Limits) -> Answer:
    return Answer(len(bytearray(asked["bytes"])))


def leak(asked: Mapping[str, Any], limits: Limits) -> Answer:
    _kept.append(b"\x01" * asked["bytes"])
    return Answer(os.getpid())


def crash(asked: Mapping[str, Any], limits: Limits) -> Answer:
    ctypes.string_at(0)
    return Answer(None)


def crash_if_used(asked: Mapping[str, Any], limits: Limits) -> Answer:
    if _kept:
        ctypes.string_at(0)
    return Answer("read")


def leave(asked: Mapping[str, Any], limits: Limits) -> Answer:
    os._exit(3)


def write(asked: Mapping[str, Any], limits: Limits) -> Answer:
    said = []
    for place in ("here", asked["folder"] + "/there"):
        try:
            Path(place).write_bytes(b"x")
            said.append("written")
        except OSError as error:
            said.append(error.strerror or "")
    return Answer(said)


def chatter(asked: Mapping[str, Any], limits: Limits) -> Answer:
    print("{}" * 1000, flush=True)
    print("{}" * 1000, flush=True, file=sys.stderr)
    os.write(1, b"\x00" * 100)
    return Answer("said")


def refuse(asked: Mapping[str, Any], limits: Limits) -> Answer:
    raise Unreadable("The file is upside down.")


def stumble(asked: Mapping[str, Any], limits: Limits) -> Answer:
    raise ValueError("Muster, Anna")


def give_up(asked: Mapping[str, Any], limits: Limits) -> Answer:
    sys.exit(1)


def recurse(asked: Mapping[str, Any], limits: Limits) -> Answer:
    return recurse(asked, limits)
