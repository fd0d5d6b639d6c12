"""Registers for the tests: real ones, in SQLite and in PostgreSQL."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings as examples

from dentui.config import Settings
from tests.clinics import Clinic, clinic_on, empty_clinic
from tests.engines import compile_once
from tests.images import bucket_at
from tests.servers import Server, quick_place, start_postgresql
from tests.small import draw_small

# A busy machine makes no example wrong.
examples.register_profile("dentui", examples(), deadline=None)
examples.load_profile("dentui")


WAITING = ("pty", "ssh", "soak", "tests")
"""Folders of which each file waits most of its time, for a terminal or for another program."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits comes among what computes, and none of it at the end, where it would be waited for alone."""
    files = dict.fromkeys(item.path for item in items)
    waiting = [file for file in files if file.parent.name in WAITING]
    others = [file for file in files if file.parent.name not in WAITING]
    places = {file: number / len(waiting) / 2 for number, file in enumerate(waiting)}
    places |= {file: number / len(others) for number, file in enumerate(others)}
    items.sort(key=lambda item: places[item.path])


_GROWN = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 20 // 80
"""Blocks of memory of some 80 bytes, a twentieth of the machine's, after which what is left of the desks of
former tests is looked for."""
_blocks = 0


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """A desk that starts takes all there is for what stays (`ui/garbage.py`), former tests' desks too.
    To look takes some seconds."""
    global _blocks  # noqa: PLW0603
    yield
    if sys.getallocatedblocks() - _blocks >= _GROWN and gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
        _blocks = sys.getallocatedblocks()


@pytest.fixture(scope="session", autouse=True)
def _scans_are_drawn_small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        draw_small(patch.setattr)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        compile_once(patch.setattr)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server for this session."""
    with TemporaryDirectory(prefix="dentui-postgresql-", dir=quick_place()) as folder:
        server = start_postgresql(Path(folder))
        yield server
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clinic]:
    """An empty register with two institutions, in each of the two databases."""
    server: Server | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
    made = (
        clinic_on(server, tmp_path) if server else empty_clinic(tmp_path, f"sqlite:///{tmp_path}/register.db")
    )
    yield made
    made.database.close()
    if server:
        server.drop_database(made.settings.database)


@pytest.fixture
def sqlite_clinic(tmp_path: Path) -> Iterator[Clinic]:
    """An empty register with two institutions, in SQLite."""
    made = empty_clinic(tmp_path, f"sqlite:///{tmp_path / 'register.db'}")
    yield made
    made.database.close()


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside of the home, in which somebody's files lie."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="session")
def object_storage() -> Iterator[str]:
    """The URL of object storage that speaks S3, on this machine."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def file_settings(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Settings], Settings]:
    """Settings that keep image data in each of the two kinds of places: a folder, and an empty bucket."""
    if request.param == "folder":
        return lambda settings: replace(settings, files=str(tmp_path / "kept"))
    endpoint = request.getfixturevalue("object_storage")
    return bucket_at(endpoint, monkeypatch)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration clinic of 2,000 patients, not to be changed: copy it for that."""
    from dentui.services.demo import make_demo

    home = tmp_path_factory.mktemp("demo")
    make_demo(home, patients=2_000)
    return home


@pytest.fixture
def own_demo_home(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration clinic that a test may change."""
    return Path(shutil.copytree(demo_home, tmp_path / "home"))
