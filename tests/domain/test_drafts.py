"""A draft is read again as it was kept, and nothing else is taken for one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from dentui.domain.cases import CaseInput
from dentui.domain.drafts import KIND_WORDS, LONGEST, Draft, Form, Kind, Subject, decode, encode
from dentui.domain.findings import Finding, FindingKind, Severity, Surface
from dentui.domain.labs import LabInput
from dentui.domain.patients import Gender, PatientInput, RecordInput
from dentui.domain.reports import Language, Paper, Placed, ReportInput, ReportSettings, Section
from dentui.domain.snippets import SnippetInput, SnippetKind
from dentui.domain.tickets import TicketInput, TicketKind
from dentui.domain.types import TypeInput
from dentui.domain.work import Work, WorkKind

AT = datetime(2026, 10, 31, 14, 5, 7, 123456, UTC)
NASTY = 'O\'Brien [/b] "quoted" \\ \x1b]0;owned\x07\x00 \ud800 👩‍⚕️ 王小明 عائشة\u202e\r\n\t'
CHART = PatientInput("Smith", "Anna", gender=Gender.FEMALE, birth_date=date(1985, 3, 12), responsible_id=2)
BRIDGE = Work(WorkKind.BRIDGE, (24, 25, 26), (25,), "Zirconia")
BASES: dict[Kind, Form | None] = {
    Kind.NEW_PATIENT: PatientInput("Keller"),
    Kind.EDIT_PATIENT: CHART,
    Kind.NEW_TICKET: TicketInput(None, 10, None, 3, NASTY),
    Kind.EDIT_TICKET: TicketInput(TicketKind.FACE, 10, 10, None, "left side"),
    Kind.MOVE_TICKET: None,
    Kind.NEW_RECORD: RecordInput("", datetime(2026, 10, 31, 14, 5)),
    Kind.EDIT_RECORD: RecordInput("Visit", datetime(2025, 2, 28, 9, 30, 59), 10, 10, 2),
    Kind.NEW_CASE_TYPE: TypeInput(""),
    Kind.EDIT_CASE_TYPE: TypeInput("implant", 1),
    Kind.NEW_VISIT_TYPE: TypeInput("", None),
    Kind.EDIT_VISIT_TYPE: TypeInput("emergency", 4),
    Kind.NEW_CASE: CaseInput(),
    Kind.EDIT_CASE: CaseInput(10, 1, 2, date(2026, 12, 9), (BRIDGE,), NASTY, (uuid4(), uuid4())),
    Kind.MOVE_CASE: None,
    Kind.NEW_LAB: LabInput(),
    Kind.NEW_SNIPPET: SnippetInput(),
    Kind.EDIT_SNIPPET: SnippetInput(SnippetKind.ADVICE, "Floss", NASTY),
    Kind.EDIT_LAB: LabInput("Lab", "Street 1\nTown", NASTY, WorkKind.CROWN, "Zirconia", "A2"),
    Kind.EDIT_REPORT: ReportInput(
        ReportSettings(NASTY, Language.CHINESE, frozenset({Section.JAWS}), Paper.LETTER, doctor_id=4),
        items=(uuid4(), uuid4()),
        upper=uuid4(),
        findings=(Finding(16, FindingKind.CARIES, (Surface.OCCLUSAL,), Severity.MILD, "on the film"),),
        gums=("0", "1", "2*", "X", "", "4"),
        assessment=NASTY,
        pictures=(Placed(uuid4(), NASTY),),
    ),
}


def draft(kind: Kind = Kind.NEW_PATIENT, **typed: Any) -> Draft:
    """A draft of that form."""
    return Draft(
        uuid4(),
        Subject(kind, uuid4(), uuid4(), 7, BASES[kind], uuid4(), 12),
        typed or {"family": NASTY, "birth_date": "1203", "responsible_id": 2, "with_ticket": True, "x": None},
        "birth_date",
        AT,
    )


@pytest.mark.parametrize("kind", Kind)
def test_a_draft_of_every_form_is_read_as_it_was_kept(kind: Kind) -> None:
    kept = draft(kind)
    data = encode(kept)
    assert data.isascii()
    assert decode(data) == kept
    assert KIND_WORDS[kind]


def broken(**changes: Any) -> bytes:
    told = json.loads(encode(draft(Kind.EDIT_PATIENT)))
    return json.dumps({**told, **changes}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        encode(draft())[:-1],
        encode(draft(family="x" * (LONGEST + 1))),
        broken(format=2),
        broken(format="1"),
        broken(kind="end patient"),
        broken(save="1"),
        broken(uuid=7),
        broken(version="7"),
        broken(version=None),
        broken(base=None),
        broken(base={}),
        broken(base=[1]),
        broken(base={**json.loads(broken())["base"], "gender": "X"}),
        broken(base={**json.loads(broken())["base"], "gender": None}),
        broken(base={**json.loads(broken())["base"], "birth_date": "1203"}),
        broken(base={**json.loads(broken())["base"], "note": 5}),
        broken(base={**json.loads(broken())["base"], "responsible_id": "2"}),
        broken(typed=[]),
        broken(typed={"family": ["Smith"]}),
        broken(typed={"family": 1.5}),
        broken(cursor=None),
        broken(at="yesterday"),
        broken(at=None),
        broken(at="0001-01-01T00:00:00+05:00"),
    ],
    ids=range(31),
)
def test_what_is_broken_or_foreign_is_no_draft(data: bytes) -> None:
    assert decode(data) is None


def test_a_draft_of_something_new_is_called_by_what_was_typed() -> None:
    assert draft(given=" Anna ").name == "Keller, Anna"
    assert draft(family="", given="Anna").name == "Anna"
    assert draft(family="", given="").name == ""
    assert draft(Kind.NEW_CASE_TYPE, name="veneer").name == "veneer"
    assert draft(Kind.EDIT_CASE_TYPE, place="2").name == "implant"
    assert draft(Kind.NEW_TICKET, note="Smith").name == ""


def test_a_moment_without_a_zone_and_one_of_another_are_the_same_moment_in_utc() -> None:
    kept = decode(broken(at="2026-10-31T15:05:07.123456+01:00"))
    assert kept is not None
    assert (kept.at, isinstance(kept.save, UUID)) == (AT, True)
