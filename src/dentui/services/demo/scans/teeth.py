"""The crowns of fourteen teeth an arch: how large they are, and their form.

A crown has coordinates of its own, in millimetres: u towards distal, v towards the cheek or the lips, w
towards the opposing teeth, 0 at the cervical line. Its form is an outline that changes with the height, under
a roof of ridges that run down from the cusps; where two of them meet is a fissure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Size(NamedTuple):
    """Millimetres: height of the crown, mesiodistal and buccolingual width, and both at the cervix."""

    height: float
    wide: float
    deep: float
    neck_wide: float
    neck_deep: float


SIZES: dict[tuple[bool, int], Size] = {
    (True, 1): Size(10.5, 8.5, 7.0, 7.0, 6.0),
    (True, 2): Size(9.0, 6.5, 6.0, 5.0, 5.0),
    (True, 3): Size(10.0, 7.5, 8.0, 5.5, 7.0),
    (True, 4): Size(8.5, 7.0, 9.0, 5.0, 8.0),
    (True, 5): Size(8.5, 7.0, 9.0, 5.0, 8.0),
    (True, 6): Size(7.5, 10.0, 11.0, 8.0, 10.0),
    (True, 7): Size(7.0, 9.0, 11.0, 7.0, 10.0),
    (False, 1): Size(9.0, 5.0, 6.0, 3.5, 5.3),
    (False, 2): Size(9.5, 5.5, 6.5, 4.0, 5.8),
    (False, 3): Size(11.0, 7.0, 7.5, 5.5, 7.0),
    (False, 4): Size(8.5, 7.0, 7.5, 5.0, 6.5),
    (False, 5): Size(8.0, 7.0, 8.0, 5.0, 7.0),
    (False, 6): Size(7.5, 11.0, 10.5, 9.0, 9.0),
    (False, 7): Size(7.0, 10.5, 10.0, 8.0, 9.0),
}
"""Of (upper, place from the middle): Wheeler's averages (M. M. Ash, S. J. Nelson, "Wheeler's Dental Anatomy,
Physiology and Occlusion", 8th edition 2003, table 1-1)."""


class Ridge(NamedTuple):
    """A ridge of the roof from one point to another. Places are parts of the half widths, heights millimetres
    from the highest cusp, slope is the fall to the sides."""

    start: tuple[float, float]
    start_height: float
    end: tuple[float, float]
    end_height: float
    slope: float = 0.8


class Profile(NamedTuple):
    """How the outline changes along the height of the crown, from cervix (0) to the cusps (1), each as a part
    of the half width: mesiodistal, the buccal side, the lingual side."""

    at: tuple[float, ...]
    wide: tuple[float, ...]
    buccal: tuple[float, ...]
    lingual: tuple[float, ...]


