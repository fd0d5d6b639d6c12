"""What a photo is: its size, what EXIF says of camera and time, and whether all of it is there.

Of EXIF only camera, time and orientation are read; where a photo was taken is nobody's affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dentui.domain.images import Facts, FileKind, Maker
from dentui.domain.limits import Limits
from dentui.errors import Unreadable
from dentui.media.reasons import CUT, DAMAGED, too_large, too_many_pixels

if TYPE_CHECKING:
    from PIL import Image

FORMATS: Mapping[FileKind, str] = {
    FileKind.JPEG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.WEBP: "WEBP",
    FileKind.TIFF: "TIFF",
    FileKind.BMP: "BMP",
}
"""Pillow's names. No other of its readers is let at a file."""
_EXIF = 0x8769
_MAKE, _MODEL, _ORIENTATION, _CHANGED = 271, 272, 274, 306
_TAKEN, _DIGITISED, _SERIAL = 36867, 36868, 42033
_TURNED = (5, 6, 7, 8)
"""Orientations of EXIF in which width and height change places."""
UPRIGHT = frozenset((FileKind.TIFF,))
"""Kinds that Pillow turns itself as it reads them."""
_SMALL = 64
"""Pixels of a side that are enough to tell grey from colour."""
_COLOURLESS = 12
"""Most that red, green and blue may lie apart in a grey pixel, of 255: JPEG and a tinted film shift them."""


def look(path: Path, kind: FileKind, limits: Limits) -> Mapping[str, Any]:
    """What the photo says and shows. Raises Unreadable for one that is too large, cut or damaged."""
    from PIL import Image, ImageFile

    size = path.stat().st_size
    if size > limits.photo_bytes:
        raise too_large("photos", size, limits.photo_bytes)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and comes before anything is decoded
    try:
        with Image.open(path, formats=[FORMATS[kind]]) as image:
            width, height = image.size
            if width * height > limits.photo_pixels:
                raise too_many_pixels(width * height, limits.photo_pixels)
            said = _exif(image)
            bits = _bits(image)
            # A JPEG is decoded at an eighth: quick, and all of its data is gone through.
            image.draft("RGB" if image.mode in {"RGB", "YCbCr"} else "L", (width // 8, height // 8))
            image.load()
            grey = _grey(image)
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError) as error:
        cut = "truncated" in str(error) or "not processed" in str(error)
        raise Unreadable(CUT if cut else DAMAGED) from None
    if said["turned"] and kind not in UPRIGHT:
        width, height = height, width
    return {
        "facts": Facts(width=width, height=height, bits=bits, frames=1, taken=said["taken"]),
        "maker": said["maker"],
        "grey": grey,
    }


def _bits(image: Image.Image) -> int:
    return 16 if image.mode.startswith("I") else 32 if image.mode == "F" else 1 if image.mode == "1" else 8


def _grey(image: Image.Image) -> bool:
    """Whether it shows no colours, as X-rays do not."""
    if image.mode in {"1", "L", "LA", "I", "F"} or image.mode.startswith("I;"):
        return True
    small = image.convert("RGB")
    small.thumbnail((_SMALL, _SMALL))
    pixels = small.tobytes()
    apart = [max(pixels[at : at + 3]) - min(pixels[at : at + 3]) for at in range(0, len(pixels), 3)]
    return sum(spread > _COLOURLESS for spread in apart) * 100 <= len(apart)


def _exif(image: Image.Image) -> Mapping[str, Any]:
    try:
        exif = image.getexif()
        more = exif.get_ifd(_EXIF)
    except Exception:  # whatever is wrong in EXIF, the picture may be good
        return {"taken": None, "turned": False, "maker": Maker()}
    times = (more.get(_TAKEN), more.get(_DIGITISED), exif.get(_CHANGED))
    return {
        "taken": next((at for at in map(_time, times) if at), None),
        "turned": exif.get(_ORIENTATION) in _TURNED,
        "maker": Maker(_text(exif.get(_MAKE)), _text(exif.get(_MODEL)), _text(more.get(_SERIAL))),
    }


def _text(value: object) -> str:
    return value.strip(" \0")[:64] if isinstance(value, str) else ""


def _time(value: object) -> datetime | None:
    """EXIF 2.3, 4.6.4: "YYYY:MM:DD HH:MM:SS"."""
    try:
        at = datetime.strptime(_text(value), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return at if 1970 <= at.year <= datetime.now().year + 1 else None
