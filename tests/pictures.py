"""Pictures for tests and figures, and what a terminal is sent of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from dentui.domain.images import Raster
from dentui.terminal.cells import Cells
from dentui.terminal.profile import Profile
from dentui.ui.app.showing import ShowingApp
from dentui.ui.line import Line

FOLDER = Path(__file__).parent / "data" / "pictures"
PHOTOS = ("intraoral_upper.jpg", "camera.jpg")
X_RAY = "cephalogram_lateral.jpg"


def raster_of(image: Image.Image) -> Raster:
    """A picture of Pillow's, grey or coloured."""
    kept = image if image.mode in ("L", "RGB") else image.convert("RGB")
    return Raster(kept.width, kept.height, kept.mode, kept.tobytes())


def raster(name: str) -> Raster:
    """One of the files."""
    with Image.open(FOLDER / name) as image:
        return raster_of(image)


def to_fill(name: str, columns: int = 80, rows: int = 24) -> Raster:
    """One of the files, cut so that it fills so many cells that are twice as high as wide."""
    with Image.open(FOLDER / name) as image:
        wanted = columns / rows / 2
        wide, high = image.size
        width, height = min(wide, round(high * wanted)), min(high, round(wide / wanted))
        left, top = (wide - width) // 2, (high - height) // 2
        return raster_of(image.crop((left, top, left + width, top + height)))


class Sent:
    """A line to a terminal of its own, as the desk has it."""

    def __init__(self, profile: Profile, columns: int = 80, rows: int = 24) -> None:
        self.size = (columns, rows)
        self.line = Line(Cells(erases=True))
        app = ShowingApp()
        app.line = self.line
        app.show_as(profile)

    def bytes(self, strips: tuple[Strip, ...]) -> str:
        """What is sent so that these rows are shown from the upper left corner on, where nothing is known
        of the screen and of them."""
        columns, rows = self.size
        self.line.forget()
        self.line.forget_texts()
        lines: list[Iterable[Strip]] = [[strip.crop_extend(0, columns, None)] for strip in strips]
        lines += [[Strip.blank(columns)]] * (rows - len(lines))
        text = self.line.update(LayoutUpdate(lines, Region(0, 0, columns, rows)), self.size, (0, 0))
        assert text is not None
        return text
