"""What lies in a home of forms that were left unfinished, or are being typed."""

from __future__ import annotations

import os
from pathlib import Path


def kept(home: Path) -> list[Path]:
    """The files of the drafts, at desks that work too: one that is renamed or taken away meanwhile may be
    among them or not."""
    return sorted(
        Path(folder, name)
        for folder, _, names in os.walk(home / "drafts")
        for name in names
        if name.endswith(".json")
    )
