"""The fields with which files are added to a form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovTextInput
from wtforms import StringField
from wtforms.validators import Length

from civic.core.attachments.content import ACCEPTED, MAX_FILES
from civic.core.pictures import MAX_BYTES


class FilesMixin:
    """Pictures and PDFs beside what a form asks; `prepare(form.files.data)` looks at them."""

    files = MultipleFileField(
        _l("Pictures or PDFs (optional)"),
        description=_l(
            "At most %(num)s, each up to %(size)s MB. The place where a picture was taken is removed from it.",
            num=MAX_FILES,
            size=MAX_BYTES // 1_000_000,
        ),
        render_kw={"accept": ACCEPTED, "multiple": True},
        widget=GovFileInput(),
    )
    alternative = StringField(
        _l("What the pictures show (optional)"),
        [Length(max=500)],
        description=_l("In a few words, for people who do not see them."),
        widget=GovTextInput(),
    )
