"""The letterhead of an institution's reports, changed by administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dentui.domain.history import Theirs
from dentui.domain.report_form import LONGEST_LINES
from dentui.domain.reports import Letterhead
from dentui.errors import Invalid, Unreadable
from dentui.ui.sheets.form import FormSheet
from dentui.ui.widgets.form import FormField, TextBox
from dentui.ui.widgets.notes import NoteBox
from dentui.ui.work import Workplace

NO_LOGO = "-"


class LogoBox(TextBox):
    """A path to a picture; empty leaves the logo as it is."""

    def words(self, value: bytes) -> str:
        """A logo as people read it."""
        return "a logo" if value else "no logo"

    def put(self, value: object) -> None:
        super().put("")


class LetterheadSheet(FormSheet[Letterhead, Letterhead]):
    """Answers the letterhead as it is kept."""

    TITLE = "Letterhead of the reports"

    def __init__(self, work: Workplace, head: Letterhead) -> None:
        super().__init__(work)
        self._base = head
        institution = work.desk.institution
        self.name_box = TextBox(
            "name", "Name", head.name, placeholder=institution, most=LONGEST_LINES["name"] + 1
        )
        self._address = NoteBox("address", "Address", head.address)
        self._contact = NoteBox("contact", "Contact", head.contact)
        self._logo = LogoBox("logo", "Logo", placeholder="path of a picture on this machine")
        there = f"It has a logo. A path takes another one, {NO_LOGO} none." if head.logo else ""
        self._logo.offered = there or "PNG, JPEG or another picture; it is made small and clean."

    def fields(self) -> Sequence[FormField]:
        return self.name_box, self._address, self._contact, self._logo

    def read(self) -> Letterhead:
        return replace(
            self._base, name=self.name_box.read(), address=self._address.read(), contact=self._contact.read()
        )

    def keep(self, form: Letterhead) -> Letterhead:
        desk, path = self.work.desk, self._logo.read().strip()
        if path == NO_LOGO:
            form = replace(form, logo=b"")
        elif path:
            where = Path(path).expanduser()
            if not where.is_absolute():
                raise Invalid("That is no whole path. Type it from the first / on.", field="logo")
            try:
                form = replace(form, logo=desk.reports.logo(desk.actor, where))
            except Unreadable as error:
                raise Invalid(str(error), field="logo") from error
        return replace(form, version=desk.reports.save_letterhead(desk.actor, form))

    def base(self) -> Letterhead:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        if isinstance(theirs.form, Letterhead):
            self._base = replace(theirs.form, version=theirs.version)
