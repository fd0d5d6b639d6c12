""" "Settings of Health Checking Report" (S18): what was set last is offered, and Start opens the editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from textual.widget import Widget

from dentui.domain.drafts import Typed
from dentui.domain.history import Theirs
from dentui.domain.people import Choice
from dentui.domain.report_words import WORDS
from dentui.domain.reports import LONGEST, Language, Letterhead, Paper, ReportSettings, Section
from dentui.domain.teeth import NUMBERING_WORDS, Numbering
from dentui.ui.keys.reports import REPORT_SETTINGS
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.form import FormSheet
from dentui.ui.sheets.ticket import options_of
from dentui.ui.text import one_line, plain
from dentui.ui.widgets.choices import Choices, Option
from dentui.ui.widgets.form import ChoiceBox, FormField, PickBox, TextBox
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

A = TypeVar("A")

LANGUAGES = {Language.ENGLISH: "English", Language.CHINESE: "Chinese 中文"}
"""Each begins with another letter that every keyboard has."""


class SectionsBox(FormField, Choices[str]):
    """What is printed: several of a few things."""

    def __init__(self, field: str, label: str, sections: Iterable[Section]) -> None:
        chosen = [section.value for section in sections]
        super().__init__([Option(each.value, each.value) for each in Section], chosen, several=True)
        self.called(field, label)
        self._given = frozenset(chosen)

    @property
    def sections(self) -> frozenset[Section]:
        """Those that are printed."""
        return frozenset(Section(each) for each in self.chosen)

    def put(self, value: Iterable[Section]) -> None:
        self._given = frozenset(section.value for section in value)
        self.choose(sorted(self._given))

    @property
    def touched(self) -> bool:
        return frozenset(self.chosen) != self._given

    def typed(self) -> Typed:
        return ",".join(self.chosen)

    def retype(self, value: Typed) -> None:
        if isinstance(value, str):
            known = {section.value for section in Section}
            self.choose([each for each in value.split(",") if each in known])

    def on_choices_changed(self) -> None:
        self.hush()
        self.post_message(self.Edited(self))


class ReportSettingsSheet(FormSheet[ReportSettings, A]):
    """Answers what is made of the settings."""

    PLACE = REPORT_SETTINGS
    BINDINGS = REPORT_SETTINGS.bindings
    TITLE = "Settings of Health Checking Report"

    def __init__(
        self,
        work: Workplace,
        settings: ReportSettings,
        doctors: Sequence[Choice],
        letterhead: Letterhead,
        make: Callable[[ReportSettings], A],
        doctor: str = "",
    ) -> None:
        """`make` makes the answer, in a thread; `doctor`: who signs now, if they are not offered any more."""
        super().__init__(work)
        self._base, self._letterhead, self._make = settings, letterhead, make
        signs = settings.doctor_id or (doctors[0].id if len(doctors) == 1 else None)
        usual = WORDS[settings.language].title
        self.title_box = TextBox(
            "title", "Title", settings.title, placeholder=usual, most=LONGEST["title"] + 1
        )
        self._language: ChoiceBox[str] = ChoiceBox(
            "language",
            "Language",
            [Option(each.value, LANGUAGES[each]) for each in Language],
            [settings.language.value],
        )
        self._doctor = PickBox("doctor_id", "Signed by", options_of(doctors, signs, doctor), signs)
        self._paper: ChoiceBox[str] = ChoiceBox(
            "paper", "Paper", [Option(each.value, each.value) for each in Paper], [settings.paper.value]
        )
        self._numbering: ChoiceBox[str] = ChoiceBox(
            "numbering",
            "Tooth numbers",
            [Option(each.value, NUMBERING_WORDS[each]) for each in Numbering],
            [settings.numbering.value],
        )
        self._sections = SectionsBox("sections", "Sections", settings.sections)
        self._head = Words()

    def fields(self) -> Sequence[FormField]:
        return (
            *(self._doctor, self.title_box, self._language),
            *(self._paper, self._numbering, self._sections),
        )

    def body(self) -> Iterable[Widget]:
        yield from self.fields()
        yield self._head

    def on_mount(self) -> None:
        self._tell_head()

    def _tell_head(self) -> None:
        head = self._letterhead
        name = head.name or self.work.desk.institution
        told = ", ".join(one_line(text) for text in (name, head.address, head.contact) if text.strip())
        logo = ", with a logo" if head.logo else ""
        self._head.show([(" Letterhead      ", "quiet"), (plain(f"{told}{logo}"), "")])

    def read(self) -> ReportSettings:
        return ReportSettings(
            title=self.title_box.read(),
            language=Language(self._language.value or self._base.language.value),
            sections=self._sections.sections,
            paper=Paper(self._paper.value or self._base.paper.value),
            numbering=Numbering(self._numbering.value or self._base.numbering.value),
            doctor_id=self._doctor.value,
        )

    def keep(self, form: ReportSettings) -> A:
        return self._make(form)

    def base(self) -> ReportSettings:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        """Settings are nobody's before the report is kept."""

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "letterhead" and not self.work.desk.administers:
            return "Only administrators change the letterhead."
        return ""

    def action_letterhead(self) -> None:
        why_not = self.why_not("letterhead")
        if why_not:
            self.status.say(why_not, bad=True)
        else:
            self.work.flow(self._change_letterhead())

    async def _change_letterhead(self) -> None:
        from dentui.ui.sheets.letterhead import LetterheadSheet

        saved = await ask(self.app, self.work, LetterheadSheet(self.work, self._letterhead))
        if saved is not None:
            self._letterhead = saved
            self._tell_head()
            self.status.say("The letterhead is changed.")
