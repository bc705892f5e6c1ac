"""The front page, the pages about the portal itself, and what sites offer to programs that find their way."""

from civic.home import site, texts, views
from civic.modules import Module

module = Module("home", blueprints=(views.blueprint, site.blueprint), settings=texts.SETTINGS)
