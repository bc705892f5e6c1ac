"""What became of a person's comments: received, read, part of a theme, answered; and the word that there is news."""

from civic.insights.tracks.jobs import tell_answered
from civic.insights.tracks.notices import KINDS
from civic.insights.tracks.views import blueprint
from civic.modules import Module

module = Module("tracks", blueprints=(blueprint,), jobs=(tell_answered,), notices=KINDS)
