"""Comments: one contribution by one person, anywhere."""

from civic.modules import Module
from civic.participation.comments import (
    models,  # noqa: F401 - registers the tables
    sending,
    taking_part,
)
from civic.participation.comments.permissions import PERMISSIONS
from civic.participation.comments.views import blueprint

module = Module("comments", blueprints=(blueprint, sending.blueprint, taking_part.blueprint), permissions=PERMISSIONS)
