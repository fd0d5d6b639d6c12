"""Files of the shelf that are damaged, gone, locked, read-only or without room keep nobody from revoking, nor
from reports; what cannot be taken off is told, opened by nobody, and taken off later."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from dentui.domain.links import LinkInput, LinkState, LinkToken
from dentui.errors import Unavailable
from dentui.services.links import Links
from dentui.store import shelf_files
from dentui.store.engine import sqlite_module
from dentui.store.shelf import Shelf
from tests.clinics import ADMINISTRATOR, MEMBER, Clinic
from tests.reporting import report, reports
from tests.services.link_calls import links
from tests.services.test_image_faults import fill, small_disk
from tests.services.test_links import Sharing, Start, at, on_file, sqlite_start
from tests.sharing import server_of
from tests.working import require_sound

__all__ = ("on_file", "small_disk", "sqlite_start")
Broken = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def garbage(file: Path) -> Iterator[None]:
    """All of it is something else."""
    good = file.read_bytes()
    _overwrite(file, b"no database" * 1_000)
    yield
    _overwrite(file, good)


@contextmanager
def half_a_page(file: Path) -> Iterator[None]:
    """The second page, which says where which page is needed, begins with garbage: what reads does not see
    it."""
    good = file.read_bytes()
    _overwrite(file, good[:4096] + os.urandom(2048) + good[6144:])
    yield
    _overwrite(file, good)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Somebody else writes into it, and does not end."""
    with closing(sqlite_module().connect(str(file), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Nobody may write there, not even root."""
    mounts = (["--bind", str(path), str(path)], ["-o", "remount,bind,ro", str(path)])
    if any(
        subprocess.run(["mount", *words], capture_output=True, check=False).returncode for words in mounts
    ):
        pytest.skip("NOTHING CAN BE MOUNTED HERE: files that are read-only were not tried")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@contextmanager
def put_aside(file: Path) -> Iterator[None]:
    """It is gone, and comes back."""
    aside = file.rename(file.with_suffix(".aside"))
    yield
    aside.rename(file)


def _overwrite(file: Path, data: bytes) -> None:
    file.unlink()
    file.write_bytes(data)


def revoke(sharing: Sharing) -> None:
    """Revoke the report."""
    now = report(sharing.clinic, sharing.made).row
    reports(sharing.clinic).revoke(ADMINISTRATOR, uuid4(), sharing.made, now.version, "a word")


def opens(server: Shelf, token: LinkToken) -> bool:
    """Whether the server shows what the link opens."""
    try:
        return server.find(token.digest, time.time()) is not None
    except Unavailable:
        return False


def states(service: Links, sharing: Sharing) -> list[LinkState]:
    """How the links to the report stand."""
    return [link.state for link in service.of_report(MEMBER, sharing.made)]


def links_file(clinic: Clinic) -> Path:
    """The file with the links."""
    return shelf_files.links_file(clinic.settings.home)


def require_nothing_left(clinic: Clinic) -> None:
    """Neither a link nor a mark of one is on the shelf."""
    assert clinic.database.system(clinic.database.shelf.all) == []
    assert shelf_files.ended(links_file(clinic).parent) == []


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (garbage, "are damaged"),
        (half_a_page, "are damaged"),
        (locked, "are busy"),
        (read_only, "are not to be read or written"),
        (put_aside, ""),
    ],
)
@pytest.mark.parametrize("by_hand", [True, False])
def test_what_is_wrong_with_the_links_keeps_nobody_from_revoking(
    on_file: Sharing, broken: Broken, why: str, by_hand: bool
) -> None:
    clinic, service = on_file.clinic, links(on_file.clinic)
    token, link = service.make(MEMBER, uuid4(), on_file.made, LinkInput())
    with server_of(clinic) as server:
        assert opens(server, token)
        clinic.database.close()  # what is open already may still be written
        with broken(links_file(clinic)):
            if by_hand:
                service.end(MEMBER, link.uuid)
            else:
                revoke(on_file)
            assert not opens(server, token)
            assert states(service, on_file) == [LinkState.REVOKED]
            left = service.left()
            assert why in left
            assert left.startswith("Nothing that was revoked can be opened; it is" if why else "")
            assert bool(left) == bool(why)
        # It can be written again, before anybody has looked.
        assert not opens(server, token)
        assert service.left() == ""
        assert not opens(server, token)
    require_nothing_left(clinic)
    require_sound(clinic)


@pytest.mark.parametrize("broken", [garbage, locked, half_a_page])
def test_views_that_cannot_be_read_keep_nobody_from_links(on_file: Sharing, broken: Broken) -> None:
    clinic, service = on_file.clinic, links(on_file.clinic)
    token, link = service.make(MEMBER, uuid4(), on_file.made, LinkInput())
    with server_of(clinic) as server:
        assert server.note_view(token.digest, int(time.time()))
        assert service.of_report(MEMBER, on_file.made)[0].views == 1
        with broken(shelf_files.views_file(clinic.settings.home)):
            told = service.of_patient(MEMBER, on_file.of)
            if broken is not half_a_page:  # SQLite may not need what is damaged
                assert told[0].state is LinkState.UNKNOWN
                assert shelf_files.SHARE in told.trouble
            assert told[0].views == 1
            service.end(MEMBER, link.uuid)
            assert states(service, on_file) == [LinkState.REVOKED]
        assert not opens(server, token)
        assert service.of_report(MEMBER, on_file.made).trouble == ""
    require_nothing_left(clinic)


@pytest.mark.parametrize("broken", [garbage, locked])
def test_links_that_cannot_be_looked_at_are_told_as_such(on_file: Sharing, broken: Broken) -> None:
    clinic, service = on_file.clinic, links(on_file.clinic)
    service.make(MEMBER, uuid4(), on_file.made, LinkInput())
    with broken(links_file(clinic)):
        told = service.of_report(MEMBER, on_file.made)
        assert [link.state for link in told] == [LinkState.UNKNOWN]
        assert told[0].can_be_revoked
        assert not told[0].works
        assert str(links_file(clinic).parent) in told.trouble
    told = service.of_report(MEMBER, on_file.made)
    assert ([link.state for link in told], told.trouble) == ([LinkState.WORKS], "")


def test_where_nothing_can_be_written_it_is_said_that_links_are_open_until_something_can(
    on_file: Sharing,
) -> None:
    clinic, service = on_file.clinic, links(on_file.clinic)
    token, _ = service.make(MEMBER, uuid4(), on_file.made, LinkInput())
    share = links_file(clinic).parent
    with server_of(clinic) as server:
        server.prepare()
        clinic.database.close()
        with read_only(share):
            revoke(on_file)
            assert opens(server, token)
            left = service.left()
            assert left.startswith(f"Links that were revoked can still be opened, because nothing in {share}")
            assert "stop the server of shared reports" in left
            assert states(service, on_file) == [LinkState.REVOKED]
        with read_only(links_file(clinic)):
            # The desk's program was started anew meanwhile.
            anew = at(clinic.settings.home, clinic.settings.database)
            assert "Nothing that was revoked can be opened" in links(anew).left()
            anew.database.close()
            assert not opens(server, token)
        assert service.left() == ""
        assert not opens(server, token)
    require_nothing_left(clinic)
    require_sound(clinic)


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own takes root")
def test_on_a_full_disk_a_report_is_revoked_and_its_links_open_nothing(
    small_disk: Path, sqlite_start: Start, tmp_path: Path
) -> None:
    home, register = small_disk / "home", tmp_path / "register.db"
    shutil.copytree(sqlite_start.home, home)
    shutil.move(home / "register.db", register)
    clinic = at(home, f"sqlite:///{register}")
    sharing, service = Sharing(clinic, sqlite_start.of, sqlite_start.made), links(clinic)
    token, _ = service.make(MEMBER, uuid4(), sharing.made, LinkInput())
    with server_of(clinic) as server:
        fill(small_disk, 0)
        revoke(sharing)
        assert not opens(server, token)
        left = service.left()
        assert "full" in left
        assert "Nothing that was revoked can be opened" in left
        (small_disk / "filler").unlink()
        assert service.left() == ""
        assert not opens(server, token)
    require_nothing_left(clinic)
    clinic.database.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own takes root")
def test_where_the_register_has_no_room_links_end_all_the_same(small_disk: Path, sqlite_start: Start) -> None:
    home = small_disk / "home"
    shutil.copytree(sqlite_start.home, home)
    clinic = at(home, f"sqlite:///{home}/register.db")
    sharing, service = Sharing(clinic, sqlite_start.of, sqlite_start.made), links(clinic)
    token, _ = service.make(MEMBER, uuid4(), sharing.made, LinkInput())
    fill(small_disk, 0)
    with server_of(clinic) as server:
        with pytest.raises(Unavailable, match="full"):
            revoke(sharing)
        assert not opens(server, token)
        (small_disk / "filler").unlink()
        assert states(service, sharing) == [LinkState.LOST]
        revoke(sharing)
        assert states(service, sharing) == [LinkState.REVOKED]
    require_nothing_left(clinic)
    clinic.database.close()
