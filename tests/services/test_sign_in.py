"""Signing in, unlocking, one's own password and PIN; and that guesses do not get in."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, event, func, insert, select, update

from dentui.domain.actors import Actor
from dentui.domain.finding import Find
from dentui.domain.sign_in import FREE_FAILURES, MOST_FAILURES, SignedIn, Wanted
from dentui.errors import Forbidden, Invalid, NoMember, NotFound, Unavailable
from dentui.services import hashing
from dentui.services.desk import open_desk
from dentui.services.sign_in import (
    NOTHING_UNLOCKS,
    REFUSED,
    REFUSED_KEY,
    REFUSED_PIN,
    REFUSED_UNLOCK,
    SignIn,
    open_sign_in,
    reset_password,
)
from dentui.store import audit, tables
from dentui.store import sign_in as store
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, Clinic
from tests.test_main import SOURCE

PASSWORD = "four words are easy"
ANOTHER = "candles burn at both ends"
PIN = "402917"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes, but small ones: these tests make hundreds."""
    monkeypatch.setattr(hashing, "LARGE", (1, 64))


@pytest.fixture
def real(clinic: Clinic) -> Clinic:
    """The register as that of a real home, in which Anna has a password."""
    clinic.settings = replace(clinic.settings, demonstration=False, operator=None)
    give(clinic, ADMINISTRATOR)
    return clinic


@pytest.fixture
def door(real: Clinic) -> SignIn:
    return SignIn(real.settings, real.database)


def give(
    clinic: Clinic, actor: Actor, secret: str = PASSWORD, kind: store.Kind = "password", **more: bool
) -> None:
    """Give somebody a password or a PIN."""
    hashed = hashing.make_hash(secret)
    clinic.database.system(
        lambda connection: store.put_credential(connection, actor.person_id, kind, hashed, **more),
        writes=True,
    )


def with_key(clinic: Clinic, login: str = "anna", *, pin: bool = False) -> SignIn:
    """The door for a line that an SSH key opened."""
    return SignIn(replace(clinic.settings, key_of=login, pin=pin), clinic.database)


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(Forbidden) as refused:
        attempt()
    return str(refused.value)


def fail(door: SignIn, login: str = "anna", times: int = FREE_FAILURES + 1) -> None:
    for _ in range(times):
        assert refusal(lambda: door.sign_in(login, "wrong words every time")) == REFUSED


def let_time_pass(clinic: Clinic, seconds: float = 3600) -> None:
    """As if the last failures had been so long ago."""
    clinic.database.system(
        lambda connection: connection.execute(
            update(tables.sign_in).values(
                failed=tables.sign_in.c.failed - int(seconds * 1e6),
                succeeded=tables.sign_in.c.succeeded - int(seconds * 1e6),
            )
        ),
        writes=True,
    )


def standing(clinic: Clinic, login: str = "anna") -> store.Standing:
    key = clinic.database.key
    return clinic.database.system(lambda connection: store.standing(connection, store.digest(key, login)))


