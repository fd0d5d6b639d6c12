"""Setting up: first start, second start, a start that was killed, two at once, a bare Python.

Each test has a folder of its own with the real scripts and requirements that ask for nothing, so that
the network is not needed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
SETTING_UP = "Setting up dentui"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose `dentui` says with what it was called."""
    return project(tmp_path / "a clone")


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, set up, not to be changed."""
    folder = project(tmp_path_factory.mktemp("set up") / "a clone")
    start(folder, "x")
    return folder


@pytest.fixture
def ready(set_up_once: Path, tmp_path: Path) -> Path:
    """A copy of it: a folder can be moved."""
    return Path(shutil.copytree(set_up_once, tmp_path / "a clone", symlinks=True))


def project(folder: Path) -> Path:
    """Make that project."""
    shutil.copytree(PROJECT / "scripts", folder / "scripts")
    (folder / "requirements").mkdir()
    for name in ("run", "test"):
        (folder / "requirements" / f"{name}.txt").write_text(f"# nothing for {name}\n")
    package = folder / "src" / "dentui"
    package.mkdir(parents=True)
    package.joinpath("__init__.py").write_text("")
    package.joinpath("__main__.py").write_text(
        "import os, pathlib, sys\n"
        "home = pathlib.Path(os.environ['DENTUI_HOME'])\n"
        "print(home, *sys.argv[1:])\n"
        "if sys.argv[1:2] == ['demo']:\n"
        "    home.mkdir()\n"
        "    (home / 'register.db').touch()\n"
    )
    return folder


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DENTUI_", "PYTHON"))}
    return kept | more


def start(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [folder / "scripts" / "run", *words],
        cwd="/",
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_start_sets_up_and_makes_a_clinic_and_the_second_does_neither(folder: Path) -> None:
    first, second = start(folder), start(folder)
    home = folder / ".dentui"
    assert first.stdout.splitlines() == [f"{home} demo --home {home} --patients 2000", str(home)]
    assert SETTING_UP in first.stderr
    assert "2,000 invented patients" in first.stderr
    assert (second.returncode, second.stdout, second.stderr) == (0, f"{home}\n", "")


def test_arguments_are_handed_over_as_they_are(ready: Path) -> None:
    answer = start(ready, "patients", "find", "two words", "*")
    assert answer.stdout == f"{ready / '.dentui'} patients find two words *\n"


def test_another_home_and_another_register_are_not_filled_with_invented_patients(ready: Path) -> None:
    home = ready / "clinic"
    home.mkdir()
    (home / "dentui.toml").write_text('country = "CH"\ndatabase = "postgresql://db.example/clinic"\n')
    assert start(ready, DENTUI_HOME=str(home)).stdout == f"{home}\n"
    elsewhere = start(ready, DENTUI_HOME=str(ready / "new"), DENTUI_DATABASE="postgresql://db.example/clinic")
    assert elsewhere.stdout == f"{ready / 'new'}\n"


def test_a_second_start_takes_no_set_up_time(ready: Path) -> None:
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run(
            ["bash", "-c", "source scripts/environment.sh; ensure run"],
            cwd=ready,
            env=environment(),
            check=True,
        )
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.05


def test_new_requirements_are_set_up(ready: Path) -> None:
    (ready / "requirements" / "run.txt").write_text("# something else\n")
    assert SETTING_UP in start(ready, "x").stderr
    assert start(ready, "x").stderr == ""


def test_what_serves_the_tests_serves_the_desk(folder: Path) -> None:
    subprocess.run(
        ["bash", "-c", "source scripts/environment.sh; ensure test"],
        cwd=folder,
        env=environment(),
        check=True,
    )
    assert start(folder, "x").stderr == ""


def test_a_folder_can_be_moved(ready: Path) -> None:
    moved = ready.rename(ready.parent / "moved")
    answer = start(moved, "x")
    assert (answer.stdout, answer.stderr) == (f"{moved / '.dentui'} x\n", "")


def test_a_set_up_that_was_killed_is_done_anew(folder: Path) -> None:
    with subprocess.Popen(
        [folder / "scripts" / "run", "x"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as killed:
        deadline = time.monotonic() + 20
        while not (folder / ".venv" / "dentui-unfinished").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(killed.pid, signal.SIGKILL)
    (folder / ".venv" / "half-made").touch()
    answer = start(folder, "x")
    assert answer.returncode == 0
    assert not (folder / ".venv" / "half-made").exists()
    assert not (folder / ".venv" / "dentui-unfinished").exists()


def test_two_first_starts_do_not_get_in_each_others_way(folder: Path) -> None:
    both = [
        subprocess.Popen(
            [folder / "scripts" / "run", "x"],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert [out for out, _ in answers] == [f"{folder / '.dentui'} x\n"] * 2
    assert sum(SETTING_UP in err for _, err in answers) == 1


def test_a_python_without_venv_and_ensurepip_is_enough(folder: Path) -> None:
    without = folder / "without"
    without.mkdir()
    for name in ("venv", "ensurepip"):
        (without / f"{name}.py").write_text("raise ImportError\n")
    answer = start(folder, "x", PYTHONPATH=str(without))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == f"{folder / '.dentui'} x\n"
    assert SETTING_UP not in start(folder, "x").stderr


def test_where_no_python_will_do_one_sentence_says_so(folder: Path) -> None:
    answer = start(folder, "x", DENTUI_PYTHON="python-of-nowhere")
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer with pip" in answer.stderr
    assert not (folder / ".venv").exists()


def test_where_pip_fails_its_reason_is_shown_and_the_next_start_tries_again(folder: Path) -> None:
    requirements = folder / "requirements" / "run.txt"
    requirements.write_text("dentui-does-not-exist==1.0 --hash=sha256:" + 64 * "0" + "\n")
    answer = start(folder, "x", PIP_NO_INDEX="1")
    assert answer.returncode == 1
    assert "dentui-does-not-exist" in answer.stderr
    assert "cannot be set up" in answer.stderr
    requirements.write_text("# nothing\n")
    assert start(folder, "x").returncode == 0
