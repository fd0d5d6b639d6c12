"""The loop of a preview: keys change the scene, the scene is drawn beside, what changed goes to the terminal.

Keys that came while a picture was drawn are taken together, so a key that is held down never queues: the
next picture is of where it has led to. When no key has come for a moment the picture is drawn as well as it
can be."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from dentui.domain.cleaning import clean
from dentui.domain.images import Role
from dentui.domain.views import TEETH, View
from dentui.errors import DentuiError
from dentui.terminal.around import cell_pixels
from dentui.terminal.cells import Picture, Pictured
from dentui.terminal.pictures.drawing import characters
from dentui.terminal.profile import Pictures, Profile
from dentui.viewer import layout, sheets
from dentui.viewer.doing import Doing
from dentui.viewer.inks import inks
from dentui.viewer.keys import LOOKING, POINTING, Act, Key, act_of
from dentui.viewer.layout import Layout, Said
from dentui.viewer.page import Page, Piece
from dentui.viewer.scene import TOOLS, VIEWS, Scene, changed, is_to_come, with_part, within
from dentui.viewer.seat import Seat
from dentui.viewer.show import Show
from dentui.viewer.studio import Done, Failed, PartRead, Studio, WorldMade
from dentui.viewer.words import wrap

if TYPE_CHECKING:
    from dentui.viewer.frames import Frame, Room
    from dentui.viewer.world import World

SETTLED = 0.15
"""Seconds without a key after which a picture is drawn as well as it can be."""
CELL = (8, 16)
"""Pixels of a cell where the terminal does not say."""
MOST_PIXELS = (1280, 960)
"""Of a picture: more would be sent for too long."""
PLACE = "\0"
"""Stands in what is to be sent where the picture of pixels is drawn."""
SAVE, RESTORE = "\x1b7", "\x1b8"
"""Cursor and pen (DECSC, DECRC)."""
ON_PICTURE = frozenset((Act.ENTER, *TOOLS))
"""What is about points of the picture that is shown."""
_TOGETHER = frozenset(Act) - {Act.ENTER, Act.LEAVE, Act.HELP, Act.GO, Act.MAP}


class Program(Doing):
    """A preview at work."""

    def __init__(self, seat: Seat, profile: Profile, show: Show) -> None:
        self.seat, self.profile, self.show = seat, profile, show
        self.inks = inks(profile)
        self.scene = Scene(show.parts)
        self.said = Said("Reading...")
        self.sheet: sheets.Sheet | None = None
        self.field: sheets.Field | None = None
        self.world: World | None = None
        self.frame: Frame | None = None
        self.leaving = False
        self.studio = Studio(seat.wake)
        self.layout = Layout(*seat.size)
        self._former: list[World] = []
        """Those that are drawn no more, as soon as nothing is being drawn."""
        self._ahead: list[str] = []
        """Keys about a picture that is still to come."""
        self._shown: object = None
        """What the picture that is shown is of."""
        self._wanted: tuple[object, ...] = ()
        """What the picture that is being drawn, or was drawn last, is of."""
        self._awaited = View.FREE
        """A view that was asked for before there was what it shows."""
        self._dirty = True
        self._pasting = False
        self._last_key = time.monotonic()
        self._canvas: Picture | None = None
        self._sent_pixels = ""

    def run(self) -> bool:
        """Until somebody leaves; answers whether nobody was there any more. Raises EOFError where the line is
        gone."""
        self._measure()
        self._paint()
        self.studio.read(self.show.parts, self.show.limits)
        self._load_marks()
        while not self._is_over():
            self._keys(self.seat.wait(self._patience()))
            for news in self.studio.news():
                self._hear(news)
            self._measure()
            self._ask()
            if self._dirty and self.seat.is_free:
                self._paint()
        self._clear_pixels()
        for world in (*self._former, *((self.world,) if self.world is not None else ())):
            world.caster.close()
        return not self.leaving

    def _is_over(self) -> bool:
        """Whether somebody leaves, or nobody is there any more."""
        patience = self.show.patience
        gone = patience is not None and time.monotonic() - self._last_key > patience
        # A picture that is being saved is waited for.
        return (self.leaving or gone) and not (self.keeping and self.layout.fits)

    # What comes

    def _patience(self) -> float | None:
        """Seconds after which there is something to do without a key."""
        now = time.monotonic()
        ends = []
        if self.frame is not None and not self.frame.still and not self.studio.busy:
            ends.append(max(0.0, self._last_key + SETTLED - now))
        if self.show.patience is not None:
            ends.append(max(0.0, self._last_key + self.show.patience - now) + 0.01)
        return min(ends) if ends else None

    def _measure(self) -> None:
        """Take note of the window's size."""
        if not self.seat.resized:
            return
        self.seat.resized = False
        size = self.seat.size
        self.layout = Layout(*size, wide=self.scene.wide)
        self.seat.cells.forget(*size)
        self._canvas = None
        self._dirty = True

    def _keys(self, names: Sequence[str]) -> None:
        if names:
            self._last_key = time.monotonic()
        names, self._ahead = [*self._ahead, *names], []
        self._dirty = self._dirty or bool(names)
        done = 0
        for name, same in groupby(names):
            times = len([*same])
            if not self._is_current and act_of(name, self.keys) in ON_PICTURE and not self._is_typing:
                self._ahead = names[done:]
                return
            done += times
            if name in ("Paste", "Pasted"):
                self._pasting = name == "Paste"
            elif self.field is not None:
                for _ in range(times):
                    self._in_field(name)
            elif not self._pasting:
                act = act_of(name, self.keys)
                if act is None and self.sheet is None and self.asking is None:
                    act = act_of(name, LOOKING)
                if act is not None:
                    for _ in range(1 if act in _TOGETHER else times):
                        self._do(act, times if act in _TOGETHER else 1)

    @property
    def _is_typing(self) -> bool:
        return self.field is not None or self._pasting

    @property
    def _is_current(self) -> bool:
        """Whether the picture that is shown is of the scene, or is not to be waited for."""
        if self.world is None or not self.layout.fits or self.scene.camera is None:
            return True
        return self._shown == (self.scene.looks, self._room(), self.world)

    @property
    def keys(self) -> Sequence[Key]:
        """Those that act now, for the footer."""
        if self.field is not None:
            return sheets.IN_FIELD
        if self.asking is not None:
            return sheets.SAY_YES
        if self.sheet is not None:
            return sheets.keys_in(self.sheet)
        return POINTING if self.scene.tool else LOOKING

    def _in_field(self, name: str) -> None:
        field = self.field
        act = act_of(name, sheets.IN_FIELD) if not (len(name) == 1 or self._pasting) else None
        if field is None:
            return
        if act is not None and isinstance(self.sheet, sheets.Notice):
            # Why it was not kept the last time.
            self.sheet = None
        if act is Act.LEAVE:
            self.field = None
            self._stop_tool()
        elif act is Act.ENTER:
            self.field = None
            field.done(field.text)
        else:
            self.field = sheets.typed(field, name)

    def _do(self, act: Act, times: int) -> None:
        if self.asking is not None:
            self._do_when_asked(self.asking, act)
        elif self.sheet is not None:
            self._do_in_sheet(self.sheet, act, times)
        elif act is Act.FIT or act in VIEWS:
            self._look_from(VIEWS.get(act, View.FREE))
        elif not self.do(act):
            area = self.layout.picture
            former = self.scene
            self.scene = changed(former, act, times, (1 / area.columns, 1 / area.rows))
            if self.world is not None:
                self.scene = within(self.scene, self.world.reach)
            self.touched = self.touched or former.camera is not self.scene.camera
            if not self.scene.tool:
                self.said = Said()
        self.layout = replace(self.layout, wide=self.scene.wide)

    def _look_from(self, view: View) -> None:
        """Onto the teeth of a jaw only that jaw is seen: the other one would be before it."""
        role = TEETH.get(view, Role.NONE)
        if self.world is None or is_to_come(self.scene, role, self.world.keys):
            self._awaited = view
            return
        self._awaited = View.FREE
        only = role if any(part.visible and part.role is role for part in self.scene.parts) else Role.NONE
        self.scene = replace(self.scene, only=only)
        self.touched = bool(view) or self.touched
        self._fit(view)
        others = only and any(part.visible and part.role is not only for part in self.scene.parts)
        self.said = Said("Other models are hidden while you look onto its teeth." if others else "")

    def _fit(self, view: View) -> None:
        if self.world is not None:
            camera = self.world.fitted(self.scene, view, self._room().shape)
            self.scene = replace(self.scene, camera=camera, view=view or self.scene.view)

    def _hear(self, news: object) -> None:
        self._dirty = True
        if isinstance(news, PartRead):
            part = next(part for part in self.scene.parts if part.key == news.key)
            self.scene = with_part(self.scene, replace(part, read=not news.wrong, wrong=clean(news.wrong)))
            if news.wrong:
                self.say(f"{clean(part.words)}: {news.wrong}", bad=True)
            elif news.remark:
                self.say(news.remark)
        elif isinstance(news, WorldMade):
            self._take_world(news)
        elif isinstance(news, Done):
            if not self.answered(news.answer):
                self.frame = news.answer  # type: ignore[assignment]
                self._shown = self._wanted[:3]
        elif isinstance(news, Failed):
            if isinstance(news.error, DentuiError):
                words = str(news.error)
            elif isinstance(news.error, MemoryError):
                words = "There is not enough memory for that. Hide or leave out some models, and try again."
            else:
                raise news.error
            self.keeping = self.leaving = self.measuring = False
            self.said = Said()
            self.say(words, bad=True)

    def _take_world(self, news: WorldMade) -> None:
        if news.world is not None and news.world is not self.world:
            if self.world is not None:
                self._former.append(self.world)
            self.world = news.world
            if not self.touched:
                self._fit(self._first_view())
            if self._awaited:
                self._look_from(self._awaited)
        if news.whole and self.said == Said("Reading..."):
            self.said = Said("" if self.show.keeper.lasting else self.NOT_KEPT)
        if news.whole and self.world is None and len(self.scene.parts) > 1:
            self.say("None of these files can be shown.", bad=True)

    def _first_view(self) -> View:
        """Onto the teeth of a jaw that comes alone, else from the front."""
        roles = {part.role for part in self.scene.parts}
        alone = {Role.UPPER: View.UPPER, Role.LOWER: View.LOWER}
        return alone.get(next(iter(roles)), View.FRONT) if len(roles) == 1 else View.FRONT

    # What is shown

    def _room(self) -> Room:
        from dentui.viewer.frames import Room

        area = self.layout.picture
        wide, high = cell_pixels() or CELL
        most = min(MOST_PIXELS[0] / (area.columns * wide), MOST_PIXELS[1] / (area.rows * high), 1.0)
        cell = (max(int(wide * most), 1), max(int(high * most), 1)) if self._kitty else (wide, high)
        return Room(area.columns, area.rows, self.profile.aspect, cell)

    @property
    def seat_aspect(self) -> float:
        """How many times higher than wide a cell of the terminal is."""
        return self.profile.aspect

    @property
    def _kitty(self) -> bool:
        return self.profile.pictures is Pictures.KITTY

    def _ask(self) -> None:
        """Have a picture drawn where the one that is shown is of something else, or could be better."""
        scene, world = self.scene, self.world
        if scene.camera is None or world is None or self.studio.busy or not self.layout.fits:
            return
        while self._former:
            self._former.pop().caster.close()
        if job := self.job(world, scene):
            self.studio.start(job)
            return
        from dentui.viewer import frames

        room = self._room()
        over = (
            (scene.pointer if scene.tool else None, scene.picked, scene.marks)
            if self.profile.of_pixels
            else ()
        )
        wanted = (scene.looks, room, world, over)
        settled = time.monotonic() - self._last_key >= SETTLED
        if wanted != self._wanted:
            if not self.seat.is_free:
                return
            # The first is there sooner coarse; where the line is slow one picture is, and not two.
            still = self.frame is None and self.seat.pace is not None
        elif self.frame is not None and not self.frame.still and settled:
            still = True
        else:
            return
        self._wanted = wanted
        self.studio.start(partial(frames.draw, world, scene, room, self.profile, still=still))

    def _paint(self) -> None:
        """Send what has changed."""
        self._dirty = False
        columns, rows = self.seat.cells.columns, self.seat.cells.rows
        page = Page(columns, rows, self.inks.plain, ascii_only=self.profile.ascii_only)
        cursor = None
        if not self.layout.fits:
            layout.too_small(page, self.inks)
        else:
            self._picture(page)
            layout.title(page, self.inks, self.show.title, self.scene)
            layout.side(page, self.layout.list, self.inks, self.scene, self._legend())
            if self.sheet is not None:
                words = isinstance(self.sheet, sheets.Notice)
                area = self.layout.picture if words else self.layout.body
                sheets.draw(
                    page, area, self.inks, self.sheet, self.scene.marks, lasting=self.show.keeper.lasting
                )
            if self.field is not None:
                cursor = sheets.draw_field(page, self.inks, self.field)
            else:
                layout.status(page, self.inks, self.said, self.right_words())
            layout.footer(page, self.inks, self.keys)
        text = self._with_pixels(self.seat.show(page.runs(), cursor))
        if text:
            self.seat.send(text + ("\x1b[?25h" if cursor else "\x1b[?25l") * (self._cursor_changed(cursor)))

    _cursor_shown = False

    def _cursor_changed(self, cursor: object) -> bool:
        former, self._cursor_shown = self._cursor_shown, cursor is not None
        return former != self._cursor_shown

    def _picture(self, page: Page) -> None:
        area, frame = self.layout.picture, self.frame
        if frame is None:
            wrong = [part.wrong for part in self.scene.parts if part.wrong]
            read = all(part.wrong for part in self.scene.parts)
            for y, line in enumerate(wrap(wrong[0] if read else "Reading...", area.columns - 4)):
                page.write(area.x + 2, area.y + area.rows // 2 + y, line, self.inks.plain)
            return
        if (frame.room.columns, frame.room.rows) != (area.columns, area.rows):
            return
        if frame.pixels:
            if self.sheet is None:
                canvas, blank = self._canvas, self.inks.plain.blank
                if canvas is None or (canvas.columns, canvas.rows) != (area.columns, area.rows):
                    canvas = self._canvas = Picture(PLACE, area.columns, area.rows)
                page.lay(area, [Pictured.under(canvas, row, area.columns, blank) for row in range(area.rows)])
            return
        page.lay(area, frame.rows)
        if self.sheet is None:
            from dentui.viewer import overlay

            strokes, signs = overlay.signs(self.scene, frame.world, frame.drawn)
            letters = characters(self.profile) is Pictures.ASCII
            overlay.on_page(page, area, self.inks, strokes, [*frame.shapes, *signs], letters=letters)

    def _with_pixels(self, text: str) -> str:
        """With the picture of pixels where it has to be drawn: because there is another, or what was sent has
        gone over it."""
        frame = self.frame
        shown = self._canvas is not None and frame is not None and bool(frame.pixels) and self.sheet is None
        if not shown or frame is None or not self.layout.fits:
            gone = self._gone() if self._sent_pixels else ""
            self._sent_pixels = ""
            return gone + text.replace(PLACE, "")
        if PLACE in text:
            self._sent_pixels = frame.pixels
            return text.replace(PLACE, frame.pixels)
        if frame.pixels is not self._sent_pixels:
            self._sent_pixels = frame.pixels
            area = self.layout.picture
            return f"{text}{SAVE}\x1b[{area.y + 1};{area.x + 1}H{frame.pixels}{RESTORE}"
        return text

    def _legend(self) -> Sequence[Sequence[Piece]]:
        if not self.scene.mapped:
            return ()
        from dentui.viewer.occluding import legend

        return legend(self.profile, self.inks)

    def _gone(self) -> str:
        from dentui.viewer import frames

        return frames.gone(self.profile)

    def _clear_pixels(self) -> None:
        if self._sent_pixels:
            self.seat.send(self._gone())
