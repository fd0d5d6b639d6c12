"""Short ways to work on cases as a desk does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from dentui.domain.actors import Actor
from dentui.domain.case_finding import CaseFilter, CasePage
from dentui.domain.cases import STEPS, Case, CaseAction, CaseInput, CaseState, MoveInput, Scheme, fits
from dentui.domain.labs import LabInput
from dentui.domain.work import Work, WorkKind
from dentui.services.cases import Cases
from dentui.services.labs import Labs
from tests.clinics import ADMINISTRATOR, Clinic

CROWN = Work(WorkKind.CROWN, (16,), (), "Zirconia", "A2")
BRIDGE = Work(WorkKind.BRIDGE, (24, 25, 26), (25,), "Zirconia")
DUE = date(2026, 12, 9)
SAID = MoveInput("because", "Post", "99.00.1")
WAY: dict[tuple[CaseState, Scheme | None], tuple[CaseAction, ...]] = {
    (CaseState.UNFINISHED, None): (),
    (CaseState.SENT, None): (CaseAction.SEND,),
    (CaseState.CONFIRMED, None): (CaseAction.SEND, CaseAction.CONFIRM),
    (CaseState.REJECTED, None): (CaseAction.SEND, CaseAction.REJECT),
    (CaseState.DESIGNED, Scheme.WAITING): (CaseAction.SEND, CaseAction.CONFIRM, CaseAction.DESIGN),
    (CaseState.DESIGNED, Scheme.CONFIRMED): (
        *(CaseAction.SEND, CaseAction.CONFIRM, CaseAction.DESIGN, CaseAction.CONFIRM_SCHEME),
    ),
    (CaseState.DESIGNED, Scheme.SENT_BACK): (
        *(CaseAction.SEND, CaseAction.CONFIRM, CaseAction.DESIGN, CaseAction.SEND_BACK),
    ),
    (CaseState.SHIPPED, None): (CaseAction.SEND, CaseAction.CONFIRM, CaseAction.SHIP),
    (CaseState.DELIVERED, None): (
        *(CaseAction.SEND, CaseAction.CONFIRM, CaseAction.SHIP, CaseAction.DELIVER),
    ),
    (CaseState.REDELIVERY, None): (
        *(CaseAction.SEND, CaseAction.CONFIRM, CaseAction.SHIP, CaseAction.REDELIVER),
    ),
    (CaseState.CANCELLED, None): (CaseAction.CANCEL,),
}
"""How a case gets into each state."""


def cases(clinic: Clinic) -> Cases:
    """The service."""
    return Cases(clinic.database)


def labs(clinic: Clinic) -> Labs:
    """The service."""
    return Labs(clinic.database)


def lab(clinic: Clinic, name: str = "Dental Lab") -> int:
    """Add a lab; its id."""
    return labs(clinic).add(ADMINISTRATOR, LabInput(name))


def order(lab_id: int | None, **values: object) -> CaseInput:
    """A form that can be sent."""
    whole = CaseInput(10, 1, lab_id, DUE, (CROWN, BRIDGE), "As before")
    return replace(whole, **values)  # type: ignore[arg-type]


def begin(clinic: Clinic, of: UUID, form: CaseInput, actor: Actor = ADMINISTRATOR) -> UUID:
    """Begin a case; its UUID."""
    uuid = uuid4()
    cases(clinic).keep(actor, uuid4(), of, uuid, form)
    return uuid


def send(clinic: Clinic, of: UUID, form: CaseInput, actor: Actor = ADMINISTRATOR) -> UUID:
    """Begin a case and send it; its UUID."""
    uuid = uuid4()
    cases(clinic).send(actor, uuid4(), of, uuid, 0, form)
    return uuid


def case(clinic: Clinic, wanted: UUID, actor: Actor = ADMINISTRATOR) -> Case:
    """How a case stands."""
    return cases(clinic).open(actor, wanted)


def move(
    clinic: Clinic, wanted: UUID, action: CaseAction, said: MoveInput = SAID, actor: Actor = ADMINISTRATOR
) -> UUID:
    """Make a step with a case as it stands; the save."""
    save = uuid4()
    cases(clinic).move(actor, save, wanted, case(clinic, wanted, actor).row.version, action, said)
    return save


def found(clinic: Clinic, actor: Actor = ADMINISTRATOR, **narrowed: object) -> CasePage:
    """The list, narrowed."""
    return cases(clinic).find(actor, CaseFilter(**narrowed))  # type: ignore[arg-type]


def can(state: CaseState, scheme: Scheme | None, action: CaseAction) -> bool:
    """Whether the step is legal."""
    return fits(STEPS[action], state, scheme)
