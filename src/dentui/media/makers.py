"""Who makes the devices of a dental office, as their files name them in comments and headers.

Only words that stand for a maker: a comment says many other things, and what is not known is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dentui.domain.images import Maker

MAKERS: Mapping[str, str] = {
    "shining ?3d|shining": "SHINING 3D",
    "3shape": "3Shape",
    "itero|align technology|cadent": "Align Technology",
    "medit": "Medit",
    "dentsply|sirona|cerec": "Dentsply Sirona",
    "carestream": "Carestream Dental",
    "planmeca": "Planmeca",
    "straumann": "Straumann",
    "dental ?wings": "Dental Wings",
    "launca": "Launca",
    "alliedstar": "Alliedstar",
    "panda|freqty": "Freqty",
    "bellus3d": "Bellus3D",
    "vectra|canfield": "Canfield",
    "3dmd": "3dMD",
    "artec": "Artec 3D",
}
"""Words of a comment, and the maker's name."""
MODELS: Mapping[str, tuple[str, str]] = {
    r"aoral ?scan ?\w{0,7}": ("SHINING 3D", "AoralScan"),
    r"meti ?smile": ("SHINING 3D", "MetiSmile"),
    r"ein ?scan\b": ("SHINING 3D", "EinScan"),
    r"trios ?[345]?": ("3Shape", "TRIOS"),
    r"itero element ?\w{0,3}": ("Align Technology", "iTero Element"),
    r"medit ?i[5679]\d0\w?": ("Medit", ""),
    r"primescan(?: ?\d)?": ("Dentsply Sirona", "Primescan"),
    r"omnicam": ("Dentsply Sirona", "Omnicam"),
    r"cs ?3[5678]00": ("Carestream Dental", ""),
    r"emerald(?: ?s)?": ("Planmeca", "Emerald"),
}
"""Models that name their maker; "" for a model that is called as it stands there."""


def maker_in(words: str) -> Maker:
    """Who made the file, by the words of a comment."""
    text = " ".join(words.split())[:4096]
    for pattern, (maker, model) in MODELS.items():
        if found := re.search(rf"(?<![a-z]){pattern}(?![a-z])", text, re.IGNORECASE):
            return Maker(maker, model or found[0])
    for pattern, maker in MAKERS.items():
        if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", text, re.IGNORECASE):
            return Maker(maker)
    return Maker()
