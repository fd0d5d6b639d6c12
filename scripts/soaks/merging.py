"""Walks of two operators who merge and take apart, by the thousand, held against a model."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from scripts.benchmarks.figures import Figure
from tests.services.merge_walks import walk

WALKS = 2_000
STEPS = 25
AT_ONCE = 50
"""Walks of one program, which its number chooses."""


def figures() -> Iterator[Figure]:
    """How many programs found a walk after which the register does not say what the model says."""
    started = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = sum(pool.map(_run, range(1, WALKS // AT_ONCE + 1)))
    told = f"{WALKS:,} walks of {STEPS} steps in {(time.monotonic() - started) / 60:.0f} min"
    yield Figure("merging.counterexamples", found, "", 0.0, told)


def _run(number: int) -> int:
    program = [sys.executable, "-m", "scripts.soaks.merging", str(number)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    return int(done.returncode != 0)


if __name__ == "__main__":
    walk(None, AT_ONCE, int(sys.argv[1]))
