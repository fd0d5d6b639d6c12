"""Walks of two operators who edit, merge, undo and merge again, held against a model in plain Python.

The model knows fields, whose a row is, and the order of merges; nothing of tables, journals or indexes.
Charts have rows from the start: a walk that begins with empty ones finds little.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dentui.domain.actors import Actor
from dentui.domain.finding import Find
from dentui.domain.merging import JOINED, Count, MergeInput, choices, proposed
from dentui.domain.patients import Gender, PatientChart, PatientInput, RecordInput
from dentui.errors import Conflict, Invalid
from dentui.services.merges import Merges
from dentui.store import patients
from dentui.store.database import Database
from tests.clinics import ADMINISTRATOR, MEMBER, Clinic, at, clinic_on, empty_clinic, patient, ticket, visit
from tests.servers import Server
from tests.services.registers import register
from tests.working import SCAN, charts, require_sound

ACTORS = (ADMINISTRATOR, MEMBER)
# Far from each other: what looks like a slip of the keys is mended without a trace.
FIELDS: dict[str, list[Any]] = {
    "family": ["Keller", "Nakamura", "Brzezinski", "O'Hara", "王"],
    "mobile": ["", "+41791110000", "+41792345678", "+493098765432"],
    "email": ["", "one@example.org", "two@example.org"],
    "allergies": ["", "Latex", "Penicillin", "Latex\nNickel"],
    "note": ["", "prefers mornings", "deaf in one ear"],
    "gender": list(Gender),
    "birth_date": [None, date(1990, 3, 12), date(1990, 12, 3)],
}
some = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FIELDS.items()}
).filter(bool)


@dataclass
class Chart:
    """What the model knows of a profile."""

    values: dict[str, Any]
    version: int = 1
    merged_into: UUID | None = None


@dataclass
class Row:
    """A record or a ticket, and whose it is now."""

    kind: str
    owner: UUID
    save: UUID | None = None
    """Of a record that was made here; None for what was there from the start, and for tickets, which stay."""
    actor: Actor = ADMINISTRATOR
    changed: bool = False


@dataclass
class Edit:
    """An edit that may be taken back."""

    actor: Actor
    save: UUID
    of: UUID
    fields: dict[str, tuple[Any, Any]]
    undone: bool = False


@dataclass
class Made:
    """A merge."""

    uuid: UUID
    main: UUID
    others: list[UUID]
    fields: dict[str, tuple[Any, Any]]
    came: dict[UUID, UUID]
    """Of each row that moved, whose it was."""
    had: set[UUID]
    """Rows that the main patient had before."""
    place: int
    """How much was written down before it."""
    words: set[tuple[UUID, str]]
    """Names and phones of the others then, by which the main patient is found from now on."""
    undone: bool = False


@dataclass
class Line:
    """Who was changed, in what; and the merge that it was the undo of."""

    of: UUID
    fields: set[str]
    undid: Made | None = None


def people() -> list[Any]:
    """Four profiles with rows, as a clinic has them after years."""
    return [
        patient(
            "Keller", "Anna", mobile="+41791110000", allergies="Latex", former_names=("Schmid",),
            records=(visit(at(2024)), visit(at(2020))), tickets=(ticket(),),
        ),
        patient(
            "Nakamura", "Anna", mobile="+41792345678", email="one@example.org", birth_date=date(1990, 3, 12),
            former_phones=("+41443330000",), records=(visit(at(2025)),),
            tickets=(ticket("completed"), ticket()),
        ),
        patient(
            "Brzezinski", "Anna", note="deaf in one ear", records=(visit(at(2019)), visit(at(2019, 5), None))
        ),
        patient(
            "王", "Anna", allergies="Penicillin", gender="U", former_names=("Keller",), tickets=(ticket(),)
        ),
    ]  # fmt: skip


class Template:
    """A clinic that is made once and copied for each walk."""

    def __init__(self, server: Server | None) -> None:
        self._server = server
        self._folder = tempfile.TemporaryDirectory(prefix="dentui-template-")
        home = Path(self._folder.name)
        clinic = clinic_on(server, home) if server else empty_clinic(home, f"sqlite:///{home}/register.db")
        self._uuids = clinic.take_in(*people())
        clinic.database.close()
        self._settings = clinic.settings

    def open(self, home: Path) -> tuple[Clinic, list[UUID]]:
        """A clinic of one's own in this home, and its profiles."""
        if self._server is not None:
            url = self._server.new_database(like=self._settings.database)
        else:
            shutil.copytree(self._folder.name, home, dirs_exist_ok=True)
            url = f"sqlite:///{home / 'register.db'}"
        chosen = replace(self._settings, home=home, database=url)
        return Clinic(chosen, Database(chosen)), self._uuids

    def close(self) -> None:
        """Remove it."""
        self._folder.cleanup()


