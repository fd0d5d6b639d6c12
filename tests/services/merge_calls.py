"""How the calls of `services.merges` are tried in the tests of scope."""

from __future__ import annotations

from uuid import UUID, uuid4

from dentui.domain.actors import Actor
from dentui.domain.merging import Merge, MergeInput
from dentui.errors import Conflict, NotFound
from dentui.services.merges import Merges
from tests.clinics import ADMINISTRATOR, Clinic, patient
from tests.services.chart_calls import told
from tests.working import form

SECRET = "Geheimrat"


def merges(clinic: Clinic) -> Merges:
    """The service, in Switzerland."""
    return Merges(clinic.database, "CH")


def _own(clinic: Clinic, actor: Actor) -> UUID:
    """Another patient of the actor's; an administrator's is Berta's."""
    responsible = {1: 2}.get(actor.person_id, actor.person_id)
    (made,) = clinic.take_in(patient("Own", responsible_id=responsible))
    return made


def _merged(clinic: Clinic, wanted: UUID) -> Merge | None:
    """A merge of another patient of Berta's into the one that is wanted, where there is that one."""
    (other,) = clinic.take_in(patient(SECRET, "Else", note=SECRET))
    try:
        seen = merges(clinic).preview(ADMINISTRATOR, wanted, [other])
    except NotFound:
        return None
    input_ = MergeInput(wanted, seen.main.version, ((other, seen.others[0].version),), seen.main.form)
    return merges(clinic).merge(ADMINISTRATOR, uuid4(), input_)


def preview(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    answer = ""
    for main, other in ((wanted, _own(clinic, actor)), (_own(clinic, actor), wanted)):
        answer += str(merges(clinic).preview(actor, main, [other]))
    return answer


def refusals(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """Who may merge a patient is not refused; nobody else learns of them."""
    refused = merges(clinic).refusals(actor, [wanted])
    return refused.get(wanted, SECRET)


def merge(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    own = _own(clinic, actor)
    answer = ""
    for version in (7, 1):
        try:
            input_ = MergeInput(wanted, version, ((own, 1),), form(SECRET))
            answer += str(merges(clinic).merge(actor, uuid4(), input_))
        except Conflict as error:
            answer += told(error)
    return answer


def of_patient(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _merged(clinic, wanted)
    return str(merges(clinic).of_patient(actor, wanted))


def of_save(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made = _merged(clinic, wanted)
    return str(merges(clinic).of_save(actor, made.uuid if made else uuid4()))


def plan_undo(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made = _merged(clinic, wanted)
    return str(merges(clinic).plan_undo(actor, made.uuid if made else uuid4()))


def undo(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made = _merged(clinic, wanted)
    if made is None:
        return str(merges(clinic).undo(actor, uuid4(), uuid4(), 1))
    version = merges(clinic).plan_undo(ADMINISTRATOR, made.uuid).version
    answer = ""
    for at in (version + 7, version):
        try:
            answer += str(merges(clinic).undo(actor, uuid4(), made.uuid, at))
        except Conflict as error:
            answer += told(error)
    return answer


def plan_redo(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made = _merged(clinic, wanted)
    if made is None:
        return str(merges(clinic).plan_redo(actor, uuid4()))
    version = merges(clinic).plan_undo(ADMINISTRATOR, made.uuid).version
    merges(clinic).undo(ADMINISTRATOR, uuid4(), made.uuid, version)
    return str(merges(clinic).plan_redo(actor, made.uuid))


def redo(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    made = _merged(clinic, wanted)
    if made is None:
        return str(merges(clinic).redo(actor, uuid4(), uuid4()))
    version = merges(clinic).plan_undo(ADMINISTRATOR, made.uuid).version
    merges(clinic).undo(ADMINISTRATOR, uuid4(), made.uuid, version)
    return str(merges(clinic).redo(actor, uuid4(), made.uuid))


OF_MERGES = {
    "merges.Merges.preview": preview,
    "merges.Merges.refusals": refusals,
    "merges.Merges.merge": merge,
    "merges.Merges.of_patient": of_patient,
    "merges.Merges.of_save": of_save,
    "merges.Merges.plan_undo": plan_undo,
    "merges.Merges.undo": undo,
    "merges.Merges.plan_redo": plan_redo,
    "merges.Merges.redo": redo,
}
