"""Links to reports: made for those in force, told of with their views, revoked by hand and with a report."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import Connection, update

from dentui.config import Settings
from dentui.domain import links as domain
from dentui.domain.actors import Actor
from dentui.domain.history import Theirs
from dentui.domain.links import About, LinkInput, LinkState, LinkToken, ShareAddress
from dentui.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from dentui.services.links import Links
from dentui.store import indexing, sealing, shelf_files, shelving, tables
from dentui.store.database import Database
from dentui.store.shelf import Shelf
from dentui.store.shelving import Shared, Shelving
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic, clinic_on, empty_clinic
from tests.reporting import begin, form, publish, report, reports
from tests.servers import Server
from tests.services.link_calls import ADDRESS, links
from tests.services.test_merges import merge
from tests.services.test_merges import undo as undo_merge
from tests.sharing import BIRTH, server_of
from tests.working import edit, enter, require_sound, rows


@dataclass
class Start:
    """A register with a published report of a patient of member Berta's, to be copied."""

    home: Path
    url: str
    of: UUID
    made: UUID


@dataclass
class Sharing:
    """A copy of such a register, opened."""

    clinic: Clinic
    of: UUID
    made: UUID


@pytest.fixture(scope="module")
def sqlite_start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """In a file."""
    home = tmp_path_factory.mktemp("start")
    return begun(empty_clinic(home, f"sqlite:///{home}/register.db"))


@pytest.fixture(scope="module")
def postgresql_start(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Start:
    """On a server."""
    return begun(clinic_on(postgresql, tmp_path_factory.mktemp("start")))


def begun(clinic: Clinic) -> Start:
    """Publish a report, and close the register."""
    of, made = published(clinic)
    clinic.database.close()
    return Start(clinic.settings.home, clinic.settings.database, of, made)


@pytest.fixture
def on_file(sqlite_start: Start, tmp_path: Path) -> Iterator[Sharing]:
    """A register in a file."""
    home = tmp_path / "home"
    shutil.copytree(sqlite_start.home, home)
    clinic = at(home, f"sqlite:///{home}/register.db")
    yield Sharing(clinic, sqlite_start.of, sqlite_start.made)
    clinic.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def sharing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sharing]:
    """In each of the two databases."""
    if request.param == "sqlite":
        yield request.getfixturevalue("on_file")
        return
    start: Start = request.getfixturevalue("postgresql_start")
    server: Server = request.getfixturevalue("postgresql")
    home = tmp_path / "home"
    shutil.copytree(start.home, home)
    clinic = at(home, server.new_database(like=start.url))
    yield Sharing(clinic, start.of, start.made)
    clinic.database.close()
    server.drop_database(clinic.settings.database)


def at(home: Path, url: str) -> Clinic:
    """Open a register."""
    settings = Settings(home=home, database=url, demonstration=True, operator="anna")
    return Clinic(settings, Database(settings))


def published(clinic: Clinic) -> tuple[UUID, UUID]:
    """A patient of member Berta's, and a report of theirs."""
    of = enter(clinic, birth_date=BIRTH, responsible_id=2)
    made = begin(clinic, of, form(clinic, of))
    publish(clinic, made)
    return of, made


def opened(server: Shelf, token: LinkToken, at: int | None = None) -> bool:
    """Whether somebody with the link sees the report."""
    return server.note_view(token.digest, int(time.time()) if at is None else at)


def audited(clinic: Clinic) -> list[tuple[str, int]]:
    """What the trail says of links, and who did it."""
    with clinic.database.engine.connect() as connection:
        indexing.enter(connection, 1)
        trail = connection.execute(tables.audit.select().order_by(tables.audit.c.number)).all()
    return [(row.action, row.person_id) for row in trail if "link" in row.action]


