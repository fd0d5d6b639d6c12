"""A case as files: an archive that other programs open, and the lab's answer in the patient's chart."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from dentui.domain.actors import Actor
from dentui.domain.patients import RecordInput
from dentui.errors import Cancelled, Invalid, NotFound
from dentui.services.case_files import MISSING, CaseFiles
from tests.casework import begin, case, lab, order, send
from tests.clinics import ADMINISTRATOR, OTHER_MEMBER, Clinic
from tests.images import add, as_found, images, items_of, look, put, silent
from tests.media.made import stl
from tests.test_house import PROJECT
from tests.working import VISIT, charts, enter, require_sound

NASTY = "../O'Brien [/b]\x1b]0;owned\x07 王小明 .bin"


def files_of(clinic: Clinic) -> CaseFiles:
    return CaseFiles(clinic.database, clinic.settings, images(clinic))


def export(clinic: Clinic, wanted: UUID, actor: Actor = ADMINISTRATOR) -> Path:
    return files_of(clinic).export(actor, wanted, silent, threading.Event()).path


def beside(clinic: Clinic) -> Path:
    return clinic.settings.home.parent / f"{clinic.settings.home.name}-{uuid4().hex}"


def require_as(schema: dict[str, Any], value: Any) -> None:
    """As much of JSON Schema as docs/case.schema.json uses, and a property that it does not know is wrong."""
    if "const" in schema:
        assert value == schema["const"]
    if "enum" in schema:
        assert value in schema["enum"]
    kinds = {"string": str, "integer": int, "null": type(None), "object": dict, "array": list}
    if "type" in schema:
        named = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        assert any(type(value) is kinds[each] for each in named), (schema, value)
    if "pattern" in schema:
        assert re.search(schema["pattern"], value), (schema, value)
    if isinstance(value, dict):
        assert set(schema["required"]) <= set(value) <= set(schema["properties"])
        for name, each in value.items():
            require_as(schema["properties"][name], each)
    for each in value if isinstance(value, list) else ():
        require_as(schema["items"], each)


def test_an_archive_is_opened_by_another_program_and_says_what_is_in_it(sqlite_clinic: Clinic) -> None:
    clinic, content = sqlite_clinic, uuid4().bytes * 70_000
    of = enter(clinic, "王 O'Brien [/b] Щукин")
    (item,) = add(clinic, beside(clinic), of, {"letter Нёбо.bin": content})
    form = order(
        lab(clinic, "Lab [/b] 正畸"), attachments=(item.uuid,), instructions="Щука\nplease \U0001f9b7"
    )
    made = send(clinic, of, form)
    path = export(clinic, made)
    assert path.name == f"{case(clinic, made).row.number}.zip"
    assert path.stat().st_mode & 0o077 == 0
    unzip = shutil.which("unzip")
    if unzip is not None:
        assert subprocess.run([unzip, "-tqq", str(path)], check=False).returncode == 0
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
        told = json.loads(archive.read("case.json"))
        assert archive.read(names[2]) == content
        assert archive.read("case.pdf").startswith(b"%PDF-")
    assert names == ["case.json", "case.pdf", told["files"][0]["path"]]
    assert told["files"][0]["sha256"] == sha256(content).hexdigest()
    assert told["files"][0]["name"].endswith("Нёбо.bin")
    assert (told["instructions"], told["lab"]["name"]) == ("Щука\nplease 🦷", "Lab [/b] 正畸")
    require_as(json.loads((PROJECT / "docs" / "case.schema.json").read_text("utf-8")), told)


@pytest.mark.parametrize(("name", "lacks"), [("Щукин 王 عائشة", ""), ("\U00013000", MISSING)])
def test_letters_that_are_missing_on_the_slip_are_told_of(
    name: str, lacks: str, sqlite_clinic: Clinic
) -> None:
    clinic = sqlite_clinic
    made = send(clinic, enter(clinic, name), order(lab(clinic)))
    assert files_of(clinic).export(ADMINISTRATOR, made, silent, threading.Event()).lacks == lacks


def test_an_export_overwrites_nothing_and_one_that_is_stopped_leaves_nothing(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    made = send(clinic, enter(clinic), order(lab(clinic)))
    first, second = export(clinic, made), export(clinic, made)
    assert first != second
    assert zipfile.ZipFile(first).namelist() == ["case.json", "case.pdf"]
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        files_of(clinic).export(ADMINISTRATOR, made, silent, stop)
    assert {*first.parent.iterdir()} == {first, second}


def test_only_a_case_that_was_sent_and_is_in_scope_is_exported(clinic: Clinic) -> None:
    of = enter(clinic)
    with pytest.raises(Invalid, match="no number"):
        export(clinic, begin(clinic, of, order(None)))
    with pytest.raises(NotFound):
        export(clinic, send(clinic, of, order(lab(clinic))), OTHER_MEMBER)


def test_the_labs_answer_is_in_the_chart_and_with_the_case_and_is_taken_back(clinic: Clinic) -> None:
    of = enter(clinic)
    made = send(clinic, of, order(lab(clinic)))
    service, save, record = images(clinic), uuid4(), uuid4()
    answering = CaseFiles(clinic.database, clinic.settings, service)
    found = look(service, put(beside(clinic), {"design.stl": stl(), "scheme.pdf": b"%PDF-1.4 ..."}))
    items = as_found(found)
    visit = RecordInput("Lab's answer", VISIT.visiting_time)
    for _ in range(2):
        answering.take_answer(
            ADMINISTRATOR, save, made, found.key, record, visit, items, silent, threading.Event()
        )
    there = case(clinic, made)
    assert {item.uuid for item in there.answers} == {item.uuid for item in items}
    assert there.attachments == ()
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert (case(clinic, made).answers, items_of(service, of)) == ((), ())
    require_sound(clinic)
