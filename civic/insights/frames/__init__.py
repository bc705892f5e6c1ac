"""Code frames: themes with descriptions and examples that an agency keeps for its next consultation."""

from civic.insights.frames.acts import ACTS
from civic.insights.frames.views import blueprint
from civic.modules import Module

module = Module("frames", blueprints=(blueprint,), acts=ACTS)
