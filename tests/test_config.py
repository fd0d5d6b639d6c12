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


def test_where_image_data_is_kept_and_what_a_file_may_cost_are_settings(tmp_path: Path) -> None:
    (tmp_path / "dentui.toml").write_text(
        'files = "s3://clinic/images"\nfiles_endpoint = "https://storage.example"\npreview_days = 7\n'
        "[limits]\nphoto_bytes = 1000\n",
        "utf-8",
    )
    settings = read_settings(home=tmp_path, environ={})
    assert (settings.files, settings.files_endpoint) == ("s3://clinic/images", "https://storage.example")
    assert (settings.limits, settings.preview_days) == ({"photo_bytes": 1_000}, 7)
    assert read_settings(home=tmp_path, environ={"DENTUI_FILES": "/srv/files"}).files == "/srv/files"


@pytest.mark.parametrize("line", ["preview_days = 0", 'preview_days = "x"', "limits = 3", "[limits]\na = -1"])
def test_a_setting_of_image_data_that_means_nothing_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "dentui.toml").write_text(line, "utf-8")
    with pytest.raises(Invalid, match="Mend it"):
        read_settings(home=tmp_path, environ={})


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


def test_the_owner_of_a_key_is_named_where_ssh_opened_the_line_only(tmp_path: Path) -> None:
    over_ssh = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    assert read_settings(home=tmp_path, key_of="anna", environ=over_ssh).key_of == "anna"
    for environ in ({}, {"SSH_CONNECTION": ""}):
        with pytest.raises(Invalid, match="no SSH key opened this line"):
            read_settings(home=tmp_path, key_of="anna", environ=environ)
    with pytest.raises(Invalid, match="names nobody"):
        read_settings(home=tmp_path, key_of=" ", environ=over_ssh)


def test_in_a_demonstration_home_the_key_names_the_operator(tmp_path: Path) -> None:
    (tmp_path / "dentui.toml").write_text('demonstration = true\noperator = "anna"\n', "utf-8")
    environ = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    settings = read_settings(home=tmp_path, key_of="berta", environ=environ)
    assert (settings.operator, settings.key_of) == ("berta", None)


def test_the_desk_locks_after_ten_minutes_and_the_key_is_enough_unless_the_file_says_otherwise(
    tmp_path: Path,
) -> None:
    settings = read_settings(home=tmp_path, environ={})
    assert (settings.lock_after, settings.pin) == (10, False)
    (tmp_path / "dentui.toml").write_text("lock_after = 0\nssh_pin = true\n", "utf-8")
    settings = read_settings(home=tmp_path, environ={})
    assert (settings.lock_after, settings.pin) == (0, True)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "lock_after = -1",
            "lock_after = 481",
            "lock_after = 1.5",
            'lock_after = "10"',
            "lock_after = true",
        ),
        *('model_viewer = "f3d --up +Z"', "model_viewer = [1]"),
        *("ssh_pin = 1", 'ssh_pin = "true"', "cell_diff = 0"),
    ],
)
def test_settings_that_mean_nothing_are_refused_by_name(tmp_path: Path, line: str) -> None:
    (tmp_path / "dentui.toml").write_text(line + "\n", "utf-8")
    with pytest.raises(Invalid, match="Mend it") as refused:
        read_settings(home=tmp_path, environ={})
    assert refused.value.field == line.split(maxsplit=1)[0]


@pytest.mark.parametrize(
    ("stored", "said", "sends_cells"),
    [("", "", True), ("cell_diff = false", "", False), ("cell_diff = false", "1", True), ("", "0", False)],
)
def test_the_environment_outweighs_the_settings_about_the_cell_diff(
    tmp_path: Path, stored: str, said: str, sends_cells: bool
) -> None:
    (tmp_path / "dentui.toml").write_text(stored + "\n", "utf-8")
    assert read_settings(home=tmp_path, environ={"DENTUI_CELL_DIFF": said}).cell_diff is sends_cells


def test_a_word_that_means_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="0 or 1"):
        read_settings(home=tmp_path, environ={"DENTUI_CELL_DIFF": "off"})
