"""The door to DBOS: addresses, serialisation and names that web processes and workers must share.

DBOS is given the number of a job and nothing else: what the job is to do stands in our own table, from which it goes
once it is done. So no code and no address of a person stays behind in the engine's tables.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer
from dbos import DBOSConfig as EngineConfig
from sqlalchemy import Connection

# Fixed, so that work enqueued before an upgrade is still done after it. Raise it only when a job's
# steps change in a way that a half-done run cannot survive.
APPLICATION_VERSION = "1"
WORKFLOW = "civic.job"
FORGET_BATCH = 500


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


def put(connection: Connection, database: str, job_id: str, run: int, queue: str, delay_s: float = 0) -> None:
    """Put a job's run into its queue within the caller's transaction; the same run twice is there once."""
    client(database).enqueue_in_transaction(
        connection,
        {
            "workflow_name": WORKFLOW,
            "queue_name": queue,
            "workflow_id": f"{job_id}-{run}",
            "app_version": APPLICATION_VERSION,
            **({"delay_seconds": delay_s} if delay_s else {}),  # type: ignore[typeddict-item]
        },
        job_id,
    )


def forget(database: str, before: datetime) -> int:
    """Delete what the engine keeps of runs that ended before; returns how many."""
    gone = 0
    while True:
        ended = client(database).list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=FORGET_BATCH,
            load_input=False,
            load_output=False,
        )
        if not ended:
            return gone
        client(database).delete_workflows([workflow.workflow_id for workflow in ended])
        gone += len(ended)


def prepare_database(database: str) -> None:
    """Create or bring up to date DBOS's own tables (schema `dbos` on PostgreSQL, the same file on SQLite)."""
    DBOS.migrate(database)
