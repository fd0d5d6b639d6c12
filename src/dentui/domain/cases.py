"""Cases: orders to a lab, the states that they go through, and what has to be there for each step.

What is made on which tooth is in `domain/work.py`, the labs themselves are in `domain/labs.py`, and how a
list of cases is narrowed in `domain/case_finding.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dentui.domain.choosing import Choice, Chosen
from dentui.domain.forms import tidy
from dentui.domain.images import TYPE_WORDS, ImageItem, ImageType
from dentui.domain.work import Works
from dentui.errors import Invalid


class CaseState(StrEnum):
    """Where a case stands."""

    UNFINISHED = "unfinished"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DESIGNED = "designed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    REDELIVERY = "redelivery required"
    CANCELLED = "cancelled"


class Scheme(StrEnum):
    """What became of the lab's design, of a case that is designed."""

    WAITING = "waits for you"
    CONFIRMED = "confirmed"
    SENT_BACK = "sent back"


class CaseAction(StrEnum):
    """What is done to a case, as the trail calls it (with "case" behind it)."""

    SEND = "send"
    CONFIRM = "confirm"
    REJECT = "reject"
    DESIGN = "design"
    CONFIRM_SCHEME = "confirm scheme of"
    SEND_BACK = "send back scheme of"
    SHIP = "ship"
    DELIVER = "deliver"
    REDELIVER = "require redelivery of"
    CANCEL = "cancel"


class Side(StrEnum):
    """Who decides on a step. The desk writes both down: a lab has no seat at it."""

    CLINIC = "clinic"
    LAB = "lab"


@dataclass(frozen=True, slots=True)
class Step:
    """A legal move of a case."""

    action: CaseAction
    words: str
    """What a key that does it is called."""
    by: Side
    of: frozenset[CaseState]
    """States in which it can be made."""
    to: CaseState
    needs: frozenset[str] = frozenset()
    """Of "reason", "carrier", "tracking", what has to be typed. A step that needs carrier or tracking takes
    both; any step takes a reason."""
    scheme: Scheme | None = None
    """How the scheme stands afterwards."""
    schemes: frozenset[Scheme] | None = None
    """Of a designed case, where it can be made; None for any."""


_S, _A = CaseState, CaseAction
_REASON = frozenset({"reason"})


def _steps() -> dict[CaseAction, Step]:
    working = frozenset({_S.SENT, _S.CONFIRMED, _S.REJECTED, _S.DESIGNED, _S.REDELIVERY})
    designed = frozenset({_S.DESIGNED})
    waiting, answered = frozenset({Scheme.WAITING}), frozenset({Scheme.CONFIRMED})
    steps = (
        Step(_A.SEND, "Send", Side.CLINIC, frozenset({_S.UNFINISHED, _S.REJECTED}), _S.SENT),
        Step(_A.CONFIRM, "Lab confirms", Side.LAB, frozenset({_S.SENT}), _S.CONFIRMED),
        Step(_A.REJECT, "Lab rejects", Side.LAB, frozenset({_S.SENT, _S.CONFIRMED}), _S.REJECTED, _REASON),
        Step(
            _A.DESIGN,
            "Scheme has come",
            Side.LAB,
            frozenset({_S.CONFIRMED, _S.DESIGNED, _S.REDELIVERY}),
            _S.DESIGNED,
            scheme=Scheme.WAITING,
            schemes=frozenset({Scheme.SENT_BACK, Scheme.CONFIRMED}),
        ),
        Step(
            _A.CONFIRM_SCHEME,
            "Confirm scheme",
            Side.CLINIC,
            designed,
            _S.DESIGNED,
            scheme=Scheme.CONFIRMED,
            schemes=waiting,
        ),
        Step(
            _A.SEND_BACK,
            "Send scheme back",
            Side.CLINIC,
            designed,
            _S.DESIGNED,
            _REASON,
            scheme=Scheme.SENT_BACK,
            schemes=waiting,
        ),
        Step(
            _A.SHIP,
            "Lab has shipped",
            Side.LAB,
            frozenset({_S.CONFIRMED, _S.DESIGNED, _S.REDELIVERY}),
            _S.SHIPPED,
            frozenset({"carrier"}),
            schemes=answered,
        ),
        Step(_A.DELIVER, "Delivered", Side.CLINIC, frozenset({_S.SHIPPED}), _S.DELIVERED),
        Step(
            _A.REDELIVER,
            "Require redelivery",
            Side.CLINIC,
            frozenset({_S.SHIPPED, _S.DELIVERED}),
            _S.REDELIVERY,
            _REASON,
        ),
        Step(_A.CANCEL, "Cancel", Side.CLINIC, working | {_S.UNFINISHED}, _S.CANCELLED, _REASON),
    )
    return {step.action: step for step in steps}


