"""Background jobs: durable, enqueued in the caller's own transaction, on the application's own database.

DBOS does the work underneath; nothing outside this folder knows of it. `docs/jobs.md` tells how a job
survives a killed worker.
"""

from datetime import timedelta

from civic.core.jobs import models  # noqa: F401 - registers the tables
from civic.core.jobs.engine import prepare_database
from civic.core.jobs.queue import ahead_of, enqueue, progress, run_here
from civic.core.jobs.registry import Job, JobContext, JobState, Lapsed, Progress, Queue, job
from civic.core.jobs.schedules import forget_job
from civic.modules import Module, Schedule

__all__ = [
    "Job",
    "JobContext",
    "JobState",
    "Lapsed",
    "Progress",
    "Queue",
    "ahead_of",
    "enqueue",
    "job",
    "module",
    "prepare_database",
    "progress",
    "run_here",
]

module = Module("jobs", jobs=(forget_job,), schedules=(Schedule(forget_job.name, timedelta(days=1)),))
