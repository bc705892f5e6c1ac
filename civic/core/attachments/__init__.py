"""Attachments: pictures and PDFs that belong to something else (a comment, a proposal).

A module takes them with `FilesMixin` and `prepare`, puts them at its thing with `attach`, shows them with the macro
`attached`, and hands them out with `send` once it knows that the reader may see the thing.
"""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from civic.core.attachments import personal
from civic.modules import Module, PersonalData

module = Module(
    "attachments",
    blueprints=(Blueprint("attachments", __name__, template_folder="templates"),),
    personal_data=(PersonalData("attachments", _l("Attached files"), personal.export, personal.erase, personal.keep),),
)
