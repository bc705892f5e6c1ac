"""Published summaries: numbered editions with everything behind them."""

from civic.insights.summaries import blocks, models  # noqa: F401 - registers the table
from civic.insights.summaries.acts import ACTS
from civic.insights.summaries.commands import summary
from civic.insights.summaries.open_data import ANSWERS, INDICATORS
from civic.insights.summaries.search import THEMES
from civic.insights.summaries.views import blueprint
from civic.modules import Block, Module

module = Module(
    "summaries",
    acts=ACTS,
    blueprints=(blueprint,),
    commands=(summary,),
    search=(THEMES,),
    indicators=INDICATORS,
    tables=(ANSWERS,),
    blocks=(
        Block("activity", blocks.on_activity),
        Block("process", blocks.on_process),
        Block("comment", blocks.on_comment),
    ),
)
