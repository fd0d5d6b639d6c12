"""What a file shows, by its name: upper or lower jaw, bite, smile, and whether it is of a mouth, a face, an
X-ray.

Makers of scanners and of CAD programs each have their way (`*-UpperJaw.stl`, `123_LowerJawScan.dcm`,
`x_shell_occlusion_u.stl`, `UpperJaw/Data.obj`, `Unterkiefer.ply`). A name is cut into words where its letters
change their case or become digits and signs, and only a whole word counts: "unsorted" has no U, "alsofinal"
no L.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from enum import StrEnum
from itertools import pairwise

from dentui.domain.images import ImageType, Role


class Hint(StrEnum):
    """What a name says of a picture or a mesh."""

    MOUTH = "mouth"
    FACE = "face"
    X_RAY = "x-ray"
    VOLUME = "volume"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BITE = _words(
    "bite bitescan buccal buccalbite biss bissnahme bissregistrat checkbite registrat vestibular mordida "
    "mordu"
)
_OCCLUSION = _words("occlusion okklusion")
"""A bite, where no jaw is named: `shell_occlusion_u` is the upper jaw as it stands in occlusion."""
_ANTAGONIST = _words("antagonist antagoniste antagonista opposing gegenkiefer")
_JAWS: Mapping[Role, frozenset[str]] = {
    Role.UPPER: _words(
        "upper upperjaw upperjawscan upperarch maxilla maxillary maxillaire maxilar oberkiefer superior "
        "superiore superieur haut"
    ),
    Role.LOWER: _words(
        "lower lowerjaw lowerjawscan lowerarch mandible mandibular mandibula mandibulaire unterkiefer "
        "inferior inferiore inferieur bas"
    ),
}
_LETTERS: Mapping[str, Role] = {"u": Role.UPPER, "l": Role.LOWER}
"""Of jaws, where one of them is the last word."""
_VIEWS: Mapping[Role, frozenset[str]] = {
    **_JAWS,
    Role.FRONT: _words("front frontal frontansicht anterior"),
    Role.LEFT: _words("left links gauche izquierda sinistra leftbuccal buccalleft"),
    Role.RIGHT: _words("right rechts droite derecha destra rightbuccal buccalright"),
}
_EXPRESSIONS: Mapping[Role, frozenset[str]] = {
    Role.SMILE: _words("smile smiling smiles lacheln lachen laugh sourire sonrisa sorriso"),
    Role.NEUTRAL: _words("neutral neutre neutro rest repose relaxed closed ruhe"),
}
_FACES: Mapping[Role, frozenset[str]] = {
    **_EXPRESSIONS,
    Role.PROFILE: _words("profile profil perfil profilo lateral seite"),
}
_BY_WORD: Mapping[ImageType, Mapping[Role, frozenset[str]]] = {
    ImageType.INTRAORAL_IMAGES: _VIEWS,
    ImageType.FACIAL_IMAGE: _FACES,
    ImageType.FACE_SCAN: _EXPRESSIONS,
}
_IDEOGRAMS: Mapping[Role, tuple[str, ...]] = {
    Role.BITE: ("咬合",),
    Role.UPPER: ("上颌", "上頜", "上顎", "上牙"),
    Role.LOWER: ("下颌", "下頜", "下顎", "下牙"),
    Role.FRONT: ("正面",),
    Role.LEFT: ("左侧", "左側"),
    Role.RIGHT: ("右侧", "右側"),
    Role.SMILE: ("微笑",),
    Role.PROFILE: ("侧面", "側面", "侧貌"),
}
"""Written without spaces: these count wherever they stand."""

_HINTS: Mapping[Hint, frozenset[str]] = {
    Hint.VOLUME: _words("cbct dvt conebeam"),
    Hint.X_RAY: _words(
        "xray xrays rx radiograph radiography radiographie rontgen roentgen opg opt pano panoramic panorama "
        "orthopantomogram orthopan cephalogram cephalogramm cephalometric ceph cephalo fernrontgen frs "
        "teleradiography bitewing bitewings periapical tmj handwrist"
    ),
    Hint.FACE: _words(
        "face faces facescan facial gesicht head bust portrait extraoral visage cara kopf metismile "
        "smile smiling neutral profile profil"
    ),
    Hint.MOUTH: _words(
        "intraoral intraorale io teeth tooth occlusal occlusion overjet overbite gebiss zahne jaw jaws arch "
        "dentition oral mouth"
    )
    | _BITE
    | _JAWS[Role.UPPER]
    | _JAWS[Role.LOWER],
}
"""The first that has a word of the name is it."""
_PAIRS: Mapping[tuple[str, str], Hint] = {
    ("x", "ray"): Hint.X_RAY,
    ("bite", "wing"): Hint.X_RAY,
    ("cone", "beam"): Hint.VOLUME,
}
_VIEW_CODES: Mapping[str, Hint] = {"ev": Hint.FACE, "iv": Hint.MOUTH}
"""EV01 and IV01: extraoral and intraoral views in the orthodontic photo sets of ADA TR 1100."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z]+")
_WHOLE = frozenset().union(*_HINTS.values(), *_VIEWS.values(), *_FACES.values(), _ANTAGONIST)
_BESIDES = _words("jaw scan arch left right data prep preparation")
"""Words that say no role and yet differ between the files of one scan."""
_FOLDERS = 2
"""Folders that are asked where a name does not say; further up stand names of people and programs."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of one name, small and without accents: "UpperJaw-2.stl" is upper, jaw, 2. What follows the
    last dot is no word of it."""
    stem = name.rpartition(".")[0] or name
    apart = unicodedata.normalize("NFKD", stem)
    plain = "".join(character for character in apart if not unicodedata.combining(character))
    found: list[str] = []
    for word in _WORD.findall(plain):
        small = word.casefold()
        found += [small] if small in _WHOLE else [hump.casefold() for hump in _HUMPS.findall(word)]
    return tuple(found)


