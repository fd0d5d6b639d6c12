"""The panel beside the list: what is seen of the patient under the cursor without opening the chart."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical

from dentui.domain.glance import Glance
from dentui.domain.patients import GENDER_WORDS, Gender, PatientLine, age_on
from dentui.domain.tickets import KIND_WORDS, ticket_number
from dentui.ui.text import NOT_RECORDED, day, lines, moment, plain, recorded, width
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.merging import profile_words
from dentui.ui.widgets.status import Words
from dentui.ui.widgets.table import MERGED

HINT = " Enter opens the chart: allergies, note, records."
WAITING = "…"
"""Stands for what is still to come."""


class GlancePanel(Vertical):
    """Shows at once what the list has of a patient, and the rest when it comes."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Words(classes="title")
        self._facts = Facts(whole=True)
        self._hint = Words()

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._facts
        yield self._hint

    def show(self, row: PatientLine | None, glance: Glance | None, said: str = "") -> None:
        """Show a patient; `said` stands where the rest cannot come."""
        if row is None:
            self._title.show([(" ", "")])
            self._facts.show(())
            self._hint.show(())
            return
        name, chart = plain(row.name), f" chart {row.chart_number} "
        self._title.show([(f" {name}", "loud")], [(chart, "")])
        # What is cut in the title stands whole below it.
        cut = width(name) + width(chart) >= self.size.width > 0
        whole = [Fact("Name", name, wide=True)] if cut else []
        self._facts.show([*whole, *_of_row(row), *_of_glance(row, glance, said)])
        self._hint.show([(HINT, "quiet")])


def _of_row(row: PatientLine) -> list[Fact]:
    gender = NOT_RECORDED if row.gender is Gender.UNKNOWN else GENDER_WORDS[row.gender]
    age = "" if row.birth_date is None else f"  ({age_on(row.birth_date, date.today())})"
    return [
        Fact("Gender", gender, wide=True),
        Fact("Born", day(row.birth_date) + age, wide=True),
        Fact("Phone", recorded(row.phone), wide=True),
        Fact("Landline", recorded(row.landline), wide=True),
        Fact("E-mail", recorded(row.email), wide=True),
        Fact("ID number", recorded(row.id_number), wide=True),
        Fact("Insurance", recorded(row.insurance_number), wide=True),
    ]


def _of_glance(row: PatientLine, glance: Glance | None, said: str) -> list[Fact]:
    if glance is None:
        return [Fact("", plain(said) or WAITING, wide=True)]
    more_tickets = row.open_tickets - len(glance.tickets)
    main = profile_words(glance.merged_into) if glance.merged_into else "a chart beyond your register"
    names = ", ".join(map(plain, glance.former_names))
    phones = ", ".join(map(plain, glance.former_phones))
    return [
        *([Fact(MERGED, f"into {main}", wide=True)] if glance.merged else ()),
        Fact("Address", "\n".join(lines(glance.address)).strip() or NOT_RECORDED, wide=True),
        Fact("Responsible", recorded(glance.responsible), wide=True),
        Fact("Entered", day(glance.entered.date()), wide=True),
        *([Fact("Former names", names, wide=True)] if names else ()),
        *([Fact("Former phones", phones, wide=True)] if phones else ()),
        Fact("Open tickets" if row.open_tickets else "No open ticket", "", heading=True),
        *(
            Fact(ticket_number(ticket.number), f"{KIND_WORDS[ticket.kind]}, {ticket.state.value}", wide=True)
            for ticket in glance.tickets
        ),
        *([Fact("", f"and {more_tickets:,} more", wide=True)] if more_tickets > 0 else ()),
        Fact("Visits" if glance.visits else "No visit yet", "", heading=True),
        *(Fact(moment(visit.visiting_time), plain(visit.case_type), wide=True) for visit in glance.visits),
        *([Fact("", f"and {glance.more_visits:,} earlier", wide=True)] if glance.more_visits else ()),
    ]
