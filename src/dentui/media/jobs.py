"""What the process that reads files can be asked for: jobs.

A job is a function `job(asked, limits) -> Answer` in a module of this package, called by its name,
"dentui.media.sniffing:look_at": JSON in, JSON and some bytes out. It says by Unreadable why it cannot read a
file; it may take any memory and time, crash or raise: that is an answer too. What it imports is imported in
that process only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from dentui.domain.limits import Limits


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job found."""

    value: Any
    """As JSON can say it."""
    data: bytes = b""
    """Pixels and the like."""


Job = Callable[[Mapping[str, Any], Limits], Answer]


def job_of(name: str) -> Job:
    """The job of that name."""
    module, function = name.split(":")
    job: Job = getattr(import_module(module), function)
    return job
