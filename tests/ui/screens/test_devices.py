"""Devices, for administrators: whose they are and which may make reports (S22)."""

from __future__ import annotations

from dentui.config import Settings
from dentui.domain.images import Device, ImageType
from dentui.ui.screens.devices import DevicesScreen
from tests.ui.desk import Desk, open_desk
from tests.ui.pictured import Pictured, dicom


async def devices(desk: Desk) -> None:
    """Open the screen by the desk's menu."""
    await desk.press("ctrl+g")
    await desk.see("Devices")
    await desk.press("v")
    await desk.until(lambda: isinstance(desk.app.screen, DevicesScreen))


def of(pictured: Pictured, maker: str) -> Device:
    return next(each for each in pictured.desk.devices.all(pictured.actor) if each.maker == maker)


async def test_the_devices_that_files_name_are_listed(settings: Settings, pictured: Pictured) -> None:
    pictured.add("muller", ImageType.X_RAY, {"a.dcm": dicom()})
    pictured.add("muller", ImageType.X_RAY, {"b.dcm": dicom(number=2)})
    pictured.add("4711", ImageType.X_RAY, {"c.dcm": dicom(number=3, maker="\x1b[31mOther")})
    async with open_desk(settings) as desk:
        await devices(desk)
        text = await desk.see("2 devices", "Testray Pan 3D", "SN-1")
        assert "\x1b" not in text
        assert desk.line_of("Testray").split()[-1] == "2"


async def test_an_administrator_says_whose_it_is_and_what_it_may(
    settings: Settings, pictured: Pictured
) -> None:
    pictured.add("muller", ImageType.X_RAY, {"a.dcm": dicom()})
    async with open_desk(settings) as desk:
        await devices(desk)
        before = of(pictured, "Testray")
        await desk.see("1 device")
        await desk.press("enter")
        await desk.see("It is", "our own", "a third party's", "For reports")
        await desk.press("o", "tab", "y" if not before.authorised else "n", "f2")
        await desk.see("Saved.")
        now = of(pictured, "Testray")
        assert (now.third_party, now.authorised) == (False, not before.authorised)
        await desk.press("enter")
        await desk.see("It is", "our own")
        await desk.press("f2")
        await desk.see("Nothing was changed.")


async def test_what_another_administrator_said_meanwhile_is_shown(
    settings: Settings, pictured: Pictured
) -> None:
    pictured.add("muller", ImageType.X_RAY, {"a.dcm": dicom()})
    async with open_desk(settings) as desk:
        await devices(desk)
        await desk.see("1 device")
        before = of(pictured, "Testray")
        await desk.press("enter", "o")
        pictured.desk.devices.edit(
            pictured.actor, before.uuid, before.uuid, before.version, True, not before.authorised
        )
        await desk.press("f2")
        await desk.see("What is to stay?")
        await desk.press("f2")
        await desk.see("Saved.")
        now = of(pictured, "Testray")
        assert (now.third_party, now.authorised) == (False, not before.authorised)
        await desk.press("enter")
        await desk.see("It is", "our own")
        await desk.press("f2")
        await desk.see("Nothing was changed.")


async def test_without_devices_the_list_says_where_they_come_from(settings: Settings) -> None:
    async with open_desk(settings, size=(40, 12)) as desk:
        await devices(desk)
        await desk.see("No device yet", "0 devices")
        await desk.press("escape")
        await desk.miss("No device yet")