STEPS: dict[CaseAction, Step] = _steps()
"""Every legal move. What went wrong is taken back with undo."""

EDITABLE = (CaseState.UNFINISHED, CaseState.REJECTED)
"""States in which everything about a case can be changed."""
OVER = (CaseState.DELIVERED, CaseState.CANCELLED)
"""States in which nothing waits for anybody. Until then the due date can be moved."""
SOON = timedelta(days=3)
"""Before the due date, in which a case is due soon."""

LONGEST = {"instructions": 4_000, "reason": 500, "carrier": 80, "tracking": 80}
"""Characters of each text."""
MOST_ATTACHMENTS = 500


@dataclass(frozen=True, slots=True, order=True)
class CaseNumber:
    """Given by Send, for good: counted within the institution and the year, without a gap."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"C-{self.year}-{self.number:05}"


@dataclass(frozen=True, slots=True)
class CaseInput:
    """What the form of a case hands over. All of it may be empty until Send."""

    case_type_id: int | None = None
    doctor_id: int | None = None
    lab_id: int | None = None
    due: date | None = None
    works: Works = ()
    instructions: str = ""
    attachments: tuple[UUID, ...] = ()
    """Items of image data of this patient, in the order in which they were chosen."""


@dataclass(frozen=True, slots=True)
class MoveInput:
    """What is said with a move."""

    reason: str = ""
    carrier: str = ""
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class CaseMove:
    """One step in the time line of a case."""

    at: datetime
    """Wall-clock time of the institution."""
    person: str
    action: CaseAction
    state: CaseState
    """Where it went."""
    scheme: Scheme | None
    said: MoveInput
    undone: bool
    """Whether it was taken back."""


@dataclass(frozen=True, slots=True)
class Received:
    """Files of a lab that were kept with a case at one time."""

    at: datetime
    person: str
    files: int


class Lateness(StrEnum):
    """How a case stands to its due date. The value is a word for it."""

    NONE = ""
    SOON = "due soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it. Texts are as stored: whoever shows them cleans them."""

    uuid: UUID
    version: int
    number: CaseNumber | None
    """None before Send."""
    patient: UUID
    patient_name: str
    chart_number: int
    case_type: str
    lab: str
    doctor: str
    due: date | None
    state: CaseState
    scheme: Scheme | None
    works: Works
    attachments: int
    made: datetime
    sent: datetime | None
    changed: datetime
    """When it came into its state. These three are wall-clock times of the institution."""

    def lateness(self, today: date) -> Lateness:
        """How it stands to its due date."""
        return lateness(self.state, self.due, today)


