"""Ready texts: reading them, and what is done to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from dentui.domain.history import Theirs, changed_fields
from dentui.domain.snippets import KIND_WORDS, MOST, Snippet, SnippetInput, SnippetKind, checked
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store.case_tables import snippet
from dentui.store.database import Unit
from dentui.store.scope import View

FIELDS = ("kind", "name", "text")


def everyone(view: View) -> tuple[Snippet, ...]:
    """All of the institution, by kind and name."""
    rows = view.connection.execute(select(snippet).where(snippet.c.institution_id == view.institution_id))
    order = {kind: number for number, kind in enumerate(SnippetKind)}
    return tuple(
        sorted(map(_snippet, rows), key=lambda each: (order[each.kind], each.name.casefold(), each.id))
    )


def add(unit: Unit, form: SnippetInput) -> int:
    """Keep a ready text; its id, or that of the same text of the kind. Raises Invalid."""
    view = unit.view
    there = [each for each in everyone(view) if each.kind is form.kind]
    form = checked(form, ())
    same = next((each for each in there if each.form == form), None)
    if same is not None:
        unit.nothing_to_write()
        return same.id
    form = checked(form, [each.name for each in there])
    if len(there) >= MOST:
        raise Invalid(f"There are {MOST} ready texts for {KIND_WORDS[form.kind]}. Remove some first.")
    values = {**columns(form), "institution_id": view.institution_id}
    made = unit.connection.execute(insert(snippet).values(values).returning(snippet.c.id)).scalar_one()
    unit.audit("add snippet", None, snippet=made, fields=list(FIELDS))
    return int(made)


def edit(unit: Unit, snippet_id: int, version: int, form: SnippetInput) -> bool:
    """Change one that was read at this version; whether that changed anything. Raises NotFound, Invalid, and
    Conflict with how it stands now."""
    view = unit.view
    there = everyone(view)
    now = next((each for each in there if each.id == snippet_id), None)
    if now is None:
        raise NotFound("That ready text is not there any more. F5 shows those that are.")
    if now.version != version:
        raise Conflict(
            "Another desk has changed this text meanwhile. Nothing was overwritten: choose what stays.",
            Theirs(now.version, now.form, "", None),
        )
    form = checked(form, [each.name for each in there if each.kind is form.kind and each.id != snippet_id])
    changed = changed_fields(now.form, form, FIELDS)
    if not changed:
        unit.nothing_to_write()
        return False
    unit.connection.execute(
        update(snippet)
        .where(snippet.c.id == snippet_id, snippet.c.institution_id == view.institution_id)
        .values(**columns(form), version=version + 1)
    )
    unit.audit("edit snippet", None, snippet=snippet_id, fields=sorted(changed))
    return True


def remove(unit: Unit, snippet_id: int) -> None:
    """Keep one no more; what was written with it stays."""
    unit.connection.execute(
        delete(snippet).where(
            snippet.c.id == snippet_id, snippet.c.institution_id == unit.view.institution_id
        )
    )
    unit.audit("remove snippet", None, snippet=snippet_id, fields=["text"])


def columns(form: SnippetInput) -> dict[str, Any]:
    """What the form of a ready text is in the register."""
    return {"kind": form.kind.value, "name": form.name, "text": form.text}


def _snippet(row: Row[Any]) -> Snippet:
    return Snippet(row.id, row.version, SnippetKind(row.kind), row.name, row.text)
