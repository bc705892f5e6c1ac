"""Corpora: what an analysis can read. Modules bring further sources by `Module.corpora`."""

from civic.insights.corpora.sources import ActivitySource, ChosenSource, ProcessSource
from civic.modules import Module

module = Module("corpora", corpora=(ActivitySource(), ProcessSource(), ChosenSource()))
