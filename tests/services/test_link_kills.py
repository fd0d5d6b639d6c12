"""A desk that is killed while it makes a link, or while its disk is full."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dentui.domain.links import LinkInput, LinkState
from dentui.errors import Unavailable
from tests.clinics import MEMBER, Clinic
from tests.services.link_calls import links
from tests.services.test_image_faults import fill, small_disk
from tests.services.test_links import Start, at, sqlite_start
from tests.sharing import server_of
from tests.working import require_sound

__all__ = ("small_disk", "sqlite_start")
STEP = 64 << 10
"""Bytes. What is shared of the report takes some such steps."""
MAKING = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
from dentui.domain.links import LinkInput
from dentui.services.links import Links
from dentui.store.shelving import Shelving
from tests.clinics import MEMBER
from tests.services.link_calls import links
from tests.services.test_links import at

home, made, when = sys.argv[1:]
put = Shelving.put

def killed(self, connection, shared):
    if when == "after":
        put(self, connection, shared)
    os.kill(os.getpid(), signal.SIGKILL)

def killed_within(self, connection, shared):
    with self._writing(connection, "shared") as writing:
        writing.exec_driver_sql("INSERT INTO shared_link VALUES (x'00', x'00', 9999999999, NULL)")
        for number in range(50):
            writing.exec_driver_sql(
                f"INSERT INTO shared_part VALUES (x'00', 'part{number}', 'text', randomblob(200000))"
            )
        os.kill(os.getpid(), signal.SIGKILL)

Shelving.put = killed_within if when == "within" else killed
clinic = at(Path(home), f"sqlite:///{home}/register.db")
links(clinic).make(MEMBER, UUID(int=7), UUID(made), LinkInput())
"""


@pytest.mark.parametrize("when", ["before", "within", "after"])
def test_a_desk_that_is_killed_leaves_no_link_that_the_register_does_not_have(
    sqlite_start: Start, tmp_path: Path, when: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(sqlite_start.home, home)
    words = [sys.executable, "-c", MAKING, str(home), str(sqlite_start.made), when]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    clinic = at(home, f"sqlite:///{home}/register.db")
    service = links(clinic)
    (left,) = service.of_report(MEMBER, sqlite_start.made)
    assert left.uuid == UUID(int=7)
    # Whether it came so far or not: nobody was handed its token, and it can be made whole, or revoked.
    assert left.state is (LinkState.WORKS if when == "after" else LinkState.LOST)
    require_only(clinic, 1 if when == "after" else 0)
    token, link = service.make(MEMBER, UUID(int=7), sqlite_start.made, LinkInput())
    require_only(clinic, 1)
    with server_of(clinic) as server:
        assert server.note_view(token.digest, int(time.time()))
    service.end(MEMBER, link.uuid)
    require_only(clinic, 0)
    require_sound(clinic)
    clinic.database.close()


def require_only(clinic: Clinic, links: int) -> None:
    """There are so many links on the shelf, and no part of another one."""
    shelf = clinic.database.shelf
    with shelf._reading_links(None) as reading:  # type: ignore[arg-type]
        if reading is None:
            assert links == 0
            return
        there = set(reading.exec_driver_sql("SELECT digest FROM shared_link").scalars())
        parts = set(reading.exec_driver_sql("SELECT digest FROM shared_part").scalars())
    assert (len(there), parts) == (links, there)


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own takes root")
def test_on_a_disk_that_is_full_at_any_step_a_link_is_made_or_is_nowhere(
    small_disk: Path, sqlite_start: Start
) -> None:
    refusals = []
    for free in (0, 1, 4, 16):
        home = small_disk / "home"
        shutil.copytree(sqlite_start.home, home)
        clinic = at(home, f"sqlite:///{home}/register.db")
        service = links(clinic)
        fill(small_disk, free * STEP)
        try:
            service.make(MEMBER, uuid4(), sqlite_start.made, LinkInput())
        except Unavailable as error:
            refusals.append(str(error))
        (small_disk / "filler").unlink()
        told = [link.state for link in service.of_report(MEMBER, sqlite_start.made)]
        require_only(clinic, told.count(LinkState.WORKS))
        assert service.make(MEMBER, uuid4(), sqlite_start.made, LinkInput())[1].works
        require_sound(clinic)
        clinic.database.close()
        shutil.rmtree(home)
    assert 0 < len(refusals) < 4
    assert {"full" in refusal for refusal in refusals} == {True}
