"""Text from people and files, made safe to show."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dentui.domain.cleaning import REPLACEMENT, clean, clean_lines

R = REPLACEMENT
anything = st.text(alphabet=st.characters(exclude_categories=())) | st.text(
    alphabet=st.sampled_from(
        "aé بک葛\u0301\u093f"
        "\u200b\u200c\u200d\u202e\ufe0f\ufe00\U000e0100\U000e0041\x1b\x9b\n\r\t👩⚕\ud800\uffff"
    )
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("O'Brien [/b] [@click=app.quit]", "O'Brien [/b] [@click=app.quit]"),
        ("\x1b]52;c;eA==\x07", f"{R}]52;c;eA=={R}"),
        ("a\x9b31mb\x7f\x85", f"a{R}31mb{R}{R}"),
        ("a\nb\tc\r", f"a{R}b{R}c{R}"),
        ("\u202eevil\u202c \u2066x\u2069", f"{R}evil{R} {R}x{R}"),
        ("zero\u200bwidth\ufeff\u00ad", f"zero{R}width{R}{R}"),
        ("line\u2028para\u2029", f"line{R}para{R}"),
        ("tag\U000e0041\U000e007f", f"tag{R}{R}"),
        ("half\ud83d", f"half{R}"),
        ("\uffff\ufdd0\U0001fffe", R * 3),
        ("Müller Łukasz 张小明 김민준 Ñandú", "Müller Łukasz 张小明 김민준 Ñandú"),
        ("نجيب محفوظ", "نجيب محفوظ"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("क्\u200dष", "क्\u200dष"),
        ("ad\u200cmin", f"ad{R}min"),
        ("👩\u200d⚕", f"👩{R}⚕"),
        ("❤\ufe0f", f"❤{R}"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("x\U000e0100", f"x{R}"),
        ("Cafe\u0301", "Cafe\u0301"),
        ("\u0301abc", f"{R}abc"),
        ("a" + "\u0301" * 10, "a" + "\u0301" * 8 + R * 2),
        ("non\u00a0breaking\u3000space", "non\u00a0breaking\u3000space"),
        ("", ""),
    ],
)
def test_what_a_terminal_would_obey_is_replaced_and_what_people_write_stays(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(anything)
def test_positions_stay_right(text: str) -> None:
    assert len(clean(text)) == len(text)
    assert len(clean_lines(text)) == len(text)


@example("\u093a\u200c\u0620")
@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_lines(clean_lines(text)) == clean_lines(text)


@given(anything)
def test_what_is_shown_can_be_written_and_moves_nothing(text: str) -> None:
    for shown in (clean(text), clean_lines(text).replace("\n", "")):
        shown.encode("utf-8")
        for character in shown:
            assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
            assert unicodedata.bidirectional(character) not in {
                "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
            }  # fmt: skip


def test_every_format_character_is_judged() -> None:
    kept = {
        code
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        and chr(code) in clean(f"a{chr(code)}b")
    }
    assert kept == set()


def test_several_lines_keep_their_ends() -> None:
    assert clean_lines("one\r\ntwo\n\tthree\x1b") == f"one \ntwo\n three{R}"
