"""Moderation: the queue of comments that somebody should look at."""

from flask_babel import lazy_gettext as _l

from civic.modules import MenuItem, Module
from civic.participation.comments.permissions import CommentPermission
from civic.participation.moderation.views import blueprint

module = Module(
    "moderation",
    blueprints=(blueprint,),
    menu=(MenuItem(_l("Moderation"), "moderation.queue", CommentPermission.HIDE, order=80),),
)
