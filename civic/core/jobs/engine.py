"""The door to DBOS: addresses, serialisation and names that web processes and workers must share."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dbos import DBOSClient
from dbos import DBOSConfig as EngineConfig
from dbos._serialization import DBOSPortableJSONSerializer
from dbos._sys_db import SystemDatabase
from sqlalchemy import Connection

# Fixed, so that work enqueued before an upgrade is still done after it. Raise it only when a job's
# steps change in a way that a half-done run cannot survive.
APPLICATION_VERSION = "1"
QUEUE = "civic"
WORKFLOW = "civic.job"


def engine_config(database: str, executor_id: str) -> EngineConfig:
    """How a worker opens DBOS on the application's database."""
    return {
        "name": "civic",
        "system_database_url": database,
        "executor_id": executor_id,
        "application_version": APPLICATION_VERSION,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "ERROR",
        "run_migrations": False,
        "use_listen_notify": False,
    }


@lru_cache(maxsize=4)
def client(database: str) -> DBOSClient:
    """A light client, one for each process and database; it never runs jobs."""
    return DBOSClient(
        system_database_url=database,
        serializer=DBOSPortableJSONSerializer(),
        application_name="civic",
        lazy=True,
    )


def put(connection: Connection, database: str, job_id: str, name: str, arguments: dict[str, Any]) -> None:
    """Put a job into the queue within the caller's transaction."""
    client(database).enqueue_in_transaction(
        connection,
        {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": job_id,
            "app_version": APPLICATION_VERSION,
        },
        job_id,
        name,
        arguments,
    )


def prepare_database(database: str) -> None:
    """Create or bring up to date DBOS's own tables (schema `dbos` on PostgreSQL, the same file on SQLite)."""
    system = SystemDatabase.create(
        system_database_url=database,
        engine_kwargs={},
        engine=None,
        schema="dbos",
        serializer=DBOSPortableJSONSerializer(),
        executor_id=None,
        use_listen_notify=False,
    )
    try:
        system.run_migrations()
    finally:
        system.destroy()
