"""Messages to people: put into the queue with the act they tell of, sent by the worker."""

from civic.core.mail.jobs import send, send_job
from civic.core.mail.views import blueprint
from civic.modules import Module

__all__ = ["module", "send"]

module = Module("mail", blueprints=(blueprint,), jobs=(send_job,))
