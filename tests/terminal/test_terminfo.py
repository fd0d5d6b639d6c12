"""What terminfo says, of terminals that every Debian knows and of names that mean nothing."""

from __future__ import annotations

import pytest

from tests.test_house import modules_after

SAID = "from dentui.terminal.terminfo import *\n"


def hold(sentence: str) -> None:
    """In a Python of its own: curses reads one entry in a run."""
    modules_after(f"{SAID}assert {sentence}")


@pytest.mark.parametrize("term", ["vt220", "linux", "xterm-256color", "screen", "tmux"])
def test_a_terminal_of_later_years_takes_one_attribute_off(term: str) -> None:
    hold(f"takes_off_singly({term!r})")


@pytest.mark.parametrize("term", ["vt100", "ansi", "cons25", "never-heard-of", "", None])
def test_an_older_or_an_unknown_one_takes_off_all(term: str | None) -> None:
    hold(f"not takes_off_singly({term!r})")


@pytest.mark.parametrize("term", ["\udcff\udcfe", "a\0b", "../../x", "x" * 5_000])
def test_a_name_that_is_none_is_not_known(term: str) -> None:
    hold(f"capabilities({term!r}) is None")
    hold(f"not erases_with_background({term!r})")