class Merging(RuleBasedStateMachine):
    """The walk."""

    template: ClassVar[Template]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="dentui-walk-")
        self.clinic, self.uuids = self.template.open(Path(self.folder.name))
        self.charts = charts(self.clinic)
        self.merges = Merges(self.clinic.database, "CH")
        self.model: dict[UUID, Chart] = {}
        self.rows: dict[UUID, Row] = {}
        self.edits: list[Edit] = []
        self.made: list[Made] = []
        self.log: list[Line] = []
        self.looked = 0
        """How much was written down when all was looked at."""
        for uuid in self.uuids:
            self.model[uuid] = Chart(vars_of(self.seen(uuid).form))
            for kind, lines in self.lines(uuid).items():
                self.rows |= {each: Row(kind, uuid) for each in lines}

    # What the register says

    def seen(self, uuid: UUID) -> PatientChart:
        return self.clinic.database.read(ADMINISTRATOR, lambda view: patients.chart(view, uuid)[1])

    def lines(self, uuid: UUID) -> dict[str, set[UUID]]:
        return {
            "record": {line.uuid for line in self.clinic.patients.records(ADMINISTRATOR, uuid)},
            "ticket": {line.uuid for line in self.charts.tickets(ADMINISTRATOR, uuid)},
        }

    # What the model says

    def end(self, uuid: UUID) -> UUID:
        into = self.model[uuid].merged_into
        return uuid if into is None else self.end(into)

    def change(self, uuid: UUID, values: dict[str, Any], undid: Made | None = None) -> None:
        self.model[uuid].values |= values
        self.model[uuid].version += 1
        self.log.append(Line(uuid, set(values), undid))

    def blocked(self, merge: Made) -> bool:
        if merge.undone:
            return any(self.model[each].merged_into for each in (merge.main, *merge.others))
        later = self.made[self.made.index(merge) + 1 :]
        return self.model[merge.main].merged_into is not None or any(
            each.main == merge.main and not each.undone for each in later
        )

    # What people do

    @precondition(lambda self: len(self.model) < 6)
    @rule(who=st.integers(0, 1), values=some)
    def enter(self, who: int, values: dict[str, Any]) -> None:
        uuid, typed = uuid4(), replace(PatientInput("Newman", "Anna", gender=Gender.FEMALE), **values)
        if who == 0:
            typed = replace(typed, responsible_id=2)
        self.charts.enter(ACTORS[who], uuid4(), uuid, typed)
        self.model[uuid] = Chart(vars_of(typed))
        self.uuids = [*self.uuids, uuid]

    @rule(who=st.integers(0, 1), of=st.integers(0, 9), values=some, stale=st.booleans())
    def edit(self, who: int, of: int, values: dict[str, Any], stale: bool) -> None:
        uuid = self.uuids[of % len(self.uuids)]
        now, model, save = self.seen(uuid), self.model[uuid], uuid4()
        typed = replace(now.form, **values)
        if model.merged_into is not None:
            with pytest.raises(Invalid, match="read-only"):
                self.charts.edit(ACTORS[who], save, uuid, now.version, typed, now.form)
            return
        if stale:
            with pytest.raises(Conflict):
                self.charts.edit(ACTORS[who], save, uuid, now.version - 1, typed, now.form)
        self.charts.edit(ACTORS[who], save, uuid, now.version, typed, now.form)
        fields = {
            name: (model.values[name], value) for name, value in values.items() if model.values[name] != value
        }
        if fields:
            self.change(uuid, {name: after for name, (_, after) in fields.items()})
            self.edits.append(Edit(ACTORS[who], save, uuid, fields))

    @precondition(lambda self: any(not each.undone for each in self.edits))
    @rule(which=st.integers(0, 9))
    def take_an_edit_back(self, which: int) -> None:
        left = [each for each in self.edits if not each.undone]
        edit = left[-1 - which % len(left)]
        model = self.model[edit.of]
        holds = all(model.values[name] == after for name, (_, after) in edit.fields.items())
        if model.merged_into is not None or not holds:
            with pytest.raises(Conflict):
                self.charts.undo(edit.actor, uuid4(), edit.save)
            return
        self.charts.undo(edit.actor, uuid4(), edit.save)
        edit.undone = True
        self.change(edit.of, {name: before for name, (before, _) in edit.fields.items()})

    @rule(who=st.integers(0, 1), of=st.integers(0, 9), year=st.integers(2018, 2026), is_ticket=st.booleans())
    def make_a_row(self, who: int, of: int, year: int, is_ticket: bool) -> None:
        uuid, row, save = self.uuids[of % len(self.uuids)], uuid4(), uuid4()
        if is_ticket:
            self.charts.open_ticket(ACTORS[who], save, uuid, row, SCAN)
        else:
            typed = RecordInput("Check-up", datetime(year, 1, 2, 10, 30), 10, 10)
            self.charts.make_record(ACTORS[who], save, uuid, row, typed)
        self.rows[row] = Row(
            "ticket" if is_ticket else "record", self.end(uuid), None if is_ticket else save, ACTORS[who]
        )

    @precondition(lambda self: any(row.save for row in self.rows.values()))
    @rule(which=st.integers(0, 9))
    def delete_a_row(self, which: int) -> None:
        made = [(uuid, row) for uuid, row in self.rows.items() if row.save is not None]
        uuid, row = made[which % len(made)]
        if row.changed or row.save is None:
            return
        self.charts.undo(row.actor, uuid4(), row.save)
        del self.rows[uuid]

    @rule(who=st.integers(0, 1), which=st.integers(0, 19), year=st.integers(2018, 2026))
    def change_a_record(self, who: int, which: int, year: int) -> None:
        there = [uuid for uuid, row in self.rows.items() if row.kind == "record"]
        if not there:
            return
        uuid = there[which % len(there)]
        owner = self.rows[uuid].owner
        now = next(x for x in self.clinic.patients.records(ADMINISTRATOR, owner) if x.uuid == uuid)
        typed = replace(now.form, visiting_time=datetime(year, 2, 3, 8, 0))
        self.charts.edit_record(ACTORS[who], uuid4(), uuid, now.version, typed, now.form)
        self.rows[uuid].changed |= typed != now.form

    @rule(
        who=st.integers(0, 1),
        order=st.permutations(range(6)),
        several=st.booleans(),
        picks=st.lists(st.integers(0, 3), min_size=8, max_size=8),
        stale=st.booleans(),
    )
    def merge(self, who: int, order: list[int], several: bool, picks: list[int], stale: bool) -> None:
        chosen = [self.uuids[n] for n in order if n < len(self.uuids)]
        main, others = chosen[0], chosen[1 : 3 if several else 2]
        taken = [uuid for uuid in (main, *others) if self.model[uuid].merged_into is not None]
        if taken:
            with pytest.raises(Conflict, match="merged into another already"):
                self.merges.preview(ACTORS[who], main, others)
            return
        preview = self.merges.preview(ACTORS[who], main, others)
        picked = {
            choice.field: choice.options[pick % len(choice.options)].value
            for choice, pick in zip(preview.choices, picks, strict=False)
        }
        wanted = MergeInput(
            main,
            preview.main.version,
            tuple((each.uuid, each.version) for each in preview.others),
            replace(proposed(preview.main.form, preview.choices), **picked),
        )
        if stale:
            last, version = wanted.others[-1]
            with pytest.raises(Conflict):
                self.merges.merge(
                    ACTORS[who], uuid4(), replace(wanted, others=(*wanted.others[:-1], (last, version - 1)))
                )
        save = uuid4()
        before = register(self.clinic) if stale else None
        self.merges.merge(ACTORS[who], save, wanted)
        if before is not None:
            version = self.merges.plan_undo(ACTORS[1 - who], save).version
            self.merges.undo(ACTORS[1 - who], uuid4(), save, version)
            assert register(self.clinic) == before
            self.note_merge(save, main, others, vars_of(wanted.form))
            self.note_undo(self.made[-1], frozenset())
            return
        self.note_merge(save, main, others, vars_of(wanted.form))

    def note_merge(self, uuid: UUID, main: UUID, others: list[UUID], after: dict[str, Any]) -> None:
        """What a merge comes to."""
        values = self.model[main].values
        for name, value in values.items():
            theirs = [self.model[each].values[name] for each in others]
            if name in JOINED:
                assert set(after[name].splitlines()) <= {x for v in (value, *theirs) for x in v.splitlines()}
            else:
                assert after[name] in (value, *theirs)
        fields = {name: (values[name], after[name]) for name in values if values[name] != after[name]}
        came = {row: each.owner for row, each in self.rows.items() if each.owner in others}
        words = {
            (main, self.model[each].values[name])
            for each in others
            for name in ("family", "mobile")
            if self.model[each].values[name]
        }
        had = {row for row, each in self.rows.items() if each.owner == main}
        self.made.append(Made(uuid, main, others, fields, came, had, len(self.log), words))
        self.change(main, {name: after for name, (_, after) in fields.items()})
        for each in others:
            self.change(each, {})
            self.model[each].merged_into = main
        for row in came:
            self.rows[row].owner = main

    @precondition(lambda self: self.made)
    @rule(
        who=st.integers(0, 1),
        which=st.integers(0, 5),
        give_back=st.frozensets(st.sampled_from(sorted(FIELDS))),
        stale=st.booleans(),
    )
    def undo_a_merge(self, who: int, which: int, give_back: frozenset[str], stale: bool) -> None:
        merge = self.made[-1 - which % len(self.made)]
        if merge.undone or self.blocked(merge):
            with pytest.raises(Conflict):
                self.merges.plan_undo(ACTORS[who], merge.uuid)
            with pytest.raises(Conflict):
                self.merges.undo(ACTORS[who], uuid4(), merge.uuid, self.model[merge.main].version)
            return
        plan = self.merges.plan_undo(ACTORS[who], merge.uuid)
        there = [row for row in merge.came if row in self.rows]
        assert rows_of(count for back in plan.comes_back for count in back.rows) == len(there)
        assert rows_of(plan.gone) == len(merge.came) - len(there)
        since = [
            row
            for row, each in self.rows.items()
            if each.owner == merge.main and row not in merge.came and row not in merge.had
        ]
        assert rows_of(plan.stays) == len(since)
        if stale:
            with pytest.raises(Conflict):
                self.merges.undo(ACTORS[who], uuid4(), merge.uuid, plan.version - 1, give_back)
        self.merges.undo(ACTORS[who], uuid4(), merge.uuid, plan.version, give_back)
        self.note_undo(merge, give_back)

    def note_undo(self, merge: Made, give_back: frozenset[str]) -> None:
        """What an undo comes to."""
        values = self.model[merge.main].values
        self.change(
            merge.main,
            {
                name: before
                for name, (before, after) in merge.fields.items()
                if values[name] == after or name in give_back
            },
            merge,
        )
        for each in merge.others:
            self.change(each, {}, merge)
            self.model[each].merged_into = None
        for row, owner in merge.came.items():
            if row in self.rows:
                self.rows[row].owner = owner
        merge.undone = True

    @precondition(lambda self: self.made)
    @rule(who=st.integers(0, 1), which=st.integers(0, 5))
    def merge_again(self, who: int, which: int) -> None:
        merge = self.made[-1 - which % len(self.made)]
        save = uuid4()
        if not merge.undone or self.blocked(merge):
            with pytest.raises(Conflict):
                self.merges.redo(ACTORS[who], save, merge.uuid)
            return
        profiles = (merge.main, *merge.others)
        touched = {
            name
            for line in self.log[merge.place + len(profiles) :]
            if line.of in profiles and line.undid is not merge
            for name in line.fields
        }
        main = self.form(merge.main)
        whole = vars_of(
            proposed(main, choices(main, {each: self.form(each) for each in merge.others}, merge.main))
        )
        after = dict(self.model[merge.main].values)
        for name in FIELDS:
            if name in merge.fields and name not in touched and after[name] == merge.fields[name][0]:
                after[name] = merge.fields[name][1]
            elif name in JOINED and name in touched:
                after[name] = whole[name]
        self.merges.redo(ACTORS[who], save, merge.uuid)
        self.note_merge(save, merge.main, merge.others, after)

    def form(self, uuid: UUID) -> PatientInput:
        return replace(PatientInput(given="Anna"), **self.model[uuid].values)

    # What has to hold

    @invariant()
    def charts_and_rows_are_what_the_model_says(self) -> None:
        seen = self.clinic.database.read(
            ADMINISTRATOR, lambda view: [patients.chart(view, uuid)[1] for uuid in self.uuids]
        )
        for now in seen:
            model = self.model[now.uuid]
            assert vars_of(now.form) == model.values
            assert now.version == model.version
            assert now.merged == (model.merged_into is not None)
            assert now.merged_into is None or now.merged_into.uuid == self.end(now.uuid)
            rows = {row for row, each in self.rows.items() if each.owner == now.uuid}
            assert set.union(*self.lines(now.uuid).values()) == rows

    @invariant()
    def what_was_merged_is_found_listed_and_told(self) -> None:
        """After all that is more than an edit of one row."""
        if len(self.log) != self.looked:
            self.looked = len(self.log)
            self.look()

    def look(self) -> None:
        page = self.clinic.patients.find(MEMBER, Find(""), limit=50)
        assert {line.uuid for line in page.lines} == {
            uuid for uuid, model in self.model.items() if model.merged_into is None
        }
        words = {(uuid, model.values["family"]) for uuid, model in self.model.items()}
        for merge in self.made:
            if not merge.undone:
                words |= {(self.end(uuid), word) for uuid, word in merge.words}
        for text in {word for _, word in words}:
            found = {line.uuid for line in self.clinic.patients.find(MEMBER, Find(text), limit=50).lines}
            assert {uuid for uuid, word in words if word == text} <= found, text
        for uuid in self.model if self.made else ():
            told = self.merges.of_patient(MEMBER, uuid)
            ours = [each for each in reversed(self.made) if uuid in (each.main, *each.others)]
            assert [each.uuid for each in told] == [each.uuid for each in ours]
            for said, known in zip(told, ours, strict=True):
                assert (said.undone, bool(said.blocked)) == (known.undone, self.blocked(known))

    def teardown(self) -> None:
        try:
            self.look()
            require_sound(self.clinic)
        finally:
            self.clinic.database.close()
            self.folder.cleanup()


def vars_of(form: PatientInput) -> dict[str, Any]:
    """The fields of a form that are walked over."""
    return {name: getattr(form, name) for name in FIELDS}


def rows_of(counts: Iterable[Count]) -> int:
    """How many records and tickets these are."""
    return sum(count.number for count in counts if "former" not in count.words)


def walk(server: Server | None, walks: int, start: int, *, shrink: bool = False) -> None:
    """So many walks of 25 steps, which this number chooses. Raises what one of them finds."""
    template = Template(server)

    class Here(Merging):
        pass

    Here.template = template
    try:
        run_state_machine_as_test(
            seed(start)(Here),
            settings=settings(
                max_examples=walks,
                stateful_step_count=25,
                deadline=None,
                phases=tuple(Phase) if shrink else (Phase.generate,),
                suppress_health_check=list(HealthCheck),
                database=None,
                print_blob=False,
            ),
        )
    finally:
        template.close()
