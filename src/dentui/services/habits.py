"""What an operator chose last and finds again: it only saves keys, so nothing of it fails."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from dentui.domain.images import folder_of
from dentui.domain.teeth import Numbering
from dentui.store.blobs import make_folder

FOLDER = "habits"


class Habits:
    """Those of one operator, in a file of the home."""

    def __init__(self, home: Path, login: str) -> None:
        self._place = home / FOLDER / f"{folder_of(login)}.json"

    def numbering(self) -> Numbering:
        """How teeth are written on the chart of a case."""
        with suppress(ValueError):
            return Numbering(self._read().get("numbering", ""))
        return Numbering.FDI

    def number_by(self, numbering: Numbering) -> None:
        """Write them so from now on."""
        begun = self._place.with_name(f".{self._place.name}.{os.getpid()}")
        with suppress(OSError):
            make_folder(self._place.parent)
            begun.write_text(json.dumps({**self._read(), "numbering": numbering.value}), "utf-8")
            begun.replace(self._place)

    def _read(self) -> dict[str, str]:
        with suppress(OSError, ValueError):
            told = json.loads(self._place.read_bytes())
            if isinstance(told, dict):
                return {str(name): str(value) for name, value in told.items()}
        return {}
