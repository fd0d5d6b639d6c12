"""Folders of this machine, and the inbox: what can be added from them, and what is nobody's to see."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.domain.sources import Entry, narrowed
from dentui.errors import Forbidden, Invalid, NotFound
from dentui.services import sources as service
from dentui.services.sources import Sources
from dentui.store import sources as store

NASTY = "\x1b[31mred\x1b]0;owned\x07 \u202egpj.stl"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with what must not be seen."""
    home = tmp_path / "home"
    (home / "files").mkdir(parents=True)
    for name in ("register.db", "register.db-wal", "audit.key", "files/blob"):
        (home / name).write_text("secret")
    return home


@pytest.fixture
def anna(home: Path) -> Sources:
    """Anna's."""
    return sources_of(home, "anna")


def sources_of(home: Path, login: str, database: str = "", **environ: str) -> Sources:
    url = database or f"sqlite:///{home / 'register.db'}"
    return Sources(Settings(home=home, database=url), login, environ)


def names(entries: object) -> list[str]:
    assert isinstance(entries, tuple)
    return [entry.name for entry in entries]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of somebody's."""
    folder = tmp_path / "scans"
    (folder / "inner").mkdir(parents=True)
    for name in ("b.stl", "A.stl", ".hidden", NASTY, "Übersicht.jpg"):
        (folder / name).write_text(name)
    return folder


# Folders


def test_a_folder_lists_folders_first_and_then_by_name(anna: Sources, folder: Path) -> None:
    listing = anna.list(folder)
    assert names(listing.entries) == ["inner", NASTY, ".hidden", "A.stl", "b.stl", "Übersicht.jpg"]
    assert [listing.inbox, listing.hidden, listing.more] == [False, 1, False]
    assert listing.entries[3].size == 5


def test_hidden_files_are_shown_only_when_a_dot_is_typed_and_letters_find_without_accents(
    anna: Sources, folder: Path
) -> None:
    entries = anna.list(folder).entries
    assert ".hidden" not in [entry.name for entry in narrowed(entries, "")]
    assert [entry.name for entry in narrowed(entries, ".h")] == [".hidden"]
    assert [entry.name for entry in narrowed(entries, "uber")] == ["Übersicht.jpg"]
    assert [entry.name for entry in narrowed(entries, "stl")] == [NASTY, "A.stl", "b.stl"]


def test_what_is_no_file_a_dead_link_and_what_cannot_be_read_say_so(anna: Sources, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "dead").symlink_to(folder / "gone")
    refusals = {entry.name: entry.refusal for entry in anna.list(folder).entries}
    assert refusals["pipe"] == store.NO_FILE
    assert refusals["dead"] == store.DEAD_LINK
    assert refusals["A.stl"] == ""
    assert anna.why_not(folder / "pipe") == service.NO_FILE
    assert anna.why_not(folder / "dead") == service.NOT_THERE


