"""The program's entry, as a shell sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dentui.__main__ import main, parse, prepare_terminal, split_global_options

SOURCE = Path(__file__).parent.parent / "src"


def dentui(*words: str, home: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run `dentui` in a process of its own, after the statements in `before`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DENTUI_")}
    environment |= {"PYTHONPATH": str(SOURCE), "DENTUI_HOME": str(home)}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"{before}\nimport sys; from dentui.__main__ import main; sys.exit(main())",
            *words,
        ],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


FAULT = """
import dentui.commands.doctor as doctor
def run(settings, args):
    patient = "Keller, Anna"
    raise ValueError(f"cannot handle {patient}")
doctor.run = run
"""


def test_the_terminal_environment_is_set_and_an_administrators_stays() -> None:
    environment = {"TEXTUAL_FPS": "20"}
    prepare_terminal(environment)
    assert environment == {
        "TEXTUAL_FPS": "20",
        "TEXTUAL_ANIMATIONS": "none",
        "TEXTUAL_SMOOTH_SCROLL": "0",
        "OPENBLAS_NUM_THREADS": "1",
    }


def test_nothing_in_the_environment_has_keys_or_screens_written_down(tmp_path: Path) -> None:
    environment = {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_LOG": "x",
        "TEXTUAL_SCREENSHOT": "1",
    }
    prepare_terminal(environment)
    assert not set(environment) & {"TEXTUAL", "TEXTUAL_DEBUG", "TEXTUAL_LOG", "TEXTUAL_SCREENSHOT"}


def test_over_ssh_an_escape_sequence_may_arrive_in_two_pieces() -> None:
    environment = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    prepare_terminal(environment)
    assert environment["ESCDELAY"] == "200"


def test_textual_reads_what_was_set() -> None:
    program = (
        "import os\nfrom dentui.__main__ import prepare_terminal\nprepare_terminal(os.environ)\n"
        "from textual import constants as c\n"
        "print(c.MAX_FPS, c.TEXTUAL_ANIMATIONS, c.SMOOTH_SCROLL)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["120", "none", "False"]


@pytest.mark.parametrize(
    "words",
    [
        ["--home", "clinic", "patients", "find", "keller"],
        ["patients", "--home", "clinic", "find", "keller"],
        ["patients", "find", "keller", "--home", "clinic"],
        ["patients", "find", "keller", "--home=clinic"],
    ],
)
def test_an_option_stands_before_or_after_the_command(words: list[str]) -> None:
    args, command = parse(words)
    assert args.home == Path("clinic")
    assert args.operator is None
    assert command is not None


def test_after_two_dashes_everything_is_text() -> None:
    assert split_global_options(["patients", "find", "--", "--home", "x"]) == (
        [],
        ["patients", "find", "--", "--home", "x"],
    )


def test_without_a_command_there_is_none() -> None:
    args, command = parse(["--as", "anna"])
    assert args.operator == "anna"
    assert command is None


@pytest.mark.parametrize(
    "words", [["nonsense"], ["--home"], ["patients", "find", "x", "--as"], ["--hom", "x"]]
)
def test_bad_usage_is_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(words)
    assert leaving.value.code == 2
    assert "usage: dentui" in capsys.readouterr().err


def test_a_refusal_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    answer = dentui("doctor", "--as", "somebody", home=tmp_path)
    assert answer.returncode == 1
    assert answer.stderr.startswith("dentui: --as is refused")
    assert answer.stderr.count("\n") == 1


def test_a_key_is_named_in_command_lines_of_sshd_only(tmp_path: Path) -> None:
    answer = dentui(
        "doctor",
        "--key-of",
        "anna",
        home=tmp_path,
        before="import os; os.environ.pop('SSH_CONNECTION', None)",
    )
    assert answer.returncode == 1
    assert "--key-of is refused" in answer.stderr


def test_who_signs_in_can_be_said_before_or_after_the_command() -> None:
    for words in (["--login", "anna", "patients", "find", "x"], ["patients", "find", "x", "--login=anna"]):
        args, _ = parse(words)
        assert (args.login, args.key_of) == ("anna", None)


def test_a_refusal_holds_nothing_that_a_terminal_would_obey(tmp_path: Path) -> None:
    answer = dentui("doctor", "--as", "x", "--home", f"{tmp_path}/\x1b]0;title\x07", home=tmp_path)
    assert answer.returncode == 1
    assert "\x1b" not in answer.stderr
    assert "\x07" not in answer.stderr


def test_a_fault_of_ours_is_one_neutral_sentence_and_a_private_log(tmp_path: Path) -> None:
    answer = dentui("doctor", home=tmp_path, before=FAULT)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert "Keller" not in answer.stderr
    (log,) = (tmp_path / "log").iterdir()
    assert str(log) in answer.stderr
    assert "Keller" not in log.read_text("utf-8")


def test_an_interrupt_is_status_130_and_silent(tmp_path: Path) -> None:
    before = FAULT.replace('ValueError(f"cannot handle {patient}")', "KeyboardInterrupt")
    answer = dentui("doctor", home=tmp_path, before=before)
    assert (answer.returncode, answer.stderr) == (130, "")


def test_a_reader_that_left_is_no_fault(tmp_path: Path) -> None:
    before = FAULT.replace(
        'raise ValueError(f"cannot handle {patient}")', 'print("line\\n" * 100_000)\n    return 0'
    )
    program = f"{before}\nimport sys; from dentui.__main__ import main; sys.exit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", program, "doctor"],
        env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"], "DENTUI_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "line\n"
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 141
    assert not (tmp_path / "log").exists()


def test_a_name_that_the_terminal_cannot_write_is_no_fault(tmp_path: Path) -> None:
    before = "import sys; sys.stdout.reconfigure(encoding='ascii')" + FAULT.replace(
        'raise ValueError(f"cannot handle {patient}")', 'print("王秀英")\n    return 0'
    )
    answer = dentui("doctor", home=tmp_path, before=before)
    assert (answer.returncode, answer.stdout) == (0, "???\n")