def test_a_link_shows_the_report_to_who_has_it_and_only_its_hash_is_kept(sharing: Sharing) -> None:
    clinic, made = sharing.clinic, sharing.made
    token, link = links(clinic).make(MEMBER, uuid4(), made, LinkInput(7, 3))
    assert (link.report, link.made_by, link.most, link.views) == (made, "Berta", 3, 0)
    assert (link.asks, link.outdated, link.state, link.works) == (BIRTH, False, LinkState.WORKS, True)
    assert (link.until - link.made).days == 7
    with server_of(clinic) as server:
        found = server.find(token.digest, time.time())
        assert found is not None
        assert found.birth == token.birth_seal(BIRTH)

        def part(name: str) -> bytes:
            sealed = server.part(token.digest, name)
            assert sealed is not None
            return sealing.unseal(token.content_key, token.digest, name, sealed)

        about = About.from_json(part(domain.ABOUT))
        assert (about.institution, about.language) == ("Practice", "en")
        assert about.number == str(report(clinic, made).row.number)
        assert len(about.pages) == report(clinic, made).row.pages > 0
        assert part(domain.PDF) == reports(clinic).pdf(ADMINISTRATOR, made).read_bytes()
        for number, page in enumerate(about.pages, 1):
            picture = Image.open(BytesIO(part(domain.page_part(number))))
            assert picture.size == (page.width, page.height)
            assert picture.get_format_mimetype() == page.media_type
            assert page.width == 1080
        assert "Keller" in part(domain.text_part(1)).decode()
    written = [token.text.encode(), token.text.lower().encode(), token.secret.hex().encode()]
    needles = [token.secret, token.content_key, *written]
    require_nowhere(clinic, needles)
    require_not_on_shelf(clinic, [*needles, b"Keller", b"Practice", BIRTH.isoformat().encode()])
    assert audited(clinic)[-1] == ("make report link", 2)
    require_sound(clinic)


def require_nowhere(clinic: Clinic, needles: list[bytes]) -> None:
    """Nothing of this is in any file of the home, nor in any row of the register and the shelf."""
    for file in Path(clinic.settings.home).rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not [needle for needle in needles if needle in data], file
    for row in everything(clinic):
        assert not [needle for needle in needles if needle in row]


def require_not_on_shelf(clinic: Clinic, needles: list[bytes]) -> None:
    """Nothing of this is in what the server can read."""
    share = clinic.settings.home / shelf_files.SHARE
    for file in share.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not [needle for needle in needles if needle in data], file
    for row in everything(clinic, only="shared"):
        assert not [needle for needle in needles if needle in row]


def everything(clinic: Clinic, only: str = "") -> Iterator[bytes]:
    """Every value of every row of a register on a server."""
    if clinic.settings.database.startswith("sqlite"):
        return
    from sqlalchemy import inspect, text

    names = inspect(clinic.database.engine).get_table_names()
    with clinic.database.engine.connect() as connection:
        for place in (1, 2):
            indexing.enter(connection, place)
            for name in names:
                if name.startswith(only):
                    for row in connection.execute(text(f'SELECT * FROM "{name}"')):
                        yield from (
                            bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode()
                            for each in row
                        )


def test_only_a_published_report_with_a_date_of_birth_and_an_address_is_shared(sharing: Sharing) -> None:
    clinic, of, made = sharing.clinic, sharing.of, sharing.made
    with pytest.raises(Invalid, match="no QR code can work yet") as told:
        links(clinic, address="").make(MEMBER, uuid4(), made, LinkInput())
    assert told.value.field == "address"
    service = links(clinic)
    unfinished = begin(clinic, of, form(clinic, of))
    with pytest.raises(Conflict, match="unfinished"):
        service.make(MEMBER, uuid4(), unfinished, LinkInput())
    with pytest.raises(Invalid) as told:
        service.make(MEMBER, uuid4(), made, LinkInput(91))
    assert told.value.field == "days"
    for actor in (OTHER_MEMBER, ELSEWHERE):
        with pytest.raises(NotFound):
            service.make(actor, uuid4(), made, LinkInput())
    edit(clinic, of, birth_date=None)
    with pytest.raises(Invalid, match="date of birth") as told:
        service.make(MEMBER, uuid4(), made, LinkInput())
    assert told.value.field == "birth_date"
    edit(clinic, of, birth_date=BIRTH)
    correction = uuid4()
    reports(clinic).correct(ADMINISTRATOR, uuid4(), made, correction, "a word")
    publish(clinic, correction)
    with pytest.raises(Conflict, match="superseded"):
        service.make(MEMBER, uuid4(), made, LinkInput())
    now = report(clinic, correction).row
    reports(clinic).revoke(ADMINISTRATOR, uuid4(), correction, now.version, "a word")
    with pytest.raises(Conflict, match="revoked"):
        service.make(MEMBER, uuid4(), correction, LinkInput())
    assert (rows(clinic, "report_link"), len(service.of_patient(MEMBER, of))) == (0, 0)
    require_sound(clinic)


