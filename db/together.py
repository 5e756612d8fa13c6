"""Rows of several tables written at once: on PostgreSQL in one statement, for a round trip costs more than the rows."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, literal, select, union_all
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.outbox_tables import outbox

Rows = Sequence[Mapping[str, Any]]


def write_together(connection: Connection, *written: tuple[Table, Rows]) -> None:
    """Write rows of several tables. What is in the outbox under its key already stays as it is."""
    written = tuple((table, rows) for table, rows in written if rows)
    if connection.dialect.name == "sqlite":
        for table, rows in written:
            insert = sqlite_insert(table)
            connection.execute(
                insert.on_conflict_do_nothing(index_elements=["key"]) if table is outbox else insert, rows
            )
        return
    shape = tuple((table, tuple(rows[0]), len(rows)) for table, rows in written)
    values = {
        _name(place, number, column): value
        for place, (_, rows) in enumerate(written)
        for number, row in enumerate(rows)
        for column, value in row.items()
    }
    if shape:
        connection.execute(_one_statement(shape), values)


def _name(place: int, number: int, column: str) -> str:
    return f"v{place}_{number}_{column}"


@cache
def _one_statement(shape: tuple[tuple[Table, tuple[str, ...], int], ...]) -> Select[*tuple[Any, ...]]:
    """An insert for each table, as common table expressions of one query. SQLAlchemy cannot cache rows of VALUES."""
    inserts = []
    for place, (table, columns, rows) in enumerate(shape):
        lines = [
            select(*(bindparam(_name(place, number, name), type_=table.c[name].type).label(name) for name in columns))
            for number in range(rows)
        ]
        source = lines[0] if len(lines) == 1 else union_all(*lines)
        insert = postgres_insert(table).from_select(columns, source, include_defaults=False)
        if table is outbox:
            insert = insert.on_conflict_do_nothing(index_elements=["key"])
        inserts.append(insert.returning(literal(1)).cte(f"written{place}"))
    return select(literal(1)).add_cte(*inserts)
