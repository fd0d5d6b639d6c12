"""An invented face."""

from __future__ import annotations

import numpy as np

from dentui.services.demo.scans.face import face
from tests.services.demo.scans.meshes import loops


def test_a_face_is_one_surface_with_a_nose_in_front_lips_below_and_eyes_behind() -> None:
    made = face(1, step=2.0)
    x, y, z = made.vertices.T
    assert loops(made) == 1
    assert 110 < np.ptp(x) < 160
    assert 170 < np.ptp(y) < 230
    tip = made.vertices[z.argmax()]
    assert abs(tip[0]) < 3
    assert -50 < tip[1] < -35
    assert made.colours is not None
    red, green, _ = made.colours.astype(int).T
    lips = (red - green > 65) & (np.abs(x) < 20) & (z > 0)
    assert -90 < y[lips].mean() < -65
    eye = (np.abs(np.abs(x) - 31) < 5) & (np.abs(y + 5) < 4)
    forehead = (np.abs(x) < 5) & (np.abs(y - 35) < 4)
    assert z[eye].mean() < z[forehead].mean()


def test_who_smiles_has_a_wider_mouth() -> None:
    rest, smile = (face(1, step=2.0, smile=smile) for smile in (False, True))
    widths = []
    for made in (rest, smile):
        assert made.colours is not None
        red, green, _ = made.colours.astype(int).T
        x, y, _ = made.vertices.T
        widths.append(np.ptp(x[(red - green > 65) & (y < -60) & (y > -90)]))
    assert widths[1] > widths[0] + 5
