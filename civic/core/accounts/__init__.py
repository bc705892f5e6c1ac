"""Accounts: registering, signing in and out, codes, sessions."""

from civic.core.accounts import browsers, models, sessions  # noqa: F401 - registers tables and loader
from civic.core.accounts.acts import ACTS
from civic.core.accounts.views import blueprint
from civic.modules import Module

module = Module("accounts", acts=ACTS, blueprints=(blueprint,), setup=browsers.init_app)
