"""Why a file cannot be read, in sentences that several kinds of files share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dentui.domain.limits import MB
from dentui.errors import Unreadable

KEEP = "It can be kept as other data."
AS_IT_IS = "; as it is it can be kept as other data"
INSTEAD = "Download it instead."
"""What can be done with a file that is kept already."""
CUT = "The file is cut off: not all of its data is there. Copy it again, or keep it as other data."
DAMAGED = f"The file is damaged, or of a make that cannot be read. {KEEP}"


@contextmanager
def told_of_kept() -> Iterator[None]:
    """What is said of a file that cannot be read, as it is said of one that is kept already."""
    try:
        yield
    except Unreadable as error:
        raise Unreadable(str(error).replace(KEEP, INSTEAD), fault=error.fault) from None


def too_large(what: str, size: int, most: int) -> Unreadable:
    """`what`: such files, in the plural. Sizes in bytes."""
    return Unreadable(
        f"The file has {size / MB:,.1f} MB, and {what} may have {most / MB:,.0f} MB. "
        "It can be kept as other data."
    )


def too_many_pixels(pixels: int, most: int) -> Unreadable:
    """Of one picture, whatever its shape."""
    return Unreadable(
        f"The picture has {pixels / 1e6:,.0f} million pixels, and {most / 1e6:,.0f} million are read "
        "at most. It can be kept as other data."
    )
