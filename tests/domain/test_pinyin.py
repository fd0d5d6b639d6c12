"""Chinese names in Latin letters."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain import pinyin
from dentui.domain.pinyin import MOST_FORMS, forms, readings

han = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=4)
anything = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("character", "reading"),
    [("明", "ming"), ("〇", "ling"), ("單", "shan"), ("㐆", "yin"), ("𠂤", "dui")],
)
def test_a_character_is_read(character: str, reading: str) -> None:
    assert reading in readings(character)


@pytest.mark.parametrize(
    "example",
    ["单 shan", "曾 zeng", "仇 qiu", "解 xie", "查 zha", "翟 zhai", "朴 piao", "区 ou", "乐 yue"],
)
def test_a_family_name_is_read_as_one_first(example: str) -> None:
    family, reading = example.split()
    assert readings(family)[0] == reading


@pytest.mark.parametrize("other", ["a", "é", "あ", "김", "", "张三", "\ud800", "\U0010ffff"])
def test_what_is_not_one_han_character_has_no_reading(other: str) -> None:
    assert readings(other) == ()


def test_a_name_is_found_by_syllables_joined_in_both_orders_and_by_initials() -> None:
    assert forms("张", "小明") == {
        "zhang", "xiao", "ming", "xiaoming", "zhangxiaoming", "xiaomingzhang", "xm", "zxm",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("family", "given_name", "found"),
    [
        ("欧阳", "修", {"ouyang", "ouyangxiu", "xiuouyang", "oyx"}),
        ("尉迟", "恭", {"yuchi", "yuchigong"}),
        ("長孫", "無忌", {"zhangsun", "zhangsunwuji", "wj"}),
        ("单", "田芳", {"shan", "dan", "shantianfang", "dantianfang"}),
        ("吕", "布", {"lv", "lu", "lyu", "lvbu", "lubu", "lyubu"}),
        ("王", "乐乐", {"lele", "yueyue", "wll", "wyy"}),
        ("张小明", "", {"zhang", "xiaoming", "zhangxiaoming", "zxm"}),
        ("", "欧阳修", {"ouyang", "xiu", "ouyangxiu"}),
        ("张", "Peter", {"zhang"}),
        ("买买提", "阿卜杜拉·卡德尔", {"maimaiti", "maimaitiabudulakadeer"}),
    ],
)
def test_a_name_is_found_by(family: str, given_name: str, found: set[str]) -> None:
    assert found <= forms(family, given_name)


@pytest.mark.parametrize(
    ("family", "given_name"), [("Keller", "Anna"), ("Müller", ""), ("김", "민준"), ("", "")]
)
def test_other_names_have_no_forms(family: str, given_name: str) -> None:
    assert forms(family, given_name) == frozenset()


@given(han | anything, han | anything)
def test_forms_are_few_plain_words(family: str, given_name: str) -> None:
    found = forms(family, given_name)
    assert len(found) <= MOST_FORMS
    assert all(word.isascii() and word.isalpha() and word.islower() for word in found)


@given(han.filter(bool), han.filter(bool))
def test_a_chinese_name_is_always_found_by_its_likeliest_reading(family: str, given_name: str) -> None:
    if not all(map(readings, family + given_name)):
        return
    found = forms(family, given_name)
    assert any(word.startswith(readings(given_name[0])) for word in found)
    assert any(len(word) == len(family + given_name) for word in found) or len(found) == MOST_FORMS


@pytest.mark.parametrize(
    ("text", "typed", "length"),
    [
        ("小明", "xm", 2),
        ("小明", "xiaom", 2),
        ("小明", "xi", 1),
        ("张小明", "zhangx", 2),
        ("张小明", "zxm", 3),
        ("吕布", "lyub", 2),
        ("小明", "q", None),
        ("小明", "xiaomingz", None),
        ("Keller", "ke", None),
        ("", "x", None),
    ],
)
def test_the_characters_that_were_typed_are_counted(text: str, typed: str, length: int | None) -> None:
    assert pinyin.prefix_length(text, typed) == length


@given(han.filter(lambda text: bool(text) and all(map(readings, text))))
def test_every_reading_in_full_covers_the_whole_text(text: str) -> None:
    assert pinyin.prefix_length(text, "".join(readings(c)[-1] for c in text)) is not None


def test_the_tables_are_small_and_say_where_they_come_from() -> None:
    table = resources.files("dentui.domain").joinpath("pinyin.txt").read_bytes()
    assert len(table) < 300_000
    assert b"pypinyin" in table.splitlines()[0]
    assert b"MIT" in table.splitlines()[0]
