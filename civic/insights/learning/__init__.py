"""Learning from drafters: what to read next, moves they may allow, and an audit of how far the themes hold."""

from flask_babel import lazy_gettext as _l

from civic.insights.learning.jobs import learn_job
from civic.insights.learning.views import blueprint
from civic.modules import Module

ACTS = {
    "learning.asked": _l("Asked the program to learn from what was placed"),
    "audit.drawn": _l("Drew comments at random for an audit"),
    "audit.judged": _l("Judged comments of an audit"),
}
module = Module("learning", blueprints=(blueprint,), acts=ACTS, jobs=(learn_job,))
