"""`column IN (these values)` as a statement whose text does not depend on how many there are.

So both databases prepare it once: PostgreSQL gets an array, SQLite a JSON text that it unfolds.
"""

from __future__ import annotations

import json
from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Dialect, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import Text, TypeDecorator, TypeEngine


class _Values(TypeDecorator[list[Any]]):
    """A list of values of one type."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array in PostgreSQL, text elsewhere."""
        kind: TypeEngine[Any] = ARRAY(self.item) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        """What the driver is given."""
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002
        """Stands in a WHERE as it is: "... = 1", as SQLite is given other truth values, would keep it from
        using an index."""
        return self


@compiles(_Among, "sqlite")
def _unfolded(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    searched, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{searched} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled clauses


@compiles(_Among, "postgresql")
def _array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    searched, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{searched} = ANY ({values})"


def among(searched: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column is among the values that are given under this name, as a list."""
    return _Among(searched, bindparam(name, type_=_Values(searched.type)))
