"""Published summaries: numbered editions with everything behind them."""

from flask import Flask

from civic.insights.summaries import blocks, models  # noqa: F401 - registers the table
from civic.insights.summaries.commands import summary
from civic.insights.summaries.views import blueprint
from civic.modules import Module
from civic.participation.hooks import COMMENT_PAGE, CONSULTATION_PAGE, PROCESS_PAGE, add_block


def _setup(app: Flask) -> None:
    add_block(app, CONSULTATION_PAGE, blocks.on_consultation)
    add_block(app, PROCESS_PAGE, blocks.on_process)
    add_block(app, COMMENT_PAGE, blocks.on_comment)


module = Module("summaries", blueprints=(blueprint,), commands=(summary,), setup=_setup)
