"""From a chart to a report that is being written: image data, settings, editor. Steps of a flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from textual.app import App

from dentui.domain.choosing import Choice
from dentui.domain.drafts import Draft
from dentui.domain.images import RecordImages
from dentui.domain.patients import PatientChart
from dentui.domain.report_choosing import for_report, items_of
from dentui.domain.reports import Report, ReportInput, ReportSettings, ReportState, begun
from dentui.errors import NotFound
from dentui.ui.screens.report import Kept, Offered, Outcome, Published, ReportForm
from dentui.ui.screens.report_images import ReportImagesSheet, left_out
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.form import Unchanged
from dentui.ui.sheets.report_settings import ReportSettingsSheet
from dentui.ui.tabs.album import Album
from dentui.ui.work import Workplace


@dataclass(frozen=True, slots=True)
class _Start:
    records: Sequence[RecordImages]
    expired: tuple[UUID, ...]
    settings: ReportSettings
    offered: Offered


async def create_report(
    app: App[int],
    work: Workplace,
    patient: PatientChart,
    album: Album,
    choice: Choice,
    report: UUID,
    chosen: Callable[[Choice], None],
) -> Outcome | None:
    """Choose image data and settings, and write this report, which is new; `chosen` is told what was chosen,
    also where it goes no further. Raises DentuiError."""
    start = await work.hands.run(lambda: _fetch(work, patient.uuid))
    first = for_report(start.records, choice)
    sheet = ReportImagesSheet(work, start.records, album.thumbnails, first, start.expired, left_out(choice))
    made = await ask(app, work, sheet)
    chosen(sheet.choice)
    if made is None:
        return None
    items = items_of(start.records, made)
    desk, save = work.desk, uuid4()

    def begin(settings: ReportSettings) -> Report:
        desk.reports.keep(desk.actor, save, patient.uuid, report, begun(items, settings))
        return desk.reports.open(desk.actor, report)

    settings: ReportSettingsSheet[Report] = ReportSettingsSheet(
        work, start.settings, start.offered.lists.doctors, start.offered.letterhead, begin
    )
    there = await ask(app, work, settings)
    if there is None:
        return None
    done = await ask(app, work, ReportForm(work, patient, start.offered, there, there.form))
    # There is a report now, whether anything was typed into it or not.
    return Kept.LEFT if done is None or isinstance(done, Unchanged) else done


async def edit_report(app: App[int], work: Workplace, patient: PatientChart, report: UUID) -> Outcome | None:
    """Go on with an unfinished report. Raises DentuiError."""

    def fetch() -> tuple[Report, Offered]:
        return work.desk.reports.open(work.desk.actor, report), _offered(work)

    there, offered = await work.hands.run(fetch)
    return await ask(app, work, ReportForm(work, patient, offered, there, there.form))


def form_of(work: Workplace, draft: Draft, chart: PatientChart | None) -> Callable[[], ReportForm]:
    """What makes the editor of a draft; in a thread. Raises NotFound."""
    subject = draft.subject
    if chart is None or subject.uuid is None or not isinstance(subject.base, ReportInput):
        raise NotFound("The patient of this report is not there any more. Throw the form away.")
    there = work.desk.reports.open(work.desk.actor, subject.uuid)
    if there.row.state is not ReportState.UNFINISHED:
        raise NotFound("This report was published meanwhile. Throw the form away, or correct the report.")
    return partial(ReportForm, work, chart, _offered(work), there, subject.base)


def report_words(outcome: Outcome) -> str:
    """What is said of what the editor answered."""
    if isinstance(outcome, Published):
        if outcome.left:
            return f"{outcome.number} is published. {outcome.left}"
        return f"{outcome.number} is published. d downloads the PDF, v shows its pages."
    if isinstance(outcome, Unchanged):
        return outcome.value
    return f"{outcome.value} Enter goes on with it."


def _fetch(work: Workplace, patient: UUID) -> _Start:
    desk = work.desk
    records = desk.images.of_patient(desk.actor, patient)
    items = [item.uuid for each in records for item in each.items]
    expired = desk.images.expired(desk.actor, items) if items else ()
    return _Start(records, expired, desk.reports.settings(desk.actor), _offered(work))


def _offered(work: Workplace) -> Offered:
    desk = work.desk
    return Offered(
        desk.charts.lists(desk.actor),
        desk.reports.letterhead(desk.actor),
    )