def test_the_address_is_for_administrators_to_set(sharing: Sharing) -> None:
    clinic = sharing.clinic
    service = links(clinic, address="")
    assert service.address(MEMBER) == ""
    assert service.save_address(ADMINISTRATOR, " HTTPS://Reports.example.org/ ") == ADDRESS
    before = rows(clinic, "audit")
    service.save_address(ADMINISTRATOR, ADDRESS)
    assert rows(clinic, "audit") == before
    assert (service.address(MEMBER), service.address(ELSEWHERE)) == (ADDRESS, "")
    with pytest.raises(Forbidden):
        service.save_address(MEMBER, "", ADDRESS)
    with pytest.raises(Invalid):
        service.save_address(ADMINISTRATOR, "http://reports.example.org", ADDRESS)


def test_of_two_administrators_who_set_the_address_at_once_the_first_wins(sharing: Sharing) -> None:
    clinic = sharing.clinic
    service, barrier = links(clinic), threading.Barrier(4)

    def save(number: int) -> object:
        barrier.wait(30)
        try:
            return service.save_address(ADMINISTRATOR, f"https://{number}.example.org", ADDRESS)
        except Conflict as error:
            return error.theirs

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(save, range(4)))
    (won,) = [answer for answer in answers if isinstance(answer, str)]
    assert service.address(ADMINISTRATOR) == won
    theirs = [answer for answer in answers if isinstance(answer, Theirs)]
    assert [(each.form, each.by, each.at is not None) for each in theirs] == [
        (ShareAddress(won), "Anna", True)
    ] * 3
    # What the other one set is not changed by saying the same once more.
    assert service.save_address(ADMINISTRATOR, won, "https://3.example.org") == won


def test_views_come_into_the_trail_once_whichever_desk_takes_them_in(sharing: Sharing) -> None:
    clinic, of, made = sharing.clinic, sharing.of, sharing.made
    first, second = links(clinic), links(clinic)
    token, link = first.make(MEMBER, uuid4(), made, LinkInput(14, None))
    now = int(time.time())
    with server_of(clinic) as server:
        for at in (now - 60, now - 5):
            assert opened(server, token, at)
        barrier = threading.Barrier(2)

        def take(service: Links) -> int:
            barrier.wait(30)
            return service.take_in()

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(take, (first, second))) == 2
        assert first.take_in() == second.take_in() == links(clinic).take_in() == 0
        assert audited(clinic).count(("view report by link", 2)) == 2
        (told,) = first.of_report(MEMBER, made)
        assert (told.uuid, told.views, told.last_view) == (link.uuid, 2, datetime.fromtimestamp(now - 5))
        assert opened(server, token, now)
        (told,) = second.of_patient(ADMINISTRATOR, of)
        assert (told.views, told.last_view) == (3, datetime.fromtimestamp(now))
    assert audited(clinic).count(("view report by link", 2)) == 3
    with pytest.raises(NotFound):
        first.of_report(OTHER_MEMBER, made)
    with pytest.raises(NotFound):
        first.of_patient(ELSEWHERE, of)
    require_sound(clinic)


