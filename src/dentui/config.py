"""One frozen settings object, read once and handed down.

Sources, the first that speaks wins: command-line option, environment variable, `dentui.toml` in the
home, default. The home is where register, files and settings live.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dentui.errors import Invalid, Unavailable

REGISTER_FILE = "register.db"
SETTINGS_FILE = "dentui.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a start of dentui needs to know."""

    home: Path
    database: str
    """SQLAlchemy URL of the register; a file in the home unless told otherwise."""
    demonstration: bool = False
    """The home is marked as demonstration: its patients are invented, and `--as` is accepted."""
    operator: str | None = None
    """Login name of the operator, given by `--as` or, in a demonstration home, by its settings."""
    institution: str | None = None
    """Name of the institution to work in, where the operator belongs to several."""
    country: str = "CH"
    """ISO 3166 country whose telephone numbers may be written without a country code."""

    @property
    def register_file(self) -> Path:
        """Where the embedded register lies, whether or not it is the one in use."""
        return self.home / REGISTER_FILE


def default_home(environ: Mapping[str, str]) -> Path:
    """The home where nothing else is said: DENTUI_HOME, or the XDG data folder. Raises Invalid for one
    in the folder of an account that is not there."""
    if home := environ.get("DENTUI_HOME"):
        return _expanded(Path(home))
    data = environ.get("XDG_DATA_HOME") or "~/.local/share"
    return _expanded(Path(data)) / "dentui"


def read_settings(
    *,
    home: Path | None = None,
    database: str | None = None,
    operator: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Settings for this start. Raises Invalid for an operator outside a demonstration home and
    for a home that cannot be told, Unavailable where the settings file cannot be read."""
    folder = _expanded(home or default_home(environ)).absolute()
    stored = _stored(folder / SETTINGS_FILE)
    demonstration = bool(stored.get("demonstration", False))
    if operator and not demonstration:
        raise Invalid(
            f"--as is refused: {folder} is not a demonstration home. Sign in instead.",
            field="as",
        )
    url = database or environ.get("DENTUI_DATABASE") or _text(stored, "database")
    return Settings(
        home=folder,
        database=url or f"sqlite:///{folder / REGISTER_FILE}",
        demonstration=demonstration,
        operator=(operator or _text(stored, "operator")) if demonstration else None,
        institution=environ.get("DENTUI_INSTITUTION") or _text(stored, "institution"),
        country=_text(stored, "country") or "CH",
    )


def _expanded(folder: Path) -> Path:
    try:
        return folder.expanduser()
    except RuntimeError as error:
        raise Invalid(
            f"There is no account whose folder {folder} could lie in. Write the home in full, with --home.",
            field="home",
        ) from error


def _stored(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Unavailable(f"The settings file {file} cannot be read: {error}. Mend or remove it.") from error


def _text(stored: Mapping[str, object], key: str) -> str | None:
    value = stored.get(key)
    return value if isinstance(value, str) and value else None
