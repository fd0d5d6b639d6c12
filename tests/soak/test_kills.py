"""A sample of the points at which a merge, its undo, taking image data in, and publishing are killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def killed(module: str, sample: int, folder: Path) -> dict[str, dict[str, int]]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(PROJECT / "src"), str(PROJECT))),
        "TMPDIR": str(folder),
    }
    program = [sys.executable, "-m", f"scripts.soaks.{module}", "--sample", str(sample)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, dict[str, int]] = json.loads(done.stdout)
    return told


def test_a_merge_and_an_undo_that_are_killed_are_done_or_not_done(tmp_path: Path) -> None:
    for answers in killed("kills", 10, tmp_path).values():
        assert answers["broken"] == 0
        assert answers["not done"] > 4
        assert answers["done"] >= 1


def test_taking_image_data_in_that_is_killed_is_done_or_not_done(tmp_path: Path) -> None:
    answers = killed("import_kills", 10, tmp_path)["images"]
    assert answers["broken"] == 0
    assert answers["not done"] >= 3
    assert answers["done"] >= 3


def test_publishing_that_is_killed_leaves_one_number_and_a_whole_pdf_or_none(tmp_path: Path) -> None:
    answers = killed("publish_kills", 6, tmp_path)["publish"]
    assert answers["broken"] == 0
    assert answers["only the number"] + answers["not done"] >= 2
    assert answers["done"] >= 2
