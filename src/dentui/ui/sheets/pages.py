"""The pages of a report as pictures, one at a time, in any terminal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical

from dentui.domain.reports import ReportPage
from dentui.domain.sight import Sight
from dentui.errors import DentuiError
from dentui.ui.keys.reports import PAGES
from dentui.ui.sheets.base import Sheet
from dentui.ui.widgets.preview import Preview
from dentui.ui.widgets.status import KeyBar, StatusLine, Words
from dentui.ui.work import Load, Workplace

LARGEST = 2400
"""Pixels of a page's longer side: small print can be read when it is zoomed."""
Fetch = Callable[[int, int, threading.Event], ReportPage]
"""A page, its largest side, and what stops it; in a thread."""


class PagesSheet(Sheet[None]):
    """Shows pages until it is closed."""

    PLACE = PAGES
    BINDINGS = PAGES.bindings

    def __init__(self, work: Workplace, title: str, fetch: Fetch) -> None:
        super().__init__()
        self.work = work
        self._title, self._fetch = title, fetch
        self._words = Words(classes="title")
        self._picture = Preview(work, classes="zoomed")
        self._status = StatusLine()
        self._keys = KeyBar()
        self._loading: Load[ReportPage] = Load(work)
        self._stop = threading.Event()
        self._page, self._pages = 0, 0
        self._sight: Sight | None = None
        self._shown: ReportPage | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet case-form"):
            yield self._words
            yield self._picture
            yield self._status
        yield self._keys

    def on_mount(self) -> None:
        self._go(0)

    def on_unmount(self) -> None:
        self._stop.set()

    def _go(self, page: int) -> None:
        """Fetch a page; the one before stays until it comes."""
        self._page = page
        self._tell("drawing …")
        if self._shown is None:
            self._picture.wait("The pages are drawn …")
        fetch, stop = self._fetch, self._stop
        self._loading.start(lambda: fetch(page, LARGEST, stop), self._put, self._refused)

    def _put(self, page: ReportPage) -> None:
        self._shown, self._page, self._pages = page, page.page, page.pages
        first = Sight(low=page.picture.low, high=page.picture.high)
        if self._sight is None:
            self._sight = first
        self._picture.show(page.picture, self._sight)
        self._status.say("")
        self._tell()

    def _refused(self, error: DentuiError) -> None:
        self._picture.refuse("There is no picture of this page.")
        self._status.say(str(error), bad=True)
        self._tell()

    def _tell(self, doing: str = "") -> None:
        count = f"page {self._page + 1} of {self._pages}" if self._pages else "page 1"
        zoom = f", {self._sight.zoom:.0%}" if self._sight and self._sight.zoom > 1 else ""
        self._words.show([(f" {self._title}", "loud")], [(f"{doing} {count}{zoom} ", "")])
        self._keys.follow()

    # Keys

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "step(1)" and self._page + 1 >= self._pages:
            return "This is the last page."
        if action == "step(-1)" and self._page == 0:
            return "This is the first page."
        if action == "whole" and (self._sight is None or self._sight.zoom <= 1):
            return "All of the page is in sight."
        return ""

    def action_step(self, way: int) -> None:
        if 0 <= self._page + way < max(1, self._pages):
            if self._sight is not None:
                self._sight = replace(self._sight, y=0.0 if way > 0 else 1.0).panned(0, 0)
            self._go(self._page + way)

    def action_zoom(self, way: int) -> None:
        if self._sight is not None:
            first = self._sight.zoom <= 1 and way > 0
            self._see(replace(self._sight, y=0.0).zoomed(way) if first else self._sight.zoomed(way))

    def action_whole(self) -> None:
        if self._sight is not None:
            self._see(replace(self._sight, zoom=1.0).panned(0, 0))

    def action_pan(self, right: int, down: int) -> None:
        """Further on the page; from its end, on to the next one."""
        if self._sight is None:
            return
        there = self._sight.panned(right, down)
        if there == self._sight and down:
            self.action_step(down)
        else:
            self._see(there)

    def _see(self, sight: Sight) -> None:
        if self._shown is not None and sight != self._sight:
            self._sight = sight
            self._picture.show(self._shown.picture, sight)
            self._tell()
