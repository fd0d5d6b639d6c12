"""Making a demonstration home: its register and the settings that mark it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dentui.config import REGISTER_FILE, SETTINGS_FILE
from dentui.errors import DentuiError, Invalid, Unavailable
from dentui.services.demo.clinic import OPERATOR, Clinic
from dentui.store import bulk, engine

BYTES_A_PATIENT = 3_000
"""Room on the disk that is asked for while a register is built: shards, register and index."""


def make_demo(
    home: Path,
    *,
    patients: int = 2_000,
    seed: int = 1,
    today: date | None = None,
    database: str | None = None,
    progress: Callable[[int], None] | None = None,
    workers: int | None = None,
) -> Path:
    """Make a demonstration clinic in `home`, made where it is missing, and return its register's file.

    The same seed and `today`, the day of the newest visits, make the same clinic. `progress` is told the
    number of patients taken in so far. Raises Invalid for what makes no clinic, Unavailable where there is
    a register or a real home already and where it cannot be written; nothing half made is left then."""
    if patients < 1:
        raise Invalid("A clinic needs at least one patient.", field="patients")
    file = _file(home, database)
    if file.exists():
        raise Unavailable(
            f"There is a register at {file} already, and it was left as it is. Choose another --home."
        )
    try:
        made_home = _make_home(home)
        marked = _mark(home, file)
        try:
            _check_room(home, patients)
            clinic = Clinic(patients, seed, today or date.today())
            bulk.build(file, clinic.plan(), clinic, progress, workers)
        except BaseException:
            if marked:
                (home / SETTINGS_FILE).unlink(missing_ok=True)
            if made_home and not any(home.iterdir()):
                home.rmdir()
            raise
    except OSError as error:
        raise Unavailable(
            f"The demonstration clinic could not be made in {home}: {error.strerror}. Nothing was left there."
        ) from error
    except Exception as error:
        told = None if isinstance(error, DentuiError) else engine.translate(error, file)
        if told is None:
            raise
        raise told from error
    return file


def _file(home: Path, database: str | None) -> Path:
    if database is None:
        return home / REGISTER_FILE
    url = engine.parse(database)
    if url.get_backend_name() != "sqlite":
        raise Invalid(
            "A demonstration clinic is made in a file, not on a server: leave --database out.",
            field="database",
        )
    return Path(url.database or "").absolute()


def _make_home(home: Path) -> bool:
    """Make the home, for its own account only; says whether it was missing."""
    try:
        home.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return False
    return True


def _mark(home: Path, file: Path) -> bool:
    """Write the settings that mark a demonstration home, before the register, so that no register of
    invented patients ever stands unmarked; says whether they were missing. Raises Unavailable in a home that
    has others."""
    settings = home / SETTINGS_FILE
    lines = [
        "# A demonstration clinic: its patients are invented, and whoever starts dentui is whom --as says.",
        "demonstration = true",
        f'operator = "{OPERATOR}"',
    ]
    if file != home / REGISTER_FILE:
        lines.append(f"database = 'sqlite:///{file}'")
    text = "\n".join(lines) + "\n"
    try:
        if settings.read_text("utf-8") == text:
            return False
    except FileNotFoundError:
        with os.fdopen(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        return True
    except ValueError:
        pass
    raise Unavailable(
        f"There are settings in {home} already: invented patients do not belong into a home that is in use. "
        "Choose another --home."
    )


def _check_room(home: Path, patients: int) -> None:
    needed, free = patients * BYTES_A_PATIENT, shutil.disk_usage(home).free
    if free < needed + (64 << 20):
        raise Unavailable(
            f"The disk of {home} has {free >> 20:,} MB free, and a clinic of {patients:,} patients needs "
            f"{(needed >> 20) + 64:,} MB while it is made. Free some space or ask for fewer patients."
        )
