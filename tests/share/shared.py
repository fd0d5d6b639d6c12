"""A shared report of a made-up patient, on the shelf of a home of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dentui.domain.links import ABOUT, PDF, About, LinkToken, SharedPage, page_part, text_part
from dentui.store import engine as engines
from dentui.store.sealing import seal
from dentui.store.shelving import Shared, Shelving
from tests.media.made import photo

BORN = date(1984, 3, 27)
PDF_BYTES = b"%PDF-1.7 of nobody\n"
PAGES = 2
TEXT = "Assessment\nAll in all <b>well kept</b> & \u202eclean"


@dataclass(frozen=True)
class Shelved:
    """A home with a shelf, as desks use it."""

    home: Path
    tokens: list[LinkToken] = field(default_factory=list)

    def share(
        self,
        *,
        days: float = 14,
        most: int | None = 20,
        language: str = "en",
        institution: str = "Dental Centre <Central> & Co",
    ) -> LinkToken:
        """Put a report on the shelf; the token of its link."""
        token = LinkToken.new()
        pages = tuple(SharedPage(60, 85, "image/jpeg") for _ in range(PAGES))
        about = About(institution, "R-2026-00012", date(2026, 11, 29), language, pages)
        parts = {ABOUT: ("application/json", about.to_json()), PDF: ("application/pdf", PDF_BYTES)}
        for number in range(1, PAGES + 1):
            parts[page_part(number)] = ("image/jpeg", photo(size=(60, 85), comment=b"%d" % number))
            parts[text_part(number)] = ("text/plain", f"{TEXT} {number}".encode())
        sealed = {
            name: (kind, seal(token.content_key, token.digest, name, data))
            for name, (kind, data) in parts.items()
        }
        until = int(time.time() + days * 86_400)
        shelving = Shelving(engines.open_engine(engines.parse("sqlite:///x")), self.home)
        shelving.put(None, Shared(token.digest, token.birth_seal(BORN), until, most, sealed))  # type: ignore[arg-type]
        shelving.close()
        return token

    def end(self, token: LinkToken) -> None:
        """Take a report off the shelf, as revoking it does."""
        shelving = Shelving(engines.open_engine(engines.parse("sqlite:///x")), self.home)
        shelving.take_off(None, [token.digest])  # type: ignore[arg-type]
        shelving.close()
