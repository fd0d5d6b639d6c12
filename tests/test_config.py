"""Where settings come from, and what is said of those that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dentui.config import read_settings
from dentui.errors import Invalid, Unavailable


def test_a_home_of_nobodys_is_refused_in_words() -> None:
    for home, environ in (
        (Path("~nobody-of-that-name/x"), {}),
        (None, {"DENTUI_HOME": "~nobody-of-that-name"}),
    ):
        with pytest.raises(Invalid, match="Write the home in full"):
            read_settings(home=home, environ=environ)


def test_what_is_said_at_the_start_counts_more_than_the_environment_and_that_more_than_the_file(
    tmp_path: Path,
) -> None:
    (tmp_path / "dentui.toml").write_text('database = "postgresql://file/x"\n', "utf-8")
    environ = {"DENTUI_HOME": str(tmp_path)}
    assert read_settings(environ=environ).database == "postgresql://file/x"
    environ["DENTUI_DATABASE"] = "postgresql://environment/x"
    assert read_settings(environ=environ).database == "postgresql://environment/x"
    assert (
        read_settings(environ=environ, database="postgresql://option/x").database == "postgresql://option/x"
    )
    assert read_settings(home=tmp_path / "empty", environ={}).database.startswith("sqlite:///")


@pytest.mark.parametrize("content", [b"database = ", b"\xff\xfe", b"[[["])
def test_settings_that_cannot_be_read_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dentui.toml").write_bytes(content)
    with pytest.raises(Unavailable, match=r"dentui\.toml"):
        read_settings(home=tmp_path, environ={})


def test_an_operator_is_named_in_a_demonstration_home_only(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="not a demonstration home"):
        read_settings(home=tmp_path, operator="anna", environ={})
    (tmp_path / "dentui.toml").write_text("demonstration = true\n", "utf-8")
    assert read_settings(home=tmp_path, operator="anna", environ={}).operator == "anna"
