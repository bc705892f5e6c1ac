"""The catalogue of open city data."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from civic.modules import MenuItem, Module, Schedule
from civic.opendata import models, steward  # noqa: F401 - registers tables and views
from civic.opendata.acts import ACTS
from civic.opendata.commands import dataset
from civic.opendata.jobs import forget_uploads_job
from civic.opendata.live import INDICATORS
from civic.opendata.open_data import DATASET_COUNT
from civic.opendata.permissions import PERMISSIONS
from civic.opendata.search import DATASETS
from civic.opendata.views import blueprint

module = Module(
    "opendata",
    acts=ACTS,
    blueprints=(blueprint,),
    menu=(MenuItem(_l("City data"), "opendata.index", order=30),),
    permissions=PERMISSIONS,
    commands=(dataset,),
    jobs=(forget_uploads_job,),
    schedules=(Schedule(forget_uploads_job.name, timedelta(hours=1)),),
    search=(DATASETS,),
    indicators=(DATASET_COUNT,),
    tables=(INDICATORS,),
)
