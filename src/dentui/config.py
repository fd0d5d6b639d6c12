"""One frozen settings object, read once and handed down.

Sources, the first that speaks wins: command-line option, environment variable, `dentui.toml` in the
home, default. The home is where register, files and settings live.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dentui.errors import Invalid, Unavailable

REGISTER_FILE = "register.db"
SETTINGS_FILE = "dentui.toml"
LOCK_AFTER = 10
LONGEST_LOCK_AFTER = 480
"""Minutes."""
PREVIEW_DAYS = 30
LONGEST_PREVIEW_DAYS = 3_650


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
    sftp: str = ""
    """What stands before a path in the home in the line by which a person sends or fetches files, {login}
    being their login name; "" for the account and the address of the desk."""
    key_of: str | None = None
    """Login name of the operator whose SSH key opened this line (`--key-of`)."""
    pin: bool = False
    """Whether a PIN is asked for on top of the SSH key (`ssh_pin`)."""
    lock_after: int = LOCK_AFTER
    """Minutes without a key after which the desk locks itself; 0: never."""
    files: str = ""
    """Where image data is kept: a folder, or s3://BUCKET/PREFIX; "" for the folder `files` in the home."""
    files_endpoint: str = ""
    """URL of the object storage, where it is not Amazon's; its keys stand in the environment (AWS_...)."""
    files_region: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    """What a file may cost, by the names of `domain.limits.Limits`; in others the default stands."""
    preview_days: int = PREVIEW_DAYS
    """Days for which temporary preview files are kept."""
    model_viewer: tuple[str, ...] = ()
    """Program and arguments that show models in a window, where there is a display; the files come behind."""
    cell_diff: bool = True
    """Whether only the cells that changed are sent to the terminal (`cell_diff`, DENTUI_CELL_DIFF)."""

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
    key_of: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Settings for this start. Raises Invalid for an operator outside a demonstration home, for the
    owner of a key where no SSH line was opened, for a home that cannot be told and settings that mean
    nothing; Unavailable where the settings file cannot be read."""
    folder = _expanded(home or default_home(environ)).absolute()
    stored = _stored(folder / SETTINGS_FILE)
    demonstration = bool(stored.get("demonstration", False))
    if operator and not demonstration:
        raise Invalid(
            f"--as is refused: {folder} is not a demonstration home. Sign in instead.",
            field="as",
        )
    if key_of is not None and not environ.get("SSH_CONNECTION"):
        raise Invalid(
            "--key-of is refused: no SSH key opened this line. It belongs into command= of authorized_keys "
            "or into ForceCommand of sshd_config, and nowhere else.",
            field="key_of",
        )
    if key_of is not None and not key_of.strip():
        raise Invalid(
            "--key-of is refused: it names nobody. Write the operator's login name.", field="key_of"
        )
    url = database or environ.get("DENTUI_DATABASE") or _text(stored, "database")
    return Settings(
        home=folder,
        database=url or f"sqlite:///{folder / REGISTER_FILE}",
        demonstration=demonstration,
        operator=(operator or key_of or _text(stored, "operator")) if demonstration else None,
        institution=environ.get("DENTUI_INSTITUTION") or _text(stored, "institution"),
        country=_text(stored, "country") or "CH",
        sftp=_text(stored, "sftp") or "",
        key_of=None if demonstration else key_of,
        pin=_switch(stored, "ssh_pin"),
        lock_after=_number(stored, "lock_after", "minutes", 0, LOCK_AFTER, LONGEST_LOCK_AFTER),
        files=environ.get("DENTUI_FILES") or _text(stored, "files") or "",
        files_endpoint=_text(stored, "files_endpoint") or "",
        files_region=_text(stored, "files_region") or "",
        limits=_limits(stored),
        preview_days=_number(stored, "preview_days", "days", 1, PREVIEW_DAYS, LONGEST_PREVIEW_DAYS),
        model_viewer=_words(stored, "model_viewer"),
        cell_diff=_said(environ, "DENTUI_CELL_DIFF", _switch(stored, "cell_diff", True)),
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


def _said(environ: Mapping[str, str], key: str, otherwise: bool) -> bool:
    value = environ.get(key, "")
    if value not in ("", "0", "1"):
        raise Invalid(f"{key} has to be 0 or 1. Mend it.", field=key)
    return value == "1" if value else otherwise


def _switch(stored: Mapping[str, object], key: str, otherwise: bool = False) -> bool:
    value = stored.get(key, otherwise)
    if not isinstance(value, bool):
        raise Invalid(
            f"{key} in {SETTINGS_FILE} has to be true or false, without quotes. Mend it.", field=key
        )
    return value


def _words(stored: Mapping[str, object], key: str) -> tuple[str, ...]:
    """The words of a command, each by itself: no shell takes them apart."""
    value = stored.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise Invalid(
            f'{key} in {SETTINGS_FILE} has to be a list of words, as ["f3d", "--up=+Z"]. Mend it.', field=key
        )
    return tuple(value)


def _number(stored: Mapping[str, object], key: str, unit: str, least: int, usual: int, most: int) -> int:
    value = stored.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        never = " (never)" if least == 0 else ""
        raise Invalid(
            f"{key} in {SETTINGS_FILE} has to be a whole number of {unit} from {least}{never} to {most}. "
            "Mend it.",
            field=key,
        )
    return value


def _limits(stored: Mapping[str, object]) -> Mapping[str, int]:
    values = stored.get("limits", {})
    if not isinstance(values, dict) or not all(type(value) is int and value > 0 for value in values.values()):
        raise Invalid(
            f"Every line of [limits] in {SETTINGS_FILE} has to be a whole number above 0. Mend it.",
            field="limits",
        )
    return values
