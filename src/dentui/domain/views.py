"""From where models are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from dentui.domain.images import Role


class View(StrEnum):
    """Standard views; FREE where somebody turned away from them."""

    FREE = ""
    FRONT = "front"
    BACK = "back"
    LEFT = "left"
    """The patient's, as RIGHT is."""
    RIGHT = "right"
    UPPER = "occlusal of upper"
    LOWER = "occlusal of lower"


TEETH: Mapping[View, Role] = {View.UPPER: Role.UPPER, View.LOWER: Role.LOWER}
"""The jaw that is alone in a view: the other one would lie before it."""
