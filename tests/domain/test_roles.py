"""Roles and hints from names, as makers give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.images import ROLES, ImageType, Role
from dentui.domain.roles import Hint, hint_in, is_antagonist, role_in, without_roles, words_of

SCAN, IMAGES, FACE = ImageType.INTRAORAL_SCAN, ImageType.INTRAORAL_IMAGES, ImageType.FACIAL_IMAGE


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("2024-Muster-UpperJaw.stl", Role.UPPER),
        ("2024-Muster-LowerJaw.stl", Role.LOWER),
        ("a-upperjaw.ply", Role.UPPER),
        ("bite0.stl", Role.BITE),
        ("bite1.stl", Role.BITE),
        ("UpperJawScan.stl", Role.UPPER),
        ("4711_LowerJawScan.dcm", Role.LOWER),
        ("4711_BiteScan.stl", Role.BITE),
        ("123_shell_occlusion_u.stl", Role.UPPER),
        ("123_shell_occlusion_l.stl", Role.LOWER),
        ("123_shell_teethup_u.stl", Role.UPPER),
        ("UpperJaw/Data.obj", Role.UPPER),
        ("disc/LowerJaw/Data.obj", Role.LOWER),
        ("UPPERJAW.STL", Role.UPPER),
        ("maxilla.stl", Role.UPPER),
        ("Mandible_2.stl", Role.LOWER),
        ("Oberkiefer.stl", Role.UPPER),
        ("unterkiefer final.ply", Role.LOWER),
        ("Muster_U.stl", Role.UPPER),
        ("Muster_L.stl", Role.LOWER),
        ("buccal_bite_left.stl", Role.BITE),
        ("bite upper lower.stl", Role.BITE),
        ("occlusion.stl", Role.BITE),
        ("maxillaire.stl", Role.UPPER),
        ("Mordida.stl", Role.BITE),
        ("上颌.stl", Role.UPPER),
        ("患者_下颌_1.stl", Role.LOWER),
        ("unsorted.stl", Role.NONE),
        ("alsofinal.stl", Role.NONE),
        ("Unsorted/alsofinal.stl", Role.NONE),
        ("upper_lower.stl", Role.NONE),
        ("Lund_Ute_2024_model.stl", Role.NONE),
        ("bitewing.stl", Role.NONE),
        ("antagonist.stl", Role.NONE),
    ],
)
def test_a_file_of_a_scan_is_named_for_what_it_shows(name: str, role: Role) -> None:
    assert role_in(name, SCAN) is role


@pytest.mark.parametrize(
    ("name", "type_", "role"),
    [
        ("intraoral_upper.jpg", IMAGES, Role.UPPER),
        ("intraoral_left.jpg", IMAGES, Role.LEFT),
        ("IO-front.png", IMAGES, Role.FRONT),
        ("Unterkiefer rechts.jpg", IMAGES, Role.LOWER),
        ("IMG_L.jpg", IMAGES, Role.NONE),
        ("smile.jpg", FACE, Role.SMILE),
        ("Lächeln.jpg", FACE, Role.SMILE),
        ("face_neutral.obj", ImageType.FACE_SCAN, Role.NEUTRAL),
        ("profile.obj", ImageType.FACE_SCAN, Role.NONE),
        ("Profil links.jpg", FACE, Role.PROFILE),
        ("upper.jpg", ImageType.X_RAY, Role.NONE),
    ],
)
def test_a_name_says_other_things_of_other_types(name: str, type_: ImageType, role: Role) -> None:
    assert role_in(name, type_) is role


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("cephalogram_lateral.jpg", Hint.X_RAY),
        ("OPG 2024.png", Hint.X_RAY),
        ("x-ray.jpg", Hint.X_RAY),
        ("Fernröntgen.jpg", Hint.X_RAY),
        ("bite wing right.jpg", Hint.X_RAY),
        ("bitewing.jpg", Hint.X_RAY),
        ("CBCT/17.dcm", Hint.VOLUME),
        ("head_bust.obj", Hint.FACE),
        ("FaceScan.ply", Hint.FACE),
        ("extraoral_photo_EV01.dcm", Hint.FACE),
        ("EV05.jpg", Hint.FACE),
        ("IV05.jpg", Hint.MOUTH),
        ("intraoral_left.jpg", Hint.MOUTH),
        ("UpperJaw.stl", Hint.MOUTH),
        ("DSC_0042.JPG", None),
        ("surface.stl", None),
        ("overhead.jpg", None),
    ],
)
def test_a_name_hints_at_what_is_seen(name: str, hint: Hint | None) -> None:
    assert hint_in(name) is hint


@given(st.text(max_size=40), st.sampled_from(ImageType))
def test_whatever_a_name_is_the_role_is_one_of_its_type(name: str, type_: ImageType) -> None:
    assert role_in(name, type_) in ROLES[type_]
    assert hint_in(name) is None or isinstance(hint_in(name), Hint)


@given(
    st.sampled_from(["upper", "lower", "maxilla", "bite", "upperjaw", "unterkiefer"]),
    st.text("abcdefghijkmnopqrstvwxyz", min_size=1, max_size=8),
    st.booleans(),
)
def test_a_part_of_a_word_is_not_a_word(word: str, around: str, before: bool) -> None:
    name = f"{around}{word}.stl" if before else f"{word}{around}.stl"
    whole = {"upper", "lower", "bite", "maxilla", "upperjaw", "unterkiefer"}
    longer = words_of(name)[0] not in whole and role_in(name, SCAN) is not Role.NONE
    # "bite" and "scan" in one are a word too, and stand in the list.
    assert not longer or words_of(name)[0] in {"bitescan", "upperarch", "lowerarch", "upperjawscan"}


@given(
    st.sampled_from(
        [("upper", Role.UPPER), ("Lower", Role.LOWER), ("BITE", Role.BITE), ("oberkiefer", Role.UPPER)]
    ),
    st.sampled_from(["_", "-", " ", ".", "__", " - ", "("]),
    st.text("0123456789", min_size=1, max_size=6),
)
def test_signs_digits_and_case_make_no_difference(word: tuple[str, Role], sign: str, number: str) -> None:
    for name in (
        f"{number}{sign}{word[0]}.stl",
        f"{word[0]}{sign}{number}.stl",
        f"{word[0].upper()}{number}.stl",
    ):
        assert role_in(name, SCAN) is word[1]


def test_files_of_one_scan_share_what_is_left_of_their_names() -> None:
    names = ["77-UpperJaw.stl", "77_lowerjaw.ply", "77 BiteScan 2.stl", "77_antagonist.stl"]
    assert {without_roles(name) for name in names} == {"77"}


def test_an_antagonist_is_told_by_its_name_and_not_by_its_folder() -> None:
    assert is_antagonist("case/4711_Antagonist.stl")
    assert not is_antagonist("antagonist/model.stl")
