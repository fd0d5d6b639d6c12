"""A sample of the points at which a merge and its undo are killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_a_merge_and_an_undo_that_are_killed_are_done_or_not_done(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(PROJECT / "src"), str(PROJECT))),
        "TMPDIR": str(tmp_path),
    }
    program = [sys.executable, "-m", "scripts.soaks.kills", "--sample", "24"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for answers in json.loads(done.stdout).values():
        assert answers["broken"] == 0, done.stderr
        assert answers["not done"] > 10
        assert answers["done"] >= 1
