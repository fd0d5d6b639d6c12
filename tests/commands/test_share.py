"""`dentui share --grant` and `--take-in`."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dentui.__main__ import main
from dentui.domain.links import LinkToken
from dentui.store.shelf import open_shelf
from tests.clinics import Clinic
from tests.sharing import ROLE, put, role_url, shared


def share(clinic: Clinic, *words: str) -> int:
    settings = clinic.settings
    return main(["share", *words, "--home", str(settings.home), "--database", settings.database])


def test_a_role_that_was_granted_shows_reports(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    if clinic.settings.database.startswith("sqlite"):
        assert share(clinic, "--grant", ROLE) == 1
        assert "No role is needed" in capsys.readouterr().err
        return
    url = role_url(clinic)
    assert share(clinic, "--grant", ROLE) == 0
    assert share(clinic, "--grant", ROLE) == 0
    assert f"{ROLE} can show shared reports" in capsys.readouterr().out
    token = LinkToken.new()
    put(clinic, shared(token))
    server = open_shelf(clinic.settings.home, url)
    assert server.note_view(token.digest, int(time.time()))
    server.close()
    assert share(clinic, "--grant", "postgres") == 1
    assert "may do more" in capsys.readouterr().err


def test_views_are_taken_in_where_no_desk_is_open(
    demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["share", "--take-in", "--home", str(demo_home)]) == 0
    assert capsys.readouterr().out == "0 new views of shared reports.\n"