@dataclass(frozen=True, slots=True)
class Case:
    """A case with all that belongs to it."""

    row: CaseRow
    case_type_id: int | None
    doctor_id: int | None
    lab_id: int | None
    instructions: str
    attachments: tuple[ImageItem, ...]
    """In the order in which they were chosen."""
    elsewhere: int
    """Attachments that are in another chart since a merge was undone: not shown, not exported."""
    answers: tuple[ImageItem, ...]
    """What the lab sent: image data of the patient too."""
    said: MoveInput
    """The last reason; the last carrier and tracking number."""
    made_by: str
    moves: tuple[CaseMove, ...]
    """The oldest first."""
    received: tuple[Received, ...] = ()
    """When the lab's files came, the oldest first; those that are there."""

    @property
    def form(self) -> CaseInput:
        """What its form starts from."""
        return CaseInput(
            case_type_id=self.case_type_id,
            doctor_id=self.doctor_id,
            lab_id=self.lab_id,
            due=self.row.due,
            works=self.row.works,
            instructions=self.instructions,
            attachments=tuple(item.uuid for item in self.attachments),
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The moves that can be made now."""
        return steps_of(self.row.state, self.row.scheme)


def steps_of(state: CaseState, scheme: Scheme | None = None) -> tuple[Step, ...]:
    """The moves that can be made from a state, in the order in which they usually come."""
    return tuple(step for step in STEPS.values() if fits(step, state, scheme))


def fits(step: Step, state: CaseState, scheme: Scheme | None) -> bool:
    """Whether a case of this state can make that step."""
    if state not in step.of:
        return False
    return state is not CaseState.DESIGNED or step.schemes is None or scheme in step.schemes


def lateness(state: CaseState, due: date | None, today: date) -> Lateness:
    """How a case stands to its due date: what is over is never late."""
    if due is None or state in OVER:
        return Lateness.NONE
    if due < today:
        return Lateness.LATE
    return Lateness.SOON if due <= today + SOON else Lateness.NONE


def checked_said(step: Step, said: MoveInput) -> MoveInput:
    """What is said with a step, tidied. Raises Invalid, with the field, for what is missing or too long."""
    said = MoveInput(**{each.name: tidy(getattr(said, each.name)) for each in fields(MoveInput)})
    for each in fields(MoveInput):
        text = getattr(said, each.name)
        if each.name in step.needs and not text:
            raise Invalid(f"The {each.name} is missing. {_ASKS[each.name]}", field=each.name)
        _refuse_long(each.name, text)
    return said


_ASKS = {
    "reason": "Type in a few words why.",
    "carrier": "Type who brings it: a parcel service, or the lab itself.",
    "tracking": "Type the number on the parcel.",
}


def checked_instructions(text: str) -> str:
    """The instructions tidied. Raises Invalid."""
    text = tidy(text, several_lines=True)
    _refuse_long("instructions", text)
    return text


def _refuse_long(field: str, text: str) -> None:
    most = LONGEST[field]
    if len(text) > most:
        raise Invalid(f"The {field} is too long: at most {most:,} characters. Shorten it.", field=field)


def require_complete(form: CaseInput) -> None:
    """Raises Invalid, with the field, where a case cannot be sent yet."""
    if not form.works:
        raise Invalid("The case was not sent: no work is ordered. Choose teeth, and what is made.", "works")
    if form.lab_id is None:
        raise Invalid("The case was not sent: the lab is missing. Choose one.", field="lab_id")
    if form.doctor_id is None:
        raise Invalid(
            "The case was not sent: the doctor is missing. Choose whose order it is.", field="doctor_id"
        )
    if form.due is None:
        raise Invalid("The case was not sent: the due date is missing. Type the day.", field="due")


def choice_of(items: Iterable[ImageItem]) -> Choice:
    """Attachments as the choosing mode has them: of each type the record of its first item (S45)."""
    of: dict[ImageType, Chosen] = {}
    for item in items:
        there = of.get(item.type)
        if there is None:
            of[item.type] = Chosen(item.record, (item.uuid,))
        elif there.record == item.record:
            of[item.type] = Chosen(item.record, (*there.items, item.uuid))
    return Choice(of)


def require_one_record(items: Iterable[ImageItem]) -> None:
    """Raises Invalid where items of one type come from two records (S45)."""
    of: dict[ImageType, UUID] = {}
    for item in items:
        if of.setdefault(item.type, item.record) != item.record:
            raise Invalid(
                f"The attachments were not taken: {TYPE_WORDS[item.type]} comes from two records. Choose all "
                "data of a type from one record.",
                field="attachments",
            )