_AT = (-0.9, 0.0, 0.15, 0.35, 0.6, 0.8, 0.93, 1.05)
PROFILES = {
    "upper incisor": Profile(
        _AT,
        (0.62, 0.82, 0.85, 0.91, 0.97, 1.0, 1.0, 0.97),
        (0.66, 0.86, 0.98, 1.0, 0.88, 0.68, 0.50, 0.34),
        (-0.70, -0.88, -1.0, -0.78, -0.30, -0.02, 0.08, 0.10),
    ),
    "lower incisor": Profile(
        _AT,
        (0.60, 0.70, 0.74, 0.82, 0.92, 0.99, 1.0, 0.99),
        (0.74, 0.90, 1.0, 0.92, 0.66, 0.42, 0.27, 0.17),
        (-0.74, -0.90, -1.0, -0.80, -0.40, -0.22, -0.15, -0.11),
    ),
    "canine": Profile(
        _AT,
        (0.62, 0.74, 0.79, 0.89, 0.99, 1.0, 0.92, 0.80),
        (0.74, 0.88, 1.0, 1.0, 0.82, 0.58, 0.40, 0.24),
        (-0.72, -0.88, -1.0, -0.86, -0.48, -0.22, -0.10, -0.05),
    ),
    "premolar": Profile(
        _AT,
        (0.64, 0.76, 0.83, 0.93, 1.0, 0.99, 0.95, 0.90),
        (0.74, 0.90, 0.99, 1.0, 0.92, 0.82, 0.74, 0.66),
        (-0.74, -0.88, -0.95, -1.0, -0.98, -0.90, -0.82, -0.74),
    ),
    "upper molar": Profile(
        _AT,
        (0.74, 0.82, 0.88, 0.95, 1.0, 0.99, 0.96, 0.92),
        (0.82, 0.93, 1.0, 0.99, 0.90, 0.80, 0.72, 0.66),
        (-0.82, -0.90, -0.97, -1.0, -0.96, -0.87, -0.79, -0.72),
    ),
    "lower molar": Profile(
        _AT,
        (0.74, 0.82, 0.88, 0.95, 1.0, 0.99, 0.96, 0.92),
        (0.82, 0.94, 1.0, 0.97, 0.86, 0.76, 0.68, 0.62),
        (-0.82, -0.88, -0.94, -1.0, -1.0, -0.93, -0.86, -0.80),
    ),
}


@dataclass(frozen=True, slots=True)
class Form:
    """What all crowns of a kind look like."""

    profile: Profile
    roof: tuple[Ridge, ...]
    square: float
    """Exponent of the outline: 2 is an ellipse."""
    taper: float = 0.0
    """How much narrower it is on the lingual side."""
    skew: float = 0.0
    """How far its buccal side lies mesial of the lingual one, by width."""
    shoulder: float = 0.7
    """Radius between sides and roof, in millimetres."""
    grooves: tuple[tuple[float, float], ...] = ()
    """Grooves that run down the sides: (place along the half width, 1 buccal or -1 lingual)."""


def _edge(mesial: float, distal: float, at: float) -> tuple[Ridge, ...]:
    """An incisal edge, which falls to its corners."""
    return (
        Ridge((-0.62, at), 0.0, (0.45, at), -0.05, 0.05),
        Ridge((-1.0, at), -mesial, (-0.62, at), 0.0, 0.05),
        Ridge((0.45, at), -0.05, (1.0, at), -distal, 0.05),
    )


_UPPER_MOLAR = (
    Ridge((-0.46, 0.56), -0.2, (-0.10, 0.05), -2.3),
    Ridge((0.42, 0.54), -0.4, (0.12, -0.02), -1.9),
    Ridge((-0.30, -0.48), 0.0, (-0.12, -0.05), -2.2),
    Ridge((-0.30, -0.48), 0.0, (0.30, 0.22), -1.6),
    Ridge((-0.46, 0.56), -0.2, (-0.92, 0.25), -1.0, 0.75),
    Ridge((-0.30, -0.48), 0.0, (-0.92, -0.20), -1.0, 0.75),
    Ridge((-0.92, 0.3), -1.0, (-0.92, -0.3), -1.0, 0.7),
    Ridge((0.42, 0.54), -0.4, (0.92, 0.25), -1.2, 0.75),
    Ridge((0.92, 0.3), -1.2, (0.92, -0.3), -1.2, 0.7),
    Ridge((-0.46, 0.56), -0.2, (-0.05, 0.60), -0.9, 0.75),
    Ridge((0.42, 0.54), -0.4, (0.02, 0.60), -0.9, 0.75),
)
_LOWER_MOLAR = (
    Ridge((-0.48, -0.56), 0.0, (-0.12, -0.04), -2.1),
    Ridge((0.36, -0.56), -0.15, (0.10, -0.04), -2.1),
    Ridge((-0.92, 0.3), -1.0, (-0.92, -0.3), -1.0, 0.7),
    Ridge((0.92, 0.3), -1.2, (0.92, -0.3), -1.2, 0.7),
    Ridge((-0.48, -0.56), 0.0, (-0.92, -0.3), -1.0, 0.75),
    Ridge((0.36, -0.56), -0.15, (0.92, -0.3), -1.2, 0.75),
    Ridge((-0.48, -0.56), 0.0, (-0.06, -0.62), -0.9, 0.75),
    Ridge((0.36, -0.56), -0.15, (0.0, -0.62), -0.9, 0.75),
)
_BICUSPID_ENDS = (
    Ridge((-0.84, 0.32), -1.3, (-0.84, -0.32), -1.4, 0.7),
    Ridge((0.84, 0.32), -1.3, (0.84, -0.32), -1.4, 0.7),
)