def test_a_folder_of_thousands_is_read_up_to_a_limit(
    anna: Sources, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_ENTRIES", 3)
    listing = anna.list(folder)
    assert [len(listing.entries), listing.more] == [3, True]


def test_a_path_that_is_typed_leads_to_its_folder_and_what_is_begun_in_it(
    anna: Sources, folder: Path
) -> None:
    typed = anna.typed("inn", folder)
    assert [typed.listing.folder, typed.begun] == [folder, "inn"]
    assert anna.typed("inner/", folder).listing.folder == folder / "inner"
    assert anna.typed(str(folder) + "/A", Path("/")).begun == "A"
    assert anna.typed("..", folder / "inner").listing.folder == folder
    assert anna.typed("~", folder).listing.folder == Path.home()
    with pytest.raises(NotFound):
        anna.typed("gone/x", folder)


def test_a_path_is_found_whole_and_pasted_paths_are_read(anna: Sources, folder: Path) -> None:
    entry, why_not = anna.find("A.stl", folder)
    assert [entry.path, entry.size, why_not] == [folder / "A.stl", 5, ""]
    told, found = anna.pasted(f"'{folder}/A.stl' {folder}/gone.stl\nhello", folder)
    assert [entry.path for entry, _ in found] == [folder / "A.stl"]
    assert told.missing == (f"{folder}/gone.stl",)
    assert told.none == ("hello",)
    with pytest.raises(NotFound):
        anna.find("\0", folder)


def test_it_begins_where_the_operator_added_from_last_else_in_the_inbox(
    anna: Sources, home: Path, folder: Path
) -> None:
    assert anna.start().inbox
    anna.remember(folder)
    assert anna.start().folder == folder
    assert sources_of(home, "otto").start().inbox
    (folder / "inner").rename(folder.parent / "moved")
    anna.remember(folder / "inner")
    assert anna.start().inbox


# What is dentui's own


def test_nothing_in_the_home_is_listed_or_taken_but_the_own_inbox(anna: Sources, home: Path) -> None:
    theirs = sources_of(home, "otto").list(home / "inbox" / "otto").folder
    (theirs / "scan.stl").write_text("Otto's")
    mine = anna.list(anna.inbox).folder / "scan.stl"
    mine.write_text("Anna's")
    for place in (home, home / "files", home / "inbox", theirs):
        with pytest.raises(Forbidden):
            anna.list(place)
        assert anna.why_not(place) == service.OURS
    for file in (home / "register.db", home / "audit.key", theirs / "scan.stl"):
        assert anna.why_not(file) == service.OURS
        assert anna.find(str(file), Path("/"))[1] == service.OURS
        with pytest.raises(Invalid):
            anna.choose([file])
    assert anna.why_not(mine) == ""


def test_no_link_leads_into_the_home(anna: Sources, home: Path, folder: Path) -> None:
    (folder / "way").symlink_to(home)
    (folder / "key.stl").symlink_to(home / "audit.key")
    with pytest.raises(Forbidden):
        anna.list(folder / "way")
    assert anna.why_not(folder / "way" / "register.db") == service.OURS
    assert anna.why_not(folder / "key.stl") == service.OURS
    assert anna.why_not(folder / "inner" / ".." / ".." / "home" / "audit.key") == service.OURS


def test_a_folder_in_which_the_home_lies_is_not_taken_as_a_whole(anna: Sources, home: Path) -> None:
    assert anna.why_not(home.parent) == service.AROUND_OURS
    assert anna.why_not(Path("/")) == service.AROUND_OURS
    assert anna.list(home.parent).folder == home.parent


def test_a_register_that_lies_elsewhere_is_not_taken(home: Path, folder: Path) -> None:
    register = folder / "clinic.db"
    for name in ("clinic.db", "clinic.db-wal", "clinic.db-shm"):
        (folder / name).write_text("secret")
    anna = sources_of(home, "anna", f"sqlite:///{register}")
    assert {anna.why_not(folder / f"clinic.db{end}") for end in ("", "-wal", "-shm")} == {service.OURS}
    assert anna.why_not(folder) == service.AROUND_OURS
    assert anna.why_not(folder / "A.stl") == ""
    assert sources_of(home, "anna", "postgresql://db/clinic").why_not(folder) == ""


def test_a_folder_of_image_data_that_lies_elsewhere_is_not_taken(home: Path, folder: Path) -> None:
    place = Settings(home=home, database="postgresql://db/clinic", files=str(folder / "inner"))
    (folder / "inner" / "blob").write_text("somebody's")
    assert Sources(place, "anna").why_not(folder / "inner" / "blob") == service.OURS
    assert Sources(place, "anna").why_not(folder) == service.AROUND_OURS
    assert Sources(replace(place, files="s3://bucket/images"), "anna").why_not(folder) == ""


@pytest.mark.parametrize("login", ["../../etc", "..", ".", "a/b", "%2E%2E", "\x1b[2J", "müller"])
def test_every_login_name_has_an_inbox_of_its_own_inside_the_home(home: Path, login: str) -> None:
    inbox = sources_of(home, login).inbox
    assert inbox.parent == home / "inbox"
    assert sources_of(home, login).list(inbox).inbox


# The inbox


@pytest.fixture
def inbox(anna: Sources) -> Path:
    """Anna's, made."""
    return anna.list(anna.inbox).folder


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are whole at once."""
    monkeypatch.setattr(store, "SETTLED", 0.0)


def test_the_inbox_is_for_its_owner_alone(inbox: Path) -> None:
    assert inbox.stat().st_mode & 0o777 == 0o700


def test_what_came_last_stands_first_whatever_time_its_sender_gave_it(anna: Sources, inbox: Path) -> None:
    for number, name in enumerate(("first", "second", "third")):
        (inbox / name).write_text(name)
        os.utime(inbox / name, (1_000_000 - number, 1_000_000 - number))
    assert names(anna.list(inbox).entries) == ["third", "second", "first"]


def test_a_file_that_is_being_written_cannot_be_taken_yet(anna: Sources, inbox: Path) -> None:
    with (inbox / "jaw.stl").open("wb") as file:
        file.write(b"half")
        file.flush()
        (entry,) = anna.list(inbox).entries
        assert [entry.refusal, entry.size] == [store.ARRIVING, 4]
        assert anna.why_not(inbox / "jaw.stl") == service.ARRIVING
        with pytest.raises(Invalid, match="still arriving"):
            anna.choose([inbox / "jaw.stl"])
    (entry,) = anna.list(inbox).entries
    assert entry.refusal == ""
    assert anna.choose([inbox / "jaw.stl"]).paths == (inbox / "jaw.stl",)


def test_where_nobody_tells_who_writes_a_file_has_to_rest(
    anna: Sources, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "is_written", lambda _: None)
    (inbox / "jaw.stl").write_text("whole")
    assert anna.list(inbox).entries[0].refusal == store.ARRIVING
    monkeypatch.setattr(store, "SETTLED", 0.0)
    assert anna.list(inbox).entries[0].refusal == ""


def test_what_a_program_still_calls_unfinished_is_not_taken(anna: Sources, inbox: Path) -> None:
    (inbox / "jaw.stl.filepart").write_text("half")
    assert anna.list(inbox).entries[0].refusal == store.ARRIVING


def test_a_folder_is_taken_when_nothing_in_it_came_for_a_while(
    anna: Sources, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "ct" / "1").mkdir(parents=True)
    for number in range(3):
        (inbox / "ct" / "1" / f"{number}.dcm").write_text("12345")
    (entry,) = anna.list(inbox).entries
    assert [entry.folder, entry.files, entry.size, entry.refusal] == [True, 3, 15, store.ARRIVING]
    assert anna.why_not(inbox / "ct" / "1" / "0.dcm") == service.ARRIVING
    monkeypatch.setattr(store, "SETTLED", 0.0)
    assert anna.list(inbox).entries[0].refusal == ""


def test_links_that_a_sender_made_are_not_followed(
    anna: Sources, inbox: Path, folder: Path, home: Path
) -> None:
    (inbox / "link.stl").symlink_to(folder / "A.stl")
    (inbox / "key.stl").symlink_to(home / "audit.key")
    (inbox / "way").symlink_to(folder)
    assert {entry.refusal for entry in anna.list(inbox).entries} == {store.A_LINK}
    assert anna.why_not(inbox / "link.stl") == service.A_LINK
    assert anna.why_not(inbox / "key.stl") == service.OURS
    assert anna.why_not(inbox / "way" / "A.stl") == service.A_LINK


def test_what_lies_elsewhere_is_taken_where_the_inbox_cannot_be_read(
    anna: Sources, home: Path, folder: Path
) -> None:
    (home / "inbox").write_text("no folder")
    entry, why_not = anna.find("b.stl", folder)
    assert (entry.path, why_not) == (folder / "b.stl", "")
    assert anna.choose([folder / "b.stl"]).paths == (folder / "b.stl",)


@pytest.mark.usefixtures("settled")
def test_what_was_kept_leaves_the_inbox_and_what_is_another_file_by_now_stays(
    anna: Sources, inbox: Path, folder: Path
) -> None:
    (inbox / "ct").mkdir()
    for name in ("a.stl", "b.stl", "ct/0.dcm", "ct/1.dcm"):
        (inbox / name).write_text(name)
    chosen = anna.choose([inbox / "a.stl", inbox / "b.stl", inbox / "ct", folder / "A.stl"])
    (inbox / "b.stl").unlink()
    (inbox / "b.stl").write_text("sent again, meanwhile")
    kept = [inbox / "a.stl", inbox / "b.stl", inbox / "ct/0.dcm", inbox / "ct/1.dcm", folder / "A.stl"]
    assert anna.put_away(chosen, kept) == 3
    assert names(anna.list(inbox).entries) == ["b.stl"]
    assert (folder / "A.stl").exists()
    assert anna.put_away(chosen, kept) == 0


def test_the_line_that_sends_files_is_ready_to_be_typed(home: Path) -> None:
    here = sources_of(home, "anna", SSH_CONNECTION="10.0.0.9 51234 10.0.0.5 2222")
    assert here.sftp.startswith("sftp -P 2222 ")
    assert here.sftp.endswith(f"@10.0.0.5:{home}/inbox/anna")
    elsewhere = Settings(
        home=home, database="postgresql://db/clinic", sftp="sftp -P 2222 {login}@files.example:/"
    )
    assert Sources(elsewhere, "anna").sftp == "sftp -P 2222 anna@files.example:/inbox/anna"
    assert Sources(replace(elsewhere, sftp="files.example:"), "anna").sftp == "sftp files.example:inbox/anna"
    assert "[fd00::5]" in sources_of(home, "anna", SSH_CONNECTION="fd00::9 5 fd00::5 22").sftp


def test_an_entry_is_called_as_its_folder_has_it(folder: Path) -> None:
    assert Entry(folder / NASTY, False, 0, store.when(0)).name == NASTY
    assert store.when(1e30).year == 1
