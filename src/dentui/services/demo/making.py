"""Making a demonstration home: its register and the settings that mark it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dentui.config import REGISTER_FILE, SETTINGS_FILE
from dentui.errors import DentuiError, Invalid, Unavailable
from dentui.services.demo.clinic import OPERATOR, Clinic
from dentui.store import bulk, engine, serving

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
    """Make a demonstration clinic in `home`, made where it is missing, and return its register's file;
    with `database` on a server or in another file.

    The same seed and `today`, the day of the newest visits, make the same clinic. `progress` is told the
    number of patients taken in so far. Raises Invalid for what makes no clinic, Unavailable where there is
    a register or a real home already and where it cannot be written; nothing half made is left then."""
    if patients < 1:
        raise Invalid("A clinic needs at least one patient.", field="patients")
    url = engine.parse(database or f"sqlite:///{home / REGISTER_FILE}")
    on_server = url.get_backend_name() != "sqlite"
    file = home / REGISTER_FILE if on_server else Path(url.database or "").absolute()
    if not on_server and file.exists():
        raise Unavailable(
            f"There is a register at {file} already, and it was left as it is. Choose another --home."
        )
    try:
        made_home = _make_home(home)
        place = url.render_as_string(hide_password=False) if on_server else f"sqlite:///{file}"
        marked = _mark(home, None if place == f"sqlite:///{home / REGISTER_FILE}" else place)
        try:
            _check_room(home, patients)
            clinic = Clinic(patients, seed, today or date.today())
            if on_server:
                serving.build_on_server(url, clinic.plan(), clinic, progress)
            else:
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


def _make_home(home: Path) -> bool:
    """Make the home, for its own account only; says whether it was missing."""
    try:
        home.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return False
    return True


def _mark(home: Path, database: str | None) -> bool:
    """Write the settings that mark a demonstration home, before the register, so that no register of
    invented patients ever stands unmarked; says whether they were missing. Raises Unavailable in a home that
    has others."""
    settings = home / SETTINGS_FILE
    lines = [
        "# A demonstration clinic: its patients are invented, and whoever starts dentui is whom --as says.",
        "demonstration = true",
        f'operator = "{OPERATOR}"',
    ]
    if database is not None:
        lines.append(f"database = {json.dumps(database)}")
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
