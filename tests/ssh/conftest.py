"""An sshd whose keys open desks of a real home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinics import empty_clinic, patient
from tests.ssh.server import Sshd, dentui, missing, start_sshd


@pytest.fixture(scope="session", autouse=True)
def _ssh_is_there() -> None:
    """Without sshd these tests say so loudly, and in continuous integration they fail."""
    if names := missing():
        reason = f"sign-in over SSH is not tested: no {names} on this machine (apt install openssh-server)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A real home, in which Berta is the responsible member of one of two patients."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    clinic = empty_clinic(home, f"sqlite:///{home / 'register.db'}")
    clinic.take_in(patient("Bertas", "Patient"), patient("Annas", "Patient", responsible_id=1))
    clinic.database.close()
    return home


@pytest.fixture
def sshd(home: Path, tmp_path: Path) -> Iterator[Sshd]:
    """Anna, Berta and nobody may come in, each to the desk that their key names."""
    server = start_sshd(tmp_path / "sshd")
    for name in ("anna", "berta", "otto"):
        server.let_in(name, dentui(home, "--key-of", name))
    yield server
    server.stop()
