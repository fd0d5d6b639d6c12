"""What a terminal is sent, and why: by option, environment, saved settings and what is known of it."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.errors import Invalid
from dentui.terminal.around import as_given, cell_pixels, programs_around
from dentui.terminal.profile import PARTS, Colours, Encoding, Line, Pictures, Profile, Surroundings, decide
from dentui.terminal.terminfo import ATTRIBUTES, Capabilities

ALL = frozenset(ATTRIBUTES)
KNOWN = {
    "xterm": Capabilities(8, ALL),
    "xterm-256color": Capabilities(256, ALL),
    "xterm-direct": Capabilities(1 << 24, ALL),
    "linux": Capabilities(8, ALL),
    "screen": Capabilities(8, ALL),
    "tmux-256color": Capabilities(256, ALL),
    "vt100": Capabilities(0, ALL),
    "vt220": Capabilities(0, ALL),
    "dumb": Capabilities(0, frozenset()),
}


def at(term: str | None, *programs: str, **environ: str) -> Surroundings:
    """At a terminal of this name."""
    named = environ if term is None else {"TERM": term, **environ}
    return Surroundings(named, KNOWN.get(term or ""), programs)


@pytest.mark.parametrize(
    ("environ", "encoding", "why"),
    [
        ({"LANG": "de_CH.UTF-8"}, "utf-8", "LANG is de_CH.UTF-8"),
        ({"LANG": "C.utf8"}, "utf-8", "LANG is C.utf8"),
        ({"LANG": "C"}, "ascii", "LANG is C"),
        ({"LANG": "de_CH"}, "ascii", "LANG is de_CH"),
        ({"LANG": "de_CH.ISO-8859-1@euro"}, "ascii", "LANG is de_CH.ISO-8859-1@euro"),
        ({"LANG": "de_CH.UTF-8", "LC_ALL": "POSIX"}, "ascii", "LC_ALL is POSIX"),
        ({"LANG": "C", "LC_CTYPE": "UTF-8"}, "utf-8", "LC_CTYPE is UTF-8"),
        ({"LANG": "en_GB.UTF-8@x", "LC_ALL": ""}, "utf-8", "LANG is en_GB.UTF-8@x"),
        ({}, "ascii", "neither LC_ALL, LC_CTYPE nor LANG is set"),
    ],
    ids=str,
)
def test_the_encoding_is_what_the_locale_says(environ: dict[str, str], encoding: str, why: str) -> None:
    profile = decide(at("xterm", **environ))
    assert (profile.encoding, profile.why["encoding"]) == (encoding, why)


@pytest.mark.parametrize("term", [None, "", "dumb", "unknown", "never-heard-of"])
def test_a_terminal_that_nobody_knows_gets_what_every_one_shows(term: str | None) -> None:
    profile = decide(at(term, COLORTERM="truecolor", LANG="de_CH.UTF-8"))
    assert profile == Profile(Encoding.ASCII, Colours.MONO, Pictures.ASCII, Line.LOCAL, frozenset())
    assert all("TERM is" in profile.why[part] for part in ("encoding", "colours"))


@pytest.mark.parametrize(
    ("around", "colours"),
    [
        (at("xterm"), "16"),
        (at("linux"), "16"),
        (at("xterm-256color"), "256"),
        (at("xterm-direct"), "true"),
        (at("vt100"), "mono"),
        (at("vt220", COLORTERM="truecolor"), "mono"),
        (at("xterm", COLORTERM="24bit"), "true"),
        (at("xterm-256color", COLORTERM="truecolor", NO_COLOR="1"), "mono"),
        (at("xterm-256color", NO_COLOR=""), "256"),
        (at("screen", COLORTERM="truecolor"), "16"),
        (at("tmux-256color", COLORTERM="truecolor"), "true"),
        (at("xterm-256color", "mosh-server", COLORTERM="truecolor"), "256"),
        # Not in this machine's terminfo, as it is over SSH.
        (at("xterm-kitty"), "256"),
        (at("foot"), "256"),
        (at("rxvt-unicode-256color"), "256"),
        (at("vt320"), "mono"),
    ],
    ids=lambda value: str(getattr(value, "environ", value)),
)
def test_colours_are_what_the_terminal_is_known_for(around: Surroundings, colours: str) -> None:
    assert decide(around).colours == colours


@pytest.mark.parametrize(
    ("around", "line", "why"),
    [
        (at("xterm"), "local", "nothing says"),
        (at("xterm", SSH_CONNECTION="1 2 3 4"), "ssh", "SSH_CONNECTION is set"),
        (at("xterm", SSH_TTY="/dev/pts/1"), "ssh", "SSH_TTY is set"),
        (at("xterm", "sh", "mosh-server", "sshd", SSH_CONNECTION="1"), "mosh", "mosh-server runs it"),
        (at("xterm", MOSH_SERVER_PID="7"), "mosh", "MOSH_SERVER_PID is set"),
        (at("tmux-256color", TMUX="/tmp/x", STY="1", SSH_TTY="x"), "tmux", "TMUX is set"),
        (at("screen", STY="1.x"), "screen", "STY is set"),
        (at("screen", SSH_CONNECTION="1"), "screen", "TERM is screen"),
        (at("tmux-256color", SSH_CONNECTION="1"), "tmux", "TERM is tmux-256color"),
    ],
    ids=lambda value: str(getattr(value, "environ", value)),
)
def test_the_line_is_what_stands_between(around: Surroundings, line: str, why: str) -> None:
    profile = decide(around)
    assert profile.line == line
    assert why in profile.why["line"]


def test_the_first_that_speaks_wins() -> None:
    around = at("xterm-256color", DENTUI_COLOURS="16", LANG="de_CH.UTF-8")
    saved = {"colours": "mono", "encoding": "ascii", "line": "tmux"}
    profile = decide(around, options={"colours": "true", "line": None}, saved=saved)
    assert (profile.colours, profile.why["colours"]) == ("true", "set by --colours")
    profile = decide(around, options={"colours": None}, saved=saved)
    assert (profile.colours, profile.why["colours"]) == ("16", "DENTUI_COLOURS is set")
    assert (profile.encoding, profile.why["encoding"]) == ("ascii", "saved for this desk")
    assert (profile.line, profile.why["line"]) == ("tmux", "saved for this desk")
    assert decide(around, answered=("sixel", "it said so")).pictures == "sixel"
    assert decide(around, answered=("sixel", "it said so"), saved={"pictures": "off"}).pictures == "off"


@pytest.mark.parametrize(
    ("options", "environ", "sentence"),
    [
        ({"encoding": "latin-1"}, {}, "--encoding has to be utf-8 or ascii. Mend it."),
        ({"colours": ""}, {}, "--colours has to be mono, 16, 256 or true. Mend it."),
        (
            {},
            {"DENTUI_PICTURES": "yes"},
            "DENTUI_PICTURES has to be off, ascii, braille, half, sixel or kitty.",
        ),
        ({}, {"DENTUI_LINE": "wet"}, "DENTUI_LINE has to be local, ssh, tmux, screen or mosh. Mend it."),
    ],
    ids=str,
)
def test_what_means_nothing_is_refused_in_one_sentence(
    options: dict[str, str | None], environ: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        decide(at("xterm", **environ), options=options)
    assert str(refused.value).startswith(sentence)
    assert refused.value.field in PARTS


def test_pictures_are_of_what_can_be_sent() -> None:
    assert decide(at("xterm-256color", LANG="de_CH.UTF-8")).pictures == "half"
    assert decide(at("xterm", LANG="de_CH.UTF-8")).pictures == "braille"
    assert decide(at("linux", LANG="de_CH.UTF-8")).pictures == "ascii"
    assert decide(at("xterm-256color", LANG="C")).pictures == "ascii"
    few = decide(at("xterm-256color", NO_COLOR="1", DENTUI_PICTURES="half", LANG="de_CH.UTF-8"))
    assert (few.pictures, few.why["pictures"]) == ("braille", "half (DENTUI_PICTURES is set) needs colours")
    few = decide(at("xterm-256color", LANG="C"), options={"pictures": "kitty"})
    assert (few.pictures, few.why["pictures"]) == ("ascii", "kitty (set by --pictures) needs utf-8")
    assert decide(at("xterm", LANG="C"), options={"pictures": "sixel"}).pictures == "sixel"


VARIABLES = ("TERM", "LANG", "LC_ALL", "LC_CTYPE", "COLORTERM", "NO_COLOR", "TMUX", "STY", "SSH_CONNECTION")
WORDS = st.sampled_from(
    [
        "",
        "C",
        "de_CH.UTF-8",
        "xterm",
        "xterm-256color",
        "dumb",
        "screen",
        "vt100",
        "truecolor",
        "1",
        "\x1b]0;x",
    ]
)


@given(st.dictionaries(st.sampled_from(VARIABLES), WORDS), st.sampled_from([None, *KNOWN.values()]))
def test_whatever_the_environment_says_there_is_a_profile_with_reasons(
    environ: dict[str, str], known: Capabilities | None
) -> None:
    profile = decide(Surroundings(environ, known))
    assert all(profile.why[part] for part in PARTS)
    if environ.get("NO_COLOR"):
        assert profile.colours is Colours.MONO
    if profile.ascii_only:
        assert profile.pictures is Pictures.ASCII
    if environ.get("TMUX"):
        assert profile.line is Line.TMUX


@given(
    st.dictionaries(st.sampled_from(VARIABLES), WORDS),
    st.fixed_dictionaries(
        {part: st.sampled_from([str(value) for value in kind]) for part, kind in PARTS.items()}
    ),
)
def test_what_somebody_says_is_done_wherever_that_can_be_shown(
    environ: dict[str, str], options: dict[str, str | None]
) -> None:
    profile = decide(Surroundings(environ), options=options)
    for part in ("encoding", "colours", "line"):
        assert getattr(profile, part) == options[part]


def test_the_c_locale_is_told_from_what_python_makes_of_it() -> None:
    coerced = {"LANG": "C", "LC_CTYPE": "C.UTF-8"}
    assert as_given(coerced, b"LANG=C\0TERM=xterm\0") == {"LANG": "C"}
    assert as_given(coerced, b"LANG=C\0LC_CTYPE=C.UTF-8\0") == coerced
    assert as_given({"LC_ALL": "C.UTF-8", "LC_CTYPE": "C.UTF-8"}, b"") != {}


@pytest.mark.parametrize(
    ("cell", "aspect"),
    [(None, 2.0), ((9, 19), 19 / 9), ((8, 16), 2.0), ((0, 0), 2.0), ((1, 9), 2.0), ((9, 9), 2.0)],
)
def test_a_cell_is_as_high_as_the_terminal_says_where_that_can_be(
    cell: tuple[int, int] | None, aspect: float
) -> None:
    assert decide(Surroundings({"TERM": "xterm"}, KNOWN["xterm"], cell=cell)).aspect == aspect


@pytest.mark.parametrize(
    ("around", "quarters"),
    [
        (at("xterm-256color", LANG="C.UTF-8"), False),
        (at("xterm-256color", LANG="C.UTF-8", VTE_VERSION="7200"), True),
        (at("xterm-kitty", LANG="C.UTF-8"), True),
        (at("foot", LANG="C.UTF-8"), True),
        (at("putty-256color", LANG="C.UTF-8"), False),
        (at("xterm-kitty", LANG="C"), False),
        (at("tmux-256color", LANG="C.UTF-8", VTE_VERSION="7200", TMUX="x"), False),
        (at("linux", LANG="C.UTF-8"), False),
    ],
)
def test_quarters_are_drawn_only_where_the_terminal_draws_them_itself(
    around: Surroundings, quarters: bool
) -> None:
    assert decide(around).quarters is quarters


def test_a_terminal_says_how_large_its_cells_are_or_does_not() -> None:
    reader, line = os.openpty()
    try:
        assert cell_pixels([line]) is None
        fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 720, 456))
        assert cell_pixels([line]) == (9, 19)
    finally:
        os.close(reader)
        os.close(line)
    assert cell_pixels([]) is None


def test_the_programs_around_this_one_are_named(tmp_path: Path) -> None:
    for process, name, parent in ((os.getppid(), "sh", 7), (7, "mosh (x) server", 8), (8, "sshd", 1)):
        (tmp_path / str(process)).mkdir()
        (tmp_path / str(process) / "stat").write_text(f"{process} ({name}) S {parent} 1 1", "utf-8")
    assert list(programs_around(tmp_path)) == ["sh", "mosh (x) server", "sshd"]
    assert list(programs_around())
