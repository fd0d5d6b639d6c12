"""A link to a report in the patient's hand: its QR code over the whole screen (S52). The link is kept
nowhere, so what is shown once is not shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlsplit

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from dentui.domain.images import Download
from dentui.domain.links import ReportLink, is_loopback
from dentui.domain.reports import ReportNumber
from dentui.media.qr import Code, raster_of, strongest
from dentui.terminal.profile import Colours
from dentui.ui.keys.links import CODE
from dentui.ui.sheets.base import Sheet, ask
from dentui.ui.sheets.download import DownloadSheet
from dentui.ui.text import content, moment, plain
from dentui.ui.widgets.painting import canvas_of
from dentui.ui.widgets.preview import Preview
from dentui.ui.widgets.qr import QrView, cells, draws
from dentui.ui.widgets.status import KeyBar
from dentui.ui.widgets.unbroken import Unbroken
from dentui.ui.work import Workplace

BESIDE = 22
"""Cells beside the code for what is said of it."""
LEAST = 3
"""Pixels of a module below which no phone reads it from a screen."""
ASKS = "Scan it with the patient's phone. It asks for the date of birth."
TYPED = "The link, to be typed on the patient's phone. It asks for the date of birth."
HERE_ONLY = "It is for trying only: its address is this machine itself, which no phone reaches."
ONCE = "After Esc it cannot be shown again: it is kept nowhere. Another one can be made."
INSTEAD = "p writes it as a PNG, c a copy to print, t shows the link to type."
NO_CELLS = f"This terminal has no blocks, no colours and no reverse, so it cannot show the code. {INSTEAD}"


@dataclass(frozen=True, slots=True)
class Handed:
    """A link that was made just now."""

    number: ReportNumber
    link: ReportLink
    url: str = field(repr=False)
    codes: tuple[Code, ...] = field(repr=False)
    """Of the url, the strongest first."""


class CodeSheet(Sheet[None]):
    """Shows the code until it is closed."""

    PLACE = CODE
    BINDINGS = CODE.bindings

    def __init__(self, work: Workplace, made: Handed) -> None:
        super().__init__()
        self.work = work
        self._made = made
        self._view = QrView()
        self._picture = Preview(work, classes="code-picture")
        self._words = Static(classes="of-code")
        self._link = Unbroken()
        self._as_text = False

    def compose(self) -> ComposeResult:
        with Horizontal(classes="sheet code"):
            yield self._view
            yield self._picture
            with Vertical():
                yield self._words
                yield self._link
        yield KeyBar()

    def on_mount(self) -> None:
        self._link.show(plain(self._made.url))
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Show the code as strong as there is room beside the words and over the keys; else say so."""
        if not self.size:
            return
        canvas, codes = canvas_of(self.app), self._made.codes
        columns, rows = max(0, self.size.width - BESIDE), self.size.height - 1
        shown = None if self._as_text else self._view.show(codes, columns, rows)
        pictured = None
        if canvas.cell is not None and shown is None and not self._as_text:
            wide, high = canvas.cell
            side = min(columns * wide, rows * high)
            pictured = strongest(codes, side // LEAST)
            if pictured is not None:
                self._picture.styles.width = min(columns, -(-side // wide))
                self._picture.show(raster_of(pictured))
        self._view.display = shown is not None
        self._picture.display = pictured is not None
        self._link.display = self._as_text
        self._tell(fits=shown is not None or pictured is not None)

    def _tell(self, *, fits: bool) -> None:
        link = self._made.link
        mono = canvas_of(self.app).profile.colours is Colours.MONO
        if is_loopback(urlsplit(self._made.url).hostname or ""):
            said = HERE_ONLY if fits or self._as_text else f"{HERE_ONLY} {self._too_small()}"
        elif self._as_text:
            said = TYPED
        elif fits:
            said = f"{ASKS} Not read? i swaps light and dark." if mono else ASKS
        else:
            said = self._too_small()
        often = "as often as wanted" if link.most is None else f"{link.most} {_times(link.most)}"
        facts = (
            f"Works until {moment(link.until)}",
            f"Opens {often}",
            f"At {plain(_host(self._made.url))}",
        )
        paragraphs = [content(said), content("\n".join(facts)), content(ONCE)]
        title = content(f"Report {self._made.number}", "bold")
        self._words.update(Content("\n\n").join([title, *paragraphs]))

    def _too_small(self) -> str:
        profile = canvas_of(self.app).profile
        if not draws(profile):
            return NO_CELLS
        wide, high = cells(profile, self._made.codes[-1].side)
        here = f"{self.size.width}x{self.size.height}"
        return f"The code needs a window of {wide + BESIDE}x{high + 1}; this one has {here}. {INSTEAD}"

    # Keys

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "swap":
            if canvas_of(self.app).profile.colours is not Colours.MONO:
                return "In colours the code is black on white."
            if self._as_text or self._view.code is None:
                return "No code is shown here."
        return ""

    def action_text(self) -> None:
        self._as_text = not self._as_text
        self._fit()

    def action_swap(self) -> None:
        if not self.why_not("swap"):
            self._view.swap()

    def action_png(self) -> None:
        made, desk = self._made, self.work.desk
        self._download(
            f"QR code of report {made.number}",
            lambda stop: desk.patient_copies.code(desk.actor, made.link, made.codes, stop),
        )

    def action_copy(self) -> None:
        made, desk = self._made, self.work.desk
        self._download(
            f"Copy for the patient with the code: report {made.number}",
            lambda stop: desk.patient_copies.copy(desk.actor, made.link, made.codes, stop),
        )

    def _download(self, title: str, write: Callable[[Event], Download]) -> None:
        async def download() -> None:
            await ask(self.app, self.work, DownloadSheet(self.work, title, lambda _, stop: write(stop)))

        self.work.flow(download())


def _times(number: int) -> str:
    return "time" if number == 1 else "times"


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
