"""What the role of the server of shared reports may do in PostgreSQL: use the shelf, and nothing else."""

from __future__ import annotations

from sqlalchemy import Connection, text

from dentui.errors import Forbidden, Invalid, NotFound
from dentui.store.shelf_tables import READ, WRITTEN

_ROLE = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication OR rolcreatedb OR rolname = current_user
       OR EXISTS (SELECT 1 FROM pg_auth_members WHERE member = pg_roles.oid) AS does_more,
       has_schema_privilege(rolname, current_schema(), 'CREATE') AS makes,
       has_database_privilege(rolname, current_database(), 'CONNECT') AS connects,
       has_schema_privilege(rolname, current_schema(), 'USAGE') AS uses,
       current_database() AS database, current_schema() AS schema
FROM pg_roles WHERE rolname = :role
"""
_TABLES = """
SELECT c.oid::regclass::text AS name, c.relname, pg_get_userbyid(c.relowner) = current_user AS ours,
       has_table_privilege(:role, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       OR has_any_column_privilege(:role, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') AS used
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY c.relname
"""


def grant(connection: Connection, role: str) -> None:
    """Let a role that is there already use the shelf. Raises Invalid for a register in a file, NotFound for
    no such role, and Forbidden where somebody else owns the tables, and for a role that may do anything else:
    nothing is changed then."""
    if connection.dialect.name != "postgresql":
        raise Invalid("No role is needed: this register is a file, and the server has files of its own.")
    found = connection.execute(text(_ROLE), {"role": role}).first()
    if found is None:
        raise NotFound("There is no such role. Make it first: CREATE ROLE dentui_share LOGIN PASSWORD '...'.")
    if found.does_more:
        raise Forbidden(
            "That role may do more than the server of shared reports should: it is a superuser, passes over "
            "row-level security, makes or has other roles, or is that of the desks. Make one of its own."
        )
    if found.makes:
        raise Forbidden(
            "That role may make tables beside the register's, as everybody may there. As a superuser of that "
            f"database, say REVOKE CREATE ON SCHEMA {found.schema} FROM PUBLIC, then try again."
        )
    tables = connection.execute(text(_TABLES), {"role": role}).all()
    shelf = {table.name for table in (*READ, *WRITTEN)}
    if not all(row.ours for row in tables if row.relname in shelf):
        raise Forbidden(
            "The tables belong to another role, so this one cannot let anybody use them. Run this with the "
            "--database of their owner."
        )
    more = [row.relname for row in tables if row.used and row.relname not in shelf]
    if more:
        raise Forbidden(
            f"That role may use {', '.join(more[:3])}{' and others' * (len(more) > 3)}, which the server of "
            "shared reports never should. Take that from it with REVOKE, or make another role."
        )
    quote = connection.dialect.identifier_preparer.quote_identifier
    quoted = quote(role)
    if not found.connects:
        connection.execute(text(f"GRANT CONNECT ON DATABASE {quote(found.database)} TO {quoted}"))
    if not found.uses:
        connection.execute(text(f"GRANT USAGE ON SCHEMA {quote(found.schema)} TO {quoted}"))
    for may, some in (("SELECT", READ), ("SELECT, INSERT, UPDATE", WRITTEN)):
        names = ", ".join(table.name for table in some)
        connection.execute(text(f"REVOKE ALL ON {names} FROM {quoted}"))
        connection.execute(text(f"GRANT {may} ON {names} TO {quoted}"))
