"""Comments from elsewhere: a file of them is looked at, and comes into a consultation whole or not at all."""

from datetime import timedelta

from civic.modules import Block, Module, Schedule
from civic.participation.imports import models  # noqa: F401 - registers the table
from civic.participation.imports.acts import ACTS
from civic.participation.imports.blocks import on_activity
from civic.participation.imports.commands import consultation
from civic.participation.imports.jobs import forget_uploads_job, import_job
from civic.participation.imports.views import blueprint

module = Module(
    "imports",
    acts=ACTS,
    blocks=(Block("activity.edit", on_activity),),
    blueprints=(blueprint,),
    commands=(consultation,),
    jobs=(import_job, forget_uploads_job),
    schedules=(Schedule(forget_uploads_job.name, timedelta(hours=1)),),
)