def trail(clinic: Clinic, actor: Actor = ADMINISTRATOR) -> list[tuple[str, int, str]]:
    statement = (
        select(tables.audit)
        .where(tables.audit.c.institution_id == actor.institution_id)
        .order_by(tables.audit.c.number)
    )
    return clinic.database.read(
        actor,
        lambda view: [(row.action, row.person_id, row.detail) for row in view.connection.execute(statement)],
    )


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every secret that is hashed from here on."""
    seen: list[str] = []
    stock = hashing._bytes

    def look(secret: str) -> bytes:
        seen.append(secret)
        return stock(secret)

    monkeypatch.setattr(hashing, "_bytes", look)
    return seen


# Getting in


def test_a_password_opens_a_desk_and_that_stands_in_the_trail(real: Clinic, door: SignIn) -> None:
    assert door.wanted is Wanted.PASSWORD
    fail(door, times=2)
    signed = door.sign_in("anna", PASSWORD)
    assert (signed.name, signed.login, signed.failures, signed.must_change) == ("Anna", "anna", 2, False)
    assert trail(real) == []
    desk = door.desk(signed.places[0])
    assert (desk.operator, desk.login, desk.institution, desk.administers) == (
        "Anna",
        "anna",
        "Practice",
        True,
    )
    assert trail(real) == [("sign in", 1, '{"failures": 2, "how": "password"}')]
    assert desk.patients.find(desk.actor, Find()).lines == ()
    desk.register.close()


@pytest.mark.parametrize("login", ["ANNA", " anna\t", "Ａｎｎａ"])
def test_a_login_name_is_known_however_it_is_typed(door: SignIn, login: str) -> None:
    assert door.sign_in(login, PASSWORD).login == "anna"


def test_failures_are_told_once_and_forgotten_after_a_sign_in(real: Clinic, door: SignIn) -> None:
    fail(door, "Anna", 3)
    assert door.sign_in("anna", PASSWORD).failures == 3
    assert door.sign_in("anna", PASSWORD).failures == 0
    assert standing(real).failures == 0


def test_a_password_that_was_given_has_to_be_changed(real: Clinic, door: SignIn) -> None:
    give(real, MEMBER, temporary=True)
    signed = door.sign_in("berta", PASSWORD)
    assert signed.must_change
    door.change_password(MEMBER, PASSWORD, ANOTHER)
    assert not door.sign_in("berta", ANOTHER).must_change


def test_no_desk_opens_before_a_password_that_was_given_is_changed(real: Clinic, door: SignIn) -> None:
    give(real, MEMBER, temporary=True)
    place = door.sign_in("berta", PASSWORD).places[0]
    assert "has to be changed" in refusal(lambda: door.desk(place))
    door.change_pin(MEMBER, PASSWORD, PIN)
    assert "has to be changed" in refusal(lambda: door.desk(place))
    door.change_password(MEMBER, PASSWORD, ANOTHER)
    assert door.desk(place).actor == MEMBER


def test_all_places_are_offered_that_of_the_settings_first(real: Clinic) -> None:
    with real.database.engine.begin() as connection:
        connection.execute(
            insert(tables.membership).values(institution_id=2, person_id=1, role="member", doctor=False)
        )
    door = SignIn(replace(real.settings, institution="Elsewhere"), real.database)
    signed = door.sign_in("anna", PASSWORD)
    assert [place.institution for place in signed.places] == ["Elsewhere", "Practice"]
    first = door.desk(signed.places[0])
    assert not first.administers
    other = first.sign_in.desk(door.places(first.actor)[1])
    assert (other.institution, other.administers) == ("Practice", True)
    assert [row[0] for row in trail(real)] == ["sign in"]
    assert [row[0] for row in trail(real, ELSEWHERE)] == ["sign in"]


def test_nobody_takes_a_desk_of_somebody_else(real: Clinic, door: SignIn) -> None:
    mine = door.sign_in("anna", PASSWORD).places[0]
    theirs = replace(mine, actor=MEMBER, login="berta")
    for attempt in (
        lambda: door.desk(theirs),
        lambda: door.places(MEMBER),
        lambda: door.unlocks_with(MEMBER),
        lambda: door.unlock(MEMBER, PASSWORD),
        lambda: door.change_password(MEMBER, PASSWORD, ANOTHER),
        lambda: door.change_pin(MEMBER, "", PIN),
    ):
        assert "Somebody else" in refusal(attempt)
    with pytest.raises(NoMember):
        door.desk(replace(mine, actor=Actor(1, 2)))


def test_a_seat_that_was_taken_away_meanwhile_opens_no_desk(real: Clinic, door: SignIn) -> None:
    place = door.sign_in("anna", PASSWORD).places[0]
    with real.database.engine.begin() as connection:
        connection.execute(delete(tables.membership).where(tables.membership.c.person_id == 1))
    with pytest.raises(NoMember):
        door.desk(place)
    assert refusal(lambda: door.sign_in("anna", PASSWORD)) == REFUSED


# Not getting in


def test_every_refusal_says_and_does_the_same(real: Clinic, door: SignIn, hashed: list[str]) -> None:
    """Nobody, somebody without a password, somebody with a PIN only, without a seat, a wrong password."""
    give(real, MEMBER, PIN, "PIN")
    with real.database.engine.begin() as connection:
        person = connection.execute(
            insert(tables.person)
            .values(uuid=b"e" * 16, login="emil", name="Emil")
            .returning(tables.person.c.id)
        ).scalar_one()
    give(real, Actor(person, 1))
    for login, secret in (
        ("nobody", PASSWORD), ("", PASSWORD), ("carlo", PASSWORD), ("berta", PASSWORD), ("berta", PIN),
        ("emil", PASSWORD), ("anna", ANOTHER), ("anna", ""), ("anna", "x" * 5_000), ("a\x00\udcff", "\udcff"),
    ):  # fmt: skip
        hashed.clear()
        before = standing(real, login).failures
        assert refusal(partial(door.sign_in, login, secret)) == REFUSED
        assert len(hashed) == 1
        assert standing(real, login).failures == before + 1
    assert trail(real) == []


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_while_a_wait_runs_an_attempt_is_neither_looked_at_nor_counted(
    real: Clinic, door: SignIn, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    fail(door, login)
    written: list[str] = []

    def note(*statement: object) -> None:
        written.append(str(statement[2]))

    event.listen(real.database.engine, "before_cursor_execute", note)
    monkeypatch.setattr(hashing, "_bytes", None)
    for secret in (PASSWORD, ANOTHER):
        assert refusal(partial(door.sign_in, login, secret)).endswith("Wait 5 seconds, then try again.")
    assert standing(real, login).failures == FREE_FAILURES + 1
    assert [s for s in written if s.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_after_the_wait_the_right_password_gets_in(real: Clinic, door: SignIn) -> None:
    fail(door)
    let_time_pass(real, 6)
    fail(door, times=1)
    refusal(lambda: door.sign_in("anna", PASSWORD))
    let_time_pass(real, 11)
    assert door.sign_in("anna", PASSWORD).failures == FREE_FAILURES + 2


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_after_a_hundred_failures_only_another_password_helps(real: Clinic, door: SignIn, login: str) -> None:
    for _ in range(MOST_FAILURES):
        refusal(lambda: door.sign_in(login, ANOTHER))
        let_time_pass(real)
    assert "administrator" in refusal(lambda: door.sign_in(login, PASSWORD))
    assert standing(real, login).failures == MOST_FAILURES
    if login == "anna":
        reset_password(real.settings, "Anna", lambda: ANOTHER)
        assert door.sign_in("anna", ANOTHER).name == "Anna"


def test_guesses_at_the_same_time_do_not_outrun_the_count(real: Clinic, hashed: list[str]) -> None:
    """A sample of scripts/soaks/guesses.py: many at one name, and as many over names of nobody's."""

    def guess(number: int) -> str:
        other = SignIn(real.settings, real.database)
        login = "anna" if number % 2 else f"nobody{number}"
        return refusal(partial(other.sign_in, login, f"guess {number}"))

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(guess, range(200)))
    assert answers.count(REFUSED) == len(hashed) == 100 + FREE_FAILURES + 1
    assert standing(real).failures == FREE_FAILURES + 1
    assert not [answer for answer in answers if answer != REFUSED and "Wait" not in answer]


