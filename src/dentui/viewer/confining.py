"""What a preview may cost: it reads the files of strangers."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dentui.domain.limits import GB, Limits

ITSELF = GB
"""Bytes of addresses that the preview takes without models: most of them are never used."""


def confine(files: int, limits: Limits) -> None:
    """A file costs no more here than in the process that reads files for a desk; where memory runs out on the
    machine, this program goes and not a desk or a register."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = used + ITSELF + files * limits.memory
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


@contextmanager
def at_large() -> Iterator[None]:
    """For a program that is started meanwhile: another's memory is not ours to limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
