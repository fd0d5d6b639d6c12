"""The first start of a real clinic: its register and its first administrator."""

from __future__ import annotations

import fcntl
import os
import stat
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dentui.config import SETTINGS_FILE, Settings
from dentui.domain.forms import tidy
from dentui.domain.sign_in import check_login, check_password
from dentui.errors import Invalid, Unavailable
from dentui.services import hashing, phones
from dentui.store import audit, engine, setup

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class SetupInput:
    """What the wizard hands over."""

    institution: str
    name: str
    login: str
    password: str
    country: str
    """ISO 3166."""


def can_set_up(settings: Settings) -> str:
    """Where the register would be made, in words; raises Unavailable where none can be made, with why."""
    if settings.demonstration:
        raise Unavailable(
            f"{settings.home} is marked as a demonstration home. Choose another --home for a real clinic, or "
            "make an invented one there with: dentui demo"
        )
    return setup.look_at_place(engine.parse(settings.database))


def set_up(settings: Settings, form: SetupInput) -> None:
    """Make the register with an institution, the case and visit types that ship, and one administrator: all
    of it or nothing. Raises Invalid with the field, Unavailable; NoRegister is what led here."""
    form = checked(form)
    can_set_up(settings)
    url = engine.parse(settings.database)
    try:
        with _all_or_nothing() as undo:
            _make_home(settings.home, undo)
            with _one_at_a_time(settings.home):
                can_set_up(settings)  # nobody was faster
                _put_country(settings.home / SETTINGS_FILE, form.country, undo)
                key = _make_key(settings.home, undo)
                # Nobody signs in yet who could be kept waiting.
                clinic = setup.NewClinic(
                    form.institution, form.name, form.login, hashing.make_hash(form.password)
                )
                if setup.is_server(url):
                    setup.make_on_server(url, key, clinic)
                else:
                    _make_folder(setup.file_of(url).parent, undo)
                    setup.make_file(url, key, clinic)
    except OSError as error:
        raise Unavailable(
            f"The register could not be made in {settings.home}: {error.strerror}. Nothing was left there."
        ) from error


def checked(form: SetupInput) -> SetupInput:
    """The form as it is kept. Raises Invalid with the field."""
    institution = _name(form.institution, "institution", "The name of the clinic is missing.")
    name = _name(form.name, "name", "Your name is missing.")
    login = check_login(form.login)
    password = check_password(form.password, login, name, institution)
    country = form.country.strip().upper()
    if not phones.is_country(country):
        raise Invalid("The country is written with two letters, such as CH, DE or CN.", field="country")
    return replace(form, institution=institution, name=name, login=login, password=password, country=country)


def _name(text: str, field: str, missing: str) -> str:
    name = tidy(text)
    if not name:
        raise Invalid(f"{missing} Type it.", field=field)
    if len(name) > LONGEST_NAME:
        raise Invalid(f"That name is too long: at most {LONGEST_NAME} characters.", field=field)
    return name


@contextmanager
def _all_or_nothing() -> Iterator[ExitStack]:
    """What is pushed on it is done where the work fails. Where a server took it or did not, and nobody can
    tell, all stays: the register may need it."""
    with ExitStack() as undo:
        try:
            yield undo
        except Unavailable as error:
            if error.unknown:
                undo.pop_all()
            raise
        undo.pop_all()


def _make_home(home: Path, undo: ExitStack) -> None:
    _make_folder(home, undo)
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        home.chmod(stat.S_IRWXU)
        undo.callback(home.chmod, mode)


def _make_folder(folder: Path, undo: ExitStack) -> None:
    missing = [above for above in (folder, *folder.parents) if not above.exists()]
    for above in reversed(missing):
        try:
            above.mkdir(mode=0o700)
        except FileExistsError:
            if not above.is_dir():
                raise
        else:
            undo.callback(_unmake_folder, above)


def _unmake_folder(folder: Path) -> None:
    """What another program has put into it meanwhile stays."""
    if not any(folder.iterdir()):
        folder.rmdir()


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """The lock is on the folder itself, and leaves no file behind."""
    handle = os.open(home, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_key(home: Path, undo: ExitStack) -> audit.AuditKey:
    file = home / audit.KEY_FILE
    if not file.exists():
        for left in home.glob(f"{audit.GROWING}*"):
            left.unlink()  # of a start that was killed
        undo.callback(file.unlink, missing_ok=True)
    return audit.read_key(home)


def _put_country(file: Path, country: str, undo: ExitStack) -> None:
    """Write the country into the settings, unless they name one; every other line stays."""
    try:
        before: bytes | None = file.read_bytes()
    except FileNotFoundError:
        before = None
    text = "" if before is None else before.decode("utf-8")
    if "country" in tomllib.loads(text):
        return
    undo.callback(_put_back, file, before)
    # In front, where it stands outside every table.
    _write(file, f'country = "{country}"\n'.encode() + (before or b""))


def _put_back(file: Path, before: bytes | None) -> None:
    if before is None:
        file.unlink(missing_ok=True)
    else:
        _write(file, before)


def _write(file: Path, content: bytes) -> None:
    """The file is whole at any time."""
    growing = file.with_name(f".{file.name}.new")
    growing.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        growing.replace(file)
    except BaseException:
        growing.unlink(missing_ok=True)
        raise
