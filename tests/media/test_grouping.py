"""What belongs together, and of which type it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest

from dentui.domain.images import Facts, FileKind, FoundItem, ImageType, Maker, Role
from dentui.domain.limits import Limits
from dentui.media.grouping import grouped, offered_name, offered_time
from dentui.media.telling import Looked
from tests.media.made import REAL, ct_slice, dicom, exported, obj, photo, stl
from tests.media.test_meshes import ply

Look = Callable[..., tuple[tuple[FoundItem, ...], tuple[object, ...]]]
ENCAPSULATED_STL = "1.2.840.10008.5.1.4.1.1.104.3"
Items = list[tuple[ImageType, list[tuple[str, Role]]]]


def items(found: tuple[tuple[FoundItem, ...], tuple[object, ...]]) -> Items:
    return [(item.type, [(file.name, file.role) for file in item.files]) for item in found[0]]


def types(found: tuple[tuple[FoundItem, ...], tuple[object, ...]]) -> list[ImageType]:
    return [item.type for item in found[0]]


def test_the_jaws_and_bites_of_a_folder_are_one_scan(look_at: Look) -> None:
    found = look_at(
        {"a-bite1.stl": stl(15), "a-UpperJaw.stl": stl(13), "a-bite0.stl": stl(14), "b-LowerJaw.stl": stl(16)}
    )
    assert items(found) == [
        (
            ImageType.INTRAORAL_SCAN,
            [
                ("a-UpperJaw.stl", Role.UPPER),
                ("b-LowerJaw.stl", Role.LOWER),
                ("a-bite0.stl", Role.BITE),
                ("a-bite1.stl", Role.BITE),
            ],
        )
    ]


def test_two_scans_in_one_folder_are_told_by_the_rest_of_their_names(look_at: Look) -> None:
    names = ["before_upper.stl", "after_upper.stl", "before_lower.stl", "after_lower.stl", "after_bite.stl"]
    found = look_at({name: stl(13 + place) for place, name in enumerate(names)})
    assert [[name for name, _ in files] for _, files in items(found)] == [
        ["after_upper.stl", "after_lower.stl", "after_bite.stl"],
        ["before_upper.stl", "before_lower.stl"],
    ]


def test_coloured_scans_in_one_folder_are_told_by_the_rest_of_their_names_too(look_at: Look) -> None:
    files: dict[str, bytes] = {}
    for place, name in enumerate(("a_upper", "b_upper", "b_lower", "c_lower")):
        files[f"{name}.obj"] = obj(f"{name}.mtl").replace(b"60 60 0", b"60 %d 0" % (60 + place))
        files[f"{name}.mtl"] = f"newmtl {name}\n".encode()
    assert [[name for name, _ in scan if name.endswith("obj")] for _, scan in items(look_at(files))] == [
        ["a_upper.obj"],
        ["b_upper.obj", "b_lower.obj"],
        ["c_lower.obj"],
    ]


@pytest.mark.parametrize(
    ("name", "count"), [("{}_upper.stl", 5_000), ("{}/lower.stl", 5_000), ("{}_antagonist.stl", 5_000)]
)
def test_thousands_of_scans_are_told_apart_in_no_time(name: str, count: int) -> None:
    facts, maker = Facts(triangles=1, box=(60, 40, 20)), Maker()
    files = [
        Looked(uuid4(), name.format(number), 1, FileKind.STL, facts, maker) for number in range(1, count + 1)
    ]
    assert len(grouped(files, Limits())[0]) == count


def test_scans_in_two_folders_are_two(look_at: Look) -> None:
    found = look_at({"1/upper.stl": stl(13), "1/lower.stl": stl(14), "2/upper.stl": stl(15)})
    assert [len(files) for _, files in items(found)] == [2, 1]


def test_each_jaw_in_a_folder_of_its_own_is_one_scan_with_its_colours(look_at: Look) -> None:
    materials = b"newmtl jaw\nmap_Kd jaw.png\n"
    found = look_at(
        {
            "p/UpperJaw/Data.obj": obj("Data.mtl"),
            "p/UpperJaw/Data.mtl": materials,
            "p/UpperJaw/jaw.png": photo("PNG"),
            "p/LowerJaw/Data.obj": obj("Data.mtl").replace(b"60 60 0", b"60 61 0"),
            "p/LowerJaw/Data.mtl": materials + b"# lower\n",
            "p/LowerJaw/jaw.png": photo("PNG", (91, 60)),
        }
    )
    assert items(found) == [
        (
            ImageType.INTRAORAL_SCAN,
            [
                ("p/UpperJaw/Data.obj", Role.UPPER),
                ("p/LowerJaw/Data.obj", Role.LOWER),
                ("p/LowerJaw/Data.mtl", Role.TEXTURE),
                ("p/LowerJaw/jaw.png", Role.TEXTURE),
                ("p/UpperJaw/Data.mtl", Role.TEXTURE),
                ("p/UpperJaw/jaw.png", Role.TEXTURE),
            ],
        )
    ]


def test_an_antagonist_is_the_jaw_that_is_missing(look_at: Look) -> None:
    found = look_at({"1_lower.stl": stl(13), "1_antagonist.stl": stl(14)})
    assert items(found)[0][1] == [("1_antagonist.stl", Role.UPPER), ("1_lower.stl", Role.LOWER)]


def test_meshes_of_which_nothing_is_said_are_scans_of_their_own(look_at: Look) -> None:
    found = look_at({"crown.stl": stl(13), "model.stl": stl(14)})
    assert types(found) == [ImageType.INTRAORAL_SCAN] * 2
    assert found[0][0].why == "60 mm, the size of a jaw."


@pytest.mark.parametrize(
    ("name", "size", "type_"),
    [
        ("a.stl", 60, ImageType.INTRAORAL_SCAN),
        ("a.stl", 230, ImageType.FACE_SCAN),
        ("face.stl", 60, ImageType.FACE_SCAN),
        ("UpperJaw.stl", 230, ImageType.INTRAORAL_SCAN),
        ("patient_u.stl", 230, ImageType.INTRAORAL_SCAN),
        ("smile.stl", 2, ImageType.FACE_SCAN),
        ("a.stl", 2, ImageType.INTRAORAL_SCAN),
        ("a.stl", 0.25, ImageType.FACE_SCAN),
        ("a.stl", 0.06, ImageType.INTRAORAL_SCAN),
    ],
)
def test_a_mesh_is_of_a_mouth_or_a_face_by_its_name_then_its_size(
    name: str, size: float, type_: ImageType, look_at: Look
) -> None:
    assert types(look_at({name: stl(13, size)})) == [type_]


def test_a_coloured_mesh_in_no_known_unit_is_a_face(look_at: Look) -> None:
    square = obj().replace(b"60", b"2")
    assert types(look_at({"a.obj": square})) == [ImageType.INTRAORAL_SCAN]
    coloured = b"".join(
        line + (b" 1 1 1" if line[:2] == b"v " else b"") + b"\n" for line in square.splitlines()
    )
    assert types(look_at({"a.obj": coloured})) == [ImageType.FACE_SCAN]


def test_the_expressions_of_a_face_are_one_scan(look_at: Look) -> None:
    files = {"f/smile.stl": stl(13, 200), "f/neutral.stl": stl(14, 200), "g/face.ply": ply([[0, 1, 2]])}
    found = look_at(files)
    assert items(found) == [
        (ImageType.FACE_SCAN, [("f/smile.stl", Role.SMILE), ("f/neutral.stl", Role.NEUTRAL)]),
        (ImageType.FACE_SCAN, [("g/face.ply", Role.NONE)]),
    ]


def test_a_picture_that_a_mesh_names_is_its_texture(look_at: Look) -> None:
    found = look_at(
        {"face.ply": ply([[0, 1, 2]], "<", "comment TextureFile Skin.PNG\n"), "skin.png": photo("PNG")}
    )
    assert items(found) == [
        (ImageType.FACE_SCAN, [("face.ply", Role.NONE), ("skin.png", Role.TEXTURE)]),
    ]


def test_each_jaw_keeps_materials_that_are_the_same_for_both(look_at: Look) -> None:
    files = {}
    for place, jaw in enumerate(("UpperJaw", "LowerJaw")):
        files[f"{jaw}/Data.obj"] = obj("Data.mtl").replace(b"60 60 0", b"60 %d 0" % (60 + place))
        files[f"{jaw}/Data.mtl"] = b"newmtl jaw\nmap_Kd jaw.png\n"
        files[f"{jaw}/jaw.png"] = photo("PNG", (90 + place, 60))
    found = look_at(files)
    assert [len(files_) for _, files_ in items(found)] == [6]
    assert found[1] == ()


def test_meshes_that_name_the_same_materials_are_one_scan(look_at: Look) -> None:
    found = look_at(
        {
            "a_upper.obj": obj("both.mtl"),
            "a_lower.obj": obj("both.mtl").replace(b"60 60 0", b"60 61 0"),
            "both.mtl": b"newmtl jaw\nmap_Kd both.png\n",
            "both.png": photo("PNG"),
        }
    )
    assert items(found) == [
        (
            ImageType.INTRAORAL_SCAN,
            [
                ("a_upper.obj", Role.UPPER),
                ("a_lower.obj", Role.LOWER),
                ("both.mtl", Role.TEXTURE),
                ("both.png", Role.TEXTURE),
            ],
        )
    ]


def test_materials_that_name_themselves_and_each_other_have_an_end(look_at: Look) -> None:
    found = look_at(
        {
            "a.obj": obj("a.mtl") + b"mtllib a.obj\n",
            "a.mtl": b"newmtl a\nmap_Kd a.mtl\nmap_Kd b.mtl\nmap_Kd a.png\n",
            "b.mtl": b"newmtl b\nmap_Kd a.mtl\n",
            "a.png": photo("PNG"),
        }
    )
    assert [[name for name, _ in files] for _, files in items(found)] == [
        ["a.obj", "a.mtl", "a.png"],
        ["b.mtl"],
    ]


def test_materials_without_their_mesh_are_other_data(look_at: Look) -> None:
    assert types(look_at({"a.mtl": b"newmtl a\nKd 1 1 1\n"})) == [ImageType.OTHER]


@pytest.mark.parametrize("folder", ["", "CBCT/", "scan.zip/DICOM/"])
def test_the_slices_of_a_series_are_one_item_in_their_order(folder: str, look_at: Look) -> None:
    found = look_at({f"{folder}{name}": ct_slice(name) for name in (5, 11, 2, 7)})
    assert items(found) == [
        (ImageType.CBCT, [(f"{folder}{name}", Role.NONE) for name in (2, 5, 7, 11)]),
    ]
    assert found[0][0].why == "A CT series of 4 slices."


def test_two_series_are_two_items(look_at: Look) -> None:
    files = {f"a{name}": ct_slice(name, "1.2.3") for name in range(3)}
    files |= {f"b{name}": ct_slice(name, "1.2.4") for name in range(4)}
    assert [len(item.files) for item in look_at(files)[0]] == [3, 4]


@pytest.mark.parametrize("numbers", [[1], [1, 2]])
def test_a_slice_or_two_are_x_rays(numbers: list[int], look_at: Look) -> None:
    found = look_at({str(number): ct_slice(number) for number in numbers})
    assert types(found) == [ImageType.X_RAY] * len(numbers)


def test_a_scout_is_no_slice(look_at: Look) -> None:
    files = {str(number): ct_slice(number) for number in (1, 2, 3)}
    files["scout"] = ct_slice(9, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    assert items(look_at(files)) == [
        (ImageType.X_RAY, [("scout", Role.NONE)]),
        (ImageType.CBCT, [("1", Role.NONE), ("2", Role.NONE), ("3", Role.NONE)]),
    ]


def test_a_picture_of_another_size_in_a_series_is_none_of_its_slices(look_at: Look) -> None:
    files = {str(number): ct_slice(number) for number in (1, 2, 3)}
    files["panorama"] = ct_slice(4, Rows=4)
    assert types(look_at(files)) == [ImageType.X_RAY, ImageType.CBCT]


def test_a_volume_in_one_file_is_a_cbct(look_at: Look) -> None:
    whole = dicom(NumberOfFrames=4, PixelData=bytes(512))
    assert types(look_at({"volume.dcm": whole})) == [ImageType.CBCT]


def test_a_slice_that_is_cut_is_not_in_the_series(look_at: Look) -> None:
    files = {str(number): ct_slice(number) for number in (1, 2, 3, 4)}
    files["4"] = files["4"][:-20]
    found = look_at(files)
    assert [(item.type, len(item.files)) for item in found[0]] == [(ImageType.CBCT, 3), (ImageType.OTHER, 1)]
    assert "cut off" in found[0][1].why


def test_a_series_beyond_the_limits_is_other_data(look_at: Look) -> None:
    files = {str(number): ct_slice(number) for number in (1, 2, 3)}
    found = look_at(files, Limits(series_files=2))
    assert types(found) == [ImageType.OTHER]
    assert "a CBCT may have 2" in found[0][0].why


@pytest.mark.parametrize(
    ("attributes", "type_"),
    [
        ({"Modality": "IO"}, ImageType.X_RAY),
        ({"Modality": "PX", "ManufacturerModelName": "CEPH 3D"}, ImageType.X_RAY),
        ({"Modality": "DX"}, ImageType.X_RAY),
        ({"Modality": "CR"}, ImageType.X_RAY),
        ({"Modality": "RG"}, ImageType.X_RAY),
        ({"Modality": "XC"}, ImageType.INTRAORAL_IMAGES),
        ({"Modality": "XC", "SeriesDescription": "Extraoral"}, ImageType.FACIAL_IMAGE),
        ({"Modality": "", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.1.3"}, ImageType.X_RAY),
        ({"Modality": "OT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, ImageType.X_RAY),
        ({"Modality": "US"}, ImageType.OTHER),
        ({"Modality": "SR", "PixelData": None}, ImageType.OTHER),
        ({"Modality": "M3D", "PixelData": None}, ImageType.INTRAORAL_SCAN),
        ({"Modality": None, "SOPClassUID": ENCAPSULATED_STL, "PixelData": None}, ImageType.INTRAORAL_SCAN),
    ],
)
def test_dicom_is_told_by_its_modality_and_never_by_the_name_of_a_model(
    attributes: dict[str, str], type_: ImageType, look_at: Look
) -> None:
    assert types(look_at({"a.dcm": dicom(**attributes)})) == [type_]


def test_a_dicomdir_is_no_image_data(look_at: Look) -> None:
    listed = dicom(SOPClassUID="1.2.840.10008.1.3.10", PixelData=None, Modality=None)
    found, refused = look_at({"DICOMDIR": listed})
    assert not found
    assert len(refused) == 1


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("cephalogram_lateral.jpg", photo(mode="L"), ImageType.X_RAY),
        ("a.jpg", photo(mode="L"), ImageType.X_RAY),
        ("a.jpg", photo(), ImageType.INTRAORAL_IMAGES),
        ("a.jpg", photo(size=(60, 90)), ImageType.FACIAL_IMAGE),
        ("smile.jpg", photo(), ImageType.FACIAL_IMAGE),
        ("portrait.jpg", photo(mode="L"), ImageType.FACIAL_IMAGE),
        ("upper.jpg", photo(size=(60, 90)), ImageType.INTRAORAL_IMAGES),
        ("opg.png", photo("PNG"), ImageType.X_RAY),
        ("a.dcm", photo("PNG"), ImageType.INTRAORAL_IMAGES),
    ],
)
def test_a_photo_is_told_by_its_name_then_by_its_look(
    name: str, content: bytes, type_: ImageType, look_at: Look
) -> None:
    assert types(look_at({name: content})) == [type_]


def test_photos_of_one_day_in_one_folder_are_one_item(look_at: Look) -> None:
    views = ["right", "upper", "front", "left", "lower"]
    files = {f"intraoral_{view}.jpg": photo(size=(90 + place, 60)) for place, view in enumerate(views)}
    files["camera.jpg"] = (REAL / "camera_with_exif.jpg").read_bytes()
    found = look_at(files)
    assert [[file.role for file in item.files] for item in found[0]] == [
        [Role.UPPER, Role.LOWER, Role.FRONT, Role.LEFT, Role.RIGHT],
        [Role.NONE],
    ]
    assert found[0][1].taken == datetime(2022, 11, 18, 17, 13, 29)
    assert found[0][1].maker == Maker("NIKON CORPORATION", "NIKON D90")


def test_a_mesh_of_3shape_is_told_by_its_content(look_at: Look) -> None:
    found = look_at({"LowerJawScan.dcm": (REAL / "threeshape_hps_not_dicom.dcm").read_bytes()})
    (item,) = found[0]
    assert (item.type, item.files[0].kind, item.files[0].role) == (
        ImageType.INTRAORAL_SCAN,
        FileKind.HPS,
        Role.LOWER,
    )


def test_what_is_there_gives_the_record_its_name_and_time(look_at: Look) -> None:
    files = {"a.stl": stl(), "b.dcm": dicom(Modality="PX"), "c.glb": exported("glb"), "d": b"text"}
    found, _ = look_at(files)
    assert offered_name(found) == "Intraoral scan, Face scan, X-ray"
    assert offered_time(found) == datetime(2024, 3, 1)
    assert offered_name(()) == ""
