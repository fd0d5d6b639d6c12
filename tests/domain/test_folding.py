"""Words and their spellings without accents."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.folding import folds, literal, prefix_length, words

anything = st.text(alphabet=st.characters(exclude_categories=())) | st.text(
    alphabet=st.sampled_from(
        "aAéÉßøŁİıσςΣ'’ʼ`´-_. \u0301\u0308\u200b\u200d\ufe0f\ud800ﷺ½①ŉ김\u1100\u1161أةىーガ\u3099क्षิ"
    )
)


def texts(text: str) -> list[str]:
    return [word.text for word in words(text)]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Keller", ["keller"]),
        ("Keller, Anna-Maria", ["keller", "anna", "maria"]),
        ("O'Brien [/b]", ["obrien", "b"]),
        ("O’Brien", ["obrien"]),
        ("'t Hooft", ["t", "hooft"]),
        ("D`Angelo_Rossi", ["dangelo", "rossi"]),
        ("STRASSE Straße", ["strasse", "straße"]),
        ("Cafe\u0301", ["café"]),
        ("ﬁsch Ⅷ ＡＢ１", ["fisch", "viii", "ab1"]),
        ("Mu\u200bller\u00ad", ["muller"]),
        ("张小明 田中", ["张小明", "田中"]),
        ("देवनागरी", ["देवनागरी"]),
        ("*%:\"'`", []),
        ("👍️ 🦷", []),
        ("", []),
    ],
)
def test_a_name_is_made_of_words(written: str, found: list[str]) -> None:
    assert texts(written) == found


def test_an_apostrophe_joins_and_the_span_covers_it() -> None:
    (word,) = words("O'Brien")
    assert word == ("obrien", 0, 7)


@given(anything)
def test_no_text_makes_it_fail_and_spans_are_slices_of_it(text: str) -> None:
    before = 0
    for word in words(text):
        assert before <= word.start < word.end <= len(text)
        before = word.end
        assert word.text == literal(text[word.start : word.end])
        assert word.text[0].isalnum()
        assert all(c.isalnum() or unicodedata.category(c).startswith("M") for c in word.text)


@given(anything)
def test_a_literal_word_is_its_own_word(text: str) -> None:
    for word in words(text):
        assert texts(word.text) == [word.text]


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    for word in words(text):
        for fold in folds(word.text):
            assert folds(fold) == (fold,)
            assert texts(fold) == [fold]


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1))
def test_a_word_is_found_without_its_accents(text: str) -> None:
    for word in words(text):
        accentless = "".join(
            c for c in unicodedata.normalize("NFD", word.text) if not unicodedata.combining(c)
        )
        assert folds(accentless)[0] == folds(word.text)[0]


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        ("keller", ("keller",)),
        ("müller", ("muller", "mueller")),
        ("weiß", ("weiss",)),
        ("søren", ("soren", "soeren")),
        ("åse", ("ase", "aase")),
        ("łukasz", ("lukasz",)),
        ("đặng", ("dang",)),
        ("ærø", ("aero", "aeroe")),
        ("cœur", ("coeur",)),
        ("þórður", ("thordur",)),
        ("ışık", ("isik",)),
        ("nguyễn", ("nguyen",)),
        ("ñandú", ("nandu",)),
        ("фёдор", ("федор",)),
        ("йосиф", ("иосиф",)),
        ("οδος", ("οδοσ",)),
        ("مُحَمَّد", ("محمد",)),
        ("أحمد", ("احمد",)),
        ("فاطمة", ("فاطمه",)),
        ("عـلى", ("علي",)),
        ("김민준", ("김민준",)),
        ("ガス", ("がす",)),
        ("हिन्दी", ("हिन्दी",)),
        ("สุดา", ("สุดา",)),
    ],
)
def test_letters_are_folded_to_what_a_plain_keyboard_types(word: str, spellings: tuple[str, ...]) -> None:
    assert folds(word) == spellings


def test_a_word_typed_with_accents_meets_the_one_stored_without() -> None:
    assert set(folds("müller")) >= {*folds("muller"), *folds("mueller")}


@pytest.mark.parametrize(
    ("original", "prefix", "length"),
    [
        ("Müller", "mü", 2),
        ("Müller", "mul", 3),
        ("Müller", "mue", 2),
        ("Müller", "muell", 4),
        ("Müller", "mua", None),
        ("O'Brien", "obri", 5),
        ("Cafe\u0301s", "cafe", 5),
        ("Weiß", "weis", 4),
        ("ΟΔΟΣ", "οδος", 4),
        ("Keller", "keller", 6),
        ("Keller", "kellers", None),
        ("Keller", "", 0),
        ("", "k", None),
    ],
)
def test_what_matched_is_measured_in_the_letters_as_written(
    original: str, prefix: str, length: int | None
) -> None:
    assert prefix_length(original, prefix) == length


@given(anything, st.integers(1, 6))
def test_every_beginning_of_a_spelling_is_measured(text: str, count: int) -> None:
    for word in words(text):
        original = text[word.start : word.end]
        for spelling in (word.text, *folds(word.text)):
            length = prefix_length(original, spelling[:count])
            assert length is not None
            assert 0 < length <= len(original)


def test_a_long_row_of_marks_takes_no_time() -> None:
    began = time.perf_counter()
    (word,) = words("a" + "\u0301\u0316" * 50_000)
    assert len(word.text) < 40
    assert len(literal("a" + "\u0301\u0316" * 50_000)) < 40
    assert len(words("é" * 100_000)) == 1
    assert len(words("x," * 100_000)) == 100_000
    assert time.perf_counter() - began < 5


def test_no_spelling_is_empty() -> None:
    """An empty one would be the beginning of every word."""
    for code in [*range(0x640, 0x660), *range(0xFC5E, 0xFCF5), *range(0xFE70, 0xFE80)]:
        for word in words(f"{chr(code)} a{chr(code)}"):
            assert word.text
            assert all(folds(word.text))
