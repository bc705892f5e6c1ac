"""The portal's service modules, one folder each, and the page that lists them. ARCHITECTURE.md shows how to add one."""

from flask_babel import lazy_gettext as _l

from civic.modules import MenuItem, Module
from civic.services.views import blueprint

module = Module("services", blueprints=(blueprint,), menu=(MenuItem(_l("Services"), "services.index", order=40),))