def role_in(name: str, kind: ImageType) -> Role:
    """What a file of that type shows, by its name, or by a folder it is in where the name does not say;
    Role.NONE where neither does. Always one of `ROLES[kind]`."""
    for part in _parts(name):
        role = _role(part, kind)
        if role is not Role.NONE:
            return role
    return Role.NONE


def hint_in(name: str) -> Hint | None:
    """What the name, or a folder it is in, says of it."""
    for part in _parts(name):
        words = words_of(part)
        for pair in pairwise(words):
            if pair in _PAIRS:
                return _PAIRS[pair]
            if pair[0] in _VIEW_CODES and len(pair[1]) == 2 and pair[1].isdecimal():
                return _VIEW_CODES[pair[0]]
        for hint, known in _HINTS.items():
            if not known.isdisjoint(words):
                return hint
    return None


def is_antagonist(name: str) -> bool:
    """Whether it is the jaw that stands opposite to the one that is treated, whichever that is."""
    return not _ANTAGONIST.isdisjoint(words_of(name.rpartition("/")[2]))


def without_roles(name: str) -> str:
    """What is left of a name without the words that say its role: files of one scan share it."""
    words = list(words_of(name))
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in _LETTERS):
        words.pop()
    known = _BITE | _JAWS[Role.UPPER] | _JAWS[Role.LOWER] | _OCCLUSION | _ANTAGONIST | _BESIDES
    return " ".join(word for word in words if word not in known)


def _role(name: str, kind: ImageType) -> Role:
    words = words_of(name)
    scan = kind is ImageType.INTRAORAL_SCAN
    known = {**_JAWS, Role.BITE: _BITE} if scan else _BY_WORD.get(kind, {})
    for role, signs in _IDEOGRAMS.items():
        if role in known and any(sign in name for sign in signs):
            return role
    if not scan:
        # A jaw is said before a view: "upper_front" is no front.
        return (_one(words, _JAWS) if Role.UPPER in known else Role.NONE) or _one(words, known)
    # The name of a bite may say of which side or jaw it is.
    if not _BITE.isdisjoint(words):
        return Role.BITE
    letters = [word for word in words if not word.isdigit()][-1:]
    jaw = _one(words, _JAWS) or _LETTERS.get("".join(letters), Role.NONE)
    return Role.BITE if jaw is Role.NONE and not _OCCLUSION.isdisjoint(words) else jaw


def _one(words: Sequence[str], roles: Mapping[Role, Set[str]]) -> Role:
    """The only role that one of the words stands for; Role.NONE for none and for several."""
    found = [role for role, known in roles.items() if not known.isdisjoint(words)]
    return found[0] if len(found) == 1 else Role.NONE


def _parts(name: str) -> list[str]:
    """The name, then the folders around it."""
    return [part for part in reversed(name.split("/")) if part][: _FOLDERS + 1]
