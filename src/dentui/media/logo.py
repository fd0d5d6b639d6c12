"""A logo out of a file of somebody's: nothing but its pixels, as PNG, at most 512 a side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.child import Children
from dentui.media.jobs import Answer

LARGEST = 512
"""Pixels a side."""
MOST_BYTES = 10_000_000
TOO_LARGE = "The logo is too large: at most 10 MB. Choose a smaller file."
NO_PICTURE = "The logo cannot be read: it is no PNG, JPEG or WebP picture. Choose another file."


def logo_of(path: Path, children: Children) -> bytes:
    """The PNG of a logo. Raises Unreadable, Unavailable."""
    return children.run("dentui.media.logo:clean", {"path": str(path)}).data


def clean(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """The job of it. What a picture says beside its pixels (EXIF, where it was taken) does not go along."""
    from io import BytesIO

    from PIL import Image, ImageOps

    path = Path(asked["path"])
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    Image.MAX_IMAGE_PIXELS = limits.photo_pixels
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as opened:
            if opened.width * opened.height > limits.photo_pixels:
                raise Unreadable("The logo has too many pixels. Choose a smaller file.")
            upright = ImageOps.exif_transpose(opened)
            has_alpha = upright.mode in ("LA", "PA", "RGBA") or "transparency" in upright.info
            image = upright.convert("RGBA" if has_alpha else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Unreadable(NO_PICTURE) from None
    image.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    written = BytesIO()
    bare.save(written, "PNG", optimize=True)
    return Answer(None, written.getvalue())