FORMS: dict[tuple[bool, int], Form] = {
    (True, 1): Form(PROFILES["upper incisor"], _edge(0.25, 0.9, 0.2), 3.0, 0.30, shoulder=0.45),
    (True, 2): Form(PROFILES["upper incisor"], _edge(0.4, 1.3, 0.2), 2.7, 0.30, shoulder=0.5),
    (True, 3): Form(
        PROFILES["canine"],
        (
            Ridge((-0.06, 0.2), 0.0, (-1.0, 0.15), -1.9, 0.25),
            Ridge((-0.06, 0.2), 0.0, (1.0, 0.15), -2.6, 0.25),
        ),
        2.4,
        0.25,
        shoulder=0.5,
    ),
    (True, 4): Form(
        PROFILES["premolar"],
        (
            Ridge((0.02, 0.56), 0.0, (0.0, 0.04), -2.2),
            Ridge((-0.08, -0.52), -0.8, (0.0, -0.04), -2.3),
            Ridge((0.02, 0.56), 0.0, (-0.86, 0.3), -1.4, 0.8),
            Ridge((0.02, 0.56), 0.0, (0.86, 0.3), -1.4, 0.8),
            Ridge((-0.08, -0.52), -0.8, (-0.84, -0.3), -1.5, 0.8),
            Ridge((-0.08, -0.52), -0.8, (0.84, -0.3), -1.5, 0.8),
            *_BICUSPID_ENDS,
        ),
        2.5,
        0.12,
    ),
    (True, 5): Form(
        PROFILES["premolar"],
        (
            Ridge((0.0, 0.54), 0.0, (0.0, 0.04), -1.9),
            Ridge((-0.06, -0.52), -0.3, (0.0, -0.04), -1.9),
            Ridge((0.0, 0.54), 0.0, (-0.86, 0.3), -1.3, 0.8),
            Ridge((0.0, 0.54), 0.0, (0.86, 0.3), -1.3, 0.8),
            Ridge((-0.06, -0.52), -0.3, (-0.84, -0.3), -1.3, 0.8),
            Ridge((-0.06, -0.52), -0.3, (0.84, -0.3), -1.3, 0.8),
            *_BICUSPID_ENDS,
        ),
        2.5,
        0.05,
    ),
    (True, 6): Form(
        PROFILES["upper molar"],
        (
            *_UPPER_MOLAR,
            Ridge((0.52, -0.54), -0.7, (0.40, -0.10), -2.0),
            Ridge((0.52, -0.54), -0.7, (0.92, -0.25), -1.2, 0.75),
        ),
        2.9,
        skew=0.14,
        grooves=((0.0, 1.0), (0.25, -1.0)),
    ),
    (True, 7): Form(
        PROFILES["upper molar"],
        (
            *_UPPER_MOLAR,
            Ridge((0.50, -0.52), -1.1, (0.40, -0.12), -2.1),
            Ridge((0.50, -0.52), -1.1, (0.90, -0.25), -1.4, 0.75),
        ),
        2.7,
        0.06,
        skew=0.18,
        grooves=((0.0, 1.0), (0.28, -1.0)),
    ),
    (False, 1): Form(PROFILES["lower incisor"], _edge(0.12, 0.2, 0.0), 3.0, 0.30, shoulder=0.35),
    (False, 2): Form(PROFILES["lower incisor"], _edge(0.12, 0.4, 0.0), 2.9, 0.30, shoulder=0.35),
    (False, 3): Form(
        PROFILES["canine"],
        (
            Ridge((-0.10, 0.1), 0.0, (-1.0, 0.05), -1.3, 0.25),
            Ridge((-0.10, 0.1), 0.0, (1.0, 0.05), -2.2, 0.25),
        ),
        2.4,
        0.28,
        shoulder=0.5,
    ),
    (False, 4): Form(
        PROFILES["premolar"],
        (
            Ridge((-0.05, 0.36), 0.0, (0.0, -0.40), -2.4),
            Ridge((-0.08, -0.60), -2.3, (0.0, -0.42), -2.7),
            Ridge((-0.05, 0.36), 0.0, (-0.84, 0.18), -1.5, 0.8),
            Ridge((-0.05, 0.36), 0.0, (0.84, 0.18), -1.5, 0.8),
            Ridge((-0.82, 0.2), -1.5, (-0.70, -0.45), -2.4, 0.7),
            Ridge((0.82, 0.2), -1.5, (0.70, -0.45), -2.3, 0.7),
        ),
        2.4,
        0.18,
    ),
    (False, 5): Form(
        PROFILES["premolar"],
        (
            Ridge((-0.04, 0.44), 0.0, (0.0, 0.02), -1.8),
            Ridge((-0.28, -0.52), -0.9, (-0.05, -0.08), -1.9),
            Ridge((0.40, -0.52), -1.2, (0.08, -0.08), -1.9),
            Ridge((-0.04, 0.44), 0.0, (-0.86, 0.25), -1.3, 0.8),
            Ridge((-0.04, 0.44), 0.0, (0.86, 0.25), -1.3, 0.8),
            Ridge((-0.28, -0.52), -0.9, (-0.84, -0.3), -1.4, 0.8),
            Ridge((0.40, -0.52), -1.2, (0.84, -0.3), -1.4, 0.8),
            *_BICUSPID_ENDS,
        ),
        2.6,
        0.05,
    ),
    (False, 6): Form(
        PROFILES["lower molar"],
        (
            *_LOWER_MOLAR,
            Ridge((-0.52, 0.52), -0.4, (-0.16, 0.06), -2.1),
            Ridge((0.10, 0.56), -0.5, (0.06, 0.08), -2.1),
            Ridge((0.64, 0.34), -0.8, (0.30, 0.04), -2.0),
            Ridge((-0.52, 0.52), -0.4, (-0.92, 0.25), -1.1, 0.75),
            Ridge((0.64, 0.34), -0.8, (0.92, 0.1), -1.3, 0.75),
            Ridge((-0.52, 0.52), -0.4, (-0.22, 0.60), -1.2, 0.75),
            Ridge((0.10, 0.56), -0.5, (-0.16, 0.60), -1.2, 0.75),
        ),
        2.9,
        -0.04,
        grooves=((-0.2, 1.0), (0.40, 1.0), (-0.05, -1.0)),
    ),
    (False, 7): Form(
        PROFILES["lower molar"],
        (
            *_LOWER_MOLAR,
            Ridge((-0.46, 0.54), -0.4, (-0.12, 0.05), -2.1),
            Ridge((0.40, 0.54), -0.5, (0.12, 0.05), -2.1),
            Ridge((-0.46, 0.54), -0.4, (-0.92, 0.25), -1.1, 0.75),
            Ridge((0.40, 0.54), -0.5, (0.92, 0.25), -1.3, 0.75),
            Ridge((-0.46, 0.54), -0.4, (-0.05, 0.60), -1.2, 0.75),
            Ridge((0.40, 0.54), -0.5, (0.0, 0.60), -1.2, 0.75),
        ),
        3.0,
        grooves=((0.0, 1.0), (0.0, -1.0)),
    ),
}
