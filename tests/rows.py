"""Rows for any table as it stands: made from the constraints of the database, not from the models.

So the migrations meet filled tables at every version, also of tables that no factory knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, DateTime, MetaData, Table, func, inspect, null, select
from sqlalchemy.exc import IntegrityError

AT_LEAST, TRIES = 2, 300

Meant = Mapping[str, Callable[[int], object]]
"""What a column must hold for a migration to have something to do: "table.column" -> value of the n-th row."""


def fill(connection: Connection, metadata: MetaData, meant: Meant) -> None:
    """At least two rows in each table, one for each value of a closed list; every second one without what may lack.

    `metadata` is reflected: what the database says of its tables.
    """
    for table in metadata.sorted_tables:
        there = connection.scalar(select(func.count()).select_from(table)) or 0
        lists = closed_lists(connection, table)
        for number in range(there, max([AT_LEAST, *map(len, lists.values())])):
            _add(connection, table, number, lists, meant)


def closed_lists(connection: Connection, table: Table) -> dict[str, list[str]]:
    """Columns that hold one of some words, by the CHECK constraints of the database."""
    found = {}
    for check in inspect(connection).get_check_constraints(table.name):
        listed = re.match(r"\W*(\w+)(?: IN \(|\W+text = ANY \()", check["sqltext"])
        if listed:
            found[listed[1]] = re.findall(r"'([^']*)'", check["sqltext"])
    return found


def _add(connection: Connection, table: Table, number: int, lists: Mapping[str, list[str]], meant: Meant) -> None:
    """One more row: drawn again until the database takes it."""
    draw = Random(f"{table.name} {number}")
    why: Exception | None = None
    for attempt in range(TRIES):
        values = {}
        for column in table.columns:
            if (named := f"{table.name}.{column.name}") in meant:
                values[column.name] = meant[named](number)
            elif words := lists.get(column.name):
                values[column.name] = words[number % len(words)]
            elif not _made_by_the_database(column):
                values[column.name] = _value(connection, column, number, attempt, draw)
        try:
            with connection.begin_nested():
                connection.execute(table.insert().values(values))
            return
        except IntegrityError as error:
            why = error
    raise AssertionError(f"no row that {table.name} takes") from why


def _made_by_the_database(column: Column[Any]) -> bool:
    counted = column is column.table.autoincrement_column and not column.foreign_keys
    return counted or column.computed is not None


def _value(connection: Connection, column: Column[Any], number: int, attempt: int, draw: Random) -> object:
    lacking = number % 2 == 1 if attempt == 0 else draw.random() < 0.5
    if column.nullable and lacking:
        return null()
    for key in column.foreign_keys:
        known = list(connection.scalars(select(key.column).order_by(key.column)))
        return draw.choice(known) if known else null()
    if isinstance(column.type, DateTime):
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=draw.randrange(500_000))
    if isinstance(column.type, Date):
        return date(2026, 1, 1) + timedelta(days=draw.randrange(300))
    if isinstance(column.type, JSON):
        return {"words": ["satu", number]}
    kind = column.type.python_type
    if kind is str:
        length = getattr(column.type, "length", None)
        return f"{number}{draw.randrange(10**6)} {column.name}"[:length]
    return kind(draw.randrange(4 + attempt))
