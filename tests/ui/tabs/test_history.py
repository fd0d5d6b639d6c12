"""The History tab: what was changed, by whom, before and after."""

from __future__ import annotations

from dataclasses import replace

from dentui.config import Settings
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_changes_stand_newest_first_with_before_and_after(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    elsewhere.edit("muller", note="tall")
    elsewhere.open_ticket("muller")
    async with open_desk(settings, size=(120, 24)) as desk:
        await desk.chart("muller")
        await desk.press("6")
        text = await desk.see("2 changes", "Anna", "edited", "note: tall", "opened a scan ticket")
        assert text.index("opened a scan ticket") < text.index("note: tall")


async def test_a_change_is_shown_whole(settings: Settings, elsewhere: Elsewhere) -> None:
    elsewhere.edit("4711", note="comes by car\nfrom far away " + "and further " * 10)
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("6", "enter")
        await desk.see(
            "A change of this chart", "Before  comes by train", "After   comes by car", "from far away"
        )
        await desk.press("enter")
        await desk.see("[6 History]")


async def test_what_another_desk_writes_shows_and_the_cursor_stays(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    for name in ("one", "two", "three"):
        elsewhere.edit("muller", note=name)
    other = Elsewhere(replace(settings, operator="berta"))
    async with open_desk(settings, size=(120, 24)) as desk:
        await desk.chart("muller")
        await desk.press("6", "down")
        await desk.until(lambda: "one → two" in desk.line_at_cursor())
        other.edit("muller", landline="+41443330000")
        await desk.see("4 changes", "landline: +41443330000", "Berta")
        await desk.idle()
        assert "one → two" in desk.line_at_cursor()
    other.close()


async def test_texts_with_escapes_are_shown_cleaned(settings: Settings, elsewhere: Elsewhere) -> None:
    elsewhere.edit("obrien", note="")
    async with open_desk(settings) as desk:
        await desk.chart("obrien")
        await desk.press("6", "enter")
        await desk.see("Before  �]0;owned��[2J[b]bold[/b]", "After   (empty)")
