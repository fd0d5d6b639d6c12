"""`dentui images add`, `list`, `notes`, `download`, `verify` and `sweep`: image data by command."""

from __future__ import annotations

import argparse
import contextlib
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from dentui.commands.output import (
    Column,
    ProgressBar,
    print_download,
    print_json,
    print_line,
    print_table,
    stopping,
)
from dentui.commands.signing_in import at_desk
from dentui.config import Settings
from dentui.domain.annotations import Annotation, measured_words
from dentui.domain.images import TYPE_WORDS, Found, ImageItem, ItemInput, Progress, RecordImages
from dentui.domain.patients import RecordInput
from dentui.errors import Invalid

if TYPE_CHECKING:
    from dentui.services.desk import Desk

WORDS = {"Copying": "Copying", "Looking at": "Looking at the files", "Keeping": "Keeping"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = _action(actions, "add", "add files and folders to a patient, in a new record or an existing one")
    add.add_argument("chart", type=int, metavar="CHART", help="the patient's chart number")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--record", metavar="NAME", help="name of the new record (what is in it)")
    add.add_argument(
        "--visit", metavar="WHEN", help="its visiting time, as 2025-03-04T10:30 (that of the files)"
    )
    add.add_argument("--to", type=UUID, metavar="UUID", help="an existing record instead")
    add.add_argument("--dry-run", action="store_true", help="only say what the files were taken for")
    listed = _action(actions, "list", "list a patient's image data by record")
    listed.add_argument("chart", type=int, metavar="CHART")
    notes = _action(actions, "notes", "list the labels and measurements on a patient's models")
    notes.add_argument("chart", type=int, metavar="CHART")
    download = _action(actions, "download", "copy image data into your outbox")
    download.add_argument("item", type=UUID, metavar="UUID", help="as dentui images list --json tells it")
    verify = _action(actions, "verify", "read every file anew and compare it with what was taken in")
    verify.add_argument(
        "--show", action="store_true", help="name patients and files: who may see them has to sign in"
    )
    _action(actions, "sweep", "take away files that no patient has; what goes lies aside for 30 days")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, line: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=line, description=f"{line[:1].upper()}{line[1:]}.")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    return parser


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Do it; answers the exit status: 1 where a file is missing or damaged, or there was nothing to add."""
    if args.action == "sweep":
        return _sweep(settings, args)
    if args.action == "verify":
        return _verify(settings, args)
    act: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
        "list": _list,
        "notes": _notes,
        "download": _download,
    }
    with at_desk(settings, args) as desk:
        if args.action == "add":
            return _add(desk, args)
        act[args.action](desk, args)
    return 0


def _add(desk: Desk, args: argparse.Namespace) -> int:
    patient = desk.patients.by_chart_number(desk.actor, args.chart)
    stop = threading.Event()
    with ProgressBar(WORDS) as bar, stopping(stop):
        found = desk.images.look(desk.actor, args.paths, _told(bar), stop)
        try:
            uuids: tuple[UUID, ...] = ()
            if not args.dry_run and found.items:
                record, made = (args.to, None) if args.to else (uuid4(), _record(args, found))
                items = [
                    ItemInput(
                        uuid4(), item.type, tuple((file.key, file.role) for file in item.files), item.taken
                    )
                    for item in found.items
                ]
                uuids = desk.images.take_in(
                    desk.actor, uuid4(), found.key, patient, record, made, items, _told(bar), stop
                )
        finally:
            desk.images.forget(found.key)
    _tell_found(found, uuids, args)
    return 0 if found.items else 1


def _record(args: argparse.Namespace, found: Found) -> RecordInput:
    try:
        visit = datetime.fromisoformat(args.visit) if args.visit else found.taken or datetime.now()
    except ValueError:
        raise Invalid("--visit is no time. Write it as 2025-03-04T10:30.", field="visit") from None
    return RecordInput(args.record or found.name or "Image data", visit.replace(second=0, microsecond=0))


def _tell_found(found: Found, uuids: tuple[UUID, ...], args: argparse.Namespace) -> None:
    if args.json:
        print_json(
            {
                "added": [str(uuid) for uuid in uuids],
                "items": [
                    {
                        "type": item.type,
                        "taken": item.taken.isoformat() if item.taken else None,
                        "device": item.maker.name,
                        "why": item.why,
                        "files": [
                            {"name": f.name, "size": f.size, "kind": f.kind, "role": f.role, "wrong": f.wrong}
                            for f in item.files
                        ],
                    }
                    for item in found.items
                ],
                "refused": [asdict(each) for each in found.refused],
            }
        )
        return
    rows = [
        (
            *(TYPE_WORDS[item.type], file.name, file.kind.value, file.role.value),
            *(f"{file.size:,}", file.wrong or item.why),
        )
        for item in found.items
        for file in item.files
    ]
    if rows:
        columns = (Column("Type"), Column("File", 20), Column("Is"), Column("Shows"), Column("Bytes"))
        print_table((*columns, Column("Why", 12)), rows)
    for refused in found.refused:
        print_line(f"Not added: {refused.name}. {refused.reason}")
    sets = "1 set" if len(found.items) == 1 else f"{len(found.items):,} sets"
    print_line(f"{sets} of image data {'added' if uuids else 'found, nothing added'}.")


def _list(desk: Desk, args: argparse.Namespace) -> None:
    patient = desk.patients.by_chart_number(desk.actor, args.chart)
    desk.patients.chart(desk.actor, patient)  # the trail has it as opened
    groups = desk.images.of_patient(desk.actor, patient)
    if args.json:
        print_json({"records": [_group_as_json(group) for group in groups]})
        return
    rows = [
        (
            f"{group.record.visiting_time:%Y-%m-%d %H:%M}",
            group.record.name,
            TYPE_WORDS[item.type],
            str(len(item.files)),
            f"{item.size:,}",
            item.device.name if item.device else "",
        )
        for group in groups
        for item in group.items
    ]
    columns = (Column("Visit"), Column("Record", 12), Column("Type"), Column("Files"), Column("Bytes"))
    print_table((*columns, Column("Device", 8)), rows)


def _notes(desk: Desk, args: argparse.Namespace) -> None:
    patient = desk.patients.by_chart_number(desk.actor, args.chart)
    desk.patients.chart(desk.actor, patient)  # the trail has it as opened
    notes = [
        (group.record.name, item, note)
        for group in desk.images.of_patient(desk.actor, patient)
        for item in group.items
        if item.labels or item.measurements
        for note in desk.annotations.of_item(desk.actor, item.uuid)
    ]
    if args.json:
        print_json({"notes": [_note_as_json(note) for _, _, note in notes]})
        return
    rows = [
        (
            record,
            TYPE_WORDS[item.type],
            note.kind.value,
            measured_words(tuple(spot.at for spot in note.spots)),
            " ".join(note.comment.split()),
            note.made_by,
        )
        for record, item, note in notes
    ]
    columns = (
        Column("Record", 12),
        Column("Type"),
        Column("Kind"),
        Column("Measured"),
        Column("Comment", 12),
    )
    print_table((*columns, Column("By", 8)), rows)


def _note_as_json(note: Annotation) -> dict[str, object]:
    return {
        "uuid": str(note.uuid),
        "item": str(note.item),
        "kind": note.kind,
        "value": note.value,
        "points": [{"file": str(spot.file), "at": spot.at} for spot in note.spots],
        "comment": note.comment,
        "made": note.made.isoformat(),
        "made_by": note.made_by,
    }


def _group_as_json(group: RecordImages) -> dict[str, object]:
    record = group.record
    return {
        "uuid": str(record.uuid),
        "name": record.name,
        "visiting_time": record.visiting_time.isoformat(),
        "items": [_item_as_json(item) for item in group.items],
    }


def _item_as_json(item: ImageItem) -> dict[str, object]:
    return {
        "uuid": str(item.uuid),
        "type": item.type,
        "taken": item.taken.isoformat() if item.taken else None,
        "device": item.device.name if item.device else None,
        "labels": item.labels,
        "measurements": item.measurements,
        "files": [
            {"uuid": str(f.uuid), "name": f.name, "size": f.size, "kind": f.kind, "role": f.role}
            for f in item.files
        ],
    }


def _download(desk: Desk, args: argparse.Namespace) -> None:
    stop = threading.Event()
    with ProgressBar(WORDS) as bar, stopping(stop):
        got = desk.images.download(desk.actor, args.item, _told(bar), stop)
    print_download(got, as_json=args.json)


def _sweep(settings: Settings, args: argparse.Namespace) -> int:
    from dentui.services.file_store import FileStore

    store, stop = FileStore(settings), threading.Event()
    try:
        with stopping(stop):
            done = store.sweep(lambda _: None, stop)
    finally:
        store.close()
    if args.json:
        print_json(asdict(done))
        return 0
    print_line(
        f"{done.put_aside:,} files that no patient has were put aside ({done.bytes_aside:,} bytes), "
        f"{done.dropped:,} that lay aside are gone, {done.brought_back:,} came back; {done.left:,} imports "
        "that were killed left something behind, which is gone."
    )
    return 0


def _verify(settings: Settings, args: argparse.Namespace) -> int:
    from dentui.services.file_store import FileStore

    with contextlib.ExitStack() as stack:
        desk = stack.enter_context(at_desk(settings, args)) if args.show else None
        store, stop = FileStore(settings), threading.Event()
        stack.callback(store.close)
        with ProgressBar({"verify": "Reading"}) as bar, stopping(stop):
            done = store.verify(lambda size, total: bar("verify", size, total), stop)
        wrong = store.wrong(desk.actor) if desk else ()
    if args.json:
        told = {"files": done.files, "bytes": done.size, "wrong": done.wrong}
        print_json({**told, "named": [asdict(each) for each in wrong]} if args.show else told)
    else:
        print_line(f"{done.files:,} files ({done.size:,} bytes) read, {done.wrong:,} missing or damaged.")
        columns = (Column("Is"), Column("Chart"), Column("Patient", 12), Column("Record", 8), Column("Type"))
        rows = [
            (
                *(each.wrong, str(each.chart_number), each.patient, each.record),
                *("Report" if each.type is None else TYPE_WORDS[each.type], each.name),
            )
            for each in wrong
        ]
        if rows:
            print_table((*columns, Column("File", 12)), rows)
        elif done.wrong:
            print_line("Whose they are: dentui images verify --show. Bring them back from a backup.")
    return 1 if done.wrong else 0


def _told(bar: ProgressBar) -> Callable[[Progress], None]:
    return lambda progress: bar(progress.doing, progress.done, progress.total)
