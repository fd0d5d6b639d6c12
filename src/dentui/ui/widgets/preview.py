"""A picture in a widget of its own; an icon and words for what has none."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.images import ImageType, Raster
from dentui.domain.sight import Sight
from dentui.terminal.pictures.view import Room, plain
from dentui.terminal.profile import Pictures
from dentui.ui.text import ELLIPSIS, cut, lines, width, wrap
from dentui.ui.widgets.painting import NO_PICTURES, Shown, canvas_of, draw
from dentui.ui.work import Load, Workplace

ICONS = {
    ImageType.CBCT: (" ┌─────┐", "┌┴────┐│", "│     ├┘", "└─────┘ "),
    ImageType.OTHER: ("┌────┐", "│ ── │", "│ ── │", "└────┘"),
}
"""Of the types that have no picture."""


class Preview(Widget):
    """Shows a raster in the room that there is, or says in words what is to be said in its place."""

    COMPONENT_CLASSES = {"preview--words", "preview--icon", "preview--wrong"}

    def __init__(self, work: Workplace, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._drawing: Load[Shown] = Load(work, work.brush, every=True)
        self._raster: Raster | None = None
        self._sight: Sight | None = None
        self._shown: Shown | None = None
        self._drawn_for: object = None
        self._whole = True
        self._words: tuple[str, ...] = ()
        self._icon: Sequence[str] = ()
        self._kind = "words"

    def wait(self, words: str = ELLIPSIS) -> None:
        """The picture is still to come."""
        self._say((), words, "words")

    def tell(self, words: str, kind: ImageType | None = None) -> None:
        """There is no picture: words, below the icon of a type that has none."""
        self._say(ICONS.get(kind, ()) if kind else (), words, "words")

    def refuse(self, sentence: str) -> None:
        """The picture cannot be shown; a sentence why."""
        self._say((), sentence, "wrong")

    def show(self, raster: Raster, sight: Sight | None = None) -> None:
        """Show a picture, or what of it is to be in sight. What was shown stays until it is drawn."""
        self._raster, self._sight = raster, sight
        self._drawn_for = None
        self._draw()

    def _say(self, icon: Sequence[str], words: str, kind: str) -> None:
        self._drawing.stop()
        self._raster = self._shown = self._drawn_for = None
        self._icon, self._words, self._kind = icon, tuple(lines(words)), kind
        self.refresh()

    def _draw(self) -> None:
        """Have the picture drawn, where that is not done already for this size and this terminal."""
        raster = self._raster
        if raster is None or not self.size or not self.is_attached:
            return
        canvas = canvas_of(self.app)
        if canvas.profile.pictures is Pictures.OFF:
            self._shown = None
            self._icon, self._words, self._kind = (), (NO_PICTURES,), "words"
            self.refresh()
            return
        wanted = (self.size, canvas)
        if self._shown is not None and self._shown.canvas != canvas:
            self._shown = None
            self.refresh()
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            sight, room = self._sight or plain(raster), Room(*self.size, canvas.profile.aspect)
            self._drawing.start(lambda: draw(raster, sight, room, canvas), self._take, self._refused)

    def _take(self, shown: Shown) -> None:
        if shown.canvas != canvas_of(self.app):
            # Another terminal's: its cells go out as they are.
            self._draw()
            return
        self._shown = shown
        self.refresh()

    def _refused(self, error: Exception) -> None:
        self.refuse(str(error))

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def on_unmount(self) -> None:
        self._drawing.stop()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_mounted:
            # Somebody else works here, whose terminal shows other pictures.
            self._draw()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its rows. A sixel only where all of them are in sight and none is the screen's last: half a picture
        cannot be sent, and behind that row all would scroll."""
        whole = crop.size == self.size and self.region.bottom < self.screen.size.height
        if whole != self._whole:
            self._whole = whole
            self._styles_cache.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A row of the picture, or of what is said in its place."""
        if self._shown is None:
            return self._words_line(y, self.rich_style)
        return Strip(self._shown.line(y, self.size, self.rich_style, whole=self._whole), self.size.width)

    def _words_line(self, y: int, base: Style) -> Strip:
        columns, rows = self.size
        words = [piece for line in self._words for piece in wrap(line, columns)] if columns else []
        icon = self._icon if len(self._icon) + len(words) <= rows else ()
        said = [*((line, "icon") for line in icon), *((line, self._kind) for line in words)]
        row = y - max((rows - len(said)) // 2, 0)
        if not 0 <= row < len(said):
            return Strip.blank(columns, base)
        text, kind = said[row]
        text = " " * ((columns - width(text)) // 2) + text
        return Strip(
            [Segment(cut(text, columns), self.get_component_rich_style(f"preview--{kind}"))], columns
        )