def test_a_link_that_is_revoked_works_no_more_from_that_moment(sharing: Sharing) -> None:
    clinic, made = sharing.clinic, sharing.made
    service = links(clinic)
    token, link = service.make(MEMBER, uuid4(), made, LinkInput())
    other, _ = service.make(ADMINISTRATOR, uuid4(), made, LinkInput())
    with server_of(clinic) as server:
        for actor in (OTHER_MEMBER, ELSEWHERE):
            with pytest.raises(NotFound):
                service.end(actor, link.uuid)
        assert opened(server, token)
        service.end(MEMBER, link.uuid)
        before = rows(clinic, "audit")
        service.end(MEMBER, link.uuid)
        assert rows(clinic, "audit") == before
        assert server.find(token.digest, time.time()) is None
        assert not opened(server, token)
        assert opened(server, other)
    states = {each.uuid: (each.state, each.views) for each in service.of_report(MEMBER, made)}
    assert states[link.uuid] == (LinkState.REVOKED, 1)
    assert audited(clinic)[-2:] == [("view report by link", 2), ("view report by link", 1)]
    require_sound(clinic)


@pytest.mark.parametrize("how", ["revoke", "correct"])
def test_a_report_that_is_in_force_no_longer_takes_its_links_with_it(sharing: Sharing, how: str) -> None:
    clinic, made = sharing.clinic, sharing.made
    service = links(clinic)
    token, link = service.make(MEMBER, uuid4(), made, LinkInput())
    now = report(clinic, made).row
    if how == "revoke":
        reports(clinic).revoke(ADMINISTRATOR, uuid4(), made, now.version, "a word")
    else:
        correction = uuid4()
        reports(clinic).correct(ADMINISTRATOR, uuid4(), made, correction, "a word")
        publish(clinic, correction)
    with server_of(clinic) as server:
        assert server.find(token.digest, time.time()) is None
    (told,) = service.of_report(MEMBER, made)
    assert (told.uuid, told.state) == (link.uuid, LinkState.REVOKED)
    assert ("end report link", 1) in audited(clinic)
    require_sound(clinic)


def test_a_save_that_is_tried_again_makes_one_link_and_the_last_token_counts(sharing: Sharing) -> None:
    clinic, made = sharing.clinic, sharing.made
    service, save = links(clinic), uuid4()
    first, _ = service.make(MEMBER, save, made, LinkInput())
    second, link = service.make(MEMBER, save, made, LinkInput(3))
    assert (rows(clinic, "report_link"), link.uuid) == (1, save)
    with server_of(clinic) as server:
        assert server.find(first.digest, time.time()) is None
        assert server.find(second.digest, time.time()) is not None
    with pytest.raises(NotFound):
        service.make(ADMINISTRATOR, save, made, LinkInput())
    require_sound(clinic)


def test_a_link_stays_with_its_report_through_a_merge_and_its_undo(sharing: Sharing) -> None:
    clinic, of, made = sharing.clinic, sharing.of, sharing.made
    main = enter(clinic, given="Annie", birth_date=date(1981, 3, 12), responsible_id=2)
    service = links(clinic)
    token, link = service.make(MEMBER, uuid4(), made, LinkInput())
    merged = merge(clinic, main, of, birth_date=date(1981, 3, 12))
    with server_of(clinic) as server:
        assert opened(server, token)
        (told,) = service.of_patient(MEMBER, main)
        assert (told.uuid, told.report, told.views, told.works) == (link.uuid, made, 1, True)
        assert (told.asks, told.outdated) == (BIRTH, True)
        assert len(service.of_patient(MEMBER, of)) == 0
        undo_merge(clinic, merged)
        assert opened(server, token)
        (told,) = service.of_patient(MEMBER, of)
        assert (told.uuid, told.views, told.outdated) == (link.uuid, 2, False)
        assert len(service.of_patient(MEMBER, main)) == 0
    require_sound(clinic)


def test_another_date_of_birth_in_the_chart_is_told(sharing: Sharing) -> None:
    clinic, of, made = sharing.clinic, sharing.of, sharing.made
    service = links(clinic)
    service.make(MEMBER, uuid4(), made, LinkInput())
    edit(clinic, of, birth_date=date(1980, 12, 3))
    (told,) = service.of_report(MEMBER, made)
    assert (told.asks, told.outdated) == (BIRTH, True)


