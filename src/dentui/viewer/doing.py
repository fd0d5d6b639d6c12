"""What keys do beyond changing what is seen: measuring, labels, pictures, other programs."""

from __future__ import annotations

import math
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dentui.domain.annotations import AnnotationKind
from dentui.domain.cleaning import clean
from dentui.domain.images import JAWS, Role
from dentui.domain.views import View
from dentui.errors import DentuiError
from dentui.viewer import sheets
from dentui.viewer.confining import at_large
from dentui.viewer.keys import Act
from dentui.viewer.layout import Layout, Said, stands
from dentui.viewer.marks import Mark, Spot, new_mark, worded
from dentui.viewer.scene import TOOLS, Scene, begun, going_to, mapped, picked, put_down
from dentui.viewer.seat import Seat
from dentui.viewer.show import Show, why_not_outside

if TYPE_CHECKING:
    from dentui.viewer.frames import Frame
    from dentui.viewer.inks import Inks
    from dentui.viewer.world import World


@dataclass(frozen=True, slots=True)
class Measured:
    """It is known how near the jaws come to each other."""


class Doing:
    """A preview as far as its tools go."""

    NOT_KEPT = "Labels and measurements are gone when you leave: these files are in no chart."
    seat: Seat
    show: Show
    scene: Scene
    said: Said
    sheet: sheets.Sheet | None
    field: sheets.Field | None
    world: World | None
    frame: Frame | None
    layout: Layout
    inks: Inks
    leaving: bool
    touched = False
    """Whether somebody has turned the models."""
    measuring = False
    """Whether it is being measured how near the jaws come to each other."""
    saving = False
    """Whether the picture is to be saved as soon as it can be drawn."""
    facing: Mark | None = None
    """A mark that is to be turned to as soon as that can be drawn."""
    asking: Mark | None = None
    """It is asked whether this one is to be removed."""
    keeping = False
    """Whether that is not done yet."""

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say a sentence in the row above the keys; one that does not fit there stands over the picture."""
        words = clean(words)
        if len(words) > self.layout.columns - 4:
            self.sheet = sheets.Notice("That was not done" if bad else "To be known", [words])
        else:
            self.said = Said(words, bad)

    def do(self, act: Act) -> bool:
        """Do what is more than another look at it; answers whether it was that."""
        if why_not := self._why_not(act):
            self.say(why_not, bad=True)
        elif act is Act.LEAVE:
            if self.scene.tool:
                self._stop_tool()
            else:
                self.leaving = True
        elif does := self._does.get(act):
            does(self)
        elif act in TOOLS:
            self._begin(act)
        elif act is Act.ENTER and self.scene.tool:
            self._set_point()
        else:
            return False
        return True

    def _why_not(self, act: Act) -> str:
        """Why something cannot be done now; "" where it can."""
        if act is Act.WIDE and self.scene.mapped:
            return "The legend of the map stands in the list. m takes the map off, then w hides the list."
        if act in (Act.OPEN, Act.CLOSE) and not {part.role for part in self.scene.parts} >= JAWS:
            return "There is no bite to open or close: that takes an upper and a lower jaw."
        return ""

    def _help(self) -> None:
        self.sheet = sheets.Help()

    def _redraw(self) -> None:
        self.seat.resized = True

    def _list_marks(self) -> None:
        self.sheet = sheets.Marks(self._place(self.scene.gone_to))

    # Points

    def _begin(self, act: Act) -> None:
        if self.frame is None:
            self.say("There is no model to set points on yet. Wait until it is read.", bad=True)
        else:
            from dentui.viewer.overlay import nearest

            self.scene = begun(self.scene, act)
            if self.spot() is None:
                place = nearest(self.scene.pointer, self.frame.drawn)
                if place is None:
                    self._stop_tool()
                    self.say("No model is in sight. Press 0 to see what is not hidden.", bad=True)
                    return
                self.scene = replace(self.scene, pointer=place)
            self.said = Said(sheets.FIRST_WORDS[TOOLS[act]])

    def _stop_tool(self) -> None:
        self.scene = put_down(self.scene)
        self.said = Said()

    def spot(self) -> Spot | None:
        """The point under the cross in the picture that is shown."""
        if self.frame is None:
            return None
        from dentui.viewer.overlay import spot_at

        room = self.frame.room
        cell = (1 / room.columns, 1 / room.rows)
        return spot_at(self.scene.pointer, self.frame.world, self.frame.drawn, cell)

    def right_words(self) -> str:
        """What stands at the right of the row above the keys: where the cross is, and how far from the last
        point."""
        scene = self.scene
        if scene.tool is None:
            return ", ".join(filter(None, stands(scene))) if scene.wide else ""
        spot = self.spot()
        if spot is None:
            return "no surface here"
        part = next((part for part in scene.parts if part.key == spot.model), None)
        words = clean(part.words) if part is not None else ""
        if scene.mapped and self.frame is not None:
            from dentui.viewer.occluding import at

            words = f"{at(self.frame.world, spot)}, {words}".removeprefix(", ")
        if scene.picked and scene.tool is not AnnotationKind.LABEL:
            return f"{math.dist(scene.picked[-1].at, spot.at):.2f} mm, {words}"
        return words

    def _set_point(self) -> None:
        tool, spot = self.scene.tool, self.spot()
        if spot is None or tool is None:
            self.said = Said("There is no surface under the cross. Move it onto a model.", bad=True)
            return
        if spot in self.scene.picked:
            self.said = Said("That point is set already. Move the cross to another one.", bad=True)
            return
        self.scene = picked(self.scene, spot)
        if self.scene.missing:
            self.said = Said(f"{tool.capitalize()}: {self.scene.missing} more. Move the cross, press Enter.")
            return
        spots = self.scene.picked
        if tool is AnnotationKind.LABEL:
            self.field = sheets.Field("Comment", "", partial(self._add_label, spots))
        else:
            self._add(new_mark(tool, spots))

    def _add_label(self, spots: tuple[Spot, ...], text: str) -> None:
        if text.strip():
            if not self._add(new_mark(AnnotationKind.LABEL, spots, text.strip())):
                # What was typed is there for another try.
                self.field = sheets.Field("Comment", text, partial(self._add_label, spots))
        else:
            self._stop_tool()
            self.said = Said("A label without a comment is not kept.", bad=True)

    # Marks

    def _load_marks(self) -> None:
        try:
            self.scene = replace(self.scene, marks=tuple(self.show.keeper.load()))
        except DentuiError as error:
            self.say(str(error), bad=True)

    def _add(self, mark: Mark) -> bool:
        """Answers whether it is kept; where it is not, its points wait for another Enter."""
        try:
            kept = self.show.keeper.add(mark)
        except DentuiError as error:
            self.scene = replace(self.scene, picked=mark.spots[:-1])
            self._refuse(error)
            return False
        self.scene = put_down(self.scene)
        self.scene = replace(self.scene, marks=(*self.scene.marks, kept))
        words = f"{kept.kind.capitalize()} {len(self.scene.marks)}: {kept.value or kept.line}"
        self.said = Said(clean(words) + ("." if self.show.keeper.lasting else ", until you leave."))
        return True

    def _refuse(self, error: DentuiError) -> None:
        """Over the picture: in its row may stand the field with what was typed."""
        self.sheet = sheets.Notice("That was not done", [str(error)])

    def _do_in_sheet(self, sheet: sheets.Sheet, act: Act, times: int) -> None:
        if isinstance(sheet, sheets.Marks):
            self._do_in_marks(sheet, act, times)
        elif act is Act.LEAVE:
            self.sheet = None
        elif isinstance(sheet, sheets.Help):
            area = self.layout.body
            by = times if act is Act.TURN_DOWN else -times
            last = sheets.last_top(area.columns, area.rows, self.inks)
            self.sheet = sheets.Help(min(max(sheet.top + by * max(area.rows // 2, 1), 0), last))

    def _do_in_marks(self, sheet: sheets.Marks, act: Act, times: int) -> None:
        marks = self.scene.marks
        if sheet.sure:
            self.sheet = replace(sheet, sure=False)
            if act is Act.ENTER:
                self._remove(marks[sheet.at])
        elif act is Act.LEAVE:
            self.sheet = None
        elif not marks:
            return
        elif act in (Act.TURN_UP, Act.TURN_DOWN):
            by = times if act is Act.TURN_DOWN else -times
            self.sheet = replace(sheet, at=min(max(sheet.at + by, 0), len(marks) - 1))
        elif act is Act.ENTER:
            mark = marks[sheet.at]
            self.field = sheets.Field("Comment", clean(mark.line), partial(self._reword, mark))
        elif act is Act.HIDE:
            self.sheet = replace(sheet, sure=True)
        elif act is Act.GO:
            self.sheet = None
            self._go_to(marks[sheet.at])

    def _place(self, mark: Mark | None) -> int:
        return self.scene.marks.index(mark) if mark is not None else 0

    def _go_on(self) -> None:
        marks, former = self.scene.marks, self.scene.gone_to
        if not marks:
            self.say("There are no labels or measurements yet. n sets a label, d measures.", bad=True)
        else:
            self._go_to(marks[(self._place(former) + 1) % len(marks) if former is not None else 0])

    def _go_to(self, mark: Mark) -> None:
        if self.world is None or not {spot.model for spot in mark.spots} <= {*self.world.keys}:
            self.scene = replace(self.scene, mark=mark.uuid)
            self.say(f"{self._called(mark)} is on a model that is not there.", bad=True)
            return
        self.scene = going_to(self.scene, mark)
        self.facing = mark
        words = clean(f"{self._called(mark)} of {len(self.scene.marks)}: {mark.words}")
        if self.scene.wide:
            self.say(words)
        else:
            # Whatever is cut here stands in the list.
            self.said = Said(words)

    def _called(self, mark: Mark) -> str:
        return f"{mark.kind.capitalize()} {self._place(mark) + 1}"

    def _ask_to_remove(self) -> None:
        mark = self.scene.gone_to
        if mark is None:
            self.say("Go to a label or measurement with t first, then Del removes it.", bad=True)
            return
        self.asking = mark
        back = " In the chart, z takes that back." if self.show.keeper.lasting else ""
        self.said = Said(f"Remove {self._called(mark).lower()}?{back} y or n", bad=True)

    def _do_when_asked(self, mark: Mark, act: Act) -> None:
        self.asking, self.said = None, Said()
        if act is Act.ENTER:
            self._remove(mark)

    def _reword(self, mark: Mark, text: str) -> None:
        if mark.kind is AnnotationKind.LABEL and not text.strip():
            self.said = Said("A label needs a comment. Press r to remove it.", bad=True)
            return
        if text.strip() == clean(mark.line):
            # Nothing was changed: several lines stay several lines.
            return
        try:
            kept = self.show.keeper.change(worded(mark, text.strip()))
        except DentuiError as error:
            self._refuse(error)
            self.field = sheets.Field("Comment", text, partial(self._reword, mark))
            return
        marks = tuple(kept if each.uuid == mark.uuid else each for each in self.scene.marks)
        self.scene = replace(self.scene, marks=marks)
        self.said = Said("The words are changed.")

    def _remove(self, mark: Mark) -> None:
        try:
            self.show.keeper.remove(mark)
        except DentuiError as error:
            self.say(str(error), bad=True)
            return
        marks = tuple(each for each in self.scene.marks if each.uuid != mark.uuid)
        self.scene = replace(self.scene, marks=marks)
        if isinstance(self.sheet, sheets.Marks):
            self.sheet = sheets.Marks(max(min(self.sheet.at, len(marks) - 1), 0))
        self.said = Said("It is removed.")

    # The occlusion map

    def _map(self) -> None:
        if self.scene.mapped:
            self.scene = replace(self.scene, mapped=False)
            return
        jaws = {part.role for part in self.scene.parts if part.read} & JAWS
        if len(jaws) < 2 or self.world is None or not jaws <= self._roles(self.world):
            self.say("An upper and a lower jaw are needed to see how near they come. Open both.", bad=True)
        elif self.world.signed:
            self.scene = mapped(self.scene)
        else:
            self.measuring = True
            self.said = Said("Measuring how near the jaws come to each other...")

    def _roles(self, world: World) -> set[Role]:
        return {part.role for part in self.scene.parts if part.key in world.keys}

    def measured(self, world: World) -> Callable[[], object]:
        """A job that measures the two jaws."""
        parts = self.scene.parts

        def measure() -> Measured:
            from dentui.viewer import occluding

            occluding.measure(world, parts)
            return Measured()

        return measure

    # What a thread does

    def job(self, world: World, scene: Scene) -> Callable[[], object] | None:
        """What is to be done before another picture is drawn."""
        if self.measuring or (scene.mapped and not world.signed):
            return self.measured(world)
        if self.facing is not None:
            mark, self.facing = self.facing, None
            return self.faced(world, scene, mark)
        if self.saving:
            self.saving = False
            return self.saved_picture(world, scene)
        return None

    def faced(self, world: World, scene: Scene, mark: Mark) -> Callable[[], object]:
        """A job that finds from where a mark is seen."""
        area, aspect = self.layout.picture, self.seat_aspect

        def find() -> object:
            from dentui.viewer.facing import face

            return face(world, scene, mark, area.columns / (area.rows * aspect))

        return find

    def answered(self, answer: object) -> bool:
        """Take what a job answered; answers whether that was no picture to be shown."""
        from dentui.viewer.facing import Faced

        if isinstance(answer, Measured):
            self.measuring = False
            self.scene = mapped(self.scene)
            self.layout = replace(self.layout, wide=False)
            self.said = Said()
        elif isinstance(answer, Faced):
            if answer.mark == self.scene.mark:
                seen = replace(self.scene, camera=answer.camera, only=answer.only, cut=answer.cut)
                self.scene, self.touched = replace(seen, view=View.FREE), True
        elif isinstance(answer, str):
            # Who left meanwhile is told where it lies, and leaves then.
            self.keeping = self.leaving = False
            self.said = Said()
            self.sheet = sheets.Notice("The picture is saved", answer.split("\n"))
        else:
            return False
        return True

    # Beyond

    def _save(self) -> None:
        if self.world is None:
            self.say("There is no picture to save yet. Wait until a model is read.", bad=True)
        else:
            self.saving = self.keeping = True
            self.said = Said("The picture is being saved...")

    def saved_picture(self, world: World, scene: Scene) -> Callable[[], object]:
        """A job that draws the picture large and saves it."""
        area, aspect = self.layout.picture, self.seat_aspect

        def save() -> str:
            from dentui.viewer.frames import png

            return self.show.save(png(world, scene, area.columns / (area.rows * aspect)))

        return save

    @property
    def seat_aspect(self) -> float:
        """How many times higher than wide a cell of the terminal is."""
        raise NotImplementedError

    def _open_outside(self) -> None:
        why_not = why_not_outside(self.show.outside, os.environ)
        if why_not:
            self.say(why_not, bad=True)
            return
        paths = [str(part.path) for part in self.scene.parts if self.scene.shows(part)]
        try:
            with at_large():
                subprocess.Popen(
                    [*self.show.outside, *paths],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        except OSError as error:
            self.say(f"{self.show.outside[0]} could not be started: {error.strerror}.", bad=True)
        else:
            self.said = Said(clean(f"Opened in {self.show.outside[0]}."))

    _does: Mapping[Act, Callable[[Doing], None]] = {
        Act.HELP: _help,
        Act.REDRAW: _redraw,
        Act.MARKS: _list_marks,
        Act.GO: _go_on,
        Act.DROP: _ask_to_remove,
        Act.SAVE: _save,
        Act.OUTSIDE: _open_outside,
        Act.MAP: _map,
    }
