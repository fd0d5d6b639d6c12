"""What is kept for single desks."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dentui.errors import Unavailable
from dentui.terminal.deciding import look
from dentui.terminal.desks import FILE, forget, read_desks, save

SOURCE = Path(__file__).resolve().parents[2] / "src"


def test_a_choice_is_kept_by_operator_and_terminal(tmp_path: Path) -> None:
    home = tmp_path / "home"
    save(home, "Anna", "xterm", {"colours": "16"})
    save(home, "anna", "xterm", {"encoding": "ascii"})
    save(home, "anna", "linux", {"colours": "mono"})
    save(home, None, "xterm", {"colours": "256", "pictures": "off"})
    desks = read_desks(home)
    assert desks.saved("anna", "xterm") == {"colours": "16", "encoding": "ascii", "pictures": "off"}
    assert desks.saved("ANNA ", "linux") == {"colours": "mono"}
    assert desks.saved("otto", "xterm") == desks.saved(None, "xterm") == {"colours": "256", "pictures": "off"}
    assert desks.saved("anna", "") == {}
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600
    assert forget(home, "anna", "xterm")
    assert not forget(home, "anna", "xterm")
    assert read_desks(home).saved("anna", "linux") == {"colours": "mono"}


def test_desks_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from dentui.terminal.desks import save\n"
        "for n in range(20): save(Path(sys.argv[1]), sys.argv[2], f'term{n}', {'colours': '16'})"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), f"operator{number}"],
            env={"PYTHONPATH": str(SOURCE)},
        )
        for number in range(4)
    ]
    assert [process.wait() for process in running] == [0] * 4
    chosen = read_desks(tmp_path).chosen
    assert {operator: len(terms) for operator, terms in chosen.items()} == {
        f"operator{n}": 20 for n in range(4)
    }
    assert sorted(file.name for file in tmp_path.iterdir()) == ["desks.json", "desks.lock"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"anna": 1}',
        b'{"anna": {"xterm": {"colours": "pink"}}}',
        b'{"anna": {"xterm": {"x": "y"}}}',
        b"[" * 100_000,
    ],
    ids=range(7),
)
def test_a_broken_file_is_one_sentence_and_no_reason_not_to_start(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(Unavailable, match=r"does not count.*Mend") as refused:
        read_desks(tmp_path)
    assert "\n" not in str(refused.value)
    terminal = look(tmp_path, {}, {"TERM": "xterm", "LANG": "C.UTF-8"})
    assert terminal.complaint == str(refused.value)
    assert terminal.profile("anna").encoding == "utf-8"
    with pytest.raises(Unavailable):
        save(tmp_path, "anna", "xterm", {"colours": "16"})
    assert (tmp_path / FILE).read_bytes() == content


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Unavailable, match="Nothing was saved"):
        save(tmp_path / "file", None, "xterm", {"colours": "16"})
