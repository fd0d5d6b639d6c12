"""What one desk of a soak is to do, and the log of what it was told: a line of JSON for each."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One desk's part. It ends after so many seconds, or after so many operations where some are given."""

    home: str
    operator: str
    log: str
    seed: int
    seconds: float
    operations: int | None
    hot: list[tuple[str, int]]
    """UUID and chart number of the patients that every desk works on."""

    def write(self, file: Path) -> None:
        """Put it where the desk's process reads it."""
        file.write_text(json.dumps(asdict(self)), "utf-8")


def read_job(file: Path) -> Job:
    """The job of this file."""
    return Job(**json.loads(file.read_text("utf-8")))


class Log:
    """What a desk was told. A line is written when the answer is there and before anything else is asked."""

    def __init__(self, job: Job) -> None:
        self._file = Path(job.log)
        self._job = job
        self._begun = time.monotonic()
        self.operations = 0

    def goes_on(self) -> bool:
        """Whether there is more to do."""
        if self._job.operations is not None:
            return self.operations < self._job.operations
        return time.monotonic() - self._begun < self._job.seconds

    def add(self, kind: str, **what: Any) -> None:
        """Write a line."""
        line = {"kind": kind, "at": round(time.monotonic() - self._begun, 3), **what}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def timed(self, kind: str, call: Callable[[], T], **what: Any) -> T:
        """Make a call and, where it was not refused, write that with its milliseconds."""
        started = time.perf_counter()
        result = call()
        self.add(kind, ms=round((time.perf_counter() - started) * 1_000, 3), **what)
        return result


def read_log(file: Path) -> Iterator[dict[str, Any]]:
    """The lines of a log."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
