"""dentui from a wheel, in an empty environment in another folder: nothing of the project is near."""

from __future__ import annotations

import importlib.metadata
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import sysconfig
import termios
import time
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import dentui

PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, its locked dependencies, and nothing else."""

    folder: Path
    wheel: Path
    home: Path

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
        }

    def run(self, program: str, *words: str) -> str:
        answer = subprocess.run(
            [self.folder / "bin" / program, *words],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    python: tuple[str, ...] = (sys.executable, "-m")
    _quietly(*python, "build", "--wheel", "--no-isolation", "--outdir", folder, PROJECT)
    (wheel,) = folder.glob("dentui-*.whl")
    environment = folder / "env"
    venv.create(environment, with_pip=False, symlinks=True)
    _bring_locked(environment)
    # Without an index: pip takes the wheel only if what was locked is all that it asks for.
    pip = (*python, "pip", "--python", str(environment / "bin" / "python"), "--disable-pip-version-check")
    _quietly(*pip, "install", "--no-index", "--no-input", wheel)
    installed = Installed(environment, wheel, folder / "home")
    installed.run("dentui", "demo", "--home", str(installed.home), "--patients", "50")
    return installed


def test_it_says_its_version(installed: Installed) -> None:
    assert installed.run("dentui", "--version").strip() == f"dentui {dentui.__version__}"


def test_nothing_of_the_project_is_near(installed: Installed) -> None:
    where = installed.run("python", "-c", "import dentui; print(dentui.__file__)")
    assert Path(where.strip()).is_relative_to(installed.folder)


def test_it_holds_the_styles(installed: Installed) -> None:
    wanted = {f"dentui/styles/{file.name}" for file in (PROJECT / "styles").glob("*.tcss")}
    assert wanted
    assert wanted <= _names(installed.wheel)


def test_it_holds_every_module_table_and_migration(installed: Installed) -> None:
    source = PROJECT / "src"
    wanted = {
        str(file.relative_to(source))
        for file in (source / "dentui").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert any("migrations/versions/" in name for name in wanted)
    assert wanted <= _names(installed.wheel)


def test_it_holds_nothing_else(installed: Installed) -> None:
    assert {name.split("/")[0] for name in _names(installed.wheel)} == {
        "dentui",
        f"dentui-{dentui.__version__}.dist-info",
    }


def test_a_clinic_is_made_and_a_patient_found(installed: Installed) -> None:
    found = installed.run("dentui", "patients", "find", "a", "--home", str(installed.home))
    assert found.strip()


def test_the_list_opens(installed: Installed) -> None:
    # The styles are read by the screen only: so the screen has to come up.
    answer = installed.run("dentui", "patients", "find", "", "--json", "--home", str(installed.home))
    names = [line["name"].split(",")[0] for line in json.loads(answer)["patients"]]
    names = [name for name in names if len(name) > 3 and name.isascii()]
    shown = _screen_until(installed, names)
    assert any(name in shown for name in names), shown[-2000:]


def _bring_locked(environment: Path) -> None:
    """Copy what requirements/run.txt locks out of this environment, where scripts/test has installed it
    with its hashes: an installation that asks no network."""
    target = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    for line in (PROJECT / "requirements" / "run.txt").read_text("utf-8").splitlines():
        if line.startswith((" ", "#")):
            continue
        requirement = Requirement(line.rstrip("\\ "))
        if requirement.marker and not requirement.marker.evaluate():
            continue
        distribution = importlib.metadata.distribution(requirement.name)
        assert distribution.version in requirement.specifier, f"{line}: run scripts/test, it sets up anew"
        for file in distribution.files or ():
            if ".." in file.parts or "__pycache__" in file.parts:
                continue  # console scripts
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(str(file.locate()), target / file)


def _quietly(*words: str | Path) -> None:
    answer = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _screen_until(installed: Installed, names: list[str], seconds: float = 30.0) -> str:
    """What dentui writes to a terminal of its own until one of the names is there, or time is up."""
    terminal, line = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    shown = ""
    deadline = time.monotonic() + seconds
    with subprocess.Popen(
        [installed.folder / "bin" / "dentui", "--home", installed.home],
        cwd=installed.folder,
        env=installed.environ,
        stdin=line,
        stdout=line,
        stderr=line,
        start_new_session=True,
    ) as program:
        os.close(line)
        try:
            while time.monotonic() < deadline and not any(name in shown for name in names):
                if select.select([terminal], [], [], 0.2)[0]:
                    shown += os.read(terminal, 65536).decode("utf-8", "replace")
        except OSError:
            pass  # it has ended
        finally:
            program.kill()
            os.close(terminal)
    return shown
