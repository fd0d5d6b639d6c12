"""Photos as pixels: small ones out of large ones without the large ones in memory where the format allows
it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from dentui.domain.images import FileKind, Raster
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.photos import FORMATS, UPRIGHT
from dentui.media.sampling import DEEPEST, fitted, grey_raster, percentiles, size_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND = 4_000_000
"""Pixels that are converted at a time."""
ORIENTATION = 0x0112
"""EXIF 2.32, 4.6.5."""
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PHOTOMETRIC = 262
"""TIFF 6.0, section 8: 0 is white in a file where this is 0."""


def develop(path: Path, kind: FileKind, largest: int, limits: Limits) -> Raster:
    """A photo, upright, on white where it is transparent, the first picture where it holds several.

    Grey with more than 8 bits stays so. Raises Unreadable, and whatever a library raises at a damaged
    file."""
    # We have a limit of our own, with a sentence of our own.
    Image.MAX_IMAGE_PIXELS = None
    # By a path Pillow maps grey files into memory, and those that lie on their side wrongly.
    with path.open("rb") as file, Image.open(file, formats=(FORMATS[kind],)) as image:
        if image.width * image.height > limits.photo_pixels:
            raise Unreadable(
                f"The photo has more than {limits.photo_pixels // 1_000_000} million pixels, which are too "
                "many to be shown here. Download it instead."
            )
        turn = None if kind in UPRIGHT else TURNS.get(_orientation(image))
        # Of a JPEG no more coefficients are decoded than the size needs.
        image.draft(image.mode, (largest, largest))
        if image.mode in ("I", "F") or image.mode.startswith("I;"):
            return _deep(image, turn, largest)
        small = _small(image, largest)
    if turn is not None:
        small = small.transpose(turn)
    return Raster(small.width, small.height, small.mode, small.tobytes())


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def _small(image: Image.Image, largest: int) -> Image.Image:
    """In bands, because a palette or an alpha channel takes four bytes a pixel on the way."""
    width, height = size_within(image.width, image.height, largest)
    factor = max(1, image.width // (2 * width))
    if factor == 1 and image.width * image.height <= BAND:
        plain = _plain(image)
    else:
        rows = max(factor, BAND // image.width // factor * factor)
        bands = []
        for top in range(0, image.height, rows):
            band = image.crop((0, top, image.width, min(top + rows, image.height)))
            bands.append(_plain(band).reduce(factor) if factor > 1 else _plain(band))
        plain = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
        top = 0
        for band in bands:
            plain.paste(band, (0, top))
            top += band.height
    if plain.size == (width, height):
        return plain
    return plain.resize((width, height), Image.Resampling.LANCZOS)


def _plain(image: Image.Image) -> Image.Image:
    """In mode L or RGB."""
    if image.has_transparency_data:
        grey = image.mode in ("L", "LA", "La")
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(white, seen).convert("L" if grey else "RGB")
    if image.mode in ("1", "L", "LA", "La"):
        return image.convert("L")
    return image.convert("RGB")


def _deep(image: Image.Image, turn: Image.Transpose | None, largest: int) -> Raster:
    samples: Any = np.asarray(image)
    tags = getattr(image, "tag_v2", {})
    width, height = size_within(image.width, image.height, largest)
    few = _finite(fitted(samples, width, height))
    if turn is not None:
        few = np.asarray(Image.fromarray(few).transpose(turn))
    least, most = float(few.min()), float(few.max())
    # Fractions mostly go from 0 to 1.
    if least < 0 or most > DEEPEST or samples.dtype.kind == "f":
        few = (few - least) * (DEEPEST / max(most - least, 1e-9))
    if tags.get(PHOTOMETRIC) == 0:
        few = DEEPEST - few
    return grey_raster(few, *percentiles(few), deep=True)


def _finite(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is no number as black, what is beyond all as the lightest that there is."""
    whole = samples[np.isfinite(samples)]
    if whole.size == samples.size:
        return samples
    least, most = (whole.min(), whole.max()) if whole.size else (0.0, 0.0)
    return np.nan_to_num(samples, nan=least, posinf=most, neginf=least)
