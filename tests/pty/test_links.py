"""From the list to a code in the patient's hand at a real terminal, whose cells are read; keys counted."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from dentui.domain.links import LinkToken
from dentui.store.shelf import open_shelf
from tests.decoding import DARK, LIGHT, NEEDS_ZBAR, decoded, photographed
from tests.media.test_qr import SIXTY
from tests.pty.desk import Desk
from tests.pty.test_working import CONTROL, work
from tests.share.served import Visitor, serving
from tests.ui.conftest import filled_home, published_home, settings_of  # noqa: F401 - fixtures
from tests.ui.elsewhere import Elsewhere
from tests.ui.widgets.test_preview import sixels

PROFILES = {
    "true": {"COLORTERM": "truecolor"},
    "16": {"DENTUI_COLOURS": "16"},
    "mono": {"NO_COLOR": "1"},
}
COMMANDS = frozenset("3s")
"""Letters of this work that are no data."""


@pytest.fixture
def home(published_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A register of one's own with published reports, and a server that shows them."""
    home = Path(shutil.copytree(published_home, tmp_path / "home"))
    other = Elsewhere(settings_of(home))
    other.desk.links.save_address(other.actor, SIXTY)
    other.close()
    return home


@NEEDS_ZBAR
def test_a_code_is_in_the_patients_hand_after_four_control_keys_in_every_profile(
    home: Path, tmp_path: Path
) -> None:
    keys = ("4711", "Enter", "3", "s", "Enter")
    assert sum(key in CONTROL or key in COMMANDS for key in keys) == 4
    links, settings = set(), settings_of(home)
    for name, environment in PROFILES.items():
        with Desk(home, environment=environment) as desk:
            desk.see("308 found")
            work(desk, *keys)
            desk.see("Works until", "kept nowhere")
            desk.quiet()
            link = decoded(photographed(desk.screen), tmp_path)
            base, _, token = link.rpartition("/R/")
            assert base == SIXTY.upper(), name
            opens = LinkToken.read(token)
            assert opens is not None, name
            with closing(open_shelf(home, settings.database)) as server:
                found = server.find(opens.digest, time.time())
            assert found is not None
            assert found.birth == opens.birth_seal(date(1985, 3, 12)), name
            links.add(link)
            if name == "mono":
                desk.type("i")
                desk.quiet()
            assert decoded(photographed(desk.screen, LIGHT if name == "mono" else DARK), tmp_path) == link, (
                name
            )
            desk.press("Esc")
            desk.see("The link works until", "not opened yet")
            assert not decoded(photographed(desk.screen), tmp_path), name
    assert len(links) == len(PROFILES)
    # What it carries lies nowhere, neither in the register nor beside it.
    tokens = [link.rpartition("/")[2].encode() for link in links]
    for file in (file for file in home.rglob("*") if file.is_file()):
        data = file.read_bytes()
        assert not any(token in data for token in tokens), file.name


@NEEDS_ZBAR
def test_where_cells_are_too_few_a_terminal_with_sixel_shows_it_in_pixels(home: Path, tmp_path: Path) -> None:
    with Desk(home, rows=20, columns=60, environment={"DENTUI_PICTURES": "sixel"}) as desk:
        desk.see("308 found")
        work(desk, "4711", "Enter", "3", "s", "Enter")
        desk.see("Works until", "kept nowhere")
        desk.quiet()
        found = re.findall(rb'\x1bP[^q]*q"1;1;(\d+);(\d+).*?\x1b\\', desk.sent, re.DOTALL)
        assert found
        text = desk.sent[desk.sent.rindex(b"\x1bP") :].partition(b"\x1b\\")[0].decode()
        wide, high = map(int, found[-1])
        grey = sixels(text, wide, high).mean(axis=-1).clip(0, 255).astype(np.uint8)
        picture = b"P5 %d %d 255\n" % (wide, high) + grey.tobytes()
        assert decoded(picture, tmp_path).startswith(SIXTY.upper())


@NEEDS_ZBAR
def test_in_ascii_a_large_window_shows_the_code(home: Path, tmp_path: Path) -> None:
    with Desk(home, rows=60, columns=200, environment={"DENTUI_ENCODING": "ascii"}) as desk:
        desk.see("308 found")
        work(desk, "4711", "Enter", "3", "s", "Enter")
        desk.see("Works until", "kept nowhere")
        desk.quiet()
        assert decoded(photographed(desk.screen), tmp_path).startswith(SIXTY.upper())


@NEEDS_ZBAR
def test_what_the_code_says_opens_the_report_and_the_desk_tells_of_it(home: Path, tmp_path: Path) -> None:
    with serving(home) as served, Desk(home) as desk:
        other = Elsewhere(settings_of(home))
        other.desk.links.save_address(other.actor, served.address, SIXTY)
        other.close()
        desk.see("308 found")
        work(desk, "4711", "Enter", "3", "s", "Enter")
        desk.see("Works until", "kept nowhere")
        desk.quiet()
        link = urlsplit(decoded(photographed(desk.screen), tmp_path))
        assert link.netloc.lower() == urlsplit(served.address).netloc
        visitor = Visitor(served)
        assert visitor.answer(link.path, {"day": "12", "month": "3", "year": "1985"}).status == 303
        assert visitor.get(f"{link.path}/report.pdf").body.startswith(b"%PDF-")
        desk.press("Esc")
        desk.see("1 link works, opened once, today")
