"""A real browser, Debian's chromium, as a phone; and axe-core, which looks whether everybody can use a
page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

PHONE = (360, 640)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CHROMIUM = shutil.which("chromium")
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
FONTS = Path(__file__).resolve().parents[2] / "src" / "dentui" / "media" / "fonts"


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Chromium with an empty profile, and with our own fonts: not every machine has Chinese ones."""
    fonts = folder / "fonts"
    if not fonts.exists():
        fonts.symlink_to(FONTS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM,
            # Containers have no user namespaces for its sandbox, and it opens nothing but pages of ours.
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            env={"HOME": str(folder), "XDG_DATA_HOME": str(folder), "LANG": "C.UTF-8"},
        )
        yield running
        running.close()


@contextmanager
def page(running: Browser, language: str, size: tuple[int, int] = PHONE) -> Iterator[Page]:
    """A page that nobody has opened yet, and what it complains of: nothing, but answers that are refusals."""
    context = running.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale={"en": "en-GB", "zh": "zh-CN"}[language],
        device_scale_factor=2,
        accept_downloads=True,
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [each for each in complaints if "the server responded with a status of" not in each] == []


def look(opened: Page) -> str:
    """Nothing is wrong with the page for who cannot see it, sees it badly or has keys only, light and
    dark, and nothing has to be scrolled sideways; its text."""
    grounds = []
    for scheme in SCHEMES:
        opened.emulate_media(color_scheme=scheme)
        grounds.append(opened.evaluate("getComputedStyle(document.body).backgroundColor"))
        found = Axe().run(opened)
        told = {each["id"]: [node["html"] for node in each["nodes"]] for each in found.response["violations"]}
        assert told == {}
        assert {each["id"] for each in found.response["incomplete"]} == set()
    assert grounds[0] == "rgb(255, 255, 255)" != grounds[1]
    wide = opened.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1]
    return opened.inner_text("body")


def press(opened: Page, key: str) -> None:
    """A key that leads to another page."""
    with opened.expect_navigation():
        opened.keyboard.press(key)


def at(opened: Page) -> tuple[str, bool]:
    """Which element has the focus, as a screen reader calls it, and whether that is seen."""
    told = opened.evaluate(
        """() => {
            const at = document.activeElement, style = getComputedStyle(at);
            const name = at.labels?.[0]?.innerText ?? at.innerText ?? "";
            return [name.trim(), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
        }"""
    )
    return str(told[0]), bool(told[1])
