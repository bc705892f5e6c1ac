"""Comments: one contribution by one person, anywhere."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from civic.modules import Module, PersonalData
from civic.participation.comments import (
    models,  # noqa: F401 - registers the tables
    personal,
    sending,
    taking_part,
)
from civic.participation.comments.acts import ACTS
from civic.participation.comments.city import SETTINGS
from civic.participation.comments.labels import author_label
from civic.participation.comments.notices import KINDS
from civic.participation.comments.permissions import PERMISSIONS
from civic.participation.comments.search import COMMENTS
from civic.participation.comments.views import blueprint


def setup(app: Flask) -> None:
    app.add_template_global(author_label)


module = Module(
    "comments",
    setup=setup,
    acts=ACTS,
    blueprints=(blueprint, sending.blueprint, taking_part.blueprint),
    permissions=PERMISSIONS,
    search=(COMMENTS,),
    settings=SETTINGS,
    notices=KINDS,
    personal_data=(
        PersonalData("comments", _l("Comments"), personal.export, personal.erase, personal.keep),
        PersonalData(
            "reactions", _l("Opinions of others' comments"), personal.export_reactions, personal.erase_reactions
        ),
        PersonalData("reports", _l("Reported comments"), personal.export_reports, personal.erase_reports),
    ),
)
