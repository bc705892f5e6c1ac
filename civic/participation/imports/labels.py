"""Words of uploads."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from civic.participation.imports.columns import Field

FIELDS = {
    Field.TEXT: _l("Text of the comment"),
    Field.AUTHOR: _l("Name or number of the person"),
    Field.TIME: _l("Time"),
    Field.ID: _l("Id in the other system"),
    Field.QUESTION: _l("Question that it answers"),
    Field.AGREES: _l("People who agree"),
    Field.DISAGREES: _l("People who disagree"),
    Field.MODERATED: _l("Moderation"),
}
HINTS = {
    Field.TIME: _l("Without it the comments bear the time of the upload."),
    Field.ID: _l("A comment is known again by it. Without it: by text, person and time."),
    Field.QUESTION: _l("By its words or by its number."),
    Field.MODERATED: _l("As Polis writes it: 1 shown, 0 not looked at and shown, -1 kept but not shown."),
}
DOING = {"reading": _l("Reading the file"), "drawing": _l("Preparing the comments"), "storing": _l("Storing them")}
