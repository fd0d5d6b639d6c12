"""The shelf: what desks put there, what its server can do, and what nobody can."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, inspect, text

from dentui.domain.links import MOST_DAYS, MOST_WRONG, LinkToken
from dentui.errors import Forbidden, Invalid, NotFound, Unavailable, Unreadable
from dentui.store import sealing, shelf_files, shelf_rights, shelf_tables
from dentui.store.shelf import Shelf, open_shelf
from dentui.store.shelving import KEPT_FOR, READING
from tests.clinics import Clinic, clinic_on
from tests.servers import Server
from tests.sharing import BIRTH, NOW, ROLE, put, role_url, server_of, shared, shelving


def test_what_a_desk_puts_there_the_server_finds_with_the_link_only(clinic: Clinic) -> None:
    token, other = LinkToken.new(), LinkToken.new()
    with server_of(clinic) as server:
        assert server.find(token.digest, NOW) is None
        put(clinic, shared(token, pdf=b"%PDF", about=b"{}"), shared(other))
        found = server.find(token.digest, NOW)
        assert found is not None
        assert (found.views, found.wrong, found.last_wrong, found.most) == (0, 0, None, 2)
        assert found.birth == token.birth_seal(BIRTH) != other.birth_seal(BIRTH)
        assert found.parts == {"pdf": "text/plain", "about": "text/plain"}
        sealed = server.part(token.digest, "pdf")
        assert sealed is not None
        assert b"PDF" not in sealed
        assert sealing.unseal(token.content_key, token.digest, "pdf", sealed) == b"%PDF"
        for key, digest, name, data in (
            (other.content_key, token.digest, "pdf", sealed),
            (token.content_key, other.digest, "pdf", sealed),
            (token.content_key, token.digest, "about", sealed),
            (token.content_key, token.digest, "pdf", sealed[:-1] + bytes([sealed[-1] ^ 1])),
            (token.content_key, token.digest, "pdf", b"short"),
        ):
            with pytest.raises(Unreadable):
                sealing.unseal(key, digest, name, data)
        assert server.part(token.digest, "page-1") is None


def test_what_is_taken_off_and_what_is_expired_is_as_if_it_had_never_been(clinic: Clinic) -> None:
    ended, expired = LinkToken.new(), LinkToken.new()
    put(clinic, shared(ended), shared(expired, seconds=60))
    with server_of(clinic) as server, closing(shelving(clinic)) as desk:
        assert server.note_view(ended.digest, NOW)
        clinic.database.system(lambda connection: desk.take_off(connection, [ended.digest]), writes=True)
        assert server.find(ended.digest, NOW) is None
        assert server.part(ended.digest, "pdf") is None
        assert not server.note_view(ended.digest, NOW)
        later = NOW + 120
        assert server.find(expired.digest, later) is None
        assert not server.note_view(expired.digest, later)
        over = clinic.database.system(lambda connection: desk.expired(connection, later))
        assert over == [expired.digest]


def test_of_two_who_come_at_once_for_the_last_time_one_gets_it(clinic: Clinic) -> None:
    tokens = [LinkToken.new() for _ in range(5)]
    put(clinic, *(shared(token, most=1) for token in tokens))
    with server_of(clinic) as server, server_of(clinic) as another, ThreadPoolExecutor(4) as pool:
        barrier = threading.Barrier(4)

        def come(number: int) -> list[bool]:
            barrier.wait(30)
            return [(server, another)[number % 2].note_view(token.digest, NOW) for token in tokens]

        got = list(pool.map(come, range(4)))
        assert [sum(each) for each in zip(*got, strict=True)] == [1] * len(tokens)
        found = server.find(tokens[0].digest, NOW)
        assert found is not None
        assert not found.may_be_opened


def test_who_opened_a_link_for_the_last_time_may_go_on_reading_for_an_hour(clinic: Clinic) -> None:
    token, unbound = LinkToken.new(), LinkToken.new()
    put(clinic, shared(token, most=1, seconds=9_000), shared(unbound, most=None, seconds=9_000))
    with server_of(clinic) as server, closing(shelving(clinic)) as desk:
        assert server.note_view(token.digest, NOW)
        assert server.note_view(unbound.digest, NOW)

        def over(at: int) -> list[bytes]:
            return clinic.database.system(lambda connection: desk.used_up(connection, at))

        assert server.find(token.digest, NOW) is not None
        assert over(NOW + READING) == []
        assert over(NOW + READING + 1) == [token.digest]


def test_too_many_wrong_dates_stop_a_link_for_good(clinic: Clinic) -> None:
    token = LinkToken.new()
    put(clinic, shared(token, most=None))
    with server_of(clinic) as server, closing(shelving(clinic)) as desk:
        with ThreadPoolExecutor(4) as pool:
            counts = list(pool.map(lambda n: server.note_wrong(token.digest, NOW + n), range(MOST_WRONG)))
        assert sorted(counts) == list(range(1, MOST_WRONG + 1))
        found = server.find(token.digest, NOW)
        assert found is not None
        assert (found.wrong, found.may_be_opened) == (MOST_WRONG, False)
        assert not server.note_view(token.digest, NOW)
        wrong = clinic.database.system(lambda connection: desk.wrong(connection, [token.digest]))
        assert wrong == {token.digest: MOST_WRONG}


def test_views_are_told_to_desks_and_forgotten_long_after(clinic: Clinic) -> None:
    token = LinkToken.new()
    put(clinic, shared(token, most=None))
    with server_of(clinic) as server, closing(shelving(clinic)) as desk:
        for at in (NOW, NOW + 5):
            assert server.note_view(token.digest, at)
        server.note_wrong(token.digest, NOW)

        def views(since: int) -> list[int]:
            return clinic.database.system(lambda c: [view.at for view in desk.views(c, since)])

        assert (views(0), views(NOW + 1), views(NOW + 6)) == ([NOW, NOW + 5], [NOW + 5], [])
        clinic.database.system(lambda c: desk.forget(c, NOW + KEPT_FOR + 1), writes=True)
        assert views(0) == [NOW + 5]
        assert clinic.database.system(lambda c: desk.wrong(c, [token.digest])) == {}


def test_two_desks_and_the_server_work_at_once(clinic: Clinic) -> None:
    kept: list[LinkToken] = []
    over = threading.Event()

    def desk(number: int) -> None:
        with closing(shelving(clinic)) as here:
            for turn in range(6):
                token, passing = LinkToken.new(), LinkToken.new()
                clinic.database.system(partial(here.put, shared=shared(token, most=None)), writes=True)
                kept.append(token)
                some = shared(passing, pdf=os.urandom(100_000 * (number + turn)))
                clinic.database.system(partial(here.put, shared=some), writes=True)
                clinic.database.system(partial(here.take_off, digests=[passing.digest]), writes=True)

    def visit(server: Shelf) -> int:
        views = 0
        while not over.is_set():
            for token in kept:
                found = server.find(token.digest, NOW)
                assert found is not None
                assert server.part(token.digest, "pdf") is not None
                views += server.note_view(token.digest, NOW)
            assert server.find(bytes(32), NOW) is None
        return views

    with server_of(clinic) as server, ThreadPoolExecutor(4) as pool:
        visitors = [pool.submit(visit, server) for _ in range(2)]
        desks = [pool.submit(desk, number) for number in range(2)]
        for each in desks:
            each.result(60)
        over.set()
        views = sum(each.result(60) for each in visitors)
    with closing(shelving(clinic)) as here:
        there = {digest for digest, *_ in clinic.database.system(here.all)}
        assert there == {token.digest for token in kept}
        assert len(clinic.database.system(partial(here.views, since=0))) == views > 0


# PostgreSQL


@pytest.fixture
def on_server(postgresql: Server, tmp_path: Path) -> Iterator[Clinic]:
    """A register on a server, with a link."""
    clinic = clinic_on(postgresql, tmp_path)
    put(clinic, shared(LinkToken.new()))
    yield clinic
    clinic.database.close()


def test_the_role_of_the_server_can_do_nothing_but_what_it_needs(on_server: Clinic) -> None:
    url = role_url(on_server)
    with pytest.raises(Unavailable):
        open_shelf(on_server.settings.home, url)
    with server_of(on_server):
        pass
    read = {table.name for table in shelf_tables.READ}
    written = {table.name for table in shelf_tables.WRITTEN}
    tables = set(inspect(on_server.database.engine).get_table_names())
    assert len(tables) > 30
    with psycopg.connect(url, autocommit=True) as connection:
        may: dict[str, set[str]] = {"SELECT": set(), "DELETE": set(), "UPDATE": set(), "INSERT": set()}
        for table in tables:
            column = inspect(on_server.database.engine).get_columns(table)[0]["name"]
            for verb, statement in (
                ("SELECT", f'SELECT * FROM "{table}" LIMIT 1'),
                ("DELETE", f'DELETE FROM "{table}"'),
                ("UPDATE", f'UPDATE "{table}" SET "{column}" = "{column}"'),
                ("INSERT", f'INSERT INTO "{table}" DEFAULT VALUES'),
            ):
                try:
                    connection.execute(statement)
                except psycopg.errors.InsufficientPrivilege:
                    continue
                except psycopg.errors.NotNullViolation:
                    pass
                may[verb].add(table)
        assert may == {"SELECT": read | written, "UPDATE": written, "INSERT": written, "DELETE": set()}
        for statement in ("CREATE TABLE mine (x int)", "TRUNCATE shared_link", "SET ROLE desk"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_a_link_is_looked_up_over_one_connection(on_server: Clinic) -> None:
    token, checkouts = LinkToken.new(), []
    put(on_server, shared(token))
    with server_of(on_server) as server:
        event.listen(server._links, "checkout", lambda *_: checkouts.append(1))
        assert server.find(token.digest, NOW) is not None
        assert len(checkouts) == 1


def test_a_role_that_may_do_more_is_refused(on_server: Clinic, postgresql: Server) -> None:
    url = role_url(on_server)

    def grant(role: str) -> None:
        on_server.database.system(lambda connection: shelf_rights.grant(connection, role), writes=True)

    with pytest.raises(NotFound, match="no such role"):
        grant("nobody'; DROP TABLE patient; --")
    for role in ("postgres", "desk"):
        with pytest.raises(Forbidden, match="may do more"):
            grant(role)
    superuser = f"host=127.0.0.1 port={postgresql.port} user=postgres dbname={url.rpartition('/')[2]}"
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("CREATE ROLE two_faced LOGIN; GRANT desk TO two_faced")
        with pytest.raises(Forbidden, match="may do more"):
            grant("two_faced")
        connection.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        with pytest.raises(Forbidden, match="REVOKE CREATE ON SCHEMA public FROM PUBLIC"):
            grant(ROLE)
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    # As docs/operating.md makes the database.
    with on_server.database.engine.begin() as owner:
        owner.execute(text(f"REVOKE ALL ON DATABASE {url.rpartition('/')[2]} FROM PUBLIC"))
    grant(ROLE)
    open_shelf(on_server.settings.home, url).close()
    with on_server.database.engine.begin() as owner:
        owner.execute(text(f"GRANT SELECT (family) ON patient TO {ROLE}"))
    with pytest.raises(Forbidden, match="may use patient"):
        grant(ROLE)


# Files


def test_a_register_in_a_file_needs_no_role(sqlite_clinic: Clinic) -> None:
    with pytest.raises(Invalid, match="file"):
        sqlite_clinic.database.system(lambda connection: shelf_rights.grant(connection, ROLE), writes=True)


def test_the_files_are_for_their_account_or_for_the_group_their_folders_were_made_for(
    sqlite_clinic: Clinic,
) -> None:
    home = sqlite_clinic.settings.home
    links, views = shelf_files.links_file(home), shelf_files.views_file(home)
    for bits, modes in ((0o700, (0o600, 0o600)), (0o2770, (0o640, 0o660))):
        for folder in (links.parent, views.parent):
            folder.mkdir(exist_ok=True)
            folder.chmod(bits)
        token = LinkToken.new()
        put(sqlite_clinic, shared(token))
        with server_of(sqlite_clinic) as server:
            assert server.note_view(token.digest, NOW)
        assert tuple(stat.S_IMODE(file.stat().st_mode) for file in (links, views)) == modes
        marks = links.parent / shelf_files.ENDED
        assert stat.S_IMODE(marks.stat().st_mode) == (0o700 if bits == 0o700 else 0o2750)
        marks.rmdir()
        links.unlink()
        views.unlink()


def test_what_is_taken_off_leaves_no_bytes(sqlite_clinic: Clinic) -> None:
    token = LinkToken.new()
    put(sqlite_clinic, shared(token, pdf=os.urandom(200_000)))
    file = shelf_files.links_file(sqlite_clinic.settings.home)
    assert file.stat().st_size > 200_000
    with closing(shelving(sqlite_clinic)) as desk:
        sqlite_clinic.database.system(lambda c: desk.take_off(c, [token.digest]))
    assert file.stat().st_size < 50_000
    assert token.digest not in file.read_bytes()
    assert [each for each in file.parent.rglob("*") if each.is_file()] == [file]


def test_files_that_are_put_aside_or_damaged_are_told_and_made_anew(sqlite_clinic: Clinic) -> None:
    token, other = LinkToken.new(), LinkToken.new()
    file = shelf_files.links_file(sqlite_clinic.settings.home)
    with server_of(sqlite_clinic) as server:
        put(sqlite_clinic, shared(token))
        assert server.find(token.digest, NOW) is not None
        file.rename(file.with_suffix(".aside"))
        assert server.find(token.digest, NOW) is None
        put(sqlite_clinic, shared(other))
        assert server.find(other.digest, NOW) is not None
        file.unlink()
        file.write_bytes(b"no database" * 1_000)
        with pytest.raises(Unavailable, match="damaged"):
            server.find(other.digest, NOW)
        with pytest.raises(Unavailable, match="damaged"):
            put(sqlite_clinic, shared(token))


def test_what_is_marked_as_ended_is_as_if_it_had_never_been(sqlite_clinic: Clinic) -> None:
    ended, other = LinkToken.new(), LinkToken.new()
    place = shelf_files.links_file(sqlite_clinic.settings.home).parent
    put(sqlite_clinic, shared(ended), shared(other))
    with server_of(sqlite_clinic) as server, closing(shelving(sqlite_clinic)) as desk:
        shelf_files.mark_ended(place, [ended.digest])
        assert server.find(ended.digest, NOW) is None
        assert not server.note_view(ended.digest, NOW)
        assert server.find(other.digest, NOW) is not None
        both = [ended.digest, other.digest]
        assert sqlite_clinic.database.system(lambda c: desk.there(c, both)) == {other.digest}
        marks = place / shelf_files.ENDED
        marks.rename(place / "away")
        marks.symlink_to(marks)
        with pytest.raises(Unavailable):  # nobody can tell, so nobody is let in
            server.find(other.digest, NOW)
        marks.unlink()
        (place / "away").rename(marks)
        desk.take_off_ended()
        assert server.find(other.digest, NOW) is not None
        assert [digest for digest, *_ in sqlite_clinic.database.system(desk.all)] == [other.digest]
        assert list(marks.iterdir()) == []


def test_marks_of_links_whose_file_is_gone_stay_for_as_long_as_any_link_works(sqlite_clinic: Clinic) -> None:
    file = shelf_files.links_file(sqlite_clinic.settings.home)
    old, new = LinkToken.new().digest, LinkToken.new().digest
    put(sqlite_clinic, shared(LinkToken.new()))
    file.unlink()
    with closing(shelving(sqlite_clinic)) as desk:
        sqlite_clinic.database.system(lambda c: desk.end(c, [old, new]))
        past = NOW - (MOST_DAYS + 2) * 86_400
        os.utime(file.parent / shelf_files.ENDED / old.hex(), (past, past))
        desk.take_off_ended()
        assert shelf_files.ended(file.parent) == [new]


def test_nothing_is_made_where_nothing_is_shared(sqlite_clinic: Clinic) -> None:
    with closing(shelving(sqlite_clinic)) as desk:
        database = sqlite_clinic.database
        assert database.system(desk.all) == []
        assert database.system(lambda c: desk.there(c, [bytes(32)])) == set()
        assert database.system(lambda c: desk.views(c, 0)) == []
        database.system(lambda c: desk.take_off(c, [bytes(32)]))
        database.system(lambda c: desk.end(c, [bytes(32)]))
        desk.take_off_ended()
        database.system(lambda c: desk.forget(c, NOW))
    assert not Path(sqlite_clinic.settings.home / "share").exists()