def test_old_failures_of_nobodys_names_are_swept_and_those_of_people_are_not(
    real: Clinic, door: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "KEPT", 10)
    fail(door, "anna", 2)
    for number in range(12):
        fail(door, f"nobody{number}", 1)
    let_time_pass(real, 25 * 3600)
    fail(door, "another", 1)
    assert standing(real).failures == 2
    rows = real.database.system(lambda connection: connection.scalars(select(tables.sign_in.c.login)).all())
    assert len(rows) == 2


def test_of_very_many_old_failures_some_are_swept_at_a_time(
    real: Clinic, door: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other desks wait for the write lock meanwhile."""
    monkeypatch.setattr(store, "KEPT", 10)
    for number in range(50):
        fail(door, f"nobody{number}", 1)
    let_time_pass(real, 25 * 3600)
    left = []
    for number in range(4):
        fail(door, f"another{number}", 1)
        left.append(
            real.database.system(
                lambda connection: connection.scalar(select(func.count()).select_from(tables.sign_in))
            )
        )
    assert left == [31, 12, 13, 14]


def test_a_login_name_stands_nowhere_as_it_was_typed(real: Clinic, door: SignIn) -> None:
    fail(door, PASSWORD, 1)
    rows = real.database.system(lambda connection: connection.execute(select(tables.sign_in)).all())
    assert [len(row.login) for row in rows] == [64]
    assert PASSWORD not in str(rows)


# SSH keys and PINs


def test_a_key_opens_its_owners_desk(real: Clinic) -> None:
    door = with_key(real, " Berta")
    assert door.wanted is Wanted.NOTHING
    desk = open_desk(replace(real.settings, key_of=" Berta"))
    assert (desk.operator, desk.login, desk.actor) == ("Berta", "berta", MEMBER)
    assert trail(real) == [("sign in", 2, '{"failures": 0, "how": "key"}')]
    desk.register.close()


def test_a_desk_that_nothing_unlocks_can_only_be_left(real: Clinic) -> None:
    door = with_key(real, "berta")
    signed = door.automatically()
    assert not signed.unlockable
    assert door.unlocks_with(MEMBER) is Wanted.NOTHING
    for secret in ("", PIN, PASSWORD):
        assert refusal(partial(door.unlock, MEMBER, secret)) == NOTHING_UNLOCKS
    door.change_pin(MEMBER, "", PIN)
    door.unlock(MEMBER, PIN)
    assert with_key(real, "berta").automatically().unlockable


def test_a_key_of_nobody_and_of_somebody_without_a_seat_gets_one_refusal(real: Clinic) -> None:
    with real.database.engine.begin() as connection:
        connection.execute(delete(tables.membership).where(tables.membership.c.person_id == 3))
    for login in ("nobody", "carlo", "x' OR 1=1", "\udcff", "\x00"):
        assert refusal(with_key(real, login).automatically) == REFUSED_KEY


def test_a_key_tells_of_guesses_once_and_does_not_take_the_wait_from_them(real: Clinic, door: SignIn) -> None:
    fail(door)
    assert with_key(real).automatically().failures == FREE_FAILURES + 1
    assert with_key(real).automatically().failures == 0
    assert "Wait" in refusal(lambda: door.sign_in("anna", PASSWORD))


def test_without_a_key_nobody_comes_in_by_themselves(real: Clinic, door: SignIn) -> None:
    assert "Nobody is signed in" in refusal(door.automatically)
    assert "Nobody is signed in" in refusal(lambda: open_desk(real.settings))
    give(real, ADMINISTRATOR, PIN, "PIN")
    assert refusal(lambda: door.sign_in("anna", PIN)) == REFUSED


def test_a_pin_on_top_of_the_key_is_that_of_its_owner(real: Clinic) -> None:
    give(real, ADMINISTRATOR, PIN, "PIN")
    give(real, MEMBER, "719204", "PIN")
    door = with_key(real, pin=True)
    assert door.wanted is Wanted.PIN
    refusal(door.automatically)
    for secret in ("719204", ANOTHER, ""):
        assert refusal(partial(door.sign_in, "berta", secret)) == REFUSED_PIN
    signed = door.sign_in("berta", PIN)
    assert (signed.login, signed.failures) == ("anna", 3)
    door.desk(signed.places[0]).register.close()
    assert trail(real)[-1][2] == '{"failures": 3, "how": "key and PIN"}'


def test_who_has_no_pin_yet_is_told_and_gets_in_with_the_password_to_choose_one(real: Clinic) -> None:
    door = with_key(real, pin=True)
    assert "choose a PIN" in refusal(lambda: door.sign_in("", PIN))
    actor = door.sign_in("", PASSWORD).places[0].actor
    assert door.unlocks_with(actor) is Wanted.PASSWORD
    door.change_pin(actor, PASSWORD, PIN)
    assert door.unlocks_with(actor) is Wanted.PIN
    assert with_key(real, pin=True).sign_in("", PIN).login == "anna"
    assert trail(real)[-1][:2] == ("change PIN", 1)


def test_pins_are_counted_with_passwords(real: Clinic, door: SignIn) -> None:
    give(real, ADMINISTRATOR, PIN, "PIN")
    fail(door, times=3)
    on_key = with_key(real, pin=True)
    for number in range(2):
        assert refusal(partial(on_key.sign_in, "", f"11223{number}")) == REFUSED_PIN
    assert "Wait" in refusal(lambda: on_key.sign_in("", PIN))
    assert "Wait" in refusal(lambda: door.sign_in("anna", PASSWORD))


# At the desk


@pytest.fixture
def signed(door: SignIn) -> SignedIn:
    return door.sign_in("anna", PASSWORD)


def test_the_password_unlocks_and_failures_count_together(
    real: Clinic, door: SignIn, signed: SignedIn
) -> None:
    assert door.unlocks_with(ADMINISTRATOR) is Wanted.PASSWORD
    door.unlock(ADMINISTRATOR, PASSWORD)
    for _ in range(FREE_FAILURES + 1):
        assert refusal(lambda: door.unlock(ADMINISTRATOR, ANOTHER)) == REFUSED_UNLOCK
    assert "Wait" in refusal(lambda: door.unlock(ADMINISTRATOR, PASSWORD))
    assert "Wait" in refusal(lambda: SignIn(real.settings, real.database).sign_in("anna", PASSWORD))
    let_time_pass(real)
    door.unlock(ADMINISTRATOR, PASSWORD)


def test_a_pin_unlocks_and_so_does_the_password_of_who_forgot_it(
    real: Clinic, door: SignIn, signed: SignedIn
) -> None:
    door.change_pin(ADMINISTRATOR, PASSWORD, PIN)
    assert door.unlocks_with(ADMINISTRATOR) is Wanted.PIN
    door.unlock(ADMINISTRATOR, PIN)
    door.unlock(ADMINISTRATOR, PASSWORD)
    assert refusal(lambda: door.unlock(ADMINISTRATOR, "719204")) == REFUSED_PIN


def test_another_password_takes_the_place_of_the_old_one(
    real: Clinic, door: SignIn, signed: SignedIn
) -> None:
    assert "nothing was changed" in refusal(
        lambda: door.change_password(ADMINISTRATOR, ANOTHER, ANOTHER + "!")
    )
    for new in ("short", "anna anna practice", PASSWORD):
        with pytest.raises(Invalid) as refused:
            door.change_password(ADMINISTRATOR, PASSWORD, new)
        assert refused.value.field == "password"
    door.change_password(ADMINISTRATOR, PASSWORD, ANOTHER)
    assert refusal(lambda: door.sign_in("anna", PASSWORD)) == REFUSED
    assert door.sign_in("anna", ANOTHER).name == "Anna"
    assert trail(real) == [("change password", 1, "{}")]


def test_a_pin_is_no_proof_for_another_password_of_who_has_one(
    real: Clinic, door: SignIn, signed: SignedIn
) -> None:
    give(real, ADMINISTRATOR, PIN, "PIN")
    refusal(lambda: door.change_password(ADMINISTRATOR, PIN, ANOTHER))
    with pytest.raises(Invalid) as refused:
        door.change_pin(ADMINISTRATOR, PIN, "123456")
    assert refused.value.field == "pin"
    door.change_pin(ADMINISTRATOR, PIN, "719204")
    door.unlock(ADMINISTRATOR, "719204")


def test_who_came_with_a_key_alone_chooses_a_first_pin_and_password(real: Clinic) -> None:
    door = with_key(real, "berta")
    door.automatically()
    door.change_pin(MEMBER, "", PIN)
    refusal(lambda: door.change_pin(MEMBER, "", "719204"))
    door.change_password(MEMBER, PIN, ANOTHER)
    assert SignIn(real.settings, real.database).sign_in("berta", ANOTHER).name == "Berta"


def test_in_a_demonstration_clinic_nothing_is_asked_and_nothing_written(clinic: Clinic) -> None:
    door = SignIn(clinic.settings, clinic.database)
    assert door.wanted is Wanted.NOTHING
    desk = door.desk(door.automatically().places[0])
    assert desk.demonstration
    assert door.unlocks_with(desk.actor) is Wanted.NOTHING
    door.unlock(desk.actor, "")
    assert [place.institution for place in door.places(desk.actor)] == ["Practice"]
    refusal(lambda: door.change_pin(desk.actor, "", PIN))
    assert trail(clinic) == []


# Hashes


def test_a_weaker_hash_is_made_anew_at_the_next_sign_in_and_a_stronger_one_stays(
    real: Clinic, door: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> str:
        return real.database.system(
            lambda connection: str(connection.scalar(select(tables.credential.c.hash)))
        )

    monkeypatch.setattr(hashing, "LARGE", (2, 128))
    door.sign_in("anna", PASSWORD)
    assert "$m=128,t=2,p=1$" in kept()
    stronger = kept()
    monkeypatch.setattr(hashing, "LARGE", (1, 64))
    door.sign_in("anna", PASSWORD)
    assert kept() == stronger


def test_a_machine_with_little_memory_takes_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    pages = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": (2 << 30) // 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__)
    assert hashing.cost() == (3, 65_536)
    pages["SC_PHYS_PAGES"] -= 1
    assert hashing.cost() == (2, 19_456)


def test_a_hash_takes_no_more_from_the_machine_than_the_program_that_makes_it() -> None:
    """A machine may start it behind others, and then nobody but root may step forward again."""
    program = (
        "import os, threading\nfrom dentui.services import hashing\nos.nice(10)\n"
        "print(hashing._behind_the_desks("
        "lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())))"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "10"


def test_one_hash_at_a_time_and_the_lock_is_private(tmp_path: Path) -> None:
    inside, most = 0, 0
    count = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        with hashing.alone(tmp_path):
            with count:
                inside += 1
                most = max(most, inside)
            hashing.make_hash(PASSWORD)
            with count:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work) for _ in range(40)]:
            done.result()
    assert most == 1
    assert stat.S_IMODE((tmp_path / hashing.LOCK_FILE).stat().st_mode) == 0o600


def test_a_process_that_dies_gives_the_lock_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom dentui.services.hashing import alone\n"
        "with alone(Path(sys.argv[1])):\n    print('inside', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "inside\n"
        monkeypatch.setattr(hashing, "PATIENCE", 0.1)
        with pytest.raises(Unavailable, match="Too many people"), hashing.alone(tmp_path):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        monkeypatch.undo()
        with hashing.alone(tmp_path):
            pass


# The rescue


def test_who_has_the_account_gives_a_new_password(real: Clinic, door: SignIn) -> None:
    with real.database.engine.begin() as connection:
        connection.execute(
            insert(tables.membership).values(institution_id=2, person_id=1, role="member", doctor=False)
        )
    fail(door)
    reset_password(real.settings, "ANNA", lambda: ANOTHER)
    assert not door.sign_in("anna", ANOTHER).must_change
    row = ("reset password", 1, '{"how": "command line"}')
    assert trail(real) == [row]
    assert trail(real, ELSEWHERE) == [row]
    for institution in (1, 2):
        verdict = real.database.read(
            Actor(1, institution),
            lambda view: audit.verify(view.connection, real.database.key, view.institution_id),
        )
        assert (verdict.rows, verdict.broken_at) == (1, None)


def test_a_reset_is_refused_for_nobody_over_a_key_and_for_a_bad_password(real: Clinic) -> None:
    with pytest.raises(NotFound):
        reset_password(real.settings, "nobody", lambda: ANOTHER)
    with pytest.raises(Forbidden):
        reset_password(replace(real.settings, key_of="anna"), "anna", lambda: ANOTHER)
    with pytest.raises(Invalid):
        reset_password(real.settings, "anna", lambda: "annaanna anna anna")


def test_the_settings_open_the_register_of_a_real_home(real: Clinic) -> None:
    opened = open_sign_in(real.settings)
    assert opened.sign_in("anna", PASSWORD).name == "Anna"
    opened.close()
