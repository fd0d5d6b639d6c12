"""Meshes that turn: read into one form, seen by a camera, drawn without OpenGL and without a display.

Lengths are millimetres, angles radians, arrays numpy's."""

from __future__ import annotations

from dentui.media.models.camera import Camera
from dentui.media.models.caster import Caster
from dentui.media.models.model import Model
from dentui.media.models.reading import read_model
from dentui.media.models.scene import Drawn, Look, Section

__all__ = ["Camera", "Caster", "Drawn", "Look", "Model", "Section", "read_model"]
