"""Showing: everything that is drawn, as the terminal can be trusted to show it. Who comes to the desk can
have chosen another way for their terminal; then all is drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.color import ColorSystem
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome
from textual.widget import Widget

from dentui.terminal.deciding import Terminal
from dentui.terminal.profile import Colours, Line, Profile
from dentui.ui.app.drawing import DrawingApp
from dentui.ui.strips import make_with_less
from dentui.ui.stylesheet import DeskStylesheet
from dentui.ui.text import Exact, Mono, Sieve
from dentui.ui.theme import DARK, SIXTEEN
from dentui.ui.wire import DeskDriver

SYSTEMS = {
    # Bold and reverse are sent by it too, and of colours there are none to send.
    Colours.MONO: ColorSystem.STANDARD,
    Colours.SIXTEEN: ColorSystem.STANDARD,
    Colours.MANY: ColorSystem.EIGHT_BIT,
    Colours.TRUE: ColorSystem.TRUECOLOR,
}


class ShowingApp(DrawingApp, inherit_bindings=False):
    """An app that knows what its terminal is sent."""

    terminal: Terminal | None = None
    """What has a say in it; None where there is no terminal."""
    profile = Profile()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        make_with_less()
        self.stylesheet = DeskStylesheet(variables=self.get_css_variables())
        # NO_COLOR has had its say in the profile.
        self._filters = [kept for kept in self._filters if not isinstance(kept, Monochrome)]
        for theme in (DARK, SIXTEEN):
            self.register_theme(theme)
        self._sieves: list[LineFilter] = []
        self.show_as(self.profile)

    @property
    def complaint(self) -> str:
        """What is to be said of the settings that were saved for this terminal; "" for nothing."""
        return self.terminal.complaint if self.terminal is not None else ""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and behind them ours; none where the line to the terminal applies them."""
        return () if self.line is not None and not self.is_headless else self._all_filters()

    def _all_filters(self) -> Sequence[LineFilter]:
        return (*super().get_line_filters(), *self._sieves)

    @property
    def ascii_only(self) -> bool:
        """Whether what is not ASCII is shown in letters that are."""
        return self.profile.ascii_only

    def use(self, terminal: Terminal, operator: str | None) -> None:
        """Draw for this terminal, and for who works there; before the first paint. Raises Invalid for what
        was said of it and means nothing."""
        self.terminal = terminal
        self.show_as(terminal.profile(operator))

    def show_for(self, operator: str | None) -> None:
        """Another operator works here now, who can have chosen something else for this terminal."""
        if self.terminal is None:
            return
        profile = self.terminal.profile(operator)
        if profile == self.profile:
            return
        self.show_as(profile)
        for stack in self._screen_stacks.values():
            for screen in stack:
                for widget in screen.walk_children(Widget, with_self=True):
                    widget._styles_cache.clear()
                    widget.notify_style_update()
        self.refresh_css(animate=False)
        self.draw_anew()

    def show_as(self, profile: Profile) -> None:
        """Draw as this profile says."""
        self.profile = profile
        mono = profile.colours is Colours.MONO
        self._sieves = [Mono(profile.attributes)] if mono else []
        if profile.colours is Colours.MANY:
            self._sieves.append(Exact())
        self._sieves.append(Sieve(ascii_only=profile.ascii_only))
        self.no_color = mono
        self.console._color_system = SYSTEMS[profile.colours]
        self.theme = (SIXTEEN if profile.colours is Colours.SIXTEEN else DARK).name
        if self.line is not None:
            self.line.show_as(SYSTEMS[profile.colours], self._all_filters())
        self._tell_driver()

    def _tell_driver(self) -> None:
        if isinstance(self._driver, DeskDriver):
            self._driver.ascii_only = self.profile.ascii_only
            # Where a field cannot show its cursor as a reverse cell, the terminal's own has to show it.
            self._driver.show_cursor("reverse" not in self.profile.attributes and self.no_color)
            self._driver.keep_pace(self.line is not None and self.profile.line is Line.SSH)

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        self._driver = super()._build_driver(headless, inline, mouse, size)
        self._tell_driver()
        return self._driver
