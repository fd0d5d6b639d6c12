"""The pages in a browser as small as a phone: from the link to the report, with keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.share.browser import NEEDS_CHROMIUM, at, browser, look, page, press
from tests.share.served import Served
from tests.share.shared import PAGES, PDF_BYTES, Shelved

pytestmark = NEEDS_CHROMIUM


@dataclass(frozen=True)
class Said:
    """What the pages say in a language."""

    fields: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    button: str
    refused: str
    slowed: str
    stops: tuple[str, ...]
    """Where Tab goes on the report."""
    dead: str


SAID = {
    "en": Said(
        fields=("Day", "Month", "Year"),
        right=("27", "3", "1984"),
        wrong=("27", "3", "1985"),
        button="Show the report",
        refused="That is not the date of birth",
        slowed="Please wait",
        stops=("Download the report (PDF)", "Page 1 as text", "Page 2 as text", "Close the report"),
        dead="This link does not work",
    ),
    "zh": Said(
        fields=("年", "月", "日"),
        right=("1984", "3", "27"),
        wrong=("1984", "3", "28"),
        button="查看报告",
        refused="出生日期与这份报告不符",
        slowed="请等待",
        stops=("下载报告（PDF）", "第1页的文字", "第2页的文字", "关闭报告"),
        dead="此链接无法使用",
    ),
}


@pytest.fixture(scope="module")
def chromium(folder: Path) -> Iterator[Browser]:
    with browser(folder) as running:
        yield running


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_the_link_to_the_report_with_keys_alone(
    shelf: Shelved, served: Served, chromium: Browser, language: str
) -> None:
    said = SAID[language]
    token = shelf.share(language=language, institution="中央牙科" if language == "zh" else "Dental Centre")
    with page(chromium, language) as opened:
        opened.goto(f"{served.address}/R/{token.text}")
        look(opened)
        stops = []
        for typed in said.wrong:
            opened.keyboard.press("Tab")
            stops.append(at(opened))
            opened.keyboard.type(typed)
        opened.keyboard.press("Tab")
        assert [*stops, at(opened)] == [(name, True) for name in (*said.fields, said.button)]
        press(opened, "Enter")
        assert said.refused in look(opened)
        # The first field has the focus, and what was typed is there to be mended.
        assert at(opened) == (said.fields[0], True)
        names = {"en": ("day", "month", "year"), "zh": ("year", "month", "day")}[language]
        assert tuple(opened.input_value(f"#{name}") for name in names) == said.wrong
        for typed in said.right:
            opened.keyboard.press("Control+A")
            opened.keyboard.type(typed)
            opened.keyboard.press("Tab")
        press(opened, "Enter")
        assert opened.url == f"{served.address}/R/{token.text}/report"
        for number in range(1, PAGES + 1):
            opened.locator(f"section:nth-of-type({number}) img").scroll_into_view_if_needed()
        widths = opened.evaluate("Array.from(document.images, one => one.complete && one.naturalWidth)")
        assert widths == [60] * PAGES
        look(opened)
        assert [cookie["path"] for cookie in opened.context.cookies()] == [f"/R/{token.text}"]
        stops = []
        for _ in said.stops:
            opened.keyboard.press("Tab")
            stops.append(at(opened))
        assert stops == [(name, True) for name in said.stops]
        # The text of the second page, opened and read.
        opened.keyboard.press("Shift+Tab")
        opened.keyboard.press("Enter")
        assert "All in all <b>well kept</b>" in look(opened)
        for _ in range(2):
            opened.keyboard.press("Shift+Tab")
        assert at(opened) == (said.stops[0], True)
        with opened.expect_download() as saved:
            opened.keyboard.press("Enter")
        assert Path(saved.value.path()).read_bytes() == PDF_BYTES
        assert saved.value.suggested_filename.endswith("-2026-11-29.pdf")
        # Back, forward, refreshed: no other view, and no question.
        opened.go_back()
        assert opened.url.endswith("/report")
        opened.reload()
        opened.goto(f"{served.address}/R/{token.text}")
        assert opened.url.endswith("/report")
        for _ in said.stops:
            opened.keyboard.press("Tab")
        press(opened, "Enter")
        assert said.button in look(opened)
        assert opened.context.cookies() == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_link_that_is_slowed_and_one_that_is_dead(
    shelf: Shelved, served: Served, chromium: Browser, language: str
) -> None:
    said = SAID[language]
    token = shelf.share(language=language)
    with page(chromium, language) as opened:
        opened.set_extra_http_headers({"x-forwarded-for": f"192.0.2.{len(said.button)}"})
        opened.goto(f"{served.address}/r/{token.text}")
        for field, typed in zip(SAID["en"].fields, SAID["en"].wrong, strict=True):
            opened.fill(f"#{field.lower()}", typed)
        for _ in range(4):
            opened.focus("button")
            press(opened, "Enter")
        assert said.slowed in look(opened)
        assert opened.input_value("#year") == "1985"
        shelf.end(token)
        opened.goto(f"{served.address}/r/{token.text}")
        assert said.dead in look(opened)


def test_letters_may_be_twice_as_large_and_a_desk_is_wide(
    shelf: Shelved, served: Served, chromium: Browser
) -> None:
    token = shelf.share(institution="Zahnärztezentrum" * 8)
    for size in ((180, 320), (1280, 800)):
        with page(chromium, "en", size) as opened:
            opened.goto(f"{served.address}/r/{token.text}")
            look(opened)
