"""Pictures as a person would describe them: how light they are, and where."""

from __future__ import annotations

from typing import Any

import numpy as np

from dentui.domain.images import Raster


def shown(raster: Raster) -> Any:
    """Light of each pixel as it is shown, 0 to 1: (rows, columns) or (rows, columns, 3)."""
    kind, channels = {"L": ("u1", 1), "RGB": ("u1", 3), "I;16": ("<u2", 1)}[raster.mode]
    samples = np.frombuffer(raster.data, kind).reshape(raster.height, raster.width, channels)
    light = np.clip((samples.astype(float) - raster.low) / (raster.high - raster.low), 0, 1)
    return light[..., 0] if channels == 1 else light


def light_at(raster: Raster, across: float, down: float) -> Any:
    """At a place told in parts of width and height."""
    light = shown(raster)
    return light[int(down * (raster.height - 1)), int(across * (raster.width - 1))]
