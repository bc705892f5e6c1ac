"""What the catalogue tells of itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from civic.extensions import db
from civic.modules import Indicator
from civic.opendata.models import Dataset


def _datasets() -> int:
    return db.session.scalar(select(func.count(Dataset.id))) or 0


DATASET_COUNT = Indicator(
    "datasets", _l("Datasets"), _datasets, period=_l("now"), source=_l("the catalogue of city data")
)
