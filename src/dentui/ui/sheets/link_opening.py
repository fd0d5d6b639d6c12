"""From a report to its QR code in the patient's hand, and to the list of its links. Steps of a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from dentui.domain.links import NO_ADDRESS
from dentui.domain.reports import ReportRow
from dentui.errors import Invalid
from dentui.ui.sheets.base import ask
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.domain.links import ReportLink


async def hand_out(app: App[int], work: Workplace, row: ReportRow) -> ReportLink | None:
    """Make a link to a report and show its code; answers the link. Where nobody said yet where patients reach
    it, an administrator is asked. Raises DentuiError."""
    from dentui.ui.sheets.code import CodeSheet
    from dentui.ui.sheets.link import LinkSheet

    desk = work.desk
    if not await work.hands.run(lambda: desk.links.address(desk.actor)):
        if not desk.administers:
            raise Invalid(NO_ADDRESS, field="address")
        if not await share_address(app, work):
            return None
    made = await ask(app, work, LinkSheet(work, row))
    if made is None:
        return None
    await ask(app, work, CodeSheet(work, made))
    return made.link


async def show_links(app: App[int], work: Workplace, row: ReportRow, read_only: str) -> None:
    """Show the links of a report until the person goes back; others are made from there. Raises
    DentuiError."""
    from dentui.ui.sheets.links import LinksSheet

    desk, another = work.desk, True
    while another:
        links = await work.hands.run(lambda: desk.links.of_report(desk.actor, row.uuid))
        sheet = LinksSheet(work, row, links, read_only)
        another = await ask(app, work, sheet) is True
        if another:
            await hand_out(app, work, row)


async def share_address(app: App[int], work: Workplace) -> str | None:
    """Ask for the address of shared reports; answers it as it is kept, None where it stays as it was. Raises
    DentuiError."""
    from dentui.ui.sheets.share_address import ShareAddressSheet

    desk = work.desk
    now = await work.hands.run(lambda: desk.links.address(desk.actor))
    return await ask(app, work, ShareAddressSheet(work, now))
