"""What the tables of a database are, in words that can be compared: the migrations must make what the models say."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, inspect


def shape(connection: Connection, tables: set[str]) -> set[str]:
    """One line for each column, key, constraint and index of the tables.

    Defaults are left out: columns that came later have one for the rows that were there.
    """
    inspector, lines = inspect(connection), set()
    for name in tables:
        for column in inspector.get_columns(name):
            kind = f"{column['type']}{'' if column['nullable'] else ' NOT NULL'}"
            lines.add(f"{name}.{column['name']}: {kind}")
        lines.add(f"{name}: primary key {inspector.get_pk_constraint(name)['constrained_columns']}")
        for key in inspector.get_foreign_keys(name):
            to = f"{key['referred_table']} {key['referred_columns']} {key['options']}"
            lines.add(f"{name}: foreign key {key['name']} {key['constrained_columns']} to {to}")
        for unique in inspector.get_unique_constraints(name):
            lines.add(f"{name}: unique {unique['name']} {unique['column_names']}")
        for check in inspector.get_check_constraints(name):
            lines.add(f"{name}: check {check['name']} {' '.join(check['sqltext'].split())}")
        for index in inspector.get_indexes(name):
            where = [str(value) for option, value in index["dialect_options"].items() if option.endswith("_where")]
            unique = "unique index" if index["unique"] else "index"
            lines.add(f"{name}: {unique} {index['name']} {index['column_names']} {where}")
    return lines


def as_models_say(connection: Connection, metadata: MetaData) -> set[str]:
    """The shape of tables made from the models; makes them where the connection leads, which must be empty."""
    metadata.create_all(connection)
    return shape(connection, set(metadata.tables))


def differences(made: set[str], meant: set[str]) -> list[str]:
    """What the migrations made beside the models, and what they did not make."""
    return [f"only in the migrations: {line}" for line in sorted(made - meant)] + [
        f"only in the models: {line}" for line in sorted(meant - made)
    ]
