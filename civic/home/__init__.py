"""The front page and the pages about the portal itself."""

from civic.home.views import blueprint
from civic.modules import Module

module = Module("home", blueprints=(blueprint,))