def test_what_is_over_is_put_away_and_told_of(sharing: Sharing, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic, made = sharing.clinic, sharing.made
    service = links(clinic)
    monkeypatch.setattr(shelving, "READING", -1)
    once, _ = service.make(MEMBER, uuid4(), made, LinkInput(14, 1))
    old, _ = service.make(MEMBER, uuid4(), made, LinkInput(1, None))
    wrong, _ = service.make(MEMBER, uuid4(), made, LinkInput(14, None))
    with server_of(clinic) as server:
        assert opened(server, once)
        for _ in range(domain.MOST_WRONG):
            server.note_wrong(wrong.digest, int(time.time()))
        back_by(clinic, old, 86_400)
        states = [link.state for link in service.of_report(MEMBER, made)]
        assert states == [LinkState.STOPPED, LinkState.EXPIRED, LinkState.USED_UP]
        assert [server.part(token.digest, domain.PDF) is None for token in (once, old, wrong)] == [
            True,
            True,
            False,
        ]
    require_sound(clinic)


def back_by(clinic: Clinic, token: LinkToken, seconds: int) -> None:
    """Let a link be older by so much."""
    from dentui.store.link_tables import report_link
    from dentui.store.shelf_tables import shared_link

    shelf = clinic.database.shelf
    with clinic.database.engine.begin() as connection:
        indexing.enter(connection, 1)
        connection.execute(
            update(report_link)
            .values(until=report_link.c.until - seconds)
            .where(report_link.c.digest == token.digest)
        )
        with shelf._writing(connection, "changed") as writing:
            writing.execute(
                update(shared_link)
                .values(until=shared_link.c.until - seconds)
                .where(shared_link.c.digest == token.digest)
            )


# The shelf is in files


def test_where_the_shelf_cannot_be_written_no_link_works_and_none_is_left_open(on_file: Sharing) -> None:
    clinic, made = on_file.clinic, on_file.made
    service = links(clinic)
    file = shelf_files.links_file(clinic.settings.home)
    file.parent.mkdir()
    file.write_bytes(b"no database" * 1_000)
    with pytest.raises(Unavailable, match="damaged"):
        service.make(MEMBER, uuid4(), made, LinkInput())
    file.unlink()
    service.make(MEMBER, uuid4(), made, LinkInput())
    states = [link.state for link in service.of_report(MEMBER, made)]
    assert states[0] is LinkState.WORKS
    assert LinkState.WORKS not in states[1:]
    file.unlink()
    assert service.of_report(MEMBER, made)[0].state is LinkState.LOST
    require_sound(clinic)


@pytest.mark.parametrize("committed", [True, False])
def test_a_report_that_is_revoked_while_it_is_shared_is_not_shared(
    on_file: Sharing, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    clinic, made = on_file.clinic, on_file.made
    put, end, taken = Links._put, Shelving.end, threading.Event()

    def slowly(self: Shelving, connection: Connection, digests: Collection[bytes]) -> None:
        end(self, connection, digests)
        taken.set()
        time.sleep(0.3)  # it has ended on the shelf, and not in the register yet

    def revoke() -> None:
        now = report(clinic, made).row
        reports(clinic).revoke(ADMINISTRATOR, uuid4(), made, now.version, "a word")

    def late(self: Links, actor: Actor, link: UUID, shared: Shared) -> None:
        monkeypatch.setattr(Shelving, "end", slowly)
        revoking = threading.Thread(target=revoke)
        revoking.start()
        assert taken.wait(30)
        if committed:
            revoking.join()
        try:
            put(self, actor, link, shared)
        finally:
            revoking.join()

    monkeypatch.setattr(Links, "_put", late)
    service = links(clinic)
    with pytest.raises(Conflict, match="changed meanwhile"):
        service.make(MEMBER, uuid4(), made, LinkInput())
    assert clinic.database.system(clinic.database.shelf.all) == []
    assert [link.state for link in service.of_report(MEMBER, made)] == [LinkState.REVOKED]
    require_sound(clinic)


def test_what_the_register_does_not_have_is_taken_off_the_shelf(on_file: Sharing) -> None:
    """As after a backup was brought back."""
    clinic, made = on_file.clinic, on_file.made
    service = links(clinic)
    token, _ = service.make(MEMBER, uuid4(), made, LinkInput())
    with clinic.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM report_link")
    with server_of(clinic) as server:
        assert server.find(token.digest, time.time()) is not None
        service.take_in()
        assert server.find(token.digest, time.time()) is None
